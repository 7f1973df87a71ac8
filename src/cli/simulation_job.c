/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/simulation_job.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "alloc/shipped.h"
#include "alloc/zone_state.h"
#include "cli/log_footprint.h"
#include "util/arena.h"
#include "util/error.h"

/* --- the workload ---------------------------------------------------------------------- */

/* Pages that are gone when user space begins. */
static int64_t pages_used(const struct memory_state *memory)
{
	int64_t used = 0;

	for (size_t i = 0; i < memory->zone_count; i++)
		used += (int64_t)memory->zones[i].managed - memory->zones[i].free;
	return used > 0 ? used : 0;
}

static int workload_from_log(struct arena *arena, const struct simulation_request *o,
							 struct memory_state *memory, struct workload **workload, struct error *error)
{
	struct log_footprint found;
	int ret = log_footprint_read(arena, o->log, memory->kernel.page_shift, &found, error);

	if (ret)
		return ret;
	if (found.vendor_cma)
		memory->kernel.gfp_config |= GFP_CONFIG_ANDROID_CMA;
	*workload = workload_from_footprint(&found.footprint, pages_used(memory), found.request);
	return 0;
}

/* --- waiting ------------------------------------------------------------------------------ */

static void show_progress(double progress, bool terminal)
{
	char bar[31];
	unsigned int full = (unsigned int)(progress * 30);

	if (!terminal)
		return;
	memset(bar, ' ', 30);
	memset(bar, '#', full);
	bar[30] = '\0';
	fprintf(stderr, "\r[%s] %3.0f %%", bar, progress * 100);
	if (progress >= 1)
		fputs("\r\033[K", stderr);
	fflush(stderr);
}

/* Ctrl-C, blocked in all threads, is taken here: the runs end early and what is known gets printed. */
static void wait_for(struct simulation *simulation, const sigset_t *interrupts)
{
	bool terminal = isatty(STDERR_FILENO);
	struct timespec pause = { .tv_nsec = 50000000 };

	while (simulation_progress(simulation) < 1) {
		if (sigtimedwait(interrupts, NULL, &pause) > 0) {
			simulation_stop(simulation);
			break;
		}
		show_progress(simulation_progress(simulation), terminal);
	}
	show_progress(1, terminal);
}

static int simulate(const struct simulation_request *o, const struct sim_boot *boot,
					const struct workload *workload, const sigset_t *interrupts,
					struct simulation_result **result, struct error *error)
{
	struct simulation *simulation;
	int ret = simulation_start(boot, workload, &o->run, &simulation, error);

	if (ret)
		return ret;
	wait_for(simulation, interrupts);
	*result = simulation_finish(simulation);
	return 0;
}

/* --- variants ------------------------------------------------------------------------------- */

/* What --compare holds side by side; the last one only where the tree is said to be Android's. */
static const struct cma_variant {
	const char *label;
	enum cma_rule rule;
	bool vendor;
} cma_variants[SIMULATION_VARIANTS] = {
	{ "CMA as a last resort (4.4 .. 5.7)", CMA_LAST_RESORT, false },
	{ "CMA in balance (5.8 and later)", CMA_BALANCED, false },
	{ "CMA for __GFP_CMA only (Android)", CMA_LAST_RESORT, true },
};

static size_t choose_variants(const struct simulation_request *o, const struct alloc_kernel *kernel,
							  struct simulation_variant *variants, struct alloc_kernel *kernels)
{
	size_t count = o->compare ? (kernel->gfp_config & GFP_CONFIG_ANDROID_CMA ? 3 : 2) : 1;

	for (size_t i = 0; i < count; i++) {
		kernels[i] = *kernel;
		variants[i].label = "as this kernel does it";
		if (!o->compare)
			continue;
		variants[i].label = cma_variants[i].label;
		kernels[i].rules.cma = (uint8_t)cma_variants[i].rule;
		kernels[i].gfp_config &= ~(unsigned int)GFP_CONFIG_ANDROID_CMA;
		if (cma_variants[i].vendor)
			kernels[i].gfp_config |= GFP_CONFIG_ANDROID_CMA;
	}
	return count;
}

/* A variant that was stopped early is the last one. */
static int run_variants(struct simulation_job *job, const struct simulation_request *o,
						const struct memory_state *memory, const sigset_t *interrupts, struct error *error)
{
	struct alloc_kernel kernels[SIMULATION_VARIANTS];
	size_t wanted = choose_variants(o, &memory->kernel, job->variants, kernels);
	size_t *count = &job->report.variant_count;
	struct sim_boot boot;
	struct random random;
	int ret;

	random_seed(&random, o->run.seed);
	ret = sim_boot_from_state(job->arena, memory, &random, &boot, error);
	while (*count < wanted && !ret) {
		struct simulation_result *result;

		boot.kernel = kernels[*count];
		ret = simulate(o, &boot, job->workload, interrupts, &result, error);
		if (ret)
			return ret;
		job->variants[(*count)++].result = result;
		if (!result->whole)
			break;
	}
	return ret;
}

/* --- the job ------------------------------------------------------------------------------------- */

struct simulation_options simulation_defaults(void)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	return (struct simulation_options){ .seed = SIMULATION_SEED,
										.runs = SIMULATION_RUNS,
										.jobs = processors > 0 ? (unsigned int)processors : 1 };
}

static void describe(struct simulation_job *job, const struct simulation_request *request,
					 const struct memory_state *memory)
{
	job->report.board = job->board;
	job->report.kernel = arena_printf(job->arena, "%u.%u", memory->kernel.version >> 16,
									  memory->kernel.version >> 8 & 255);
	job->report.seed = request->run.seed;
	job->report.page_shift = memory->kernel.page_shift;
	job->report.variants = job->variants;
}

int simulation_job_run(struct simulation_job *job, const struct simulation_request *request,
					   struct memory_state *memory, struct error *error)
{
	sigset_t interrupts, before;
	int ret;

	if (request->vendor_cma)
		memory->kernel.gfp_config |= GFP_CONFIG_ANDROID_CMA;
	ret = request->log ? workload_from_log(job->arena, request, memory, &job->workload, error)
					   : workload_open(request->workload, &job->workload, error);
	if (ret)
		return ret;
	sigemptyset(&interrupts);
	sigaddset(&interrupts, SIGINT);
	sigaddset(&interrupts, SIGTERM);
	sigprocmask(SIG_BLOCK, &interrupts, &before);
	ret = run_variants(job, request, memory, &interrupts, error);
	sigprocmask(SIG_SETMASK, &before, NULL);
	describe(job, request, memory);
	return ret;
}

void simulation_job_free(struct simulation_job *job)
{
	for (size_t i = 0; i < job->report.variant_count; i++)
		simulation_result_free((struct simulation_result *)(uintptr_t)job->variants[i].result);
	workload_free(job->workload);
}
