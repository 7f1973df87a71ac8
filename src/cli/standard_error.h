/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_CLI_STANDARD_ERROR_H
#define DTCARVE_CLI_STANDARD_ERROR_H

/*
 * From here on what goes to stderr, by argp and getopt too, is shown as escape_line() shows it, line by line,
 * so that no name out of a command line or a tree steers the terminal. Progress bars are written by
 * progress_print().
 */
void standard_error_guard(void);

/* To standard error as it is. */
void progress_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
