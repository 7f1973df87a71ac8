/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PLAN_PLAN_ADVICE_H
#define DTCARVE_PLAN_PLAN_ADVICE_H

struct arena;
struct load_test;
struct plan;

/*
 * What can be done beside the tree, in words with the predicted effect: by replay,
 * headroom, or for needs under load by simulation with `load`. Nothing of it is
 * part of the plan.
 */
void advice_find(struct arena *arena, const struct load_test *load, struct plan *plan);

#endif
