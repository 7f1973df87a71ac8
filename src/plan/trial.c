/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/trial.h"

#include <errno.h>
#include <string.h>

#include "alloc/boot_state.h"
#include "board/board.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "plan/region_limits.h"
#include "policy/need.h"
#include "util/arena.h"
#include "util/error.h"

/* --- legality ---------------------------------------------------------------- */

static const struct cma_area *area_of(const struct boot *boot, const struct region *region)
{
	for (size_t i = 0; i < boot->cma_count; i++)
		if (boot->cma[i].region != SIZE_MAX && &boot->regions[boot->cma[i].region] == region)
			return &boot->cma[i];
	return NULL;
}

static bool works(const struct boot *boot, const struct region *region)
{
	const struct cma_area *area = area_of(boot, region);

	return region->outcome == REGION_APPLIED && (!area || area->activated);
}

/* What has no node has a path of each boot's own: "/memreserve/0". */
static bool same_path(const struct region *a, const struct region *b)
{
	return a->path == b->path || (a->path && b->path && strcmp(a->path, b->path) == 0);
}

static const struct region *same_region(const struct boot *boot, const struct region *wanted)
{
	for (size_t i = 0; i < boot->region_count; i++)
		if (boot->regions[i].node == wanted->node && same_path(&boot->regions[i], wanted))
			return &boot->regions[i];
	for (size_t i = 0; i < boot->region_count; i++)
		if (wanted->node != SIZE_MAX && boot->regions[i].node == wanted->node)
			return &boot->regions[i];
	return NULL;
}

/* A default pool of the tree takes the place of that without a node. */
static bool is_replaced(const struct boot *before, const struct region *old, const struct boot *after)
{
	const struct cma_area *area = area_of(before, old);

	if (old->node != SIZE_MAX || !area || !area->is_default)
		return false;
	for (size_t i = 0; i < after->cma_count; i++)
		if (after->cma[i].is_default && after->cma[i].activated)
			return true;
	return false;
}

/* The default pool without a node, and whatever the tree reserves, must come out as well as before. */
static const char *fares_worse(struct arena *arena, const struct boot *before, const struct boot *after,
							   const struct layout *layout)
{
	for (size_t i = 0; i < before->region_count; i++) {
		const struct region *old = &before->regions[i], *now = same_region(after, old);

		if (!works(before, old) || (old->node != SIZE_MAX && layout->places[old->node].removed))
			continue;
		if ((!now || !works(after, now)) && !is_replaced(before, old, after))
			return arena_printf(arena, "%s would no longer be set up", old->path);
	}
	return NULL;
}

static bool hits_loader(const struct boot *boot, struct range range)
{
	return ranges_overlap(range, boot->kernel_image) || ranges_overlap(range, boot->initrd) ||
		   ranges_overlap(range, boot->fdt);
}

/* A region that now covers what it did not cover before must find it free. */
static const char *hits_others(struct arena *arena, const struct site *site, const struct layout *from,
							   const struct layout *to, size_t n)
{
	const struct board *board = site->board;
	struct range range = to->places[n].range, bank;

	if (is_dynamic(board, n) || to->places[n].form == FORM_DYNAMIC ||
		range_contains(from->places[n].range, range))
		return NULL;
	if (!board_bank_of(board, range, &bank))
		return arena_printf(arena, "%s would lie outside one bank of DDR", board->rmem[n].path);
	if (hits_loader(site->boot, range))
		return arena_printf(arena, "%s would lie on the kernel, the initrd or the tree", board->rmem[n].path);
	for (size_t i = 0; i < to->count; i++)
		if (i != n && !to->places[i].removed && !is_dynamic(board, i) && to->places[i].form != FORM_DYNAMIC &&
			ranges_overlap(range, to->places[i].range))
			return arena_printf(arena, "%s and %s would overlap", board->rmem[n].path, board->rmem[i].path);
	return NULL;
}

static const char *illegal(struct arena *arena, const struct site *site, const struct boot *boot,
						   const struct layout *from, const struct layout *to)
{
	for (size_t n = 0; n < to->count; n++) {
		const char *why = NULL;

		if (!to->places[n].removed && !place_equal(&from->places[n], &to->places[n]))
			why = hits_others(arena, site, from, to, n);
		if (why)
			return why;
	}
	if (!boot->boots)
		return arena_printf(arena, "the kernel would not come up: %s", boot->reason);
	return fares_worse(arena, site->boot, boot, to);
}

int64_t trial_judged(const struct bench *bench, const struct trial *trial, size_t i)
{
	return need_judged(&bench->needs[i % bench->need_count], trial->values[i]);
}

/* --- one site ---------------------------------------------------------------- */

static int64_t missing_part(int64_t value, int64_t target)
{
	if (value >= target)
		return 0;
	return 1 + (int64_t)((double)(target - value) / (double)target * 1000000);
}

/* A pool that its users cannot address serves none of their needs. */
static bool is_out_of_reach(const struct bench *bench, const struct boot *boot, const struct need *need)
{
	for (size_t i = 0; bench->limits && need->kind == NEED_CMA && i < boot->region_count; i++) {
		const struct region *region = &boot->regions[i];
		bool asked = region->node < bench->from->count &&
					 (need->pool ? region->path && strcmp(need->pool, region->path) == 0
								 : boot->board->rmem[region->node].cma_default);

		if (asked && !range_set_covers(&bench->limits[region->node].reach, region->range))
			return true;
	}
	return false;
}

void trial_measure(struct arena *arena, const struct bench *bench, size_t site, const struct boot *boot,
				   const struct memory_state *settled, struct trial *trial)
{
	struct estimate *values = trial->values + site * bench->need_count;

	if (site == 0)
		trial->usable_pages = boot->totals.unmovable.value;
	if (boot->boots)
		needs_measure(arena, bench->needs, bench->need_count, boot, settled, values);
	for (size_t i = 0; boot->boots && i < bench->need_count; i++)
		if (is_out_of_reach(bench, boot, &bench->needs[i]))
			values[i] = (struct estimate){ 0 };
	for (size_t i = 0; i < bench->need_count; i++)
		trial->shortage += missing_part(need_judged(&bench->needs[i], values[i]), bench->needs[i].target);
}

static void try_site(struct arena *arena, const struct bench *bench, const struct layout *layout, size_t s,
					 bool likeliest, struct trial *trial)
{
	const struct site *site = &bench->sites[s];
	struct boot_options options = *site->options;
	struct arena *scratch = arena_new();
	const struct board *board = board_with_layout(scratch, site->board, bench->from, layout);
	const char *why = "no memory";
	struct boot *boot;
	struct error error;

	options.findings_only |= likeliest;
	if (boot_predict(board, site->kernel, &options, &boot, &error) == 0) {
		struct memory_state *settled = memory_state_from_boot(boot, site->cpus);

		why = illegal(arena, site, boot, bench->from, layout);
		trial_measure(scratch, bench, s, boot, settled, trial);
		memory_state_free(settled);
		boot_free(boot);
	}
	if (why && !trial->why)
		trial->why = why;
	arena_free(scratch);
}

static struct trial try_sites(struct arena *arena, const struct bench *bench, const struct layout *layout,
							  bool likeliest)
{
	struct trial trial = { 0 };

	trial.values = arena_alloc(arena, (bench->site_count * bench->need_count + 1) * sizeof(*trial.values));
	for (size_t s = 0; s < bench->site_count; s++)
		try_site(arena, bench, layout, s, likeliest, &trial);
	trial.legal = trial.why == NULL;
	trial.met = trial.legal && trial.shortage == 0;
	return trial;
}

struct trial trial_run(struct arena *arena, struct bench *bench, const struct layout *layout)
{
	bench->tried += bench->site_count;
	return try_sites(arena, bench, layout, false);
}

struct trial trial_glance(struct arena *arena, const struct bench *bench, const struct layout *layout)
{
	return try_sites(arena, bench, layout, true);
}

/* --- under load -------------------------------------------------------------- */

static int load_site(struct arena *arena, struct bench *bench, const struct load_test *test,
					 const struct need *needs, const struct layout *layout, enum load_stage stage, size_t s,
					 struct failing *failing, unsigned int *runs, struct error *error)
{
	const struct site *site = &bench->sites[s];
	const struct board *board = board_with_layout(arena, site->board, bench->from, layout);
	struct memory_state *settled;
	struct boot *boot;
	int ret = boot_predict(board, site->kernel, site->options, &boot, error);

	bench->tried++;
	if (ret)
		return ret;
	if (!boot->boots) {
		/* nothing is ever served where the kernel does not come up */
		for (size_t i = 0; i < bench->need_count; i++)
			failing[s * bench->need_count + i] = (struct failing){ .share = { 1, 1, 1 } };
	} else {
		settled = memory_state_from_boot(boot, site->cpus);
		ret = load_test_run(arena, test, settled, needs, bench->need_count, stage,
							failing + s * bench->need_count, runs, error);
		memory_state_free(settled);
	}
	boot_free(boot);
	return ret;
}

int trial_under_load(struct bench *bench, const struct load_test *test, const struct need *needs,
					 const struct layout *layout, enum load_stage stage, struct failing *failing,
					 unsigned int *runs, struct error *error)
{
	struct arena *scratch = arena_new();
	int ret = 0;

	for (size_t s = 0; ret == 0 && s < bench->site_count; s++)
		ret = load_site(scratch, bench, test, needs, layout, stage, s, failing, runs, error);
	arena_free(scratch);
	return ret;
}
