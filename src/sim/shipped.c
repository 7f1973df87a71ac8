/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sim/shipped.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "sim/workload.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/nearest.h"

const char *shipped_names(struct arena *arena)
{
	const char *names = "";

	for (const struct shipped_workload *s = shipped_workloads; s->name; s++)
		names = arena_printf(arena, "%s%s%s", names, *names ? ", " : "", s->name);
	return names;
}

static int unknown(const char *name, struct error *error)
{
	struct arena *arena = arena_new();
	const char **names = NULL, *nearest;
	size_t count = 0;

	for (const struct shipped_workload *s = shipped_workloads; s->name; s++)
		arena_push(arena, names, count, s->name);
	nearest = nearest_word(name, names, count);
	error_set(error, -ENOENT, "%s: neither a workload file nor one of those built in (%s)%s%s%s", name,
			  shipped_names(arena), nearest ? ": did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
	arena_free(arena);
	return -ENOENT;
}

int workload_open(const char *file_or_name, struct workload **workload, struct error *error)
{
	*workload = NULL;
	if (strchr(file_or_name, '/') || access(file_or_name, F_OK) == 0)
		return workload_load(file_or_name, workload, error);
	for (const struct shipped_workload *s = shipped_workloads; s->name; s++)
		if (strcmp(s->name, file_or_name) == 0)
			return workload_parse(s->name, s->text, workload, error);
	return unknown(file_or_name, error);
}
