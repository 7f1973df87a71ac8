/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "alloc/boot_state.h"

#include "boot/boot.h"
#include "kernel/kernel.h"
#include "util/arena.h"

_Static_assert((int)ZONE_DMA == (int)GFP_ZONE_DMA && (int)ZONE_MOVABLE == (int)GFP_ZONE_MOVABLE,
			   "zones are numbered alike");

struct alloc_kernel alloc_kernel_from(const struct kernel *kernel)
{
	unsigned int gfp_config = 0;

	if (config_is_set(&kernel->config, "LOCKDEP"))
		gfp_config |= GFP_CONFIG_LOCKDEP;
	if (config_is_set(&kernel->config, "KASAN_HW_TAGS"))
		gfp_config |= GFP_CONFIG_KASAN_HW_TAGS;
	return (struct alloc_kernel){
		.version = kernel->version,
		.rules = page_alloc_rules_for(kernel->version),
		.page_shift = kernel->page_shift,
		.pageblock_order = kernel->pageblock_order,
		.max_order = kernel->max_order < ZONE_ORDERS ? kernel->max_order : ZONE_ORDERS - 1,
		.gfp_config = gfp_config,
	};
}

/* --- zones as the first user process finds them ------------------------------------------- */

static void copy_lists(const struct zone *from, struct zone_state *to)
{
	for (unsigned int type = 0; type < MIGRATE_TYPES; type++) {
		to->pageblocks[type] = (int64_t)from->settled_blocks[type];
		for (unsigned int order = 0; order < ZONE_ORDERS; order++)
			to->nr_free[type][order] = (int64_t)from->settled_free[type][order];
	}
	to->free = zone_blocks_from(to, TYPES_ALL, 0);
	to->free_cma = zone_list_pages(to, MIGRATE_CMA);
}

/* Half of what the estimates leave open, and what each further CPU takes for itself: about 125 pages. */
static int64_t uncertainty_of(const struct zone *zone, unsigned int cpus)
{
	int64_t use = zone->settled_use.high - zone->settled_use.low,
			managed = zone->managed.high - zone->managed.low;

	return (use + managed) / 2 + (use ? 125 * (int64_t)(cpus - 1) : 0) + 1;
}

static struct zone_state zone_from(const struct boot *boot, const struct zone *from, unsigned int cpus)
{
	struct zone_state to = {
		.kind = (enum gfp_zone)from->type,
		.start_pfn = from->start_pfn,
		.spanned = from->spanned,
		.present = from->present,
		.managed = (uint64_t)from->managed.value,
		.min = from->min.value,
		.low = from->low.value,
		.high = from->high.value,
		.pcp.cpus = cpus,
		.uncertainty = uncertainty_of(from, cpus),
	};

	for (size_t i = 0; i < boot->zone_count; i++)
		to.lowmem_reserve[boot->zones[i].type] = from->protection[i].value;
	copy_lists(from, &to);
	return to;
}

static void add_zones(const struct boot *boot, unsigned int cpus, struct memory_state *state)
{
	state->zones = arena_alloc(state->arena, MAX_ZONES * sizeof(*state->zones));
	for (size_t i = 0; i < boot->zone_count; i++) {
		const struct zone *zone = &boot->zones[i];

		if (zone->configured)
			state->kernel.zones |= 1u << zone->type;
		if (zone->present == 0)
			continue;
		state->kernel.populated |= 1u << zone->type;
		state->zones[state->zone_count++] = zone_from(boot, zone, cpus);
	}
}

struct memory_state *memory_state_from_boot(const struct boot *boot, unsigned int cpus)
{
	struct arena *arena = arena_new();
	struct memory_state *state = arena_new_object(arena, struct memory_state);

	*state =
		(struct memory_state){ .arena = arena, .kernel = alloc_kernel_from(boot->kernel), .reclaimable = -1 };
	state->kernel.cpus = cpus ? cpus : 1;
	add_zones(boot, state->kernel.cpus, state);
	return state;
}
