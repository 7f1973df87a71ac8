/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_TESTS_KERNEL_TELLING_H
#define DTCARVE_TESTS_KERNEL_TELLING_H

#include <stdbool.h>

#include "kernel/facts.h"
#include "util/arena.h"
#include "util/error.h"

/* Facts with an arena and the last error of their own. */
struct telling {
	struct arena *arena;
	struct facts facts;
	struct error error;
};

struct telling *telling_new(void);
void telling_free(struct telling *t);

/* The value of a profile key or an option; "(not told)" where there is none. */
const char *told(const struct telling *t, const char *key);
const char *told_option(const struct telling *t, const char *name);

/* Whether one of the warnings has the words. */
bool warned(const struct telling *t, const char *words);

#endif
