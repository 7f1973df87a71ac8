/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_EXPLAIN_BOARD_FACTS_H
#define DTCARVE_EXPLAIN_BOARD_FACTS_H

#include "explain/explanation.h"
#include "util/estimate.h"

struct board;
struct boot;

/* What the device tree says, and the boot model makes of it, to hold a dump against. Bytes. */
struct board_facts {
	const struct board *board;
	const struct boot *boot;
	uint64_t ddr;     /* memory banks, overlaps counted once each */
	uint64_t no_map;  /* carve-outs that the kernel never counts */
	uint64_t present; /* what it counts as present */
	uint64_t cma;
	struct estimate managed;
};

struct board_facts board_facts_of(const struct board *board, const struct boot *boot);

/* How the dump and the tree agree, and which carve-outs and pools make up the missing memory. */
struct sentences word_board(struct arena *arena, const struct diagnosis *diagnosis,
							const struct dump_account *account, const struct board_facts *facts);

#endif
