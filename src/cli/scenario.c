/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/scenario.h"

#include <errno.h>

#include "alloc/shipped.h"
#include "cli/log_footprint.h"
#include "util/arena.h"
#include "util/error.h"

static int open_workload(const char *name, struct scenario *scenario, struct error *error)
{
	struct workload *workload;
	int ret = workload_open(name, &workload, error);

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
		return open_workload(source->workload, scenario, error);
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
