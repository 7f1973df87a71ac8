/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_OWNERS_ANSWERS_H
#define DTCARVE_OWNERS_ANSWERS_H

/*
 * What the owners of pages mean for who wants memory: who keeps a CMA area from
 * being handed out, who keeps blocks from becoming large again, who holds memory
 * that nothing can move, and what has grown since another look.
 */
#include "owners/holdings.h"

struct boot;

/* A CMA area; of the boot where a tree told it, else as far as its pageblocks were seen. */
struct cma_place {
	const char *name; /* NULL: not told */
	uint64_t pfn, pages;
};

/* Zones and areas that hold for the dump. */
struct memory_places {
	struct cma_place *areas;
	size_t area_count;
	bool told; /* by a tree */
};

/* Of the boot, or where that is NULL of the dump itself. */
void places_find(struct arena *arena, const struct boot *boot, const struct holdings *owners,
				 struct memory_places *places);

/* Who is in an area: the pages of one function for one use. */
struct area_holder {
	const struct holder *holder;
	const struct chain *chain; /* the one that holds most of it */
	bool moves;
	uint64_t pages, ranges;
	uint64_t run_without; /* the longest run if this holder gave its pages back */
	double oldest;        /* s before the dump's youngest allocation; negative: not told */
};

struct area_answer {
	struct cma_place place;
	uint64_t free, moves, stays; /* pages; free: of no record */
	uint64_t run;      /* the longest run that a driver could still get: free and what moves */
	uint64_t run_free; /* the longest one without moving anything */
	struct area_holder *holders; /* those that stay first, most pages first */
	size_t holder_count;
};

/* Who spoils pageblocks for movable pages. */
struct polluter {
	const struct holder *holder;
	uint64_t pages;  /* that are not movable, in such blocks */
	uint64_t blocks; /* that have some */
	uint64_t alone;  /* in which it alone stands in the way: each would be whole again */
	uint64_t pairs;  /* aligned pairs of blocks that would: one order more */
	/* blocks of each order, up to that of a pageblock, that come back when it gives these pages back: as they merge
	 * with what is free, and once compaction has moved the movable ones beside */
	uint64_t at_once[OWNER_ORDERS], compacted[OWNER_ORDERS];
};

/* What a holder has, of all its chains. */
struct holder_sum {
	const struct holder *holder;
	const struct chain *chain; /* its largest */
	uint64_t pages, bytes, unmovable, reclaimable, movable;
	uint64_t high_blocks; /* of order 1 and more */
	unsigned int highest;
};

struct type_sum {
	uint64_t blocks, pages, unmovable, foreign;
};

struct answers {
	const struct holdings *owners;
	struct memory_places places;
	struct area_answer *areas;
	size_t area_count;
	uint64_t stray;            /* CMA blocks in no area that the tree told */
	struct type_sum types[MIGRATE_TYPES + 1]; /* blocks by their type; the last one: not told */
	uint64_t spoiled;                         /* blocks for movable pages with others in them */
	struct polluter *polluters; /* those first whose blocks come back, then by pages */
	size_t polluter_count;
	struct holder_sum *sums; /* by what nothing can move, then by pages or bytes */
	size_t sum_count;
};

void answers_find(struct arena *arena, const struct holdings *owners, const struct boot *boot,
				  struct answers *answers);

/* comeback.c: alone, pairs, at_once and compacted, of polluters by the number of their holder; `boot` may be NULL. */
void comeback_count(struct arena *arena, const struct holdings *owners, const struct boot *boot,
					struct polluter *by_holder);

/* --- growth.c ------------------------------------------------------------------------------ */

struct growth {
	const struct chain *chain;    /* of the later dump, or of the earlier one where it is gone */
	const struct holder *holder;
	uint64_t before, after; /* pages, or bytes of tags */
	bool suspect;           /* grew, and is not what a busy system takes anyway */
};

/* Every chain that holds another amount, what grew most first. -EINVAL where they cannot be compared. */
int growth_find(struct arena *arena, const struct holdings *before, const struct holdings *after,
				struct growth **rows, size_t *count, struct error *error);

#endif
