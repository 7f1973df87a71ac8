/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/crew.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>

#include "util/memory.h"

struct member {
	struct crew *crew;
	struct memory_share *share;
	pthread_t thread;
};

struct crew {
	struct crew_job job;
	struct memory_share *own; /* of the thread that helps */
	struct member *members;
	size_t count;
};

static int do_job(void *user)
{
	const struct crew *crew = user;

	crew->job.work(crew->job.user);
	return 0;
}

static void *run(void *user)
{
	const struct member *member = user;

	if (memory_share_run(member->share, do_job, member->crew))
		member->crew->job.stop(member->crew->job.user);
	return NULL;
}

/* Whether memory was out in one of them. */
static bool end(struct crew *crew)
{
	bool out = memory_share_take(crew->own);

	for (size_t i = 0; i < crew->count; i++) {
		pthread_join(crew->members[i].thread, NULL);
		out = memory_share_take(crew->members[i].share) || out;
	}
	memory_free(crew->members);
	memory_free(crew);
	return out;
}

static void stop(void *user)
{
	struct crew *crew = user;

	crew->job.stop(crew->job.user);
	end(crew);
}

struct crew *crew_start(const struct crew_job *job, size_t threads)
{
	struct crew *crew = memory_new(sizeof(*crew));

	crew->job = *job;
	crew->own = memory_share_new();
	crew->members = memory_new(threads * sizeof(*crew->members));
	memory_adopt(crew, stop);
	for (size_t i = 0; i < threads; i++) {
		struct member *member = &crew->members[i];

		*member = (struct member){ .crew = crew, .share = memory_share_new() };
		errno = 0; /* a thread that has no memory for its own data is only "not available" to glibc */
		if (pthread_create(&member->thread, NULL, run, member) != 0) {
			memory_share_take(member->share);
			if (errno == ENOMEM)
				memory_out();
			break;
		}
		crew->count++;
	}
	return crew;
}

size_t crew_size(const struct crew *crew)
{
	return crew->count;
}

void crew_help(struct crew *crew)
{
	if (memory_share_run(crew->own, do_job, crew))
		crew->job.stop(crew->job.user);
}

void crew_join(struct crew *crew)
{
	memory_release(crew);
	if (end(crew))
		memory_out();
}
