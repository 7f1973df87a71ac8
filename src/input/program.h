/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_INPUT_PROGRAM_H
#define DTCARVE_INPUT_PROGRAM_H

#include <stdbool.h>

#include "util/file.h"

struct arena;
struct error;

/* What a program left; both with a NUL behind the last byte. */
struct program_result {
	bool succeeded; /* it exited with 0 */
	struct bytes output;
	struct bytes messages; /* standard error, at most 64 KiB of it */
};

/*
 * Runs argv[0] (a path, or a name sought in PATH; NULL-terminated arguments, no
 * shell) with `input` as standard input, in the C locale. It is killed with all
 * that it started when it writes more than `limit` bytes or takes more than a
 * minute. Errors, without a file name: -ENOENT when it is not installed, -EFBIG,
 * -ETIMEDOUT, -errno of what failed. That it exits with a failure is none.
 */
int program_run(struct arena *arena, const char *const argv[], struct bytes input, size_t limit,
				struct program_result *result, struct error *error);

#endif
