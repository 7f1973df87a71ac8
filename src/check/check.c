/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check/check.h"

#include <pthread.h>
#include <stdlib.h>

#include "check/judge.h"
#include "util/arena.h"
#include "util/number.h"

#define JOBS_LIMIT 256

/* What the threads share. A board is taken by one of them, in order, and written by it alone. */
struct crew {
	const struct check_options *options;
	const struct board_list *list;
	struct check *check;
	pthread_mutex_t lock; /* of the two counters, and of progress calls */
	size_t next, done;
};

static size_t take_board(struct crew *crew)
{
	size_t index;

	pthread_mutex_lock(&crew->lock);
	index = crew->next++;
	pthread_mutex_unlock(&crew->lock);
	return index;
}

static void tell_progress(struct crew *crew)
{
	const struct check_options *o = crew->options;

	pthread_mutex_lock(&crew->lock);
	crew->done++;
	if (o->progress)
		o->progress(o->progress_user, crew->done, crew->list->count);
	pthread_mutex_unlock(&crew->lock);
}

static void *work(void *user)
{
	struct kernel_cache *cache = calloc(1, sizeof(*cache));
	struct crew *crew = user;
	size_t i;

	if (!cache)
		abort();
	while ((i = take_board(crew)) < crew->list->count) {
		judge_board(crew->options, &crew->list->items[i], cache, &crew->check->boards[i]);
		tell_progress(crew);
	}
	kernel_cache_clear(cache);
	free(cache);
	return NULL;
}

/* This thread is one of them; where the system gives no more, fewer do. */
static void run_crew(struct crew *crew, size_t jobs)
{
	pthread_t threads[JOBS_LIMIT];
	size_t started = 0;

	while (started + 1 < jobs && pthread_create(&threads[started], NULL, work, crew) == 0)
		started++;
	work(crew);
	for (size_t i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
}

static void count_board(struct check *check, const struct check_board *board)
{
	check->troubles += board->trouble_count;
	check->variant_count += board->variants.count;
	check->guessed += board->ram_start_guessed;
	for (size_t i = 0; i < board->finding_count; i++) {
		const struct check_finding *f = &board->findings[i];

		check->counts[f->severity] += f->standing == STANDING_NEW;
		check->known += f->standing == STANDING_KNOWN;
		check->accepted += f->standing == STANDING_ACCEPTED;
	}
}

struct check *check_run(const struct check_options *options, const struct board_list *list)
{
	struct arena *arena = arena_new();
	struct check *check = arena_new_object(arena, struct check);
	struct crew crew = { options, list, check, PTHREAD_MUTEX_INITIALIZER, 0, 0 };

	check->arena = arena;
	check->boards = arena_alloc(arena, list->count * sizeof(*check->boards));
	check->board_count = list->count;
	run_crew(&crew, (size_t)min_u64(min_u64(options->jobs, list->count), JOBS_LIMIT));
	pthread_mutex_destroy(&crew.lock);
	for (size_t i = 0; i < check->board_count; i++)
		count_board(check, &check->boards[i]);
	return check;
}

void check_free(struct check *check)
{
	if (!check)
		return;
	for (size_t i = 0; i < check->board_count; i++)
		arena_free(check->boards[i].arena);
	arena_free(check->arena);
}

bool check_reaches(const struct check *check, enum severity threshold)
{
	for (int s = SEVERITY_ERROR; s >= (int)threshold; s--)
		if (check->counts[s])
			return true;
	return false;
}
