/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_LIB_DTCARVE_FINDING_H
#define DTCARVE_LIB_DTCARVE_FINDING_H

#include "findings/findings.h"
#include "input/source_map.h"

#include <dtcarve/finding.h>

struct check_board;

/* What a finding of a report and one of a check have to tell; its texts belong to these. */
struct dtcarve_finding {
	struct finding finding;
	struct source_place place;
	bool known;
	const char *acceptance;
	uint64_t variants;
};

/* All of them as objects, in the arena. */
struct dtcarve_finding *public_findings(struct arena *arena, const struct findings *findings);
struct dtcarve_finding *public_check_findings(struct arena *arena, const struct check_board *board);

#endif
