/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_CLI_PLAN_JOB_H
#define DTCARVE_CLI_PLAN_JOB_H

/* From the options of a plan to what plan_make() takes; shared by suggest and report. */
#include <stddef.h>

#include "plan/evidence.h"
#include "plan/need.h"
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
};

/* All that a plan refers to; in `arena`. */
struct plan_job {
	struct arena *arena;
	const struct prediction *first; /* its tree and kernel are those of all sites */
	struct need *needs;
	size_t need_count;
	struct policy policy;
	struct evidence evidence;
};

/* Reads needs, policy and evidence. -EINVAL or another negative errno with one line. */
int plan_job_read(struct plan_job *job, const struct plan_request *request, struct error *error);

/* The board of a prediction as a site; `name` tells several apart, or NULL. */
struct site plan_job_site(const struct plan_job *job, const struct board_options *options,
						  const struct prediction *prediction, const char *name);

struct plan_input plan_job_input(const struct plan_job *job, const struct site *sites, size_t count);

#endif
