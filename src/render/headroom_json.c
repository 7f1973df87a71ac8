/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "alloc/fragmentation.h"
#include "render/headroom_json.h"
#include "render/json.h"

static json_t *zone_to_json(const struct zone_headroom *z)
{
	return json_pack("{s:s, s:i, s:o, s:I, s:I, s:I, s:I, s:I, s:s, s:s}", "name",
					 gfp_zone_name(z->zone->kind), "node", (int)z->zone->node, "blocks",
					 estimate_to_json(z->blocks), "by_watermark", (json_int_t)z->by_watermark, "by_blocks",
					 (json_int_t)z->by_blocks, "mark", (json_int_t)z->mark, "lowmem_reserve",
					 (json_int_t)z->reserve, "usable", (json_int_t)z->usable, "limited_by",
					 headroom_limit_name(z->limit), "reason", refusal_text(z->ending));
}

static json_t *slow_path_to_json(const struct slow_path *path)
{
	json_t *steps = json_array();

	for (unsigned int i = 0; i < path->step_count; i++)
		json_array_append_new(steps, json_string(path->steps[i]));
	return json_pack("{s:s, s:b, s:b, s:b, s:s?, s:s, s:o}", "outcome", slow_outcome_text(path->outcome),
					 "sleeps", path->sleeps, "oom_killer", path->may_kill, "warns", path->warns, "message",
					 path->message, "mark", path->mark, "steps", steps);
}

static const char *type_name(const struct alloc_request *request)
{
	static const char *const names[] = { "unmovable", "movable", "reclaimable" };

	return names[gfp_migratetype(&request->gfp)];
}

static void add_request(json_t *row, const struct alloc_request *request)
{
	char names[512], mask[16];

	snprintf(mask, sizeof(mask), "%#x", request->gfp.mask);
	gfp_describe(&request->gfp, names, sizeof(names));
	json_object_set_new(row, "order", json_integer(request->order));
	json_object_set_new(row, "request", json_string(names[0] ? names : mask));
	json_object_set_new(row, "text", json_string(request->text));
	json_object_set_new(row, "mask", json_string(mask));
	json_object_set_new(row, "migratetype", json_string(type_name(request)));
	if (request->bytes)
		json_object_set_new(row, "bytes", json_integer((json_int_t)request->bytes));
	if (request->count)
		json_object_set_new(row, "count", json_integer((json_int_t)request->count));
	if (request->note)
		json_object_set_new(row, "note", json_string(request->note));
}

static json_t *shortage_to_json(const struct headroom *h)
{
	return json_pack("{s:I, s:I, s:I}", "for_blocks", (json_int_t)h->wanted, "missing_pages",
					 (json_int_t)h->short_pages, "missing_blocks", (json_int_t)h->short_blocks);
}

/* Worst zone of those the request may use: the indices that debugfs shows, and without CMA. */
static void add_indices(json_t *row, const struct headroom *h)
{
	json_t *zones = json_array();

	for (size_t i = 0; i < h->zone_count; i++) {
		const struct zone_state *z = h->zones[i].zone;
		unsigned int order = h->request->order, no_cma = TYPES_ALL & ~TYPE_BIT(CMA);

		json_array_append_new(zones,
							  json_pack("{s:s, s:i, s:i, s:i, s:i}", "name", gfp_zone_name(z->kind),
										"extfrag_index", extfrag_index(z, TYPES_ALL, order),
										"extfrag_index_without_cma", extfrag_index(z, no_cma, order),
										"unusable_index", unusable_index(z, TYPES_ALL, order),
										"unusable_index_without_cma", unusable_index(z, no_cma, order)));
	}
	json_object_set_new(row, "fragmentation", zones);
}

static json_t *headroom_to_json(const struct headroom *h, const char *state)
{
	json_t *row = json_object(), *zones = json_array();

	add_request(row, h->request);
	json_object_set_new(row, "state", json_string(state));
	json_object_set_new(row, "blocks", estimate_to_json(h->blocks));
	json_object_set_new(row, "limited_by", json_string(headroom_limit_name(h->limit)));
	json_object_set_new(row, "lower_bound", json_boolean(h->lower_bound));
	if (h->request->count)
		json_object_set_new(row, "enough", json_boolean(h->blocks.value >= h->wanted));
	json_object_set_new(row, "shortage", shortage_to_json(h));
	for (size_t i = 0; i < h->zone_count; i++)
		json_array_append_new(zones, zone_to_json(&h->zones[i]));
	json_object_set_new(row, "zones", zones);
	add_indices(row, h);
	json_object_set_new(row, "slow_path", slow_path_to_json(&h->slow_path));
	return row;
}

void headroom_print_json(FILE *out, const struct headroom *rows, size_t count, const char *state)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, headroom_to_json(&rows[i], state));
	json_write(json_pack("{s:s, s:o}", "schema", "dtcarve-headroom-1", "headroom", list), out);
}

/* --- gfp ---------------------------------------------------------------------- */

static json_t *flags_to_json(const struct gfp *gfp)
{
	json_t *names = json_array();

	for (unsigned int bit = 0; bit < 32; bit++)
		if (gfp->mask >> bit & 1 && !(gfp->unknown >> bit & 1))
			json_array_append_new(names, json_string(gfp_flag_name(gfp_flag_at(gfp->layout, bit))));
	return names;
}

void gfp_print_json(FILE *out, const struct alloc_kernel *kernel, const struct alloc_request *request,
					const struct slow_path *path)
{
	json_t *root = json_object();
	char unknown[16];

	snprintf(unknown, sizeof(unknown), "%#x", request->gfp.unknown);
	json_object_set_new(root, "schema", json_string("dtcarve-gfp-1"));
	add_request(root, request);
	json_object_set_new(root, "gfp", flags_to_json(&request->gfp));
	if (request->gfp.unknown)
		json_object_set_new(root, "unknown_bits", json_string(unknown));
	json_object_set_new(root, "layout",
						json_pack("{s:s, s:s}", "from", gfp_layout_first(request->gfp.layout), "to",
								  gfp_layout_last(request->gfp.layout)));
	json_object_set_new(root, "class", json_string(gfp_class_name(gfp_class(&request->gfp))));
	json_object_set_new(root, "highest_zone",
						json_string(gfp_zone_name(gfp_highest_zone(&request->gfp, kernel->zones))));
	json_object_set_new(root, "slow_path", slow_path_to_json(path));
	json_write(root, out);
}
