/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/gate.h"

#include <fnmatch.h>
#include <string.h>
#include <unistd.h>

#include "policy/board_scope.h"
#include "policy/policy.h"
#include "util/arena.h"

const char *gate_beside(struct arena *arena, const char *tree)
{
	const char *slash = strrchr(tree, '/');
	int folder = slash ? (int)(slash - tree) + 1 : 0;
	const char *own = arena_printf(arena, "%.*s%s.ini", folder, tree, board_scope_name(arena, tree));
	const char *path = arena_printf(arena, "%.*sdtcarve.ini", folder, tree);

	return access(own, F_OK) == 0 ? own : access(path, F_OK) == 0 ? path : NULL;
}

static bool tells_reach(const struct gate *g)
{
	for (size_t i = 0; i < g->region_count; i++)
		if (g->regions[i].reach)
			return true;
	return false;
}

bool gate_is_empty(const struct gate *g)
{
	return !g->ddr && !g->kernels && !g->no_map_max.present && !g->cma_max.present && !g->unmovable_min.present &&
		   !g->cma_run_min.present && !g->order_9_min.present && !g->need_count && !g->severity_count &&
		   !g->acceptance_count && !g->demand_count && !tells_reach(g);
}

bool gate_weigh(const struct gate *gate, const struct rule *rule, enum severity *severity)
{
	/* the last line of several wins */
	for (size_t i = gate->severity_count; i-- > 0;) {
		const struct gate_severity *s = &gate->severities[i];

		if (s->rule != rule)
			continue;
		if (!s->off)
			*severity = s->severity;
		return !s->off;
	}
	return true;
}

bool gate_expired(const struct gate_acceptance *acceptance, int64_t today)
{
	return acceptance->has_until && acceptance->until < today;
}

static bool names(const struct gate_acceptance *a, const struct finding *finding)
{
	return a->rule == finding->rule &&
		   (strcmp(a->path, finding->path) == 0 || fnmatch(a->path, finding->path, FNM_PATHNAME) == 0);
}

const struct gate_acceptance *gate_accepts(const struct gate *gate, const struct finding *finding,
										   int64_t today)
{
	const struct gate_acceptance *expired = NULL;

	for (size_t i = 0; i < gate->acceptance_count; i++) {
		const struct gate_acceptance *a = &gate->acceptances[i];

		if (!names(a, finding))
			continue;
		if (!gate_expired(a, today))
			return a;
		expired = a;
	}
	return expired;
}
