/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_CLI_RESULT_H
#define DTCARVE_CLI_RESULT_H

#include <stdint.h>

#include "render/writer.h"

struct error;

/*
 * How text looks in the file `path`: 80 columns, no colours, the locale's character set. For NULL, standard
 * output, it follows the terminal, COLUMNS and NO_COLOR.
 */
bool terminal_is_utf8(void);
struct text_style result_style(const char *path);

/* For lines that other programs read: broken (width) only where a terminal shows them. */
struct text_style result_lines_style(const char *path);

/* Since 1970, or SOURCE_DATE_EPOCH. */
int64_t seconds_now(void);

/* "dtcarve: TEXT" on stderr; returns the exit status for trouble. */
int trouble(const struct error *error);

#endif
