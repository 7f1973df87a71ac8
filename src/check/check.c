/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check/check.h"

#include <pthread.h>

#include "check/judge.h"
#include "util/arena.h"
#include "util/crew.h"
#include "util/memory.h"
#include "util/number.h"

#define JOBS_LIMIT 256

/* What the threads share. A board is taken by one of them, in order, and written by it alone. */
struct round {
	const struct check_options *options;
	const struct board_list *list;
	struct check *check;
	pthread_mutex_t lock; /* of the two counters, and of progress calls */
	size_t next, done;
};

static size_t take_board(struct round *round)
{
	size_t index;

	pthread_mutex_lock(&round->lock);
	index = round->next++;
	pthread_mutex_unlock(&round->lock);
	return index;
}

static void tell_progress(struct round *round)
{
	const struct check_options *o = round->options;

	pthread_mutex_lock(&round->lock);
	round->done++;
	if (o->progress)
		o->progress(o->progress_user, round->done, round->list->count);
	pthread_mutex_unlock(&round->lock);
}

static void work(void *user)
{
	struct kernel_cache *cache = memory_new(sizeof(*cache));
	struct round *round = user;
	size_t i;

	while ((i = take_board(round)) < round->list->count) {
		judge_board(round->options, &round->list->items[i], cache, &round->check->boards[i]);
		tell_progress(round);
	}
	kernel_cache_clear(cache);
	memory_free(cache);
}

static void stop(void *user)
{
	struct round *round = user;

	pthread_mutex_lock(&round->lock);
	round->next = round->list->count;
	pthread_mutex_unlock(&round->lock);
}

static void count_board(struct check *check, const struct check_board *board)
{
	check->troubles += board->trouble_count;
	check->variant_count += board->variants.count;
	check->guessed += board->ram_start_guessed;
	check->policies += board->has_policy;
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
	struct round round = { options, list, check, PTHREAD_MUTEX_INITIALIZER, 0, 0 };
	const struct crew_job job = { work, stop, &round };
	size_t jobs = (size_t)min_u64(min_u64(options->jobs, list->count), JOBS_LIMIT);
	struct crew *crew;

	check->arena = arena;
	check->boards = arena_alloc(arena, list->count * sizeof(*check->boards));
	check->board_count = list->count;
	for (size_t i = 0; i < list->skipped_count; i++)
		arena_push(arena, check->skipped, check->skipped_count, arena_strdup(arena, list->skipped[i]));
	crew = crew_start(&job, jobs ? jobs - 1 : 0);
	crew_help(crew);
	crew_join(crew);
	pthread_mutex_destroy(&round.lock);
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
