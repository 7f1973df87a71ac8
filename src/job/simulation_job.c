/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "job/simulation_job.h"

#include <unistd.h>

#include "alloc/zone_state.h"
#include "job/series_check.h"
#include "sim/load_factor.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

static int simulate(const struct simulation_request *o, const struct sim_boot *boot,
					const struct workload *workload, struct simulation_result **result, struct error *error)
{
	struct simulation *simulation;
	int ret = simulation_start(boot, workload, &o->run, &simulation, error);

	if (ret)
		return ret;
	if (o->wait)
		o->wait(simulation, o->wait_context);
	*result = simulation_finish(simulation);
	return 0;
}

/* --- variants ------------------------------------------------------------------------------- */

/* The rules that --compare holds side by side; the first and the last only where they are the kernel's own.
 */
static const struct cma_variant {
	const char *label, *name;
	enum cma_rule rule;
	bool vendor;
} cma_variants[] = {
	{ "CMA as the first fallback (up to 4.3)", "fallback", CMA_FIRST_FALLBACK, false },
	{ "CMA as a last resort (4.4 .. 5.7)", "last resort", CMA_LAST_RESORT, false },
	{ "CMA in balance (5.8 and later)", "in balance", CMA_BALANCED, false },
	{ "CMA for __GFP_CMA only (Android)", "__GFP_CMA", CMA_LAST_RESORT, true },
};

static bool is_android(const struct alloc_kernel *kernel)
{
	return kernel->gfp_config & GFP_CONFIG_ANDROID_CMA;
}

static bool is_own(const struct alloc_kernel *kernel, const struct cma_variant *v)
{
	return is_android(kernel) == v->vendor && (v->vendor || kernel->rules.cma == (uint8_t)v->rule);
}

static struct alloc_kernel kernel_with(const struct alloc_kernel *kernel, const struct cma_variant *v)
{
	struct alloc_kernel changed = *kernel;

	if (is_own(kernel, v))
		return changed;
	changed.rules.cma = (uint8_t)v->rule;
	changed.gfp_config &= ~(unsigned int)GFP_CONFIG_ANDROID_CMA;
	if (v->vendor)
		changed.gfp_config |= GFP_CONFIG_ANDROID_CMA;
	return changed;
}

/* All variants of one command, one after the other, in the order in which they are told. */
struct run {
	struct simulation_job *job;
	const struct simulation_request *request;
	struct sim_boot boot; /* the board as it is */
	const struct workload *workload;
	const struct simulation_result *own; /* of the board and its kernel as they are */
	struct error *error;
};

static int add_variant(struct run *r, const struct sim_boot *boot, const struct simulation_variant *as)
{
	struct simulation_job *job = r->job;
	struct simulation_variant *v = &job->variants[job->report.variant_count];
	struct simulation_result *result;
	int ret = simulate(r->request, boot, r->workload, &result, r->error);

	if (ret)
		return ret;
	if (r->request->load_factor)
		ret = load_factors(boot, r->workload, &r->request->run, result, r->error);
	if (ret) {
		simulation_result_free(result);
		return ret;
	}
	*v = *as;
	v->result = result;
	job->report.variant_count++;
	if (as->own)
		r->own = result;
	return 0;
}

static bool stopped(const struct run *r)
{
	size_t count = r->job->report.variant_count;

	return count > 0 && !r->job->variants[count - 1].result->whole;
}

static int add_rules(struct run *r)
{
	const struct alloc_kernel *kernel = &r->boot.kernel;

	for (size_t i = 0; i < ARRAY_SIZE(cma_variants) && !stopped(r); i++) {
		const struct cma_variant *rule = &cma_variants[i];
		struct simulation_variant as = { .label = rule->label, .name = rule->name };
		struct sim_boot changed = r->boot;
		int ret;

		as.own = is_own(kernel, rule);
		if ((rule->vendor || rule->rule == CMA_FIRST_FALLBACK) && !as.own)
			continue;
		changed.kernel = kernel_with(kernel, rule);
		ret = add_variant(r, &changed, &as);
		if (ret)
			return ret;
	}
	return 0;
}

/* Pools for what drivers held at most and a quarter more, under the kernel's own rule. */
static int add_less_cma(struct run *r)
{
	struct simulation_variant as = { .name = "smaller CMA", .less_cma = true };
	struct arena *arena = r->job->arena;
	struct sim_boot smaller;
	int64_t keep;

	if (stopped(r) || !r->own || r->own->cma_buffers_most == 0)
		return 0;
	keep = (int64_t)round_up((uint64_t)r->own->cma_buffers_most * 5 / 4,
							 UINT64_C(1) << r->boot.kernel.pageblock_order);
	if (keep * 10 > r->job->report.cma_pages * 9)
		return 0;
	smaller = sim_boot_with_less_cma(arena, &r->boot, keep);
	as.label = arena_printf(arena, "CMA cut to %.0f MiB, otherwise as it is",
							(double)(sim_boot_cma_pages(&smaller) << r->boot.kernel.page_shift) / MIB(1));
	return add_variant(r, &smaller, &as);
}

static int run_variants(struct run *r, const struct memory_state *memory)
{
	static const struct simulation_variant alone = { .label = "as this kernel does it",
													 .name = "",
													 .own = true };
	struct random random;
	int ret;

	random_seed(&random, r->request->run.seed);
	ret = r->request->start ? 0 : sim_boot_from_state(r->job->arena, memory, &random, &r->boot, r->error);
	if (ret)
		return ret;
	if (r->request->start) {
		r->boot = *r->request->start;
		r->boot.kernel = memory->kernel;
	}
	if (!r->request->compare)
		return add_variant(r, &r->boot, &alone);
	ret = add_rules(r);
	return ret ? ret : add_less_cma(r);
}

/* --- the job ------------------------------------------------------------------------------------- */

struct simulation_options simulation_defaults(void)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	return (struct simulation_options){ .seed = SIMULATION_SEED,
										.runs = SIMULATION_RUNS,
										.jobs = processors > 0 ? (unsigned int)processors : 1 };
}

static int64_t pool_pages(const struct memory_state *memory)
{
	int64_t blocks = 0;

	for (size_t i = 0; i < memory->zone_count; i++)
		blocks += memory->zones[i].pageblocks[MIGRATE_CMA];
	return blocks << memory->kernel.pageblock_order;
}

static void describe(struct simulation_job *job, const struct simulation_request *request,
					 const struct memory_state *memory)
{
	job->report.board = job->board;
	job->report.kernel = memory->release ? arena_strdup(job->arena, memory->release)
										 : arena_printf(job->arena, "%u.%u", memory->kernel.version >> 16,
														memory->kernel.version >> 8 & 255);
	job->report.seed = request->run.seed;
	job->report.page_shift = memory->kernel.page_shift;
	job->report.variants = job->variants;
	job->report.cma_pages = pool_pages(memory);
}

static int open_workload(struct simulation_job *job, const struct simulation_request *request,
						 struct memory_state *memory, struct error *error)
{
	int ret = scenario_open(job->arena, &request->source, memory->kernel.page_shift, &job->scenario, &job->found, error);

	job->scenario.vendor_cma |= request->vendor_cma;
	scenario_apply(&job->scenario, memory);
	return ret ? ret : scenario_workload(&job->scenario, memory, NULL, 0, &job->workload, NULL, error);
}

int simulation_job_run(struct simulation_job *job, const struct simulation_request *request,
					   struct memory_state *memory, struct error *error)
{
	struct run run = { .job = job, .request = request, .error = error };
	struct series_report *series = NULL;
	int ret = open_workload(job, request, memory, error);

	if (ret)
		return ret;
	run.workload = job->workload;
	describe(job, request, memory);
	ret = run_variants(&run, memory);
	if (ret || stopped(&run))
		return ret;
	ret = series_check(job->arena, &job->found, memory, &request->run, &series, error);
	job->report.series = series;
	return ret;
}

void simulation_job_free(struct simulation_job *job)
{
	for (size_t i = 0; i < job->report.variant_count; i++)
		simulation_result_free((struct simulation_result *)(uintptr_t)job->variants[i].result);
	workload_free(job->workload);
	scenario_close(&job->scenario);
}
