/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "alloc/boot_state.h"

#include "alloc/exhaust.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "util/arena.h"

_Static_assert((int)ZONE_DMA == (int)GFP_ZONE_DMA && (int)ZONE_MOVABLE == (int)GFP_ZONE_MOVABLE,
			   "zones are numbered alike");

#define ATOMIC_POOL_BYTES KIB(256) /* kernel/dma/pool.c: atomic_pool_size of small boards */

/* Shares of what the kernel takes: unmovable, reclaimable; the rest is movable. Percent. */
#define SHARE_UNMOVABLE 58
#define SHARE_RECLAIMABLE 7

struct alloc_kernel alloc_kernel_from(const struct kernel *kernel)
{
	struct page_alloc_rules rules = page_alloc_rules_for(kernel->version);
	unsigned int gfp_config = 0;

	if (config_is_set(&kernel->config, "LOCKDEP"))
		gfp_config |= GFP_CONFIG_LOCKDEP;
	if (config_is_set(&kernel->config, "KASAN_HW_TAGS"))
		gfp_config |= GFP_CONFIG_KASAN_HW_TAGS;
	if (kernel->cma_needs_flag)
		gfp_config |= GFP_CONFIG_ANDROID_CMA;
	return (struct alloc_kernel){
		.version = kernel->version,
		.rules = rules,
		.page_shift = kernel->page_shift,
		.pageblock_order = kernel->pageblock_order,
		.max_order = kernel->max_order < ZONE_ORDERS ? kernel->max_order : ZONE_ORDERS - 1,
		.gfp_config = gfp_config,
		.cma_threshold = kernel->cma_threshold,
		.vmap_stack = kernel->has_config ? config_is_set(&kernel->config, "VMAP_STACK") : rules.vmap_stack,
	};
}

/* --- zones as memblock hands them over ------------------------------------------- */

static void copy_lists(const struct zone *from, struct zone_state *to)
{
	for (unsigned int type = 0; type < MIGRATE_TYPES; type++) {
		to->pageblocks[type] = (int64_t)from->pageblocks[type];
		for (unsigned int order = 0; order < ZONE_ORDERS; order++)
			to->nr_free[type][order] = (int64_t)from->free_area[type][order];
	}
	to->free = zone_blocks_from(to, TYPES_ALL, 0);
	to->free_cma = zone_list_pages(to, MIGRATE_CMA);
}

static struct zone_state zone_from(const struct boot *boot, const struct zone *from, unsigned int cpus)
{
	struct zone_state to = {
		.kind = (enum gfp_zone)from->type,
		.node = from->node,
		.start_pfn = from->start_pfn,
		.spanned = from->spanned,
		.present = (uint64_t)from->present.value,
		.managed = (uint64_t)from->managed.value,
		.min = from->min.value,
		.low = from->low.value,
		.high = from->high.value,
		.pcp.cpus = cpus,
		.fewer = from->managed.value - from->managed.low,
		.more = from->managed.high - from->managed.value,
		.present_more = from->present.high - from->present.value,
		.cma_fewer = from->cma.value - from->cma.low,
		.cma_more = from->cma.high - from->cma.value,
	};

	for (size_t i = 0; i < boot->zones_per_node; i++)
		to.lowmem_reserve[boot->zones[i].type] = from->protection[i].value;
	copy_lists(from, &to);
	return to;
}

static void add_zones(const struct boot *boot, unsigned int cpus, struct memory_state *state)
{
	state->zones = arena_alloc(state->arena, (boot->zone_count + 1) * sizeof(*state->zones));
	for (size_t i = 0; i < boot->zone_count; i++) {
		const struct zone *zone = &boot->zones[i];

		if (zone->configured)
			state->kernel.zones |= 1u << zone->type;
		if (zone->present.value == 0)
			continue;
		state->kernel.populated |= 1u << zone->type;
		state->zones[state->zone_count++] = zone_from(boot, zone, cpus);
	}
}

/* --- what the kernel takes on the way to user space ------------------------------- */

static int64_t pages_of(const struct memory_state *state, uint64_t bytes)
{
	return (int64_t)(bytes >> state->kernel.page_shift);
}

static int64_t consume(struct memory_state *state, struct zone_state *zone, enum migratetype type,
					   int64_t pages)
{
	struct attempt attempt = {
		.types = TYPE_BIT(UNMOVABLE) | TYPE_BIT(MOVABLE) | TYPE_BIT(RECLAIMABLE),
		.type = type,
	};

	if (type == MIGRATE_MOVABLE) {
		attempt.rights = RIGHT_CMA;
		attempt.types |= TYPE_BIT(CMA);
	}
	return replay_consume(&state->kernel, zone, &attempt, pages);
}

/* What the boot model says that kernel and init take from the zone until the system is up. */
static void consume_settled(struct memory_state *state, struct zone_state *zone, const struct zone *from)
{
	int64_t kernel = from->settled_kernel.value, unmovable = kernel * SHARE_UNMOVABLE / 100;
	int64_t reclaimable = kernel * SHARE_RECLAIMABLE / 100, user = from->settled_user.value;

	/* vmalloc() and page tables of user space go to HighMem, and stay where they are */
	if (zone->kind == GFP_ZONE_HIGHMEM) {
		consume(state, zone, MIGRATE_UNMOVABLE, user / 3);
		user -= user / 3;
	}
	consume(state, zone, MIGRATE_UNMOVABLE, unmovable);
	consume(state, zone, MIGRATE_RECLAIMABLE, reclaimable);
	consume(state, zone, MIGRATE_MOVABLE, kernel - unmovable - reclaimable + user);
}

static void doubt_settled(struct zone_state *zone, const struct zone *from)
{
	struct estimate taken = estimate_add(from->settled_kernel, from->settled_user);

	zone->fewer += taken.high - taken.value;
	zone->more += taken.value - taken.low;
}

/* The pool behind atomic coherent DMA: out of CMA where there is a default area, else out of the lowest zone.
 */
static void take_atomic_pool(const struct boot *boot, struct memory_state *state)
{
	struct attempt attempt = { .types = TYPE_BIT(CMA), .type = MIGRATE_CMA };
	int64_t pages = pages_of(state, ATOMIC_POOL_BYTES);

	for (size_t i = 0; i < state->zone_count && boot->kernel->dma_cma; i++) {
		if (state->zones[i].free_cma < pages)
			continue;
		replay_consume(&state->kernel, &state->zones[i], &attempt, pages);
		return;
	}
	consume(state, &state->zones[0], MIGRATE_UNMOVABLE, pages);
}

/* Pages on per-CPU lists at a quiet prompt: most of what the lists keep. */
static void fill_pcp(struct memory_state *state, struct zone_state *zone, unsigned int cpus)
{
	const struct page_alloc_rules *rules = &state->kernel.rules;
	int64_t keep = rules->pcp_high_by_low ? zone->low * 2 / 3
										  : (int64_t)cpus * 3 * pcp_batch(&state->kernel, zone->managed);

	if (zone->managed < 4096)
		return;
	zone->pcp.count = consume(state, zone, MIGRATE_UNMOVABLE, keep / 3);
	zone->pcp.count += consume(state, zone, MIGRATE_MOVABLE, keep - keep / 3);
}

struct memory_state *memory_state_from_boot(const struct boot *boot, unsigned int cpus)
{
	struct arena *arena = arena_new();
	struct memory_state *state = arena_new_object(arena, struct memory_state);

	*state = (struct memory_state){ .arena = arena,
									.kernel = alloc_kernel_from(boot->kernel),
									.release = arena_strdup(arena, kernel_words(arena, boot->kernel)),
									.reclaimable = -1 };
	state->kernel.cpus = cpus ? cpus : 1;
	state->kernel.cma_open = boot->cma_open;
	add_zones(boot, state->kernel.cpus, state);
	if (state->zone_count == 0)
		return state;
	for (size_t i = 0, z = 0; i < boot->zone_count; i++) {
		struct zone_state *zone = &state->zones[z];

		if (boot->zones[i].present.value == 0)
			continue;
		z++;
		consume_settled(state, zone, &boot->zones[i]);
		doubt_settled(zone, &boot->zones[i]);
	}
	take_atomic_pool(boot, state);
	for (size_t i = 0; i < state->zone_count; i++) {
		struct zone_state *zone = &state->zones[i];

		if (zone->kind <= GFP_ZONE_NORMAL)
			fill_pcp(state, zone, state->kernel.cpus);
		zone->fewer += zone->pcp.count / 2;
		zone->more += zone->pcp.count / 2;
	}
	return state;
}
