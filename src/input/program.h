/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_INPUT_PROGRAM_H
#define DTCARVE_INPUT_PROGRAM_H

#include <stdbool.h>

#include "util/file.h"
#include "util/number.h"

struct arena;
struct error;

/* What a program left; both with a NUL behind the last byte. */
struct program_result {
	bool succeeded; /* it exited with 0 */
	struct bytes output;
	struct bytes messages; /* standard error, at most 64 KiB of it */
};

/* What a limited program and each that it starts may take. */
#define PROGRAM_CPU_SECONDS 10
#define PROGRAM_MEMORY_BYTES GIB(1)

/* Where it finds `extra_fd`. */
#define PROGRAM_EXTRA_FD 3

struct program {
	const char *const *argv; /* a path, or a name sought in PATH; ends with NULL; no shell */
	struct bytes input;      /* standard input */
	size_t limit;            /* bytes of its output, also of each file that it writes where it is limited */
	bool limited;            /* in processor time and memory */
	int extra_fd;            /* 0: none */
};

/*
 * Runs a program in the C locale. It is killed with all that it started when it
 * writes more than `limit` bytes, takes more than a minute, or the caller ends.
 * Errors, without a file name: -ENOENT when it is not installed, -EFBIG,
 * -ETIMEDOUT, -errno of what failed. That it exits with a failure is none.
 */
int program_run(struct arena *arena, const struct program *program, struct program_result *result,
				struct error *error);

#endif
