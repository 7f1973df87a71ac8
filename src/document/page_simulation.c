/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The simulation, where one was asked for: what fails, what is free, and the course of it. */
#include <inttypes.h>

#include "document/page_sections.h"
#include "document/report.h"
#include "document/simulation_report.h"
#include "util/arena.h"

enum { REQUEST, VARIANT, FAILS, AT_END, REQUESTS };
enum { MEMORY, MEDIAN_OUTSIDE, P5_OUTSIDE, MEDIAN_CMA, MEMORIES };

static const struct page_column request_columns[REQUESTS] = {
	{ "request", COLUMN_TEXT },
	{ "", COLUMN_TEXT },
	{ "fails", COLUMN_NUMBER },
	{ "blocks left at the end", COLUMN_NUMBER },
};

static const struct page_column memory_columns[MEMORIES] = {
	{ "free memory, MiB", COLUMN_TEXT },
	{ "outside CMA, median", COLUMN_NUMBER },
	{ "outside CMA, 5th percentile", COLUMN_NUMBER },
	{ "CMA that lies idle, median", COLUMN_NUMBER },
};

static enum tone tone_of(const struct share *s)
{
	return s->value >= 0.01 ? TONE_BAD : s->high >= 0.01 ? TONE_WARN : TONE_GOOD;
}

static void add_request(struct page *page, struct page_table *table, const struct simulation_variant *v,
						size_t q)
{
	const struct share *s = &v->result->failing[q];
	const struct consumer *request = v->result->requests[q];
	const struct page_cell cells[REQUESTS] = {
		[REQUEST] = { .text = arena_printf(page->arena, "%s: %s", request->name, request->request) },
		[VARIANT] = { .text = v->label, .tone = TONE_FAINT },
		[FAILS] = { .text = arena_printf(page->arena, "%.2f %%", s->value * 100),
					.doubt = arena_printf(page->arena, "%.2f to %.2f", s->low * 100, s->high * 100),
					.tone = tone_of(s) },
		[AT_END] = { .text = arena_printf(page->arena, "%.0f", v->result->blocks_at_end[q]) },
	};

	page_row(page, table, cells);
}

static void add_requests(struct page *page, const struct simulation_report *sim)
{
	const struct simulation_result *first = sim->variants[0].result;
	struct page_table *table;

	if (!first->request_count)
		return;
	table = page_table(page, request_columns, REQUESTS);
	for (size_t q = 0; q < first->request_count; q++)
		for (size_t i = 0; i < sim->variant_count; i++)
			add_request(page, table, &sim->variants[i], q);
}

static const char *mebibytes(struct page *page, const struct simulation_report *sim, double pages)
{
	return arena_printf(page->arena, "%.0f", pages * (double)(1u << sim->page_shift) / 1048576);
}

static void add_memory(struct page *page, const struct simulation_report *sim)
{
	struct page_table *table = page_table(page, memory_columns, MEMORIES);

	for (size_t i = 0; i < sim->variant_count; i++) {
		const struct simulation_result *r = sim->variants[i].result;
		const struct page_cell cells[MEMORIES] = {
			[MEMORY] = { .text = sim->variants[i].label },
			[MEDIAN_OUTSIDE] = { .text = mebibytes(page, sim, r->free_outside_median) },
			[P5_OUTSIDE] = { .text = mebibytes(page, sim, r->free_outside_p5) },
			[MEDIAN_CMA] = { .text = mebibytes(page, sim, r->free_cma_median) },
		};

		page_row(page, table, cells);
	}
}

void page_simulation(struct page *page, const struct report *report)
{
	const struct simulation_report *sim = report->simulation;
	const struct simulation_result *r;

	if (!sim || !sim->variant_count)
		return;
	r = sim->variants[0].result;
	page_section(page, "simulation", "Simulation",
				 arena_printf(page->arena, "~ workload %s, %zu run%s of %.0f s, seed %" PRIu64 "%s",
							  r->workload->name, r->run_count, r->run_count == 1 ? "" : "s", r->runs[0].time,
							  sim->seed, r->whole ? "" : ", stopped early"));
	page_chart(page, sim);
	add_requests(page, sim);
	add_memory(page, sim);
	page_text(
		page, TONE_FAINT,
		"A model of the page allocator under this load; the range behind a share is its 95 % interval over the runs.");
}
