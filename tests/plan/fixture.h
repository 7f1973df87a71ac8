/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_PLAN_FIXTURE_H
#define TESTS_PLAN_FIXTURE_H

#include "alloc/boot_state.h"
#include "board/board.h"
#include "boot/boot.h"
#include "input/tree.h"
#include "kernel/kernel.h"
#include "plan/plan.h"
#include "policy/policy.h"
#include "util/arena.h"
#include "util/error.h"

/* A board with its kernel and predicted boot, and needs to plan for. */
struct planning {
	struct arena *arena;
	struct tree *tree;
	struct board *board;
	struct kernel *kernel;
	struct boot_options options;
	struct boot *boot;
	struct memory_state *settled;
	struct site site;
	struct need *needs;
	size_t need_count;
};

/* 512 MiB at 0x40000000 and the given children of /reserved-memory, on arm64 with 4 KiB pages. */
struct planning *planning_new(const char *release, const char *regions);

/* The same with so much DDR. */
struct planning *planning_with_ddr(const char *release, unsigned int mib, const char *regions);

/* And with its first byte. */
struct planning *planning_at(const char *release, uint32_t base, unsigned int mib, const char *regions);

/* Any source. */
struct planning *planning_from(const char *release, enum arch arch, const char *source);
void planning_free(struct planning *p);

/* [region ...] sections of a policy. */
struct policy planning_policy(struct planning *p, const char *text);

/* That all pools may move and shrink to a granule. */
#define POOLS_ARE_FREE "[region /reserved-memory/*]\nmay-move = yes\nmay-shrink-to = 2M\n"

void planning_need(struct planning *p, const char *text);
struct plan_input planning_input(const struct planning *p);

/* Index of the region called /reserved-memory/NAME. */
size_t planning_node(const struct planning *p, const char *name);

#endif
