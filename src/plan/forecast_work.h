/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PLAN_FORECAST_WORK_H
#define DTCARVE_PLAN_FORECAST_WORK_H

/* What the parts of the forecast share: the ground of each site, and what a layout leaves of it. */
#include "plan/forecast.h"
#include "plan/layout.h"
#include "plan/region_limits.h"
#include "plan/trial.h"
#include "util/range_set.h"

struct tuples;

/* A range within one zone: the buddy allocator merges no further. */
struct piece {
	struct range range;
	size_t zone; /* of the site's boot */
};

/* What early boot takes from the top once all regions lie: a pool, a large allocation, or all small ones. */
struct lump {
	uint64_t size, align;
	uint64_t limit; /* it ends there, or in the zone that it lies in now */
};

struct region_at {
	struct range range;
	size_t node;
};

#define LUMP MIB(2) /* is large, and aligned to that at most */

/* One site without the regions that may change and what early boot takes: what is free then, ascending. */
struct ground {
	const struct site *site;
	struct range_set free; /* forecast_free() */
	struct piece *pieces;  /* where they may lie, by zone */
	size_t count;
	struct piece *scratch; /* room for what a layout leaves of them */
	struct lump *pools; /* CMA areas without a node, where they follow, too; in the kernel's order */
	size_t pool_count;
	struct lump *lumps; /* in the kernel's order */
	size_t lump_count;
	uint64_t lump_bytes; /* with pools */
	bool tree_follows;   /* it is assumed to lie where the regions leave room */
	bool dynamic_follow; /* so do the regions that the kernel places, as early as where they are now */
	struct region_at *downwards; /* regions, the highest first: in this order the kernel came to them, as it seeks from the top */
	bool *taken, *pool; /* by region: keeps its memory from the buddy allocator; is a CMA pool */
	uint64_t *boot_takes; /* by need: bytes that are gone once the system is up */
};

struct forecast {
	const struct bench *bench;
	const struct limits *limits;
	struct ground *grounds;
};

/* What is left of the ground, in room for as many more pieces as there are regions and lumps. */
struct rest {
	struct piece *pieces;
	size_t count;
	bool crowded; /* the kernel finds no room for a region */
};

/* --- forecast_ground.c: what is there without the regions that may change ------------------------ */

/* Looks whether it foresees where things are now, and follows them to other places only then. */
void ground_prepare(struct arena *arena, const struct forecast *f, struct ground *g, const struct site *site);

/* SIZE_MAX: in none. */
size_t ground_zone_at(const struct ground *g, uint64_t at);

/* --- forecast_places.c: a layout on it -------------------------------------------------------------- */

/* The highest room for it, from which the kernel takes; size 0 where there is none. */
struct range rest_highest(const struct rest *rest, const struct lump *lump);

void rest_cut_out(struct rest *rest, struct range hole);

/* Where the boot loader is assumed to have put the tree (linux has no say in it). */
struct range rest_tree_place(const struct ground *g, const struct rest *rest);

/* The highest room within the first of its alloc-ranges that has some; size 0: none. */
struct range rest_sought(const struct rest *rest, const struct tuples *windows, const struct place *to, uint64_t align);

bool forecast_takes(const struct forecast *f, const struct ground *g, const struct layout *layout, size_t n);
bool forecast_may_wander(const struct forecast *f, size_t n);
bool is_placed_by_kernel(const struct ground *g, const struct layout *layout, size_t n);

/* Regions at their places, or none that may lie elsewhere. */
void take_static(const struct forecast *f, const struct ground *g, const struct layout *layout, bool wanderers,
				 struct rest *rest);

/* Then the tree, those that the kernel places, and pools without a node. */
void take_regions(const struct forecast *f, const struct ground *g, const struct layout *layout, bool wanderers,
				  struct rest *rest);

/* Then what early boot takes. */
void take_lumps(const struct ground *g, struct rest *rest);

/* --- forecast_shape.c: what makes layouts alike ------------------------------------------------------ */

uint64_t forecast_shape(const struct forecast *f, const struct ground *g, const struct layout *layout,
						const struct rest *rest);

#endif
