/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes the place of util/crew.c where there is one thread: the job is done by who starts it. */
#include "util/crew.h"

#include "util/memory.h"

struct crew {
	struct crew_job job;
	size_t size;
};

struct crew *crew_start(const struct crew_job *job, size_t threads)
{
	struct crew *crew = memory_new(sizeof(*crew));

	*crew = (struct crew){ *job, threads ? 1 : 0 };
	if (threads)
		job->work(job->user);
	return crew;
}

size_t crew_size(const struct crew *crew)
{
	return crew->size;
}

/* A job takes what nobody has taken yet: a second time it finds nothing. */
void crew_help(struct crew *crew)
{
	crew->job.work(crew->job.user);
}

void crew_join(struct crew *crew)
{
	memory_free(crew);
}
