/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_JOB_PLAN_JOB_H
#define DTCARVE_JOB_PLAN_JOB_H

/* From the options of a plan to what plan_make() takes; shared by suggest, report and the library. */
#include <stddef.h>

#include "job/scenario_source.h"
#include "plan/pool_evidence.h"
#include "plan/load_test.h"
#include "policy/need.h"
#include "plan/plan.h"
#include "policy/project.h"

struct boot;
struct kernel;
struct memory_state;
struct tree;

/* As the user gave it. */
struct plan_request {
	const char **needs, **evidence;
	size_t need_count, evidence_count;
	const char *policy; /* file, or NULL */
	unsigned int margin;
	bool likely;                   /* needs that do not say are judged by the likeliest value */
	struct scenario_source source; /* what needs under load are about */
	bool vendor_cma;
	size_t replays;        /* of each search; 0: as many as keep it well under a second */
	struct load_test load; /* its scenario is the job's to fill in */
};

/* All that a plan refers to; in `arena`. */
struct plan_job {
	struct arena *arena;
	/* those of all sites, and of the first one what requests meet once it is up */
	const struct tree *tree;
	bool has_file; /* the tree's name is that of a file, beside which its owners may stand */
	const struct kernel *kernel;
	const struct boot *boot;
	struct memory_state *settled;
	int64_t today; /* days since 1970, for acceptances that expire */
	struct need *needs;
	size_t need_count;
	struct project project;
	struct evidence evidence;
	struct scenario scenario;
	struct load_test load;
	size_t replays;
};

/* The defaults: margin, seed, and as many threads as processors. */
struct plan_request plan_request_defaults(void);

/*
 * Reads workload, needs, policy and evidence; the first site's kernel becomes that of the workload.
 * -EINVAL or another negative errno with one line. Closed with plan_job_close() also after a failure.
 */
int plan_job_read(struct plan_job *job, const struct plan_request *request, struct error *error);
void plan_job_close(struct plan_job *job);

struct plan_input plan_job_input(const struct plan_job *job, const struct site *sites, size_t count);

#endif
