/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_JOB_OWNERS_JOB_H
#define DTCARVE_JOB_OWNERS_JOB_H

/* From dumps of owners to what is told of them; shared by owners and report. */
#include <stddef.h>

#include "document/owners_report.h"

struct arena;
struct boot;
struct error;

struct owners_job {
	struct arena *arena;
	struct holdings *dumps[2];
	struct answers answers;
	struct owners_report report;
};

/* One file, or an earlier one before it; `boot` may be NULL. Freed with owners_job_free() also after a failure. */
int owners_job_run(struct owners_job *job, const char *const *files, size_t count, const struct boot *boot,
				   unsigned int page_shift, struct error *error);
void owners_job_free(struct owners_job *job);

#endif
