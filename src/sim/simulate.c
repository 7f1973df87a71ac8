/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sim/simulate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc/headroom.h"
#include "util/arena.h"
#include "util/crew.h"
#include "util/error.h"

struct simulation {
	struct arena *arena; /* becomes the result's */
	const struct sim_boot *boot;
	const struct workload *workload;
	struct actor *actors;
	struct simulation_options options;
	struct sim_run *runs;
	atomic_uint next_run, done_runs;
	atomic_bool stop;
	atomic_ullong ticks;
	uint64_t all_ticks;
	struct crew *crew;
};

static void work(void *data)
{
	struct simulation *s = data;

	for (;;) {
		unsigned int i = atomic_fetch_add(&s->next_run, 1);

		if (i >= s->options.runs)
			return;
		sim_run(s->boot, s->workload, s->actors, &s->options, s->options.seed + i, &s->stop, &s->ticks,
				&s->runs[i]);
		atomic_fetch_add(&s->done_runs, 1);
	}
}

static void stop(void *data)
{
	simulation_stop(data);
}

static int64_t managed_pages(const struct sim_boot *boot)
{
	int64_t pages = 0;

	for (size_t i = 0; i < boot->zone_count; i++)
		pages += (int64_t)boot->zones[i].state.managed;
	return pages;
}

/* Caches take what is left, whatever the load. */
static void scale_load(struct simulation *s)
{
	for (size_t i = 0; s->options.load > 0 && i < s->workload->consumer_count; i++) {
		struct actor *a = &s->actors[i];

		if (a->consumer->kind == CONSUMER_FILE || a->consumer->kind == CONSUMER_RECLAIMABLE ||
			a->consumer->kind == CONSUMER_CMA || a->target == INT64_MAX)
			continue;
		a->target = (int64_t)((double)a->target * s->options.load);
		a->target_most = (int64_t)((double)a->target_most * s->options.load);
		a->life_scale = s->options.load;
	}
}

/* A first allocator tells whether the boot state is sound, before any thread is there. */
static int check_boot(const struct sim_boot *boot, struct error *error)
{
	struct sim *sim;
	int ret = sim_new(boot, 0, 0, &sim);

	if (ret)
		return error_set(
			error, ret,
			"the board's free memory cannot be simulated: ranges that overlap or lie outside their zone");
	sim_free(sim);
	return 0;
}

static void make_runs(struct simulation *s)
{
	s->runs = arena_alloc(s->arena, s->options.runs * sizeof(*s->runs));
	for (unsigned int i = 0; i < s->options.runs; i++) {
		s->runs[i].final.zones = arena_alloc(s->arena, s->boot->zone_count * sizeof(struct zone_state));
		s->runs[i].consumer_failures = arena_alloc(s->arena, s->workload->consumer_count * sizeof(uint64_t));
	}
}

static int start_threads(struct simulation *s, struct error *error)
{
	unsigned int jobs = s->options.jobs < s->options.runs ? s->options.jobs : s->options.runs;

	s->crew = crew_start(&(struct crew_job){ work, stop, s }, jobs);
	if (crew_size(s->crew) > 0)
		return 0;
	crew_join(s->crew);
	return error_set(error, -EAGAIN, "no thread could be started");
}

int simulation_start(const struct sim_boot *boot, const struct workload *workload,
					 const struct simulation_options *options, struct simulation **simulation,
					 struct error *error)
{
	struct arena *arena = arena_new();
	struct simulation *s = arena_new_object(arena, struct simulation);
	int ret;

	*simulation = NULL;
	s->arena = arena;
	s->boot = boot;
	s->workload = workload;
	s->options = *options;
	if (s->options.duration <= 0)
		s->options.duration = workload->duration;
	s->all_ticks = (uint64_t)(s->options.duration / workload->tick) * s->options.runs;
	s->actors = arena_alloc(arena, workload->consumer_count * sizeof(*s->actors));
	ret = actors_make(arena, &boot->kernel, managed_pages(boot), workload, s->actors, error);
	scale_load(s);
	if (!ret)
		ret = check_boot(boot, error);
	if (!ret) {
		make_runs(s);
		ret = start_threads(s, error);
	}
	if (ret) {
		arena_free(arena);
		return ret;
	}
	*simulation = s;
	return 0;
}

double simulation_progress(const struct simulation *s)
{
	uint64_t ticks = atomic_load(&s->ticks);

	if (atomic_load(&s->done_runs) == s->options.runs || s->all_ticks == 0 || atomic_load(&s->stop))
		return 1;
	return ticks < s->all_ticks ? (double)ticks / (double)s->all_ticks : 0.999;
}

void simulation_stop(struct simulation *s)
{
	atomic_store(&s->stop, true);
}

/* What the headroom count says to the state that each run ended in. */
static double count_at_end(struct simulation_result *r, size_t q)
{
	double *values = arena_alloc(r->arena, r->run_count * sizeof(*values));

	for (size_t i = 0; i < r->run_count; i++) {
		struct alloc_request request;
		struct error error;

		if (request_parse(r->arena, &r->runs[i].final.kernel, r->requests[q]->request, &request, &error) == 0)
			values[i] = (double)headroom_count(r->arena, &r->runs[i].final, &request).blocks.value;
	}
	return quantile_of(values, r->run_count, 0.5);
}

static void find_requests(struct simulation_result *r, const struct workload *workload)
{
	for (size_t i = 0; i < workload->consumer_count; i++)
		if (is_asked(&workload->consumers[i]))
			r->requests[r->request_count++] = &workload->consumers[i];
}

struct simulation_result *simulation_finish(struct simulation *s)
{
	struct simulation_result *r = arena_new_object(s->arena, struct simulation_result);

	crew_join(s->crew);
	*r = (struct simulation_result){
		.arena = s->arena,
		.workload = s->workload,
		.runs = s->runs,
		.run_count = s->options.runs,
		.whole = true,
		.max_order = s->boot->kernel.max_order,
	};
	for (size_t i = 0; i < r->run_count; i++)
		if (!r->runs[i].whole)
			r->whole = false;
	find_requests(r, s->workload);
	for (size_t q = 0; q < r->request_count; q++)
		r->blocks_at_end[q] = count_at_end(r, q);
	summarize(r);
	return r;
}

void simulation_result_free(struct simulation_result *result)
{
	if (result)
		arena_free(result->arena);
}
