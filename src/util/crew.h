/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_UTIL_CREW_H
#define DTCARVE_UTIL_CREW_H

/*
 * Threads that do one job together. Where memory runs out in one of them, the
 * thread that started them goes back to its guard (util/memory.h), after all have
 * ended; where it has to go back itself, it stops them first.
 */
#include <stddef.h>

struct crew;

struct crew_job {
	void (*work)(void *user); /* in each thread */
	void (*stop)(void *user); /* has them end soon */
	void *user;
};

/* Up to `threads` of them, as many as the system gives. */
struct crew *crew_start(const struct crew_job *job, size_t threads);
size_t crew_size(const struct crew *crew);

/* Does the job in this thread too. */
void crew_help(struct crew *crew);

/* Waits for all, and ends the crew. */
void crew_join(struct crew *crew);

#endif
