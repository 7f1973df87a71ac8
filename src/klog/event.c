/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "klog/event.h"

#include <string.h>

void klog_zone_init(struct klog_zone *zone)
{
	memset(zone, 0, sizeof(*zone));
	zone->node = -1;
	zone->time = zone->list_time = -1;
	zone->free = zone->boost = zone->min = zone->low = zone->high = KLOG_NONE;
	zone->reserved_highatomic = zone->free_highatomic = KLOG_NONE;
	zone->present = zone->managed = zone->free_pcp = zone->local_pcp = zone->free_cma = KLOG_NONE;
	zone->active_anon = zone->inactive_anon = zone->active_file = zone->inactive_file = KLOG_NONE;
	zone->active = zone->inactive = KLOG_NONE;
	zone->unevictable = zone->mlocked = zone->slab_reclaimable = zone->slab_unreclaimable = KLOG_NONE;
	zone->kernel_stack = zone->pagetables = zone->zspages = zone->pages_scanned = KLOG_NONE;
	zone->list_total = KLOG_NONE;
}

void klog_node_init(struct klog_node *n, int number)
{
	memset(n, 0, sizeof(*n));
	n->node = number;
	n->active_anon = n->inactive_anon = n->active_file = n->inactive_file = n->unevictable = KLOG_NONE;
	n->shmem = n->slab_reclaimable = n->slab_unreclaimable = n->kernel_stack = KLOG_NONE;
	n->pagetables = n->pages_scanned = KLOG_NONE;
}

static void counters_init(struct klog_counters *c)
{
	c->time = -1;
	c->active_anon = c->inactive_anon = c->active_file = c->inactive_file = c->unevictable = KLOG_NONE;
	c->dirty = c->writeback = c->slab_reclaimable = c->slab_unreclaimable = c->mapped = KLOG_NONE;
	c->active = c->inactive = c->slab = KLOG_NONE;
	c->shmem = c->pagetables = c->free = c->free_pcp = c->free_cma = KLOG_NONE;
}

static void totals_init(struct klog_totals *t)
{
	t->ram = t->highmem = t->reserved = t->cma = t->hwpoisoned = t->pagecache = KLOG_NONE;
	t->free_swap = t->total_swap = t->hugepage_kb = KLOG_NONE;
}

void klog_event_init(struct klog_event *event, enum klog_kind kind)
{
	/* zones, nodes and holders are most of its size */
	memset(event, 0, offsetof(struct klog_event, nodes));
	event->kind = kind;
	event->time = event->last_time = event->stall_seconds = -1;
	event->pid = event->cpu = event->order = event->bytes = event->allocated = KLOG_NONE;
	event->pages = event->ret = event->busy_ranges = KLOG_NONE;
	event->cma_available = event->cma_total = event->cma_largest = KLOG_NONE;
	event->victim_pid = event->victim_rss_kb = event->slab_object = KLOG_NONE;
	event->suppressed = event->page_kb = event->cgroup_limit_kb = KLOG_NONE;
	counters_init(&event->counters);
	event->slots = event->slots_used = KLOG_NONE;
	totals_init(&event->totals);
}

NAMER(klog_kind_name, klog_kind, KLOG_KINDS, ENUM_NAME)
