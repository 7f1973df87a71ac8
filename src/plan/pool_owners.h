/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PLAN_POOL_OWNERS_H
#define DTCARVE_PLAN_POOL_OWNERS_H

struct answers;
struct arena;
struct boot;
struct error;
struct evidence;

/* Adds what a page_owner, or a folder or tar that has one, tells. Of a boot each pool, else all together. */
int evidence_read_owners(struct arena *arena, const char *path, const struct boot *boot, unsigned int page_shift,
						 struct evidence *evidence, struct error *error);

/* Likewise of a dump that has been read, with all that is told of it; places of pages must be. */
int evidence_take_owners(struct arena *arena, const struct answers *answers, unsigned int page_shift,
						 struct evidence *evidence, struct error *error);

#endif
