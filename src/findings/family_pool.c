/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Properties that make a region a pool, and their contradictions. Stands
 * against linux:kernel/dma/contiguous.c:rmem_cma_setup, coherent.c:rmem_dma_setup
 * and swiotlb.c:rmem_swiotlb_setup.
 */
#include <string.h>

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

static void check_reusable_and_no_map(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct rmem_node *node = &in->board->rmem[i];
		struct finding *f;

		if (!is_read(in, i) || !node->reusable || !node->no_map)
			continue;
		f = add_finding(in, place_region(in, i));
		f->property = "no-map";
		f->message = words(
			in,
			"is reusable and no-map at once: memory that Linux must not map cannot be lent to it. %s makes no pool of it, %s%s",
			linux_words(in), fate(in, in->outcomes[i]),
			prints(in, in->outcomes[i], "compatible matching fail"));
		f->hint =
			"drop no-map for a CMA pool, or reusable for memory that belongs to firmware or to one device alone";
	}
}

static bool is_plain_pool(const struct inspection *in, size_t i)
{
	const struct rmem_node *node = &in->board->rmem[i];

	return is_read(in, i) && is_compatible(node, "shared-dma-pool") && !node->reusable && !node->no_map;
}

static void check_pool_without_no_map(struct inspection *in)
{
	for (size_t i = 0; in->kernel->arch == ARCH_ARM && i < in->board->rmem_count; i++) {
		struct finding *f;

		if (!is_plain_pool(in, i))
			continue;
		f = add_finding(in, place_region(in, i));
		f->property = "compatible";
		f->message =
			words(in, "shared-dma-pool with neither reusable nor no-map: %s on arm makes no pool of it, %s%s",
				  linux_words(in), fate(in, in->outcomes[i]),
				  prints(in, in->outcomes[i], "regions without no-map"));
		f->hint = "add reusable for a CMA pool, or no-map for memory that one device has for itself";
	}
}

static void check_pool_neither(struct inspection *in)
{
	for (size_t i = 0; in->kernel->arch != ARCH_ARM && i < in->board->rmem_count; i++) {
		const struct region *outcome = in->outcomes[i];
		struct finding *f;

		if (!is_plain_pool(in, i) || !outcome || outcome->outcome != REGION_APPLIED)
			continue;
		f = add_finding(in, place_region(in, i));
		f->property = "compatible";
		f->message = words(
			in,
			"shared-dma-pool with neither reusable nor no-map: %s keeps its %s for coherent buffers of its devices, no CMA pool is made%s; on arm it would be refused",
			linux_words(in), size_words(in, outcome->range.size),
			prints(in, outcome, "created DMA memory pool"));
		f->hint =
			"add reusable if movable pages may use it meanwhile, or no-map if nothing else may touch it";
	}
}

static void check_reusable_alone(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct rmem_node *node = &in->board->rmem[i];
		struct finding *f;

		if (!is_read(in, i) || !node->reusable || node->no_map || node->compatible_count)
			continue;
		f = add_finding(in, place_region(in, i));
		f->property = "reusable";
		f->message = words(in, "is reusable, but has no compatible: %s makes no CMA pool of it, %s",
						   linux_words(in), fate(in, in->outcomes[i]));
		f->hint = "add compatible = \"shared-dma-pool\";";
	}
}

static void check_default_without_pool(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct rmem_node *node = &in->board->rmem[i];
		struct finding *f;

		if (!is_read(in, i) || !node->cma_default || is_cma_node(node))
			continue;
		f = add_finding(in, place_region(in, i));
		f->property = "linux,cma-default";
		f->message = words(
			in,
			"linux,cma-default counts for CMA pools only, and this is none: %s takes its default pool from cma= or its configuration",
			linux_words(in));
		f->hint = node->no_map ? "drop no-map, and add compatible = \"shared-dma-pool\"; and reusable;"
							   : "add compatible = \"shared-dma-pool\"; and reusable;";
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

static void check_default_twice(struct inspection *in)
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

static void check_default_and_cma(struct inspection *in)
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

static void check_not_built(struct inspection *in)
{
	for (size_t i = 0; !in->kernel->dma_cma && i < in->board->rmem_count; i++) {
		struct finding *f;

		if (!is_read(in, i) || !is_cma_node(&in->board->rmem[i]))
			continue;
		f = add_finding(in, place_region(in, i));
		f->property = "reusable";
		f->message = words(in, "is a CMA pool, but this kernel was built without CONFIG_%s: %s%s",
						   in->kernel->cma ? "DMA_CMA" : "CMA", fate(in, in->outcomes[i]),
						   prints(in, in->outcomes[i], "compatible matching fail"));
		f->hint = "switch on CONFIG_CMA and CONFIG_DMA_CMA";
	}
}

static void check_restricted_refused(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct rmem_node *node = &in->board->rmem[i];
		const char *property = node->reusable      ? "reusable"
							   : node->no_map      ? "no-map"
							   : node->cma_default ? "linux,cma-default"
							   : node->dma_default ? "linux,dma-default"
												   : NULL;
		struct finding *f;

		if (!is_read(in, i) || !property || !is_compatible(node, "restricted-dma-pool") ||
			!in->kernel->restricted_pool)
			continue;
		f = add_finding(in, place_region(in, i));
		f->property = property;
		f->message = words(in, "a restricted-dma-pool must not have %s: %s makes no pool of it, %s%s",
						   property, linux_words(in), fate(in, in->outcomes[i]),
						   prints(in, in->outcomes[i], "compatible matching fail"));
		f->hint = words(in, "drop %s", property);
	}
}

static void check_restricted_not_built(struct inspection *in)
{
	for (size_t i = 0; !in->kernel->restricted_pool && i < in->board->rmem_count; i++) {
		struct finding *f;

		if (!is_read(in, i) || !is_compatible(&in->board->rmem[i], "restricted-dma-pool"))
			continue;
		/* where nobody told the configuration the pool may well be there */
		if (in->kernel->rules->restricted_pools && !in->kernel->has_config)
			continue;
		f = add_finding(in, place_region(in, i));
		f->property = "compatible";
		f->message =
			words(in, "%s %s: the memory is reserved, and devices that refer to it are not held to it",
				  linux_words(in),
				  in->kernel->rules->restricted_pools ? "was built without CONFIG_DMA_RESTRICTED_POOL"
													  : "knows no restricted-dma-pool");
		f->hint = "use a kernel from 5.15 on with CONFIG_DMA_RESTRICTED_POOL";
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

static void check_majority(struct inspection *in)
{
	const struct cma_area *largest;
	uint64_t cma = cma_bytes(in, &largest), managed = 0;
	const struct region *region;
	struct finding *f;

	for (size_t i = 0; i < in->boot->zone_count; i++)
		managed += (uint64_t)in->boot->zones[i].managed.value << in->kernel->page_shift;
	if (!largest || cma <= managed / 2)
		return;
	region = &in->boot->regions[largest->region];
	f = add_finding(in, region->node < in->board->rmem_count ? place_region(in, region->node)
						: in->cmdline.has_cma                ? place_chosen()
															 : place_root());
	f->message = words(
		in,
		"CMA pools take %s of the %s that Linux manages: kernel memory, page tables and all atomic requests must do with the other %s, and fail while CMA lies free",
		size_words(in, cma), size_words(in, managed), size_words(in, managed - min_u64(cma, managed)));
	f->hint = words(in, "keep CMA below half of it, %s here",
					size_words(in, round_down(managed / 2, in->kernel->cma_granule)));
}

const struct rule pool_rules[] = {
	{
		.id = "reusable-and-no-map",
		.severity = SEVERITY_ERROR,
		.check = check_reusable_and_no_map,
		.summary = "a region is reusable and no-map at once",
		.what =
			"reusable lends the memory to movable pages until its device wants it, no-map forbids Linux to touch it. The handlers of pools refuse a node that says both.",
		.versions =
			"Up to 4.19 the memory is lost. 5.10 keeps a region at a fixed place out of the map, 6.1 and 6.12 make RAM of it again (\"compatible matching fail\"), 7.2 keeps it out of the map.",
		.example =
			"pool@90000000 {\n\tcompatible = \"shared-dma-pool\";\n\treg = <0x0 0x90000000 0x0 0x1000000>;\n"
			"\treusable;\n\tno-map;\n};",
		.mend = "Decide for one of the two.",
	},
	{
		.id = "pool-without-no-map",
		.severity = SEVERITY_ERROR,
		.check = check_pool_without_no_map,
		.summary = "arm: a shared-dma-pool with neither reusable nor no-map is refused",
		.what = "On 32-bit arm a coherent pool must be no-map.",
		.versions =
			"arm only: \"Reserved memory: regions without no-map are not yet supported\"; up to 4.19 the memory is lost, later it is ordinary RAM again.",
		.example =
			"pool@90000000 {\n\tcompatible = \"shared-dma-pool\";\n\treg = <0x90000000 0x1000000>;\n};",
		.mend = "Add reusable or no-map.",
	},
	{
		.id = "pool-neither",
		.severity = SEVERITY_NOTE,
		.check = check_pool_neither,
		.summary = "a shared-dma-pool with neither reusable nor no-map is a coherent pool, no CMA",
		.what =
			"The memory is set aside for coherent buffers of the devices that refer to it; nothing else ever uses it.",
		.versions = "arm64 and riscv64; on arm it is refused (pool-without-no-map).",
		.example =
			"pool@90000000 {\n\tcompatible = \"shared-dma-pool\";\n\treg = <0x0 0x90000000 0x0 0x1000000>;\n};",
		.mend = "Add reusable where a CMA pool was meant, no-map where the memory must not be mapped.",
	},
	{
		.id = "reusable-without-compatible",
		.severity = SEVERITY_WARNING,
		.check = check_reusable_alone,
		.summary = "reusable without a compatible makes no pool",
		.what =
			"The kernel makes a CMA pool only of compatible = \"shared-dma-pool\". Without it the region is an ordinary reservation, lost to everybody.",
		.versions = "All versions.",
		.example = "pool@90000000 {\n\treg = <0x0 0x90000000 0x0 0x1000000>;\n\treusable;\n};",
		.mend = "Add the compatible.",
	},
	{
		.id = "cma-default-without-pool",
		.severity = SEVERITY_WARNING,
		.check = check_default_without_pool,
		.summary = "linux,cma-default in a region that is no CMA pool",
		.what = "The default pool must be a shared-dma-pool that is reusable and not no-map.",
		.versions = "All versions.",
		.example = "linux,cma {\n\tsize = <0x0 0x4000000>;\n\treusable;\n\tlinux,cma-default;\n};",
		.mend = "Add what is missing.",
	},
	{
		.id = "cma-default-twice",
		.severity = SEVERITY_WARNING,
		.check = check_default_twice,
		.summary = "two pools with linux,cma-default",
		.what =
			"Both pools are made, the one that is set up last is the default. Devices without a memory-region of their own get another pool after a kernel update.",
		.versions = "3.18, 6.12 and later go in the order of the tree, 4.19 to 6.1 by address.",
		.example = "one@90000000 { ... linux,cma-default; };\ntwo@a0000000 { ... linux,cma-default; };",
		.mend = "Keep one.",
	},
	{
		.id = "cma-default-against-cma",
		.severity = SEVERITY_WARNING,
		.check = check_default_and_cma,
		.summary = "cma= on the command line against linux,cma-default in the tree",
		.what =
			"Only one of them counts. A pool that cma= makes has another place: a device that reaches a part of the RAM only may not be able to use it.",
		.versions =
			"3.18 and 4.19 ignore cma=. 5.10 to 6.12 give the node's memory back (\"bypass NODE node, using cmdline CMA params instead\"), 7.2 does not reserve it at all.",
		.example =
			"chosen { bootargs = \"cma=64M\"; };\nreserved-memory {\n\tpool@90000000 { ... linux,cma-default; };\n};",
		.mend = "Drop one of them.",
	},
	{
		.id = "cma-not-built",
		.severity = SEVERITY_WARNING,
		.check = check_not_built,
		.summary = "a CMA pool for a kernel without CMA",
		.what = "Without CONFIG_DMA_CMA nobody makes a pool of the region.",
		.versions = "Up to 4.19 the memory stays reserved and is lost, later it is ordinary RAM again.",
		.example = "# CONFIG_DMA_CMA is not set",
		.mend = "Switch on CONFIG_CMA and CONFIG_DMA_CMA, or drop the pool.",
	},
	{
		.id = "restricted-pool-refused",
		.severity = SEVERITY_ERROR,
		.check = check_restricted_refused,
		.summary = "a restricted-dma-pool with a property that it must not have",
		.what =
			"Bounce buffers must be mapped and belong to nobody else: reusable, no-map, linux,cma-default and linux,dma-default are refused.",
		.versions = "5.15 and later with CONFIG_DMA_RESTRICTED_POOL.",
		.example =
			"bounce@90000000 {\n\tcompatible = \"restricted-dma-pool\";\n\treg = <0x0 0x90000000 0x0 0x400000>;\n"
			"\tno-map;\n};",
		.mend = "Drop the property.",
	},
	{
		.id = "restricted-pool-not-built",
		.severity = SEVERITY_WARNING,
		.check = check_restricted_not_built,
		.summary = "a restricted-dma-pool for a kernel that knows none",
		.what =
			"The memory is reserved, but devices are not held to it: what it was to protect is not protected.",
		.versions = "Before 5.15, or without CONFIG_DMA_RESTRICTED_POOL.",
		.example = "# CONFIG_DMA_RESTRICTED_POOL is not set",
		.mend = "Use a kernel that has it.",
	},
	{
		.id = "cma-majority",
		.severity = SEVERITY_WARNING,
		.check = check_majority,
		.summary = "more than half of the memory is CMA",
		.what =
			"Only movable pages may use CMA. Kernel memory, page tables and atomic requests of drivers share the rest, and fail there while CMA is free. Small variants of a board meet this first.",
		.versions = "All versions. Up to 4.19 movable pages use CMA last, which makes it worse.",
		.example =
			"memory@80000000 { reg = <0x0 0x80000000 0x0 0x10000000>; };\nlinux,cma { ... size = <0x0 0x9000000>; };",
		.mend = "Make the pools smaller on boards with little memory.",
	},
	{ .id = NULL },
};
