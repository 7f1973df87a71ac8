/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/scenario.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cli/log_footprint.h"
#include "util/arena.h"
#include "util/error.h"

/* A name without a folder that is no file here is one of the shipped workloads. */
static int open_workload(struct arena *arena, const char *name, struct scenario *scenario,
						 struct error *error)
{
	const char *path = name;
	struct workload *workload;
	int ret;

	if (!strchr(path, '/') && access(path, F_OK) != 0) {
		path = arena_printf(arena, "%s/%s.ini", WORKLOAD_DIR, name);
		if (access(path, F_OK) != 0)
			return error_set(error, -ENOENT, "--workload %s: no such file, and none of the shipped ones (%s)",
							 name, SHIPPED_WORKLOADS);
	}
	ret = workload_load(path, &workload, error);
	if (ret == 0)
		scenario->fixed = workload;
	return ret;
}

int scenario_open(struct arena *arena, const struct scenario_source *source, unsigned int page_shift,
				  struct scenario *scenario, struct error *error)
{
	struct log_footprint found;
	int ret;

	*scenario = (struct scenario){ 0 };
	if (source->workload)
		return open_workload(arena, source->workload, scenario, error);
	ret = log_footprint_read(arena, source->log, page_shift, &found, error);
	if (ret)
		return ret;
	scenario->footprint = found.footprint;
	scenario->request = found.request;
	scenario->vendor_cma = found.vendor_cma;
	return 0;
}

void scenario_close(struct scenario *scenario)
{
	workload_free((struct workload *)(uintptr_t)scenario->fixed);
}
