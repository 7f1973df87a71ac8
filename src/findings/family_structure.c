/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * /reserved-memory as a whole: is it there for the kernel at all? Stands
 * against linux:drivers/of/of_reserved_mem.c (__reserved_mem_check_root,
 * fdt_scan_reserved_mem).
 */
#include <stdlib.h>
#include <string.h>

#include "findings/inspect.h"
#include "util/arena.h"
#include "util/sort.h"

void check_root_cells_missing(struct inspection *in)
{
	const struct board *board = in->board;
	struct finding *f;

	if (board->has_address_cells && board->has_size_cells)
		return;
	f = add_finding(in, place_root());
	f->property = board->has_address_cells ? "#size-cells" : "#address-cells";
	f->message =
		words(in, "the root has no %s: %s takes 1 for it and reads every address and size of memory so%s",
			  f->property, linux_words(in),
			  in->kernel->rules->memory_bad_length_dropped ? ", after a warning with a backtrace" : "");
	f->hint = words(in, "say what the reg properties are written with, for example %s = <%d>;", f->property,
					in->kernel->pointer_bytes == 8 ? 2 : 1);
}

/* The kernel's line about a /reserved-memory that it does not take. */
static const char *unsupported(struct inspection *in)
{
	for (size_t i = 0; i < in->boot->region_count; i++)
		if (strcmp(in->boot->regions[i].path, "/reserved-memory") == 0)
			return prints(in, &in->boot->regions[i], "unsupported node format");
	return "";
}

void check_reserved_memory_ranges_missing(struct inspection *in)
{
	if (!in->board->rmem_root.present || in->board->rmem_root.has_ranges)
		return;
	found(in, place_reserved_memory(), "ranges", "add an empty property: ranges;",
		  "has no ranges property: %s ignores all %zu regions, their memory is handed out as any other%s",
		  linux_words(in), in->board->rmem_count, unsupported(in));
}

void check_reserved_memory_cells_missing(struct inspection *in)
{
	const struct rmem_root *root = &in->board->rmem_root;
	struct finding *f;

	if (!root->present || (root->has_address_cells && root->has_size_cells))
		return;
	f = add_finding(in, place_reserved_memory());
	f->property = root->has_address_cells ? "#size-cells" : "#address-cells";
	f->message = words(in, "has no %s: %s ignores all %zu regions, their memory is handed out as any other%s",
					   f->property, linux_words(in), in->board->rmem_count, unsupported(in));
	f->hint = words(in, "add #address-cells = <%u>; and #size-cells = <%u>; as the root has them",
					in->board->address_cells, in->board->size_cells);
}

void check_reserved_memory_cells_mismatch(struct inspection *in)
{
	const struct rmem_root *root = &in->board->rmem_root;
	bool addresses = root->address_cells != in->board->address_cells;

	if (!root->present || !root->has_address_cells || !root->has_size_cells)
		return;
	if (!addresses && root->size_cells == in->board->size_cells)
		return;
	found(
		in, place_reserved_memory(), addresses ? "#address-cells" : "#size-cells",
		words(
			in,
			"write #address-cells = <%u>; #size-cells = <%u>; and the regs of the regions with as many cells",
			in->board->address_cells, in->board->size_cells),
		"has #address-cells = <%u> and #size-cells = <%u>, the root %u and %u: %s ignores all %zu regions, their memory is handed out as any other%s",
		root->address_cells, root->size_cells, in->board->address_cells, in->board->size_cells,
		linux_words(in), in->board->rmem_count, unsupported(in));
}

void check_reserved_memory_disabled(struct inspection *in)
{
	if (!in->board->rmem_root.present || in->board->rmem_root.enabled || !in->board->rmem_count)
		return;
	found(in, place_reserved_memory(), "status",
		  "to switch regions off, give status = \"disabled\" to each of them, or delete them",
		  "is switched off by its status, but %s does not look at that: all its regions are reserved",
		  linux_words(in));
}

void check_reserved_memory_misplaced(struct inspection *in)
{
	for (size_t i = 0; i < in->board->stray_count; i++) {
		const struct stray_region *stray = &in->board->strays[i];
		struct finding *f = add_finding(in, place_other(i, stray->path));

		if (stray->is_container)
			f->message = words(
				in,
				"is not /reserved-memory: %s looks for exactly that node below the root, and reserves nothing of what stands here",
				linux_words(in));
		else
			f->message = words(
				in,
				"describes reserved memory, but stands outside /reserved-memory: %s does not see it and reserves nothing",
				linux_words(in));
		f->hint = stray->is_container ? "name it reserved-memory and put it directly below the root"
									  : "move it into /reserved-memory, with addresses in the root's cells";
	}
}

void check_region_nested(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct rmem_node *node = &in->board->rmem[i];
		struct finding *f;

		if (node->depth < 2 || !node->enabled || (!node->reg.present && !node->size.present))
			continue;
		f = add_finding(in, place_region(in, i));
		if (in->kernel->rules->rmem_grandchildren) {
			f->severity = SEVERITY_NOTE;
			f->message =
				words(in, "stands in a folder: %s reserves it all the same, Linux 6.1 and later do not",
					  linux_words(in));
		} else {
			f->message = words(
				in,
				"stands in a folder below /reserved-memory: %s looks at direct children only and reserves nothing here",
				linux_words(in));
		}
		f->hint = "move it up, to be a child of /reserved-memory";
	}
}

static int by_name(const void *a, const void *b)
{
	const struct rmem_node *const *x = a, *const *y = b;
	int order = strcmp((*x)->name, (*y)->name);

	if (order)
		return order;
	return *x < *y ? -1 : *x > *y;
}

static void report_same_name(struct inspection *in, const struct rmem_node *first,
							 const struct rmem_node *node)
{
	bool by_name_only = in->kernel->rules->rmem_lookup_by_name;
	struct finding *f = found(
		in, place_region(in, (size_t)(node - in->board->rmem)), NULL, "give each region a name of its own",
		by_name_only
			? "has the name of %s: %s finds regions by name, so devices of either get the first one"
			: "has the name of %s: %s tells them apart, but newer kernels (7.2) find regions by name",
		first->path, linux_words(in));

	f->other_path = first->path;
	if (!by_name_only)
		f->severity = SEVERITY_NOTE;
}

/* In the tree's order within one name: the first one is the one that is found. */
void check_region_name_twice(struct inspection *in)
{
	const struct rmem_node **nodes = NULL, *first = NULL;
	size_t count = 0;

	for (size_t i = 0; i < in->board->rmem_count; i++)
		if (in->board->rmem[i].enabled)
			arena_push(in->arena, nodes, count, &in->board->rmem[i]);
	if (count)
		sort_items(nodes, count, sizeof(const struct rmem_node *), by_name);
	for (size_t i = 0; i < count; i++) {
		if (!first || strcmp(first->name, nodes[i]->name) != 0)
			first = nodes[i];
		else
			report_same_name(in, first, nodes[i]);
	}
}
