/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_JOB_POOLS_JOB_H
#define DTCARVE_JOB_POOLS_JOB_H

/* From what tells of pools to which of them are oversized; shared by pools, owners and report. */
#include <stddef.h>

#include "plan/oversized.h"
#include "plan/pool_evidence.h"
#include "policy/project.h"

struct answers;
struct arena;
struct boot;
struct error;

struct pools_request {
	const char *input;  /* the board's file, beside which its owners may stand */
	const char *policy; /* file, or NULL */
	const char *const *evidence;
	size_t evidence_count;
	const struct answers *dump; /* of owners, in places, read already; or NULL */
};

struct pools_job {
	struct evidence evidence;
	struct project project;
	struct pool_rows rows;
};

/* All that the rows refer to is the job's or in the arena. */
int pools_job_run(struct pools_job *job, struct arena *arena, const struct boot *boot,
				  const struct pools_request *request, struct error *error);

#endif
