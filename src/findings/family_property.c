/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Properties of single regions: lengths and values that the kernel cannot read
 * or reads otherwise than meant. Stands against linux:drivers/of/fdt.c
 * (__reserved_mem_reserve_reg) and drivers/of/of_reserved_mem.c
 * (__reserved_mem_alloc_size).
 */
#include "findings/inspect.h"

static size_t tuple_bytes(const struct inspection *in)
{
	return 4 * ((size_t)in->board->address_cells + in->board->size_cells);
}

static bool has_size(const struct rmem_node *node)
{
	return node->size.present;
}

static void check_reg_length(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct rmem_node *node = &in->board->rmem[i];
		const char *fate = "skips the node: its memory is handed out as any other";
		struct finding *f;

		if (!is_read(in, i) || !node->reg.present || node->reg.whole || (!node->reg.length && has_size(node)))
			continue;
		if (in->kernel->rules->rmem_bad_reg_is_no_reg)
			fate = has_size(node)
					   ? "takes the node for a dynamic one and places it anywhere"
					   : "takes the node as if it had no reg: nothing is reserved, and nothing is printed";
		f = add_finding(in, place_region(in, i));
		f->property = "reg";
		f->message = words(
			in, "reg has %zu bytes, no multiple of the %zu that %u address and %u size cells take: %s %s%s",
			node->reg.length, tuple_bytes(in), in->board->address_cells, in->board->size_cells,
			linux_words(in), fate, prints(in, in->outcomes[i], "invalid reg property"));
		f->hint = words(in, "write %u cells of address and %u of size for each range",
						in->board->address_cells, in->board->size_cells);
	}
}

static bool zero_reg(const struct inspection *in, size_t i)
{
	const struct rmem_node *node = &in->board->rmem[i];

	return is_read(in, i) && node->reg.whole && !node->reg.items[0].size;
}

/* The kernel's profile says so, by the node's name or compatible. */
static bool loader_fills(const struct inspection *in, const struct rmem_node *node)
{
	const struct names *names = &in->kernel->loader_fills;

	for (size_t i = 0; i < node->compatible_count; i++)
		if (names_have(names, node->compatible[i]))
			return true;
	return names_have(names, node->name);
}

/* Neither place nor size: what a boot loader fills in, such as the logo that it shows, and its own tree leaves
 * open. */
static bool is_place_holder(const struct inspection *in, const struct rmem_node *node)
{
	return loader_fills(in, node) || (!node->reg.items[0].base && !node->no_map);
}

static void check_reg_size_zero(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		struct finding *f;

		if (!zero_reg(in, i) || has_size(&in->board->rmem[i]))
			continue;
		f = add_finding(in, place_region(in, i));
		f->property = "reg";
		if (is_place_holder(in, &in->board->rmem[i])) {
			f->severity = SEVERITY_NOTE;
			f->message = words(
				in, "reg is a place holder, address and size 0: unless the boot loader fills it in, %s reserves nothing%s",
				linux_words(in), prints(in, in->outcomes[i], "failed to reserve memory"));
			f->hint = "give the tree that the boot loader hands over (/sys/firmware/fdt) to see what is reserved";
			continue;
		}
		f->message = words(in, "reg has size 0: %s reserves nothing%s", linux_words(in),
						   prints(in, in->outcomes[i], "failed to reserve memory"));
		f->hint = "write the size behind the base address, in bytes, or delete the node";
	}
}

static void check_reg_zero_and_size(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct region *outcome = in->outcomes[i];
		struct finding *f;

		if (!zero_reg(in, i) || !has_size(&in->board->rmem[i]))
			continue;
		f = add_finding(in, place_region(in, i));
		f->property = "reg";
		if (in->kernel->rules->rmem_empty_reg_with_size_is_dynamic && outcome && outcome->range.size)
			f->message = words(
				in,
				"reg has size 0 beside a size property: %s places the region itself, at %s, not at 0x%llx; 6.12 and later reserve nothing",
				linux_words(in), range_words(in, outcome->range),
				(unsigned long long)in->board->rmem[i].reg.items[0].base);
		else
			f->message = words(in, "reg has size 0 beside a size property: %s reserves nothing%s",
							   linux_words(in), prints(in, outcome, "failed to reserve memory"));
		f->hint =
			"keep one: reg with a size for a fixed place, or size (and alloc-ranges) for a place that the kernel chooses";
	}
}

static void check_several_ranges(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct rmem_node *node = &in->board->rmem[i];
		bool first_only = in->kernel->rules->rmem_first_tuple_only;
		struct finding *f;

		if (!is_static(in, i) || node->reg.count < 2 || (!first_only && !node->compatible_count))
			continue;
		f = add_finding(in, place_region(in, i));
		f->property = "reg";
		if (first_only) {
			f->severity = SEVERITY_ERROR;
			f->message = words(
				in,
				"reg has %zu ranges: %s reserves the first only, the others are handed out as any other memory%s",
				node->reg.count, linux_words(in), prints(in, in->outcomes[i], "only the first is used"));
		} else {
			f->message = words(
				in,
				"reg has %zu ranges: %s makes a pool of the first only, the others are reserved and used by nobody%s",
				node->reg.count, linux_words(in), prints(in, in->outcomes[i], "ignores"));
		}
		f->hint = "give each range a node of its own, and list them all in memory-region";
	}
}

static bool is_dynamic(const struct inspection *in, size_t i)
{
	const struct rmem_node *node = &in->board->rmem[i];
	bool no_reg = !node->reg.present || (in->kernel->rules->rmem_bad_reg_is_no_reg && !node->reg.whole);

	return is_read(in, i) && has_size(node) && no_reg;
}

static void check_size_length(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct rmem_node *node = &in->board->rmem[i];
		struct finding *f;

		if (!is_dynamic(in, i) || node->size.length == 4 * (size_t)in->board->size_cells)
			continue;
		f = add_finding(in, place_region(in, i));
		f->property = "size";
		f->message = words(in, "size has %zu bytes, the root's #size-cells want %u: %s reserves nothing%s",
						   node->size.length, 4 * in->board->size_cells, linux_words(in),
						   prints(in, in->outcomes[i], "invalid size property"));
		f->hint = words(in, "size = <%s>;", cell_words(in, node->size.value, in->board->size_cells));
	}
}

static void check_size_zero(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct rmem_node *node = &in->board->rmem[i];
		struct finding *f;

		if (!is_dynamic(in, i) || node->size.value || node->size.length != 4 * (size_t)in->board->size_cells)
			continue;
		f = add_finding(in, place_region(in, i));
		f->property = "size";
		f->message = words(in, "size is 0: %s reserves nothing%s", linux_words(in),
						   prints(in, in->outcomes[i], "failed to allocate memory"));
		f->hint = "write the size in bytes, or delete the node";
	}
}

static void check_alignment_length(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct rmem_node *node = &in->board->rmem[i];
		struct finding *f;

		if (!is_dynamic(in, i) || !node->alignment.present ||
			node->alignment.length == 4 * (size_t)in->board->address_cells)
			continue;
		f = add_finding(in, place_region(in, i));
		f->property = "alignment";
		f->message = words(
			in,
			"alignment has %zu bytes, but takes as many cells as an address, %u bytes: %s reserves nothing%s",
			node->alignment.length, 4 * in->board->address_cells, linux_words(in),
			prints(in, in->outcomes[i], "invalid alignment property"));
		f->hint =
			words(in, "alignment = <%s>;", cell_words(in, node->alignment.value, in->board->address_cells));
	}
}

static void check_alignment_power(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct rmem_node *node = &in->board->rmem[i];
		uint64_t align = node->alignment.value;
		struct finding *f;

		if (!is_dynamic(in, i) || !node->alignment.present || !align || (align & (align - 1)) == 0)
			continue;
		f = add_finding(in, place_region(in, i));
		f->property = "alignment";
		f->message = words(
			in,
			"alignment 0x%llx is no power of two: %s masks addresses with it, what comes out is aligned to 0x%llx only",
			(unsigned long long)align, linux_words(in), (unsigned long long)(align & -align));
		f->hint =
			words(in, "alignment = <%s>;", cell_words(in, roundup_pow2(align), in->board->address_cells));
	}
}

static void check_alloc_ranges_length(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct rmem_node *node = &in->board->rmem[i];
		const char *fate = "reserves nothing";
		struct finding *f;

		if (!is_dynamic(in, i) || !node->alloc_ranges.present || node->alloc_ranges.whole)
			continue;
		if (in->kernel->rules->rmem_bad_ranges_is_none)
			fate = "takes it as missing and places the region anywhere, without a word";
		f = add_finding(in, place_region(in, i));
		f->property = "alloc-ranges";
		f->message = words(
			in,
			"alloc-ranges has %zu bytes, no multiple of the %zu that %u address and %u size cells take: %s %s%s",
			node->alloc_ranges.length, tuple_bytes(in), in->board->address_cells, in->board->size_cells,
			linux_words(in), fate, prints(in, in->outcomes[i], "invalid alloc-ranges"));
		f->hint = "write base and size (not the end) of each range";
	}
}

static void check_no_place(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct rmem_node *node = &in->board->rmem[i];
		struct finding *f;

		if (!is_read(in, i) || node->reg.present || has_size(node))
			continue;
		/* a folder of regions, which has a finding for each of them */
		if (i + 1 < in->board->rmem_count && in->board->rmem[i + 1].depth > node->depth)
			continue;
		f = add_finding(in, place_region(in, i));
		f->message =
			words(in, "has neither reg nor size: %s reserves nothing, without a word", linux_words(in));
		f->hint = "add reg for a fixed place, or size for a place that the kernel chooses";
		if (!loader_fills(in, node))
			continue;
		f->severity = SEVERITY_NOTE;
		f->message =
			words(in, "has neither reg nor size: %s reserves nothing, unless the boot loader fills it in", linux_words(in));
		f->hint = "give the tree that the boot loader hands over (/sys/firmware/fdt) to see what is reserved";
	}
}

static void check_end_as_size(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		struct range r, meant;
		struct finding *f;

		if (!end_given_as_size(in, i))
			continue;
		r = in->board->rmem[i].reg.items[0];
		meant = range_between(r.base, r.size + (r.size & 1));
		f = add_finding(in, place_region(in, i));
		f->property = "reg";
		f->message = words(
			in,
			"size %s reaches beyond RAM, but 0x%llx would be an end address inside it: written as an end where a size belongs? %s takes all RAM from 0x%llx on",
			size_words(in, r.size), (unsigned long long)r.size, linux_words(in), (unsigned long long)r.base);
		f->hint = words(in, "reg = %s;", reg_words(in, meant));
	}
}

static void check_one_short(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		struct range r;
		struct finding *f;

		if (!one_byte_short(in, i))
			continue;
		r = in->board->rmem[i].reg.items[0];
		f = add_finding(in, place_region(in, i));
		f->property = "reg";
		f->message = words(
			in,
			"size 0x%llx is one byte short of %s: written as \"last byte\" where a size belongs? A driver that wants all of it fails",
			(unsigned long long)r.size, size_words(in, r.size + 1));
		r.size++;
		f->hint = words(in, "reg = %s;", reg_words(in, r));
	}
}

const struct rule property_rules[] = {
	{
		.id = "reg-length",
		.severity = SEVERITY_ERROR,
		.check = check_reg_length,
		.summary = "reg of a region has a wrong number of cells",
		.what =
			"reg is read with the root's #address-cells and #size-cells. A length that is no multiple of one range makes the kernel skip the node, so that firmware's memory may be handed out.",
		.versions =
			"Up to 6.12: \"Reserved memory: invalid reg property in 'NODE', skipping node.\" (6.12 twice). 7.2 says nothing and takes the node as if it had no reg.",
		.example =
			"/* root: 2 and 2 cells */\nfirmware@80000000 {\n\treg = <0x80000000 0x100000>;\n\tno-map;\n};",
		.mend = "Write each address and size with the root's number of cells.",
	},
	{
		.id = "reg-size-zero",
		.severity = SEVERITY_ERROR,
		.check = check_reg_size_zero,
		.summary = "reg of a region has size 0",
		.what = "Nothing is reserved; a driver that refers to the region gets no memory. Where the address is 0 as well and the region is mapped, a boot loader may fill it in (a logo on the screen): a note.",
		.versions = "All versions print \"failed to reserve memory for node 'NODE': base ..., size 0 MiB\".",
		.example = "firmware@80000000 {\n\treg = <0x0 0x80000000 0x0 0x0>;\n\tno-map;\n};",
		.mend = "Give it a size, or delete it.",
	},
	{
		.id = "reg-zero-and-size",
		.severity = SEVERITY_ERROR,
		.check = check_reg_zero_and_size,
		.summary = "reg of size 0 together with a size property",
		.what =
			"The size property is not the size that belongs to reg: older kernels place the region anywhere, newer ones not at all.",
		.versions =
			"Up to 6.1 a dynamic region is made of it; 6.12 and later print \"failed to reserve memory\".",
		.example = "buffer@90000000 {\n\treg = <0x0 0x90000000 0x0 0x0>;\n\tsize = <0x0 0x200000>;\n};",
		.mend = "Keep one of the two.",
	},
	{
		.id = "reg-several-ranges",
		.severity = SEVERITY_WARNING,
		.check = check_several_ranges,
		.summary = "a region with more than one range in reg",
		.what =
			"Drivers, CMA and DMA pools know the first range only. What becomes of the others depends on the version.",
		.versions =
			"Up to 6.12 all ranges are reserved, those behind the first are lost to everybody (for a region without compatible that may be meant, and is no finding there). 7.2 reserves the first only and prints \"node 'NODE' has N <base size> entries, only the first is used\".",
		.example = "pool@90000000 {\n\tcompatible = \"shared-dma-pool\";\n\treg = <0x90000000 0x400000>,\n"
				   "\t      <0x98000000 0x400000>;\n\treusable;\n};",
		.mend = "One node for each range.",
	},
	{
		.id = "size-length",
		.severity = SEVERITY_ERROR,
		.check = check_size_length,
		.summary = "size of a dynamic region has a wrong number of cells",
		.what = "size must have exactly the root's #size-cells.",
		.versions = "All versions print \"invalid size property in 'NODE' node.\" and reserve nothing.",
		.example = "/* root: #size-cells = <2> */\npool {\n\tsize = <0x400000>;\n};",
		.mend = "Add the missing cell, or take away the one too many.",
	},
	{
		.id = "size-zero",
		.severity = SEVERITY_ERROR,
		.check = check_size_zero,
		.summary = "size of a dynamic region is 0",
		.what = "There is nothing to place.",
		.versions = "All versions print \"failed to allocate memory for node 'NODE'\".",
		.example = "pool {\n\tsize = <0x0 0x0>;\n};",
		.mend = "Give it a size, or delete it.",
	},
	{
		.id = "alignment-length",
		.severity = SEVERITY_ERROR,
		.check = check_alignment_length,
		.summary = "alignment of a dynamic region has a wrong number of cells",
		.what = "alignment has as many cells as an address, not as a size.",
		.versions = "All versions print \"invalid alignment property in 'NODE' node.\" and reserve nothing.",
		.example =
			"/* root: 2 address cells, 1 size cell */\npool {\n\tsize = <0x400000>;\n\talignment = <0x400000>;\n};",
		.mend = "Write it with the root's #address-cells.",
	},
	{
		.id = "alignment-power",
		.severity = SEVERITY_WARNING,
		.check = check_alignment_power,
		.summary = "alignment of a dynamic region is no power of two",
		.what = "The kernel rounds addresses by masking bits, which is right for powers of two only.",
		.versions = "All versions, without a message.",
		.example = "pool {\n\tsize = <0x0 0x300000>;\n\talignment = <0x0 0x300000>;\n};",
		.mend = "Take the next power of two.",
	},
	{
		.id = "alloc-ranges-length",
		.severity = SEVERITY_ERROR,
		.check = check_alloc_ranges_length,
		.summary = "alloc-ranges of a dynamic region has a wrong number of cells",
		.what = "alloc-ranges is a list of base and size, in the root's cells.",
		.versions =
			"Up to 6.12: \"invalid alloc-ranges property in 'NODE', skipping node.\", nothing reserved. 7.2 takes it as missing: the region may land where its device cannot reach it.",
		.example = "pool {\n\tsize = <0x0 0x400000>;\n\talloc-ranges = <0x0 0xa0000000>;\n};",
		.mend = "Write base and size of each range.",
	},
	{
		.id = "region-without-place",
		.severity = SEVERITY_WARNING,
		.check = check_no_place,
		.summary = "a region with neither reg nor size",
		.what = "The kernel has nothing to reserve and goes on.",
		.versions = "All versions, without a message.",
		.example = "pool {\n\tcompatible = \"shared-dma-pool\";\n\treusable;\n};",
		.mend = "Add reg or size.",
	},
	{
		.id = "end-as-size",
		.severity = SEVERITY_ERROR,
		.check = check_end_as_size,
		.summary = "an end address written where a size belongs",
		.what =
			"reg is base and size. With the end in place of the size the region swallows all that follows it.",
		.versions = "All versions take what is written.",
		.example = "buffer@90000000 {\n\treg = <0x0 0x90000000 0x0 0x98000000>;\n\tno-map;\n};",
		.mend = "Write end minus base.",
	},
	{
		.id = "size-one-short",
		.severity = SEVERITY_WARNING,
		.check = check_one_short,
		.summary = "a size that is one byte short of whole pages",
		.what =
			"0xffffff is the last byte of 16 MiB, not their size. The last page is lost, and a driver that asks for all of the memory finds the region too small.",
		.versions = "All versions take what is written; a CMA pool of that size is refused.",
		.example = "buffer@90000000 {\n\treg = <0x0 0x90000000 0x0 0xffffff>;\n};",
		.mend = "Add the byte.",
	},
	{ .id = NULL },
};
