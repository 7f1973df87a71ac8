/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "proc/memory_capture.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "proc/captures.h"
#include "proc/parse.h"
#include "alloc/exhaust.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

static int take_text(const struct captures *captures, enum capture_kind kind, const char *path,
					 const char *name, const char **file, char **text, struct error *error)
{
	*file = captures->files[kind].path;
	if (!*file)
		return error_set(error, -ENOENT, "%s: no %s or %s.txt there, a copy of /proc/%s", path, name, name,
						 name);
	*text = (char *)captures->files[kind].text.data;
	if (strlen(*text) != captures->files[kind].text.size)
		return error_set(error, -EINVAL, "%s: binary data, not a copy of /proc/%s", *file, name);
	return 0;
}

/* --- what the captures leave open ---------------------------------------------- */

/*
 * Which zones the columns of protection: stand for. All configured zones have
 * one; where the empty ones were cut out of the capture, the most common
 * configuration that has as many columns is taken.
 */
static unsigned int configured_zones(const struct proc_capture *capture)
{
	static const enum gfp_zone likely[] = { GFP_ZONE_DMA32, GFP_ZONE_DMA, GFP_ZONE_HIGHMEM };
	unsigned int zones = 1u << GFP_ZONE_NORMAL | 1u << GFP_ZONE_MOVABLE, columns = 0;

	for (size_t i = 0; i < capture->zone_count; i++) {
		if (!capture->zones[i].device)
			zones |= 1u << capture->zones[i].state.kind;
		if (capture->zones[i].protection_count > columns)
			columns = capture->zones[i].protection_count;
	}
	for (size_t i = 0; i < ARRAY_SIZE(likely); i++)
		if ((unsigned int)__builtin_popcount(zones) < columns)
			zones |= 1u << likely[i];
	return zones;
}

static void spread_protection(struct proc_zone *zone, unsigned int zones)
{
	unsigned int column = 0;

	for (unsigned int kind = 0; kind < GFP_ZONES; kind++)
		if (zones >> kind & 1 && column < zone->protection_count)
			zone->state.lowmem_reserve[kind] = zone->protection[column++];
}

/* The zone's share of the default min_free_kbytes. Source: mm/page_alloc.c:init_per_zone_wmark_min. */
static int64_t default_min(const struct alloc_kernel *kernel, const struct zone_state *zone, uint64_t lowmem)
{
	uint64_t kib = isqrt_u64(16 * (lowmem << kernel->page_shift >> 10));
	uint64_t limit = MIB(kernel->rules.min_free_limit ? kernel->rules.min_free_limit : 256) >> 10;

	kib = kib < 128 ? 128 : min_u64(kib, limit);
	return lowmem ? (int64_t)((kib << 10 >> kernel->page_shift) * zone->managed / lowmem) : 0;
}

/*
 * The kernel prints the marks with the boost in them, a probe inside the kernel
 * may have written them without. low - min does not change with the boost, so it
 * tells what min must have been; where it only follows managed / 1000, the
 * default of min_free_kbytes tells.
 */
static bool boost_is_printed_in(const struct alloc_kernel *kernel, const struct zone_state *zone,
								uint64_t lowmem)
{
	int64_t plain = zone->min - zone->boost, by_scale = (int64_t)zone->managed / 1000;
	int64_t step = zone->low - zone->min, expected = default_min(kernel, zone, lowmem);

	if (plain <= 0)
		return false;
	if (step > by_scale + 1)
		return llabs(plain / 4 - step) <= llabs(zone->min / 4 - step);
	return llabs(plain - expected) <= llabs(zone->min - expected);
}

static void take_boost_out(const struct alloc_kernel *kernel, struct zone_state *zone, uint64_t lowmem)
{
	if (zone->boost <= 0 || !boost_is_printed_in(kernel, zone, lowmem))
		return;
	zone->min -= zone->boost;
	zone->low -= zone->boost;
	zone->high -= zone->boost;
}

/* 5.0 .. 5.11 print boosted marks without the boost: min is at most 4 * (low - min) + 3 where that is not
 * managed / 1000. */
static void find_hidden_boost(const struct alloc_kernel *kernel, struct zone_state *zone)
{
	int64_t step = zone->low - zone->min;
	int64_t largest = 4 * step + 3;

	if (!kernel->rules.boost || step <= (int64_t)zone->managed / 1000 || zone->min <= largest)
		return;
	zone->boost = zone->min - largest;
	zone->min -= zone->boost;
	zone->low -= zone->boost;
	zone->high -= zone->boost;
}

static void find_highatomic(const struct alloc_kernel *kernel, struct proc_zone *zone)
{
	if (zone->highatomic_printed)
		return;
	zone->state.reserved_highatomic = zone->state.pageblocks[MIGRATE_HIGHATOMIC] << kernel->pageblock_order;
	zone->state.free_highatomic = zone_list_pages(&zone->state, MIGRATE_HIGHATOMIC);
}

/* Counting stops at 100000 for each cell: what NR_FREE_PAGES has beyond the lists is in the one cell that was
 * cut. */
static void mend_clipped(struct proc_zone *zone)
{
	struct zone_state *state = &zone->state;
	int64_t missing = state->free - zone_blocks_from(state, TYPES_ALL, 0);

	if (zone->clipped == 1 && missing > 0)
		state->nr_free[zone->clipped_type][zone->clipped_order] += missing >> zone->clipped_order;
}

static void settle_zone(const struct alloc_kernel *kernel, struct proc_zone *zone, uint64_t lowmem)
{
	struct zone_state *state = &zone->state;

	if (zone->boost_printed)
		take_boost_out(kernel, state, lowmem);
	else
		find_hidden_boost(kernel, state);
	find_highatomic(kernel, zone);
	mend_clipped(zone);
	spread_protection(zone, kernel->zones);
}

/* --- the state ------------------------------------------------------------------ */

static int settle_kernel(const char *file, const struct proc_capture *capture, struct alloc_kernel *kernel,
						 struct error *error)
{
	kernel->zones = configured_zones(capture);
	kernel->max_order = capture->order_count - 1;
	if (capture->pageblock_order_known)
		kernel->pageblock_order = capture->pageblock_order;
	if (kernel->pageblock_order > kernel->max_order)
		return error_set(error, -EINVAL, "%s: pageblock order %u is above the largest order %u", file,
						 kernel->pageblock_order, kernel->max_order);
	for (size_t i = 0; i < capture->zone_count; i++)
		if (capture->zones[i].state.pcp.cpus > kernel->cpus)
			kernel->cpus = capture->zones[i].state.pcp.cpus;
	return 0;
}

/* Pages that share the default min_free_kbytes. */
static uint64_t lowmem_pages(const struct proc_capture *capture)
{
	uint64_t pages = 0;

	for (size_t i = 0; i < capture->zone_count; i++)
		if (!capture->zones[i].device && capture->zones[i].state.kind <= GFP_ZONE_NORMAL)
			pages += capture->zones[i].state.managed;
	return pages;
}

static void keep_populated(struct memory_state *state, struct proc_capture *capture)
{
	uint64_t lowmem = lowmem_pages(capture);

	state->zones = arena_alloc(state->arena, (capture->zone_count + 1) * sizeof(*state->zones));
	for (size_t i = 0; i < capture->zone_count; i++) {
		struct proc_zone *zone = &capture->zones[i];

		if (zone->device || zone->state.present == 0)
			continue;
		settle_zone(&state->kernel, zone, lowmem);
		state->kernel.populated |= 1u << zone->state.kind;
		state->zones[state->zone_count++] = zone->state;
	}
}

/* Larger than any board: 4 TiB of 4 KiB pages. */
#define MAX_ZONE_PAGES (UINT64_C(1) << 30)

static int check_zone(const char *file, const struct zone_state *zone, struct error *error)
{
	const char *name = gfp_zone_name(zone->kind);

	if (zone->present > MAX_ZONE_PAGES || zone->managed > MAX_ZONE_PAGES)
		return error_set(error, -EINVAL, "%s: zone %s has more pages than a board", file, name);
	if (zone->free > (int64_t)zone->present || zone->free_cma > zone->free)
		return error_set(error, -EINVAL, "%s: zone %s has more free pages than pages", file, name);
	if (zone_blocks_from(zone, TYPES_ALL, 0) > (int64_t)zone->present)
		return error_set(error, -EINVAL, "%s: the free lists of zone %s hold more pages than it has", file,
						 name);
	return 0;
}

static int check_zones(const struct proc_texts *texts, const struct memory_state *state, struct error *error)
{
	int ret = 0;

	for (size_t i = 0; i < state->zone_count && !ret; i++)
		ret = check_zone(texts->pagetypeinfo_name, &state->zones[i], error);
	if (!ret && state->zone_count == 0)
		ret = error_set(error, -EINVAL, "%s: no zone has any page", texts->source);
	return ret;
}

static int parse_texts(const struct proc_texts *texts, struct memory_state *state, struct error *error)
{
	struct proc_capture *capture = arena_new_object(state->arena, struct proc_capture);
	int ret = proc_parse_zoneinfo(texts->zoneinfo_name, texts->zoneinfo, capture, error);

	if (!ret)
		ret = proc_parse_pagetypeinfo(texts->pagetypeinfo_name, texts->pagetypeinfo, capture, error);
	if (!ret)
		ret = settle_kernel(texts->pagetypeinfo_name, capture, &state->kernel, error);
	if (ret)
		return ret;
	keep_populated(state, capture);
	state->reclaimable = capture->reclaimable > 0 ? capture->reclaimable : -1;
	return check_zones(texts, state, error);
}

int proc_state_parse(const struct proc_texts *texts, const struct alloc_kernel *kernel,
					 struct memory_state **state, struct error *error)
{
	struct arena *arena = arena_new();
	struct memory_state *s = arena_new_object(arena, struct memory_state);
	int ret;

	*state = NULL;
	*s = (struct memory_state){ .arena = arena,
								.source = arena_strdup(arena, texts->source),
								.kernel = *kernel };
	ret = parse_texts(texts, s, error);
	if (ret) {
		arena_free(arena);
		return ret;
	}
	*state = s;
	return 0;
}

int proc_state_read(const char *path, const struct alloc_kernel *kernel, struct memory_state **state,
					struct error *error)
{
	struct arena *arena = arena_new();
	struct proc_texts texts = { .source = path };
	struct captures captures;
	int ret = captures_read(arena, path, &captures, error);

	*state = NULL;
	if (ret == 0 || ret == -ENOENT)
		ret = take_text(&captures, CAPTURE_ZONEINFO, path, "zoneinfo", &texts.zoneinfo_name, &texts.zoneinfo,
						error);
	if (ret == 0)
		ret = take_text(&captures, CAPTURE_PAGETYPEINFO, path, "pagetypeinfo", &texts.pagetypeinfo_name,
						&texts.pagetypeinfo, error);
	if (ret == 0)
		ret = proc_state_parse(&texts, kernel, state, error);
	arena_free(arena);
	return ret;
}
