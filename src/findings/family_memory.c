/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The memory nodes: which RAM the kernel is told of. Stands against
 * linux:drivers/of/fdt.c:early_init_dt_scan_memory. */
#include <stdlib.h>
#include <string.h>

#include "board/firmware_map.h"
#include "findings/inspect.h"
#include "util/arena.h"
#include "util/sort.h"

/* With --ddr the banks are no nodes of the tree. */
static bool is_node(const struct memory_node *memory)
{
	return memory->path[0] == '/';
}

static uint64_t told_bytes(const struct memory_node *memory)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < memory_tuples(memory)->count; i++)
		sum = add_sat(sum, memory_tuples(memory)->items[i].size);
	return sum;
}

void check_memory_without_device_type(struct inspection *in)
{
	if (!in->board->memory_without_type)
		return;
	found(in, place_other(0, in->board->memory_without_type_path), "device_type",
		  "add device_type = \"memory\";",
		  "has no device_type: %s does not take it for memory, unless the boot loader adds the property",
		  linux_words(in));
}

void check_memory_disabled(struct inspection *in)
{
	for (size_t i = 0; i < in->board->memory_count; i++) {
		const struct memory_node *memory = &in->board->memory[i];
		bool skipped = in->kernel->rules->memory_status_honoured;

		if (!is_node(memory) || memory->enabled || !told_bytes(memory))
			continue;
		found(
			in, place_memory(in, i), "status", "delete the node, or its status",
			skipped
				? "is switched off: %s does not use its %s, Linux up to 5.10 does"
				: "is switched off, but %s does not look at that and uses its %s; Linux 6.1 and later do not",
			linux_words(in), size_words(in, told_bytes(memory)));
	}
}

void check_memory_nested(struct inspection *in)
{
	for (size_t i = 0; i < in->board->memory_count; i++) {
		const struct memory_node *memory = &in->board->memory[i];
		bool used = in->kernel->rules->memory_nodes_at_any_depth;

		if (!is_node(memory) || memory->depth == 1)
			continue;
		found(
			in, place_memory(in, i), NULL, "move it below the root, or drop its device_type if it is no RAM",
			used
				? "does not stand directly below the root: %s takes it for RAM all the same, Linux 6.1 and later do not"
				: "does not stand directly below the root: %s does not take it for RAM, Linux up to 5.10 does",
			linux_words(in));
	}
}

void check_memory_reg_length(struct inspection *in)
{
	for (size_t i = 0; i < in->board->memory_count; i++) {
		const struct memory_node *memory = &in->board->memory[i];
		const struct tuples *t = memory_tuples(memory);
		bool dropped = in->kernel->rules->memory_bad_length_dropped;
		struct finding *f;

		if (!is_node(memory) || !t->present || t->whole || !t->length)
			continue;
		f = add_finding(in, place_memory(in, i));
		f->property = memory->usable.present ? "linux,usable-memory" : "reg";
		f->message = words(
			in, "%s has %zu bytes, no multiple of the %u that %u address and %u size cells take: %s %s",
			f->property, t->length, 4 * (in->board->address_cells + in->board->size_cells),
			in->board->address_cells, in->board->size_cells, linux_words(in),
			dropped ? "ignores it without a word"
					: "reads it with these cells all the same, and takes wrong addresses and sizes from it");
		f->hint = "write each address and size with the root's number of cells";
	}
}

void check_memory_overlap(struct inspection *in)
{
	for (size_t i = 0; i < in->board->memory_count; i++) {
		for (size_t j = 0; j < i; j++) {
			const struct memory_node *a = &in->board->memory[j], *b = &in->board->memory[i];
			struct finding *f;
			bool overlap = false;

			for (size_t x = 0; x < memory_tuples(a)->count; x++)
				for (size_t y = 0; y < memory_tuples(b)->count; y++)
					overlap = overlap || ranges_overlap(memory_tuples(a)->items[x], memory_tuples(b)->items[y]);
			if (!overlap || !is_node(b))
				continue;
			f = found(in, place_memory(in, i), "reg", "let each byte of RAM be told once",
					  "overlaps %s: %s joins the two without a word, RAM is less than their sum", a->path,
					  linux_words(in));
			f->other_path = a->path;
		}
	}
}

void check_memory_empty(struct inspection *in)
{
	for (size_t i = 0; i < in->board->memory_count; i++) {
		const struct memory_node *memory = &in->board->memory[i];

		for (size_t j = 0; is_node(memory) && j < memory_tuples(memory)->count; j++) {
			struct range r = memory_tuples(memory)->items[j];

			if (r.size >= page_size(in->kernel))
				continue;
			found(in, place_memory(in, i), "reg",
				  r.size ? "tell whole pages" : "fill in the size, if the boot loader does not",
				  "tells %s of RAM at 0x%llx: %s skips it%s", size_words(in, r.size),
				  (unsigned long long)r.base, linux_words(in),
				  r.size ? prints_anywhere(
							   in, words(in, "Ignoring memory block 0x%llx", (unsigned long long)r.base))
						 : "");
			break;
		}
	}
}

void check_memory_unaligned(struct inspection *in)
{
	uint64_t page = page_size(in->kernel);

	for (size_t i = 0; i < in->board->memory_count; i++) {
		const struct memory_node *memory = &in->board->memory[i];

		for (size_t j = 0; is_node(memory) && j < memory_tuples(memory)->count; j++) {
			struct range r = memory_tuples(memory)->items[j];

			if (is_aligned(r.base | r.size, page) || r.size < page ||
				(memory_tuples(memory)->present && !memory_tuples(memory)->whole))
				continue;
			found(
				in, place_memory(in, i), "reg",
				words(in, "reg = %s;",
					  reg_words(in, range_between(round_up(r.base, page), round_down(range_end(r), page)))),
				"RAM 0x%llx..0x%llx does not begin and end with a page of %s: the rest of the pages at its edges is lost",
				(unsigned long long)r.base, (unsigned long long)range_end(r) - 1, size_words(in, page));
			break;
		}
	}
}

/* Bytes in whole pages that the nodes tell which this kernel looks at, each counted once. */
static uint64_t told_ram(struct inspection *in)
{
	const struct kernel_rules *rules = in->kernel->rules;
	uint64_t page = page_size(in->kernel), sum = 0, at = 0;
	struct range *banks = NULL;
	size_t count = 0;

	for (size_t i = 0; i < in->board->memory_count; i++) {
		const struct memory_node *m = &in->board->memory[i];

		if ((m->depth != 1 && !rules->memory_nodes_at_any_depth) ||
			(!m->enabled && rules->memory_status_honoured) ||
			(rules->memory_bad_length_dropped && !memory_tuples(m)->whole))
			continue;
		for (size_t j = 0; j < memory_tuples(m)->count; j++)
			arena_push(in->arena, banks, count, memory_tuples(m)->items[j]);
	}
	if (count)
		sort_items(banks, count, sizeof(*banks), range_by_base);
	for (size_t i = 0; i < count; i++) {
		uint64_t start = max_u64(round_up(banks[i].base, page), at),
				 end = round_down(range_end(banks[i]), page);

		sum += end > start ? end - start : 0;
		at = max_u64(at, end);
	}
	return sum;
}

static uint64_t ram_end_told(const struct inspection *in)
{
	uint64_t end = 0;

	for (size_t i = 0; i < in->board->memory_count; i++)
		for (size_t j = 0; j < in->board->memory[i].reg.count; j++)
			end = max_u64(end, range_end(in->board->memory[i].reg.items[j]));
	return end;
}

void check_memory_out_of_reach(struct inspection *in)
{
	uint64_t said = told_ram(in), used = ram_size(&in->space);
	const char *line = prints_anywhere(in, "Ignoring memory range");
	const char *bits = "";
	struct finding *f;
	bool lpae_would_do = in->kernel->arch == ARCH_ARM && !in->kernel->lpae && !in->kernel->has_config &&
						 ram_end_told(in) > GIB(4);

	if (in->cmdline.has_mem || in->board->chosen.usable_count || said <= used ||
		firmware_map_efi_source(in->boot->firmware_map) != MAP_SOURCES)
		return;
	if (in->kernel->arch == ARCH_ARM64)
		bits =
			words(in, "%s%u VA_BITS", in->kernel->has_config ? " with " : " if it has ", in->kernel->va_bits);
	if (!*line)
		line = prints_anywhere(in, "Ignoring RAM");
	if (lpae_would_do)
		bits = " if it has no LPAE";
	f = found(in, place_root(), NULL, NULL,
			  "%s of the %s of RAM that the memory nodes tell are out of reach for %s%s and never used%s",
			  size_words(in, said - used), size_words(in, said), linux_words(in), bits, line);
	if (!in->kernel->has_config && (!*line || lpae_would_do))
		f->severity = SEVERITY_NOTE;
	f->hint =
		in->kernel->arch == ARCH_ARM
			? "load the kernel within the first 128 MiB of RAM; RAM beyond lowmem needs HIGHMEM, beyond 4 GiB LPAE"
			: "use a kernel with more VA_BITS";
}

/* Memory that a device has within a reserved region is meant: a core's own program, a mailbox. What is meant as a
 * reserved region, and stands elsewhere, is no device. */
static bool is_set_aside(const struct inspection *in, const struct device *device)
{
	struct range range = device->range;

	if (strstr(device->path, "/sram@")) /* some SoCs have it in DDR */
		return true;
	for (size_t i = 0; i < in->board->stray_count; i++)
		if (strncmp(device->path, in->board->strays[i].path, strlen(in->board->strays[i].path)) == 0)
			return true;
	for (size_t i = 0; i < in->board->memreserve_count; i++)
		if (range_contains(in->board->memreserve[i], range))
			return true;
	for (size_t i = 0; i < in->board->rmem_count; i++)
		for (size_t j = 0; j < in->board->rmem[i].reg.count; j++)
			if (range_contains(in->board->rmem[i].reg.items[j], range))
				return true;
	return false;
}

/* The devices within a bank: how many, and the lowest. */
static const struct device *devices_in(const struct inspection *in, struct range bank, size_t *count)
{
	const struct device *lowest = NULL;

	*count = 0;
	for (size_t i = 0; i < in->board->device_count; i++) {
		const struct device *d = &in->board->devices[i];

		if (!ranges_overlap(d->range, bank) || is_set_aside(in, d))
			continue;
		(*count)++;
		if (!lowest || d->range.base < lowest->range.base)
			lowest = d;
	}
	return lowest;
}

static bool knows_start(const struct inspection *in)
{
	return in->board->ram_start_told || in->board->ram_start_soc;
}

/* Firmware may keep as much at the start of RAM for itself. */
#define FIRMWARE_MOST MIB(256)

/* No bank that was asked for is where RAM is known to begin. */
static bool ddr_is_elsewhere(const struct inspection *in)
{
	struct range start = { in->board->likely_ram_start, FIRMWARE_MOST };

	if (!knows_start(in) || in->board->ddr_by_firmware || !in->board->memory_count)
		return false;
	for (size_t i = 0; i < in->board->memory_count; i++) {
		if (is_node(&in->board->memory[i]))
			return false;
		for (size_t j = 0; j < memory_tuples(&in->board->memory[i])->count; j++)
			if (ranges_overlap(memory_tuples(&in->board->memory[i])->items[j], start))
				return false;
	}
	return true;
}

void check_ddr_elsewhere(struct inspection *in)
{
	const char *soc = in->board->ram_start_soc;
	uint64_t bytes = board_memory_told(in->board);

	if (!ddr_is_elsewhere(in))
		return;
	found(
		in, place_memory(in, 0), NULL,
		in->board->ram_start_told
			? words(in, "--ddr %lluM", (unsigned long long)bytes >> 20)
			: words(in, "--ddr %lluM@0x%llx, or the base that the boot loader tells (U-Boot: bdinfo)",
					(unsigned long long)bytes >> 20, (unsigned long long)in->board->likely_ram_start),
		"tells no RAM at 0x%llx, where that of %s begins: kernel, tables and pools get other places than on the board",
		(unsigned long long)in->board->likely_ram_start, soc ? soc : "the tree's memory node");
}

/* Boot loaders tell the RAM below the devices, and what they cover either above 4 GiB or not at all. */
static const char *likely_split(struct inspection *in, struct range bank, const struct device *lowest)
{
	uint64_t end = round_down(lowest->range.base, MIB(16)), covered = range_end(bank) - max_u64(end, bank.base);
	uint64_t start = board_guess_ram_start(in->board);
	const char *ask = "take the banks that the boot loader tells (U-Boot: bdinfo)";

	if (end > bank.base && end - bank.base >= bank.size / 2 && !ddr_is_elsewhere(in))
		return words(in, "%s, likely --ddr %lluM@0x%llx, the other %s above 4 GiB or not at all", ask,
					 (unsigned long long)(end - bank.base) >> 20, (unsigned long long)bank.base,
					 size_words(in, covered));
	if (bank.base != start && !knows_start(in))
		return words(in, "%s: by where there are no devices RAM may begin at 0x%llx", ask,
					 (unsigned long long)start);
	return ask;
}

void check_memory_over_devices(struct inspection *in)
{
	for (size_t i = 0; i < in->board->memory_count; i++) {
		const struct memory_node *memory = &in->board->memory[i];

		for (size_t j = 0; j < memory_tuples(memory)->count; j++) {
			struct range bank = memory_tuples(memory)->items[j];
			size_t count;
			const struct device *lowest = devices_in(in, bank, &count);
			struct finding *f;

			if (!lowest)
				continue;
			f = found(
				in, place_memory(in, i), is_node(memory) ? "reg" : NULL, likely_split(in, bank, lowest),
				"RAM %s covers registers of %s, at 0x%llx%s: %s takes them for memory, and what it writes there reaches the devices",
				range_words(in, bank), lowest->path, (unsigned long long)lowest->range.base,
				count > 1 ? words(in, ", and %zu more", count - 1) : "", linux_words(in));
			f->other_path = lowest->path;
		}
	}
}
