/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdarg.h>

#include "render/simulate.h"
#include "render/table.h"
#include "util/arena.h"
#include "util/number.h"

#define PLOT_WIDTH 40
#define MAX_COLUMNS 8

/* --- small plots ------------------------------------------------------------------- */

typedef double (*series_fn)(const struct sim_sample *sample);

static double outside_cma(const struct sim_sample *s)
{
	return (double)s->free_outside_cma;
}

static double in_cma(const struct sim_sample *s)
{
	return (double)s->free_cma;
}

static double order_3(const struct sim_sample *s)
{
	return (double)s->blocks[3];
}

/* The mean of the samples that fall into one column. */
static double column_value(const struct simulation_result *r, series_fn series, unsigned int column)
{
	size_t from = r->sample_count * column / PLOT_WIDTH, to = r->sample_count * (column + 1) / PLOT_WIDTH;
	double sum = 0;

	if (to == from)
		to = from + 1;
	for (size_t i = from; i < to && i < r->sample_count; i++)
		sum += series(&r->mean[i]);
	return sum / (double)(to - from);
}

static void print_plot(const struct pen *pen, const struct simulation_result *r, const char *name,
					   series_fn series)
{
	static const char *const bars[] = { " ",      "\u2581", "\u2582", "\u2583", "\u2584",
										"\u2585", "\u2586", "\u2587", "\u2588" };
	static const char *const plain[] = { " ", ".", ".", ":", ":", "+", "+", "#", "#" };
	double most = 0;

	for (unsigned int i = 0; i < PLOT_WIDTH; i++)
		if (column_value(r, series, i) > most)
			most = column_value(r, series, i);
	fprintf(pen->out, "  %-23s ", name);
	for (unsigned int i = 0; i < PLOT_WIDTH; i++) {
		unsigned int level = most > 0 ? (unsigned int)(column_value(r, series, i) / most * 8 + 0.5) : 0;

		fputs((pen->style->unicode ? bars : plain)[level], pen->out);
	}
	fprintf(pen->out, " max %.0f\n", most);
}

/* --- tables --------------------------------------------------------------------------- */

static const char *number(const struct pen *pen, double value)
{
	return arena_printf(pen->arena, "%.0f", value);
}

static double mib(const struct simulation_report *report, double pages)
{
	return pages * (double)(UINT64_C(1) << report->page_shift) / MIB(1);
}

/* "4 runs of 600 s", or how far they got before somebody stopped them. */
static const char *runs_text(const struct pen *pen, const struct simulation_result *r)
{
	size_t begun = 0, whole = 0;

	for (size_t i = 0; i < r->run_count; i++) {
		begun += r->runs[i].time > 0;
		whole += r->runs[i].whole;
	}
	if (r->whole)
		return arena_printf(pen->arena, "%zu run%s of %.0f s", r->run_count, r->run_count == 1 ? "" : "s",
							r->runs[0].time);
	return arena_printf(pen->arena, "STOPPED EARLY: of %zu run%s %zu begun and %zu whole", r->run_count,
						r->run_count == 1 ? "" : "s", begun, whole);
}

static void print_title(const struct pen *pen, const struct simulation_report *report)
{
	const struct simulation_variant *last = &report->variants[report->variant_count - 1];

	pen_hanging(pen, "", 2, report->board, TINT_HEADING);
	pen_hanging(pen, "", 2,
				arena_printf(pen->arena, "Linux %s, workload: %s, %s, seed %llu", report->kernel,
							 last->result->workload->name, runs_text(pen, last->result),
							 (unsigned long long)report->seed),
				TINT_PLAIN);
}

static uint64_t attempts(const struct simulation_result *r, size_t q)
{
	uint64_t count = 0;

	for (size_t i = 0; i < r->run_count; i++)
		count += r->runs[i].attempts[q];
	return count;
}

static void print_share(const struct pen *pen, const struct simulation_variant *v, size_t q)
{
	const struct share *s = &v->result->failing[q];

	fprintf(pen->out, "    %-42s ", v->label);
	if (attempts(v->result, q) == 0)
		fprintf(pen->out, "not asked in this time\n");
	else
		fprintf(pen->out, "%7.2f %%   %.2f .. %.2f\n", s->value * 100, s->low * 100, s->high * 100);
}

static void print_requests(const struct pen *pen, const struct simulation_report *report)
{
	const struct simulation_result *first = report->variants[0].result;

	if (first->request_count == 0)
		return;
	pen_heading(pen, "REQUESTS THAT FAIL", "share of the attempts, 95 % interval");
	for (size_t q = 0; q < first->request_count; q++) {
		pen_hanging(pen, "  ", 4,
					arena_printf(pen->arena, "%s: %s", first->requests[q]->name, first->requests[q]->request),
					TINT_PLAIN);
		for (size_t i = 0; i < report->variant_count; i++)
			print_share(pen, &report->variants[i], q);
	}
}

static double mean_event(const struct simulation_result *r, size_t offset)
{
	double sum = 0;

	for (size_t i = 0; i < r->run_count; i++)
		sum += (double)*(const uint64_t *)((const char *)&r->runs[i].events + offset);
	return sum / (double)r->run_count;
}

/* One column a variant, with its name on top where there are several. */
static struct table *variant_table(const struct pen *pen, const struct simulation_report *report)
{
	struct column *columns = arena_alloc(pen->arena, (MAX_COLUMNS + 1) * sizeof(*columns));
	struct cell cells[MAX_COLUMNS + 1] = { { "", TINT_PLAIN } };
	struct table *table;

	columns[0] = (struct column){ .align = ALIGN_LEFT, .gap = 2 };
	for (size_t i = 0; i < report->variant_count; i++) {
		const struct simulation_variant *v = &report->variants[i];

		columns[1 + i] = (struct column){ .align = ALIGN_RIGHT, .gap = 2 };
		cells[1 + i] =
			(struct cell){ arena_printf(pen->arena, "%s%s", v->name, v->own ? "*" : ""), TINT_FAINT };
	}
	table = table_new(pen, columns, 1 + report->variant_count);
	if (report->variant_count > 1)
		table_add(table, cells);
	return table;
}

static void add_row(const struct pen *pen, struct table *table, const char *name, const double *values,
					size_t count)
{
	struct cell cells[MAX_COLUMNS + 1] = { { name, TINT_PLAIN } };

	for (size_t i = 0; i < count; i++)
		cells[1 + i] = (struct cell){ number(pen, values[i]), TINT_PLAIN };
	table_add(table, cells);
}

static void print_memory(const struct pen *pen, const struct simulation_report *report)
{
	static const char *const names[] = { "outside CMA, median", "outside CMA, 5th percentile",
										 "idle CMA, median", "idle CMA, 5th percentile",
										 "held by drivers, most" };
	double values[ARRAY_SIZE(names)][MAX_COLUMNS];
	struct table *table = variant_table(pen, report);

	for (size_t i = 0; i < report->variant_count; i++) {
		const struct simulation_result *r = report->variants[i].result;

		values[0][i] = mib(report, r->free_outside_median);
		values[1][i] = mib(report, r->free_outside_p5);
		values[2][i] = mib(report, r->free_cma_median);
		values[3][i] = mib(report, r->free_cma_p5);
		values[4][i] = mib(report, (double)r->cma_buffers_most);
	}
	pen_heading(pen, "MEMORY", "MiB free; outside CMA is what an unmovable request can use");
	for (size_t k = 0; k < ARRAY_SIZE(names); k++)
		add_row(pen, table, names[k], values[k], report->variant_count);
	table_write(table);
}

static void print_events(const struct pen *pen, const struct simulation_report *report)
{
	static const struct {
		const char *name;
		size_t offset;
	} rows[] = {
		{ "fragmentation events", offsetof(struct sim_events, fallbacks) },
		{ "pageblocks claimed", offsetof(struct sim_events, claims) },
		{ "kswapd woken", offsetof(struct sim_events, kswapd_wakes) },
		{ "direct reclaim", offsetof(struct sim_events, direct_reclaims) },
		{ "compaction runs", offsetof(struct sim_events, compactions) },
		{ "pages migrated", offsetof(struct sim_events, migrated) },
		{ "OOM kills", offsetof(struct sim_events, oom_kills) },
		{ "CMA buffers refused", offsetof(struct sim_events, cma_failures) },
	};
	struct table *table = variant_table(pen, report);
	double values[MAX_COLUMNS];

	pen_heading(pen, "EVENTS", "a run");
	for (size_t k = 0; k < ARRAY_SIZE(rows); k++) {
		for (size_t i = 0; i < report->variant_count; i++)
			values[i] = mean_event(report->variants[i].result, rows[k].offset);
		add_row(pen, table, rows[k].name, values, report->variant_count);
	}
	table_write(table);
}

/* --- free blocks -------------------------------------------------------------------------- */

static const enum migratetype types_shown[] = { MIGRATE_UNMOVABLE, MIGRATE_MOVABLE, MIGRATE_RECLAIMABLE,
												MIGRATE_HIGHATOMIC, MIGRATE_CMA };

#define ORDER_CELLS (2 + ARRAY_SIZE(types_shown))

static struct cell median_and_p5(const struct pen *pen, double median, double p5)
{
	return (struct cell){ arena_printf(pen->arena, "%.0f/%.0f", median, p5),
						  median > 0 ? TINT_PLAIN : TINT_FAINT };
}

static void print_orders(const struct pen *pen, const struct simulation_result *r)
{
	static const struct cell head[ORDER_CELLS] = {
		{ "order", TINT_FAINT },   { "usable", TINT_FAINT },      { "Unmovable", TINT_FAINT },
		{ "Movable", TINT_FAINT }, { "Reclaimable", TINT_FAINT }, { "HighAtomic", TINT_FAINT },
		{ "CMA", TINT_FAINT },
	};
	struct column columns[ORDER_CELLS] = { { .align = ALIGN_RIGHT, .gap = 2 } };
	struct cell cells[ORDER_CELLS];
	struct table *table;

	for (size_t i = 1; i < ORDER_CELLS; i++)
		columns[i] = (struct column){ .align = ALIGN_RIGHT, .gap = 2 };
	table = table_new(pen, columns, ORDER_CELLS);
	table_add(table, head);
	for (unsigned int k = 0; k <= r->max_order; k++) {
		const struct order_statistics *o = &r->orders[k];

		cells[0] = (struct cell){ number(pen, k), TINT_FAINT };
		cells[1] = median_and_p5(pen, o->median, o->p5);
		for (size_t t = 0; t < ARRAY_SIZE(types_shown); t++)
			cells[2 + t] =
				median_and_p5(pen, o->median_by_type[types_shown[t]], o->p5_by_type[types_shown[t]]);
		table_add(table, cells);
	}
	table_write(table);
}

static void print_variant(const struct pen *pen, const struct simulation_variant *v)
{
	pen_heading(pen, "FREE BLOCKS", arena_printf(pen->arena, "over time, %s", v->label));
	print_plot(pen, v->result, "free pages outside CMA", outside_cma);
	print_plot(pen, v->result, "free CMA pages", in_cma);
	print_plot(pen, v->result, "blocks of order 3", order_3);
	print_orders(pen, v->result);
}

/* --- what a comparison comes to --------------------------------------------------------------- */

static const struct simulation_variant *find(const struct simulation_report *report,
											 bool (*is)(const struct simulation_variant *v))
{
	for (size_t i = 0; i < report->variant_count; i++)
		if (is(&report->variants[i]))
			return &report->variants[i];
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

__attribute__((format(printf, 2, 3))) static void point(const struct pen *pen, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	pen_hanging(pen, "  - ", 4, arena_vprintf(pen->arena, format, args), TINT_PLAIN);
	va_end(args);
}

/* "; 2.88 % instead of 33.28 % of the requests fail", of the first kind of request; "" without any. */
static const char *failing_text(const struct pen *pen, const struct simulation_result *r,
								const struct simulation_result *than)
{
	const struct share *now = &r->failing[0], *before = than ? &than->failing[0] : NULL;
	bool apart = before && (now->high < before->low || now->low > before->high);

	if (r->request_count == 0 || attempts(r, 0) == 0)
		return "";
	if (!before)
		return arena_printf(pen->arena, "; %.2f %% of the requests fail", now->value * 100);
	if (now->value == before->value)
		return "; as many requests fail";
	return arena_printf(pen->arena, "; %.2f %% instead of %.2f %% of the requests fail%s", now->value * 100,
						before->value * 100, apart ? "" : ", which may be chance");
}

static void explain_own(const struct pen *pen, const struct simulation_report *report,
						const struct simulation_variant *own)
{
	double pools = mib(report, (double)report->cma_pages), idle = mib(report, own->result->free_cma_median);

	point(
		pen,
		"%s, as on this kernel: %.0f of %.0f MiB of CMA lie idle (median), and %.0f MiB are left for unmovable requests when memory is short (5th percentile)%s.",
		own->label, idle, pools, mib(report, own->result->free_outside_p5),
		failing_text(pen, own->result, NULL));
}

static void explain_other(const struct pen *pen, const struct simulation_report *report,
						  const struct simulation_variant *v, const struct simulation_variant *own)
{
	point(pen, "%s: %.0f MiB idle, %.0f MiB left%s.", v->label, mib(report, v->result->free_cma_median),
		  mib(report, v->result->free_outside_p5), failing_text(pen, v->result, own->result));
}

static void explain_buffers(const struct pen *pen, const struct simulation_report *report,
							const struct simulation_variant *own)
{
	double most = mib(report, (double)own->result->cma_buffers_most);

	if (own->result->cma_buffers_most == 0)
		point(pen,
			  "No driver takes CMA buffers in this workload: how large the pools must be, it does not tell.");
	else if (find(report, is_smaller))
		point(pen, "Drivers hold %.0f MiB of CMA at most: dtcarve suggest cuts pools as an overlay.", most);
	else
		point(pen, "Drivers hold %.0f MiB of CMA at most: the pools are none too large.", most);
}

static void print_answer(const struct pen *pen, const struct simulation_report *report)
{
	const struct simulation_variant *own = find(report, is_own);

	if (report->variant_count < 2 || !own)
		return;
	pen_heading(pen, "WHAT IT COMES TO", NULL);
	if (report->cma_pages == 0) {
		point(pen, "This board has no CMA pools: the rules for them make no difference.");
		return;
	}
	explain_own(pen, report, own);
	for (size_t i = 0; i < report->variant_count; i++)
		if (&report->variants[i] != own)
			explain_other(pen, report, &report->variants[i], own);
	explain_buffers(pen, report, own);
}

void simulation_print_text(const struct pen *pen, const struct simulation_report *report)
{
	print_title(pen, report);
	print_requests(pen, report);
	print_memory(pen, report);
	print_events(pen, report);
	if (report->variant_count > 1)
		pen_hanging(pen, "  ", 2, "* as this kernel does it", TINT_FAINT);
	print_answer(pen, report);
	for (size_t i = 0; i < report->variant_count; i++)
		print_variant(pen, &report->variants[i]);
	pen_hanging(
		pen, "  ", 2,
		"median/5th percentile of blocks on the lists; usable: those that an unmovable request could be served from, larger ones split; fragmentation event: a block served from another type's list",
		TINT_FAINT);
}
