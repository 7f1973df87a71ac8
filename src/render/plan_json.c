/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The plan as JSON, schema dtcarve-plan-1. */
#include <math.h>
#include <string.h>

#include "alloc/headroom.h"
#include "board/board.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "plan/pool_evidence.h"
#include "plan/plan.h"
#include "render/plan_writers.h"
#include "render/report_writer.h"
#include "render/json.h"
#include "render/report_json.h"
#include "util/error.h"
#include "util/memory.h"
#include "util/text_file.h"

static const char *const kinds[] = { "request", "free", "cma", "managed", "unmovable-usable", "failing" };

static void add_request(const struct need *need, json_t *json)
{
	const char *gfp = strstr(need->text, "gfp=");

	json_put(json, "order", json_int(need->request.order));
	if (need_in_blocks(need))
		json_put(json, "blocks", json_int(need->target));
	if (need->kind != NEED_FREE)
		json_put(json, "request",
				 gfp ? json_part(gfp + 4, strcspn(gfp + 4, " \t,")) : json_text("GFP_KERNEL"));
}

/* A share of attempts, 0 .. 1, instead of the plain numbers. */
static json_t *failing_json(const struct failing *f)
{
	json_t *json = json_packed("{s:f, s:f, s:f, s:b, s:I, s:I, s:i}", "value", f->share.value, "low", f->share.low,
					 "high", f->share.high, "exact", 0, "attempts", (json_int_t)f->attempts, "failures",
					 (json_int_t)f->failures, "runs", (int)f->runs);

	json_put(json, "load", json_number(f->load));
	if (f->holds > 0)
		json_put(json, "holds_at_load", json_number(f->holds));
	if (f->breaks > 0 && isfinite(f->breaks))
		json_put(json, "breaks_at_load", json_number(f->breaks));
	return json;
}

static void add_failing(const struct plan *plan, size_t at, json_t *json)
{
	const struct need *need = &plan->needs[at % plan->need_count];

	json_put(json, "order", json_int(need->request.order));
	json_put(json, "request", json_text(need->asked));
	json_put(json, "unit", json_text("share"));
	json_put(json, "wanted", json_number(need_limit(need)));
	json_put(json, "before", failing_json(&plan->before.failing[at]));
	json_put(json, "after", failing_json(&plan->after.failing[at]));
}

/* Only of an estimate: what is exact has none. */
static void add_range(json_t *json, const char *name, struct estimate e)
{
	if (!is_exact(e))
		json_put(json, name, json_packed("{s:I, s:I}", "low", (json_int_t)e.low, "high", (json_int_t)e.high));
}

static json_t *need_json(const struct plan *plan, size_t i, size_t site)
{
	const struct need *need = &plan->needs[i];
	size_t at = site * plan->need_count + i;
	struct estimate before = plan->before.values[at], after = plan->after.values[at];
	json_t *json =
		json_packed("{s:O, s:s, s:s, s:I, s:I, s:I, s:s, s:b}", "need", json_text(need->text), "kind",
				  kinds[need->kind], "unit", need_unit(need), "wanted", (json_int_t)need->target, "before",
				  (json_int_t)before.value, "after", (json_int_t)after.value, "judged_by",
				  need->certainty == NEED_LIKELY ? "likely" : "certain", "met",
				  (int)plan_meets(plan, at));

	add_range(json, "before_range", before);
	add_range(json, "after_range", after);
	if (need_in_blocks(need))
		add_request(need, json);
	if (need->kind == NEED_FAIL)
		add_failing(plan, at, json);
	if (plan->sites[site].name)
		json_put(json, "ddr", json_text(plan->sites[site].name));
	return json;
}

static json_t *range(struct range r)
{
	return json_packed("{s:O, s:O}", "base", json_address(r.base), "size", json_uint(r.size));
}

static json_t *step_values(const struct plan *plan, const struct change *c)
{
	return JSON_LIST(i, plan->site_count * plan->need_count,
					 plan->needs[i % plan->need_count].kind == NEED_FAIL && c->values[i].value < 0
						 ? json_null()
						 : json_int((json_int_t)c->values[i].value));
}

/* The contract's words; what goes beyond them is told by "successor" and the sizes. */
static const char *contract_action(enum change_action action)
{
	switch (action) {
	case ACTION_WINDOW:
		return change_action_name(ACTION_MOVE);
	case ACTION_GROW:
		return change_action_name(ACTION_ALIGN);
	case ACTION_MERGE:
		return change_action_name(ACTION_REMOVE);
	default:
		return change_action_name(action);
	}
}

static json_t *change(const struct plan *plan, const struct change *c)
{
	return json_packed("{s:O, s:s, s:O, s:O, s:b, s:I, s:O, s:s, s:O, s:O, s:O}", "path", json_text(c->path),
					   "action", contract_action(c->action), "from", range(c->from), "to", range(c->to),
					   "dynamic", (int)c->dynamic, "gain_pages", (json_int_t)c->gain_pages, "reason",
					   json_text(c->reason), "risk", change_risk_name(c->risk), "risk_text",
					   json_text(c->risk_text), "needs_after", step_values(plan, c), "successor",
					   json_text(c->successor));
}

static json_t *region(const char *path, const struct limits *l)
{
	return json_packed("{s:O, s:s, s:b, s:b, s:I, s:I, s:O}", "path", json_text(path), "role",
					   region_role_name(l->role), "fixed", (int)l->fixed, "may_move", (int)l->may_move,
					   "min_size", (json_int_t)l->min_size, "weight_permille", (json_int_t)l->weight_permille,
					   "why", json_text(l->why));
}

/* The very figures that a report on this board shows. */
static json_t *report_json(const struct report *report)
{
	static const char *const kept[] = { "kernel",      "outcome",         "memblock", "zones",
										"memory_line", "min_free_kbytes", "cma",      "regions" };
	json_t *whole = report_to_json(report), *json = json_new_object();

	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		json_put(json, kept[i], json_object_get(whole, kept[i]));
	return json;
}

static json_t *before(const struct plan *plan)
{
	const struct site *s = &plan->sites[0];

	return report_json(
		&(struct report){ .board = s->board, .kernel = s->kernel, .boot = s->boot, .settled = s->settled });
}

static json_t *after(const struct plan *plan)
{
	if (!plan->planned)
		return before(plan);
	return report_json(&(struct report){ .board = plan->planned[0].board,
										 .kernel = plan->sites[0].kernel,
										 .boot = plan->planned[0].boot,
										 .settled = plan->planned[0].settled });
}

static json_t *question(const struct plan *plan, const struct question *q)
{
	return json_packed("{s:O, s:O, s:O, s:I, s:O}", "path",
					   json_text(plan->sites[0].board->rmem[q->node].path), "text", json_text(q->text),
					   "policy", json_text(q->policy), "gain_pages", (json_int_t)q->gain_pages, "region",
					   range(plan->to.places[q->node].range));
}

static json_t *overlay(const struct plan *plan)
{
	struct text_file *memory = text_file_open();
	struct error error;
	int ret = plan_print_overlay(memory->out, plan, &error);
	char *text = text_file_close(memory);
	json_t *json = ret ? json_null() : json_text(text);

	memory_free(text);
	return json;
}

static json_t *pool_holder_json(const struct pool_holder *h)
{
	json_t *o = json_packed("{s:O, s:b, s:O, s:b}", "holder", json_text(h->holder), "is_module",
							(int)h->is_module, "pages", json_uint(h->pages), "buffers", (int)h->buffers);

	json_add_text(o, "pool", h->pool);
	return o;
}

static json_t *evidence_json(const struct evidence *e)
{
	json_t *json = json_packed("{s:O, s:I, s:I, s:i}", "files", json_texts(e->files, e->file_count), "snapshots",
					   (json_int_t)e->snapshot_count, "peak_bytes", (json_int_t)e->used_bytes,
					   "margin_percent", (int)e->margin_percent);

	if (e->holder_count)
		json_put(json, "holders", JSON_LIST(i, e->holder_count, pool_holder_json(&e->holders[i])));
	return json;
}

/* As report has it: whose rules the plan was made by, and whether anybody told. */
static json_t *kernel_json(const struct kernel *kernel)
{
	json_t *o = json_packed("{s:O}", "version", json_text(kernel->release));

	json_add_kernel_basis(o, kernel);
	return o;
}

json_t *plan_to_json(const struct plan *plan, const struct evidence *evidence)
{
	json_t *json = json_packed(
		"{s:s, s:b, s:b, s:b, s:I, s:O, s:O, s:O, s:O, s:O}", "schema", "dtcarve-plan-1", "met",
		(int)plan->met, "proven", (int)plan->proven, "spent", (int)plan->spent, "cost",
		(json_int_t)plan->cost.weighted, "needs",
		JSON_LIST(i, plan->site_count * plan->need_count,
				  need_json(plan, i % plan->need_count, i / plan->need_count)),
		"changes", JSON_LIST(i, plan->change_count, change(plan, &plan->changes[i])), "regions",
		JSON_LIST(n, plan->from.count, region(plan->sites[0].board->rmem[n].path, &plan->limits[n])),
		"before", before(plan), "after", after(plan));

	json_put(json, "kernel", kernel_json(plan->sites[0].kernel));
	json_put(json, "default_rules", json_boolean(plan->by_default_rules));
	json_put(json, "runs", json_int(plan->runs));
	json_put(json, "obstacles", json_texts(plan->obstacles, plan->obstacle_count));
	json_put(json, "questions", JSON_LIST(i, plan->question_count, question(plan, &plan->questions[i])));
	json_put(json, "advice", JSON_LIST(i, plan->advice_count, json_text(plan->advice[i].text)));
	json_put(json, "overlay", overlay(plan));
	if (evidence && evidence->file_count)
		json_put(json, "evidence", evidence_json(evidence));
	return json;
}

void plan_print_json(FILE *out, const struct plan *plan, const struct evidence *evidence)
{
	json_write(plan_to_json(plan, evidence), out);
}
