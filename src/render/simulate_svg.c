/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory over time, one panel a variant. */

#include "render/markup.h"
#include "render/page_style.h"
#include "render/simulation_writers.h"
#include "util/arena.h"

#define WIDTH 800
#define HEIGHT 220
#define LEFT 76
#define RIGHT 190
#define TOP 44
#define BOTTOM 34

struct curve {
	const char *name, *colour, *dashes; /* a colour of the theme */
	series_t series;
};

/* Told apart by dashes as well as by colour. */
static const struct curve curves[] = {
	{ "free outside CMA", "total", "", SERIES(free_outside_cma) }, { "free CMA", "cma", "", SERIES(free_cma) },
	{ "page cache", "free-edge", "6 3", SERIES(file) }, { "anonymous", "reserved", "2 3", SERIES(anon) },
	{ "unmovable", "kernel", "", SERIES(unmovable) },
};

#define CURVES (sizeof(curves) / sizeof(curves[0]))

static double largest(const struct simulation_report *report)
{
	double most = 1;

	for (size_t v = 0; v < report->variant_count; v++)
		for (size_t c = 0; c < CURVES; c++)
			for (size_t i = 0; i < report->variants[v].result->sample_count; i++)
				if (series_value(&report->variants[v].result->mean[i], curves[c].series) > most)
					most = series_value(&report->variants[v].result->mean[i], curves[c].series);
	return most;
}

/* One panel: how high its values reach, and how long it goes on. */
struct panel {
	struct markup *m;
	const struct simulation_result *result;
	double most, seconds, y;
};

static void put_text(const struct panel *p, const char *class, double x, double y, const char *text)
{
	markup_label(p->m, class, x, y, text);
	markup_newline(p->m);
}

static void put_curve(const struct panel *p, const struct curve *curve)
{
	const double w = WIDTH - LEFT - RIGHT, h = HEIGHT - TOP - BOTTOM;
	const char *points = "";

	for (size_t i = 0; i < p->result->sample_count; i++)
		points = arena_printf(p->m->arena, "%s%s%.1f,%.1f", points, i ? " " : "",
							  LEFT + w * p->result->mean[i].time / p->seconds,
							  p->y + TOP + h * (1 - series_value(&p->result->mean[i], curve->series) / p->most));
	markup_begin(p->m, "polyline");
	markup_attributef(p->m, "class", "c-%s", curve->colour);
	if (*curve->dashes)
		markup_attribute(p->m, "stroke-dasharray", curve->dashes);
	markup_attribute(p->m, "points", points);
	markup_end_empty(p->m);
	markup_newline(p->m);
}

static void put_axes(const struct panel *p, double most_mib)
{
	struct arena *arena = p->m->arena;

	markup_begin(p->m, "path");
	markup_attribute(p->m, "class", "axis");
	markup_attributef(p->m, "d", "M%d %.1fV%.1fH%d", LEFT, p->y + TOP, p->y + HEIGHT - BOTTOM, WIDTH - RIGHT);
	markup_end_empty(p->m);
	put_text(p, "end", LEFT - 6, p->y + TOP + 5, arena_printf(arena, "%.0f MiB", most_mib));
	put_text(p, "end", LEFT - 6, p->y + HEIGHT - BOTTOM + 4, "0");
	put_text(p, "end", WIDTH - RIGHT, p->y + HEIGHT - BOTTOM + 18, arena_printf(arena, "%.0f s", p->seconds));
}

static void put_key(const struct panel *p, const struct curve *curve, double y)
{
	markup_begin(p->m, "path");
	markup_attributef(p->m, "class", "c-%s", curve->colour);
	if (*curve->dashes)
		markup_attribute(p->m, "stroke-dasharray", curve->dashes);
	markup_attributef(p->m, "d", "M%d %.1fh22", WIDTH - RIGHT + 12, y - 4);
	markup_end_empty(p->m);
	put_text(p, NULL, WIDTH - RIGHT + 40, y, curve->name);
}

static void put_legend(const struct panel *p)
{
	const struct simulation_result *r = p->result;

	for (size_t c = 0; c < CURVES; c++)
		put_key(p, &curves[c], p->y + TOP + 12 + 17 * (double)c);
	for (size_t q = 0; q < r->request_count && q < 2; q++)
		put_text(p, NULL, WIDTH - RIGHT + 12, p->y + TOP + 12 + 17 * (double)(CURVES + q),
				 arena_printf(p->m->arena, "%.40s: %.1f %% fail", r->requests[q]->name,
							  r->failing[q].value * 100));
}

static void put_panel(struct markup *m, const struct simulation_report *report, size_t index, double most,
					  double top)
{
	const struct simulation_variant *v = &report->variants[index];
	struct panel p = { m, v->result, most, 1, top + HEIGHT * (double)index };

	if (v->result->sample_count && v->result->mean[v->result->sample_count - 1].time > 0)
		p.seconds = v->result->mean[v->result->sample_count - 1].time;
	put_text(&p, "label", LEFT, p.y + TOP - 14, v->label);
	put_axes(&p, most * (double)(1u << report->page_shift) / 1048576);
	for (size_t c = 0; c < CURVES; c++)
		put_curve(&p, &curves[c]);
	put_legend(&p);
}

static void put_panels(struct markup *m, const struct simulation_report *report, double top)
{
	double most = largest(report);

	for (size_t i = 0; i < report->variant_count; i++)
		put_panel(m, report, i, most, top);
}

static void begin_svg(struct markup *m, double height)
{
	markup_begin(m, "svg");
	markup_attribute(m, "xmlns", "http://www.w3.org/2000/svg");
	markup_attribute(m, "class", "chart");
	markup_attributef(m, "viewBox", "0 0 %d %.0f", WIDTH, height);
	markup_number(m, "width", WIDTH);
	markup_number(m, "height", height);
	markup_attribute(m, "role", "img");
}

void simulation_write_style(struct markup *m)
{
	markup_own(
		m,
		"svg.chart{font:12px system-ui,sans-serif;fill:var(--text)}svg.chart .axis{fill:none;stroke:var(--faint)}svg.chart .end{text-anchor:end;fill:var(--faint)}svg.chart .label{font-weight:600}svg.chart .title{font-size:15px;font-weight:600}svg.chart .ground{fill:var(--page)}\n");
	for (size_t c = 0; c < CURVES; c++) {
		markup_own(m, "svg.chart .c-");
		markup_own(m, curves[c].colour);
		markup_own(m, "{fill:none;stroke-width:1.75;stroke:var(--");
		markup_own(m, curves[c].colour);
		markup_own(m, ")}");
	}
	markup_own(m, "\n");
}

void simulation_write_chart(struct markup *m, const struct simulation_report *report)
{
	begin_svg(m, HEIGHT * (double)report->variant_count);
	markup_attribute(m, "aria-label", "Memory over time; the table has the figures");
	markup_newline(m);
	put_panels(m, report, 0);
	markup_end(m);
	markup_newline(m);
}

void simulation_print_svg(FILE *out, const struct simulation_report *report)
{
	struct markup m = { .out = out, .arena = arena_new() };
	const struct panel title = { &m, NULL, 0, 0, 0 };

	begin_svg(&m, 40 + HEIGHT * (double)report->variant_count);
	markup_newline(&m);
	markup_element(&m, "title", NULL, report->board);
	markup_begin(&m, "style");
	theme_write(&m);
	simulation_write_style(&m);
	markup_end(&m);
	markup_own(&m, "<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n");
	put_text(&title, "title", LEFT, 24,
			 arena_printf(m.arena, "%s, Linux %s, %s", report->board, report->kernel,
						  report->variants[0].result->workload->name));
	put_panels(&m, report, 26);
	markup_end(&m);
	markup_newline(&m);
	arena_free(m.arena);
}
