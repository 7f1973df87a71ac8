/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Firmware's own map held against the tree. What types a UEFI map must have over /reserved-memory: Devicetree
 * Specification 0.4, 3.5.4; EBBR, "UEFI memory map".
 */
#include <string.h>

#include "board/firmware_map.h"
#include "findings/inspect.h"
#include "util/range_set.h"

/* Smaller differences are tables and rounding. */
#define LEAST_BYTES ((uint64_t)KIB(64))

static struct range_set common_part(struct inspection *in, struct range range, const struct range_set *set)
{
	struct range_set one = { &range, 1 };

	return range_set_common(in->arena, &one, set);
}

/* The pieces of RAM as the memory nodes or --ddr tell them. */
static struct range_set tree_ram(struct inspection *in)
{
	struct range_set ram = { 0 };

	for (size_t i = 0; i < in->board->memory_count; i++) {
		const struct memory_node *memory = &in->board->memory[i];
		const struct tuples *banks = memory_tuples(memory);

		for (size_t j = 0; memory->enabled && j < banks->count; j++)
			range_set_push(in->arena, &ram, banks->items[j]);
	}
	range_set_join(&ram);
	return ram;
}

/* What the tree sets aside at fixed places; of no-map regions alone, or with what stays mapped. */
static struct range_set set_aside(struct inspection *in, bool no_map_only)
{
	struct range_set taken = { 0 };

	for (size_t i = 0; i < in->board->rmem_count; i++)
		for (size_t j = 0; is_static(in, i) && j < taken_tuples(in, i); j++)
			if (!no_map_only || in->board->rmem[i].no_map)
				range_set_push(in->arena, &taken, in->board->rmem[i].reg.items[j]);
	for (size_t i = 0; !no_map_only && i < in->board->memreserve_count; i++)
		range_set_push(in->arena, &taken, in->board->memreserve[i]);
	range_set_join(&taken);
	return taken;
}

static struct place place_of_ram(const struct inspection *in, uint64_t address)
{
	for (size_t i = 0; i < in->board->memory_count; i++)
		for (size_t j = 0; j < in->board->memory[i].reg.count; j++)
			if (range_contains(in->board->memory[i].reg.items[j], (struct range){ address, 1 }))
				return place_memory(in, i);
	return place_root();
}

/* --- a carve-out that firmware uses ----------------------------------------------------- */

typedef void (*meeting_visit)(struct inspection *in, size_t node, const struct map_entry *entry,
							  struct range common);

/* Static regions and the entries of the map that they share memory with. */
static void visit_meetings(struct inspection *in, meeting_visit visit)
{
	const struct firmware_map *map = in->boot->firmware_map;

	for (size_t i = 0; map && i < in->board->rmem_count; i++) {
		for (size_t e = 0; is_static(in, i) && e < map->count; e++) {
			struct range region = in->board->rmem[i].reg.items[0], entry = map->entries[e].range;

			if (ranges_overlap(region, entry))
				visit(in, i, &map->entries[e],
					  range_between(max_u64(region.base, entry.base),
									min_u64(range_end(region), range_end(entry))));
		}
	}
}

static bool reported_for(const struct inspection *in, size_t node)
{
	for (size_t i = 0; i < in->count; i++)
		if (in->list[i].finding.rule == in->rule && in->list[i].place.group == PLACE_REGION &&
			in->list[i].place.index == place_region(in, node).index)
			return true;
	return false;
}

static const char *map_words(struct inspection *in, const struct map_entry *entry)
{
	return words(in, "%s (%s, line %zu)", entry->name, map_source_name(entry->source), entry->line);
}

static void report_use(struct inspection *in, size_t node, const struct map_entry *entry, struct range common)
{
	const struct rmem_node *region = &in->board->rmem[node];
	bool running = entry->source == MAP_IOMEM;
	struct finding *f;

	if (entry->use != USE_FREE || entry->boot_data || entry->source == MAP_LOG ||
		(running && !region->no_map) || reported_for(in, node))
		return;
	f = add_finding(in, place_region(in, node));
	f->property = "reg";
	if (running || !region->no_map)
		f->severity = SEVERITY_WARNING;
	f->message =
		running ? words(in, "%s is %s: the running kernel uses the carve-out as any other memory",
						range_words(in, common), map_words(in, entry))
				: words(in, "%s is %s: firmware takes the region for free memory and may load or keep things there",
						range_words(in, common), map_words(in, entry));
	f->hint = running ? "that kernel was booted with another tree, or this region is not applied: see its boot log"
					  : words(in, "let firmware list it as %s, or move the region",
							  region->no_map ? "EfiReservedMemoryType" : "EfiBootServicesData");
}

void check_firmware_uses_carveout(struct inspection *in)
{
	visit_meetings(in, report_use);
}

/* --- types of the UEFI map ---------------------------------------------------------------- */

static void report_type(struct inspection *in, size_t node, const struct map_entry *entry, struct range common)
{
	const struct rmem_node *region = &in->board->rmem[node];
	bool open = region->no_map && entry->boot_data;
	bool closed = !region->no_map && (entry->use == USE_RESERVED || entry->use == USE_RUNTIME);
	struct finding *f;

	if (entry->source != MAP_EFI || (!open && !closed) || reported_for(in, node))
		return;
	f = add_finding(in, place_region(in, node));
	f->property = open ? "no-map" : "reg";
	if (closed && is_cma_node(region))
		f->severity = SEVERITY_ERROR;
	f->message =
		open ? words(in, "%s is %s: a no-map region must be EfiReservedMemoryType, or boot services may use and map it",
					 range_words(in, common), map_words(in, entry))
			 : words(in, "%s is %s: %s does not map it, while the tree wants it mapped (no no-map)%s",
					 range_words(in, common), map_words(in, entry), linux_words(in),
					 is_cma_node(region) ? "; the pool's pages cannot be used" : "");
	f->hint = open ? "let firmware list it as EfiReservedMemoryType"
				   : "let firmware list it as EfiBootServicesData, or add no-map";
}

void check_firmware_map_type(struct inspection *in)
{
	visit_meetings(in, report_type);
}

/* --- firmware's memory that Linux gets ------------------------------------------------------ */

static bool is_firmwares(const struct map_entry *entry)
{
	switch (entry->source) {
	case MAP_SECURE:
		return true;
	case MAP_UBOOT:
		return entry->use == USE_RESERVED;
	default:
		return false; /* where EFI boots, its map keeps them apart itself */
	}
}

static const char *what_happens(struct inspection *in, const struct map_entry *entry, bool mapped_only)
{
	if (mapped_only)
		return words(in, "the tree reserves it, but leaves it mapped: a speculative access of %s is a fault",
					 linux_words(in));
	return words(in, "the tree hands it to %s as RAM%s", linux_words(in),
				 entry->use == USE_SECURE ? ": its first access is a fault" : ", which overwrites it");
}

static void report_firmwares(struct inspection *in, const struct map_entry *entry, struct range piece,
							 bool mapped_only)
{
	struct finding *f =
		found(in, place_of_ram(in, piece.base), "reg", NULL, "%s is %s: %s", range_words(in, piece),
			  map_words(in, entry), what_happens(in, entry, mapped_only));
	if (mapped_only)
		f->severity = SEVERITY_WARNING;
	f->hint = words(in, "a child of /reserved-memory with reg = %s;%s", reg_words(in, piece),
					entry->use == USE_SHARED ? "" : " and no-map");
}

/* The entry's part that is RAM and not in `aside`. */
static struct range_set left_open(struct inspection *in, struct range range, const struct range_set *ram,
								  const struct range_set *aside)
{
	struct range_set in_ram = common_part(in, range, ram);

	return range_set_minus(in->arena, &in_ram, aside);
}

void check_firmware_memory_unreserved(struct inspection *in)
{
	const struct firmware_map *map = in->boot->firmware_map;
	struct range_set ram = tree_ram(in), aside = set_aside(in, false), no_map = set_aside(in, true);
	struct range_set told = { 0 };

	for (size_t i = 0; map && i < map->count; i++) {
		const struct map_entry *entry = &map->entries[i];
		struct range_set open, fresh;
		bool mapped_only;

		if (!is_firmwares(entry))
			continue;
		open = left_open(in, entry->range, &ram, &aside);
		mapped_only = !open.count && entry->use == USE_SECURE;
		if (mapped_only)
			open = left_open(in, entry->range, &ram, &no_map);
		fresh = range_set_minus(in->arena, &open, &told);
		for (size_t j = 0; j < fresh.count; j++) {
			report_firmwares(in, entry, fresh.ranges[j], mapped_only);
			range_set_push(in->arena, &told, fresh.ranges[j]);
		}
		range_set_join(&told);
	}
}

/* --- DRAM ------------------------------------------------------------------------------------ */

static const struct range *largest_piece(const struct range_set *set)
{
	const struct range *largest = NULL;

	for (size_t i = 0; i < set->count; i++)
		if (!largest || set->ranges[i].size > largest->size)
			largest = &set->ranges[i];
	return largest && largest->size >= LEAST_BYTES ? largest : NULL;
}

static void report_dram(struct inspection *in, const struct range_set *pieces, enum map_source from, bool missing)
{
	const struct range *largest = largest_piece(pieces);

	if (!largest)
		return;
	found(in, missing ? place_of_ram(in, largest->base) : place_root(), "reg",
		  missing ? "tell the board's DDR with --ddr, or mend the memory node where no boot loader does"
				  : words(in, "--ddr %s@0x%llx as well, or mend the memory node",
						  size_words(in, largest->size), (unsigned long long)largest->base),
		  missing ? "%s of RAM are told that firmware does not have (%s); the largest piece is %s"
				  : "%s of RAM that firmware has (%s) are not told; the largest piece is %s",
		  size_words(in, range_set_bytes(pieces)), map_source_name(from), range_words(in, *largest));
}

void check_firmware_dram_differs(struct inspection *in)
{
	const struct firmware_map *map = in->boot->firmware_map;
	struct range_set ram = tree_ram(in), aside = set_aside(in, false), dram, missing, more;
	enum map_source from;

	if (!map || !ram.count)
		return;
	dram = firmware_map_ram(in->arena, map, &from);
	if (from == MAP_SOURCES)
		return;
	missing = range_set_minus(in->arena, &ram, &dram);
	missing = range_set_minus(in->arena, &missing, &aside);
	more = range_set_minus(in->arena, &dram, &ram);
	report_dram(in, &missing, from, true);
	report_dram(in, &more, from, false);
}
