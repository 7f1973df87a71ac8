/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_EXPLAIN_ERA_H
#define DTCARVE_EXPLAIN_ERA_H

#include <stdbool.h>
#include <stdint.h>

#include "klog/event.h"

/*
 * The kernel versions (kernel/version.h numbers) that a report can be of, both
 * ends included: one where the log names the release, else as far as the form
 * of the report, which words and fields it has, tells.
 */
struct era {
	uint32_t from, to;
	bool known; /* the log names the release */
};

struct era era_of(const struct klog_event *event);

/* The version whose rules are taken: the release, or the likeliest of the era. */
uint32_t era_version(const struct era *era);

#endif
