/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dtcarve/simulation.h>

#include <errno.h>

#include "alloc/boot_state.h"
#include "document/pages.h"
#include "input/tree.h"
#include "job/simulation_job.h"
#include "lib/objects.h"
#include "lib/rendering.h"
#include "render/simulation_writers.h"
#include "util/arena.h"

struct dtcarve_simulation_options {
	struct arena *arena;
	bool out_of_memory; /* something that was told is lost */
	struct simulation_request request;
};

struct dtcarve_simulation {
	struct dtcarve_boot *boot;
	struct simulation_job job;
};

/* --- options ------------------------------------------------------------------------- */

OPTIONS_LIFE(dtcarve_simulation_options, .request.run = simulation_defaults())

TEXT_SETTER(dtcarve_simulation_options_set_workload, simulation_options, request.source.workload)
TEXT_SETTER(dtcarve_simulation_options_set_log, simulation_options, request.source.log)
SETTER(uint64_t, dtcarve_simulation_options_set_seed, simulation_options, request.run.seed)
SETTER(unsigned int, dtcarve_simulation_options_set_runs, simulation_options, request.run.runs)
SETTER(unsigned int, dtcarve_simulation_options_set_jobs, simulation_options, request.run.jobs)
SETTER(double, dtcarve_simulation_options_set_duration, simulation_options, request.run.duration)
SETTER(bool, dtcarve_simulation_options_set_compare, simulation_options, request.compare)
SETTER(bool, dtcarve_simulation_options_set_vendor_cma, simulation_options, request.vendor_cma)
SETTER(bool, dtcarve_simulation_options_set_load_factor, simulation_options, request.load_factor)

/* --- the run --------------------------------------------------------------------------- */

static struct error *error_of(const struct dtcarve_simulation *s)
{
	return &s->boot->board->ctx->error;
}

static int check_request(const struct simulation_request *r, struct error *error)
{
	if (!r->source.workload == !r->source.log)
		return error_set(error, -EINVAL, "which workload? one is expected, or a log that leads to one");
	if (r->run.runs < 1 || r->run.runs > 1000)
		return error_set(error, -EINVAL, "%u runs: expected 1 to 1000", r->run.runs);
	if (r->run.jobs < 1 || r->run.jobs > 256)
		return error_set(error, -EINVAL, "%u threads: expected 1 to 256", r->run.jobs);
	if (!(r->run.duration >= 0 && r->run.duration <= 604800))
		return error_set(error, -EINVAL, "%g simulated seconds: expected up to 604800", r->run.duration);
	return 0;
}

static int run_simulation_on(struct dtcarve_simulation *s, const struct simulation_request *request)
{
	struct memory_state *memory;
	int ret = boot_must_come_up(s->boot);

	if (ret == 0)
		ret = check_request(request, error_of(s));
	if (ret)
		return ret;
	memory = memory_state_from_boot(s->boot->boot, s->boot->cpus);
	ret = simulation_job_run(&s->job, request, memory, error_of(s));
	memory_state_free(memory);
	return ret;
}

int dtcarve_simulation_new(struct dtcarve_boot *boot, const struct dtcarve_simulation_options *options,
						   struct dtcarve_simulation **result)
{
	struct simulation_request request =
		options ? options->request : (struct simulation_request){ .run = simulation_defaults() };
	struct dtcarve_simulation *simulation;
	int ret;

	*result = NULL;
	ENTRY(&boot->board->ctx->error);
	if (options && options->out_of_memory)
		memory_out();
	simulation = memory_new(sizeof(*simulation));
	simulation->boot = hold(boot);
	simulation->job = (struct simulation_job){ .arena = arena_new(), .board = boot->board->tree->tree->file };
	ret = run_simulation_on(simulation, &request);
	GIVE(ret, simulation, dtcarve_simulation_free);
}

FREER(dtcarve_simulation_free, simulation, simulation_job_free(&simulation->job),
	  arena_free(simulation->job.arena), dtcarve_boot_free(simulation->boot))

/* --- what came out ------------------------------------------------------------------------ */

GETTER(size_t, dtcarve_simulation_get_variant_count, simulation, simulation->job.report.variant_count)

static const struct simulation_variant *variant_at(const struct dtcarve_simulation *s, size_t variant)
{
	static const struct simulation_result no_result;
	static const struct simulation_variant none = { .result = &no_result };

	return variant < s->job.report.variant_count ? &s->job.report.variants[variant] : &none;
}

GETTER_BY(const char *, dtcarve_simulation_get_variant, simulation, variant_at(simulation, index)->label)
GETTER_BY(bool, dtcarve_simulation_is_own_variant, simulation, variant_at(simulation, index)->own)
GETTER(size_t, dtcarve_simulation_get_request_count, simulation,
	   variant_at(simulation, 0)->result->request_count)

const char *dtcarve_simulation_get_request(const struct dtcarve_simulation *simulation, size_t request)
{
	const struct simulation_result *result = variant_at(simulation, 0)->result;

	return request < result->request_count ? result->requests[request]->name : NULL;
}

static const struct outlook *outlook_at(const struct dtcarve_simulation *s, size_t variant, size_t request)
{
	static const struct outlook none;
	const struct simulation_result *result = variant_at(s, variant)->result;

	return request < result->request_count ? &result->outlook[request] : &none;
}

static struct dtcarve_spread public_spread(struct spread s)
{
	return (struct dtcarve_spread){ s.value, s.low, s.high };
}

const char *dtcarve_simulation_get_why_not(const struct dtcarve_simulation *simulation, size_t variant,
										   size_t request)
{
	return outlook_at(simulation, variant, request)->why;
}

struct dtcarve_spread dtcarve_simulation_get_p_1h(const struct dtcarve_simulation *simulation, size_t variant,
												  size_t request)
{
	return public_spread(outlook_at(simulation, variant, request)->p_1h);
}

struct dtcarve_spread dtcarve_simulation_get_p_8h(const struct dtcarve_simulation *simulation, size_t variant,
												  size_t request)
{
	return public_spread(outlook_at(simulation, variant, request)->p_8h);
}

struct dtcarve_spread dtcarve_simulation_get_failures_per_hour(const struct dtcarve_simulation *simulation,
															   size_t variant, size_t request)
{
	return public_spread(outlook_at(simulation, variant, request)->per_hour);
}

static int write_simulation(const void *object, const struct writing *w)
{
	const struct dtcarve_simulation *s = object;

	if (w->format == DTCARVE_FORMAT_JSON || w->format == DTCARVE_FORMAT_SVG) {
		if (w->format == DTCARVE_FORMAT_JSON)
			simulation_print_json(w->out, &s->job.report);
		else
			simulation_print_svg(w->out, &s->job.report);
		return 0;
	}
	return render_page(page_of_simulation(w->arena, &s->job.report), w);
}

RENDERER(dtcarve_simulation_render, simulation, write_simulation, error_of(simulation))
