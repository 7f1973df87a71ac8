/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PLAN_QUESTIONS_H
#define DTCARVE_PLAN_QUESTIONS_H

struct arena;
struct bench;
struct plan;

/*
 * Regions that stay as they are because nobody told whose they are, or how much of
 * them is in use: each with what it would bring on top of the plan, by replay, and
 * the policy's lines that let it go. None where nothing is asked for.
 */
void questions_find(struct arena *arena, struct bench *bench, struct plan *plan);

#endif
