/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_CLI_RESULT_H
#define DTCARVE_CLI_RESULT_H

#include <stddef.h>
#include <stdio.h>

#include "render/report.h"

struct error;

/* What a command writes, held back until it is whole: then it goes to a file (whole or not at all) or to
 * stdout. */
struct result {
	FILE *out;
	char *text;
	size_t size;
};

int result_open(struct result *result, struct error *error);

/* `path` NULL is standard output. `ret` is what the renderer returned: nothing is written unless it is 0. */
int result_close(struct result *result, const char *path, int ret, struct error *error);

/*
 * How text looks in the file `path`: 80 columns, no colours, the locale's character set. For NULL, standard
 * output, it follows the terminal, COLUMNS and NO_COLOR.
 */
struct text_style result_style(const char *path);

/* "dtcarve: TEXT" on stderr; returns the exit status for trouble. */
int trouble(const struct error *error);

#endif
