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

static void check_root_cells(struct inspection *in)
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

static void check_ranges(struct inspection *in)
{
	struct finding *f;

	if (!in->board->rmem_root.present || in->board->rmem_root.has_ranges)
		return;
	f = add_finding(in, place_reserved_memory());
	f->property = "ranges";
	f->message = words(
		in, "has no ranges property: %s ignores all %zu regions, their memory is handed out as any other%s",
		linux_words(in), in->board->rmem_count, unsupported(in));
	f->hint = "add an empty property: ranges;";
}

static void check_cells_missing(struct inspection *in)
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

static void check_cells_differ(struct inspection *in)
{
	const struct rmem_root *root = &in->board->rmem_root;
	bool addresses = root->address_cells != in->board->address_cells;
	struct finding *f;

	if (!root->present || !root->has_address_cells || !root->has_size_cells)
		return;
	if (!addresses && root->size_cells == in->board->size_cells)
		return;
	f = add_finding(in, place_reserved_memory());
	f->property = addresses ? "#address-cells" : "#size-cells";
	f->message = words(
		in,
		"has #address-cells = <%u> and #size-cells = <%u>, the root %u and %u: %s ignores all %zu regions, their memory is handed out as any other%s",
		root->address_cells, root->size_cells, in->board->address_cells, in->board->size_cells,
		linux_words(in), in->board->rmem_count, unsupported(in));
	f->hint = words(
		in, "write #address-cells = <%u>; #size-cells = <%u>; and the regs of the regions with as many cells",
		in->board->address_cells, in->board->size_cells);
}

static void check_disabled(struct inspection *in)
{
	struct finding *f;

	if (!in->board->rmem_root.present || in->board->rmem_root.enabled || !in->board->rmem_count)
		return;
	f = add_finding(in, place_reserved_memory());
	f->property = "status";
	f->message =
		words(in, "is switched off by its status, but %s does not look at that: all its regions are reserved",
			  linux_words(in));
	f->hint = "to switch regions off, give status = \"disabled\" to each of them, or delete them";
}

static void check_misplaced(struct inspection *in)
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

static void check_nested(struct inspection *in)
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
	struct finding *f = add_finding(in, place_region(in, (size_t)(node - in->board->rmem)));

	f->other_path = first->path;
	if (!by_name_only)
		f->severity = SEVERITY_NOTE;
	f->message =
		words(in,
			  by_name_only
				  ? "has the name of %s: %s finds regions by name, so devices of either get the first one"
				  : "has the name of %s: %s tells them apart, but newer kernels (7.2) find regions by name",
			  first->path, linux_words(in));
	f->hint = "give each region a name of its own";
}

/* In the tree's order within one name: the first one is the one that is found. */
static void check_name_twice(struct inspection *in)
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

const struct rule structure_rules[] = {
	{
		.id = "root-cells-missing",
		.severity = SEVERITY_WARNING,
		.check = check_root_cells,
		.summary = "the root lacks #address-cells or #size-cells",
		.what =
			"Addresses and sizes of memory, of reserved regions and of /chosen are read with the root's cells. Where the root does not tell them, the kernel takes 1 and 1, whatever they were written with.",
		.versions = "All versions. 7.2 also warns with a backtrace.",
		.example = "/ {\n\tmodel = \"board\";\n\tmemory@80000000 {\n\t\tdevice_type = \"memory\";\n"
				   "\t\treg = <0x80000000 0x40000000>;\n\t};\n};",
		.mend = "Write both properties into the root node.",
	},
	{
		.id = "reserved-memory-ranges-missing",
		.severity = SEVERITY_ERROR,
		.check = check_ranges,
		.summary = "/reserved-memory without ranges is ignored as a whole",
		.what =
			"The kernel wants #address-cells, #size-cells and a ranges property (its content does not matter) in /reserved-memory. Without one it ignores all regions: firmware's memory is handed out as any other.",
		.versions =
			"All versions print \"Reserved memory: unsupported node format, ignoring\"; 6.12 and later twice.",
		.example =
			"reserved-memory {\n\t#address-cells = <2>;\n\t#size-cells = <2>;\n\tfirmware@80000000 { ... };\n};",
		.mend = "Add \"ranges;\".",
	},
	{
		.id = "reserved-memory-cells-missing",
		.severity = SEVERITY_ERROR,
		.check = check_cells_missing,
		.summary = "/reserved-memory without #address-cells or #size-cells is ignored as a whole",
		.what =
			"The kernel wants #address-cells and #size-cells in /reserved-memory itself, as many as the root has. Where one is missing it ignores all regions.",
		.versions =
			"All versions print \"Reserved memory: unsupported node format, ignoring\"; 6.12 and later twice.",
		.example = "reserved-memory {\n\tranges;\n\tfirmware@80000000 { ... };\n};",
		.mend = "Add both, with the root's numbers.",
	},
	{
		.id = "reserved-memory-cells-mismatch",
		.severity = SEVERITY_ERROR,
		.check = check_cells_differ,
		.summary = "/reserved-memory with other cells than the root is ignored as a whole",
		.what =
			"Regions are read before any bus is known, with the root's cells. Where #address-cells or #size-cells of /reserved-memory are others, the kernel ignores all regions.",
		.versions =
			"All versions print \"Reserved memory: unsupported node format, ignoring\"; 6.12 and later twice.",
		.example =
			"/ {\n\t#address-cells = <2>;\n\t#size-cells = <2>;\n\treserved-memory {\n\t\t#address-cells = <1>;\n"
			"\t\t#size-cells = <1>;\n\t\tranges;\n\t};\n};",
		.mend = "Use the root's numbers and write the regs of the regions with as many cells.",
	},
	{
		.id = "reserved-memory-disabled",
		.severity = SEVERITY_WARNING,
		.check = check_disabled,
		.summary = "status of /reserved-memory itself has no effect",
		.what =
			"The kernel looks at the status of each region, not at that of their parent: all regions are reserved.",
		.versions = "All versions.",
		.example = "reserved-memory {\n\tstatus = \"disabled\";\n\t...\n};",
		.mend = "Disable or delete the regions one by one.",
	},
	{
		.id = "reserved-memory-misplaced",
		.severity = SEVERITY_ERROR,
		.check = check_misplaced,
		.summary = "reserved memory described outside /reserved-memory is not seen",
		.what =
			"Only children of the node /reserved-memory, by exactly that name and directly below the root, are reserved. A pool below a bus node, or a container with another name, reserves nothing, and nothing is printed.",
		.versions =
			"All versions; 6.12 and later print \"No reserved-memory node in the DT\" when there is no other.",
		.example = "soc {\n\tdma-pool@90000000 {\n\t\tcompatible = \"shared-dma-pool\";\n"
				   "\t\treg = <0x90000000 0x1000000>;\n\t\treusable;\n\t};\n};",
		.mend = "Move it into /reserved-memory and write its reg with the root's cells.",
	},
	{
		.id = "region-nested",
		.severity = SEVERITY_WARNING,
		.check = check_nested,
		.summary = "a region in a folder below /reserved-memory is not seen by newer kernels",
		.what = "Regions must be direct children of /reserved-memory.",
		.versions =
			"Up to 5.10 grandchildren are reserved like children; 6.1 and later ignore them without a word.",
		.example = "reserved-memory {\n\tgroup {\n\t\tfirmware@80000000 { ... };\n\t};\n};",
		.mend = "Move the region up.",
	},
	{
		.id = "region-name-twice",
		.severity = SEVERITY_WARNING,
		.check = check_name_twice,
		.summary = "two regions of the same name",
		.what =
			"A device's memory-region leads to the region's node; which memory that is, newer kernels look up by the node's name. Of two with one name the first is found for both.",
		.versions = "Up to 6.12 the phandle decides; 7.2 looks up by name.",
		.example =
			"reserved-memory {\n\tbuffer@90000000 { ... };\n\tgroup {\n\t\tbuffer@90000000 { ... };\n\t};\n};",
		.mend = "Rename one of them.",
	},
	{ .id = NULL },
};
