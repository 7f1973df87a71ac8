/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/what_if_json.h"

#include "board/board.h"
#include "job/what_if.h"
#include "policy/need.h"
#include "render/compare_json.h"
#include "render/json.h"

static json_t *need_json(const struct need *need, struct estimate value)
{
	bool told = need->kind != NEED_FAIL; /* by a boot */

	return json_packed("{s:O, s:O, s:s, s:O, s:O}", "need", json_text(need->text), "target",
					   json_int(need->target), "unit", need_unit(need), "value",
					   told ? estimate_to_json(value) : json_null(), "met",
					   told ? json_int(need_is_met(need, value)) : json_null());
}

void what_if_write_json(const struct what_if_view *view, FILE *out)
{
	json_write(json_packed("{s:s, s:O, s:O}", "schema", "dtcarve-what-if-1", "needs",
						   JSON_LIST(i, view->need_count, need_json(&view->needs[i], view->values[i])),
						   "diff", compare_to_json(view->comparison)),
			   out);
}

static const char *kind_of(const struct rmem_node *node)
{
	if (node->no_map)
		return "no-map";
	return node->reusable ? "reusable" : "reserved";
}

static json_t *region(const struct rmem_node *node, const struct what_if_region *r)
{
	json_t *row = json_packed("{s:O, s:O, s:O, s:O, s:s, s:b}", "path", json_text(node->path), "label",
							  json_text(node->label), "base", json_address(r->range.base), "size",
							  json_uint(r->range.size), "kind", kind_of(node), "dynamic", (int)(node->reg.count == 0));

	json_put(row, "users", json_texts(node->consumers, node->consumer_count));
	json_put(row, "why", json_text(r->why));
	json_put(row, "granule", json_uint(r->granule));
	json_put(row, "room", json_uint(r->room));
	json_put(row, "bank", json_packed("{s:O, s:O}", "base", json_address(r->bank.base), "size", json_uint(r->bank.size)));
	json_put(row, "may", json_packed("{s:b, s:b, s:b}", "resize", (int)r->may_resize, "move", (int)r->may_move, "convert",
									 (int)r->may_convert));
	return row;
}

void what_if_regions_write_json(const struct board *board, const struct what_if_regions *regions, FILE *out)
{
	json_write(json_packed("{s:s, s:O}", "schema", "dtcarve-editable-1", "regions",
						   JSON_LIST(i, regions->count,
									 region(&board->rmem[regions->items[i].node], &regions->items[i]))),
			   out);
}
