/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_POLICY_POLICY_FINDINGS_H
#define DTCARVE_POLICY_POLICY_FINDINGS_H

#include "findings/findings.h"

enum gate_rule {
	GATE_ACCEPTANCE,
	GATE_CMA,
	GATE_CMA_RUN,
	GATE_DEMAND,
	GATE_NEED,
	GATE_NO_MAP,
	GATE_OPEN,
	GATE_ORDER_9,
	GATE_REACH,
	GATE_UNMOVABLE,
	POLICY_FINDINGS
};

/* What a policy file can be broken by, in the order of the enum and by identifier; none has a check of its
 * own. */
extern const struct rule policy_findings[POLICY_FINDINGS];

/* A rule of the policy's or one that every board is held against; NULL: no such rule. */
const struct rule *gate_rule_find(const char *id);

/* Both kinds together: the next by identifier, "": the first; NULL behind the last one. */
const struct rule *gate_rule_after(const char *id);

#endif
