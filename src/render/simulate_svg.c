/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "render/simulate.h"

#define WIDTH 760
#define HEIGHT 220
#define LEFT 70
#define RIGHT 190
#define TOP 44
#define BOTTOM 34

typedef double (*series_fn)(const struct sim_sample *sample);

struct curve {
	const char *name, *colour;
	series_fn value;
};

static double outside_cma(const struct sim_sample *s)
{
	return (double)s->free_outside_cma;
}

static double in_cma(const struct sim_sample *s)
{
	return (double)s->free_cma;
}

static double page_cache(const struct sim_sample *s)
{
	return (double)s->file;
}

static double anonymous(const struct sim_sample *s)
{
	return (double)s->anon;
}

static double unmovable(const struct sim_sample *s)
{
	return (double)s->unmovable;
}

/* Colours that stay apart for colour-blind eyes. */
static const struct curve curves[] = {
	{ "free outside CMA", "#d55e00", outside_cma }, { "free CMA", "#0072b2", in_cma },
	{ "page cache", "#999999", page_cache },        { "anonymous", "#009e73", anonymous },
	{ "unmovable", "#cc79a7", unmovable },
};

#define CURVES (sizeof(curves) / sizeof(curves[0]))

static void print_escaped(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '&')
			fputs("&amp;", out);
		else if (*text == '<')
			fputs("&lt;", out);
		else if (*text == '>')
			fputs("&gt;", out);
		else if (*text == '"')
			fputs("&quot;", out);
		else if ((unsigned char)*text >= ' ')
			fputc(*text, out);
	}
}

static double largest(const struct simulation_report *report)
{
	double most = 1;

	for (size_t v = 0; v < report->variant_count; v++)
		for (size_t c = 0; c < CURVES; c++)
			for (size_t i = 0; i < report->variants[v].result->sample_count; i++)
				if (curves[c].value(&report->variants[v].result->mean[i]) > most)
					most = curves[c].value(&report->variants[v].result->mean[i]);
	return most;
}

static void print_curve(FILE *out, const struct simulation_result *r, const struct curve *curve, double most,
						double seconds, double y)
{
	const double w = WIDTH - LEFT - RIGHT, h = HEIGHT - TOP - BOTTOM;

	fprintf(out, "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\" points=\"", curve->colour);
	for (size_t i = 0; i < r->sample_count; i++)
		fprintf(out, "%.1f,%.1f ", LEFT + w * r->mean[i].time / seconds,
				y + TOP + h * (1 - curve->value(&r->mean[i]) / most));
	fputs("\"/>\n", out);
}

static void print_axes(FILE *out, double most_mib, double seconds, double y)
{
	fprintf(out,
			"<path d=\"M%d %.1fV%.1fH%d\" fill=\"none\" stroke=\"currentColor\"/>\n"
			"<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.0f MiB</text>\n"
			"<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">0</text>\n"
			"<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.0f s</text>\n",
			LEFT, y + TOP, y + HEIGHT - BOTTOM, WIDTH - RIGHT, LEFT - 6, y + TOP + 5, most_mib, LEFT - 6,
			y + HEIGHT - BOTTOM + 4, WIDTH - RIGHT, y + HEIGHT - BOTTOM + 18, seconds);
}

static void print_legend(FILE *out, const struct simulation_result *r, double y)
{
	for (size_t c = 0; c < CURVES; c++)
		fprintf(out, "<text x=\"%d\" y=\"%.1f\" fill=\"%s\">%s</text>\n", WIDTH - RIGHT + 12,
				y + TOP + 12 + 17 * (double)c, curves[c].colour, curves[c].name);
	for (size_t q = 0; q < r->request_count && q < 2; q++) {
		fprintf(out, "<text x=\"%d\" y=\"%.1f\">", WIDTH - RIGHT + 12,
				y + TOP + 12 + 17 * (double)(CURVES + q));
		print_escaped(out, r->requests[q]->name);
		fprintf(out, ": %.1f %% fail</text>\n", r->failing[q].value * 100);
	}
}

static void print_panel(FILE *out, const struct simulation_report *report, size_t index, double most)
{
	const struct simulation_variant *v = &report->variants[index];
	double y = 26 + HEIGHT * (double)index;
	double seconds = v->result->sample_count ? v->result->mean[v->result->sample_count - 1].time : 1;
	double mib = (double)(1u << report->page_shift) / 1048576;

	if (seconds <= 0)
		seconds = 1;
	fprintf(out, "<text x=\"%d\" y=\"%.1f\" font-weight=\"bold\">", LEFT, y + TOP - 12);
	print_escaped(out, v->label);
	fputs("</text>\n", out);
	print_axes(out, most * mib, seconds, y);
	for (size_t c = 0; c < CURVES; c++)
		print_curve(out, v->result, &curves[c], most, seconds, y);
	print_legend(out, v->result, y);
}

int simulation_print_svg(FILE *out, const struct simulation_report *report)
{
	double most = largest(report);

	fprintf(out,
			"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%zu\" viewBox=\"0 0 %d %zu\" "
			"font-family=\"sans-serif\" font-size=\"12\" fill=\"currentColor\" role=\"img\">\n<title>",
			WIDTH, 40 + HEIGHT * report->variant_count, WIDTH, 40 + HEIGHT * report->variant_count);
	print_escaped(out, report->board);
	fputs("</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n<g fill=\"#222222\" "
		  "color=\"#222222\">\n",
		  out);
	fprintf(out, "<text x=\"%d\" y=\"24\" font-size=\"15\">", LEFT);
	print_escaped(out, report->board);
	fputs(", Linux ", out);
	print_escaped(out, report->kernel);
	fputs(", ", out);
	print_escaped(out, report->variants[0].result->workload->name);
	fputs("</text>\n", out);
	for (size_t i = 0; i < report->variant_count; i++)
		print_panel(out, report, i, most);
	fputs("</g>\n</svg>\n", out);
	return ferror(out) ? -EIO : 0;
}
