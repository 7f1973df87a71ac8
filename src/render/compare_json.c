/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "board/board.h"
#include "compare/compare.h"
#include "kernel/kernel.h"
#include "render/compare_json.h"
#include "render/json.h"

static json_t *side_json(const struct compare_side *side)
{
	json_t *o = json_packed("{s:O, s:O, s:b}", "file", json_text(side->name), "kernel",
							json_text(side->kernel->release), "boots", (int)side->boot->boots);

	json_add_kernel_basis(o, side->kernel);
	json_add_text(o, "model", side->board->model);
	return o;
}

static void add_region_side(json_t *o, const char *key, const struct region *region)
{
	json_t *side;

	if (!region)
		return;
	side = json_packed("{s:O, s:O, s:s, s:s}", "path", json_text(region->path), "size",
					   json_uint(region->range.size), "kind", region_kind_name(region->kind), "outcome",
					   region_outcome_name(region->outcome));
	if (region->range.size)
		json_put(side, "base", json_address(region->range.base));
	json_put(o, key, side);
}

static json_t *region_json(const struct region_diff *r)
{
	json_t *o = json_packed("{s:s}", "change", change_name(r->change));

	add_region_side(o, "old", r->old);
	add_region_side(o, "new", r->new);
	return o;
}

static json_t *figure_json(const struct figure_diff *f, bool orders)
{
	json_t *o = json_new_object();

	if (orders)
		json_put(o, "order", json_int(f->order));
	else
		json_add_text(o, "id", f->id);
	json_add_text(o, "zone", f->zone);
	if (!f->zone)
		json_add_text(o, orders ? "request" : "label", f->label);
	json_put(o, "old", estimate_to_json(f->old));
	json_put(o, "new", estimate_to_json(f->new));
	return o;
}

static json_t *figures_json(const struct figure_diffs *list, bool orders)
{
	return JSON_LIST(i, list->count, figure_json(&list->items[i], orders));
}

static json_t *finding_json(const struct finding *f, enum finding_change change)
{
	return json_packed("{s:s, s:s, s:s, s:O, s:O}", "change", finding_change_name(change), "id", f->rule->id,
					   "severity", severity_name(f->severity), "path", json_text(f->path), "message",
					   json_text(f->message));
}

json_t *compare_to_json(const struct comparison *c)
{
	return json_packed(
		"{s:s, s:O, s:O, s:b, s:O, s:O, s:O, s:O, s:O, s:O}", "schema", "dtcarve-diff-1", "old",
		side_json(&c->old), "new", side_json(&c->new), "differs", (int)c->differs, "costs",
		json_texts(c->costs, c->cost_count), "regions",
		JSON_LIST(i, c->region_count, region_json(&c->regions[i])), "account",
		figures_json(&c->account, false), "zones", figures_json(&c->zones, false), "headroom",
		figures_json(&c->headroom, true), "findings",
		JSON_LIST(i, c->finding_count, finding_json(c->findings[i].finding, c->findings[i].change)));
}

void compare_write_json(const struct comparison *c, FILE *out)
{
	json_write(compare_to_json(c), out);
}
