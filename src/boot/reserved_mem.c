/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * /memreserve/ and /reserved-memory: who is reserved, in which order, and who
 * is handed to a driver. Stands for linux:drivers/of/fdt.c
 * (early_init_fdt_scan_reserved_mem, __reserved_mem_reserve_reg) and
 * drivers/of/of_reserved_mem.c (fdt_scan_reserved_mem, fdt_init_reserved_mem,
 * __reserved_mem_alloc_size, __rmem_check_for_overlap).
 */
#include <string.h>

#include "boot/replay.h"
#include "boot/rmem_sort.h"
#include "board/board.h"
#include "board/firmware_map.h"
#include "util/arena.h"
#include "util/number.h"

/* With EFI the stub has deleted the entries: firmware's map tells them (libstub/fdt.c:update_fdt). */
static void reserve_memreserve(struct replay *r)
{
	bool deleted = firmware_map_efi_source(r->options->firmware_map) != MAP_SOURCES;

	for (size_t i = 0; i < r->board->memreserve_count; i++) {
		struct range range = r->board->memreserve[i];
		char *path = arena_printf(r->arena, "/memreserve/%zu", i);
		struct region region = { .path = path,
								 .name = path,
								 .node = SIZE_MAX,
								 .range = range,
								 .kind = REGION_MEMRESERVE,
								 .outcome = deleted ? REGION_IGNORED : REGION_APPLIED,
								 .taken = !deleted };

		if (!deleted && !memblock_reserve(&r->mb, range, "/memreserve/"))
			region.outcome = REGION_FAILED;
		arena_push(r->arena, r->boot->regions, r->boot->region_count, region);
	}
}

/* Which list of messages and outcomes the node will get, in every kernel. */
static enum region_kind common_kind(const struct rmem_node *node)
{
	for (size_t i = 0; i < node->compatible_count; i++) {
		if (strcmp(node->compatible[i], "restricted-dma-pool") == 0)
			return REGION_RESTRICTED;
		if (strcmp(node->compatible[i], "shared-dma-pool") == 0)
			return node->reusable && !node->no_map ? REGION_CMA : REGION_COHERENT;
	}
	return node->no_map ? REGION_NOMAP : REGION_RESERVED;
}

/* With what a vendor's kernel makes of a compatible. */
static enum region_kind kind_of(const struct kernel *k, const struct rmem_node *node)
{
	enum region_kind kind = common_kind(node);

	for (size_t i = 0; i < node->compatible_count; i++) {
		if (kind == REGION_RESERVED && (node->reusable || node->ion_reusable) &&
			names_have(&k->cma_compatible, node->compatible[i]))
			return REGION_CMA;
		if (kind <= REGION_RESERVED && names_have(&k->coherent_compatible, node->compatible[i]))
			return REGION_COHERENT;
	}
	return kind;
}

static size_t add_region(struct replay *r, size_t n)
{
	const struct rmem_node *node = &r->board->rmem[n];
	struct region region = { .path = node->path,
							 .name = node->name,
							 .node = n,
							 .kind = kind_of(r->k, node),
							 .outcome = node->enabled ? REGION_IGNORED : REGION_DISABLED };

	if (node->reg.count) {
		region.range = node->reg.items[0];
		region.extra = node->reg.items + 1;
		region.extra_count = node->reg.count - 1;
	}
	arena_push(r->arena, r->boot->regions, r->boot->region_count, region);
	return r->boot->region_count - 1;
}

/* A line that belongs to no single child, kept at a row of the parent. */
static void say_for_parent(struct replay *r, const char *line)
{
	static const char path[] = "/reserved-memory";
	struct boot *boot = r->boot;
	size_t i = 0;

	while (i < boot->region_count && boot->regions[i].path != path)
		i++;
	if (i == boot->region_count) {
		struct region region = { .path = path,
								 .name = path + 1,
								 .node = SIZE_MAX,
								 .kind = REGION_RESERVED,
								 .outcome = REGION_IGNORED };

		arena_push(r->arena, boot->regions, boot->region_count, region);
	}
	say_for(r, i, "%s", line);
}

static bool root_is_supported(const struct replay *r)
{
	const struct rmem_root *root = &r->board->rmem_root;

	return root->has_address_cells && root->has_size_cells && root->has_ranges &&
		   root->address_cells == r->board->address_cells && root->size_cells == r->board->size_cells;
}

/* false where nothing below /reserved-memory will be looked at. */
static bool check_root(struct replay *r)
{
	const struct kernel_rules *rules = r->k->rules;
	char *line;

	if (!r->board->rmem_root.present) {
		if (rules->no_node_line)
			say_for_parent(r, "OF: reserved mem: Reserved memory: No reserved-memory node in the DT");
		return false;
	}
	if (root_is_supported(r))
		return true;
	line =
		arena_printf(r->arena, "%sReserved memory: unsupported node format, ignoring", rules->static_prefix);
	say_for_parent(r, line);
	if (rules->unsupported_printed_twice)
		say_for_parent(r, line);
	return false;
}

/* memblock's part of a static tuple: 0, or what made it fail. */
static bool reserve_tuple(struct replay *r, const struct rmem_node *node, struct range range)
{
	enum nomap_rule rule = r->k->rules->nomap;

	if (!node->no_map)
		return memblock_reserve(&r->mb, range, node->path);
	if (rule == NOMAP_REMOVES) {
		if (ranges_overlap(range, r->boot->initrd))
			dies(r, node->path, "the no-map region takes the initrd's pages out of the linear map");
		return memblock_remove(&r->mb, range);
	}
	/* marking what is in use would unmap it under its owner's feet: -EBUSY */
	if ((rule == NOMAP_MARKS || memblock_overlaps_memory(&r->mb, range)) &&
		memblock_overlaps_reserved(&r->mb, range))
		return false;
	/* firmware that has read the tree (u-boot:lib/efi_loader/efi_dt.c) left whole pages of its map unusable
	 */
	return memblock_set_flags(&r->mb, r->boot->efi ? pages_touched(r, range) : range, MEMBLOCK_NOMAP, true);
}

static void reserve_static(struct replay *r, size_t region, struct rmem_entry *entry)
{
	const struct kernel_rules *rules = r->k->rules;
	struct region *row = &r->boot->regions[region];
	const struct rmem_node *node = &r->board->rmem[row->node];
	size_t count = rules->rmem_first_tuple_only ? 1 : node->reg.count;

	row->outcome = REGION_APPLIED;
	row->taken = true;
	for (size_t i = 0; i < count; i++) {
		struct range tuple = node->reg.items[i];

		if (tuple.size && reserve_tuple(r, node, tuple))
			continue;
		say_for(
			r, region, "%sReserved memory: failed to reserve memory for node '%s': base %s, size %llu MiB",
			rules->static_prefix, node->name, phys(r, tuple.base), (unsigned long long)(tuple.size >> 20));
		row = &r->boot->regions[region];
		if (i == 0) {
			row->outcome = REGION_FAILED;
			row->taken = false;
		}
	}
	if (rules->rmem_first_tuple_only && node->reg.count > 1)
		say_for(r, region, "%sReserved memory: node '%s' has %zu <base size> entries, only the first is used",
				rules->static_prefix, node->name, node->reg.count);
	entry->base = node->reg.items[0].base;
	entry->size = node->reg.items[0].size;
}

/* 7.2 does not even reserve a default pool that cma= overrides (rmem_cma_setup's validation comes first). */
static bool skipped_for_cmdline(struct replay *r, const struct rmem_node *node)
{
	return r->k->rules->cma_conflict == CMDLINE_SKIPS && r->k->dma_cma && r->cmdline.has_cma &&
		   node->cma_default && common_kind(node) == REGION_CMA;
}

enum scan_result { SCAN_STATIC, SCAN_DYNAMIC, SCAN_NOTHING };

/* What the flat-tree scan does with one child. */
static enum scan_result scan_child(struct replay *r, size_t region, struct rmem_entry *entry)
{
	const struct kernel_rules *rules = r->k->rules;
	const struct rmem_node *node = &r->board->rmem[r->boot->regions[region].node];
	bool has_reg = node->reg.present;

	*entry = (struct rmem_entry){ .region = region };
	if (skipped_for_cmdline(r, node)) {
		say_for(r, region,
				"Reserved memory: Skipping dt linux,cma-default node in favor for \"cma=\" kernel param.");
		if (has_reg)
			say_for(
				r, region,
				"Reserved memory: Skipping dt linux,cma-default node in favor for \"cma=\" kernel param.");
		return SCAN_NOTHING;
	}
	if (has_reg && !node->reg.whole && rules->rmem_bad_reg_is_no_reg)
		has_reg = false;
	if (has_reg && node->reg.length && !node->reg.whole) {
		for (int i = 0; i < (rules->bad_reg_printed_twice ? 2 : 1); i++)
			say_for(r, region, "%sReserved memory: invalid reg property in '%s', skipping node.",
					rules->static_prefix, node->name);
		r->boot->regions[region].range.size = 0;
		return SCAN_NOTHING;
	}
	if (has_reg && !node->reg.count)
		return SCAN_NOTHING;
	if (has_reg) {
		reserve_static(r, region, entry);
		return SCAN_STATIC;
	}
	entry->dynamic = node->size.present;
	r->boot->regions[region].dynamic = entry->dynamic;
	return entry->dynamic ? SCAN_DYNAMIC : SCAN_NOTHING;
}

/* The table of regions that drivers can find; full, the others are invisible to them. */
struct table {
	struct rmem_entry *entries;
	size_t count, limit;
};

static bool table_add(struct replay *r, struct table *table, struct rmem_entry entry)
{
	const struct kernel_rules *rules = r->k->rules;

	if (table->limit && table->count >= table->limit) {
		say_for(r, entry.region, "%s%s", rules->dynamic_prefix, rules->table_full_line);
		if (entry.dynamic)
			r->boot->regions[entry.region].outcome = REGION_FAILED;
		return false;
	}
	arena_push(r->arena, table->entries, table->count, entry);
	return true;
}

/* --- dynamic nodes ----------------------------------------------------------------- */

static bool read_dynamic(struct replay *r, size_t region, uint64_t *size, uint64_t *align)
{
	const struct rmem_node *node = &r->board->rmem[r->boot->regions[region].node];
	const char *prefix = r->k->rules->dynamic_prefix;

	if (node->size.length != 4 * (size_t)r->board->size_cells) {
		say_for(r, region, "%sinvalid size property in '%s' node.", prefix, node->name);
		return false;
	}
	*size = node->size.value;
	if (node->alignment.present && node->alignment.length != 4 * (size_t)r->board->address_cells) {
		say_for(r, region, "%sinvalid alignment property in '%s' node.", prefix, node->name);
		return false;
	}
	*align = node->alignment.present ? node->alignment.value : 0;
	if (r->k->rules->dynamic_cma_aligned && r->k->cma && common_kind(node) == REGION_CMA)
		*align = max_u64(*align, r->k->cma_granule);
	if (node->alloc_ranges.present && !node->alloc_ranges.whole && !r->k->rules->rmem_bad_ranges_is_none) {
		say_for(r, region, "%sinvalid alloc-ranges property in '%s', skipping node.", prefix, node->name);
		return false;
	}
	return true;
}

/*
 * Beside a region that was placed before, newer kernels grow away from it, so
 * that regions pack (linux-6.12:of_reserved_mem.c:alloc_reserved_mem_in_range).
 */
static bool wants_bottom_up(const struct table *table, struct range window)
{
	bool bottom_up = false, top_down = false;

	for (size_t i = 0; i < table->count; i++) {
		uint64_t start = table->entries[i].base, end = start + table->entries[i].size;

		if (!table->entries[i].size)
			continue;
		if (window.base >= start && window.base <= end)
			bottom_up = true;
		if (range_end(window) >= start && range_end(window) <= end)
			top_down = true;
	}
	return bottom_up && !top_down;
}

static uint64_t find_place(struct replay *r, const struct table *table, const struct rmem_node *node,
						   uint64_t size, uint64_t align)
{
	bool beside = r->k->rules->rmem_bottom_up_beside_regions;
	uint64_t at;

	if (!node->alloc_ranges.present || !node->alloc_ranges.whole) {
		at = place_seen_before(r, size, range_between(0, UINT64_MAX));
		return at ? at : memblock_find(&r->mb, size, align, 0, MEMBLOCK_ANYWHERE, false);
	}
	for (size_t i = 0; i < node->alloc_ranges.count; i++) {
		struct range window = node->alloc_ranges.items[i];

		at = place_seen_before(r, size, window);
		if (!at)
			at = memblock_find(&r->mb, size, align, window.base, range_end(window),
							   beside && wants_bottom_up(table, window));
		if (at)
			return at;
	}
	return 0;
}

/* Finds a place and takes it; the entry's base and size tell where. */
static bool alloc_dynamic(struct replay *r, const struct table *table, struct rmem_entry *entry)
{
	const struct kernel_rules *rules = r->k->rules;
	const struct rmem_node *node = &r->board->rmem[r->boot->regions[entry->region].node];
	uint64_t size = 0, align = 0, at = 0;
	struct region *row;

	if (!read_dynamic(r, entry->region, &size, &align)) {
		r->boot->regions[entry->region].outcome = REGION_FAILED;
		return false;
	}
	at = find_place(r, table, node, size, align);
	if (!at) {
		say_for(r, entry->region, "%sfailed to allocate memory for node '%s'%s", rules->dynamic_prefix,
				node->name,
				rules->alloc_failed_tells_size
					? arena_printf(r->arena, ": size %llu MiB", (unsigned long long)(size >> 20))
					: "");
		r->boot->regions[entry->region].outcome = REGION_FAILED;
		return false;
	}
	entry->base = at;
	entry->size = size;
	if (!node->no_map || rules->dynamic_nomap != DYNAMIC_REMOVE)
		memblock_take(&r->mb, (struct range){ at, size }, node->path);
	if (node->no_map && rules->dynamic_nomap == DYNAMIC_RESERVE_MARK)
		memblock_set_flags(&r->mb, (struct range){ at, size }, MEMBLOCK_NOMAP, true);
	else if (node->no_map)
		memblock_remove(&r->mb, (struct range){ at, size });
	row = &r->boot->regions[entry->region];
	row->range = (struct range){ at, size };
	row->outcome = REGION_APPLIED;
	row->taken = true;
	return true;
}

/* --- handing regions to their drivers ------------------------------------------------ */

static void summary_line(struct replay *r, const struct rmem_entry *entry)
{
	const struct rmem_node *node = &r->board->rmem[r->boot->regions[entry->region].node];

	if (!r->k->rules->rmem_summary_lines || r->options->findings_only || !r->variant->heard)
		return;
	say_for(r, entry->region, "OF: reserved mem: %s..%s (%llu KiB) %s %s %s", phys(r, entry->base),
			phys(r, entry->base + entry->size - 1), (unsigned long long)(entry->size / 1024),
			node->no_map ? "nomap" : "map", node->reusable ? "reusable" : "non-reusable", node->name);
}

/* The region's handler refused it: its bytes go back where the version does so. */
static void give_back(struct replay *r, const struct rmem_entry *entry)
{
	struct region *row = &r->boot->regions[entry->region];
	const struct rmem_node *node = &r->board->rmem[row->node];
	enum dynamic_nomap_rule rule = r->k->rules->dynamic_nomap;
	struct range range = { entry->base, entry->size };

	say_for(r, entry->region, "OF: reserved mem: node %s compatible matching fail", node->name);
	row = &r->boot->regions[entry->region];
	row->outcome = REGION_GIVEN_BACK;
	row->taken = false;
	if (!node->no_map) {
		memblock_free(&r->mb, range);
		if (ranges_overlap(range, r->kernel_reserved))
			dies(r, node->path,
				 "the refused region is given to the buddy allocator with the kernel image inside it");
		return;
	}
	if (rule == DYNAMIC_REMOVE) {
		/* memblock_add() restores what was removed, but clears no flag of what is still there */
		bool removed = entry->dynamic || r->k->rules->nomap == NOMAP_REMOVES;

		row->taken = !removed;
		memblock_free(&r->mb, range);
		if (removed)
			memblock_add(&r->mb, range, MEMBLOCK_NONE);
		else if (!memblock_is_region_memory(&r->mb, range))
			dies(r, node->path, "the refused region is made RAM again, also where there never was any");
	} else {
		/* the mark goes, a dynamic region's reservation stays */
		row->taken = entry->dynamic;
		memblock_set_flags(&r->mb, range, MEMBLOCK_NOMAP, false);
	}
	if (row->taken)
		row->outcome = REGION_RESERVED_UNUSABLE;
}

/* linux:of_reserved_mem.c:__reserved_mem_init_node and its caller; false where the region is dropped. */
static bool init_entry(struct replay *r, struct rmem_entry *entry)
{
	const struct kernel_rules *rules = r->k->rules;
	struct region *row = &r->boot->regions[entry->region];
	enum handler_result result;

	row->range = (struct range){ entry->base, entry->size };
	result = init_region(r, entry->region);
	row = &r->boot->regions[entry->region];
	if (result == REFUSED && rules->failed_region_given_back) {
		give_back(r, entry);
		return false;
	}
	if (result == REFUSED && row->outcome == REGION_APPLIED)
		row->outcome = REGION_RESERVED_UNUSABLE;
	summary_line(r, entry);
	return true;
}

static void report_overlaps(struct replay *r, const struct table *table)
{
	struct rmem_entry *sorted;

	if (!r->variant->heard)
		return;
	sorted = arena_memdup(r->arena, table->entries, table->count * sizeof(*sorted));
	rmem_sort(sorted, table->count, r->k->rules->rmem_order == RMEM_STABLE_SORT);
	for (size_t i = 0; i + 1 < table->count; i++) {
		const struct rmem_entry *a = &sorted[i], *b = &sorted[i + 1];
		const struct region *ra = &r->boot->regions[a->region], *rb = &r->boot->regions[b->region];

		if (a->base + a->size <= b->base || !a->size || (!r->k->rules->overlap_reported_late && !a->base))
			continue;
		for (int side = 0; side < 2; side++) {
			size_t region = side ? b->region : a->region;

			say_for(r, region, "OF: reserved mem: OVERLAP DETECTED!");
			say_for(r, region, "%s (%s--%s) overlaps with %s (%s--%s)", ra->name, phys(r, a->base),
					phys(r, a->base + a->size), rb->name, phys(r, b->base), phys(r, b->base + b->size));
		}
	}
}

/* --- the pipelines ------------------------------------------------------------------- */

/* Up to 6.1: collect all in one table, sort it, place and initialise from front to back. */
static void init_sorted(struct replay *r, struct table *table)
{
	enum rmem_order order = r->k->rules->rmem_order;

	if (r->k->rules->overlap_reported)
		report_overlaps(r, table);
	if (order != RMEM_TREE_ORDER)
		rmem_sort(table->entries, table->count, order == RMEM_STABLE_SORT);
	for (size_t i = 0; i < table->count; i++) {
		struct rmem_entry *entry = &table->entries[i];
		bool placed = entry->size != 0;

		if (!placed) {
			const struct rmem_node *node = &r->board->rmem[r->boot->regions[entry->region].node];

			placed = node->size.present && alloc_dynamic(r, table, entry);
		}
		if (placed)
			init_entry(r, entry);
	}
}

static void scan_collected(struct replay *r, size_t first, size_t last)
{
	struct table table = { .limit = r->k->rules->rmem_table };
	struct rmem_entry entry;

	for (size_t i = first; i < last; i++) {
		const struct rmem_node *node = &r->board->rmem[r->boot->regions[i].node];

		if (!node->enabled || (node->depth > 1 && !r->k->rules->rmem_grandchildren))
			continue;
		if (scan_child(r, i, &entry) != SCAN_NOTHING)
			table_add(r, &table, entry);
	}
	init_sorted(r, &table);
}

/* 6.12 and later: reserve static ones, place and initialise dynamic ones; static ones are initialised late.
 */
static void scan_in_tree_order(struct replay *r, size_t first, size_t last)
{
	const struct kernel_rules *rules = r->k->rules;
	struct rmem_entry *dynamic = NULL, entry;
	size_t dynamic_count = 0,
		   limit = rules->rmem_dynamic_limit ? rules->rmem_dynamic_limit : rules->rmem_table;
	struct table *table = arena_new_object(r->arena, struct table);

	for (size_t i = first; i < last; i++) {
		const struct rmem_node *node = &r->board->rmem[r->boot->regions[i].node];
		enum scan_result result;

		if (!node->enabled || node->depth > 1)
			continue;
		result = scan_child(r, i, &entry);
		if (result == SCAN_STATIC)
			r->rmem_static_count++;
		if (result != SCAN_DYNAMIC)
			continue;
		if (dynamic_count == limit) {
			say_for(r, i, "OF: reserved mem: too many defined dynamic regions, skip '%s'", node->name);
			r->boot->regions[i].outcome = REGION_FAILED;
			if (rules->dynamic_overflow_is_fatal)
				dies(r, node->path, "more than %zu dynamic regions overrun an array on the kernel's stack",
					 limit);
			continue;
		}
		arena_push(r->arena, dynamic, dynamic_count, entry);
	}
	table->limit = rules->rmem_table;
	for (size_t i = 0; i < dynamic_count; i++) {
		if (!alloc_dynamic(r, table, &dynamic[i]) || !table_add(r, table, dynamic[i]))
			continue;
		/* 7.2 drops a refused region from the table, 6.12 keeps it there */
		if (!init_entry(r, &table->entries[table->count - 1]) && rules->only_not_mine_tries_next_handler)
			table->count--;
	}
	r->rmem_table = table;
}

void init_static_reserved_mem_late(struct replay *r)
{
	const struct kernel_rules *rules = r->k->rules;
	struct table *table = r->rmem_table;

	if (!table)
		return;
	enter(r, "fdt_scan_reserved_mem_reg_nodes");
	/* the early array is static; the final one holds every node (linux-7.2:alloc_reserved_mem_array) */
	if (!table->limit && rules->reserved_mem_entry && table->count + r->rmem_static_count)
		memblock_alloc(&r->mb, (table->count + r->rmem_static_count) * rules->reserved_mem_entry, 0,
					   "reserved-memory table");
	for (size_t i = 0; i < r->boot->region_count; i++) {
		struct region *row = &r->boot->regions[i];
		const struct rmem_node *node = row->node == SIZE_MAX ? NULL : &r->board->rmem[row->node];
		struct rmem_entry entry = { .region = i };

		if (!node || row->dynamic || !node->enabled || node->depth > 1 || row->kind == REGION_MEMRESERVE ||
			row->outcome == REGION_IGNORED || !node->reg.count)
			continue;
		if (rules->ignored_tuples_line && node->reg.count > 1)
			say_for(r, i,
					"OF: reserved mem: fdt_scan_reserved_mem_reg_nodes() ignores %zu regions in node '%s'",
					node->reg.count - 1, node->name);
		entry.base = node->reg.items[0].base;
		entry.size = node->reg.items[0].size;
		if (!entry.size || !table_add(r, table, entry))
			continue;
		if (!init_entry(r, &table->entries[table->count - 1]) && rules->only_not_mine_tries_next_handler)
			table->count--;
	}
	report_overlaps(r, table);
}

static void reserve_elfcorehdr(struct replay *r)
{
	struct range range = r->board->chosen.elfcorehdr;

	if (!range.size)
		return;
	if (memblock_overlaps_reserved(&r->mb, range)) {
		say(r, "elfcorehdr is overlapped");
		return;
	}
	memblock_reserve(&r->mb, range, "elfcorehdr");
}

/* Findings ask what is RAM; memblock.memory no longer tells once regions were removed from it. */
static void keep_ram(struct replay *r)
{
	struct boot *boot = r->boot;

	for (size_t i = 0; i < r->mb.memory.count; i++) {
		struct range m = r->mb.memory.regions[i].range;

		if (boot->ram_count && range_end(boot->ram[boot->ram_count - 1]) == m.base)
			boot->ram[boot->ram_count - 1].size += m.size;
		else
			arena_push(r->arena, boot->ram, boot->ram_count, m);
	}
}

void scan_reserved_mem(struct replay *r)
{
	const struct kernel_rules *rules = r->k->rules;
	bool late = rules->rmem_init == RMEM_INIT_LATE;
	size_t first, last;

	keep_ram(r);
	enter(r, "early_init_fdt_scan_reserved_mem");
	if (late)
		reserve_elfcorehdr(r);
	if (!rules->fdt_reserved_at_start)
		memblock_reserve(&r->mb, r->boot->fdt, "device tree");
	if (!rules->memreserve_last)
		reserve_memreserve(r);
	first = r->boot->region_count;
	for (size_t i = 0; i < r->board->rmem_count; i++)
		add_region(r, i);
	last = r->boot->region_count;
	if (check_root(r)) {
		if (late)
			scan_in_tree_order(r, first, last);
		else
			scan_collected(r, first, last);
	}
	if (rules->memreserve_last)
		reserve_memreserve(r);
	if (!late)
		reserve_elfcorehdr(r);
}
