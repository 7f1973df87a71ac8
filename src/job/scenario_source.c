/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "job/scenario_source.h"

#include "sim/shipped.h"
#include "job/log_footprint.h"

int scenario_open(struct arena *arena, const struct scenario_source *source, unsigned int page_shift,
				  struct scenario *scenario, struct log_footprint *told, struct error *error)
{
	struct log_footprint found = { 0 };
	struct workload *workload = NULL;
	int ret;

	*scenario = (struct scenario){ 0 };
	if (source->workload) {
		ret = workload_open(source->workload, &workload, error);
		scenario->fixed = workload;
		if (told)
			*told = found;
		return ret;
	}
	ret = source->capture_count ? captures_footprint(arena, source->captures, source->capture_count, page_shift, &found, error)
								: log_footprint_read(arena, source->log, page_shift, &found, error);
	if (ret)
		return ret;
	scenario->footprint = found.footprint;
	scenario->request = found.request;
	scenario->vendor_cma = found.vendor_cma;
	if (told)
		*told = found;
	return 0;
}

void scenario_close(struct scenario *scenario)
{
	workload_free((struct workload *)(uintptr_t)scenario->fixed);
}
