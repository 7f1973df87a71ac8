/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_CLI_MADE_FROM_H
#define DTCARVE_CLI_MADE_FROM_H

#include "document/origin.h"

struct arena;

/* One more file that was read, if it is one. */
void origin_add(struct arena *arena, struct origin *origin, const char *name);

/* Of a command line whose argv[0] is "dtcarve COMMAND"; `output` is no input. */
struct origin origin_of(struct arena *arena, int argc, char *const argv[], const char *output);

#endif
