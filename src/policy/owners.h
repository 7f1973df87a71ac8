/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_POLICY_OWNERS_H
#define DTCARVE_POLICY_OWNERS_H

/* What is known about owners of regions outside Linux, and by what right. */
#include <stdbool.h>
#include <stddef.h>

#include "util/file.h"

struct arena;
struct board;
struct error;
struct rmem_node;

struct region_owner {
	bool by_compatible;          /* `pattern` is of a compatible, else of the node's name or label */
	const char *pattern, *board; /* as in fnmatch(3); of one of the board's compatibles, or NULL */
	const char *name, *source;   /* source NULL: a guess, which gives no leave */
	bool may_move, may_shrink, may_remove;
	int line;
};

/* The first that fits counts. */
struct owners {
	struct region_owner *list;
	size_t count;
};

/*
 * Adds the entries of an INI file behind those that are there:
 *
 *   [compatible PATTERN]     or [name PATTERN]: the node's name without its unit address, or its label
 *   owner = TEXT             board = PATTERN
 *   source = TEXT            may-move, may-shrink, may-remove = yes|no
 *
 * Everything lives in the arena. -EINVAL with FILE:LINE.
 */
int owners_parse(struct arena *arena, const char *name, struct bytes text, struct owners *owners,
				 struct error *error);

/* Likewise the file owners.ini in the folder of `beside`, where there is one. */
int owners_read_beside(struct arena *arena, const char *beside, struct owners *owners, struct error *error);

/* Adds what comes with the program. */
void owners_add_shipped(struct arena *arena, struct owners *owners);

/* NULL: nobody is known. */
const struct region_owner *owner_of(const struct owners *owners, const struct board *board,
									const struct rmem_node *node);

/* owners/owners.ini, built in. */
extern const char owners_shipped[];

#endif
