/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include <errno.h>
#include <string.h>

#include "input/packing.h"
#include "input/scratch.h"
#include "owners/holdings.h"
#include "random.h"
#include "util/arena.h"
#include "util/error.h"

static struct holdings *read_text(struct scratch *s, const char *text)
{
	static const struct holdings_hints hints;
	struct holdings *o;
	struct error error;

	cr_assert_eq(holdings_read(scratch_text(s, "dump", text), &hints, &o, &error), 0, "%s", error.text);
	return o;
}

static const struct chain *chain_by(const struct holdings *o, const char *function)
{
	for (size_t i = 0; i < o->chains->count; i++)
		if (o->chains->items[i].asked_by && strcmp(o->chains->items[i].asked_by, function) == 0)
			return &o->chains->items[i];
	cr_assert_fail("no chain of %s", function);
	return NULL;
}

static const char *holder_of(const struct holdings *o, const char *function)
{
	return o->chains->holders[chain_by(o, function)->holder].name;
}

#define STACK_OF(function) " post_alloc_hook+0x1/0x2\n __alloc_pages+0x1/0x2\n " function "\n ksys_ioctl+0x1/0x2\n\n"

Test(holdings, sums_by_chain_and_block)
{
	struct scratch *s = scratch_new();
	struct holdings *o = read_text(
		s, "Page allocated via order 2, mask 0xcc0(GFP_KERNEL), pid 1, tgid 1 (sh), ts 50 ns\n"
		   "PFN 0x40004 type Unmovable Block 512 type Movable Flags 0x0(node=0|zone=0)\n" STACK_OF("foo_open+0x1/0x2 [foo]")
		   "Page allocated via order 0, mask 0x140cca(GFP_HIGHUSER_MOVABLE), pid 1, tgid 1 (sh), ts 70 ns\n"
		   "PFN 0x40201 type Movable Block 513 type CMA Flags 0x0(lru|node=0|zone=0)\n" STACK_OF("filemap_fault+0x1/0x2"));
	const struct mem_block *block = holdings_block(o, 0x40007);

	cr_expect_eq(o->kind, HOLDINGS_PAGES);
	cr_expect_eq(o->block_order, 9);
	cr_expect_eq(o->pages, 5);
	cr_expect_eq(o->last_ns, 70);
	cr_assert(block);
	cr_expect_eq(block->type, MIGRATE_MOVABLE);
	cr_expect_eq(block->foreign, 4);
	cr_expect_eq(page_use_of(block->pages[4]), PAGE_STAYS);
	cr_expect_eq(page_order_of(block->pages[4]), 2);
	cr_expect_eq(page_order_of(block->pages[7]), PAGE_TAIL);
	cr_expect_eq(page_use_of(block->pages[8]), PAGE_UNTOLD);
	cr_expect_null(holdings_block(o, 0x40400));
	cr_expect_eq(chain_by(o, "foo_open")->foreign, 4);
	cr_expect_eq(chain_by(o, "filemap_fault")->in_cma, 1);
	cr_expect_str_eq(holder_of(o, "foo_open"), "foo");
	cr_expect_str_eq(holder_of(o, "filemap_fault"), "page cache");
	holdings_free(o);
	scratch_free(s);
}

/* The first function that is not plumbing names the holder; modules of helpers stand aside. */
Test(holdings, who_is_named)
{
	static const struct {
		const char *stack, *holder;
		enum page_use use;
	} cases[] = {
		{ " split_map_pages+0x1/0x2\n alloc_contig_range+0x1/0x2\n cma_alloc+0x1/0x2\n cma_heap_allocate+0x1/0x2\n",
		  "cma_heap_allocate", USE_CMA_BUFFER },
		{ " cma_alloc+0x1/0x2\n dma_alloc_attrs+0x1/0x2\n vb2_dc_alloc+0x1/0x2 [videobuf2_dma_contig]\n"
		  " isp_start+0x1/0x2 [isp]\n",
		  "isp", USE_CMA_BUFFER },
		{ " cma_alloc+0x1/0x2\n vb2_dc_alloc+0x1/0x2 [videobuf2_dma_contig]\n vb2_ioctl+0x1/0x2 [videobuf2_v4l2]\n",
		  "videobuf2_dma_contig", USE_CMA_BUFFER },
		{ " vma_alloc_folio+0x1/0x2\n do_anonymous_page+0x1/0x2\n faultin_page+0x1/0x2\n pin_user_pages+0x1/0x2\n"
		  " gpu_pin+0x1/0x2 [gpu]\n",
		  "gpu", USE_PIN },
		{ " vma_alloc_folio+0x1/0x2\n do_anonymous_page+0x1/0x2\n faultin_page+0x1/0x2\n pin_user_pages+0x1/0x2\n"
		  " io_sqe_buffer_register+0x1/0x2\n",
		  "io_sqe_buffer_register", USE_PIN },
		{ " vma_alloc_folio+0x1/0x2\n do_anonymous_page+0x1/0x2\n __get_user_pages+0x1/0x2\n get_user_pages_remote+0x1/0x2\n"
		  " get_arg_page+0x1/0x2\n copy_strings+0x1/0x2\n",
		  "anonymous memory", USE_ANON },
		{ " filemap_alloc_folio+0x1/0x2\n filemap_fault+0x1/0x2\n faultin_page+0x1/0x2\n __get_user_pages+0x1/0x2\n"
		  " populate_vma_page_range+0x1/0x2\n __mm_populate+0x1/0x2\n __do_sys_mlockall+0x1/0x2\n",
		  "page cache", USE_FILE },
		{ " filemap_alloc_folio+0x1/0x2\n bdev_getblk+0x1/0x2\n sb_bread+0x1/0x2\n fat_read+0x1/0x2\n",
		  "file system metadata", USE_BUFFERS },
		{ " filemap_alloc_folio+0x1/0x2\n bdev_getblk+0x1/0x2\n ext4_read+0x1/0x2 [ext4]\n", "ext4", USE_BUFFERS },
		{ " allocate_slab.isra.0+0x1/0x2\n ___slab_alloc+0x1/0x2\n kmem_cache_alloc+0x1/0x2\n bar_init+0x1/0x2\n",
		  "bar_init", USE_DRIVER },
		{ " __alloc_pages+0x1/0x2\n", "__alloc_pages", USE_DRIVER },
		{ " __alloc_pages+0x1/0x2\n pte_alloc_one+0x1/0x2\n", "page tables", USE_PAGE_TABLES },
		{ " register_early_stack+0x1/0x2\n init_page_owner+0x1/0x2\n", "before page_owner began", USE_EARLY },
		{ " 0xffffffc0101234\n", "0xffffffc0101234", USE_DRIVER },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena *arena = arena_new();
		struct chains *c = chains_new(arena);
		const struct chain *found = &c->items[chains_find(c, cases[i].stack, strlen(cases[i].stack))];

		cr_expect_str_eq(c->holders[found->holder].name, cases[i].holder);
		cr_expect_eq(found->use, cases[i].use, "%s: %s", cases[i].stack, page_use_name(found->use));
		chains_free(c);
		arena_free(arena);
	}
}

Test(holdings, offsets_and_addresses_are_no_part_of_a_chain)
{
	struct arena *arena = arena_new();
	struct chains *c = chains_new(arena);
	static const char a[] = " [<ffffffc000000001>] foo+0x1/0x2 [m]\n bar+0x3/0x4\n", b[] = " foo+0x9/0x20 [m]\n bar+0x5/0x6",
					  d[] = " foo+0x1/0x2\n bar+0x3/0x4\n";

	cr_expect_eq(chains_find(c, a, strlen(a)), chains_find(c, b, strlen(b)));
	cr_expect_neq(chains_find(c, a, strlen(a)), chains_find(c, d, strlen(d)), "another module is another chain");
	chains_free(c);
	arena_free(arena);
}

Test(holdings, numbers_of_types_before_4_4_and_since)
{
	struct scratch *s = scratch_new();
	struct holdings *o = read_text(s, "Page allocated via order 0, mask 0x213ca\nPFN 1024 Block 1 type 2          Flags      L\n"
									" [<c0>] filemap_fault+0x1/0x2\n\n"
									"Page allocated via order 0, mask 0xd0\nPFN 2048 Block 2 type 1 Fallback Flags\n"
									" [<c0>] foo+0x1/0x2\n\n");

	cr_expect_eq(o->block_order, 10);
	cr_expect_eq(holdings_block(o, 1024)->type, MIGRATE_MOVABLE);
	cr_expect_eq(holdings_block(o, 2048)->type, MIGRATE_RECLAIMABLE);
	holdings_free(o);
	o = read_text(s, "Page allocated via order 0, mask 0x213ca\nPFN 1024 Block 1 type 1          Flags      L\n"
					 " [<c0>] filemap_fault+0x1/0x2\n\n");
	cr_expect_eq(holdings_block(o, 1024)->type, MIGRATE_MOVABLE);
	holdings_free(o);
	scratch_free(s);
}

Test(holdings, sorted_and_stacks)
{
	struct scratch *s = scratch_new();
	struct holdings *o = read_text(s, "3 times, 12 pages, allocated by SLAB :\nPage allocated via order 2, mask 0xcc0(GFP_KERNEL)\n"
									" allocate_slab+0x1/0x2\n foo+0x1/0x2 [m]\n\n"
									"1 times, 1 pages:\nPage allocated via order 0, mask 0xcc0(GFP_KERNEL)\n bar+0x1/0x2\n\n");

	cr_expect_eq(o->kind, HOLDINGS_SORTED);
	cr_expect_eq(o->pages, 13);
	cr_expect_eq(chain_by(o, "foo")->pages, 12);
	cr_expect_not(o->has_blocks);
	holdings_free(o);
	o = read_text(s, " foo+0x1/0x2 [m]\nnr_base_pages: 7\n\n bar+0x1/0x2\nnr_base_pages: 1\n\n");
	cr_expect_eq(o->kind, HOLDINGS_STACKS);
	cr_expect_eq(o->pages, 8);
	cr_expect_not(o->has_types);
	holdings_free(o);
	scratch_free(s);
}

Test(holdings, allocation_tags)
{
	struct scratch *s = scratch_new();
	struct holdings *o = read_text(s, "allocinfo - version: 1.0\n#     <size>  <calls> <tag info>\n"
									"           0        0 init/main.c:1 func:x \n"
									"     4194304     1024 mm/slub.c:2300 func:alloc_slab_page \n"
									"       65536       16 drivers/net/veth.c:9 [veth] func:veth_open \n");

	cr_expect_eq(o->kind, HOLDINGS_TAGS);
	cr_expect_eq(o->bytes, 4194304 + 65536);
	cr_expect_str_eq(holder_of(o, "veth_open"), "veth");
	cr_expect_str_eq(holder_of(o, "alloc_slab_page"), "mm/slub.c");
	cr_expect_not(o->has_sizes);
	holdings_free(o);
	scratch_free(s);
}

Test(holdings, allocations_that_a_log_names)
{
	struct scratch *s = scratch_new();
	struct holdings *o = read_text(
		s, "[    5.0] sh: page allocation failure: order:5, mode:0xdc0(GFP_KERNEL|__GFP_ZERO), nodemask=(null)\n"
		   "[    5.0] CPU: 0 UID: 0 PID: 1 Comm: sh Not tainted 6.12.1 #1\n"
		   "[    5.0] Mem-Info:\n"
		   "[    5.0] Memory allocations:\n"
		   "[    5.0]     4.00 MiB     1024 mm/slub.c:2300 func:alloc_slab_page\n"
		   "[    5.0]      512 KiB      128 drivers/foo.c:3 [foo] func:foo_open\n");

	cr_expect_eq(o->kind, HOLDINGS_LOG);
	cr_expect_eq(chain_by(o, "foo_open")->bytes, 512 << 10);
	cr_expect_str_eq(holder_of(o, "foo_open"), "foo");
	holdings_free(o);
	scratch_free(s);
}

Test(holdings, copied_by_hand)
{
	struct scratch *s = scratch_new();
	struct holdings *o = read_text(
		s, "Page allocated via order 0, mask 0xcc0(GFP_KERNEL)\nPFN 0x40004 type Unmovable Block 512 type Movable Flags 0x0()\n"
		   " foo+0x1/0x2\nPage allocated via order 1, mask 0xcc0(GFP_KERNEL)\n"
		   "PFN 0x40006 type Unmovable Block 512 type Movable Flags 0x0()\nbar+0x1/0x2\n");

	cr_expect_eq(o->blocks, 2, "without empty lines");
	cr_expect_eq(chain_by(o, "foo")->pages, 1);
	cr_expect_eq(chain_by(o, "bar")->pages, 2, "without indentation");
	holdings_free(o);
	scratch_free(s);
}

Test(holdings, what_cannot_be_read_is_counted)
{
	struct scratch *s = scratch_new();
	struct holdings *o = read_text(
		s, "Page allocated via order 0, mask 0xcc0(GFP_KERNEL)\nPFN 0x40004 type Unmovable Block 512 type Movable Flags 0x0()\n"
		   " foo+0x1/0x2\n\nPage allocated via order 0, mask 0xcc0(GFP_KERNEL)\nPFN 0x40005 type Unmov\n\n");

	cr_expect_eq(o->unread, 1);
	cr_expect_eq(o->first_unread, 5);
	cr_expect_eq(o->pages, 1);
	holdings_free(o);
	scratch_free(s);
}

Test(holdings, what_is_no_dump)
{
	struct scratch *s = scratch_new();
	static const struct holdings_hints hints;
	struct holdings *o;
	struct error error;

	cr_expect_eq(holdings_read(scratch_text(s, "a", "hello\n"), &hints, &o, &error), -EINVAL);
	cr_expect(strstr(error.text, "page_owner"), "%s", error.text);
	cr_expect_null(o);
	cr_expect_eq(holdings_read(scratch_text(s, "b", ""), &hints, &o, &error), -EINVAL);
	cr_expect_eq(holdings_read(s->folder, &hints, &o, &error), -ENOENT);
	cr_expect_eq(holdings_read("no-such-file", &hints, &o, &error), -ENOENT);
	scratch_free(s);
}

Test(holdings, compressed_and_among_captures)
{
	static const struct holdings_hints hints;
	static const char text[] = " foo+0x1/0x2 [m]\nnr_base_pages: 7\n\n";

	for (const struct packer *p = packers; p->name; p++) {
		struct scratch *s = scratch_new();
		const char *path = scratch_file(s, "page_owner.gz", p->pack(s->arena, bytes_of(text)));
		struct holdings *o;
		struct error error;

		cr_assert_eq(holdings_read(path, &hints, &o, &error), 0, "%s", error.text);
		cr_expect_eq(o->pages, 7);
		holdings_free(o);
		cr_assert_eq(holdings_read(s->folder, &hints, &o, &error), 0, "%s", error.text);
		cr_expect_eq(o->pages, 7);
		cr_expect(strstr(o->file, "page_owner"));
		holdings_free(o);
		scratch_free(s);
	}
}

/* --- properties ------------------------------------------------------------------------------- */

#define RECORDS 400

static const char *random_record(struct arena *arena, struct random *random, uint64_t pfn, unsigned int order)
{
	static const char *const types[] = { "Unmovable", "Movable", "Reclaimable" };
	static const char *const blocks[] = { "Movable", "Unmovable", "CMA", "Movable" };
	unsigned int who = (unsigned int)random_below(random, 20);

	return arena_printf(arena,
						"Page allocated via order %u, mask 0xcc0(GFP_KERNEL), pid 1, tgid 1 (t%u), ts %u ns\n"
						"PFN 0x%llx type %s Block %llu type %s Flags 0x0(node=0|zone=0)\n"
						" __alloc_pages+0x1/0x2\n f%u+0x1/0x2%s\n\n",
						order, who % 3, 1 + who, (unsigned long long)pfn, types[random_below(random, 3)],
						(unsigned long long)pfn >> 9, blocks[(pfn >> 9) % 4], who, who % 4 ? "" : " [m]");
}

static void expect_same(const struct holdings *a, const struct holdings *b)
{
	struct arena *arena = arena_new();
	const struct chain **x = holdings_ranked(arena, a), **y = holdings_ranked(arena, b);

	cr_assert_eq(a->chains->count, b->chains->count);
	cr_assert_eq(a->mem_block_count, b->mem_block_count);
	cr_assert_eq(a->held_count, b->held_count);
	cr_assert_eq(a->share_count, b->share_count);
	for (size_t i = 0; i < a->chains->count; i++) {
		cr_expect_str_eq(x[i]->asked_by, y[i]->asked_by);
		cr_expect_eq(x[i]->pages, y[i]->pages);
		cr_expect_eq(x[i]->foreign, y[i]->foreign);
		cr_expect_eq(x[i]->in_cma, y[i]->in_cma);
		cr_expect_eq(x[i]->first_ns, y[i]->first_ns);
		cr_expect_str_eq(x[i]->task, y[i]->task);
	}
	for (size_t i = 0; i < a->mem_block_count; i++) {
		cr_expect_eq(a->mem_blocks[i].number, b->mem_blocks[i].number);
		cr_expect_eq(a->mem_blocks[i].type, b->mem_blocks[i].type);
		cr_expect_arr_eq(a->mem_blocks[i].used, b->mem_blocks[i].used, sizeof(a->mem_blocks[i].used));
		cr_expect_arr_eq(a->mem_blocks[i].pages, b->mem_blocks[i].pages, 1U << a->block_order);
	}
	for (size_t i = 0; i < a->held_count; i++)
		cr_expect_eq(a->held[i].pfn, b->held[i].pfn);
	arena_free(arena);
}

static char *joined(struct arena *arena, const char *const *records)
{
	size_t size = 1;
	char *text, *end;

	for (size_t i = 0; i < RECORDS; i++)
		size += strlen(records[i]);
	end = text = arena_alloc(arena, size);
	for (size_t i = 0; i < RECORDS; i++)
		end = stpcpy(end, records[i]);
	return text;
}

/* Nothing depends on the order of the records, and every page is in as many sums as it should. */
Test(holdings, shuffled_dumps_say_the_same)
{
	struct scratch *s = scratch_new();
	const char *records[RECORDS];
	struct holdings *a, *b;
	struct random numbers = random_from(7), *random = &numbers;
	uint64_t pfn = 0x40000, pages = 0, in_blocks = 0;

	for (size_t i = 0; i < RECORDS; i++) {
		unsigned int order = (unsigned int)random_below(random, 4);

		pfn = (pfn + (1U << order) - 1) >> order << order;
		records[i] = random_record(s->arena, random, pfn, order);
		pages += UINT64_C(1) << order;
		pfn += (UINT64_C(1) << order) + random_below(random, 4);
	}
	a = read_text(s, joined(s->arena, records));
	for (size_t i = RECORDS - 1; i > 0; i--) {
		size_t k = (size_t)random_below(random, i + 1);
		const char *swap = records[i];

		records[i] = records[k];
		records[k] = swap;
	}
	b = read_text(s, joined(s->arena, records));
	cr_expect_eq(a->unread, 0);
	cr_expect_eq(a->pages, pages);
	for (size_t i = 0; i < a->mem_block_count; i++)
		in_blocks += a->mem_blocks[i].used[PAGE_MOVES] + a->mem_blocks[i].used[PAGE_RECLAIMS] +
					 a->mem_blocks[i].used[PAGE_STAYS];
	cr_expect_eq(in_blocks, pages);
	expect_same(a, b);
	holdings_free(a);
	holdings_free(b);
	scratch_free(s);
}

/* Sums that page_owner_sort has culled to have no call chain, and no empty line between them. */
Test(holdings, sums_without_chains)
{
	struct scratch *s = scratch_new();
	struct holdings *o = read_text(s, "6843 times, 8633 pages, TGID 139\n711 times, 734 pages, TGID 0\n");
	const struct chain **ranked = holdings_ranked(s->arena, o);

	cr_expect_eq(o->kind, HOLDINGS_SORTED);
	cr_expect_eq(o->pages, 8633 + 734);
	cr_expect_eq(o->unread, 0);
	cr_expect_str_eq(o->chains->holders[ranked[0]->holder].name, "TGID 139");
	cr_expect_eq(ranked[0]->pages, 8633);
	cr_expect_str_eq(o->chains->holders[ranked[1]->holder].name, "TGID 0");
	holdings_free(o);
	o = read_text(s, "60 times, 80 pages, allocated by CMA \n5 times, 7 pages, allocated by SLAB \n");
	cr_expect_eq(o->pages, 87);
	cr_expect_str_eq(o->chains->holders[holdings_ranked(s->arena, o)[0]->holder].name, "allocated by CMA");
	holdings_free(o);
	scratch_free(s);
}
