/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_TESTS_INPUT_PACKING_H
#define DTCARVE_TESTS_INPUT_PACKING_H

#include "util/file.h"

struct arena;

/* One for each format that this build unpacks; the last has no name. */
struct packer {
	const char *name;
	struct bytes (*pack)(struct arena *arena, struct bytes in);
};

extern const struct packer packers[];

#endif
