/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include <errno.h>
#include <string.h>

#include "input/scratch.h"
#include "owners/answers.h"
#include "util/arena.h"
#include "util/error.h"

/* A dump that is put together page by page. */
struct dump {
	struct scratch *s;
	const char *text;
};

static void add(struct dump *d, uint64_t pfn, unsigned int order, const char *type, const char *block,
				const char *stack)
{
	d->text = arena_printf(d->s->arena,
						   "%sPage allocated via order %u, mask 0xcc0(GFP_KERNEL), pid 1, tgid 1 (sh), ts 1000000000 ns\n"
						   "PFN 0x%llx type %s Block %llu type %s Flags 0x0(node=0|zone=0)\n%s\n",
						   d->text, order, (unsigned long long)pfn, type, (unsigned long long)pfn >> 9, block, stack);
}

static struct holdings *read_dump(const struct dump *d)
{
	static const struct holdings_hints hints;
	struct holdings *o;
	struct error error;

	cr_assert_eq(holdings_read(scratch_text(d->s, "dump", d->text), &hints, &o, &error), 0, "%s", error.text);
	cr_assert_eq(o->unread, 0);
	return o;
}

#define BUFFER " cma_alloc+0x1/0x2\n dma_alloc_attrs+0x1/0x2\n isp_start+0x1/0x2 [isp]\n"
#define JOURNAL " grow_dev_folio+0x1/0x2\n ext4_getblk+0x1/0x2\n"
#define FILE_PAGE " filemap_fault+0x1/0x2\n"
#define DRIVER " __alloc_pages+0x1/0x2\n wifi_rx+0x1/0x2 [wifi]\n"
#define OTHER " __alloc_pages+0x1/0x2\n can_open+0x1/0x2 [can]\n"

/* Blocks 512..515: pages 0..99 are a driver's, one at 300 is metadata, one at 800 is lent, one at 1600 metadata. */
Test(answers, runs_of_a_cma_area)
{
	struct dump d = { scratch_new(), "" };
	struct answers a;
	struct holdings *o;

	for (uint64_t i = 0; i < 100; i++)
		add(&d, 0x40000 + i, 0, "Movable", "CMA", BUFFER);
	add(&d, 0x40000 + 300, 0, "Movable", "CMA", JOURNAL);
	add(&d, 0x40000 + 800, 0, "Movable", "CMA", FILE_PAGE);
	add(&d, 0x40000 + 1600, 0, "Movable", "CMA", JOURNAL);
	o = read_dump(&d);
	answers_find(d.s->arena, o, NULL, &a);
	cr_assert_eq(a.area_count, 1, "the block without a record lies between two others");
	cr_expect_eq(a.areas[0].place.pages, 2048);
	cr_expect_eq(a.areas[0].stays, 102);
	cr_expect_eq(a.areas[0].moves, 1);
	cr_expect_eq(a.areas[0].free, 2048 - 103);
	cr_expect_eq(a.areas[0].run, 1600 - 301);
	cr_expect_eq(a.areas[0].run_free, 1600 - 801);
	cr_assert_eq(a.areas[0].holder_count, 3);
	cr_expect_str_eq(a.areas[0].holders[0].holder->name, "isp");
	cr_expect_eq(a.areas[0].holders[0].pages, 100);
	cr_expect_eq(a.areas[0].holders[0].ranges, 1);
	cr_expect_eq(a.areas[0].holders[0].run_without, 1600 - 301);
	cr_expect_str_eq(a.areas[0].holders[1].holder->name, "file system metadata");
	cr_expect_eq(a.areas[0].holders[1].run_without, 2048 - 100);
	cr_expect(a.areas[0].holders[2].moves);
	holdings_free(o);
	scratch_free(d.s);
}

/* 512: wifi alone; 513: wifi and can; 514: only movable; 515: can alone. */
Test(answers, who_spoils_pageblocks)
{
	struct dump d = { scratch_new(), "" };
	struct answers a;
	struct holdings *o;

	add(&d, 0x40000, 3, "Unmovable", "Movable", DRIVER);
	add(&d, 0x40200, 0, "Unmovable", "Movable", DRIVER);
	add(&d, 0x40201, 0, "Unmovable", "Movable", OTHER);
	add(&d, 0x40400, 0, "Movable", "Movable", FILE_PAGE);
	add(&d, 0x40600, 1, "Unmovable", "Movable", OTHER);
	add(&d, 0x40800, 2, "Unmovable", "Unmovable", OTHER);
	o = read_dump(&d);
	answers_find(d.s->arena, o, NULL, &a);
	cr_expect_eq(a.area_count, 0);
	cr_expect_eq(a.spoiled, 3);
	cr_expect_eq(a.types[MIGRATE_MOVABLE].blocks, 4);
	cr_expect_eq(a.types[MIGRATE_UNMOVABLE].foreign, 0);
	cr_assert_eq(a.polluter_count, 2);
	cr_expect_str_eq(a.polluters[0].holder->name, "wifi");
	cr_expect_eq(a.polluters[0].alone, 1);
	cr_expect_eq(a.polluters[0].blocks, 2);
	cr_expect_eq(a.polluters[0].pages, 9);
	cr_expect_eq(a.polluters[0].pairs, 0);
	cr_expect_eq(a.polluters[1].alone, 1);
	cr_expect_eq(a.polluters[1].pages, 3);
	cr_expect_eq(a.polluters[1].pairs, 1, "514 is clean, so 514 and 515 come back as one");
	cr_expect_str_eq(a.sums[0].holder->name, "wifi");
	cr_expect_eq(a.sums[0].unmovable, 9);
	cr_expect_eq(a.sums[0].high_blocks, 1);
	cr_expect_eq(a.sums[0].highest, 3);
	holdings_free(o);
	scratch_free(d.s);
}

/* --- what comes back, against the buddy allocator done one page after the other --------------------------- */

#define BLOCK_ORDER 9
#define PAGES (3 << BLOCK_ORDER)

struct naive {
	bool free[BLOCK_ORDER + 1][PAGES]; /* a free block of that order begins there */
};

/* mm/page_alloc.c:__free_one_page */
static void give_back(struct naive *n, unsigned int pfn)
{
	unsigned int order = 0;

	for (; order < BLOCK_ORDER && n->free[order][pfn ^ (1u << order)]; order++) {
		n->free[order][pfn ^ (1u << order)] = false;
		pfn &= ~(1u << order);
	}
	n->free[order][pfn] = true;
}

/* Blocks of an order, larger ones counted in it. */
static uint64_t blocks_of_order(const struct naive *n, unsigned int order)
{
	uint64_t blocks = 0;

	for (unsigned int k = order; k <= BLOCK_ORDER; k++)
		for (unsigned int pfn = 0; pfn < PAGES; pfn++)
			blocks += n->free[k][pfn] ? UINT64_C(1) << (k - order) : 0;
	return blocks;
}

/* 'f'ree, 'm'ovable, 'w'ifi, 'c'an: what was given back, and what is now as well; in an order of their own. */
static uint64_t gain(const char *pages, const char *before, char also, unsigned int order, uint64_t *random)
{
	static struct naive n;
	uint64_t blocks, start;

	memset(&n, 0, sizeof(n));
	for (unsigned int i = 0; i < PAGES; i++)
		if (strchr(before, pages[i]))
			give_back(&n, i);
	blocks = blocks_of_order(&n, order);
	*random = *random * 6364136223846793005u + 1442695040888963407u;
	start = (*random >> 33) % PAGES;
	for (unsigned int i = 0; i < PAGES; i++)
		if (pages[(start + i) % PAGES] == also)
			give_back(&n, (unsigned int)(start + i) % PAGES);
	return blocks_of_order(&n, order) - blocks;
}

/* Runs of random length, so that there is something to merge; the first page of each block is held. */
static void draw_pages(char *pages, uint64_t *random)
{
	for (unsigned int i = 0; i < PAGES;) {
		unsigned int length;

		*random = *random * 6364136223846793005u + 1442695040888963407u;
		length = 1u << ((*random >> 33) % 8);
		for (unsigned int k = 0; k < length && i < PAGES; k++, i++)
			pages[i] = "ffffmmwc"[(*random >> 40) % 8];
	}
	for (unsigned int i = 0; i < PAGES; i += 1u << BLOCK_ORDER)
		pages[i] = 'm';
	pages[PAGES - 1] = 'w';
	pages[0] = 'c';
}

Test(answers, what_comes_back_is_what_the_buddy_allocator_merges)
{
	for (uint64_t seed = 1; seed <= 12; seed++) {
		struct dump d = { scratch_new(), "" };
		char pages[PAGES];
		uint64_t random = seed;
		struct answers a;
		struct holdings *o;

		draw_pages(pages, &random);
		for (unsigned int i = 0; i < PAGES; i++)
			if (pages[i] != 'f')
				add(&d, 0x40000 + i, 0, pages[i] == 'm' ? "Movable" : "Unmovable", "Movable",
					pages[i] == 'm' ? FILE_PAGE : pages[i] == 'w' ? DRIVER : OTHER);
		o = read_dump(&d);
		answers_find(d.s->arena, o, NULL, &a);
		cr_assert_eq(a.polluter_count, 2);
		for (size_t i = 0; i < 2; i++) {
			const struct polluter *p = &a.polluters[i];
			char who = p->holder->name[0];

			for (unsigned int order = 1; order <= BLOCK_ORDER; order++) {
				cr_expect_eq(p->at_once[order], gain(pages, "f", who, order, &random), "seed %d, %c, order %u", (int)seed, who,
							 order);
				cr_expect_eq(p->compacted[order], gain(pages, "fm", who, order, &random), "seed %d, %c, order %u", (int)seed,
							 who, order);
			}
			cr_expect_eq(p->alone, p->compacted[BLOCK_ORDER]);
		}
		holdings_free(o);
		scratch_free(d.s);
	}
}

Test(answers, growth_names_the_leak_first)
{
	struct dump d = { scratch_new(), "" };
	struct holdings *before, *after;
	struct growth *rows;
	struct error error;
	size_t count;

	add(&d, 0x40200, 0, "Unmovable", "Unmovable", DRIVER);
	add(&d, 0x40204, 2, "Unmovable", "Unmovable", OTHER);
	before = read_dump(&d);
	add(&d, 0x40208, 3, "Unmovable", "Unmovable", DRIVER);
	for (uint64_t i = 0; i < 64; i++)
		add(&d, 0x40400 + i, 0, "Movable", "Movable", FILE_PAGE);
	after = read_dump(&d);
	cr_assert_eq(growth_find(d.s->arena, before, after, &rows, &count, &error), 0);
	cr_assert_eq(count, 2, "what did not change is not told");
	cr_expect_str_eq(rows[0].holder->name, "wifi");
	cr_expect(rows[0].suspect);
	cr_expect_eq(rows[0].before, 1);
	cr_expect_eq(rows[0].after, 9);
	cr_expect_not(rows[1].suspect, "page cache comes and goes");
	cr_assert_eq(growth_find(d.s->arena, after, before, &rows, &count, &error), 0);
	cr_expect_not(rows[0].suspect, "nothing has grown backwards");
	holdings_free(before);
	holdings_free(after);
	scratch_free(d.s);
}

Test(answers, pages_and_bytes_are_not_compared)
{
	struct dump d = { scratch_new(), "" };
	static const struct holdings_hints hints;
	struct holdings *pages, *bytes;
	struct growth *rows;
	struct error error;
	size_t count;

	add(&d, 0x40200, 0, "Unmovable", "Unmovable", DRIVER);
	pages = read_dump(&d);
	cr_assert_eq(holdings_read(scratch_text(d.s, "tags", "allocinfo - version: 1.0\n 4096 1 mm/a.c:1 func:f \n"), &hints,
							 &bytes, &error), 0);
	cr_expect_eq(growth_find(d.s->arena, pages, bytes, &rows, &count, &error), -EINVAL);
	holdings_free(pages);
	holdings_free(bytes);
	scratch_free(d.s);
}
