/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_POLICY_GATE_JUDGE_H
#define DTCARVE_POLICY_GATE_JUDGE_H

#include "policy/gate.h"

struct arena;
struct boot;
struct error;
struct need;

/*
 * Holds a predicted boot against budgets, needs and demands of a policy. The
 * list lives in the arena; nothing of it refers to `boot`. -EINVAL with the
 * policy's line where a need is no request of that kernel.
 */
int gate_judge(struct arena *arena, const struct gate *gate, const struct boot *boot, unsigned int cpus,
			   struct finding **findings, size_t *count, struct error *error);

/* Bytes that a demand takes of a region, by what the region is for its users. */
uint64_t demand_in_region(const struct demand *demand, const struct boot *boot, size_t region);

/* Bytes that a region has, all its ranges. */
uint64_t region_bytes(const struct boot *boot, size_t region);

/*
 * What the gate refuses of CMA pools as needs of a plan: a demand that its pool does not hold, a pool that lies
 * beyond what its users reach. In the arena.
 */
size_t gate_needs(struct arena *arena, const struct gate *gate, const struct boot *boot, struct need **needs);

#endif
