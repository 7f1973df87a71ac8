/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KERNEL_PLACES_H
#define DTCARVE_KERNEL_PLACES_H

/* Where a boot put its pools, as a profile keeps it: "SIZE@BASE+SIZE@BASE". */
#include <stdbool.h>
#include <stddef.h>

#include "util/range.h"

struct arena;

bool places_parse(struct arena *arena, const char *text, struct range **places, size_t *count);
const char *places_text(struct arena *arena, const struct range *places, size_t count);

#endif
