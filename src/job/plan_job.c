/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "job/plan_job.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "board/board.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "input/tree.h"
#include "policy/gate_judge.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/nearest.h"

#define DEFAULT_SEED 1

struct plan_request plan_request_defaults(void)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	return (struct plan_request){ .margin = EVIDENCE_MARGIN_PERCENT,
								  .load = { .seed = DEFAULT_SEED,
											.load = LOAD_MARGIN,
											.jobs = processors > 0 ? (unsigned int)processors : 1 } };
}

static void add_need(struct plan_job *job, struct need need, bool likely)
{
	/* what the command line and the policy both ask for is one need */
	for (size_t i = 0; i < job->need_count; i++)
		if (strcmp(job->needs[i].text, need.text) == 0)
			return;
	if (need.certainty == NEED_UNSAID && likely)
		need.certainty = NEED_LIKELY;
	arena_push(job->arena, job->needs, job->need_count, need);
}

/* A pool that the tree does not have is a slip of the pen, not a need that is not met. */
static int check_pool(struct plan_job *job, const struct need *need, struct error *error)
{
	const struct board *board = job->boot->board;
	const char **paths = arena_alloc(job->arena, (board->rmem_count + 1) * sizeof(*paths)), *nearest;

	for (size_t i = 0; i < board->rmem_count; i++) {
		paths[i] = board->rmem[i].path;
		if (need->pool && strcmp(need->pool, paths[i]) == 0)
			return 0;
	}
	if (!need->pool)
		return 0;
	nearest = nearest_word(need->pool, paths, board->rmem_count);
	return error_set(error, -EINVAL, "need \"%s\": %s has no such node%s%s%s", need->text, board->file,
					 nearest ? ": did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
}

static int add_needs(struct plan_job *job, const char *const *texts, size_t count, bool likely,
					 struct error *error)
{
	for (size_t i = 0; i < count; i++) {
		struct need need;
		int ret = need_parse(job->arena, &job->settled->kernel, texts[i], &need, error);

		if (ret == 0)
			ret = check_pool(job, &need, error);
		if (ret)
			return ret;
		add_need(job, need, likely);
	}
	return 0;
}

/* So that no plan leaves what check refuses. */
static void add_needs_of_gate(struct plan_job *job, bool likely)
{
	struct need *needs;
	size_t count = gate_needs(job->arena, &job->project.gate, job->boot, &needs);

	for (size_t i = 0; i < count; i++)
		add_need(job, needs[i], likely);
}

static int read_needs(struct plan_job *job, const struct plan_request *request, struct error *error)
{
	const char *file = job->tree->file;
	int ret = project_read(job->arena, request->policy, file, job->has_file ? file : NULL, &job->project, error);

	if (ret == 0)
		ret = add_needs(job, request->needs, request->need_count, request->likely, error);
	if (ret == 0)
		ret = add_needs(job, job->project.policy.needs, job->project.policy.need_count, request->likely, error);
	if (ret == 0)
		add_needs_of_gate(job, request->likely);
	if (ret == 0 && job->need_count == 0)
		return error_set(error, -EINVAL, "%s%sno need: expected one, or need = ... in [needs] of a policy",
						 request->policy ? request->policy : "", request->policy ? ": " : "");
	return ret;
}

static int read_scenario(struct plan_job *job, const struct plan_request *request, struct error *error)
{
	bool asked = request->source.workload || request->source.log;
	int ret = 0;

	job->load = request->load;
	job->replays = request->replays;
	if (asked)
		ret = scenario_open(job->arena, &request->source, job->kernel->page_shift, &job->scenario, NULL, error);
	job->scenario.vendor_cma |= request->vendor_cma;
	scenario_apply(&job->scenario, job->settled);
	job->load.scenario = asked ? &job->scenario : NULL;
	return ret;
}

int plan_job_read(struct plan_job *job, const struct plan_request *request, struct error *error)
{
	unsigned int page_shift = job->kernel->page_shift;
	int ret = read_scenario(job, request, error);

	if (ret == 0)
		ret = read_needs(job, request, error);
	job->evidence.margin_percent = request->margin;
	for (size_t i = 0; ret == 0 && i < request->evidence_count; i++)
		ret = evidence_read(job->arena, request->evidence[i], job->boot, page_shift, &job->evidence, error);
	return ret;
}

void plan_job_close(struct plan_job *job)
{
	scenario_close(&job->scenario);
}

struct plan_input plan_job_input(const struct plan_job *job, const struct site *sites, size_t count)
{
	return (struct plan_input){ .tree = job->tree,
								.sites = sites,
								.site_count = count,
								.needs = job->needs,
								.need_count = job->need_count,
								.policy = job->project.policy.file ? &job->project.policy : NULL,
								.gate = job->project.gate.file ? &job->project.gate : NULL,
								.owners = &job->project.owners,
								.today = job->today,
								.replays = job->replays,
								.evidence = job->evidence.file_count ? &job->evidence : NULL,
								.load = job->load.scenario ? &job->load : NULL };
}
