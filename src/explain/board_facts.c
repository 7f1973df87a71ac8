/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "explain/board_facts.h"

#include "board/board.h"
#include "boot/boot.h"
#include "explain/zone_model.h"
#include "kernel/kernel.h"
#include "util/arena.h"

#define MIB_OF(bytes) ((double)(bytes) / (1 << 20))

static uint64_t region_bytes(const struct region *r)
{
	uint64_t bytes = r->range.size;

	for (size_t i = 0; i < r->extra_count; i++)
		bytes += r->extra[i].size;
	return bytes;
}

static uint64_t ddr_bytes(const struct board *board)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < board->memory_count; i++) {
		for (size_t k = 0; board->memory[i].enabled && k < board->memory[i].reg.count; k++)
			bytes += board->memory[i].reg.items[k].size;
	}
	return bytes;
}

static bool is_hole(const struct region *r)
{
	return r->kind == REGION_NOMAP && r->taken;
}

struct board_facts board_facts_of(const struct board *board, const struct boot *boot)
{
	struct board_facts f = { .board = board, .boot = boot, .ddr = ddr_bytes(board) };
	int64_t page = (int64_t)page_size(boot->kernel);

	for (size_t i = 0; i < boot->region_count; i++)
		f.no_map += is_hole(&boot->regions[i]) ? region_bytes(&boot->regions[i]) : 0;
	f.present = (uint64_t)(boot->totals.present.value * page);
	f.cma = (uint64_t)(boot->totals.cma.value * page);
	f.managed = estimate_times(boot->totals.managed, page);
	return f;
}

/* --- words --- */

static uint64_t bytes_of(const struct diagnosis *d, int64_t pages)
{
	return (uint64_t)diagnosis_kb(d, pages) << 10;
}

static void say_difference(struct arena *arena, struct sentences *out, const char *what, uint64_t dump,
						   uint64_t tree)
{
	if (dump == tree)
		add_sentence(arena, out, "%s: %.1f MiB in the dump, and just that by the tree.", what, MIB_OF(dump));
	else
		add_sentence(arena, out, "%s: %.1f MiB in the dump, %.1f MiB by the tree: %.1f MiB %s than it says.",
					 what, MIB_OF(dump), MIB_OF(tree), MIB_OF(dump < tree ? tree - dump : dump - tree),
					 dump < tree ? "less" : "more");
}

static void say_managed(struct arena *arena, struct sentences *out, uint64_t dump,
						const struct estimate *tree)
{
	bool inside = (int64_t)dump >= tree->low && (int64_t)dump <= tree->high;

	if (is_exact(*tree))
		say_difference(arena, out, "Managed by the page allocator", dump, (uint64_t)tree->value);
	else
		add_sentence(arena, out,
					 "Managed by the page allocator: %.1f MiB in the dump, %.1f to %.1f MiB expected%s.",
					 MIB_OF(dump), MIB_OF(tree->low), MIB_OF(tree->high),
					 inside ? "" : ": the log is of another kernel or tree");
}

static void say_sum(struct arena *arena, struct sentences *out, const struct board_facts *f, uint64_t present)
{
	if (present + f->no_map == f->ddr)
		add_sentence(
			arena, out,
			"Present and the no-map carve-outs (%.1f MiB) together are the DDR of %.1f MiB: nothing is missing.",
			MIB_OF(f->no_map), MIB_OF(f->ddr));
	else if (present + f->no_map < f->ddr)
		add_sentence(
			arena, out,
			"Present and the no-map carve-outs (%.1f MiB) leave %.1f MiB of the DDR of %.1f MiB unexplained: the boot loader or mem= gave the kernel less, or another tree was booted.",
			MIB_OF(f->no_map), MIB_OF(f->ddr - present - f->no_map), MIB_OF(f->ddr));
	else
		add_sentence(
			arena, out,
			"Present and the no-map carve-outs (%.1f MiB) are %.1f MiB more than the DDR of %.1f MiB: the log is of another board or tree, or --ddr is too small.",
			MIB_OF(f->no_map), MIB_OF(present + f->no_map - f->ddr), MIB_OF(f->ddr));
}

#define LISTED 12

static void say_regions(struct arena *arena, struct sentences *out, const struct board_facts *f)
{
	const char *list = "";
	size_t count = 0;

	for (size_t i = 0; i < f->boot->region_count; i++) {
		const struct region *r = &f->boot->regions[i];

		if (is_hole(r) && count++ < LISTED)
			list = arena_printf(arena, "%s%s%s %.1f MiB", list, count > 1 ? ", " : "", r->name,
								MIB_OF(region_bytes(r)));
	}
	if (count > 0)
		add_sentence(arena, out, "The no-map carve-outs are: %s%s.", list, count > LISTED ? " and more" : "");
	list = "";
	count = 0;
	for (size_t i = 0; i < f->boot->cma_count; i++) {
		const struct cma_area *a = &f->boot->cma[i];

		if (a->activated && count++ < LISTED)
			list = arena_printf(arena, "%s%s%s %.1f MiB", list, count > 1 ? ", " : "", a->name,
								MIB_OF(a->pages << f->boot->kernel->page_shift));
	}
	if (count > 0)
		add_sentence(arena, out, "The CMA pools are: %s%s.", list, count > LISTED ? " and more" : "");
}

/* The zones that such a request may use, as the tree fills them. */
static void say_zone_proof(struct arena *arena, struct sentences *out, const struct diagnosis *d,
						   const struct board_facts *f)
{
	const char *names = "";
	uint64_t lowest = UINT64_MAX, present = 0;
	enum gfp_zone highest =
		gfp_highest_zone(&d->gfp, 1u << GFP_ZONE_DMA | 1u << GFP_ZONE_DMA32 | 1u << GFP_ZONE_NORMAL);

	for (size_t i = 0; i < f->boot->zone_count; i++) {
		const struct zone *z = &f->boot->zones[i];

		if (z->present.value > 0 && z->start_pfn < lowest)
			lowest = z->start_pfn;
		if (model_zone_kind(z->name) > highest || !z->configured)
			continue;
		present += (uint64_t)z->present.value;
		names = arena_printf(arena, "%s%s%s", names, *names ? ", " : "", z->name);
	}
	if (present == 0 && lowest != UINT64_MAX)
		add_sentence(
			arena, out,
			"Proof by the tree: the RAM begins at 0x%llx, and the zones that this request may use (%s) have no memory.",
			(unsigned long long)lowest << f->boot->kernel->page_shift, *names ? names : "none is configured");
	else
		add_sentence(
			arena, out,
			"By the tree the zones that this request may use (%s) do have %.1f MiB: the log is of another tree or kernel, or a cpuset kept it from them.",
			names, MIB_OF(present << f->boot->kernel->page_shift));
}

static void say_restricted_pools(struct arena *arena, struct sentences *out, const struct board_facts *f)
{
	size_t count = 0;

	for (size_t i = 0; i < f->boot->region_count; i++) {
		const struct region *r = &f->boot->regions[i];

		if (r->kind != REGION_RESTRICTED)
			continue;
		count++;
		add_sentence(
			arena, out,
			"The tree has a restricted-dma-pool %s of %.1f MiB: devices whose memory-region it is bounce there; its size property enlarges it.",
			r->name, MIB_OF(region_bytes(r)));
	}
	if (count == 0)
		add_sentence(
			arena, out,
			"The tree has no restricted-dma-pool: the bounce buffer is the kernel's common one, 64 MiB unless swiotlb= says otherwise.");
}

struct sentences word_board(struct arena *arena, const struct diagnosis *d, const struct dump_account *a,
							const struct board_facts *f)
{
	struct sentences out = { NULL, 0 };

	if (d->event->kind == KLOG_SWIOTLB)
		say_restricted_pools(arena, &out, f);
	if (d->cause == CAUSE_NO_ZONE && d->has_gfp)
		say_zone_proof(arena, &out, d, f);
	if (klog_has(a->ram)) {
		uint64_t present = bytes_of(d, a->ram);

		say_difference(arena, &out, "Present", present, f->present);
		say_sum(arena, &out, f, present);
	}
	if (klog_has(a->cma_total))
		say_difference(arena, &out, "CMA", bytes_of(d, a->cma_total), f->cma);
	if (klog_has(a->managed))
		say_managed(arena, &out, bytes_of(d, a->managed), &f->managed);
	if (out.count > 0)
		say_regions(arena, &out, f);
	return out;
}
