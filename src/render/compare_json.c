/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "board/board.h"
#include "compare/compare.h"
#include "kernel/kernel.h"
#include "render/compare.h"
#include "render/json_writer.h"
#include "util/arena.h"

static void put_estimate(struct json_writer *w, const char *key, struct estimate e)
{
	if (is_exact(e)) {
		jsonw_integer(w, key, e.value);
		return;
	}
	jsonw_open(w, key, '{');
	jsonw_integer(w, "value", e.value);
	jsonw_integer(w, "low", e.low);
	jsonw_integer(w, "high", e.high);
	jsonw_bool(w, "exact", false);
	jsonw_close(w, '}');
}

static void put_side(struct json_writer *w, const char *key, const struct compare_side *side)
{
	jsonw_open(w, key, '{');
	jsonw_string(w, "file", side->name);
	if (side->board->model)
		jsonw_string(w, "model", side->board->model);
	jsonw_string(w, "kernel", side->kernel->release);
	jsonw_bool(w, "boots", side->boot->boots);
	jsonw_close(w, '}');
}

static void put_region_side(struct json_writer *w, const char *key, const struct region *region)
{
	char address[32];

	if (!region)
		return;
	jsonw_open(w, key, '{');
	jsonw_string(w, "path", region->path);
	if (region->range.size) {
		snprintf(address, sizeof(address), "0x%08llx", (unsigned long long)region->range.base);
		jsonw_string(w, "base", address);
	}
	jsonw_integer(w, "size", (int64_t)region->range.size);
	jsonw_string(w, "kind", region_kind_name(region->kind));
	jsonw_string(w, "outcome", region_outcome_name(region->outcome));
	jsonw_close(w, '}');
}

static void put_regions(struct json_writer *w, const struct comparison *c)
{
	jsonw_open(w, "regions", '[');
	for (size_t i = 0; i < c->region_count; i++) {
		jsonw_open(w, NULL, '{');
		jsonw_string(w, "change", change_name(c->regions[i].change));
		put_region_side(w, "old", c->regions[i].old);
		put_region_side(w, "new", c->regions[i].new);
		jsonw_close(w, '}');
	}
	jsonw_close(w, ']');
}

static void put_figures(struct json_writer *w, const char *key, const struct figure_diffs *list, bool orders)
{
	jsonw_open(w, key, '[');
	for (size_t i = 0; i < list->count; i++) {
		const struct figure_diff *f = &list->items[i];

		jsonw_open(w, NULL, '{');
		if (orders) {
			jsonw_integer(w, "order", f->order);
			jsonw_string(w, "request", f->label);
		} else if (f->zone) {
			jsonw_string(w, "zone", f->zone);
			jsonw_string(w, "id", f->id);
		} else {
			jsonw_string(w, "id", f->id);
			jsonw_string(w, "label", f->label);
		}
		put_estimate(w, "old", f->old);
		put_estimate(w, "new", f->new);
		jsonw_close(w, '}');
	}
	jsonw_close(w, ']');
}

static void put_findings(struct json_writer *w, const struct comparison *c)
{
	jsonw_open(w, "findings", '[');
	for (size_t i = 0; i < c->finding_count; i++) {
		const struct finding *f = c->findings[i].finding;

		jsonw_open(w, NULL, '{');
		jsonw_string(w, "change", finding_change_name(c->findings[i].change));
		jsonw_string(w, "id", f->rule->id);
		jsonw_string(w, "severity", severity_name(f->severity));
		jsonw_string(w, "path", f->path);
		jsonw_string(w, "message", f->message);
		jsonw_close(w, '}');
	}
	jsonw_close(w, ']');
}

void compare_write_json(const struct comparison *comparison, FILE *out)
{
	struct json_writer w;

	jsonw_begin(&w, out);
	jsonw_open(&w, NULL, '{');
	jsonw_string(&w, "schema", "dtcarve-diff-1");
	put_side(&w, "old", &comparison->old);
	put_side(&w, "new", &comparison->new);
	jsonw_bool(&w, "differs", comparison->differs);
	jsonw_open(&w, "costs", '[');
	for (size_t i = 0; i < comparison->cost_count; i++)
		jsonw_string(&w, NULL, comparison->costs[i]);
	jsonw_close(&w, ']');
	put_regions(&w, comparison);
	put_figures(&w, "account", &comparison->account, false);
	put_figures(&w, "zones", &comparison->zones, false);
	put_figures(&w, "headroom", &comparison->headroom, true);
	put_findings(&w, comparison);
	jsonw_close(&w, '}');
}
