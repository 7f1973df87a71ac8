/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/plan.h"

#include <errno.h>

#include <dtcarve/plan.h>

#include "alloc/boot_state.h"
#include "boot/boot.h"
#include "document/pages.h"
#include "input/tree.h"
#include "job/plan_job.h"
#include "kernel/kernel.h"
#include "lib/estimates.h"
#include "lib/objects.h"
#include "lib/rendering.h"
#include "render/plan_writers.h"
#include "util/arena.h"

struct dtcarve_plan_options {
	struct arena *arena;
	bool out_of_memory; /* something that was told is lost */
	struct plan_request request;
	int64_t today;
};

struct dtcarve_plan {
	struct dtcarve_boot *boot;
	struct boot_options options; /* those of `boot`, untraced: a search boots hundreds of times */
	struct site site;
	struct memory_state *settled;
	struct plan_job job;
	struct plan *plan;
};

/* --- options ------------------------------------------------------------------ */

OPTIONS_LIFE(dtcarve_plan_options, .request = plan_request_defaults(), .today = INT64_MIN)

TEXT_ADDER(dtcarve_plan_options_add_need, plan_options, request.needs, request.need_count)
SETTER(bool, dtcarve_plan_options_set_likely, plan_options, request.likely)
TEXT_SETTER(dtcarve_plan_options_set_policy, plan_options, request.policy)
TEXT_ADDER(dtcarve_plan_options_add_evidence, plan_options, request.evidence, request.evidence_count)
SETTER(unsigned int, dtcarve_plan_options_set_margin, plan_options, request.margin)
TEXT_SETTER(dtcarve_plan_options_set_workload, plan_options, request.source.workload)
TEXT_SETTER(dtcarve_plan_options_set_log, plan_options, request.source.log)
SETTER(uint64_t, dtcarve_plan_options_set_seed, plan_options, request.load.seed)
SETTER(unsigned int, dtcarve_plan_options_set_jobs, plan_options, request.load.jobs)
SETTER(double, dtcarve_plan_options_set_duration, plan_options, request.load.duration)
SETTER(double, dtcarve_plan_options_set_load_margin, plan_options, request.load.load)
SETTER(int64_t, dtcarve_plan_options_set_today, plan_options, today)

void dtcarve_plan_options_set_limits(struct dtcarve_plan_options *options, size_t replays, unsigned int runs)
{
	options->request.replays = replays;
	options->request.load.most_runs = runs;
}

/* --- the search --------------------------------------------------------------- */

static struct error *error_of(const struct dtcarve_plan *plan)
{
	return &plan->boot->board->ctx->error;
}

static int check_request(const struct plan_request *request, struct error *error)
{
	const struct load_test *load = &request->load;

	if (load->jobs < 1 || load->jobs > 256)
		return error_set(error, -EINVAL, "%u threads: expected 1 to 256", load->jobs);
	if (!(load->duration >= 0 && load->duration <= 604800))
		return error_set(error, -EINVAL, "%g simulated seconds: expected up to 604800", load->duration);
	if (!(load->load >= 0.1 && load->load <= 10))
		return error_set(error, -EINVAL, "%g times the load: expected 0.1 to 10", load->load);
	return 0;
}

static int search(struct dtcarve_plan *p, const struct plan_request *request)
{
	struct dtcarve_boot *boot = p->boot;
	struct plan_input input;
	int ret = boot_must_come_up(boot);

	if (ret == 0)
		ret = check_request(request, error_of(p));
	if (ret)
		return ret;
	p->settled = memory_state_from_boot(boot->boot, boot->cpus);
	p->options = boot->options;
	p->options.trace = false;
	p->site = (struct site){ .board = boot->board->board,
							 .kernel = boot->kernel->kernel,
							 .options = &p->options,
							 .cpus = boot->cpus,
							 .boot = boot->boot,
							 .settled = p->settled };
	p->job.kernel = boot->kernel->kernel;
	p->job.boot = boot->boot;
	p->job.settled = p->settled;
	ret = plan_job_read(&p->job, request, error_of(p));
	if (ret)
		return ret;
	input = plan_job_input(&p->job, &p->site, 1);
	return plan_make(&input, &p->plan, error_of(p));
}

int dtcarve_plan_new(struct dtcarve_boot *boot, const struct dtcarve_plan_options *options,
					 struct dtcarve_plan **result)
{
	struct plan_request request = options ? options->request : plan_request_defaults();
	const struct dtcarve_tree *tree = boot->board->tree;
	struct dtcarve_plan *plan;
	int ret;

	*result = NULL;
	ENTRY(&boot->board->ctx->error);
	if (options && options->out_of_memory)
		memory_out();
	plan = memory_new(sizeof(*plan));
	plan->boot = hold(boot);
	plan->job = (struct plan_job){ .arena = arena_new(),
								   .tree = tree->tree,
								   .has_file = tree->has_file,
								   .today = options ? options->today : INT64_MIN };
	ret = search(plan, &request);
	GIVE(ret, plan, dtcarve_plan_free);
}

FREER(dtcarve_plan_free, plan, plan_free(plan->plan), plan_job_close(&plan->job),
	  memory_state_free(plan->settled), arena_free(plan->job.arena), dtcarve_boot_free(plan->boot))

/* --- what it is ------------------------------------------------------------------ */

GETTER(bool, dtcarve_plan_is_met, plan, plan->plan->met)
GETTER(size_t, dtcarve_plan_get_need_count, plan, plan->job.need_count)
GETTER_AT(const char *, dtcarve_plan_get_need, plan, plan->job.need_count, plan->job.needs[index].text, NULL)

static struct dtcarve_estimate value_at(const struct dtcarve_plan *plan, const struct trial *trial,
										size_t index)
{
	return public_estimate(index < plan->job.need_count ? trial->values[index] : exact(0));
}

GETTER_BY(struct dtcarve_estimate, dtcarve_plan_get_need_before, plan,
		  value_at(plan, &plan->plan->before, index))
GETTER_BY(struct dtcarve_estimate, dtcarve_plan_get_need_after, plan,
		  value_at(plan, &plan->plan->after, index))
GETTER(size_t, dtcarve_plan_get_change_count, plan, plan->plan->change_count)

static const struct change *change_at(const struct dtcarve_plan *plan, size_t index)
{
	return index < plan->plan->change_count ? &plan->plan->changes[index] : NULL;
}

const char *dtcarve_plan_get_change_path(const struct dtcarve_plan *plan, size_t index)
{
	const struct change *change = change_at(plan, index);

	return change ? change->path : NULL;
}

const char *dtcarve_plan_get_change_action(const struct dtcarve_plan *plan, size_t index)
{
	const struct change *change = change_at(plan, index);

	return change ? change_action_name(change->action) : NULL;
}

const char *dtcarve_plan_get_change_reason(const struct dtcarve_plan *plan, size_t index)
{
	const struct change *change = change_at(plan, index);

	return change ? change->reason : NULL;
}

struct dtcarve_range dtcarve_plan_get_change_from(const struct dtcarve_plan *plan, size_t index)
{
	const struct change *change = change_at(plan, index);

	return change ? public_range(change->from) : (struct dtcarve_range){ 0, 0 };
}

struct dtcarve_range dtcarve_plan_get_change_to(const struct dtcarve_plan *plan, size_t index)
{
	const struct change *change = change_at(plan, index);

	return change ? public_range(change->to) : (struct dtcarve_range){ 0, 0 };
}

const void *dtcarve_plan_get_fdt(const struct dtcarve_plan *plan, size_t *size)
{
	const struct tree *tree = plan->plan->changed ? plan->plan->changed : plan->plan->tree;

	if (size)
		*size = tree->size;
	return tree->fdt;
}

static int write_plan(const void *object, const struct writing *w)
{
	const struct dtcarve_plan *p = object;

	if (w->format == DTCARVE_FORMAT_JSON) {
		plan_print_json(w->out, p->plan, &p->job.evidence);
		return 0;
	}
	return render_page(page_of_plan(w->arena, p->plan, &p->job.evidence, false), w);
}

RENDERER(dtcarve_plan_render, plan, write_plan, error_of(plan))

static int write_overlay(const void *object, const struct writing *w)
{
	const struct dtcarve_plan *p = object;

	return plan_print_overlay(w->out, p->plan, error_of(p));
}

int dtcarve_plan_render_overlay(const struct dtcarve_plan *plan, char **text, size_t *size)
{
	return render_in_memory(write_overlay, plan, 0, text, size, error_of(plan));
}
