/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/project.h"

int project_read(struct arena *arena, const char *policy, const char *name, const char *board,
				 struct project *project, struct error *error)
{
	int ret = policy ? policy_read(arena, policy, name, &project->policy, error) : 0;

	if (ret == 0 && policy)
		ret = gate_read(arena, policy, name, &project->gate, error);
	if (ret == 0 && policy)
		ret = owners_read_beside(arena, policy, &project->owners, error);
	if (ret == 0 && board)
		ret = owners_read_beside(arena, board, &project->owners, error);
	return ret;
}
