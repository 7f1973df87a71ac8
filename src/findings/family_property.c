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

void check_reg_length(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct rmem_node *node = &in->board->rmem[i];
		const char *fate = "skips the node: its memory is handed out as any other";

		if (!is_read(in, i) || !node->reg.present || node->reg.whole || (!node->reg.length && has_size(node)))
			continue;
		if (in->kernel->rules->rmem_bad_reg_is_no_reg)
			fate = has_size(node)
					   ? "takes the node for a dynamic one and places it anywhere"
					   : "takes the node as if it had no reg: nothing is reserved, and nothing is printed";
		found(in, place_region(in, i), "reg",
			  words(in, "write %u cells of address and %u of size for each range", in->board->address_cells,
					in->board->size_cells),
			  "reg has %zu bytes, no multiple of the %zu that %u address and %u size cells take: %s %s%s",
			  node->reg.length, tuple_bytes(in), in->board->address_cells, in->board->size_cells,
			  linux_words(in), fate, prints(in, in->outcomes[i], "invalid reg property"));
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

void check_reg_size_zero(struct inspection *in)
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

void check_reg_zero_and_size(struct inspection *in)
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

void check_reg_several_ranges(struct inspection *in)
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

void check_size_length(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct rmem_node *node = &in->board->rmem[i];

		if (!is_dynamic(in, i) || node->size.length == 4 * (size_t)in->board->size_cells)
			continue;
		found(in, place_region(in, i), "size",
			  words(in, "size = <%s>;", cell_words(in, node->size.value, in->board->size_cells)),
			  "size has %zu bytes, the root's #size-cells want %u: %s reserves nothing%s", node->size.length,
			  4 * in->board->size_cells, linux_words(in),
			  prints(in, in->outcomes[i], "invalid size property"));
	}
}

void check_size_zero(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct rmem_node *node = &in->board->rmem[i];

		if (!is_dynamic(in, i) || node->size.value || node->size.length != 4 * (size_t)in->board->size_cells)
			continue;
		found(in, place_region(in, i), "size", "write the size in bytes, or delete the node",
			  "size is 0: %s reserves nothing%s", linux_words(in),
			  prints(in, in->outcomes[i], "failed to allocate memory"));
	}
}

void check_alignment_length(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct rmem_node *node = &in->board->rmem[i];

		if (!is_dynamic(in, i) || !node->alignment.present ||
			node->alignment.length == 4 * (size_t)in->board->address_cells)
			continue;
		found(
			in, place_region(in, i), "alignment",
			words(in, "alignment = <%s>;", cell_words(in, node->alignment.value, in->board->address_cells)),
			"alignment has %zu bytes, but takes as many cells as an address, %u bytes: %s reserves nothing%s",
			node->alignment.length, 4 * in->board->address_cells, linux_words(in),
			prints(in, in->outcomes[i], "invalid alignment property"));
	}
}

void check_alignment_power(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct rmem_node *node = &in->board->rmem[i];
		uint64_t align = node->alignment.value;

		if (!is_dynamic(in, i) || !node->alignment.present || !align || (align & (align - 1)) == 0)
			continue;
		found(
			in, place_region(in, i), "alignment",
			words(in, "alignment = <%s>;", cell_words(in, roundup_pow2(align), in->board->address_cells)),
			"alignment 0x%llx is no power of two: %s masks addresses with it, what comes out is aligned to 0x%llx only",
			(unsigned long long)align, linux_words(in), (unsigned long long)(align & -align));
	}
}

void check_alloc_ranges_length(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct rmem_node *node = &in->board->rmem[i];
		const char *fate = "reserves nothing";

		if (!is_dynamic(in, i) || !node->alloc_ranges.present || node->alloc_ranges.whole)
			continue;
		if (in->kernel->rules->rmem_bad_ranges_is_none)
			fate = "takes it as missing and places the region anywhere, without a word";
		found(
			in, place_region(in, i), "alloc-ranges", "write base and size (not the end) of each range",
			"alloc-ranges has %zu bytes, no multiple of the %zu that %u address and %u size cells take: %s %s%s",
			node->alloc_ranges.length, tuple_bytes(in), in->board->address_cells, in->board->size_cells,
			linux_words(in), fate, prints(in, in->outcomes[i], "invalid alloc-ranges"));
	}
}

void check_region_without_place(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct rmem_node *node = &in->board->rmem[i];
		struct finding *f;

		if (!is_read(in, i) || node->reg.present || has_size(node))
			continue;
		/* a folder of regions, which has a finding for each of them */
		if (i + 1 < in->board->rmem_count && in->board->rmem[i + 1].depth > node->depth)
			continue;
		f = found(in, place_region(in, i), NULL,
				  "add reg for a fixed place, or size for a place that the kernel chooses",
				  "has neither reg nor size: %s reserves nothing, without a word", linux_words(in));
		if (!loader_fills(in, node))
			continue;
		f->severity = SEVERITY_NOTE;
		f->message =
			words(in, "has neither reg nor size: %s reserves nothing, unless the boot loader fills it in", linux_words(in));
		f->hint = "give the tree that the boot loader hands over (/sys/firmware/fdt) to see what is reserved";
	}
}

void check_end_as_size(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		struct range r, meant;

		if (!end_given_as_size(in, i))
			continue;
		r = in->board->rmem[i].reg.items[0];
		meant = range_between(r.base, r.size + (r.size & 1));
		found(
			in, place_region(in, i), "reg", words(in, "reg = %s;", reg_words(in, meant)),
			"size %s reaches beyond RAM, but 0x%llx would be an end address inside it: written as an end where a size belongs? %s takes all RAM from 0x%llx on",
			size_words(in, r.size), (unsigned long long)r.size, linux_words(in), (unsigned long long)r.base);
	}
}

void check_size_one_short(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		struct range r;
		struct finding *f;

		if (!one_byte_short(in, i))
			continue;
		r = in->board->rmem[i].reg.items[0];
		f = found(
			in, place_region(in, i), "reg", NULL,
			"size 0x%llx is one byte short of %s: written as \"last byte\" where a size belongs? A driver that wants all of it fails",
			(unsigned long long)r.size, size_words(in, r.size + 1));
		r.size++;
		f->hint = words(in, "reg = %s;", reg_words(in, r));
	}
}
