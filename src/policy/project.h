/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_POLICY_PROJECT_H
#define DTCARVE_POLICY_PROJECT_H

/* All that a project says of a board's memory: what may change, what is demanded, who owns what. */
#include "policy/gate.h"
#include "policy/owners.h"
#include "policy/policy.h"

struct project {
	struct policy policy; /* without a file where there is none */
	struct gate gate;
	struct owners owners; /* beside the policy and beside the board; what is shipped is not among them */
};

/* `policy` and `board` are files, each or both NULL; `name` is the board's, for the policy's sections. */
int project_read(struct arena *arena, const char *policy, const char *name, const char *board,
				 struct project *project, struct error *error);

#endif
