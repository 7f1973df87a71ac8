/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "job/series_check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "alloc/zone_state.h"
#include "job/log_footprint.h"
#include "plan/pool_evidence.h"
#include "proc/memory_capture.h"
#include "proc/samples.h"
#include "sim/scenario.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/random.h"

#define ENOUGH_SAMPLES 16 /* from so many on, the second half is foretold from the first */
#define LONGEST 28800     /* s that are simulated at most */

/* What both can tell of one moment; NAN where it is not told. */
enum {
	FREE_OUTSIDE,
	FREE_CMA,
	FILE_PAGES,
	ANON_PAGES,
	CMA_HELD,
	TYPE_FREE,
	ORDER_BLOCKS = TYPE_FREE + MIGRATE_RESERVE,
	PAGEBLOCKS = ORDER_BLOCKS + ZONE_ORDERS,
	MOMENT_FIGURES = PAGEBLOCKS + MIGRATE_RESERVE
};

static const char *const memory_names[TYPE_FREE] = { "free outside CMA", "free in CMA", "page cache",
													 "anonymous and shared", "CMA held by drivers" };
static const char *const type_names[MIGRATE_RESERVE] = { "Unmovable",  "Movable", "Reclaimable",
														 "HighAtomic", "CMA",     "Isolate" };

struct moment {
	double time; /* s since the start */
	double figures[MOMENT_FIGURES];
};

struct checking {
	struct arena *arena;
	const struct log_footprint *found;
	const struct alloc_kernel *kernel;
	const struct footprint_sample *history;
	size_t count;                /* of the history */
	size_t start, split, end;    /* samples: it starts from, the last that is learned from, the last that is held */
	struct memory_state *memory; /* at the start */
	struct evidence pools;       /* the most of all samples */
	struct series_report *report;
};

/* --- what the board told ----------------------------------------------------------------------- */

static int state_of(const struct checking *c, const struct sample *sample, struct memory_state **state,
					struct error *error)
{
	const struct proc_texts texts = { sample->source, sample->source, sample->source,
									  arena_strdup(c->arena, sample->zoneinfo),
									  arena_strdup(c->arena, sample->pagetypeinfo) };

	return proc_state_parse(&texts, c->kernel, state, error);
}

/*
 * Free lists that belong to the zones' counters: of one moment. A series of the first dtcarve-capture has
 * pagetypeinfo of its beginning beside the zoneinfo of its end.
 */
static bool is_of_one_moment(const struct memory_state *state)
{
	int64_t listed = 0, counted = 0;

	for (size_t i = 0; i < state->zone_count; i++) {
		listed += zone_blocks_from(&state->zones[i], TYPES_ALL, 0);
		counted += state->zones[i].free;
	}
	return llabs(listed - counted) <= counted / 50 + 64;
}

/* "Node 0, zone    DMA32      3      1 ...": blocks by order. */
static void add_buddyinfo(const char *text, double *blocks)
{
	for (const char *line = text; line; line = strchr(line, '\n')) {
		const char *at = strstr(line += *line == '\n', "zone");
		char *rest;

		if (strncmp(line, "Node", 4) != 0 || !at)
			continue;
		at += strlen("zone");
		at += strspn(at, " ");
		at += strcspn(at, " \n");
		for (unsigned int k = 0; k < ZONE_ORDERS && *at == ' '; k++, at = rest) {
			double value = (double)strtoull(at, &rest, 10);

			if (rest == at || memchr(at, '\n', (size_t)(rest - at)))
				break;
			blocks[k] = isnan(blocks[k]) ? value : blocks[k] + value;
		}
	}
}

static void add_lists(const struct memory_state *state, struct moment *m)
{
	bool has_orders = !isnan(m->figures[ORDER_BLOCKS]);

	for (unsigned int type = 0; type < MIGRATE_RESERVE; type++)
		m->figures[TYPE_FREE + type] = m->figures[PAGEBLOCKS + type] = 0;
	for (unsigned int k = 0; !has_orders && k <= state->kernel.max_order; k++)
		m->figures[ORDER_BLOCKS + k] = 0;
	for (size_t i = 0; i < state->zone_count; i++) {
		const struct zone_state *z = &state->zones[i];

		for (unsigned int type = 0; type < MIGRATE_RESERVE; type++) {
			m->figures[TYPE_FREE + type] += (double)zone_list_pages(z, (enum migratetype)type);
			m->figures[PAGEBLOCKS + type] += (double)z->pageblocks[type];
		}
		for (unsigned int k = 0; !has_orders && k <= state->kernel.max_order; k++)
			m->figures[ORDER_BLOCKS + k] += (double)zone_blocks(z, TYPES_ALL, k);
	}
}

static int look_at(struct checking *c, size_t at, struct moment *m, struct error *error)
{
	const struct sample *sample = &c->found->samples[at];
	const struct footprint *f = &c->history[at].footprint;
	struct memory_state *state;
	int ret;

	m->time = c->history[at].time - c->history[c->start].time;
	for (size_t i = 0; i < MOMENT_FIGURES; i++)
		m->figures[i] = NAN;
	m->figures[FREE_OUTSIDE] = (double)(f->free - (f->free_cma > 0 ? f->free_cma : 0));
	if (f->cma > 0 && f->free_cma >= 0)
		m->figures[FREE_CMA] = (double)f->free_cma;
	m->figures[FILE_PAGES] = (double)f->file;
	if (f->anon >= 0 && f->shmem >= 0)
		m->figures[ANON_PAGES] = (double)(f->anon + f->shmem);
	if (f->cma_held >= 0)
		m->figures[CMA_HELD] = (double)f->cma_held;
	if (sample->buddyinfo)
		add_buddyinfo(sample->buddyinfo, &m->figures[ORDER_BLOCKS]);
	if (!sample->zoneinfo || !sample->pagetypeinfo)
		return 0;
	ret = state_of(c, sample, &state, error);
	if (ret)
		return ret;
	if (is_of_one_moment(state))
		add_lists(state, m);
	memory_state_free(state);
	return 0;
}

/* --- what was simulated -------------------------------------------------------------------------- */

static void of_sample(const struct sim_sample *s, struct moment *m)
{
	*m = (struct moment){ .time = s->time };
	m->figures[FREE_OUTSIDE] = (double)s->free_outside_cma;
	m->figures[FREE_CMA] = (double)s->free_cma;
	m->figures[FILE_PAGES] = (double)s->file;
	m->figures[ANON_PAGES] = (double)s->anon;
	m->figures[CMA_HELD] = (double)s->cma_buffers;
	for (unsigned int type = 0; type < MIGRATE_RESERVE; type++) {
		m->figures[PAGEBLOCKS + type] = (double)s->pageblocks[type];
		for (unsigned int k = 0; k < ZONE_ORDERS; k++) {
			m->figures[TYPE_FREE + type] += (double)(s->nr_free[type][k] << k);
			m->figures[ORDER_BLOCKS + k] += (double)s->nr_free[type][k];
		}
	}
}

/* What a simulation that starts from free lists does not have is what was in use by then. */
static bool counts_change(size_t figure)
{
	return (figure >= FILE_PAGES && figure < TYPE_FREE) || figure >= PAGEBLOCKS;
}

/* At that time of a run, on the line between the samples around it. */
static void at_time(const struct sim_run *run, double time, const struct moment *start, struct moment *m)
{
	struct moment first, next;
	size_t k = 0;
	double part;

	while (k + 1 < run->sample_count && run->samples[k + 1].time < time)
		k++;
	of_sample(&run->samples[0], &first);
	of_sample(&run->samples[k], m);
	of_sample(&run->samples[k + 1 < run->sample_count ? k + 1 : k], &next);
	part = next.time > m->time ? fmin((time - m->time) / (next.time - m->time), 1) : 0;
	for (size_t i = 0; i < MOMENT_FIGURES; i++) {
		m->figures[i] += part * (next.figures[i] - m->figures[i]);
		if (counts_change(i))
			m->figures[i] += start->figures[i] - first.figures[i];
	}
}

/* --- side by side ------------------------------------------------------------------------------------ */

static enum series_group group_of(size_t figure)
{
	if (figure < TYPE_FREE)
		return SERIES_MEMORY;
	return figure < ORDER_BLOCKS ? SERIES_TYPES : figure < PAGEBLOCKS ? SERIES_ORDERS : SERIES_PAGEBLOCKS;
}

static const char *name_of(struct arena *arena, size_t figure)
{
	switch (group_of(figure)) {
	case SERIES_MEMORY:
		return memory_names[figure];
	case SERIES_TYPES:
		return type_names[figure - TYPE_FREE];
	case SERIES_ORDERS:
		return arena_printf(arena, "order %zu", figure - ORDER_BLOCKS);
	default:
		return type_names[figure - PAGEBLOCKS];
	}
}

/* Which samples are compared: those that the load does not know, or all behind the start. */
static size_t first_held(const struct checking *c)
{
	return c->split < c->end ? c->split + 1 : c->start + 1;
}

static void add_figure(struct checking *c, size_t i, const struct moment *seen, const struct simulation_result *r,
					   const struct moment *runs)
{
	struct series_figure figure = { .group = group_of(i), .name = name_of(c->arena, i), .low = INFINITY, .high = -INFINITY };
	size_t held = c->end + 1 - first_held(c);
	double *mean = arena_alloc(c->arena, r->run_count * sizeof(*mean));
	bool any = false;

	memset(mean, 0, r->run_count * sizeof(*mean));
	for (size_t k = 0; k < held; k++) {
		double at_once = 0;

		if (isnan(seen[k].figures[i]) || (counts_change(i) && isnan(runs[k * r->run_count].figures[i])))
			continue;
		figure.count++;
		figure.seen += seen[k].figures[i];
		for (size_t run = 0; run < r->run_count; run++) {
			mean[run] += runs[k * r->run_count + run].figures[i];
			at_once += runs[k * r->run_count + run].figures[i] / (double)r->run_count;
		}
		figure.apart += fabs(at_once - seen[k].figures[i]);
		any = any || seen[k].figures[i] != 0 || at_once != 0;
	}
	if (!any)
		return;
	figure.seen /= (double)figure.count;
	figure.apart /= (double)figure.count;
	for (size_t run = 0; run < r->run_count; run++) {
		mean[run] /= (double)figure.count;
		figure.simulated += mean[run] / (double)r->run_count;
		figure.low = fmin(figure.low, mean[run]);
		figure.high = fmax(figure.high, mean[run]);
	}
	arena_push(c->arena, c->report->figures, c->report->figure_count, figure);
}

static void tell_pools(struct checking *c, const struct moment *start, const struct moment *seen, size_t held,
					   const struct simulation_result *r)
{
	struct series_report *report = c->report;

	report->most_seen = report->most_simulated = -1;
	for (size_t i = 0; i < c->count; i++)
		if (c->found->samples[i].cma)
			evidence_read_counters(c->arena, c->found->samples[i].cma, &c->pools);
	for (size_t i = 0; i < c->pools.pool_count; i++) {
		const struct series_pool pool = { c->pools.pools[i].name, c->pools.pools[i].used };

		arena_push(c->arena, report->pools, report->pool_count, pool);
	}
	if (isnan(start->figures[CMA_HELD]))
		return;
	for (size_t k = 0; k < held; k++)
		if (seen[k].figures[CMA_HELD] > report->most_seen)
			report->most_seen = seen[k].figures[CMA_HELD];
	report->most_simulated = start->figures[CMA_HELD] + (double)r->cma_buffers_most;
}

static int compare(struct checking *c, const struct simulation_result *r, struct error *error)
{
	size_t first = first_held(c), held = c->end + 1 - first;
	struct moment *seen = arena_alloc(c->arena, held * sizeof(*seen)), start;
	struct moment *runs = arena_alloc(c->arena, held * r->run_count * sizeof(*runs));
	int ret = look_at(c, c->start, &start, error);

	for (size_t k = 0; ret == 0 && k < held; k++) {
		ret = look_at(c, first + k, &seen[k], error);
		for (size_t run = 0; ret == 0 && run < r->run_count; run++)
			at_time(&r->runs[run], seen[k].time, &start, &runs[k * r->run_count + run]);
	}
	if (ret)
		return ret;
	for (size_t i = 0; i < MOMENT_FIGURES; i++)
		add_figure(c, i, seen, r, runs);
	tell_pools(c, &start, seen, held, r);
	c->report->held = held;
	return 0;
}

/* --- the run ----------------------------------------------------------------------------------------- */

/* The first sample with the free lists of that moment and a later one behind it. */
static int find_start(struct checking *c, struct error *error)
{
	for (size_t i = 0; i + 1 < c->count; i++) {
		const struct sample *sample = &c->found->samples[i];
		struct memory_state *state;
		int ret;

		if (!sample->zoneinfo || !sample->pagetypeinfo || c->history[i].time >= c->history[c->count - 1].time)
			continue;
		ret = state_of(c, sample, &state, error);
		if (ret)
			return ret;
		if (is_of_one_moment(state)) {
			c->start = i;
			c->memory = state;
			return 0;
		}
		memory_state_free(state);
	}
	return 0;
}

static void divide(struct checking *c)
{
	size_t behind;

	for (c->end = c->count - 1; c->history[c->end].time - c->history[c->start].time > LONGEST && c->end > c->start + 1;)
		c->end--;
	behind = c->end - c->start;
	c->split = behind + 1 >= ENOUGH_SAMPLES ? c->start + behind / 2 : c->end;
	c->report->from = c->history[c->start].time;
	c->report->learned_to = c->history[c->split].time;
	c->report->to = c->history[c->end].time;
	c->report->learned = c->split + 1;
	c->report->same = c->split == c->end;
}

static int run(struct checking *c, const struct simulation_options *o, struct error *error)
{
	struct scenario scenario = { .request = c->found->request };
	struct simulation_options options = *o;
	struct workload *workload;
	struct sim_boot boot;
	struct random random;
	struct simulation *simulation;
	struct simulation_result *result;
	int ret;

	options.duration = fmax(c->report->to - c->report->from, 1);
	scenario.footprint = c->history[c->split].footprint;
	scenario.footprint.history = c->history;
	scenario.footprint.history_count = c->split + 1;
	ret = scenario_workload(&scenario, c->memory, NULL, 0, &workload, NULL, error);
	random_seed(&random, options.seed);
	if (ret == 0)
		ret = sim_boot_from_state(c->arena, c->memory, &random, &boot, error);
	if (ret == 0)
		ret = simulation_start(&boot, workload, &options, &simulation, error);
	if (ret == 0) {
		result = simulation_finish(simulation);
		ret = compare(c, result, error);
		simulation_result_free(result);
	}
	workload_free(workload);
	return ret;
}

int series_check(struct arena *arena, const struct log_footprint *found, const struct memory_state *memory,
				 const struct simulation_options *options, struct series_report **report, struct error *error)
{
	struct checking c = { .arena = arena,
						  .found = found,
						  .kernel = &memory->kernel,
						  .history = found->footprint.history,
						  .count = found->samples ? found->footprint.history_count : 0 };
	int ret;

	*report = NULL;
	if (c.count < 2)
		return 0;
	c.report = *report = arena_new_object(arena, struct series_report);
	ret = find_start(&c, error);
	if (ret)
		return ret;
	if (!c.memory) {
		c.report->why_not = "no sample before the last one has zoneinfo and pagetypeinfo of one moment to start from";
		return 0;
	}
	divide(&c);
	ret = run(&c, options, error);
	memory_state_free(c.memory);
	return ret;
}
