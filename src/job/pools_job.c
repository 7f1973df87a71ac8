/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "job/pools_job.h"

#include "boot/boot.h"
#include "kernel/kernel.h"
#include "owners/answers.h"
#include "plan/pool_owners.h"
#include "util/arena.h"

static int read_evidence(struct arena *arena, const struct boot *boot, const struct pools_request *request,
						 struct evidence *evidence, struct error *error)
{
	unsigned int page_shift = boot->kernel->page_shift;
	int ret = 0;

	evidence->margin_percent = EVIDENCE_MARGIN_PERCENT;
	for (size_t i = 0; ret == 0 && i < request->evidence_count; i++)
		ret = evidence_read(arena, request->evidence[i], boot, page_shift, evidence, error);
	if (ret || !request->dump)
		return ret;
	arena_push(arena, evidence->files, evidence->file_count, request->dump->owners->file);
	return evidence_take_owners(arena, request->dump, page_shift, evidence, error);
}

int pools_job_run(struct pools_job *job, struct arena *arena, const struct boot *boot,
				  const struct pools_request *request, struct error *error)
{
	struct project *project = &job->project;
	int ret = read_evidence(arena, boot, request, &job->evidence, error);
	struct limits_input input = { .boot = boot, .owners = &project->owners };

	if (ret == 0)
		ret = project_read(arena, request->policy, request->input, request->input, project, error);
	if (ret)
		return ret;
	owners_add_shipped(arena, &project->owners);
	input.policy = request->policy ? &project->policy : NULL;
	input.gate = request->policy ? &project->gate : NULL;
	input.evidence = job->evidence.file_count ? &job->evidence : NULL;
	return pools_find(arena, &input, &job->rows, error);
}
