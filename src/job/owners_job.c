/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "job/owners_job.h"

int owners_job_run(struct owners_job *job, const char *const *files, size_t count, const struct boot *boot,
				   unsigned int page_shift, struct error *error)
{
	static const struct holdings_hints hints;
	struct growth *growth = NULL;
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < count; i++)
		ret = holdings_read(files[i], &hints, &job->dumps[i], error);
	if (ret)
		return ret;
	job->report = (struct owners_report){ .owners = job->dumps[count - 1],
										  .answers = &job->answers,
										  .page_shift = page_shift,
										  .boot = boot,
										  .before = count == 2 ? job->dumps[0] : NULL };
	answers_find(job->arena, job->report.owners, boot, &job->answers);
	if (job->report.before)
		ret = growth_find(job->arena, job->report.before, job->report.owners, &growth, &job->report.growth_count,
						  error);
	job->report.growth = growth;
	return ret;
}

void owners_job_free(struct owners_job *job)
{
	holdings_free(job->dumps[0]);
	holdings_free(job->dumps[1]);
}
