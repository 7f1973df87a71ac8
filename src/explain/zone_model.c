/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "explain/zone_model.h"

#include <string.h>

#include "alloc/exhaust.h"
#include "kernel/version.h"
#include "util/number.h"

#define PLENTY (INT64_C(1) << 40)

/* --- the kernel --- */

enum gfp_zone model_zone_kind(const char *name)
{
	for (int zone = 0; zone < GFP_ZONES; zone++) {
		if (strcmp(gfp_zone_name((enum gfp_zone)zone), name) == 0)
			return (enum gfp_zone)zone;
	}
	return GFP_ZONES;
}

static unsigned int printed_zones(const struct klog_event *event)
{
	unsigned int zones = 0;

	for (size_t i = 0; i < event->zone_count; i++) {
		enum gfp_zone kind = model_zone_kind(event->zones[i].name);

		if (kind < GFP_ZONES)
			zones |= 1u << kind;
	}
	return zones;
}

static size_t printed_columns(const struct klog_event *event)
{
	size_t columns = 0;

	for (size_t i = 0; i < event->zone_count; i++) {
		if (event->zones[i].reserve_count > columns)
			columns = event->zones[i].reserve_count;
	}
	return columns;
}

/*
 * lowmem_reserve[] has one column a configured zone, populated or not. Of the
 * zones that have no line, Normal and Movable are always configured, the others
 * are added as they occur together on real machines, until the columns are used up.
 */
static unsigned int configured_zones(const struct klog_event *event)
{
	static const enum gfp_zone guesses[] = { GFP_ZONE_NORMAL, GFP_ZONE_MOVABLE, GFP_ZONE_DMA, GFP_ZONE_DMA32,
											 GFP_ZONE_HIGHMEM };
	unsigned int zones = printed_zones(event);
	size_t columns = printed_columns(event);

	if (klog_has(event->totals.highmem) && event->totals.highmem > 0 && !(zones & 1u << GFP_ZONE_DMA32))
		zones |= 1u << GFP_ZONE_HIGHMEM;

	for (size_t i = 0; i < ARRAY_SIZE(guesses); i++) {
		unsigned int bit = 1u << guesses[i];

		if (guesses[i] == GFP_ZONE_HIGHMEM && zones & 1u << GFP_ZONE_DMA32)
			continue; /* 32-bit machines have no DMA32 */
		if (guesses[i] == GFP_ZONE_DMA32 && zones & 1u << GFP_ZONE_HIGHMEM)
			continue;
		if ((size_t)__builtin_popcount(zones) < columns || columns == 0)
			zones |= columns || guesses[i] == GFP_ZONE_NORMAL ? bit : 0;
	}
	return zones | 1u << GFP_ZONE_NORMAL;
}

/* The page size that makes the zones' sizes add up to "pages RAM". */
static int64_t page_kb_by_totals(const struct klog_event *event)
{
	int64_t kb = 0;

	for (size_t i = 0; i < event->zone_count; i++) {
		if (!klog_has(event->zones[i].present))
			return KLOG_NONE;
		kb += event->zones[i].present < PLENTY ? event->zones[i].present : 0;
	}
	for (int64_t page = 4; page <= 64 && klog_has(event->totals.ram); page *= 4) {
		if (kb > 0 && event->totals.ram < PLENTY && kb == event->totals.ram * page)
			return page;
	}
	return KLOG_NONE;
}

static unsigned int top_order(const struct klog_event *event)
{
	size_t orders = 0;

	for (size_t i = 0; i < event->zone_count; i++) {
		if (klog_has(event->zones[i].list_total) && event->zones[i].orders > orders)
			orders = event->zones[i].orders;
	}
	return orders > 0 ? (unsigned int)min_u64(orders, ZONE_ORDERS) - 1 : 10;
}

static unsigned int pageblock_order(const struct klog_event *event, unsigned int page_shift, unsigned int top)
{
	int64_t kb = event->totals.hugepage_kb;
	unsigned int order;

	if (!klog_has(kb) || kb <= 0 || kb > PLENTY >> 10)
		return top;
	order = ilog2_u64((uint64_t)kb) + 10;
	order = order > page_shift ? order - page_shift : 0;
	return order > 0 && order < top ? order : top;
}

void model_kernel(struct diagnosis *d)
{
	struct alloc_kernel *k = &d->kernel;
	int64_t page_kb = d->event->page_kb;

	if (!klog_has(page_kb))
		page_kb = page_kb_by_totals(d->event);
	d->page_kb = page_kb;
	k->version = d->version;
	k->rules = page_alloc_rules_for(d->version);
	k->page_shift = ilog2_u64(klog_has(page_kb) ? (uint64_t)page_kb : 4) + 10;
	k->max_order = top_order(d->event);
	k->pageblock_order = pageblock_order(d->event, k->page_shift, k->max_order);
	k->cpus = 1;
	k->gfp_config = d->android ? GFP_CONFIG_ANDROID_CMA : 0;
	k->zones = configured_zones(d->event);
	k->populated = printed_zones(d->event);
}

/* --- counters --- */

static int64_t pages_or(const struct diagnosis *d, int64_t kb, int64_t otherwise)
{
	return klog_has(kb) ? diagnosis_pages(d, kb) : otherwise;
}

static bool has_letter(const struct klog_zone *zone, enum migratetype type)
{
	for (size_t k = 0; k < zone->orders; k++) {
		if (zone->list[k].types >> type & 1)
			return true;
	}
	return false;
}

/* Pages on the lists that show `type`: with one block a list as the least, all but the others' blocks as the
 * most. */
static void letter_pages(const struct klog_zone *zone, enum migratetype type, int64_t *low, int64_t *high)
{
	*low = *high = 0;
	for (size_t k = 0; k < zone->orders && k < ZONE_ORDERS; k++) {
		const struct klog_entry *e = &zone->list[k];
		int others = __builtin_popcount(e->types) - 1;

		if (!(e->types >> type & 1) || e->count <= 0 || e->count > PLENTY)
			continue;
		*low += (others == 0 ? e->count : 1) << k;
		*high += (e->count > others ? e->count - others : 1) << k;
	}
}

/*
 * Of a machine with one zone "free_cma:" of the counters is the zone's, give or take what was freed or
 * taken between the two lines; that "free:" agrees shows that there is but one.
 */
static void cma_of_the_only_zone(const struct diagnosis *d, const struct klog_zone *zone, int64_t *low,
								 int64_t *high)
{
	const struct klog_counters *c = &d->event->counters;
	int64_t free = pages_or(d, zone->free, KLOG_NONE), drift;

	if (d->event->zone_count != 1 || !klog_has(c->free_cma) || !klog_has(c->free) || !klog_has(free))
		return;
	drift = free > c->free ? free - c->free : c->free - free;
	if (drift > free / 16)
		return;
	if (c->free_cma + drift < *high)
		*high = c->free_cma + drift;
	if (c->free_cma - drift > *low)
		*low = c->free_cma - drift;
	if (*low > *high)
		*low = *high;
}

/*
 * Free CMA pages. Up to 4.3 and without CMA no field tells of it, and there is
 * nothing to tell; where a line is cut before its field, "C" letters and the totals bound it.
 */
static void cma_bounds(const struct diagnosis *d, const struct klog_zone *zone, int64_t *low, int64_t *high)
{
	int64_t free = pages_or(d, zone->free, 0), letters_high;
	bool line_is_whole = klog_has(zone->present);

	if (klog_has(zone->free_cma)) {
		*low = *high = diagnosis_pages(d, zone->free_cma);
		return;
	}
	*low = *high = 0;
	if (d->era.to < KERNEL_VERSION(3, 5, 0))
		return; /* before CMA */
	if (zone->orders > 0) {
		letter_pages(zone, MIGRATE_CMA, low, &letters_high);
		*high = klog_has(zone->list_total) ? letters_high : free;
	} else if (!line_is_whole) {
		*high = free;
	}
	if (klog_has(d->event->totals.cma) && d->event->totals.cma < *high)
		*high = d->event->totals.cma;
	if (*high < *low)
		*high = *low;
	cma_of_the_only_zone(d, zone, low, high);
}

/* The most that the reserve can have grown to, in steps of one block. */
static int64_t highatomic_most(const struct diagnosis *d, const struct klog_zone *zone)
{
	uint64_t block = UINT64_C(1) << d->kernel.pageblock_order;
	struct zone_state state = { .managed =
									(uint64_t)pages_or(d, zone->managed, pages_or(d, zone->present, 0)) };

	return (int64_t)round_up((uint64_t)highatomic_limit(&d->kernel, &state), block);
}

/* What a request without a right to the reserve has taken off. Printed from 5.8 on; before, only "H" letters
 * tell. */
static void charge_bounds(const struct diagnosis *d, const struct klog_zone *zone, int64_t *low,
						  int64_t *high)
{
	int64_t block = INT64_C(1) << d->kernel.pageblock_order;
	int64_t reserved = pages_or(d, zone->reserved_highatomic, KLOG_NONE);

	*low = *high = 0;
	if (d->kernel.rules.highatomic_charge == CHARGE_NONE)
		return;
	if (d->kernel.rules.highatomic_charge == CHARGE_FREE) {
		if (klog_has(zone->free_highatomic))
			*low = *high = diagnosis_pages(d, zone->free_highatomic);
		else
			letter_pages(zone, MIGRATE_HIGHATOMIC, low, high);
		if (klog_has(reserved) && *high > reserved)
			*high = reserved;
	} else if (klog_has(reserved)) {
		*low = *high = reserved;
	} else if (has_letter(zone, MIGRATE_HIGHATOMIC)) {
		*low = block;
		*high = highatomic_most(d, zone);
	}
	if (*low > *high)
		*low = *high;
}

/* --- free lists --- */

/* Blocks of one order: one for each letter, the rest to the type that is kindest or worst. */
static void share_out(int64_t nr_free[MIGRATE_TYPES][ZONE_ORDERS], const struct klog_entry *e, size_t order,
					  const enum migratetype *preference)
{
	int64_t left = e->count;

	for (int type = 0; type < MIGRATE_TYPES && left > 0; type++) {
		if (e->types >> type & 1) {
			nr_free[type][order]++;
			left--;
		}
	}
	for (int i = 0; i < MIGRATE_TYPES && left > 0; i++) {
		if (e->types >> preference[i] & 1) {
			nr_free[preference[i]][order] += left;
			left = 0;
		}
	}
}

static const enum migratetype kindest[MIGRATE_TYPES] = { MIGRATE_UNMOVABLE,   MIGRATE_MOVABLE,
														 MIGRATE_RECLAIMABLE, MIGRATE_RESERVE,
														 MIGRATE_HIGHATOMIC,  MIGRATE_CMA,
														 MIGRATE_ISOLATE };
static const enum migratetype unkindest[MIGRATE_TYPES] = { MIGRATE_ISOLATE,     MIGRATE_CMA,
														   MIGRATE_HIGHATOMIC,  MIGRATE_RESERVE,
														   MIGRATE_RECLAIMABLE, MIGRATE_MOVABLE,
														   MIGRATE_UNMOVABLE };

/* Source: linux-3.9:mm/page_alloc.c:show_migration_types. */
bool model_prints_letters(const struct diagnosis *d)
{
	return d->event->letters[0] || d->era.from >= KERNEL_VERSION(3, 9, 0);
}

static void fill_lists(const struct diagnosis *d, const struct klog_zone *zone, struct zone_model *m)
{
	bool prints_letters = model_prints_letters(d);
	bool whole = klog_has(zone->list_total);

	for (size_t k = 0; k < zone->orders && k < ZONE_ORDERS; k++) {
		const struct klog_entry *e = &zone->list[k];

		if (e->count <= 0 || e->count > PLENTY)
			continue;
		if (e->types) {
			share_out(m->best.nr_free, e, k, kindest);
			share_out(m->worst.nr_free, e, k, unkindest);
			continue;
		}
		/* no letters: a kernel that prints none, or they are torn off */
		m->best.nr_free[MIGRATE_UNMOVABLE][k] += e->count;
		m->worst.nr_free[prints_letters ? MIGRATE_ISOLATE : MIGRATE_UNMOVABLE][k] += e->count;
	}
	/* what is not in the log may be there or not */
	if (!whole && zone->orders < ZONE_ORDERS)
		m->best.nr_free[MIGRATE_UNMOVABLE][d->kernel.max_order] += 1;
	if (zone->orders == 0)
		m->worst.nr_free[MIGRATE_UNMOVABLE][0] += 1;
}

/* A line that is not there may have held anything for the zones above. */
static void fill_reserve(const struct diagnosis *d, const struct klog_zone *zone, struct zone_state *state,
						 bool worst)
{
	size_t column = 0;

	for (int kind = (int)state->kind + 1; kind < GFP_ZONES && worst && zone->reserve_count == 0; kind++)
		state->lowmem_reserve[kind] = PLENTY;

	for (int kind = 0; kind < GFP_ZONES; kind++) {
		if (d->kernel.zones >> kind & 1 && column < zone->reserve_count)
			state->lowmem_reserve[kind] = zone->reserve[column++];
	}
}

/* "min:" and its like have the boost in them where boost is printed. */
static void fill_counters(const struct diagnosis *d, const struct klog_zone *zone, struct zone_state *state,
						  bool worst)
{
	int64_t list = klog_has(zone->list_total) ? zone->list_total : KLOG_NONE;

	state->kind = model_zone_kind(zone->name);
	state->node = zone->node > 0 ? (unsigned int)zone->node : 0;
	state->present = (uint64_t)pages_or(d, zone->present, 0);
	state->managed = (uint64_t)pages_or(d, zone->managed, 0);
	state->free = pages_or(d, zone->free, pages_or(d, list, worst ? 0 : PLENTY));
	state->boost = pages_or(d, zone->boost, 0);
	state->min = pages_or(d, zone->min, worst ? PLENTY : 0) - state->boost;
	state->low = pages_or(d, zone->low, state->min + state->boost) - state->boost;
	state->high = pages_or(d, zone->high, state->low + state->boost) - state->boost;
	fill_reserve(d, zone, state, worst);
}

void model_zone(const struct diagnosis *d, const struct klog_zone *zone, struct zone_model *m)
{
	memset(m, 0, sizeof(*m));
	cma_bounds(d, zone, &m->cma_low, &m->cma_high);
	charge_bounds(d, zone, &m->reserve_low, &m->reserve_high);
	fill_counters(d, zone, &m->best, false);
	fill_counters(d, zone, &m->worst, true);
	m->best.free_cma = m->cma_low;
	m->worst.free_cma = m->cma_high;
	m->best.reserved_highatomic = m->best.free_highatomic = m->reserve_low;
	m->worst.reserved_highatomic = m->worst.free_highatomic = m->reserve_high;
	fill_lists(d, zone, m);
}

/* --- blocks that a request may use --- */

/* Of one order's blocks: pages that are certainly of `types`, certainly not, and in doubt. */
struct shares {
	int64_t certain, mixed, mixed_least, mixed_most;
};

static void add_shares(struct shares *s, const struct klog_entry *e, size_t order, unsigned int types,
					   bool prints_letters)
{
	unsigned int wanted = e->types & types, others = e->types & ~types;
	int wanted_letters = __builtin_popcount(wanted), other_letters = __builtin_popcount(others);

	if (e->count <= 0 || e->count > PLENTY)
		return;
	if (e->types == 0) {
		s->mixed += prints_letters ? e->count << order : 0;
		s->mixed_most += prints_letters ? e->count << order : 0;
		s->certain += prints_letters ? 0 : e->count << order;
	} else if (!others) {
		s->certain += e->count << order;
	} else if (wanted) {
		s->mixed += e->count << order;
		s->mixed_least += (int64_t)wanted_letters << order;
		s->mixed_most += (e->count > other_letters ? e->count - other_letters : 1) << order;
	}
}

/* Free CMA pages that are not on lists of pure C: they can only be on the mixed ones. */
static int64_t cma_in_mixed(const struct klog_zone *zone, int64_t cma)
{
	for (size_t k = 0; k < zone->orders && k < ZONE_ORDERS; k++) {
		const struct klog_entry *e = &zone->list[k];

		if (e->types == 1u << MIGRATE_CMA && e->count > 0 && e->count < PLENTY)
			cma -= e->count << k;
	}
	return cma > 0 ? cma : 0;
}

void model_blocks(const struct diagnosis *d, const struct klog_zone *zone, const struct zone_model *model,
				  unsigned int types, unsigned int order, int64_t *low, int64_t *high)
{
	struct shares s = { 0 };
	bool prints_letters = model_prints_letters(d);
	int64_t by_count;
	bool only_cma_in_doubt = true;

	for (size_t k = order; k < zone->orders && k < ZONE_ORDERS; k++) {
		const struct klog_entry *e = &zone->list[k];

		add_shares(&s, e, k, types, prints_letters);
		if (e->types & ~types & ~(1u << MIGRATE_CMA) || (e->types == 0 && e->count > 0 && prints_letters))
			only_cma_in_doubt = false;
	}
	*low = s.certain + s.mixed_least;
	*high = s.certain + s.mixed_most;
	/* the free CMA pages bound how much of the mixed lists can be CMA */
	by_count = s.certain + s.mixed - cma_in_mixed(zone, model->cma_high);
	if (only_cma_in_doubt && by_count > *low)
		*low = by_count < *high ? by_count : *high;
	if (!klog_has(zone->list_total) && zone->orders <= d->kernel.max_order)
		*high = PLENTY;
}
