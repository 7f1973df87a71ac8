/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who lies upon whom: regions, /memreserve/ and what the boot loader has put
 * into RAM. Stands against linux:drivers/of/of_reserved_mem.c
 * (__rmem_check_for_overlap) and drivers/of/fdt.c (early_init_dt_reserve_memory).
 */
#include <stdlib.h>
#include <string.h>

#include "findings/inspect.h"
#include "util/arena.h"
#include "util/sort.h"

static bool no_map_can_be_refused(const struct inspection *in)
{
	return in->kernel->rules->nomap != NOMAP_REMOVES;
}

static bool failed(const struct inspection *in, size_t node)
{
	return in->outcomes[node] && in->outcomes[node]->outcome == REGION_FAILED;
}

/* Whether node b, no-map, was refused because of node a, which stands before it. */
static bool refused_because(const struct inspection *in, size_t a, size_t b)
{
	const struct rmem_node *first = &in->board->rmem[a], *second = &in->board->rmem[b];

	return no_map_can_be_refused(in) && second->no_map && !first->no_map && failed(in, b);
}

typedef void (*pair_visit)(struct inspection *in, size_t a, size_t b, struct range common);

/* A range of a static node, and the node. */
struct piece {
	struct range range;
	size_t node;
};

/* Pieces in the same place as their nodes stand in the tree. */
static int in_order(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;
	int order = range_by_base(a, b);

	return order ? order : x->node < y->node ? -1 : x->node > y->node;
}

static struct piece *static_pieces(struct inspection *in, size_t *count)
{
	struct piece *pieces = NULL;

	*count = 0;
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		if (!is_static(in, i) || end_given_as_size(in, i))
			continue;
		for (size_t j = 0; j < taken_tuples(in, i); j++) {
			struct piece piece = { in->board->rmem[i].reg.items[j], i };

			arena_push(in->arena, pieces, *count, piece);
		}
	}
	if (*count)
		sort_items(pieces, *count, sizeof(*pieces), in_order);
	return pieces;
}

/* Whether x is the piece of a node that stands in y's own, and lies within it: parts of one owner's memory. */
static bool is_part_of(const struct inspection *in, const struct piece *x, const struct piece *y)
{
	const char *child = in->board->rmem[x->node].path, *parent = in->board->rmem[y->node].path;
	size_t length = strlen(parent);

	return strncmp(child, parent, length) == 0 && child[length] == '/' && x->range.base >= y->range.base &&
		   range_end(x->range) <= range_end(y->range);
}

/* More than anybody reads; a tree may have millions of them on purpose. */
#define MOST_PAIRS 1000

/* Visits overlapping pairs in the order of their addresses; a stands before b in the tree. */
static void visit_pairs(struct inspection *in, pair_visit visit)
{
	size_t count, visited = 0;
	const struct piece *pieces = static_pieces(in, &count);

	for (size_t i = 0; i < count; i++) {
		for (size_t j = i + 1; j < count && pieces[j].range.base < range_end(pieces[i].range); j++) {
			const struct piece *x = &pieces[i], *y = &pieces[j];
			uint64_t end = min_u64(range_end(x->range), range_end(y->range));

			if (visited++ >= MOST_PAIRS)
				return;
			if (x->node != y->node && !is_part_of(in, x, y) && !is_part_of(in, y, x))
				visit(in, x->node < y->node ? x->node : y->node, x->node < y->node ? y->node : x->node,
					  range_between(y->range.base, end));
		}
	}
}

/* Where the second of two could go instead. */
static const char *next_place(struct inspection *in, size_t node)
{
	struct range r = in->board->rmem[node].reg.items[0];
	uint64_t align = is_cma_node(&in->board->rmem[node]) ? in->kernel->cma_granule : page_size(in->kernel),
			 at;
	struct wish wish = { round_up(r.size, align), align, { 0, UINT64_MAX }, node };

	if (nearest_above(&in->space, &wish, r.base, &at) || nearest_below(&in->space, &wish, r.base, &at))
		return words(in, "nearest free place: reg = %s;", reg_words(in, (struct range){ at, wish.size }));
	return "no piece of RAM of that size is free: shrink one of them";
}

/* The kernel's line about just these two. */
static const char *overlap_line(struct inspection *in, size_t a, size_t b)
{
	const char *with_a = words(in, "overlaps with %s (", in->board->rmem[a].name);
	const char *with_b = words(in, "overlaps with %s (", in->board->rmem[b].name);
	const char *line = prints(in, in->outcomes[b], with_a);

	return *line ? line : prints(in, in->outcomes[a], with_b);
}

static void report_overlap(struct inspection *in, size_t a, size_t b, struct range common)
{
	const struct rmem_node *x = &in->board->rmem[a], *y = &in->board->rmem[b];
	bool pool = is_cma_node(x) || is_cma_node(y);
	struct finding *f;

	if (refused_because(in, a, b))
		return;
	f = add_finding(in, place_region(in, b));
	f->other_path = x->path;
	f->property = "reg";
	if (pool)
		f->severity = SEVERITY_ERROR;
	f->message = words(in, "overlaps %s in %s: %s%s", x->path, range_words(in, common),
					   pool ? words(in, "%s hands pages of the CMA pool out while the other owner uses them",
									linux_words(in))
							: words(in, "%s reserves both, two owners share the memory", linux_words(in)),
					   overlap_line(in, a, b));
	f->hint = next_place(in, b);
}

static void check_regions(struct inspection *in)
{
	visit_pairs(in, report_overlap);
}

static void report_refused(struct inspection *in, size_t a, size_t b, struct range common)
{
	const struct rmem_node *first = &in->board->rmem[a];
	struct finding *f;

	if (!refused_because(in, a, b))
		return;
	f = add_finding(in, place_region(in, b));
	f->other_path = first->path;
	f->property = "no-map";
	f->message = words(
		in,
		"%s is reserved already, by %s, which stands before it: %s refuses to take mapped memory out of the map, and the region stays mapped%s",
		range_words(in, common), first->path, linux_words(in),
		prints(in, in->outcomes[b], "failed to reserve memory"));
	f->hint = words(in, "put the no-map node first, or make %s no-map as well; better: let them not overlap",
					first->name);
}

static void check_refused(struct inspection *in)
{
	visit_pairs(in, report_refused);
}

/* The first range of a static node that overlaps `range`. */
static bool overlaps_node(const struct inspection *in, size_t node, struct range range)
{
	if (!is_static(in, node) || end_given_as_size(in, node))
		return false;
	for (size_t j = 0; j < taken_tuples(in, node); j++)
		if (ranges_overlap(in->board->rmem[node].reg.items[j], range))
			return true;
	return false;
}

static void check_memreserve_no_map(struct inspection *in)
{
	for (size_t i = 0; i < in->board->memreserve_count; i++) {
		for (size_t j = 0; j < in->board->rmem_count; j++) {
			struct range reserve = in->board->memreserve[i];
			struct finding *f;

			if (!in->board->rmem[j].no_map || !overlaps_node(in, j, reserve))
				continue;
			f = add_finding(in, place_region(in, j));
			f->other_path = place_memreserve(in, i).path;
			f->property = "no-map";
			if (failed(in, j)) {
				f->message = words(
					in,
					"/memreserve/ has %s already: %s refuses to take it out of the map, firmware's memory stays mapped%s",
					range_words(in, reserve), linux_words(in),
					prints(in, in->outcomes[j], "failed to reserve memory"));
			} else {
				f->severity = SEVERITY_NOTE;
				f->message = words(
					in,
					"/memreserve/ has %s as well: %s takes it out of the map all the same, but 5.10 and 6.1 refuse",
					range_words(in, reserve), linux_words(in));
			}
			f->hint = "keep the no-map node and drop the /memreserve/ entry (the boot loader may add it)";
		}
	}
}

/* What becomes of the reserved pages, or NULL where the pool does not touch them. */
static const char *pool_over_reserve(const struct region *pool)
{
	if (pool && pool->outcome == REGION_APPLIED)
		return "makes the CMA pool over it without a check, and hands firmware's pages out";
	if (pool && pool->outcome == REGION_GIVEN_BACK)
		return "makes no pool, but gives its memory back, and firmware's pages with it";
	return NULL;
}

static void check_memreserve_pool(struct inspection *in)
{
	for (size_t i = 0; i < in->board->memreserve_count; i++) {
		for (size_t j = 0; j < in->board->rmem_count; j++) {
			struct range reserve = in->board->memreserve[i];
			const char *what = pool_over_reserve(in->outcomes[j]);
			struct finding *f;

			if (!is_cma_node(&in->board->rmem[j]) || !overlaps_node(in, j, reserve) || !what)
				continue;
			f = add_finding(in, place_region(in, j));
			f->other_path = place_memreserve(in, i).path;
			f->property = "reg";
			f->message =
				words(in, "/memreserve/ has %s: %s %s", range_words(in, reserve), linux_words(in), what);
			f->hint = next_place(in, j);
		}
	}
}

struct image {
	struct range range;
	const char *name;
	const char *on_removal; /* what happens when a kernel that checks nothing takes it out of RAM */
	const char *on_pool;    /* and when a CMA pool lies upon it */
};

static const char *what_happens(struct inspection *in, size_t node, const struct image *image)
{
	const struct rmem_node *n = &in->board->rmem[node];

	if (n->no_map && failed(in, node))
		return words(in, "%s refuses the no-map, the region stays mapped%s", linux_words(in),
					 prints(in, in->outcomes[node], "failed to reserve memory"));
	if (n->no_map)
		return words(in, "%s takes it out of RAM: %s", linux_words(in), image->on_removal);
	if (is_cma_node(n))
		return words(in, "%s makes the CMA pool over it without a check: %s", linux_words(in),
					 image->on_pool);
	return words(in, "%s sees no conflict, two owners share the memory", linux_words(in));
}

static void check_image(struct inspection *in, const struct image *image)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		struct finding *f;

		if (!overlaps_node(in, i, image->range))
			continue;
		f = add_finding(in, place_region(in, i));
		f->property = "reg";
		f->message = words(in, "lies on %s, %s: %s", image->name, range_words(in, image->range),
						   what_happens(in, i, image));
		f->hint = words(in, "%s, or load %s elsewhere", next_place(in, i), image->name);
	}
}

static void check_kernel(struct inspection *in)
{
	struct image image = { in->boot->kernel_image, "the kernel image",
						   "the kernel runs from memory that it does not map and dies",
						   "kernel code and data are handed out and overwritten" };

	/* where the place of the image is a guess, it was guessed to be free */
	if (in->boot->kernel_base_known)
		check_image(in, &image);
}

static void check_initrd(struct inspection *in)
{
	struct image image = { in->boot->initrd, "the initrd", "it cannot be read, there is no root file system",
						   "its pages are freed twice" };

	if (image.range.size)
		check_image(in, &image);
}

static void check_fdt(struct inspection *in)
{
	struct image image = { in->boot->fdt, "the device tree", "the tree cannot be read later",
						   "its pages are handed out" };

	if (in->boot->fdt_base_known)
		check_image(in, &image);
}

const struct rule overlap_rules[] = {
	{
		.id = "regions-overlap",
		.severity = SEVERITY_WARNING,
		.check = check_regions,
		.summary = "two regions overlap",
		.what =
			"Two owners use the same memory. Nobody refuses that; a CMA pool in such a pair hands out pages that the other owner uses.",
		.versions =
			"From 4.19 on \"OF: reserved mem: OVERLAP DETECTED!\", but for neighbours in the sorted list only. Two CMA pools upon each other kill 5.10 and 6.1 (\"Bad page state\").",
		.example =
			"one@90000000 { reg = <0x0 0x90000000 0x0 0x200000>; };\ntwo@90100000 { reg = <0x0 0x90100000 0x0 0x200000>; };",
		.mend = "Move or shrink one of them.",
	},
	{
		.id = "no-map-refused",
		.severity = SEVERITY_ERROR,
		.check = check_refused,
		.summary = "a no-map region upon one that was reserved before it",
		.what =
			"Memory that is reserved may be in use, so newer kernels do not take it out of the map any more.",
		.versions =
			"5.10 and later: \"failed to reserve memory for node 'NODE'\", and the region stays mapped. Up to 4.19 it is taken out of RAM.",
		.example = "plain@90000000 { reg = <0x0 0x90000000 0x0 0x200000>; };\n"
				   "secure@90100000 { reg = <0x0 0x90100000 0x0 0x100000>; no-map; };",
		.mend = "List the no-map node first, or let the two not overlap.",
	},
	{
		.id = "memreserve-no-map",
		.severity = SEVERITY_ERROR,
		.check = check_memreserve_no_map,
		.summary = "/memreserve/ and a no-map region over the same memory",
		.what =
			"Boot loaders add /memreserve/ entries for what firmware owns; a no-map node for the same memory is then refused, and speculative access to it may end in random reboots.",
		.versions =
			"5.10 and 6.1 refuse: \"failed to reserve memory for node 'NODE'\". Up to 4.19, and from 6.12 on, the no-map is applied.",
		.example =
			"/memreserve/ 0x90000000 0x100000;\nsecmon@90000000 { reg = <0x0 0x90000000 0x0 0x100000>; no-map; };",
		.mend = "Keep the node, drop the entry.",
	},
	{
		.id = "pool-over-memreserve",
		.severity = SEVERITY_ERROR,
		.check = check_memreserve_pool,
		.summary = "a CMA pool over a /memreserve/ entry",
		.what =
			"A pool at a fixed place is not checked against what is reserved: its pages, the reserved ones among them, are given to the page allocator.",
		.versions = "All versions, without a message.",
		.example =
			"/memreserve/ 0x90000000 0x100000;\n"
			"pool@90000000 { compatible = \"shared-dma-pool\"; reg = <0x0 0x90000000 0x0 0x1000000>; reusable; };",
		.mend = "Move the pool.",
	},
	{
		.id = "overlaps-kernel",
		.severity = SEVERITY_ERROR,
		.check = check_kernel,
		.summary = "a region on the kernel image",
		.what = "The boot loader has put the kernel where the tree reserves memory for somebody else.",
		.versions =
			"no-map: up to 4.19 the kernel unmaps itself, later it refuses (\"failed to reserve memory\"). Others are accepted, and a CMA pool there corrupts the kernel.",
		.example =
			"/* kernel loaded at 0x80000000 */\nbuffer@80400000 { reg = <0x0 0x80400000 0x0 0x100000>; no-map; };",
		.mend = "Move the region, or load the kernel elsewhere.",
	},
	{
		.id = "overlaps-initrd",
		.severity = SEVERITY_ERROR,
		.check = check_initrd,
		.summary = "a region on the initrd",
		.what = "The initrd is freed when it is unpacked, whatever the tree says of its place.",
		.versions =
			"no-map: up to 4.19 the initrd is lost and the kernel panics, later the no-map is refused. Plain regions are accepted and freed together with the initrd. A CMA pool frees the pages twice.",
		.example = "chosen { linux,initrd-start = <0x88000000>; linux,initrd-end = <0x88800000>; };\n"
				   "buffer@88200000 { reg = <0x0 0x88200000 0x0 0x100000>; no-map; };",
		.mend = "Load the initrd elsewhere.",
	},
	{
		.id = "overlaps-fdt",
		.severity = SEVERITY_ERROR,
		.check = check_fdt,
		.summary = "a region on the device tree",
		.what = "The boot loader has put the tree where the tree reserves memory for somebody else.",
		.versions =
			"no-map: up to 4.19 the tree is cut out of RAM, later the no-map is refused. Others are accepted.",
		.example =
			"/* tree loaded at 0x88000000 */\nbuffer@88000000 { reg = <0x0 0x88000000 0x0 0x100000>; no-map; };",
		.mend = "Move the region, or load the tree elsewhere.",
	},
	{ .id = NULL },
};
