/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_LIB_DTCARVE_OPTIONS_H
#define DTCARVE_LIB_DTCARVE_OPTIONS_H

#include "boot/boot.h"
#include "input/tree.h"
#include "kernel/kernel.h"

#include <dtcarve/options.h>

struct dtcarve_options {
	struct arena *arena;
	bool out_of_memory; /* something that was told is lost */
	struct tree_options tree;
	struct range *ddr;
	size_t ddr_count;
	struct kernel_options kernel;
	bool arch_given;
	struct boot_options boot; /* without the map: it is read where it is needed */
	const char *firmware_map; /* its file, or NULL */
};

/* The map that the options name, into `arena`; NULL where they name none. */
int options_read_map(const struct dtcarve_options *options, struct arena *arena,
					 const struct firmware_map **map, struct error *error);

/* What stands for NULL. In an entry: goes back where something is lost. */
const struct dtcarve_options *options_or_none(const struct dtcarve_options *options);

#endif
