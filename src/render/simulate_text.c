/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "render/simulate.h"

#define PLOT_WIDTH 60

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

static void print_plot(FILE *out, const struct simulation_result *r, const char *name, series_fn series,
					   bool unicode)
{
	static const char *const bars[] = { " ",      "\u2581", "\u2582", "\u2583", "\u2584",
										"\u2585", "\u2586", "\u2587", "\u2588" };
	static const char *const plain[] = { " ", ".", ".", ":", ":", "+", "+", "#", "#" };
	double most = 0;

	for (unsigned int i = 0; i < PLOT_WIDTH; i++)
		if (column_value(r, series, i) > most)
			most = column_value(r, series, i);
	fprintf(out, "  %-26s ", name);
	for (unsigned int i = 0; i < PLOT_WIDTH; i++) {
		unsigned int level = most > 0 ? (unsigned int)(column_value(r, series, i) / most * 8 + 0.5) : 0;

		fputs((unicode ? bars : plain)[level], out);
	}
	fprintf(out, " max %.0f\n", most);
}

/* --- tables --------------------------------------------------------------------------- */

static void print_title(FILE *out, const struct simulation_report *report)
{
	const struct simulation_result *r = report->variants[0].result;

	fprintf(out, "%s   Linux %s   workload: %s   %zu run%s of %.0f s, seed %llu%s\n", report->board,
			report->kernel, r->workload->name, r->run_count, r->run_count == 1 ? "" : "s", r->runs[0].time,
			(unsigned long long)report->seed, r->whole ? "" : "   STOPPED EARLY");
}

static void print_requests(FILE *out, const struct simulation_report *report)
{
	const struct simulation_result *first = report->variants[0].result;

	if (first->request_count == 0)
		return;
	fprintf(out, "\nREQUESTS THAT FAIL, 95 %% interval\n");
	for (size_t q = 0; q < first->request_count; q++) {
		fprintf(out, "  %s: %s\n", first->requests[q]->name, first->requests[q]->request);
		for (size_t i = 0; i < report->variant_count; i++) {
			const struct share *s = &report->variants[i].result->failing[q];

			fprintf(out, "    %-34s %7.2f %%   (%.2f .. %.2f)\n", report->variants[i].label, s->value * 100,
					s->low * 100, s->high * 100);
		}
	}
}

static double mean_event(const struct simulation_result *r, size_t offset)
{
	double sum = 0;

	for (size_t i = 0; i < r->run_count; i++)
		sum += (double)*(const uint64_t *)((const char *)&r->runs[i].events + offset);
	return sum / (double)r->run_count;
}

static void print_row(FILE *out, const char *name, const struct simulation_report *report,
					  const double *values)
{
	fprintf(out, "  %-40s", name);
	for (size_t i = 0; i < report->variant_count; i++)
		fprintf(out, " %14.0f", values[i]);
	fprintf(out, "\n");
}

static void print_memory(FILE *out, const struct simulation_report *report)
{
	double values[3][8];

	for (size_t i = 0; i < report->variant_count && i < 8; i++) {
		const struct simulation_result *r = report->variants[i].result;
		double kib = (double)(1u << report->page_shift) / 1024;

		values[0][i] = r->free_outside_median * kib / 1024;
		values[1][i] = r->free_outside_p5 * kib / 1024;
		values[2][i] = r->free_cma_median * kib / 1024;
	}
	fprintf(out, "\nFREE MEMORY, MiB\n");
	print_row(out, "outside CMA, median", report, values[0]);
	print_row(out, "outside CMA, 5th percentile", report, values[1]);
	print_row(out, "CMA that lies idle, median", report, values[2]);
}

static void print_events(FILE *out, const struct simulation_report *report)
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
	double values[8];

	fprintf(out, "\nEVENTS A RUN\n");
	for (size_t k = 0; k < sizeof(rows) / sizeof(rows[0]); k++) {
		for (size_t i = 0; i < report->variant_count && i < 8; i++)
			values[i] = mean_event(report->variants[i].result, rows[k].offset);
		print_row(out, rows[k].name, report, values);
	}
}

static void print_orders(FILE *out, const struct simulation_result *r)
{
	static const char letters[MIGRATE_TYPES] = "UMEHCIR";

	fprintf(out, "  order   blocks for an unmovable request      free blocks by type, median\n"
				 "            median   5th percentile   ");
	for (unsigned int type = 0; type < MIGRATE_CMA + 1; type++)
		fprintf(out, " %8c", letters[type]);
	fprintf(out, "\n");
	for (unsigned int k = 0; k <= r->max_order; k++) {
		fprintf(out, "  %5u %11.0f %16.0f   ", k, r->orders[k].median, r->orders[k].p5);
		for (unsigned int type = 0; type < MIGRATE_CMA + 1; type++)
			fprintf(out, " %8.0f", r->orders[k].median_by_type[type]);
		fprintf(out, "\n");
	}
}

static void print_variant(FILE *out, const struct simulation_variant *v, bool unicode)
{
	fprintf(out, "\n%s\n", v->label);
	print_plot(out, v->result, "free pages outside CMA", outside_cma, unicode);
	print_plot(out, v->result, "free CMA pages", in_cma, unicode);
	print_plot(out, v->result, "blocks of order 3", order_3, unicode);
	print_orders(out, v->result);
}

static void print_heads(FILE *out, const struct simulation_report *report)
{
	if (report->variant_count < 2)
		return;
	fprintf(out, "\n  %-40s", "side by side:");
	for (size_t i = 0; i < report->variant_count; i++)
		fprintf(out, " %14.14s", report->variants[i].label);
	fprintf(out, "\n");
}

int simulation_print_text(FILE *out, const struct simulation_report *report, bool unicode)
{
	print_title(out, report);
	print_requests(out, report);
	print_heads(out, report);
	print_memory(out, report);
	print_events(out, report);
	for (size_t i = 0; i < report->variant_count; i++)
		print_variant(out, &report->variants[i], unicode);
	return ferror(out) ? -EIO : 0;
}
