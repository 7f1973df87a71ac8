/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>

#include "document/series_report.h"
#include "render/json.h"
#include "render/report_json.h"
#include "render/simulation_writers.h"

static json_t *integers(const int64_t *values, unsigned int count)
{
	return JSON_LIST(i, count, json_int(values[i]));
}

static json_t *spread_to_json(const struct spread *s)
{
	return json_packed("{s:f, s:f, s:f, s:b}", "value", s->value, "low", s->low, "high", s->high, "exact", 0);
}

/* Beyond the last factor that was tried there is no upper end. */
static json_t *load_to_json(const struct spread *s)
{
	json_t *json = spread_to_json(&(struct spread){ s->value, s->low, isfinite(s->high) ? s->high : 0 });

	if (!isfinite(s->high))
		json_put(json, "high", json_null());
	return json;
}

static json_t *seconds_to_json(double seconds)
{
	return isfinite(seconds) ? json_number(seconds) : json_null();
}

/* What there is no answer to is null, with the reason. */
static void add_outlook(json_t *request, const struct simulation_result *r, size_t q)
{
	static const char *const figures[] = { "p_fail_1h",         "p_fail_8h",   "first_failure_s",
										   "failures_per_hour", "free_blocks", "load_factor" };
	const struct outlook *o = &r->outlook[q];

	json_put(request, "steady", json_boolean(r->steady));
	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++)
		json_put(request, figures[i], json_null());
	if (o->why) {
		json_put(request, "why", json_text(o->why));
		return;
	}
	json_put(request, "p_fail_1h", spread_to_json(&o->p_1h));
	json_put(request, "p_fail_8h", spread_to_json(&o->p_8h));
	json_put(request, "failures_per_hour", spread_to_json(&o->per_hour));
	json_put(request, "first_failure_s",
			 json_packed("{s:O, s:O, s:O}", "median", seconds_to_json(o->median), "p5",
						 seconds_to_json(o->p5), "p95", seconds_to_json(o->p95)));
	if (o->has_load)
		json_put(request, "load_factor", load_to_json(&o->load));
	json_put(
		request, "free_blocks",
		json_packed("{s:i, s:f, s:f}", "order", (int)o->order, "worst", o->blocks_worst, "p5", o->blocks_p5));
}

static json_t *request_to_json(const struct simulation_result *r, size_t q)
{
	uint64_t attempts = 0, failures = 0;
	json_t *runs = json_new_array(), *request;

	for (size_t i = 0; i < r->run_count; i++) {
		attempts += r->runs[i].attempts[q];
		failures += r->runs[i].failures[q];
		json_append(runs, json_packed("{s:I, s:I}", "attempts", (json_int_t)r->runs[i].attempts[q],
									  "failures", (json_int_t)r->runs[i].failures[q]));
	}
	request =
		json_packed("{s:O, s:O, s:I, s:I, s:i, s:f, s:f, s:f, s:f, s:O}", "name",
					json_text(r->requests[q]->name), "request", json_text(r->requests[q]->request),
					"attempts", (json_int_t)attempts, "failures", (json_int_t)failures, "blocks_an_attempt",
					(int)(r->requests[q]->kind == CONSUMER_NETWORK ? 1 : r->requests[q]->count), "failing",
					r->failing[q].value, "low", r->failing[q].low, "high", r->failing[q].high,
					"blocks_at_end", r->blocks_at_end[q], "runs", runs);
	add_outlook(request, r, q);
	return request;
}

static json_t *types_to_json(const double *by_type)
{
	static const char *const names[MIGRATE_TYPES] = { "unmovable", "movable", "reclaimable", "highatomic",
													  "cma",       "isolate", "reserve" };
	json_t *types = json_new_object();

	for (unsigned int type = 0; type < MIGRATE_TYPES; type++)
		if (by_type[type] > 0)
			json_put(types, names[type], json_number(by_type[type]));
	return types;
}

static json_t *orders_to_json(const struct simulation_result *r)
{
	return JSON_LIST(k, r->max_order + 1,
					 json_packed("{s:i, s:f, s:f, s:f, s:f, s:O, s:O}", "order", (int)k, "blocks_median",
								 r->orders[k].median, "blocks_p5", r->orders[k].p5, "highatomic_median",
								 r->orders[k].highatomic_median, "highatomic_p5", r->orders[k].highatomic_p5,
								 "free_list_median", types_to_json(r->orders[k].median_by_type),
								 "free_list_p5", types_to_json(r->orders[k].p5_by_type)));
}

static json_t *events_to_json(const struct sim_events *e)
{
	return json_packed("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "allocations",
					   (json_int_t)e->allocations, "failures", (json_int_t)e->failures,
					   "fragmentation_events", (json_int_t)e->fallbacks, "pageblocks_claimed",
					   (json_int_t)e->claims, "kswapd_wakes", (json_int_t)e->kswapd_wakes, "kswapd_pages",
					   (json_int_t)e->kswapd_pages, "direct_reclaims", (json_int_t)e->direct_reclaims,
					   "compactions", (json_int_t)e->compactions, "migrated_pages", (json_int_t)e->migrated,
					   "oom_kills", (json_int_t)e->oom_kills, "highatomic_blocks",
					   (json_int_t)e->highatomic_reserved, "cma_allocations", (json_int_t)e->cma_allocations,
					   "cma_failures", (json_int_t)e->cma_failures);
}

static json_t *zone_to_json(const struct zone_state *z, unsigned int max_order)
{
	static const char *const names[] = { "unmovable", "movable", "reclaimable", "highatomic", "cma" };
	json_t *lists = json_new_object(), *blocks = json_new_object();

	for (unsigned int type = 0; type < sizeof(names) / sizeof(names[0]); type++) {
		json_put(lists, names[type], integers(z->nr_free[type], max_order + 1));
		json_put(blocks, names[type], json_int((json_int_t)z->pageblocks[type]));
	}
	return json_packed("{s:s, s:I, s:I, s:I, s:O, s:O}", "name", gfp_zone_name(z->kind), "free",
					   (json_int_t)z->free, "free_cma", (json_int_t)z->free_cma, "boost",
					   (json_int_t)z->boost, "pageblocks", blocks, "free_area", lists);
}

static json_t *run_to_json(const struct simulation_result *r, const struct sim_run *run)
{
	json_t *failures = json_new_object();

	for (size_t i = 0; i < r->workload->consumer_count; i++)
		if (run->consumer_failures[i])
			json_put(failures, r->workload->consumers[i].name,
					 json_int((json_int_t)run->consumer_failures[i]));
	return json_packed("{s:I, s:f, s:b, s:O, s:O, s:O}", "seed", (json_int_t)run->seed, "seconds", run->time,
					   "whole", run->whole, "events", events_to_json(&run->events), "consumer_failures",
					   failures, "final",
					   JSON_LIST(i, run->final.zone_count, zone_to_json(&run->final.zones[i], r->max_order)));
}

static json_t *sample_to_json(const struct sim_sample *s, unsigned int max_order)
{
	return json_packed("{s:f, s:I, s:I, s:I, s:I, s:I, s:O}", "time", s->time, "free_outside_cma",
					   (json_int_t)s->free_outside_cma, "free_cma", (json_int_t)s->free_cma, "file",
					   (json_int_t)s->file, "anon", (json_int_t)s->anon, "unmovable",
					   (json_int_t)s->unmovable, "blocks", integers(s->blocks, max_order + 1));
}

static json_t *series_figure_to_json(const struct series_figure *f)
{
	static const char *const groups[SERIES_GROUPS] = { "memory", "types", "orders", "pageblocks" };
	const struct spread simulated = { f->simulated, f->low, f->high };

	return json_packed("{s:s, s:s, s:s, s:I, s:f, s:O, s:f, s:f}", "group", groups[f->group], "name", f->name,
					   "unit", f->group < SERIES_ORDERS ? "pages" : "blocks", "samples", (json_int_t)f->count,
					   "seen", f->seen, "simulated", spread_to_json(&simulated), "off",
					   f->simulated - f->seen, "apart", f->apart);
}

static json_t *series_check_to_json(const struct series_report *series)
{
	json_t *json;

	if (series->why_not)
		return json_packed("{s:O}", "why", json_text(series->why_not));
	json =
		json_packed("{s:f, s:f, s:f, s:I, s:I, s:b, s:O, s:O}", "from_s", series->from, "learned_to_s",
					series->learned_to, "to_s", series->to, "samples_learned", (json_int_t)series->learned,
					"samples_held", (json_int_t)series->held, "foretold", !series->same, "figures",
					JSON_LIST(i, series->figure_count, series_figure_to_json(&series->figures[i])), "pools",
					JSON_LIST(i, series->pool_count,
							  json_packed("{s:O, s:I}", "name", json_text(series->pools[i].name),
										  "pages_most", (json_int_t)series->pools[i].most)));
	if (series->most_seen >= 0) {
		json_put(json, "cma_held_most_seen", json_number(series->most_seen));
		json_put(json, "cma_held_most_simulated", json_number(series->most_simulated));
	}
	return json;
}

static json_t *variant_to_json(const struct simulation_variant *v)
{
	const struct simulation_result *r = v->result;

	return json_packed(
		"{s:O, s:b, s:b, s:O, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:O, s:b, s:f, s:I, s:O, s:O, s:O}",
		"variant", json_text(v->label), "own", v->own, "whole", r->whole, "requests",
		JSON_LIST(q, r->request_count, request_to_json(r, q)), "free_outside_cma_median",
		r->free_outside_median, "free_outside_cma_p5", r->free_outside_p5, "cma_idle_median",
		r->free_cma_median, "cma_idle_p5", r->free_cma_p5, "file_median", r->file_median, "file_p5",
		r->file_p5, "highatomic_share", r->highatomic_share, "oom_kills_per_hour",
		spread_to_json(&r->kills_per_hour), "steady", r->steady, "warm_up_s", r->warm_up, "cma_buffers_most",
		(json_int_t)r->cma_buffers_most, "orders", orders_to_json(r), "series",
		JSON_LIST(i, r->sample_count, sample_to_json(&r->mean[i], r->max_order)), "runs",
		JSON_LIST(i, r->run_count, run_to_json(r, &r->runs[i])));
}

json_t *simulation_to_json(const struct simulation_report *report)
{
	json_t *json =
		json_packed("{s:s, s:O, s:O, s:O, s:I, s:i, s:I, s:O}", "schema", "dtcarve-simulate-1", "board",
					json_text(report->board), "kernel", json_text(report->kernel), "workload",
					json_text(report->variants[0].result->workload->name), "seed", (json_int_t)report->seed,
					"page_size", 1 << report->page_shift, "cma_pages", (json_int_t)report->cma_pages,
					"variants", JSON_LIST(i, report->variant_count, variant_to_json(&report->variants[i])));

	if (report->series)
		json_put(json, "series_check", series_check_to_json(report->series));
	return json;
}

void simulation_print_json(FILE *out, const struct simulation_report *report)
{
	json_write(simulation_to_json(report), out);
}
