/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KERNEL_GATHER_H
#define DTCARVE_KERNEL_GATHER_H

#include <stdbool.h>

struct arena;
struct error;
struct facts;
struct kernel_options;

/* --kernel names a profile rather than a version. */
bool kernel_option_is_file(const char *kernel);

/*
 * Reads the files of the options (profile, .config, System.map, image) into
 * `facts`. What the options say themselves (a version, an architecture) is left
 * to kernel_from_facts(). Where nothing tells a version, the fallback becomes options->kernel.
 */
int kernel_gather(struct facts *facts, struct kernel_options *options, struct error *error);

#endif
