/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PLAN_REGION_LIMITS_H
#define DTCARVE_PLAN_REGION_LIMITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/named.h"
#include "util/range_set.h"

struct arena;
struct boot;
struct error;
struct evidence;
struct gate;
struct need;
struct owners;
struct policy;
struct region;

/* Whom a region serves, as far as the tree tells. */
#define REGION_ROLES(X)                                                                                      \
	X(ROLE_CMA, "CMA pool")                                                                                  \
	X(ROLE_UNOWNED, "unowned")                                                                               \
	X(ROLE_DEVICE, "device")                                                                                 \
	X(ROLE_FIRMWARE, "firmware")                                                                             \
	X(ROLE_UNREADABLE, "not usable")
enum region_role { REGION_ROLES(ENUM_VALUE) };

/* What somebody must tell before it can give memory back. */
enum limits_question {
	ASKS_NOTHING,
	ASKS_OWNER, /* nobody is known to use it */
	ASKS_NEED,  /* nobody told how much of the pool is in use */
};

/* What may be done to one child of /reserved-memory. Bytes. */
struct limits {
	enum region_role role;
	const char *why; /* what told the role or fixed the region: one clause */
	bool fixed;      /* nothing may */
	bool by_policy;  /* a section of the policy names it */
	bool bounded;    /* evidence, demand or policy tells how much of it is needed */
	enum limits_question asks;
	bool may_move, may_shrink, may_grow, may_convert, may_remove;
	bool may_merge;   /* a CMA pool whose users may share another one that may, too */
	uint64_t granule; /* size, and base of a CMA pool, must stay multiples */
	uint64_t
		min_size;  /* a multiple of the granule above which it may be cut; its size where it may not shrink */
	uint64_t peak; /* observed use with the margin, 0: none known */
	bool peak_of_all; /* that of all pools together: nothing tells them apart */
	uint64_t demand;  /* what its users allocate by the policy, 0: not told */
	uint64_t needed;  /* of it by the needs */
	uint64_t floor;   /* what it must keep, but for such a peak */
	struct range_set reach; /* what all its users address, by their buses and the policy */
	uint32_t weight_permille;
};

struct limits_input {
	const struct boot *boot;     /* predicted, as the tree is */
	const struct policy *policy; /* or NULL */
	const struct gate *gate;     /* its demands bind; or NULL */
	const struct owners *owners;
	const struct evidence *evidence; /* or NULL */
	const struct need *needs;        /* what they ask for of a pool stays */
	size_t need_count;
	uint64_t step; /* granule of carve-outs that are no CMA pool; 0: 1 MiB or a page */
};

/* One row for each of board->rmem, in the arena. -EINVAL where the policy names a region that is not there.
 */
int limits_find(struct arena *arena, const struct limits_input *input, struct limits **limits,
				struct error *error);

/* The most that was seen of a pool, with the margin; `of_all`: of all pools together. 0: not known. */
uint64_t region_peak(const struct limits_input *input, const struct region *region, bool *of_all);

const char *region_role_name(enum region_role role);

#endif
