/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PLAN_FORECAST_H
#define DTCARVE_PLAN_FORECAST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>


struct arena;
struct bench;
struct layout;
struct limits;
struct range_set;
struct trial;

/*
 * What a layout has of each need, in microseconds and without a replay: the RAM of
 * each site as ranges between what does not change. It tells good candidates from
 * poor ones and bounds what others can gain; the replay has the last word.
 */
struct forecast;

/* `before`: the replay of the tree as it is. */
struct forecast *forecast_new(struct arena *arena, const struct bench *bench, const struct limits *limits,
							  const struct trial *before);

/*
 * Site by site and need by need, in the need's unit; only differences between two
 * layouts mean anything. 0 for CMA needs.
 */
struct forecast_figures {
	int64_t *has;   /* the layout as it is */
	int64_t *moved; /* at most, if the regions that may lie elsewhere did */
	int64_t *most;  /* the same if they could be cut in pieces, and those that cannot move, too */
	uint64_t shape; /* the same for layouts that leave the same free blocks and take as much in the same zones */
};

void forecast_count(const struct forecast *f, const struct layout *layout, struct forecast_figures *figures);

/*
 * What regions that stay and those that the kernel places leave free on a site: early boot finds room behind
 * the others. Its ends are places to lie at. Of the forecast.
 */
const struct range_set *forecast_free(const struct forecast *f, size_t site);

/* Whether any region may lie elsewhere. */
bool forecast_wanders(const struct forecast *f);

/* Bytes of one unit of a need: a block, or 1. */
int64_t forecast_unit(const struct bench *bench, size_t pair);

#endif
