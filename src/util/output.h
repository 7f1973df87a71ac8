/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_UTIL_OUTPUT_H
#define DTCARVE_UTIL_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct error;

/*
 * Where a command writes, whole or not at all: into a file without a name, which
 * takes the place of the one wanted when it is closed; a symbolic link is
 * followed, and the mode of what stood there kept. Until then nothing of it is in
 * any folder, so that no signal leaves any of it. To standard output (NULL or
 * "-"), devices and pipes it is copied then.
 */
struct output {
	FILE *out;
	const char *path; /* as it was given; "<stdout>" */
	char *target;     /* the plain file behind the links, or NULL */
	int fd;           /* what it is copied to where there is no target; -1: written to as it goes */
};

/* `path` must live until the output is closed. 0 or a negative errno with a line in `error`. */
int output_open(struct output *output, const char *path, struct error *error);

/* Standard output, for what is read as it goes: it has been written to when the command fails later. */
void output_follow(struct output *output);

/* With `ret` 0 a plain file takes its place; otherwise what stood there stays. Returns `ret` or a new error.
 */
int output_close(struct output *output, int ret, struct error *error);

/* All at once. */
int output_write(const char *path, const void *data, size_t size, struct error *error);

bool output_is_stdout(const char *path);

/* Whether writing `path` would replace the plain file `input`. */
bool output_replaces(const char *path, const char *input);

#endif
