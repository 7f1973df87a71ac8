/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_POLICY_GATE_H
#define DTCARVE_POLICY_GATE_H

/* What a policy file demands of a board before a change may pass. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/demand.h"
#include "findings/findings.h"
#include "util/file.h"

struct arena;
struct error;
struct policy_region;

/* A bound in bytes, or in percent of the RAM. */
struct gate_size {
	bool present, percent;
	uint64_t value;
	int line;
};

struct gate_need {
	const char *name;    /* "wifi" of need.wifi, or "" */
	const char *request; /* as the headroom command takes it, with a count */
	int line;
};

/* What the severity of a rule's findings is here. */
struct gate_severity {
	const struct rule *rule;
	bool off;
	enum severity severity;
};

/* A finding that is known and lived with. */
struct gate_acceptance {
	const struct rule *rule;
	const char *path; /* node path, or with * and ? as in glob(7) */
	const char *reason;
	bool has_until;
	int64_t until; /* the last day it holds, days since 1970-01-01 */
	const char *until_text;
	int line;
};

/* What the users of one region allocate from it. */
struct gate_demand {
	const char *path;
	struct demand demand;
	int line;
};

struct gate {
	const char *file;
	const char *ddr, *kernels; /* lists as --ddr and --kernel take them, or NULL */
	int ddr_line;
	struct gate_size no_map_max, cma_max, unmovable_min, cma_run_min;
	struct gate_size order_9_min; /* blocks */
	struct gate_need *needs;
	size_t need_count;
	struct gate_severity *severities;
	size_t severity_count;
	struct gate_acceptance *acceptances;
	size_t acceptance_count;
	struct gate_demand *demands;
	size_t demand_count;
	const struct policy_region *regions; /* of whose sections the gate reads `reach` */
	size_t region_count;
};

/*
 * Reads a policy file:
 *
 *   [board]
 *   ddr = 512M,1G            kernel = 5.10,6.1   (versions, or profiles beside the policy)
 *   [needs]
 *   need.NAME = order=3 gfp=GFP_ATOMIC count=128
 *   [budget]
 *   no-map-max = 64M|10%     cma-max             unmovable-min
 *   cma-run-min              order-9-min = 300   (blocks)
 *   [severity]
 *   RULE = error|warning|note|off
 *   [accept RULE PATH]
 *   reason = TEXT            until = YYYY-MM-DD
 *   [demand PATH]
 *   buffers = 1920x1080 XR24 x3 + 8M
 *
 * Of [region PATH] sections `reach` counts, all else is the plan's. What stands behind [board GLOB] is of the boards
 * that it fits (policy/board_scope.h); `board`: a board's file, NULL for all. Everything lives in
 * the arena. -EINVAL with FILE:LINE, what is wrong and the nearest right word.
 */
int gate_read(struct arena *arena, const char *path, const char *board, struct gate *gate,
			  struct error *error);
int gate_parse(struct arena *arena, const char *name, struct bytes text, struct gate *gate,
			   struct error *error);

/* The sections that may stand in such a file, as in "demand PATH"; NULL behind the last. */
const char *gate_section_at(size_t index);
bool gate_has_section(const char *section);

/* BOARD.ini beside BOARD.dts, else "dtcarve.ini" in that folder; NULL where there is neither. */
const char *gate_beside(struct arena *arena, const char *tree);

/* Nothing in it is for check: a file of defaults, for example. */
bool gate_is_empty(const struct gate *gate);

/* What the policy says of a rule's findings; false: they are off. */
bool gate_weigh(const struct gate *gate, const struct rule *rule, enum severity *severity);

/* The acceptance of a finding, expired or not; NULL: none. One that holds goes before one that does not. */
const struct gate_acceptance *gate_accepts(const struct gate *gate, const struct finding *finding,
										   int64_t today);
bool gate_expired(const struct gate_acceptance *acceptance, int64_t today);

/* Days since 1970-01-01 of YYYY-MM-DD in the proleptic Gregorian calendar; false where there is no such day.
 */
bool date_parse(const char *text, int64_t *days);

#endif
