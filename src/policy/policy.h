/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_POLICY_POLICY_H
#define DTCARVE_POLICY_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/file.h"

struct arena;
struct error;

/* A bound in bytes, or in percent of what the region has now. */
struct policy_size {
	bool present, percent;
	uint64_t value; /* bytes, or 0 .. 100 */
};

enum policy_answer { POLICY_UNSAID, POLICY_NO, POLICY_YES };

/* One [region PATH] section. */
struct policy_region {
	const char *path; /* node path, or a path with * and ? as in glob(7) */
	int line;         /* of the section's first key */
	enum policy_answer fixed;
	struct policy_size shrink_to, min_size, max_shrink;
	enum policy_answer may_move, may_convert, may_merge, may_remove;
	uint64_t reach; /* its users address bytes below this only; 0: not told */
	bool has_weight;
	uint32_t weight_permille; /* of a byte taken from this region; 1000: as any other */
};

/* A policy file: what a board's owner demands and allows. */
struct policy {
	const char *file;
	const char **needs; /* as --need takes them */
	size_t need_count;
	struct policy_region *regions; /* in file order; a later one wins */
	size_t region_count;
};

/*
 * Reads an INI file:
 *
 *   [needs]
 *   need = order=3 gfp=GFP_ATOMIC count=256
 *
 *   [region /reserved-memory/vpu*]
 *   fixed = yes|no, may-shrink-to = 16M|50%, min-size = 16M|50%, max-shrink = 32M|25%, may-move = yes|no,
 *   may-convert = yes|no, may-merge = yes|no, may-remove = yes|no, reach = 4G,
 *   weight = 0 .. 1000, decimals allowed
 *
 * `board`: whose part of it, see policy/board_scope.h; NULL: all.
 * Everything lives in the arena. -EINVAL with file and line where a section, key
 * or value is not known. Sections of other families of rules are passed over.
 */
int policy_read(struct arena *arena, const char *path, const char *board, struct policy *policy,
				struct error *error);

/* Likewise from bytes with a NUL behind; `name` stands for the file. */
int policy_parse(struct arena *arena, const char *name, struct bytes text, struct policy *policy,
				 struct error *error);

/* yes, true, on or 1, and their contraries; false: neither. */
bool policy_answer_read(const char *value, enum policy_answer *answer);

/* Whether a section's path names the node. */
bool policy_names(const struct policy_region *region, const char *path);

/* Up to where its users address memory, exclusive; UINT64_MAX: it does not say. */
uint64_t policy_reach(const struct policy_region *regions, size_t count, const char *path);

#endif
