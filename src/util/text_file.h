/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_UTIL_TEXT_FILE_H
#define DTCARVE_UTIL_TEXT_FILE_H

#include <stddef.h>
#include <stdio.h>

/* A stream whose text stays in memory: what open_memstream() does, which drops text without a word where
 * memory is out. */
struct text_file {
	FILE *out;
	char *text;
	size_t size, room;
};

struct text_file *text_file_open(void);

/* All that was written, with a NUL behind it; the caller's to give to memory_free(). */
char *text_file_close(struct text_file *file);

#endif
