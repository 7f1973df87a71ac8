/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * min_free_kbytes, the zones' watermarks and lowmem_reserve. Stands for
 * linux:mm/page_alloc.c (init_per_zone_wmark_min, __setup_per_zone_wmarks,
 * setup_per_zone_lowmem_reserve) and mm/khugepaged.c:set_recommended_min_free_kbytes.
 */
#include "boot/replay.h"
#include "util/number.h"

enum bound { VALUE, LOW, HIGH };

/* Which end of each zone's range a computation takes: `bound` for zone `which`, `others` for the rest. */
struct pick {
	enum bound bound, others;
	size_t which;
};

static const struct pick all_values = { VALUE, VALUE, 0 }, all_low = { LOW, LOW, 0 },
						 all_high = { HIGH, HIGH, 0 };

static int64_t pick(struct estimate e, const struct pick *p, size_t zone)
{
	enum bound b = zone == p->which ? p->bound : p->others;

	return b == VALUE ? e.value : b == LOW ? e.low : e.high;
}

#define ALL_ZONES (MAX_NODES * MAX_ZONES)

/* Of each array as many as the boot has zones: all of them are 13 KB, which a boot needs twenty times. */
struct marks {
	uint64_t managed[ALL_ZONES]; /* at the time of the computation */
	uint64_t first[ALL_ZONES];   /* at that of the first one, which lowmem_reserve keeps */
	uint64_t min[ALL_ZONES], low[ALL_ZONES], high[ALL_ZONES];
	uint64_t min_free_kbytes;
};

static bool is_lowmem(const struct replay *r, const struct zone *zone)
{
	if (zone->type == ZONE_MOVABLE)
		return !r->k->rules->movable_is_highmem;
	return zone->type != ZONE_HIGHMEM;
}

/* linux:nr_free_zone_pages(gfp_zone(GFP_USER)): zones up to NORMAL, each less its high watermark */
static uint64_t buffer_pages(const struct replay *r, const struct marks *m)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < r->boot->zone_count; i++)
		if (r->boot->zones[i].type <= ZONE_NORMAL && m->managed[i] > m->high[i])
			sum += m->managed[i] - m->high[i];
	return sum;
}

static uint64_t share(uint64_t total, uint64_t part, uint64_t whole)
{
	uint64_t product;

	if (!whole || !total)
		return 0;
	if (!__builtin_mul_overflow(total, part, &product))
		return product / whole;
	return (uint64_t)((unsigned __int128)total * part / whole);
}

static void setup_marks(const struct replay *r, struct marks *m)
{
	unsigned int kb_shift = r->k->page_shift - 10;
	uint64_t pages_min = m->min_free_kbytes >> kb_shift, extra = r->k->extra_free_kbytes >> kb_shift,
			 lowmem = 0;

	for (size_t i = 0; i < r->boot->zone_count; i++)
		if (is_lowmem(r, &r->boot->zones[i]))
			lowmem += m->managed[i];
	for (size_t i = 0; i < r->boot->zone_count; i++) {
		const struct zone *zone = &r->boot->zones[i];
		uint64_t managed = m->managed[i], t = share(pages_min, managed, lowmem), d;
		uint64_t more = share(extra, managed, r->boot->total_pages);

		m->min[i] = t;
		if (!is_lowmem(r, zone))
			m->min[i] = max_u64(32, min_u64(128, managed / 1024));
		d = r->k->rules->watermark_scale ? max_u64(t / 4, managed * 10 / 10000) : t / 4;
		m->low[i] = m->min[i] + more + d;
		m->high[i] = m->min[i] + more + (r->k->rules->watermark_scale ? 2 * d : t / 2);
	}
}

static uint64_t initial_min_free(const struct replay *r, const struct marks *m)
{
	uint64_t kb = buffer_pages(r, m) << (r->k->page_shift - 10);
	uint64_t root = isqrt_u64(kb * 16);

	return max_u64(128, min_u64(root, r->k->rules->min_free_max_kb));
}

/* khugepaged wants room for two blocks of each type and three by three fallbacks; off below 512 MiB. */
static void raise_for_thp(const struct replay *r, struct marks *m)
{
	uint64_t total = 0, zones = 0, wanted;
	bool on = r->k->thp_enabled && !(r->cmdline.thp_given && r->cmdline.thp_never);

	if (r->k->thp_possible && r->cmdline.thp_given && !r->cmdline.thp_never)
		on = true;
	for (size_t i = 0; i < r->boot->zone_count; i++) {
		total += m->managed[i];
		if (r->boot->zones[i].type <= ZONE_NORMAL && m->managed[i])
			zones++;
	}
	if (total < MIB(512) >> r->k->page_shift)
		return;
	if (!on) {
		/* from 6.1 on switching it off sets the mark anew, this time less the high watermarks */
		if (r->k->thp_possible && r->k->rules->thp_off_recomputes && !r->cmdline.min_free_kbytes) {
			m->min_free_kbytes = initial_min_free(r, m);
			setup_marks(r, m);
		}
		return;
	}
	wanted = zones * (2 + 3 * 3) << r->k->pageblock_order;
	wanted = min_u64(wanted, buffer_pages(r, m) / 20) << (r->k->page_shift - 10);
	if (wanted > m->min_free_kbytes) {
		m->min_free_kbytes = wanted;
		setup_marks(r, m);
	}
}

static void compute(const struct replay *r, const struct pick *p, struct marks *m)
{
	size_t count = r->boot->zone_count;

	for (size_t i = 0; i < count; i++) {
		m->managed[i] = m->first[i] = (uint64_t)pick(r->boot->zones[i].managed_first, p, i);
		m->high[i] = 0;
	}
	m->min_free_kbytes = initial_min_free(r, m);
	if (r->cmdline.min_free_kbytes)
		m->min_free_kbytes = r->cmdline.min_free_kbytes;
	setup_marks(r, m);
	for (size_t i = 0; i < count; i++)
		m->managed[i] = (uint64_t)pick(r->boot->zones[i].managed_early, p, i);
	raise_for_thp(r, m);
	/* a write to one of the sysctls sets the marks anew, with the pages of initrd and .init by then */
	if (r->k->extra_free_kbytes || r->cmdline.min_free_kbytes) {
		for (size_t i = 0; i < count; i++)
			m->managed[i] = (uint64_t)pick(r->boot->zones[i].managed, p, i);
		setup_marks(r, m);
	}
}

/* linux:setup_per_zone_lowmem_reserve, default ratios */
static void lowmem_reserve(const struct replay *r, const struct marks *m, enum bound bound)
{
	static const unsigned int ratio[MAX_ZONES] = { 256, 256, 32, 0, 0 };

	for (size_t i = 0; i < r->boot->zone_count; i++) {
		struct zone *zone = &r->boot->zones[i];
		size_t zones = r->boot->zones_per_node, first = i - i % zones;
		uint64_t above = 0;

		for (size_t j = i % zones + 1; j < r->boot->protection_columns; j++) {
			uint64_t reserve;

			above += j < zones ? m->first[first + j] : 0; /* ZONE_DEVICE, the last column, has none */
			reserve = ratio[zone->type] ? above / ratio[zone->type] : 0;
			if (r->k->rules->no_reserve_of_empty_zones && !m->first[i])
				reserve = 0;
			if (bound == VALUE)
				zone->protection[j].value = (int64_t)reserve;
			else if (bound == LOW)
				zone->protection[j].low = (int64_t)reserve;
			else
				zone->protection[j].high = (int64_t)reserve;
		}
	}
}

static void widen(struct estimate *e, uint64_t value)
{
	*e = between(e->low < (int64_t)value ? e->low : (int64_t)value, e->value,
				 e->high > (int64_t)value ? e->high : (int64_t)value);
}

static void widen_marks(struct replay *r, const struct marks *m)
{
	widen(&r->boot->min_free_kbytes, m->min_free_kbytes);
	for (size_t i = 0; i < r->boot->zone_count; i++) {
		widen(&r->boot->zones[i].min, m->min[i]);
		widen(&r->boot->zones[i].low, m->low[i]);
		widen(&r->boot->zones[i].high, m->high[i]);
	}
}

static bool is_open(const struct zone *zone)
{
	return !is_exact(zone->managed_first) || !is_exact(zone->managed_early) ||
		   !is_exact(zone->managed);
}

static size_t open_zones(const struct boot *boot)
{
	size_t count = 0;

	for (size_t i = 0; i < boot->zone_count; i++)
		count += is_open(&boot->zones[i]);
	return count;
}

/*
 * A zone's share is the largest where it is at its high end and the others are at
 * their low one, but min_free_kbytes moves with them: every corner counts. Where only
 * one zone has a range, its corners are those of all together.
 */
static void widen_by_share(struct replay *r, const struct replay *by)
{
	struct marks m;

	for (size_t i = 0; i < r->boot->zone_count && open_zones(r->boot) > 1; i++) {
		if (!r->boot->zones[i].managed_early.value || !is_open(&r->boot->zones[i]))
			continue;
		for (int own = VALUE; own <= HIGH; own++) {
			for (int others = VALUE; others <= HIGH; others++) {
				struct pick corner = { (enum bound)own, (enum bound)others, i };

				if (own == others)
					continue; /* all at the same end: the same whatever the zone */
				compute(by, &corner, &m);
				widen_marks(r, &m);
			}
		}
	}
}

static void widen_by(struct replay *r, const struct replay *by, const struct pick *p, struct marks *m)
{
	compute(by, p, m);
	widen_marks(r, m);
}

/* Each way to compute the marks meets every managed of the range, not only that of its own boot. */
void widen_watermarks(struct replay *r, const struct kernel *kernel)
{
	struct replay by = *r;
	struct marks m;

	by.k = kernel;
	widen_by(r, &by, &all_values, &m);
	widen_by(r, &by, &all_low, &m);
	widen_by(r, &by, &all_high, &m);
	widen_by_share(r, &by);
}

void compute_watermarks(struct replay *r)
{
	struct marks v, m;

	compute(r, &all_values, &v);
	r->boot->min_free_kbytes = exact((int64_t)v.min_free_kbytes);
	for (size_t i = 0; i < r->boot->zone_count; i++) {
		r->boot->zones[i].min = exact((int64_t)v.min[i]);
		r->boot->zones[i].low = exact((int64_t)v.low[i]);
		r->boot->zones[i].high = exact((int64_t)v.high[i]);
	}
	r->boot->protection_columns = r->boot->zones_per_node + r->k->zone_device;
	lowmem_reserve(r, &v, VALUE);
	if (r->options->findings_only)
		return;
	widen_by(r, r, &all_low, &m);
	lowmem_reserve(r, &m, LOW);
	widen_by(r, r, &all_high, &m);
	lowmem_reserve(r, &m, HIGH);
	widen_by_share(r, r);
}
