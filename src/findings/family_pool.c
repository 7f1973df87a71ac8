/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Properties that make a region a pool, and their contradictions. Stands
 * against linux:kernel/dma/contiguous.c:rmem_cma_setup, coherent.c:rmem_dma_setup
 * and swiotlb.c:rmem_swiotlb_setup.
 */
#include <string.h>

#include "boot/dma_windows.h"
#include "findings/inspect.h"

static const char *fate(struct inspection *in, const struct region *outcome)
{
	const char *size = outcome ? size_words(in, outcome->range.size) : "";

	if (!outcome || !outcome->range.size)
		return "nothing is reserved";
	switch (outcome->outcome) {
	case REGION_GIVEN_BACK:
		return words(in, "its %s are ordinary RAM again, and its device gets other memory or none", size);
	case REGION_FAILED:
	case REGION_IGNORED:
	case REGION_DISABLED:
		return "nothing is reserved";
	case REGION_APPLIED:
	case REGION_RESERVED_UNUSABLE:
		break;
	}
	return words(in, "its %s are lost to everybody", size);
}

void check_reusable_and_no_map(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct rmem_node *node = &in->board->rmem[i];

		if (!is_read(in, i) || !node->reusable || !node->no_map)
			continue;
		found(
			in, place_region(in, i), "no-map",
			"drop no-map for a CMA pool, or reusable for memory that belongs to firmware or to one device alone",
			"is reusable and no-map at once: memory that Linux must not map cannot be lent to it. %s makes no pool of it, %s%s",
			linux_words(in), fate(in, in->outcomes[i]),
			prints(in, in->outcomes[i], "compatible matching fail"));
	}
}

static bool is_plain_pool(const struct inspection *in, size_t i)
{
	const struct rmem_node *node = &in->board->rmem[i];

	return is_read(in, i) && rmem_is_compatible(node, "shared-dma-pool") && !node->reusable && !node->no_map;
}

void check_pool_without_no_map(struct inspection *in)
{
	for (size_t i = 0; in->kernel->arch == ARCH_ARM && i < in->board->rmem_count; i++) {
		if (!is_plain_pool(in, i))
			continue;
		found(in, place_region(in, i), "compatible",
			  "add reusable for a CMA pool, or no-map for memory that one device has for itself",
			  "shared-dma-pool with neither reusable nor no-map: %s on arm makes no pool of it, %s%s",
			  linux_words(in), fate(in, in->outcomes[i]),
			  prints(in, in->outcomes[i], "regions without no-map"));
	}
}

void check_pool_neither(struct inspection *in)
{
	for (size_t i = 0; in->kernel->arch != ARCH_ARM && i < in->board->rmem_count; i++) {
		const struct region *outcome = in->outcomes[i];

		if (!is_plain_pool(in, i) || !outcome || outcome->outcome != REGION_APPLIED)
			continue;
		found(
			in, place_region(in, i), "compatible",
			"add reusable if movable pages may use it meanwhile, or no-map if nothing else may touch it",
			"shared-dma-pool with neither reusable nor no-map: %s keeps its %s for coherent buffers of its devices, no CMA pool is made%s; on arm it would be refused",
			linux_words(in), size_words(in, outcome->range.size),
			prints(in, outcome, "created DMA memory pool"));
	}
}

void check_reusable_without_compatible(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct rmem_node *node = &in->board->rmem[i];

		if (!is_read(in, i) || !node->reusable || node->no_map || node->compatible_count)
			continue;
		found(in, place_region(in, i), "reusable", "add compatible = \"shared-dma-pool\";",
			  "is reusable, but has no compatible: %s makes no CMA pool of it, %s", linux_words(in),
			  fate(in, in->outcomes[i]));
	}
}

void check_cma_default_without_pool(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct rmem_node *node = &in->board->rmem[i];

		if (!is_read(in, i) || !node->cma_default || is_cma_node(node))
			continue;
		found(
			in, place_region(in, i), "linux,cma-default",
			node->no_map ? "drop no-map, and add compatible = \"shared-dma-pool\"; and reusable;"
						 : "add compatible = \"shared-dma-pool\"; and reusable;",
			"linux,cma-default counts for CMA pools only, and this is none: %s takes its default pool from cma= or its configuration",
			linux_words(in));
	}
}

/* The default pool in the end: the last one that was set up with that mark. */
static const char *winner(const struct inspection *in)
{
	const char *path = NULL;

	for (size_t i = 0; i < in->boot->cma_count; i++)
		if (in->boot->cma[i].is_default && in->boot->cma[i].region != SIZE_MAX)
			path = in->boot->regions[in->boot->cma[i].region].path;
	return path;
}

void check_cma_default_twice(struct inspection *in)
{
	const struct rmem_node *first = NULL;

	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct rmem_node *node = &in->board->rmem[i];
		struct finding *f;

		if (!is_read(in, i) || !node->cma_default || !is_cma_node(node))
			continue;
		if (!first) {
			first = node;
			continue;
		}
		f = add_finding(in, place_region(in, i));
		f->other_path = first->path;
		f->property = "linux,cma-default";
		f->message =
			winner(in)
				? words(
					  in,
					  "linux,cma-default stands in %s as well: %s sets up both pools and takes %s as default, other versions the other one",
					  first->path, linux_words(in), winner(in))
				: words(in, "linux,cma-default stands in %s as well: which one counts depends on the version",
						first->path);
		f->hint = "keep the property in one of them";
	}
}

void check_cma_default_against_cma(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct rmem_node *node = &in->board->rmem[i];
		const char *asked = size_words(in, in->cmdline.cma_size);
		struct finding *f;

		if (!is_read(in, i) || !node->cma_default || !is_cma_node(node) || !in->cmdline.has_cma ||
			!in->kernel->dma_cma)
			continue;
		f = add_finding(in, place_region(in, i));
		f->property = "linux,cma-default";
		if (in->kernel->rules->cma_conflict == TREE_WINS)
			f->message =
				words(in, "cma= asks for %s, but the tree has a default pool: %s ignores cma=", asked,
					  linux_words(in));
		else
			f->message = words(
				in,
				"cma= on the command line (%s) overrides this pool and its place: %s makes the pool where it likes%s",
				asked, linux_words(in), prints(in, in->outcomes[i], "linux,cma-default"));
		if (in->kernel->rules->cma_conflict == CMDLINE_GIVES_BACK)
			f->message = words(
				in,
				"cma= on the command line (%s) overrides this pool and its place: %s makes the pool where it likes%s",
				asked, linux_words(in), prints(in, in->outcomes[i], "bypass"));
		f->hint = "drop cma= from the command line, or the node from the tree";
	}
}

void check_cma_not_built(struct inspection *in)
{
	for (size_t i = 0; !in->kernel->dma_cma && i < in->board->rmem_count; i++) {
		if (!is_read(in, i) || !is_cma_node(&in->board->rmem[i]))
			continue;
		found(in, place_region(in, i), "reusable", "switch on CONFIG_CMA and CONFIG_DMA_CMA",
			  "is a CMA pool, but this kernel was built without CONFIG_%s: %s%s",
			  in->kernel->cma ? "DMA_CMA" : "CMA", fate(in, in->outcomes[i]),
			  prints(in, in->outcomes[i], "compatible matching fail"));
	}
}

void check_restricted_pool_refused(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct rmem_node *node = &in->board->rmem[i];
		const char *property = node->reusable      ? "reusable"
							   : node->no_map      ? "no-map"
							   : node->cma_default ? "linux,cma-default"
							   : node->dma_default ? "linux,dma-default"
												   : NULL;

		if (!is_read(in, i) || !property || !rmem_is_compatible(node, "restricted-dma-pool") ||
			!in->kernel->restricted_pool)
			continue;
		found(in, place_region(in, i), property, words(in, "drop %s", property),
			  "a restricted-dma-pool must not have %s: %s makes no pool of it, %s%s", property,
			  linux_words(in), fate(in, in->outcomes[i]),
			  prints(in, in->outcomes[i], "compatible matching fail"));
	}
}

void check_restricted_pool_not_built(struct inspection *in)
{
	for (size_t i = 0; !in->kernel->restricted_pool && i < in->board->rmem_count; i++) {
		if (!is_read(in, i) || !rmem_is_compatible(&in->board->rmem[i], "restricted-dma-pool"))
			continue;
		/* where nobody told the configuration the pool may well be there */
		if (in->kernel->rules->restricted_pools && !in->kernel->has_config)
			continue;
		found(in, place_region(in, i), "compatible",
			  "use a kernel from 5.15 on with CONFIG_DMA_RESTRICTED_POOL",
			  "%s %s: the memory is reserved, and devices that refer to it are not held to it",
			  linux_words(in),
			  in->kernel->rules->restricted_pools ? "was built without CONFIG_DMA_RESTRICTED_POOL"
												  : "knows no restricted-dma-pool");
	}
}

static uint64_t cma_bytes(const struct inspection *in, const struct cma_area **largest)
{
	uint64_t sum = 0;

	*largest = NULL;
	for (size_t i = 0; i < in->boot->cma_count; i++) {
		const struct cma_area *area = &in->boot->cma[i];

		if (!area->activated)
			continue;
		sum = add_sat(sum, area->range.size);
		if (!*largest || area->range.size > (*largest)->range.size)
			*largest = area;
	}
	return sum;
}

void check_cma_majority(struct inspection *in)
{
	const struct cma_area *largest;
	uint64_t cma = cma_bytes(in, &largest), managed = 0;
	const struct region *region;

	for (size_t i = 0; i < in->boot->zone_count; i++)
		managed += (uint64_t)in->boot->zones[i].managed.value << in->kernel->page_shift;
	if (!largest || cma <= managed / 2)
		return;
	region = &in->boot->regions[largest->region];
	found(
		in,
		region->node < in->board->rmem_count ? place_region(in, region->node)
		: in->cmdline.has_cma                ? place_chosen()
											 : place_root(),
		NULL,
		words(in, "keep CMA below half of it, %s here",
			  size_words(in, round_down(managed / 2, in->kernel->cma_granule))),
		"CMA pools take %s of the %s that Linux manages: kernel memory, page tables and all atomic requests must do with the other %s, and fail while CMA lies free",
		size_words(in, cma), size_words(in, managed), size_words(in, managed - min_u64(cma, managed)));
}

/* Memory that drivers get by the DMA interface; what firmware reads of other regions goes another way. */
static bool serves_dma(const struct region *region)
{
	return region && region->outcome == REGION_APPLIED &&
		   (region->kind == REGION_CMA || region->kind == REGION_COHERENT || region->kind == REGION_RESTRICTED);
}

void check_pool_out_of_reach(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct region *outcome = in->outcomes[i];
		const struct bus_reach *told;
		struct finding *f;
		bool in_part;

		if (!serves_dma(outcome))
			continue;
		told = dma_out_of_reach(in->kernel, &in->board->rmem[i], outcome->range, &in_part);
		if (!told)
			continue;
		f = found(in, place_region(in, i), NULL, NULL, "%s is %swhere its user does not reach: %s; %s",
				  range_words(in, outcome->range), in_part ? "in part " : "", dma_reach_text(in->arena, told),
				  outcome->kind == REGION_CMA ? "the kernel takes nothing from there for it"
											  : "it does not see what its driver gets there");
		if (in_part)
			f->severity = SEVERITY_WARNING;
		f->other_path = told->user;
		f->hint = words(in, "%s within what the bus reaches, or mend dma-ranges where the bus reaches more",
						is_static(in, i) ? "place the pool" : "give the pool alloc-ranges");
	}
}
