/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The other boots that agree with all that is told, and what they make of each
 * figure. What one unknown can do to a figure is the union over its variants;
 * unknowns do not depend on each other, so what they do adds up.
 */
#include <stdlib.h>
#include <string.h>

#include "boot/replay.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"
#include "util/sort.h"

#define ZONE_FIGURES (11 + MAX_ZONES)
#define SUMS 8
#define SUMS_OF_LINES 4 /* the last ones, in KiB: of kernel log and sysctl */

/* Of a pool whose size nobody told: the large ones that are common; the largest first. */
static const unsigned int large_pools[] = { 512, 256, 128, 64 };

struct widening {
	struct replay *nominal;
	struct estimate **figures; /* of the nominal boot */
	size_t count;
	struct estimate *by[UNKNOWNS];
	int64_t moves[UNKNOWNS];
	bool replayed[UNKNOWNS];
};

static size_t list_zone(struct zone *zone, struct estimate **list)
{
	struct estimate *const figures[] = { &zone->present,       &zone->cma,           &zone->managed,
										 &zone->managed_early, &zone->managed_first, &zone->min,
										 &zone->low,           &zone->high,          &zone->settled_kernel,
										 &zone->settled_user };
	size_t n = 0;

	for (; n < ARRAY_SIZE(figures); n++)
		list[n] = figures[n];
	for (size_t i = 0; i <= MAX_ZONES; i++)
		list[n++] = &zone->protection[i];
	return n;
}

/* All figures of `boot`, zones in the order of `like`; `none` stands for a zone that it does not have. */
static size_t list_figures(const struct boot *like, struct boot *boot, struct zone *none,
						   struct estimate **list)
{
	struct estimate *const sums[] = { &boot->totals.present,   &boot->totals.managed,  &boot->totals.cma,
									  &boot->totals.unmovable, &boot->min_free_kbytes, &boot->total_kb,
									  &boot->reserved_kb,      &boot->cma_kb };
	size_t n = 0;

	for (size_t i = 0; i < like->zone_count; i++) {
		struct zone *zone = boot_zone(boot, like->zones[i].type, like->zones[i].node);

		n += list_zone(zone ? zone : none, list + n);
	}
	for (size_t i = 0; i < ARRAY_SIZE(sums); i++)
		list[n++] = sums[i];
	return n;
}

static void begin(struct widening *w, struct replay *nominal)
{
	struct zone none = { 0 };

	size_t room = nominal->boot->zone_count * ZONE_FIGURES + SUMS;

	w->nominal = nominal;
	w->figures = arena_alloc(nominal->arena, room * sizeof(*w->figures));
	w->count = list_figures(nominal->boot, nominal->boot, &none, w->figures);
	for (size_t u = 0; u < UNKNOWNS; u++) {
		w->by[u] = arena_alloc(nominal->arena, room * sizeof(*w->by[u]));
		for (size_t f = 0; f < w->count; f++)
			w->by[u][f] = *w->figures[f];
	}
}

/* --- one variant ------------------------------------------------------------------------ */

static void moved(struct widening *w, enum unknown unknown, int64_t bytes)
{
	if (bytes > w->moves[unknown])
		w->moves[unknown] = bytes;
}

static const struct region *same_region(const struct boot *boot, size_t index, const char *path)
{
	if (index < boot->region_count && strcmp(boot->regions[index].path, path) == 0)
		return &boot->regions[index];
	for (size_t i = 0; i < boot->region_count; i++)
		if (strcmp(boot->regions[i].path, path) == 0)
			return &boot->regions[i];
	return NULL;
}

static void widen_region(struct widening *w, enum unknown unknown, struct region *region,
						 const struct region *other)
{
	struct reach *reach = &region->reach;
	uint64_t size = other ? other->range.size : 0;

	reach->size_low = min_u64(reach->size_low, size);
	reach->size_high = max_u64(reach->size_high, size);
	if (!size || !region->range.size)
		return;
	reach->base_low = min_u64(reach->base_low, other->range.base);
	reach->base_high = max_u64(reach->base_high, other->range.base);
	moved(w, unknown, (int64_t)distance_u64(region->range.base, other->range.base));
}

/* Regions of the tree have the same place in the list of every boot. */
static void widen_regions(struct widening *w, enum unknown unknown, const struct boot *other)
{
	struct boot *boot = w->nominal->boot;

	for (size_t i = 0; i < boot->region_count; i++)
		if (boot->regions[i].dynamic)
			widen_region(w, unknown, &boot->regions[i], same_region(other, i, boot->regions[i].path));
}

static bool is_pool(const struct boot *boot, const struct region *region)
{
	for (size_t i = 0; i < boot->cma_count; i++)
		if (boot->cma[i].region < boot->region_count && &boot->regions[boot->cma[i].region] == region)
			return boot->cma[i].activated;
	return false;
}

static void widen_outcomes(struct widening *w, const struct boot *other)
{
	struct boot *boot = w->nominal->boot;

	for (size_t i = 0; i < boot->region_count; i++) {
		struct region *region = &boot->regions[i];
		const struct region *there = same_region(other, i, region->path);

		region->outcome_open |= !there || there->kind != region->kind || there->outcome != region->outcome ||
								is_pool(other, there) != is_pool(boot, region);
	}
}

static bool has_same_memory(const struct boot *a, const struct boot *b)
{
	const struct memblock_list *x = &a->memblock.memory, *y = &b->memblock.memory;
	bool same = x->count == y->count;

	for (size_t i = 0; i < x->count && same; i++)
		same = x->regions[i].range.base == y->regions[i].range.base &&
			   x->regions[i].range.size == y->regions[i].range.size && x->regions[i].flags == y->regions[i].flags;
	return same;
}

static void widen_figures(struct widening *w, enum unknown unknown, struct boot *other)
{
	const struct totals *a = &w->nominal->boot->totals, *b = &other->totals;
	int64_t page = (int64_t)page_size(w->nominal->k);
	struct boot *boot = w->nominal->boot;
	struct estimate **figures = arena_alloc(w->nominal->arena, w->count * sizeof(*figures));
	struct zone none = { 0 };

	boot->memory_open |= !has_same_memory(boot, other);
	list_figures(boot, other, &none, figures);
	for (size_t f = 0; f < w->count; f++)
		w->by[unknown][f] = estimate_widen(w->by[unknown][f], *figures[f]);
	moved(w, unknown, llabs(a->present.value - b->present.value) * page);
	moved(w, unknown, llabs(a->managed.value - b->managed.value) * page);
	moved(w, unknown, llabs(a->unmovable.value - b->unmovable.value) * page);
	for (size_t i = 0; i < boot->zone_count; i++) {
		const struct zone *zone = boot_zone(other, boot->zones[i].type, boot->zones[i].node);

		boot->zones[i].span_exact = boot->zones[i].span_exact && zone &&
									zone->start_pfn == boot->zones[i].start_pfn &&
									zone->spanned == boot->zones[i].spanned;
	}
}

static bool says(const struct boot *boot, const char *text)
{
	for (size_t i = 0; i < boot->message_count; i++)
		if (strcmp(boot->messages[i].text, text) == 0)
			return true;
	for (size_t i = 0; i < boot->possible_count; i++)
		if (strcmp(boot->possible[i], text) == 0)
			return true;
	return false;
}

static void widen_messages(struct widening *w, const struct boot *other)
{
	struct boot *boot = w->nominal->boot;

	for (size_t i = 0; i < boot->message_count; i++)
		boot->messages[i].certain = boot->messages[i].certain && says(other, boot->messages[i].text);
	for (size_t i = 0; i < other->message_count; i++) {
		const char *text = other->messages[i].text;

		if (!says(boot, text))
			arena_push(w->nominal->arena, boot->possible, boot->possible_count,
					   (const char *)arena_strdup(w->nominal->arena, text));
	}
}

static void tell_death(struct widening *w, const struct boot *other)
{
	struct replay *r = w->nominal;
	const char *line;

	r->boot->fate_open = true;
	line = arena_printf(r->arena, "that it boots: with a kernel that is configured in another way, %s",
						other->reason);

	for (size_t i = 0; i < r->boot->assumption_count; i++)
		if (strcmp(r->boot->assumptions[i].what, line) == 0)
			return;
	assume(r, UNKNOWN_OTHER, NULL, "%s", line);
}

bool unknown_is_weighed_only(enum unknown unknown)
{
	return unknown == UNKNOWN_PAGE_SIZE || unknown == UNKNOWN_SUBLEVEL_ZONES;
}

static void weigh(struct widening *w, enum unknown unknown, struct boot *other)
{
	struct boot *boot = w->nominal->boot;
	unsigned int a = boot->kernel->page_shift, b = other->kernel->page_shift;
	struct estimate **figures = arena_alloc(w->nominal->arena, w->count * sizeof(*figures));
	struct zone none = { 0 };

	list_figures(boot, other, &none, figures);
	/* what a log says is held against it whatever a page's size; pools stand for the size that is assumed */
	for (size_t f = w->count - SUMS_OF_LINES; f < w->count - 1 && other->boots; f++)
		w->by[unknown][f] = estimate_widen(w->by[unknown][f], exact(figures[f]->value));
	moved(w, unknown, llabs((boot->totals.managed.value << a) - (other->totals.managed.value << b)));
	moved(w, unknown, llabs((boot->totals.unmovable.value << a) - (other->totals.unmovable.value << b)));
	for (size_t i = 0; i < boot->zone_count; i++) {
		const struct zone *zone = boot_zone(other, boot->zones[i].type, boot->zones[i].node);

		if (zone)
			moved(w, unknown, llabs((boot->zones[i].managed.value << a) - (zone->managed.value << b)));
	}
}

static bool has_default_pool(const struct boot *boot)
{
	for (size_t i = 0; i < boot->cma_count; i++)
		if (boot->cma[i].is_default && boot->cma[i].region < boot->region_count &&
			boot->regions[boot->cma[i].region].node == SIZE_MAX)
			return true;
	return false;
}

static bool replay_variant(struct widening *w, const struct variant *variant);

/* A default pool that only this variant has may be as large as any that fits. */
static void replay_with_large_pool(struct widening *w, const struct variant *variant)
{
	struct kernel large = *variant->kernel;
	struct variant v = *variant;

	large.pool_unknown = false;
	v.kernel = &large;
	for (size_t i = 0; i < ARRAY_SIZE(large_pools); i++) {
		large.cma_mbytes = large_pools[i];
		if (replay_variant(w, &v))
			return;
	}
}

/* Whether it has a default pool that no node tells. */
static bool replay_variant(struct widening *w, const struct variant *variant)
{
	struct replay *r = w->nominal, other;
	struct error ignored;
	bool pool;

	if (replay_boot(r->board, r->options, variant, &other, &ignored) != 0)
		return false;
	pool = has_default_pool(other.boot);
	w->replayed[variant->varies] = true;
	if (!other.boot->boots && variant->varies != UNKNOWN_PAGE_SIZE)
		tell_death(w, other.boot);
	if (unknown_is_weighed_only(variant->varies)) {
		weigh(w, variant->varies, other.boot);
		boot_free(other.boot);
		return pool;
	}
	widen_regions(w, variant->varies, other.boot);
	if (!variant->places_only && variant->kernel->pool_unknown && pool && !has_default_pool(r->boot))
		replay_with_large_pool(w, variant);
	if (!variant->places_only && other.boot->boots) {
		widen_figures(w, variant->varies, other.boot);
		widen_outcomes(w, other.boot);
		widen_messages(w, other.boot);
	}
	boot_free(other.boot);
	return pool;
}

/* --- which there are ------------------------------------------------------------------------ */

/*
 * U-Boot copies the tree to just below itself, at the top of the first bank,
 * unless fdt_high or the board says otherwise (boot/image-fdt.c:boot_relocate_fdt).
 * Itself, its heap and a frame buffer are between nothing and 80 MiB.
 */
static const uint64_t loader_bytes[] = { 0, MIB(12), MIB(28), MIB(56), MIB(80) };

static bool has_dynamic(const struct boot *boot)
{
	for (size_t i = 0; i < boot->region_count; i++)
		if (boot->regions[i].dynamic)
			return true;
	return false;
}

static bool takes_a_place(const struct boot *loaded, const struct boot *open)
{
	for (size_t i = 0; i < open->region_count; i++) {
		struct range place = open->regions[i].range;

		if (open->regions[i].dynamic &&
			(ranges_overlap(place, loaded->fdt) || ranges_overlap(place, loaded->initrd)))
			return true;
	}
	return false;
}

/* Where the loader's things lie in no place that would be chosen without them, the same places are chosen. */
static void replay_place(struct widening *w, const struct variant *variant, const struct boot *open)
{
	struct replay *r = w->nominal, other;
	struct error ignored;

	if (replay_loader(r->board, r->options, variant, &other, &ignored) != 0)
		return;
	if (takes_a_place(other.boot, open)) {
		replay_kernel(&other);
		widen_regions(w, variant->varies, other.boot);
	} else {
		widen_regions(w, variant->varies, open);
	}
	boot_free(other.boot);
}

/* Places depend on what lies where when they are chosen: each kernel with each place of the tree. */
static void replay_places(struct widening *w, const struct kernel *kernel)
{
	struct replay *r = w->nominal, open;
	bool nominal = kernel == r->k;
	struct variant v = { .kernel = kernel, .varies = nominal ? UNKNOWN_FDT_BASE : UNKNOWN_OTHER,
						 .places_only = true, .fdt_nowhere = true };
	struct variant high = { .kernel = kernel, .varies = v.varies, .places_only = true, .fdt_high = true };
	struct error ignored;

	if (r->boot->fdt_base_known || replay_boot(r->board, r->options, &v, &open, &ignored) != 0)
		return;
	w->replayed[v.varies] = true;
	for (size_t i = 0; i < ARRAY_SIZE(loader_bytes); i++) {
		high.loader_bytes = loader_bytes[i];
		replay_place(w, &high, open.boot);
	}
	boot_free(open.boot);
}

/* A split of the address space and a large pool move places together. */
static void replay_places_with_pool(struct widening *w, const struct kernel *kernel)
{
	struct kernel large = *kernel;
	struct variant v = { .kernel = &large, .varies = UNKNOWN_OTHER, .places_only = true };

	if (!w->nominal->k->pool_unknown || kernel->varies == UNKNOWN_POOL)
		return;
	large.cma_mbytes = large_pools[0];
	replay_variant(w, &v);
	replay_places(w, &large);
}

static void replay_loaders(struct widening *w)
{
	struct variant v = { .kernel = w->nominal->k };

	if (!w->nominal->boot->fdt_base_known) {
		v.varies = UNKNOWN_FDT_BASE;
		v.fdt_high = true;
		v.loader_bytes = MIB(28);
		replay_variant(w, &v);
		v.fdt_high = false;
	}
	if (!w->nominal->boot->kernel_base_known) {
		v.varies = UNKNOWN_KERNEL_BASE;
		v.kernel_moved = true;
		replay_variant(w, &v);
	}
}

/* --- the sum ------------------------------------------------------------------------------- */

static void add_up(struct widening *w)
{
	for (size_t f = 0; f < w->count; f++) {
		struct estimate e = *w->figures[f], sum = e;

		for (size_t u = 0; u < UNKNOWNS; u++) {
			sum.low -= e.low - w->by[u][f].low;
			sum.high += w->by[u][f].high - e.high;
		}
		/* what is below 0 is so for pools over what is reserved */
		if (sum.low < 0 && e.low >= 0)
			sum.low = 0;
		*w->figures[f] = sum;
	}
}

static bool changes_nothing(const struct widening *w, enum unknown unknown)
{
	for (size_t f = 0; f < w->count; f++)
		if (w->by[unknown][f].low != w->figures[f]->low || w->by[unknown][f].high != w->figures[f]->high)
			return false;
	return w->moves[unknown] == 0;
}

static void bound_by_present(const struct replay *r)
{
	struct boot *boot = r->boot;

	for (size_t i = 0; i < boot->zone_count; i++) {
		struct zone *zone = &boot->zones[i];
		int64_t most = zone->present.high + (int64_t)r->beyond_ram;

		most = most > zone->managed.value ? most : zone->managed.value;

		if (zone->managed.high > most)
			zone->managed.high = most;
		if (zone->managed_early.high > most)
			zone->managed_early.high = most;
		if (zone->managed_first.high > most)
			zone->managed_first.high = most;
	}
}

static int by_moves(const void *a, const void *b)
{
	const struct assumption *x = a, *y = b;

	MORE_FIRST(moves);
	return (x->told_at > y->told_at) - (x->told_at < y->told_at);
}

/* What moves nothing need not be told; what was not replayed stays, at the end. */
static void weigh_assumptions(struct widening *w)
{
	struct boot *boot = w->nominal->boot;
	size_t kept = 0;

	for (size_t i = 0; i < boot->assumption_count; i++) {
		struct assumption a = boot->assumptions[i];

		if (w->replayed[a.unknown] && a.unknown != UNKNOWN_OTHER && changes_nothing(w, a.unknown))
			continue;
		a.moves = a.unknown == UNKNOWN_OTHER ? 0 : w->moves[a.unknown];
		a.told_at = i;
		boot->assumptions[kept++] = a;
	}
	boot->assumption_count = kept;
	if (kept)
		sort_items(boot->assumptions, kept, sizeof(*boot->assumptions), by_moves);
}

static void widen_by_variants(struct replay *r)
{
	struct widening *w = arena_new_object(r->arena, struct widening);
	const struct kernel *k = r->k;
	bool places = has_dynamic(r->boot);

	begin(w, r);
	for (size_t i = 0; i < k->variant_count; i++) {
		struct variant v = { .kernel = k->variants[i], .varies = k->variants[i]->varies };

		v.places_only = v.varies == UNKNOWN_PLACES;
		if (places || !v.places_only)
			replay_variant(w, &v);
	}
	replay_loaders(w);
	if (places)
		replay_places(w, k);
	for (size_t i = 0; i < k->variant_count && places; i++) {
		if (!unknown_is_weighed_only(k->variants[i]->varies))
			replay_places(w, k->variants[i]);
		if (k->variants[i]->varies == UNKNOWN_SPLIT || k->variants[i]->varies == UNKNOWN_CONFIG)
			replay_places_with_pool(w, k->variants[i]);
	}
	weigh_assumptions(w);
	add_up(w);
	bound_by_present(r);
	if (k->variant_count)
		widen_watermarks(r, k);
	for (size_t i = 0; i < k->variant_count; i++)
		if (!unknown_is_weighed_only(k->variants[i]->varies) && k->variants[i]->varies != UNKNOWN_PLACES)
			widen_watermarks(r, k->variants[i]);
}

/* Configured in another way, a kernel may survive what the usual one does not. */
static void look_for_survivor(struct replay *r)
{
	for (size_t i = 0; i < r->k->variant_count && !r->boot->fate_open; i++) {
		struct variant variant = { .kernel = r->k->variants[i], .varies = r->k->variants[i]->varies };
		struct replay other;
		struct error ignored;

		if (variant.varies == UNKNOWN_PAGE_SIZE ||
			replay_boot(r->board, r->options, &variant, &other, &ignored) != 0)
			continue;
		r->boot->fate_open = other.boot->boots;
		boot_free(other.boot);
	}
	if (r->boot->fate_open)
		assume(r, UNKNOWN_OTHER, NULL,
			   "that it does not boot: with a kernel that is configured in another way it does");
}

void replay_variants(struct replay *r)
{
	if (!r->boot->boots) {
		look_for_survivor(r);
		return;
	}
	widen_by_variants(r);
}
