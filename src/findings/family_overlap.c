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
	f = found(in, place_region(in, b), "reg", NULL, "overlaps %s in %s: %s%s", x->path,
			  range_words(in, common),
			  pool ? words(in, "%s hands pages of the CMA pool out while the other owner uses them",
						   linux_words(in))
				   : words(in, "%s reserves both, two owners share the memory", linux_words(in)),
			  overlap_line(in, a, b));
	f->other_path = x->path;
	if (pool)
		f->severity = SEVERITY_ERROR;
	f->hint = next_place(in, b);
}

void check_regions_overlap(struct inspection *in)
{
	visit_pairs(in, report_overlap);
}

static void report_refused(struct inspection *in, size_t a, size_t b, struct range common)
{
	const struct rmem_node *first = &in->board->rmem[a];
	struct finding *f;

	if (!refused_because(in, a, b))
		return;
	f = found(
		in, place_region(in, b), "no-map",
		words(in, "put the no-map node first, or make %s no-map as well; better: let them not overlap",
			  first->name),
		"%s is reserved already, by %s, which stands before it: %s refuses to take mapped memory out of the map, and the region stays mapped%s",
		range_words(in, common), first->path, linux_words(in),
		prints(in, in->outcomes[b], "failed to reserve memory"));
	f->other_path = first->path;
}

void check_no_map_refused(struct inspection *in)
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

void check_memreserve_no_map(struct inspection *in)
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

void check_pool_over_memreserve(struct inspection *in)
{
	for (size_t i = 0; i < in->board->memreserve_count; i++) {
		for (size_t j = 0; j < in->board->rmem_count; j++) {
			struct range reserve = in->board->memreserve[i];
			const char *what = pool_over_reserve(in->outcomes[j]);
			struct finding *f;

			if (!is_cma_node(&in->board->rmem[j]) || !overlaps_node(in, j, reserve) || !what)
				continue;
			f = found(in, place_region(in, j), "reg", next_place(in, j), "/memreserve/ has %s: %s %s",
					  range_words(in, reserve), linux_words(in), what);
			f->other_path = place_memreserve(in, i).path;
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
		if (!overlaps_node(in, i, image->range))
			continue;
		found(in, place_region(in, i), "reg",
			  words(in, "%s, or load %s elsewhere", next_place(in, i), image->name), "lies on %s, %s: %s",
			  image->name, range_words(in, image->range), what_happens(in, i, image));
	}
}

void check_overlaps_kernel(struct inspection *in)
{
	struct image image = { in->boot->kernel_image, "the kernel image",
						   "the kernel runs from memory that it does not map and dies",
						   "kernel code and data are handed out and overwritten" };

	/* where the place of the image is a guess, it was guessed to be free */
	if (in->boot->kernel_base_known)
		check_image(in, &image);
}

void check_overlaps_initrd(struct inspection *in)
{
	struct image image = { in->boot->initrd, "the initrd", "it cannot be read, there is no root file system",
						   "its pages are freed twice" };

	if (image.range.size)
		check_image(in, &image);
}

void check_overlaps_fdt(struct inspection *in)
{
	struct image image = { in->boot->fdt, "the device tree", "the tree cannot be read later",
						   "its pages are handed out" };

	if (in->boot->fdt_base_known)
		check_image(in, &image);
}
