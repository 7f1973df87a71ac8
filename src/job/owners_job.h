/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_JOB_OWNERS_JOB_H
#define DTCARVE_JOB_OWNERS_JOB_H

/* From dumps of owners to what is told of them; shared by owners and report. */
#include <stddef.h>

#include "document/owners_report.h"
#include "job/pools_job.h"

struct arena;
struct boot;
struct error;
struct memory_state;

struct owners_request {
	const char *const *files; /* one dump, or an earlier one before it */
	size_t file_count;
	unsigned int page_shift;
	/* of the board, where there is one */
	const struct boot *boot;
	const struct memory_state *settled;
	const char *input;   /* the board's file */
	const char *policy;  /* file, or NULL */
	const char *options; /* of the command line, for this board; or NULL */
};

struct owners_job {
	struct arena *arena;
	struct holdings *dumps[2];
	struct answers answers;
	struct pools_job pools;
	struct owners_remedy remedy;
	struct owners_report report;
};

/* Freed with owners_job_free() also after a failure. */
int owners_job_run(struct owners_job *job, const struct owners_request *request, struct error *error);
void owners_job_free(struct owners_job *job);

#endif
