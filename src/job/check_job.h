/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_JOB_CHECK_JOB_H
#define DTCARVE_JOB_CHECK_JOB_H

/* From the options of a check to its result; for the command and the library. */
#include "check/check.h"

struct arena;
struct error;

/* As the user gave it; `options` is filled in but for what the files below tell. */
struct check_request {
	struct check_options options;
	const char *policy;   /* file, or NULL */
	const char *baseline; /* what a check or report wrote as JSON, or an older tree; or NULL */
};

/* Reads the files and checks; `arena` must outlive the result. What is wrong with an option is told once. */
int check_job_run(struct arena *arena, const struct check_request *request, const struct board_list *list,
				  struct check **check, struct error *error);

#endif
