/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PLAN_CHANGES_H
#define DTCARVE_PLAN_CHANGES_H

#include <stddef.h>

#include "plan/plan.h"

struct arena;
struct bench;
struct evidence;

/*
 * Tells a finished plan's changes one by one, each with what it alone brings, its
 * reason and its risk; and, where the needs are not met, what stands in the way.
 */
void changes_tell(struct arena *arena, struct bench *bench, const struct evidence *evidence,
				  struct plan *plan);

/* What becomes of region `n`, whose places in the two layouts differ. */
enum change_action change_action_of(const struct plan *plan, size_t n);

#endif
