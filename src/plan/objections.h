/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PLAN_OBJECTIONS_H
#define DTCARVE_PLAN_OBJECTIONS_H

struct arena;
struct error;
struct gate;
struct plan;
struct plan_input;

/*
 * Holds the tree that a plan leaves against what `check` does: its rules, and the
 * policy's gate unless it is NULL. What is an error there, and by a rule was none
 * before, is an obstacle, and the plan is none. Negative errno with one line where
 * the policy cannot be read for this kernel.
 */
int objections_find(struct arena *arena, const struct plan_input *input, struct plan *plan,
					struct error *error);

#endif
