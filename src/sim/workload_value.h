/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_SIM_WORKLOAD_VALUE_H
#define DTCARVE_SIM_WORKLOAD_VALUE_H

/* What may stand behind a key of a workload. */
#include "sim/workload.h"

enum value_type {
	VALUE_TIME,    /* double, seconds */
	VALUE_TIMES,   /* double[2]: one, or from .. to; the second is 0 for one */
	VALUE_RATE,    /* double, per second */
	VALUE_AMOUNT,  /* struct amount */
	VALUE_AMOUNTS, /* struct amount[2], likewise */
	VALUE_SHARE,   /* double, 0 to 1 */
	VALUE_LIVES,   /* a file of them, which is not read here */
	VALUE_TEXT,    /* const char *, in the arena */
	VALUE_COUNT,   /* uint32_t */
	VALUE_ORDER,   /* unsigned int */
	VALUE_BOOL,    /* bool: yes or no */
};

/* Into `field`; false where the text is no such value. */
bool value_read(struct arena *arena, enum value_type type, const char *text, void *field);

/* "START STOP PAGES", times in seconds. */
bool life_read(const char *line, struct life *life);

#endif
