/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_UTIL_FILE_STREAM_H
#define DTCARVE_UTIL_FILE_STREAM_H

#include <stdio.h>

struct error;

/*
 * An output too long to be built in memory: written into a new file beside the
 * one wanted, which it replaces only when it is whole.
 */
struct file_stream {
	FILE *out;
	const char *path; /* NULL: standard output, where nothing is held back */
	char *scratch;
};

/* `path` must live until the stream is closed. 0 or a negative errno with a line in `error`. */
int file_stream_open(struct file_stream *stream, const char *path, struct error *error);

/* With `ret` 0 the file takes its place; otherwise what stood there before stays. Returns `ret` or a new
 * error. */
int file_stream_close(struct file_stream *stream, int ret, struct error *error);

#endif
