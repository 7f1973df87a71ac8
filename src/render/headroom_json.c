/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "alloc/fragmentation.h"
#include "render/headroom_json.h"
#include "render/json.h"

static json_t *zone_to_json(const struct zone_headroom *z)
{
	return json_packed("{s:s, s:i, s:O, s:I, s:I, s:I, s:I, s:I, s:s, s:s}", "name",
					   gfp_zone_name(z->zone->kind), "node", (int)z->zone->node, "blocks",
					   estimate_to_json(z->blocks), "by_watermark", (json_int_t)z->by_watermark, "by_blocks",
					   (json_int_t)z->by_blocks, "mark", (json_int_t)z->mark, "lowmem_reserve",
					   (json_int_t)z->reserve, "usable", (json_int_t)z->usable, "limited_by",
					   headroom_limit_name(z->limit), "reason", refusal_text(z->ending));
}

static json_t *slow_path_to_json(const struct slow_path *path)
{
	return json_packed("{s:s, s:b, s:b, s:b, s:s?, s:s, s:O}", "outcome", slow_outcome_text(path->outcome),
					   "sleeps", path->sleeps, "oom_killer", path->may_kill, "warns", path->warns, "message",
					   path->message, "mark", path->mark, "steps", json_texts(path->steps, path->step_count));
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
	json_put(row, "order", json_int(request->order));
	json_put(row, "request", json_text(names[0] ? names : mask));
	json_put(row, "text", json_text(request->text));
	json_put(row, "mask", json_text(mask));
	json_put(row, "migratetype", json_text(type_name(request)));
	if (request->bytes)
		json_put(row, "bytes", json_int((json_int_t)request->bytes));
	if (request->count)
		json_put(row, "count", json_int((json_int_t)request->count));
	json_add_text(row, "note", request->note);
}

static json_t *shortage_to_json(const struct headroom *h)
{
	return json_packed("{s:I, s:I, s:I}", "for_blocks", (json_int_t)h->wanted, "missing_pages",
					   (json_int_t)h->short_pages, "missing_blocks", (json_int_t)h->short_blocks);
}

/* Worst zone of those the request may use: the indices that debugfs shows, and without CMA. */
static json_t *indices(const struct zone_state *z, unsigned int order)
{
	unsigned int no_cma = TYPES_ALL & ~TYPE_BIT(CMA);

	return json_packed("{s:s, s:i, s:i, s:i, s:i}", "name", gfp_zone_name(z->kind), "extfrag_index",
					   extfrag_index(z, TYPES_ALL, order), "extfrag_index_without_cma",
					   extfrag_index(z, no_cma, order), "unusable_index", unusable_index(z, TYPES_ALL, order),
					   "unusable_index_without_cma", unusable_index(z, no_cma, order));
}

static json_t *headroom_to_json(const struct headroom *h, const char *state)
{
	json_t *row = json_new_object();

	add_request(row, h->request);
	json_put(row, "state", json_text(state));
	json_put(row, "blocks", estimate_to_json(h->blocks));
	json_put(row, "limited_by", json_text(headroom_limit_name(h->limit)));
	json_put(row, "lower_bound", json_boolean(h->lower_bound));
	if (h->request->count)
		json_put(row, "enough", json_boolean(h->blocks.value >= h->wanted));
	json_put(row, "shortage", shortage_to_json(h));
	json_put(row, "zones", JSON_LIST(i, h->zone_count, zone_to_json(&h->zones[i])));
	json_put(row, "fragmentation", JSON_LIST(i, h->zone_count, indices(h->zones[i].zone, h->request->order)));
	json_put(row, "slow_path", slow_path_to_json(&h->slow_path));
	return row;
}

void headroom_print_json(FILE *out, const struct headroom *rows, size_t count, const char *state)
{
	json_write(json_packed("{s:s, s:O}", "schema", "dtcarve-headroom-1", "headroom",
						   JSON_LIST(i, count, headroom_to_json(&rows[i], state))),
			   out);
}

/* --- gfp ---------------------------------------------------------------------- */

static json_t *flags_to_json(const struct gfp *gfp)
{
	json_t *names = json_new_array();

	for (unsigned int bit = 0; bit < 32; bit++)
		if (gfp->mask >> bit & 1 && !(gfp->unknown >> bit & 1))
			json_append(names, json_text(gfp_flag_name(gfp_flag_at(gfp->layout, bit))));
	return names;
}

void gfp_print_json(FILE *out, const struct alloc_kernel *kernel, const struct alloc_request *request,
					const struct slow_path *path)
{
	json_t *root = json_new_object();
	char unknown[16];

	snprintf(unknown, sizeof(unknown), "%#x", request->gfp.unknown);
	json_put(root, "schema", json_text("dtcarve-gfp-1"));
	add_request(root, request);
	json_put(root, "gfp", flags_to_json(&request->gfp));
	if (request->gfp.unknown)
		json_put(root, "unknown_bits", json_text(unknown));
	json_put(root, "layout",
			 json_packed("{s:s, s:s}", "from", gfp_layout_first(request->gfp.layout), "to",
						 gfp_layout_last(request->gfp.layout)));
	json_put(root, "class", json_text(gfp_class_name(gfp_class(&request->gfp))));
	json_put(root, "highest_zone", json_text(gfp_zone_name(gfp_highest_zone(&request->gfp, kernel->zones))));
	json_put(root, "slow_path", slow_path_to_json(path));
	json_write(root, out);
}
