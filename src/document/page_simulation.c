/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A simulation: what fails, what is free, what happened, what the comparison of variants comes to. */
#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <stdarg.h>

#include "document/page_sections.h"
#include "document/pages.h"
#include "document/report.h"
#include "document/simulation_report.h"
#include "util/arena.h"
#include "util/number.h"
#include "util/size.h"

enum { VARIANT, IN_1H, IN_8H, AN_HOUR, FIRST, BLOCKS, REQUESTS };

static const struct page_column request_columns[REQUESTS] = {
	{ "", COLUMN_TEXT },          { "in 1 h, %", COLUMN_NUMBER },   { "in 8 h, %", COLUMN_NUMBER },
	{ "an hour", COLUMN_NUMBER }, { "first after", COLUMN_NUMBER }, { "blocks, worst/5 %", COLUMN_NUMBER },
};

static double mib(const struct simulation_report *report, double pages)
{
	return pages * (double)(UINT64_C(1) << report->page_shift) / MIB(1);
}

static struct page_cell number(struct page *page, double value)
{
	return (struct page_cell){ .text = arena_printf(page->arena, "%.0f", value) };
}

/* --- requests --------------------------------------------------------------------------------- */

static enum tone tone_of(const struct spread *p)
{
	return p->low >= 0.01 ? TONE_BAD : p->high >= 0.01 ? TONE_WARN : TONE_GOOD;
}

/* The interval only where it reads otherwise than the value. */
static struct page_cell figure_cell(struct page *page, double value, double low, double high)
{
	const char *text = figure_text(page->arena, value), *range = figure_range(page->arena, low, high);

	return (struct page_cell){ .text = text, .doubt = strcmp(text, range) == 0 ? NULL : range };
}

static struct page_cell probability_cell(struct page *page, const struct spread *p)
{
	struct page_cell cell = figure_cell(page, 100 * p->value, 100 * p->low, 100 * p->high);

	cell.tone = tone_of(p);
	return cell;
}

/* "45 s", "31 min", "2.2 h" */
static const char *time_text(struct page *page, double seconds)
{
	if (seconds < 120)
		return arena_printf(page->arena, "%.0f s", seconds);
	if (seconds < 7200)
		return arena_printf(page->arena, "%.0f min", seconds / 60);
	return arena_printf(page->arena, "%s h", figure_text(page->arena, seconds / 3600));
}

static struct page_cell first_cell(struct page *page, const struct outlook *o)
{
	if (!isfinite(o->median) || !isfinite(o->p95))
		return (struct page_cell){ .text = "none seen", .tone = TONE_GOOD };
	return (struct page_cell){ .text = time_text(page, o->median),
							   .doubt = arena_printf(page->arena, "%s..%s", time_text(page, o->p5),
													 time_text(page, o->p95)) };
}

static void add_outlook(struct page *page, struct page_table *table, const struct simulation_variant *v,
						size_t q)
{
	const struct outlook *o = &v->result->outlook[q];
	const struct page_cell cells[REQUESTS] = {
		[VARIANT] = { .text = v->label },
		[IN_1H] = probability_cell(page, &o->p_1h),
		[IN_8H] = probability_cell(page, &o->p_8h),
		[AN_HOUR] = figure_cell(page, o->per_hour.value, o->per_hour.low, o->per_hour.high),
		[FIRST] = first_cell(page, o),
		[BLOCKS] = { .text = arena_printf(page->arena, "%.0f/%.0f", o->blocks_worst, o->blocks_p5) },
	};
	const struct page_cell none[REQUESTS] = {
		[VARIANT] = { .text = v->label }, [IN_1H] = { .text = "no answer", .tone = TONE_FAINT }
	};

	page_row(page, table, o->why ? none : cells)->indented = true;
}

static void add_reasons(struct page *page, const struct simulation_variant *v, size_t q)
{
	const struct outlook *o = &v->result->outlook[q];

	if (o->why)
		page_text(page, TONE_WARN,
				  arena_printf(page->arena, "%s, %s: no answer: %s", v->result->requests[q]->name, v->label,
							   o->why));
	else if (o->has_load)
		page_text(
			page, TONE_PLAIN,
			arena_printf(page->arena,
						 "%s, %s: fails within an hour as likely as not at %.2f of this load (%.2f to %.2f)",
						 v->result->requests[q]->name, v->label, o->load.value, o->load.low, o->load.high));
}

static const char *request_title(struct page *page, const struct consumer *request)
{
	const char *blocks = request->kind == CONSUMER_REQUEST && request->count > 1
							 ? arena_printf(page->arena, " (%u blocks an attempt)", request->count)
							 : "";

	return arena_printf(page->arena, "%s: %s%s", request->name, request->request, blocks);
}

static void add_requests(struct page *page, const struct simulation_report *sim)
{
	const struct simulation_result *first = sim->variants[0].result;
	struct page_table *table;

	if (!first->request_count)
		return;
	page_section(page, "requests", "Requests that fail",
				 "at least once, from a settled system on; 95 % interval");
	table = page_table(page, request_columns, REQUESTS);
	for (size_t q = 0; q < first->request_count; q++) {
		page_row_heading(page, table, request_title(page, first->requests[q]));
		for (size_t i = 0; i < sim->variant_count; i++)
			add_outlook(page, table, &sim->variants[i], q);
	}
	for (size_t q = 0; q < first->request_count; q++)
		for (size_t i = 0; i < sim->variant_count; i++)
			add_reasons(page, &sim->variants[i], q);
}

/* --- memory and events, a column a variant ------------------------------------------------------ */

static struct page_table *variant_table(struct page *page, const struct simulation_report *sim)
{
	struct page_column *columns = arena_alloc(page->arena, (1 + sim->variant_count) * sizeof(*columns));

	columns[0] = (struct page_column){ "", COLUMN_TEXT };
	for (size_t i = 0; i < sim->variant_count; i++) {
		const struct simulation_variant *v = &sim->variants[i];
		const char *head = arena_printf(page->arena, "%s%s", v->name, v->own ? "*" : "");

		columns[1 + i] = (struct page_column){ sim->variant_count > 1 ? head : "", COLUMN_NUMBER };
	}
	return page_table(page, columns, 1 + sim->variant_count);
}

typedef double (*variant_value)(const struct simulation_report *sim, const struct simulation_result *r,
								size_t row);

static void add_rows(struct page *page, const struct simulation_report *sim, const char *const *names,
					 size_t count, variant_value value)
{
	struct page_table *table = variant_table(page, sim);
	struct page_cell *cells = arena_alloc(page->arena, table->column_count * sizeof(*cells));

	for (size_t k = 0; k < count; k++) {
		cells[0] = (struct page_cell){ .text = names[k] };
		for (size_t i = 0; i < sim->variant_count; i++)
			cells[1 + i] = number(page, value(sim, sim->variants[i].result, k));
		page_row(page, table, cells);
	}
}

static double memory_value(const struct simulation_report *sim, const struct simulation_result *r, size_t row)
{
	const double pages[] = { r->free_outside_median, r->free_outside_p5, r->free_cma_median, r->free_cma_p5,
							 (double)r->cma_buffers_most };

	return mib(sim, pages[row]);
}

static void add_memory(struct page *page, const struct simulation_report *sim)
{
	static const char *const names[] = { "outside CMA, median", "outside CMA, 5th percentile",
										 "idle CMA, median", "idle CMA, 5th percentile",
										 "held by drivers, most" };

	page_section(page, "memory", "Memory", "MiB free; outside CMA is what an unmovable request can use");
	add_rows(page, sim, names, ARRAY_SIZE(names), memory_value);
}

static const size_t event_offsets[] = {
	offsetof(struct sim_events, fallbacks),    offsetof(struct sim_events, claims),
	offsetof(struct sim_events, kswapd_wakes), offsetof(struct sim_events, direct_reclaims),
	offsetof(struct sim_events, compactions),  offsetof(struct sim_events, migrated),
	offsetof(struct sim_events, oom_kills),    offsetof(struct sim_events, cma_failures),
};

static double event_value(const struct simulation_report *sim, const struct simulation_result *r, size_t row)
{
	double sum = 0;

	(void)sim;
	for (size_t i = 0; i < r->run_count; i++)
		sum += (double)*(const uint64_t *)((const char *)&r->runs[i].events + event_offsets[row]);
	return sum / (double)r->run_count;
}

static void add_events(struct page *page, const struct simulation_report *sim)
{
	static const char *const names[ARRAY_SIZE(event_offsets)] = {
		"fragmentation events", "pageblocks claimed", "kswapd woken", "direct reclaim",
		"compaction runs",      "pages migrated",     "OOM kills",    "CMA buffers refused",
	};

	page_section(page, "events", "Events", "a run");
	add_rows(page, sim, names, ARRAY_SIZE(names), event_value);
	if (sim->variant_count > 1)
		page_text(page, TONE_FAINT, "* as this kernel does it");
}

/* --- what a comparison comes to ----------------------------------------------------------------- */

static const struct simulation_variant *find(const struct simulation_report *sim,
											 bool (*is)(const struct simulation_variant *v))
{
	for (size_t i = 0; i < sim->variant_count; i++)
		if (is(&sim->variants[i]))
			return &sim->variants[i];
	return NULL;
}

static bool is_own(const struct simulation_variant *v)
{
	return v->own;
}

static bool is_smaller(const struct simulation_variant *v)
{
	return v->less_cma;
}

__attribute__((format(printf, 2, 3))) static void point(struct page *page, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	page_item(page, false, arena_vprintf(page->arena, format, args));
	va_end(args);
}

/* "2.9 %", with its interval where that is wide. */
static const char *chance_text(struct page *page, const struct spread *chance)
{
	const char *value = figure_text(page->arena, chance->value * 100);

	if (chance->high - chance->low < 0.05)
		return arena_printf(page->arena, "%s %%", value);
	return arena_printf(page->arena, "%s %% (%s to %s)", value, figure_text(page->arena, chance->low * 100),
						figure_text(page->arena, chance->high * 100));
}

/* "; a request fails within 8 h at 2.9 % instead of 33.3 %", of the first kind of request; "" without any. */
static const char *failing_text(struct page *page, const struct simulation_result *r,
								const struct simulation_result *than)
{
	const struct spread *now = &r->outlook[0].p_8h, *before = than ? &than->outlook[0].p_8h : NULL;
	bool apart = before && (now->high < before->low || now->low > before->high);

	if (r->request_count == 0 || r->outlook[0].why || (than && than->outlook[0].why))
		return "";
	if (!before)
		return arena_printf(page->arena, "; a request fails within 8 h with a probability of %s",
							chance_text(page, now));
	return arena_printf(page->arena, "; a request fails within 8 h at %s instead of %s%s",
						chance_text(page, now), chance_text(page, before),
						apart || now->value == before->value ? "" : ", which may be chance");
}

static void tell_own(struct page *page, const struct simulation_report *sim,
					 const struct simulation_variant *own)
{
	double pools = mib(sim, (double)sim->cma_pages), idle = mib(sim, own->result->free_cma_median);

	point(
		page,
		"%s, as on this kernel: %.0f of %.0f MiB of CMA lie idle (median), and %.0f MiB are left for unmovable requests when memory is short (5th percentile)%s.",
		own->label, idle, pools, mib(sim, own->result->free_outside_p5),
		failing_text(page, own->result, NULL));
}

static void tell_other(struct page *page, const struct simulation_report *sim,
					   const struct simulation_variant *v, const struct simulation_variant *own)
{
	point(page, "%s: %.0f MiB idle, %.0f MiB left%s.", v->label, mib(sim, v->result->free_cma_median),
		  mib(sim, v->result->free_outside_p5), failing_text(page, v->result, own->result));
}

static void tell_buffers(struct page *page, const struct simulation_report *sim,
						 const struct simulation_variant *own)
{
	double most = mib(sim, (double)own->result->cma_buffers_most);

	if (own->result->cma_buffers_most == 0)
		point(page,
			  "No driver takes CMA buffers in this workload: how large the pools must be, it does not tell.");
	else if (find(sim, is_smaller))
		point(page, "Drivers hold %.0f MiB of CMA at most: dtcarve suggest cuts pools as an overlay.", most);
	else
		point(page, "Drivers hold %.0f MiB of CMA at most: the pools are none too large.", most);
}

static void add_answer(struct page *page, const struct simulation_report *sim)
{
	const struct simulation_variant *own = find(sim, is_own);

	if (sim->variant_count < 2 || !own)
		return;
	page_section(page, "answer", "What it comes to", NULL);
	if (sim->cma_pages == 0) {
		point(page, "This board has no CMA pools: the rules for them make no difference.");
		return;
	}
	tell_own(page, sim, own);
	for (size_t i = 0; i < sim->variant_count; i++)
		if (&sim->variants[i] != own)
			tell_other(page, sim, &sim->variants[i], own);
	tell_buffers(page, sim, own);
}

/* --- free blocks -------------------------------------------------------------------------------- */

static const enum migratetype types_shown[] = { MIGRATE_UNMOVABLE, MIGRATE_MOVABLE, MIGRATE_RECLAIMABLE,
												MIGRATE_HIGHATOMIC, MIGRATE_CMA };

static const struct page_column order_columns[] = {
	{ "order", COLUMN_NUMBER },   { "usable", COLUMN_NUMBER },      { "Unmovable", COLUMN_NUMBER },
	{ "Movable", COLUMN_NUMBER }, { "Reclaimable", COLUMN_NUMBER }, { "HighAtomic", COLUMN_NUMBER },
	{ "CMA", COLUMN_NUMBER },
};

static struct page_cell median_and_p5(struct page *page, double median, double p5)
{
	return (struct page_cell){ .text = arena_printf(page->arena, "%.0f/%.0f", median, p5),
							   .tone = median > 0 ? TONE_PLAIN : TONE_FAINT };
}

static void add_orders(struct page *page, const struct simulation_result *r)
{
	struct page_table *table = page_table(page, order_columns, ARRAY_SIZE(order_columns));
	struct page_cell cells[ARRAY_SIZE(order_columns)];

	for (unsigned int k = 0; k <= r->max_order; k++) {
		const struct order_statistics *o = &r->orders[k];

		cells[0] = page_number(page, k);
		cells[1] = median_and_p5(page, o->median, o->p5);
		for (size_t t = 0; t < ARRAY_SIZE(types_shown); t++)
			cells[2 + t] =
				median_and_p5(page, o->median_by_type[types_shown[t]], o->p5_by_type[types_shown[t]]);
		page_row(page, table, cells);
	}
}

static void add_free_blocks(struct page *page, const struct simulation_report *sim)
{
	page_section(page, "blocks-over-time", "Free blocks over time", "median/5th percentile, on the lists");
	for (size_t i = 0; i < sim->variant_count; i++) {
		page_title(page, sim->variants[i].label);
		add_orders(page, sim->variants[i].result);
	}
	page_text(
		page, TONE_FAINT,
		"Usable: those that an unmovable request could be served from, larger ones split. Fragmentation event: a block served from another type's list.");
}

/* --- the whole ------------------------------------------------------------------------------------ */

/* "4 runs of 600 s", or how far they got before somebody stopped them. */
static const char *runs_text(struct page *page, const struct simulation_result *r)
{
	size_t begun = 0, whole = 0;

	for (size_t i = 0; i < r->run_count; i++) {
		begun += r->runs[i].time > 0;
		whole += r->runs[i].whole;
	}
	if (r->whole)
		return arena_printf(page->arena, "%zu run%s of %.0f s", r->run_count, r->run_count == 1 ? "" : "s",
							r->runs[0].time);
	return arena_printf(page->arena, "STOPPED EARLY: of %zu run%s %zu begun and %zu whole", r->run_count,
						r->run_count == 1 ? "" : "s", begun, whole);
}

static void add_simulation(struct page *page, const struct simulation_report *sim)
{
	const struct simulation_variant *last = &sim->variants[sim->variant_count - 1];

	page_section(page, "simulation", "Simulation",
				 arena_printf(page->arena, "~ workload: %s, %s, seed %" PRIu64, last->result->workload->name,
							  runs_text(page, last->result), sim->seed));
	page_chart(page, sim);
	add_requests(page, sim);
	add_memory(page, sim);
	add_events(page, sim);
	add_answer(page, sim);
	add_free_blocks(page, sim);
	if (sim->series)
		page_series(page, sim->series, sim->page_shift);
}

void page_simulation(struct page *page, const struct report *report)
{
	if (report->simulation && report->simulation->variant_count)
		add_simulation(page, report->simulation);
}

struct page *page_of_simulation(struct arena *arena, const struct simulation_report *sim)
{
	struct page *page = page_new(arena, sim->board, arena_printf(arena, "Linux %s", sim->kernel));

	add_simulation(page, sim);
	return page;
}
