/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report as JSON, schema dtcarve-report-1. */

#include "alloc/fragmentation.h"
#include "alloc/usual.h"
#include "alloc/zone_state.h"
#include "board/board.h"
#include "compare/measured.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "alloc/account.h"
#include "render/json.h"
#include "render/plan_writers.h"
#include "render/report_writer.h"
#include "render/report_json.h"
#include "render/simulation_writers.h"
#include "findings/findings.h"
#include "util/arena.h"

/* Where what was told beside the tree stands; no row for what nobody told. */
static json_t *told(const struct image_told *t)
{
	const struct {
		const char *what, *from;
	} rows[] = { { "cmdline", t->cmdline_from },  { "kernel", t->kernel_from }, { "config", t->config },
				 { "system_map", t->system_map }, { "initrd", t->initrd_from }, { "memory", t->banks_from } };
	json_t *json = json_object();

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (rows[i].from)
			json_object_set_new(json, rows[i].what, json_text(rows[i].from));
	return json;
}

static json_t *input(const struct report *report)
{
	const struct board *board = report->board;
	json_t *json = json_pack("{s:o, s:o, s:o, s:o, s:s}", "file", json_text(board->file), "format",
							 json_text(board->format), "model", json_text(board->model), "compatible",
							 json_texts(board->compatible, board->compatible_count), "arch",
							 arch_name(report->kernel->arch));

	if (board->entry)
		json_object_set_new(json, "entry", json_text(board->entry));
	json_object_set_new(json, "told_by", told(&board->told));
	return json;
}

static json_t *kernel(const struct report *report)
{
	const struct kernel *k = report->kernel;

	json_t *o = json_pack("{s:o, s:I, s:i, s:i, s:I, s:i}", "version", json_text(k->release), "page_size",
						  (json_int_t)page_size(k), "pageblock_order", (int)k->pageblock_order, "max_order",
						  (int)k->max_order, "cma_granule", (json_int_t)k->cma_granule, "cma_areas",
						  (int)k->cma_areas);

	json_add_kernel_basis(o, k);
	json_object_set_new(o, "page_size_told", json_boolean(k->page_size_told));
	if (report->boot->efi)
		json_object_set_new(o, "efi", json_true());
	return o;
}

static json_t *outcome(const struct boot *boot)
{
	return json_pack("{s:b, s:b, s:o, s:o}", "boots", (int)boot->boots, "certain", (int)!boot->fate_open,
					 "reason", json_text(boot->reason), "path", json_text(boot->reason_path));
}

static const char *owner_of(const struct memblock *mb, struct range range)
{
	for (size_t i = 0; i < mb->claim_count; i++)
		if (ranges_overlap(mb->claims[i].range, range))
			return mb->claims[i].owner;
	return NULL;
}

static json_t *memory_flags(unsigned int flags)
{
	json_t *array = json_array();

	if (flags & MEMBLOCK_NOMAP)
		json_array_append_new(array, json_string("nomap"));
	if (flags & MEMBLOCK_HOTPLUG)
		json_array_append_new(array, json_string("hotplug"));
	return array;
}

static json_t *memblock(const struct boot *boot)
{
	const struct memblock *mb = &boot->memblock;
	json_t *memory = json_array(), *reserved = json_array();

	for (size_t i = 0; i < mb->memory.count; i++) {
		struct memblock_region m = mb->memory.regions[i];

		json_t *row = json_pack("{s:o, s:o, s:o}", "base", json_address(m.range.base), "size",
								json_uint(m.range.size), "flags", memory_flags(m.flags));

		if (boot->node_count > 1)
			json_object_set_new(row, "node", json_integer(m.node));
		json_array_append_new(memory, row);
	}
	for (size_t i = 0; i < mb->reserved.count; i++) {
		struct range m = mb->reserved.regions[i].range;
		const char *owner = owner_of(mb, m);

		json_array_append_new(reserved, json_pack("{s:o, s:o, s:o, s:b}", "base", json_address(m.base),
												  "size", json_uint(m.size), "owner", json_text(owner),
												  "exact", (int)boot->kernel->image.known));
	}
	return json_pack("{s:o, s:o}", "memory", memory, "reserved", reserved);
}

static void add_base(json_t *row, const struct region *r)
{
	struct estimate base = region_base(r);

	json_object_set_new(row, "base", json_address((uint64_t)base.value));
	json_object_set_new(row, "base_exact", json_boolean(is_exact(base)));
	json_object_set_new(row, "base_low", json_address((uint64_t)base.low));
	json_object_set_new(row, "base_high", json_address((uint64_t)base.high));
}

static struct estimate in_pages(const struct boot *boot, struct estimate bytes)
{
	unsigned int shift = boot->kernel->page_shift;

	return (struct estimate){ bytes.value >> shift, bytes.low >> shift, bytes.high >> shift };
}

static json_t *assumptions(const struct boot *boot)
{
	json_t *array = json_array();

	for (size_t i = 0; i < boot->assumption_count; i++) {
		const struct assumption *a = &boot->assumptions[i];

		json_array_append_new(array, json_pack("{s:o, s:o, s:I}", "what", json_text(a->what), "option",
											   json_text(a->option), "moves_bytes", (json_int_t)a->moves));
	}
	return array;
}

static json_t *regions(const struct boot *boot)
{
	json_t *array = json_array();

	for (size_t i = 0; i < boot->region_count; i++) {
		const struct region *r = &boot->regions[i];

		json_t *row = json_pack("{s:o, s:o, s:s, s:s, s:b, s:o}", "path", json_text(r->path), "size",
								estimate_to_json(region_size(r)), "kind", region_kind_name(r->kind),
								"outcome", region_outcome_name(r->outcome), "dynamic", (int)r->dynamic,
								"dmesg", json_texts(r->dmesg, r->dmesg_count));

		add_base(row, r);
		json_array_append_new(array, row);
	}
	return array;
}

/* `pages` stays a number beside its range, as `base` stays a string; a pool per node belongs to no region. */
static json_t *cma_area(const struct boot *boot, const struct cma_area *a)
{
	const struct region *r = a->region < boot->region_count ? &boot->regions[a->region] : NULL;
	struct estimate pages = in_pages(boot, r ? region_size(r) : exact((int64_t)a->range.size));
	json_t *row = json_pack("{s:o, s:I, s:b, s:I, s:I, s:b, s:b}", "name", json_text(a->name), "pages",
							(json_int_t)pages.value, "pages_exact", (int)is_exact(pages), "pages_low",
							(json_int_t)pages.low, "pages_high", (json_int_t)pages.high, "default",
							(int)a->is_default, "activated", (int)a->activated);

	if (r)
		add_base(row, r);
	else
		json_object_set_new(row, "base", json_address(a->range.base));
	return row;
}

static json_t *cma(const struct boot *boot)
{
	json_t *array = json_array();

	for (size_t i = 0; i < boot->cma_count; i++)
		json_array_append_new(array, cma_area(boot, &boot->cma[i]));
	return array;
}

static const struct {
	enum migratetype type;
	const char *name;
} types[] = {
	{ MIGRATE_UNMOVABLE, "unmovable" },
	{ MIGRATE_MOVABLE, "movable" },
	{ MIGRATE_RECLAIMABLE, "reclaimable" },
	{ MIGRATE_HIGHATOMIC, "highatomic" },
	{ MIGRATE_CMA, "cma" },
};

/* The zone once the system is up; NULL for an empty one. */
static const struct zone_state *settled_zone(const struct report *report, const struct zone *z)
{
	for (size_t i = 0; i < report->settled->zone_count; i++)
		if (report->settled->zones[i].kind == (enum gfp_zone)z->type &&
			report->settled->zones[i].node == z->node)
			return &report->settled->zones[i];
	return NULL;
}

/* In thousandths, order by order, as debugfs computes them. */
static json_t *index_json(const struct report *report, const struct zone_state *z, unsigned int without,
						  int (*index)(const struct zone_state *, unsigned int, unsigned int))
{
	json_t *orders = json_array();

	for (unsigned int o = 0; o <= report->boot->kernel->max_order; o++)
		json_array_append_new(orders, json_integer(index(z, TYPES_ALL & ~without, o)));
	return orders;
}

static json_t *fragmentation_json(const struct report *report, const struct zone_state *z)
{
	return json_pack("{s:o, s:o, s:o, s:o}", "unusable_index", index_json(report, z, 0, unusable_index),
					 "unusable_index_without_cma", index_json(report, z, TYPE_BIT(CMA), unusable_index),
					 "extfrag_index", index_json(report, z, 0, extfrag_index), "extfrag_index_without_cma",
					 index_json(report, z, TYPE_BIT(CMA), extfrag_index));
}

/* "pageblocks" and "free_at_handover" are as memblock hands the zone over, this and "free" once the system is
 * up. */
static json_t *pageblocks_json(const struct zone_state *z)
{
	json_t *blocks = json_object();

	for (size_t t = 0; t < ARRAY_SIZE(types); t++)
		json_object_set_new(blocks, types[t].name, json_integer((json_int_t)z->pageblocks[types[t].type]));
	return blocks;
}

/*
 * A number of pages that is an estimate. Where nobody told how large they are, its low end is a number of
 * those of 64 KiB.
 */
static json_t *pages_json(const struct boot *boot, struct estimate pages)
{
	if (!boot->kernel->page_size_told && !is_exact(pages))
		pages.low >>= 16 - boot->kernel->page_shift;
	return estimate_to_json(pages);
}

static json_t *zone_json(const struct report *report, const struct zone *z)
{
	const struct boot *boot = report->boot;
	const struct zone_state *settled = settled_zone(report, z);
	json_t *protection = json_array(), *ranges = json_array(), *blocks = json_object(),
		   *free_area = json_object(), *handed = json_object(), *zone;

	/* plain integers by contract: where they are estimates, the range stands beside them */
	for (size_t i = 0; i < boot->protection_columns; i++) {
		struct estimate e = z->protection[i];

		json_array_append_new(protection, json_integer((json_int_t)e.value));
		json_array_append_new(ranges, json_pack("[I, I]", (json_int_t)e.low, (json_int_t)e.high));
	}
	for (size_t t = 0; t < ARRAY_SIZE(types); t++) {
		json_t *orders = json_array(), *at_handover = json_array();

		json_object_set_new(blocks, types[t].name, json_uint(z->pageblocks[types[t].type]));
		for (unsigned int o = 0; o <= boot->kernel->max_order; o++)
			json_array_append_new(
				orders, json_integer((json_int_t)(settled ? settled->nr_free[types[t].type][o] : 0)));
		for (unsigned int o = 0; o <= boot->kernel->max_order; o++)
			json_array_append_new(at_handover, json_uint(z->free_area[types[t].type][o]));
		json_object_set_new(free_area, types[t].name, orders);
		json_object_set_new(handed, types[t].name, at_handover);
	}
	zone = json_pack("{s:s, s:o, s:o, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
					 "name", z->name, "start_pfn", json_uint(z->start_pfn), "spanned", json_uint(z->spanned),
					 "span_exact", (int)z->span_exact, "present", estimate_to_json(z->present), "managed",
					 pages_json(boot, z->managed), "cma", estimate_to_json(z->cma), "min",
					 pages_json(boot, z->min), "low", pages_json(boot, z->low), "high",
					 pages_json(boot, z->high), "protection", protection, "protection_range", ranges,
					 "pageblocks", blocks, "free", free_area, "free_at_handover", handed, "settled_use",
					 estimate_to_json(estimate_add(z->settled_kernel, z->settled_user)));
	/* arm: which machines a kernel is built for decides on ZONE_DMA, and so on what lowmem is called */
	if (!boot->kernel->zone_dma_told && z->type <= ZONE_NORMAL)
		json_object_set_new(zone, "name_exact", json_false());
	if (boot->node_count > 1)
		json_object_set_new(zone, "node", json_integer(z->node));
	if (settled) {
		json_object_set_new(zone, "pageblocks_settled", pageblocks_json(settled));
		json_object_set_new(zone, "fragmentation", fragmentation_json(report, settled));
	}
	return zone;
}

static json_t *zones(const struct report *report)
{
	const struct boot *boot = report->boot;
	json_t *array = json_array();

	for (size_t i = 0; i < boot->zone_count; i++)
		json_array_append_new(array, zone_json(report, &boot->zones[i]));
	return array;
}

static json_t *budget(const struct boot *boot)
{
	json_t *array = json_array();

	for (size_t i = 0; i < boot->budget_count; i++)
		json_array_append_new(array,
							  json_pack("{s:o, s:o, s:b}", "consumer", json_text(boot->budget[i].consumer),
										"bytes", json_integer((json_int_t)boot->budget[i].bytes), "exact",
										(int)boot->budget[i].exact));
	return array;
}

static json_t *account_row(const struct account_row *row)
{
	json_t *json =
		json_pack("{s:s, s:s, s:o, s:o, s:b}", "step", account_step_name(row->step), "id", row->id, "label",
				  json_text(row->label), "bytes", estimate_to_json(row->bytes), "exact", (int)row->exact);

	if (row->count)
		json_object_set_new(json, "count", json_uint(row->count));
	return json;
}

static json_t *account(const struct boot *boot)
{
	struct arena *arena = arena_new();
	struct account account = account_of(arena, boot);
	json_t *array = json_array();

	for (size_t i = 0; i < account.count; i++)
		json_array_append_new(array, account_row(&account.rows[i]));
	arena_free(arena);
	return array;
}

static json_t *headroom(const struct report *report)
{
	json_t *array = json_array();

	/* zones, indices and the slow path of each are the headroom command's */
	for (size_t i = 0; i < report->headroom->count && report->boot->boots; i++) {
		const struct headroom *row = &report->headroom->rows[i];
		char names[64];

		gfp_describe(&row->request->gfp, names, sizeof(names));
		json_array_append_new(
			array, json_pack("{s:i, s:s, s:s, s:o, s:b, s:s}", "order", (int)row->request->order, "request",
							 names, "state", "boot", "blocks", estimate_to_json(row->blocks), "lower_bound",
							 (int)row->lower_bound, "limited_by", headroom_limit_name(row->limit)));
	}
	return array;
}

static json_t *findings(const struct findings *list)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->count; i++) {
		const struct finding *f = &list->items[i];
		json_t *row = json_pack("{s:s, s:s, s:o, s:o, s:o}", "id", f->rule->id, "severity",
								severity_name(f->severity), "path", json_text(f->path), "message",
								json_text(f->message), "hint", json_text(f->hint));

		if (f->other_path)
			json_object_set_new(row, "other", json_text(f->other_path));
		if (f->property)
			json_object_set_new(row, "property", json_text(f->property));
		json_array_append_new(array, row);
	}
	return array;
}

static json_t *uncertain_message(const char *text, bool expected)
{
	return json_pack("{s:o, s:b, s:b}", "text", json_text(text), "expected", (int)expected, "certain", 0);
}

/* A string, by contract; a line on which an assumption decides is an object. */
static json_t *messages(const struct boot *boot)
{
	json_t *array = json_array();

	for (size_t i = 0; i < boot->message_count; i++)
		json_array_append_new(array, boot->messages[i].certain
										 ? json_text(boot->messages[i].text)
										 : uncertain_message(boot->messages[i].text, true));
	for (size_t i = 0; i < boot->possible_count; i++)
		json_array_append_new(array, uncertain_message(boot->possible[i], false));
	return array;
}

json_t *report_to_json(const struct report *report)
{
	const struct boot *boot = report->boot;
	json_t *json =
		json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "schema", "dtcarve-report-1", "input",
				  input(report), "kernel", kernel(report), "outcome", outcome(boot), "memblock",
				  memblock(boot), "regions", regions(boot), "cma", cma(boot), "zones", zones(report));

	json_object_set_new(json, "min_free_kbytes", estimate_to_json(boot->min_free_kbytes));
	json_object_set_new(json, "memory_line",
						json_pack("{s:o, s:o, s:o}", "total_kb", estimate_to_json(boot->total_kb),
								  "reserved_kb", estimate_to_json(boot->reserved_kb), "cma_kb",
								  estimate_to_json(boot->cma_kb)));
	json_object_set_new(json, "budget", budget(boot));
	json_object_set_new(json, "account", account(boot));
	if (report->headroom)
		json_object_set_new(json, "headroom", headroom(report));
	if (report->findings)
		json_object_set_new(json, "findings", findings(report->findings));
	if (report->plan)
		json_object_set_new(json, "plan", plan_to_json(report->plan, report->evidence));
	if (report->simulation && report->simulation->variant_count)
		json_object_set_new(json, "simulation", simulation_to_json(report->simulation));
	if (report->measured && report->measured->source)
		json_object_set_new(json, "measured", measured_to_json(report->measured));
	json_object_set_new(json, "messages", messages(boot));
	json_object_set_new(json, "assumptions", assumptions(boot));
	return json;
}

void report_write_json(const struct report *report, FILE *out)
{
	json_write(report_to_json(report), out);
}
