/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "explain/explanation.h"

#include "util/number.h"

#define MOST (INT64_C(1) << 50)

/* Adds where it is known; what is nowhere known stays unknown. */
static void add(int64_t *sum, int64_t value)
{
	if (!klog_has(value) || value > MOST)
		return;
	*sum = klog_has(*sum) ? *sum + value : value;
}

static int64_t zone_sum(const struct diagnosis *d, size_t offset)
{
	int64_t kb = KLOG_NONE;

	for (size_t i = 0; i < d->event->zone_count; i++)
		add(&kb, *(const int64_t *)((const char *)&d->event->zones[i] + offset));
	return klog_has(kb) ? diagnosis_pages(d, kb) : KLOG_NONE;
}

static int64_t node_sum(const struct diagnosis *d, size_t offset)
{
	int64_t kb = KLOG_NONE;

	for (size_t i = 0; i < d->event->node_count; i++)
		add(&kb, *(const int64_t *)((const char *)&d->event->nodes[i] + offset));
	return klog_has(kb) ? diagnosis_pages(d, kb) : KLOG_NONE;
}

/* The first of three sources that knows. */
static int64_t first_of(int64_t a, int64_t b, int64_t c)
{
	return klog_has(a) ? a : klog_has(b) ? b : c;
}

#define ZONES(field) zone_sum(d, offsetof(struct klog_zone, field))
#define NODES(field) node_sum(d, offsetof(struct klog_node, field))

static int64_t sum_of(int64_t a, int64_t b)
{
	int64_t sum = KLOG_NONE;

	add(&sum, a);
	add(&sum, b);
	return sum;
}

static void find_unaccounted(struct dump_account *a)
{
	const int64_t parts[] = {
		a->free, a->anon, a->file, a->slab_reclaimable, a->slab_unreclaimable, a->page_tables, a->stacks,
		a->pcp,  a->lru,  a->slab
	};
	bool pages_told = klog_has(a->anon) || klog_has(a->lru);
	bool slabs_told = klog_has(a->slab_unreclaimable) || klog_has(a->slab);
	int64_t rest = a->managed;

	a->unaccounted = KLOG_NONE;
	if (!klog_has(a->managed) || !klog_has(a->free) || !pages_told || !slabs_told)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		rest -= klog_has(parts[i]) ? parts[i] : 0;
	a->unaccounted = rest > 0 ? rest : 0;
}

struct dump_account dump_account_of(const struct diagnosis *d)
{
	const struct klog_counters *c = &d->event->counters;
	const struct klog_totals *t = &d->event->totals;
	struct dump_account a = { .ram = t->ram, .reserved = t->reserved, .cma_total = t->cma };

	/* a dump with zones left out, by this reader or by the kernel, is no sum of the machine */
	bool all_zones = klog_has(t->ram) && ZONES(present) == t->ram;

	a.managed = klog_has(t->ram) && klog_has(t->reserved) && t->ram < MOST && t->reserved < MOST
					? t->ram - t->reserved
					: KLOG_NONE;
	a.free = first_of(all_zones ? ZONES(free) : KLOG_NONE, c->free, ZONES(free));
	a.cma_free = first_of(all_zones ? ZONES(free_cma) : KLOG_NONE, c->free_cma, ZONES(free_cma));
	a.free_outside_cma = klog_has(a.free) && klog_has(a.cma_free) ? a.free - a.cma_free : KLOG_NONE;
	a.anon =
		first_of(sum_of(c->active_anon, c->inactive_anon), sum_of(NODES(active_anon), NODES(inactive_anon)),
				 sum_of(ZONES(active_anon), ZONES(inactive_anon)));
	a.file =
		first_of(sum_of(c->active_file, c->inactive_file), sum_of(NODES(active_file), NODES(inactive_file)),
				 sum_of(ZONES(active_file), ZONES(inactive_file)));
	a.slab_reclaimable = first_of(c->slab_reclaimable, NODES(slab_reclaimable), ZONES(slab_reclaimable));
	a.slab_unreclaimable =
		first_of(c->slab_unreclaimable, NODES(slab_unreclaimable), ZONES(slab_unreclaimable));
	a.lru = sum_of(c->active, c->inactive);
	a.slab = c->slab;
	a.page_tables = first_of(c->pagetables, NODES(pagetables), ZONES(pagetables));
	a.stacks = first_of(NODES(kernel_stack), ZONES(kernel_stack), KLOG_NONE);
	a.pcp = first_of(c->free_pcp, ZONES(free_pcp), KLOG_NONE);
	a.swap_total = t->total_swap;
	a.swap_free = t->free_swap;
	find_unaccounted(&a);
	return a;
}
