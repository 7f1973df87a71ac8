/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PLAN_ADVICE_H
#define DTCARVE_PLAN_ADVICE_H

struct arena;
struct plan;

/* What can be done beside the tree, in words with the predicted effect; nothing of it is part of the plan. */
void advice_find(struct arena *arena, struct plan *plan);

#endif
