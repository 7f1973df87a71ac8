/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The chart of a simulation for a terminal. */
#include "document/simulation_report.h"
#include "render/pen.h"
#include "render/simulation_writers.h"
#include "util/number.h"

#define PLOT_WIDTH 40
#define LEAST_PLOT 8
#define AROUND 40 /* its name before, its maximum behind it */

/* The mean of the samples that fall into one column. */
static double column_value(const struct simulation_result *r, series_t series, size_t column, size_t columns)
{
	size_t from = r->sample_count * column / columns, to = r->sample_count * (column + 1) / columns;
	double sum = 0;

	if (to == from)
		to = from + 1;
	for (size_t i = from; i < to && i < r->sample_count; i++)
		sum += series_value(&r->mean[i], series);
	return sum / (double)(to - from);
}

static void put_plot(const struct page_writer *w, const struct simulation_result *r, const char *name,
					 series_t series)
{
	static const char *const bars[] = { " ",      "\u2581", "\u2582", "\u2583", "\u2584",
										"\u2585", "\u2586", "\u2587", "\u2588" };
	static const char *const plain[] = { " ", ".", ".", ":", ":", "+", "+", "#", "#" };
	size_t columns = min_u64(PLOT_WIDTH, max_u64(w->style.width - min_u64(AROUND, w->style.width), LEAST_PLOT));
	double most = 0;

	/* the same maximum on every terminal */
	for (size_t i = 0; i < PLOT_WIDTH; i++)
		if (column_value(r, series, i, PLOT_WIDTH) > most)
			most = column_value(r, series, i, PLOT_WIDTH);
	fprintf(w->out, "  %-23s ", name);
	for (size_t i = 0; i < columns; i++) {
		unsigned int level = most > 0 ? (unsigned int)(column_value(r, series, i, columns) / most * 8 + 0.5) : 0;

		fputs((w->style.unicode ? bars : plain)[level], w->out);
	}
	fprintf(w->out, " max %.0f\n", most);
}

void simulation_write_plots(const struct page_writer *w, const struct simulation_report *report)
{
	for (size_t i = 0; i < report->variant_count; i++) {
		const struct simulation_variant *v = &report->variants[i];

		if (report->variant_count > 1)
			pen_paragraph(w, "", v->label, TONE_FAINT);
		put_plot(w, v->result, "free pages outside CMA", SERIES(free_outside_cma));
		put_plot(w, v->result, "free CMA pages", SERIES(free_cma));
		put_plot(w, v->result, "blocks of order 3", SERIES(blocks[3]));
	}
}
