/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PLAN_TRIAL_H
#define DTCARVE_PLAN_TRIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/layout.h"
#include "plan/load_test.h"
#include "util/estimate.h"

struct arena;
struct board;
struct boot;
struct boot_options;
struct error;
struct kernel;
struct memory_state;
struct need;

/* One board with one DDR size: what a layout is tried on. */
struct site {
	const char *name; /* "512M", or NULL for the only one */
	const struct board *board;
	const struct kernel *kernel;
	const struct boot_options *options;
	unsigned int cpus;
	const struct boot *boot; /* predicted as the tree is */
	const struct memory_state *settled;
};

/* Layouts are tried by replaying the boot: nothing else says that a plan is good. */
struct bench {
	const struct site *sites;
	size_t site_count;
	const struct need *needs;
	size_t need_count;
	const struct layout *from; /* of the tree */
	const struct limits *limits; /* how far the users of regions reach; or NULL */
	size_t tried;              /* replays so far */
};

/* What the replay of a layout gave. */
struct trial {
	bool legal;              /* on every site it boots, and no region fares worse than before */
	const char *why;         /* what is illegal: one clause in the arena, or NULL */
	bool met;                /* legal, and every need is met on every site */
	struct estimate *values; /* site by site, need by need, in the arena */
	int64_t usable_pages;    /* of the first site: managed pages outside CMA */
	struct failing *failing; /* likewise, of needs under load; NULL where there are none */
	int64_t shortage;        /* sum of the missing parts, millionths of each need's target; 0: none */
};

/* Puts what one site's boot has into the trial and adds what is missing to its shortage. */
void trial_measure(struct arena *arena, const struct bench *bench, size_t site, const struct boot *boot,
				   const struct memory_state *settled, struct trial *trial);

struct trial trial_run(struct arena *arena, struct bench *bench, const struct layout *layout);

/* The likeliest boot alone, for a fiftieth of the time: the values are the same, their low and high ends not. */
struct trial trial_glance(struct arena *arena, const struct bench *bench, const struct layout *layout);

/*
 * Puts a layout under load on every site: `failing` site by site, need by need of
 * `needs`, which are as many as the bench's.
 */
int trial_under_load(struct bench *bench, const struct load_test *test, const struct need *needs,
					 const struct layout *layout, enum load_stage stage, struct failing *failing,
					 unsigned int *runs, struct error *error);

/* The end of a value by which its need is judged. */
int64_t trial_judged(const struct bench *bench, const struct trial *trial, size_t i);

#endif
