/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_CLI_PLAN_JOB_H
#define DTCARVE_CLI_PLAN_JOB_H

/* From the options of a plan to what plan_make() takes; shared by suggest and report. */
#include <stddef.h>

#include "cli/scenario.h"
#include "plan/evidence.h"
#include "plan/load_test.h"
#include "policy/gate.h"
#include "policy/need.h"
#include "policy/owners.h"
#include "plan/plan.h"
#include "policy/policy.h"

struct board_options;
struct prediction;

/* As the user gave it. */
struct plan_request {
	const char **needs, **evidence;
	size_t need_count, evidence_count;
	const char *policy; /* file, or NULL */
	unsigned int margin;
	struct scenario_source source; /* what needs under load are about */
	bool vendor_cma;
	struct load_test load; /* its scenario is the job's to fill in */
};

/* All that a plan refers to; in `arena`. */
struct plan_job {
	struct arena *arena;
	const struct prediction *first; /* its tree and kernel are those of all sites */
	struct need *needs;
	size_t need_count;
	struct policy policy;
	struct gate gate;
	struct owners owners;
	struct evidence evidence;
	struct scenario scenario;
	struct load_test load;
};

/* The defaults: margin, seed, and as many threads as processors. */
struct plan_request plan_request_defaults(void);

/*
 * Reads workload, needs, policy and evidence; the first prediction's kernel becomes that of the workload.
 * -EINVAL or another negative errno with one line. Closed with plan_job_close() also after a failure.
 */
int plan_job_read(struct plan_job *job, const struct plan_request *request, struct error *error);
void plan_job_close(struct plan_job *job);

/* The board of a prediction as a site; `name` tells several apart, or NULL. */
struct site plan_job_site(const struct plan_job *job, const struct board_options *options,
						  const struct prediction *prediction, const char *name);

struct plan_input plan_job_input(const struct plan_job *job, const struct site *sites, size_t count);

#endif
