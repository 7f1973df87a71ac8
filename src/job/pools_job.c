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

static int read_sources(struct pools_job *job, struct arena *arena, const struct boot *boot,
						const struct pools_request *request, struct error *error)
{
	int ret = read_evidence(arena, boot, request, &job->evidence, error);

	if (ret == 0 && request->policy)
		ret = policy_read(arena, request->policy, request->input, &job->policy, error);
	if (ret == 0 && request->policy)
		ret = gate_read(arena, request->policy, request->input, &job->gate, error);
	if (ret == 0 && request->policy)
		ret = owners_read_beside(arena, request->policy, &job->owners, error);
	if (ret == 0)
		ret = owners_read_beside(arena, request->input, &job->owners, error);
	owners_add_shipped(arena, &job->owners);
	return ret;
}

int pools_job_run(struct pools_job *job, struct arena *arena, const struct boot *boot,
				  const struct pools_request *request, struct error *error)
{
	int ret = read_sources(job, arena, boot, request, error);
	const struct limits_input input = { .boot = boot,
										.policy = request->policy ? &job->policy : NULL,
										.gate = request->policy ? &job->gate : NULL,
										.owners = &job->owners,
										.evidence = job->evidence.file_count ? &job->evidence : NULL };

	return ret ? ret : pools_find(arena, &input, &job->rows, error);
}
