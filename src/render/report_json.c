/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report as JSON, schema dtcarve-report-1. */

#include "alloc/fragmentation.h"
#include "alloc/usual.h"
#include "alloc/zone_state.h"
#include "board/board.h"
#include "board/firmware_map.h"
#include "compare/measured.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "alloc/account.h"
#include "render/json.h"
#include "render/owners_json.h"
#include "render/report_writer.h"
#include "render/report_json.h"
#include "render/simulation_writers.h"
#include "findings/findings.h"
#include "util/arena.h"
#include "util/memory.h"

/* Where what was told beside the tree stands; no row for what nobody told. */
static json_t *told(const struct image_told *t)
{
	const struct {
		const char *what, *from;
	} rows[] = { { "cmdline", t->cmdline_from },  { "kernel", t->kernel_from }, { "config", t->config },
				 { "system_map", t->system_map }, { "initrd", t->initrd_from }, { "memory", t->banks_from } };
	json_t *json = json_new_object();

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (rows[i].from)
			json_put(json, rows[i].what, json_text(rows[i].from));
	return json;
}

static json_t *firmware_map(const struct firmware_map *map)
{
	json_t *sources = json_new_array(), *json = json_new_object();

	for (enum map_source s = 0; s < MAP_SOURCES; s++)
		if (map->sources & 1u << s)
			json_append(sources, json_text(map_source_name(s)));
	json_put(json, "file", json_text(map->file));
	json_put(json, "sources", sources);
	json_put(json, "taken_as_ram", json_boolean(firmware_map_efi_source(map) != MAP_SOURCES));
	return json;
}

static json_t *input(const struct report *report)
{
	const struct board *board = report->board;
	json_t *json = json_packed("{s:O, s:O, s:O, s:O, s:s}", "file", json_text(board->file), "format",
							   json_text(board->format), "model", json_text(board->model), "compatible",
							   json_texts(board->compatible, board->compatible_count), "arch",
							   arch_name(report->kernel->arch));

	json_add_text(json, "entry", board->entry);
	json_add_text(json, "ddr_from", board->ddr_from);
	json_put(json, "told_by", told(&board->told));
	if (report->boot->firmware_map)
		json_put(json, "firmware_map", firmware_map(report->boot->firmware_map));
	return json;
}

static json_t *kernel(const struct report *report)
{
	const struct kernel *k = report->kernel;

	json_t *o = json_packed("{s:O, s:I, s:i, s:i, s:I, s:i}", "version", json_text(k->release), "page_size",
							(json_int_t)page_size(k), "pageblock_order", (int)k->pageblock_order, "max_order",
							(int)k->max_order, "cma_granule", (json_int_t)k->cma_granule, "cma_areas",
							(int)k->cma_areas);

	json_add_kernel_basis(o, k);
	json_put(o, "page_size_told", json_boolean(k->page_size_told));
	if (report->boot->efi)
		json_put(o, "efi", json_true());
	return o;
}

static json_t *outcome(const struct boot *boot)
{
	return json_packed("{s:b, s:b, s:O, s:O}", "boots", (int)boot->boots, "certain", (int)!boot->fate_open,
					 "reason", json_text(boot->reason), "path", json_text(boot->reason_path));
}

static const struct claim *larger(const struct claim *a, const struct claim *b)
{
	if (!a || a->range.size < b->range.size)
		return b;
	return a->range.size == b->range.size && b->range.base < a->range.base ? b : a;
}

/* The reserved range that a claim begins in. */
static size_t reserved_at(const struct memblock_list *list, uint64_t base)
{
	size_t low = 0, high = list->count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (list->regions[middle].range.base <= base)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* A reserved range goes by who has most of it, whoever came first. */
static const struct claim **largest_claims(const struct memblock *mb)
{
	const struct claim **largest = memory_new((mb->reserved.count + 1) * sizeof(struct claim *));

	for (size_t i = 0; i < mb->claim_count; i++) {
		const struct claim **at = &largest[reserved_at(&mb->reserved, mb->claims[i].range.base)];

		*at = larger(*at, &mb->claims[i]);
	}
	return largest;
}

static json_t *memory_flags(unsigned int flags)
{
	json_t *array = json_new_array();

	if (flags & MEMBLOCK_NOMAP)
		json_append(array, json_text("nomap"));
	if (flags & MEMBLOCK_HOTPLUG)
		json_append(array, json_text("hotplug"));
	return array;
}

static json_t *memblock(const struct boot *boot)
{
	const struct memblock *mb = &boot->memblock;
	json_t *memory = json_new_array(), *reserved = json_new_array();
	const struct claim **owners = largest_claims(mb);

	for (size_t i = 0; i < mb->memory.count; i++) {
		struct memblock_region m = mb->memory.regions[i];

		json_t *row = json_packed("{s:O, s:O, s:O}", "base", json_address(m.range.base), "size",
								  json_uint(m.range.size), "flags", memory_flags(m.flags));

		if (boot->node_count > 1)
			json_put(row, "node", json_int(m.node));
		json_append(memory, row);
	}
	for (size_t i = 0; i < mb->reserved.count; i++) {
		struct range m = mb->reserved.regions[i].range;
		const char *owner = owners[i] ? owners[i]->owner : NULL;

		json_append(reserved, json_packed("{s:O, s:O, s:O, s:b}", "base", json_address(m.base), "size",
										  json_uint(m.size), "owner", json_text(owner), "exact",
										  (int)boot->kernel->image.known));
	}
	memory_free(owners);
	return json_packed("{s:O, s:b, s:O}", "memory", memory, "memory_exact", (int)!boot->memory_open, "reserved",
					   reserved);
}

static void add_base(json_t *row, const struct region *r)
{
	struct estimate base = region_base(r);

	json_put(row, "base", json_address((uint64_t)base.value));
	json_put(row, "base_exact", json_boolean(is_exact(base)));
	json_put(row, "base_low", json_address((uint64_t)base.low));
	json_put(row, "base_high", json_address((uint64_t)base.high));
}

static struct estimate in_pages(const struct boot *boot, struct estimate bytes)
{
	unsigned int shift = boot->kernel->page_shift;

	return (struct estimate){ bytes.value >> shift, bytes.low >> shift, bytes.high >> shift };
}

static json_t *assumption(const struct assumption *a)
{
	return json_packed("{s:O, s:O, s:I}", "what", json_text(a->what), "option", json_text(a->option),
					   "moves_bytes", (json_int_t)a->moves);
}

static json_t *region(const struct region *r)
{
	json_t *row = json_packed("{s:O, s:O, s:s, s:s, s:b, s:O}", "path", json_text(r->path), "size",
							  estimate_to_json(region_size(r)), "kind", region_kind_name(r->kind), "outcome",
							  region_outcome_name(r->outcome), "dynamic", (int)r->dynamic, "dmesg",
							  json_texts(r->dmesg, r->dmesg_count));

	if (r->outcome_open)
		json_put(row, "outcome_certain", json_false());
	add_base(row, r);
	return row;
}

/* `pages` stays a number beside its range, as `base` stays a string; a pool per node belongs to no region. */
static json_t *cma_area(const struct boot *boot, const struct cma_area *a)
{
	const struct region *r = a->region < boot->region_count ? &boot->regions[a->region] : NULL;
	struct estimate pages = in_pages(boot, r ? region_size(r) : exact((int64_t)a->range.size));
	json_t *row;

	if (r && r->outcome_open)
		pages.low = 0;
	row = json_packed("{s:O, s:I, s:b, s:I, s:I, s:b, s:b}", "name", json_text(a->name), "pages",
							  (json_int_t)pages.value, "pages_exact", (int)is_exact(pages), "pages_low",
							  (json_int_t)pages.low, "pages_high", (json_int_t)pages.high, "default",
							  (int)a->is_default, "activated", (int)a->activated);

	if (r)
		add_base(row, r);
	else
		json_put(row, "base", json_address(a->range.base));
	return row;
}

/* Those that a board has from its boot on. */
static const char *const types[] = { MIGRATETYPES(ENUM_WORDS) };

enum { BOOT_TYPES = MIGRATE_CMA + 1 };

/* In thousandths, order by order, as debugfs computes them. */
static json_t *index_json(const struct report *report, const struct zone_state *z, unsigned int without,
						  int (*index)(const struct zone_state *, unsigned int, unsigned int))
{
	return JSON_LIST(o, report->boot->kernel->max_order + 1,
					 json_int(index(z, TYPES_ALL & ~without, (unsigned int)o)));
}

static json_t *fragmentation_json(const struct report *report, const struct zone_state *z)
{
	return json_packed("{s:O, s:O, s:O, s:O}", "unusable_index", index_json(report, z, 0, unusable_index),
					   "unusable_index_without_cma", index_json(report, z, TYPE_BIT(CMA), unusable_index),
					   "extfrag_index", index_json(report, z, 0, extfrag_index), "extfrag_index_without_cma",
					   index_json(report, z, TYPE_BIT(CMA), extfrag_index));
}

/* "pageblocks" and "free_at_handover" are as memblock hands the zone over, this and "free" once the system is
 * up. */
static json_t *pageblocks_json(const struct zone_state *z)
{
	json_t *blocks = json_new_object();

	for (size_t t = 0; t < BOOT_TYPES; t++)
		json_put(blocks, types[t], json_int((json_int_t)z->pageblocks[t]));
	return blocks;
}

/*
 * A number of pages. Where nobody told how large they are, its low end is a number of
 * those of 64 KiB.
 */
static struct estimate of_any_size(const struct boot *boot, struct estimate pages)
{
	if (!boot->kernel->page_size_told)
		pages.low >>= 16 - boot->kernel->page_shift;
	return pages;
}

static json_t *pages_json(const struct boot *boot, struct estimate pages)
{
	return estimate_to_json(of_any_size(boot, pages));
}

static json_t *zone_json(const struct report *report, const struct zone *z)
{
	const struct boot *boot = report->boot;
	const struct zone_state *settled = memory_zone(report->settled, (enum gfp_zone)z->type, z->node);
	size_t orders = boot->kernel->max_order + 1;
	json_t *protection = json_new_array(), *ranges = json_new_array(), *blocks = json_new_object(),
		   *free_area = json_new_object(), *handed = json_new_object(), *zone;

	/* plain integers by contract: where they are estimates, the range stands beside them */
	for (size_t i = 0; i < boot->protection_columns; i++) {
		struct estimate e = of_any_size(boot, z->protection[i]);

		json_append(protection, json_int((json_int_t)e.value));
		json_append(ranges, json_packed("[I, I]", (json_int_t)e.low, (json_int_t)e.high));
	}
	for (size_t t = 0; t < BOOT_TYPES; t++) {
		json_put(blocks, types[t], json_uint(z->pageblocks[t]));
		json_put(free_area, types[t], JSON_LIST(o, orders, json_int(settled ? settled->nr_free[t][o] : 0)));
		json_put(handed, types[t], JSON_LIST(o, orders, json_uint(z->free_area[t][o])));
	}
	zone = json_packed("{s:s, s:O, s:O, s:b, s:O, s:O, s:O, s:O, s:O, s:O, s:O, s:O, s:O, s:O, s:O, s:O}",
					 "name", z->name, "start_pfn", json_uint(z->start_pfn), "spanned", json_uint(z->spanned),
					 "span_exact", (int)z->span_exact, "present", pages_json(boot, z->present), "managed",
					 pages_json(boot, z->managed), "cma", pages_json(boot, z->cma), "min",
					 pages_json(boot, z->min), "low", pages_json(boot, z->low), "high",
					 pages_json(boot, z->high), "protection", protection, "protection_range", ranges,
					 "pageblocks", blocks, "free", free_area, "free_at_handover", handed, "settled_use",
					 pages_json(boot, estimate_add(z->settled_kernel, z->settled_user)));
	/* arm: which machines a kernel is built for decides on ZONE_DMA, and so on what lowmem is called */
	if (!boot->kernel->zone_dma_told && z->type <= ZONE_NORMAL)
		json_put(zone, "name_exact", json_false());
	if (boot->node_count > 1)
		json_put(zone, "node", json_int(z->node));
	if (settled) {
		json_put(zone, "pageblocks_settled", pageblocks_json(settled));
		json_put(zone, "fragmentation", fragmentation_json(report, settled));
	}
	return zone;
}

static json_t *budget(const struct boot *boot)
{
	return JSON_LIST(i, boot->budget_count,
					 json_packed("{s:O, s:O, s:b}", "consumer", json_text(boot->budget[i].consumer), "bytes",
								 json_int((json_int_t)boot->budget[i].bytes), "exact",
								 (int)boot->budget[i].exact));
}

static json_t *account_row(const struct account_row *row)
{
	json_t *json =
		json_packed("{s:s, s:s, s:O, s:O, s:b}", "step", account_step_name(row->step), "id", row->id, "label",
					json_text(row->label), "bytes", estimate_to_json(row->bytes), "exact", (int)row->exact);

	if (row->count)
		json_put(json, "count", json_uint(row->count));
	return json;
}

static json_t *account(const struct boot *boot)
{
	struct arena *arena = arena_new();
	struct account account = account_of(arena, boot);
	json_t *array = JSON_LIST(i, account.count, account_row(&account.rows[i]));

	arena_free(arena);
	return array;
}

/* Zones, indices and the slow path are the headroom command's. */
static json_t *headroom(const struct headroom *row)
{
	char names[64];

	gfp_describe(&row->request->gfp, names, sizeof(names));
	return json_packed("{s:i, s:s, s:s, s:O, s:b, s:s}", "order", (int)row->request->order, "request", names,
					   "state", "boot", "blocks", estimate_to_json(row->blocks), "lower_bound",
					   (int)row->lower_bound, "limited_by", headroom_limit_name(row->limit));
}

static json_t *finding(const struct finding *f)
{
	json_t *row =
		json_packed("{s:s, s:s, s:O, s:O, s:O}", "id", f->rule->id, "severity", severity_name(f->severity),
					"path", json_text(f->path), "message", json_text(f->message), "hint", json_text(f->hint));

	json_add_text(row, "other", f->other_path);
	json_add_text(row, "property", f->property);
	return row;
}

static json_t *uncertain_message(const char *text, bool expected)
{
	return json_packed("{s:O, s:b, s:b}", "text", json_text(text), "expected", (int)expected, "certain", 0);
}

/* A string, by contract; a line on which an assumption decides is an object. */
static json_t *messages(const struct boot *boot)
{
	json_t *array = json_new_array();

	for (size_t i = 0; i < boot->message_count; i++)
		json_append(array, boot->messages[i].certain ? json_text(boot->messages[i].text)
													 : uncertain_message(boot->messages[i].text, true));
	for (size_t i = 0; i < boot->possible_count; i++)
		json_append(array, uncertain_message(boot->possible[i], false));
	return array;
}

json_t *report_to_json(const struct report *report)
{
	const struct boot *boot = report->boot;
	json_t *json =
		json_packed("{s:s, s:O, s:O, s:O, s:O, s:O, s:O, s:O}", "schema", "dtcarve-report-1", "input",
					input(report), "kernel", kernel(report), "outcome", outcome(boot), "memblock",
					memblock(boot), "regions", JSON_LIST(i, boot->region_count, region(&boot->regions[i])),
					"cma", JSON_LIST(i, boot->cma_count, cma_area(boot, &boot->cma[i])), "zones",
					JSON_LIST(i, boot->zone_count, zone_json(report, &boot->zones[i])));

	json_put(json, "min_free_kbytes", estimate_to_json(boot->min_free_kbytes));
	json_put(json, "memory_line",
			 json_packed("{s:O, s:O, s:O}", "total_kb", estimate_to_json(boot->total_kb), "reserved_kb",
						 estimate_to_json(boot->reserved_kb), "cma_kb", estimate_to_json(boot->cma_kb)));
	json_put(json, "budget", budget(boot));
	json_put(json, "account", account(boot));
	if (report->headroom)
		json_put(
			json, "headroom",
			JSON_LIST(i, boot->boots ? report->headroom->count : 0, headroom(&report->headroom->rows[i])));
	if (report->findings)
		json_put(json, "findings",
				 JSON_LIST(i, report->findings->count, finding(&report->findings->items[i])));
	if (report->plan)
		json_put(json, "plan", plan_to_json(report->plan, report->evidence));
	if (report->simulation && report->simulation->variant_count)
		json_put(json, "simulation", simulation_to_json(report->simulation));
	if (report->owners)
		json_put(json, "owners", owners_to_json(report->owners));
	if (report->measured && report->measured->source)
		json_put(json, "measured", measured_to_json(report->measured));
	json_put(json, "messages", messages(boot));
	json_put(json, "assumptions", JSON_LIST(i, boot->assumption_count, assumption(&boot->assumptions[i])));
	return json;
}

void report_write_json(const struct report *report, FILE *out)
{
	json_write(report_to_json(report), out);
}
