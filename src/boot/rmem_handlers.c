/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who takes a reserved region by its compatible. Stands for
 * linux:drivers/of/of_reserved_mem.c:__reserved_mem_init_node and the DMA
 * core's handlers in link order: kernel/dma/contiguous.c:rmem_cma_setup,
 * coherent.c:rmem_dma_setup, swiotlb.c:rmem_swiotlb_setup.
 */
#include <string.h>

#include "boot/replay.h"
#include "board/board.h"
#include "util/number.h"

typedef enum handler_result (*handler)(struct replay *r, size_t region, const struct rmem_node *node);

static enum handler_result created(struct replay *r, size_t region, const char *what)
{
	struct range range = r->boot->regions[region].range;

	say_for(r, region, "Reserved memory: created %s pool at %s, size %llu MiB", what, phys(r, range.base),
			(unsigned long long)(range.size >> 20));
	return HANDLED;
}

static enum handler_result setup_cma(struct replay *r, size_t region, const struct rmem_node *node)
{
	enum cma_default_conflict conflict = r->k->rules->cma_conflict;
	struct range range = r->boot->regions[region].range;

	if (conflict == CMDLINE_GIVES_BACK && r->cmdline.has_cma && node->cma_default) {
		say_for(r, region, "Reserved memory: bypass %s node, using cmdline CMA params instead", node->name);
		return REFUSED;
	}
	if (!node->reusable || node->no_map)
		return NOT_MINE;
	if (!is_aligned(range.base | range.size, r->k->cma_granule)) {
		say_for(r, region, "Reserved memory: incorrect alignment of CMA region");
		return REFUSED;
	}
	if (!cma_init_reserved_mem(r, region, node->cma_default)) {
		say_for(r, region, "Reserved memory: unable to setup CMA region");
		return REFUSED;
	}
	return created(r, region, "CMA memory");
}

static enum handler_result setup_coherent(struct replay *r, size_t region, const struct rmem_node *node)
{
	if (node->reusable)
		return NOT_MINE;
	if (r->k->arch == ARCH_ARM && !node->no_map) {
		say_for(r, region, "Reserved memory: regions without no-map are not yet supported");
		return REFUSED;
	}
	return created(r, region, "DMA memory");
}

static enum handler_result setup_restricted(struct replay *r, size_t region, const struct rmem_node *node)
{
	if (node->reusable || node->no_map || node->cma_default || node->dma_default)
		return REFUSED;
	return created(r, region, "restricted DMA");
}

static bool has_cma(const struct kernel *k)
{
	return k->dma_cma;
}

static bool has_coherent(const struct kernel *k)
{
	return k != NULL;
}

static bool has_restricted(const struct kernel *k)
{
	return k->restricted_pool;
}

static const struct {
	const char *compatible;
	bool (*built_in)(const struct kernel *k);
	handler setup;
} handlers[] = {
	{ "shared-dma-pool", has_cma, setup_cma },
	{ "shared-dma-pool", has_coherent, setup_coherent },
	{ "restricted-dma-pool", has_restricted, setup_restricted },
};

/*
 * Of a vendor's kernel, whose driver takes the region by its own compatible and prints nothing itself: a pool
 * where it is reusable and mapped (l4t-5.10:nvmap_co_setup; exynos-4.14:exynos_ion_reserved_mem_setup), else memory
 * that the driver keeps.
 */
static enum handler_result init_for_vendor(struct replay *r, size_t region, const struct rmem_node *node)
{
	const struct kernel *k = r->k;

	for (size_t i = 0; i < node->compatible_count; i++) {
		const char *compatible = node->compatible[i];
		bool pool = names_have(&k->cma_compatible, compatible);
		struct range range = r->boot->regions[region].range;

		if (!pool && !names_have(&k->coherent_compatible, compatible) &&
			!names_have(&k->plain_compatible, compatible))
			continue;
		if (pool && (node->reusable || node->ion_reusable) && !node->no_map && has_cma(k) &&
			(!is_aligned(range.base | range.size, k->cma_granule) || !cma_init_reserved_mem(r, region, false)))
			return REFUSED;
		say_for(r, region, "%sinitialized node %s, compatible id %s", k->rules->dynamic_prefix, node->name,
				compatible);
		return HANDLED;
	}
	return NO_HANDLER;
}

enum handler_result init_region(struct replay *r, size_t region)
{
	const struct rmem_node *node = &r->board->rmem[r->boot->regions[region].node];
	bool only_not_mine_goes_on = r->k->rules->only_not_mine_tries_next_handler;
	enum handler_result result = NO_HANDLER;

	for (size_t i = 0; i < ARRAY_SIZE(handlers); i++) {
		if (!handlers[i].built_in(r->k) || !rmem_is_compatible(node, handlers[i].compatible))
			continue;
		result = handlers[i].setup(r, region, node);
		if (result == HANDLED) {
			say_for(r, region, "%sinitialized node %s, compatible id %s", r->k->rules->dynamic_prefix,
					node->name, handlers[i].compatible);
			return HANDLED;
		}
		if (only_not_mine_goes_on && result != NOT_MINE)
			return REFUSED;
	}
	if (result == NO_HANDLER)
		return init_for_vendor(r, region, node);
	/* up to 6.12 "not mine" of the last handler that matched counts as its error */
	if (result == NOT_MINE && only_not_mine_goes_on)
		return NO_HANDLER;
	return result == NOT_MINE ? REFUSED : result;
}
