/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_EXPLAIN_ZONE_MODEL_H
#define DTCARVE_EXPLAIN_ZONE_MODEL_H

#include "explain/diagnosis.h"

/*
 * A log tells of a zone's free lists which types are among the blocks of an
 * order, not how many of each. So a zone is made into two states that both fit
 * the log: the one that is kindest to the request and the one that is worst.
 * What holds in both is certain.
 */
struct zone_model {
	struct zone_state best, worst;
	int64_t cma_low, cma_high;         /* free CMA pages */
	int64_t reserve_low, reserve_high; /* pages charged for the HighAtomic reserve */
};

/* The kernel that the report shows: zones, page size, pageblock order; the rules are those of d->version. */
void model_kernel(struct diagnosis *d);

void model_zone(const struct diagnosis *d, const struct klog_zone *zone, struct zone_model *model);

/*
 * Pages in blocks of `order` and above that the types in `types` hold: at least
 * and at most. Of a list with mixed letters at least one block is of each type.
 */
void model_blocks(const struct diagnosis *d, const struct klog_zone *zone, const struct zone_model *model,
				  unsigned int types, unsigned int order, int64_t *low, int64_t *high);

/* Whether the kernel prints the types of a list's blocks, so that an entry without them has lost them. */
bool model_prints_letters(const struct diagnosis *d);

/* GFP_ZONE_x of a zone's name; GFP_ZONES for "Device". */
enum gfp_zone model_zone_kind(const char *name);

#endif
