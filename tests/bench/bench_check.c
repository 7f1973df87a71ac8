/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Checks a folder of trees (TREES=dir make bench), and next to it what libfdt's
 * fdt_check_full() alone takes over the same files: the gate is to cost at most
 * twice that. Trees that tell no memory get 4 GiB, as all others do. The least
 * of several rounds counts.
 */
#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "check/check.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/file.h"
#include "util/number.h"

#define ROUNDS 9

static double clock_seconds(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static size_t check_fully(const struct board_list *list)
{
	size_t good = 0;

	for (size_t i = 0; i < list->count; i++) {
		struct arena *arena = arena_new();
		struct error error;
		struct bytes in;

		if (!list->items[i].trouble &&
			file_read(arena, list->items[i].path, (size_t)MIB(64), &in, &error) == 0)
			good += fdt_check_full(in.data, in.size) == 0;
		arena_free(arena);
	}
	return good;
}

static size_t check_boards(const struct board_list *list, unsigned int jobs)
{
	static const char *ddr = "4G";
	struct check_options options = { .ddr = &ddr, .ddr_count = 1, .jobs = jobs, .no_policy = true };
	struct check *check = check_run(&options, list);
	size_t good = check->board_count - check->troubles;

	check_free(check);
	return good;
}

struct time {
	double cpu, wall;
};

static double least(double a, double b)
{
	return a < b ? a : b;
}

static struct time now(void)
{
	return (struct time){ clock_seconds(CLOCK_PROCESS_CPUTIME_ID), clock_seconds(CLOCK_MONOTONIC) };
}

enum run { ALONE, ONE_THREAD, TWO_THREADS, RUNS };

struct result {
	struct time least;
	size_t good;
};

static void run_once(const struct board_list *list, enum run run, struct result *result)
{
	struct time start = now(), end;

	result->good = run == ALONE ? check_fully(list) : check_boards(list, run);
	end = now();
	result->least.cpu = least(result->least.cpu, end.cpu - start.cpu);
	result->least.wall = least(result->least.wall, end.wall - start.wall);
}

/* In turns, so that what is compared met the same machine. */
static void measure(const struct board_list *list, struct result results[RUNS])
{
	for (int run = ALONE; run < RUNS; run++)
		results[run].least = (struct time){ 1e9, 1e9 };
	for (int round = 0; round < ROUNDS; round++)
		for (int run = ALONE; run < RUNS; run++)
			run_once(list, (enum run)run, &results[run]);
}

int main(void)
{
	const char *trees = getenv("TREES");
	struct arena *arena = arena_new();
	struct board_list list = { 0 };
	struct result r[RUNS];
	struct rusage usage;

	if (!trees || !*trees) {
		puts("bench_check: skipped, no folder of trees is named in TREES");
		arena_free(arena);
		return 0;
	}
	board_list_add(arena, &list, trees, &(struct tree_options){ 0 });
	measure(&list, r);
	getrusage(RUSAGE_SELF, &usage);
	printf("bench_check: fdt_check_full alone, %zu of %zu files: %.3f s of CPU\n", r[ALONE].good, list.count,
		   r[ALONE].least.cpu);
	printf("bench_check: check, %zu of %zu boards, one thread: %.3f s of CPU, %.2f times as long; at most "
		   "%ld KiB\n",
		   r[ONE_THREAD].good, list.count, r[ONE_THREAD].least.cpu,
		   r[ONE_THREAD].least.cpu / r[ALONE].least.cpu, usage.ru_maxrss);
	printf("bench_check: two threads: %.3f s against %.3f s, %.2f times as fast; %.3f s of CPU\n",
		   r[TWO_THREADS].least.wall, r[ONE_THREAD].least.wall,
		   r[ONE_THREAD].least.wall / r[TWO_THREADS].least.wall, r[TWO_THREADS].least.cpu);
	arena_free(arena);
	return 0;
}
