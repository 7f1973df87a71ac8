/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_POLICY_DEFAULTS_H
#define DTCARVE_POLICY_DEFAULTS_H

/*
 * What holds where no option tells, in dtcarve.ini of a project and of a user:
 *
 *   [defaults]               of all boards
 *   kernel = 6.6             or a kernel profile; profile = FILE is only that
 *   kernel-config = .config
 *   [defaults GLOB]          of those whose model, compatible or file it fits
 *   ddr = 2G@0x80000000
 *
 * Files that are named stand beside the dtcarve.ini. Those of a project are sought in the board's folder and
 * above it, up to the root of its repository, else from the working folder; the nearest that tells a key wins,
 * the user's last. In one file [defaults GLOB] goes before [defaults], the later before the earlier.
 */
#include <stddef.h>

#include "util/bank.h"

struct arena;
struct error;
struct kernel_options;

/* "from": the line that told it, "boards/dtcarve.ini:3". */
struct default_value {
	const char *text, *from; /* NULL: not told */
	const char *file;        /* that it stands in */
};

struct defaults {
	struct default_value kernel, config, ddr;
	struct banks banks; /* of ddr */
};

/* A user's own file, which need not exist, and how it is told, "~/.config/dtcarve.ini"; NULL: there is none. */
struct default_user {
	const char *path, *name;
};

struct default_files; /* those that were found and read */

/*
 * Reads the files that concern a board; NULL or "-": the working folder alone. -EINVAL with FILE:LINE, what is wrong and the nearest right word. *files is NULL where
 * there are none.
 */
int defaults_read(struct arena *arena, const char *board, const struct default_user *user,
				  const struct default_files **files, struct error *error);

/* What they say of a board of that model; `files` may be NULL. */
struct defaults defaults_of(const struct default_files *files, const char *board, const char *model,
							const char *const *compatible, size_t compatible_count);

/* Lends a kernel what neither options nor the board's image tell. */
void defaults_lend_kernel(const struct defaults *defaults, struct kernel_options *options);

#endif
