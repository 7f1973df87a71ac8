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

static json_t *regions_json(const struct comparison *c)
{
	json_t *regions = json_new_array();

	for (size_t i = 0; i < c->region_count; i++) {
		json_t *o = json_packed("{s:s}", "change", change_name(c->regions[i].change));

		add_region_side(o, "old", c->regions[i].old);
		add_region_side(o, "new", c->regions[i].new);
		json_append(regions, o);
	}
	return regions;
}

static json_t *figures_json(const struct figure_diffs *list, bool orders)
{
	json_t *figures = json_new_array();

	for (size_t i = 0; i < list->count; i++) {
		const struct figure_diff *f = &list->items[i];
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
		json_append(figures, o);
	}
	return figures;
}

static json_t *findings_json(const struct comparison *c)
{
	json_t *findings = json_new_array();

	for (size_t i = 0; i < c->finding_count; i++) {
		const struct finding *f = c->findings[i].finding;

		json_append(findings, json_packed("{s:s, s:s, s:s, s:O, s:O}", "change",
										  finding_change_name(c->findings[i].change), "id", f->rule->id,
										  "severity", severity_name(f->severity), "path", json_text(f->path),
										  "message", json_text(f->message)));
	}
	return findings;
}

json_t *compare_to_json(const struct comparison *c)
{
	return json_packed("{s:s, s:O, s:O, s:b, s:O, s:O, s:O, s:O, s:O, s:O}", "schema", "dtcarve-diff-1", "old",
					   side_json(&c->old), "new", side_json(&c->new), "differs", (int)c->differs, "costs",
					   json_texts(c->costs, c->cost_count), "regions", regions_json(c), "account",
					   figures_json(&c->account, false), "zones", figures_json(&c->zones, false), "headroom",
					   figures_json(&c->headroom, true), "findings", findings_json(c));
}

void compare_write_json(const struct comparison *c, FILE *out)
{
	json_write(compare_to_json(c), out);
}
