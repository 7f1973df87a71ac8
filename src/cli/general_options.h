/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_CLI_GENERAL_OPTIONS_H
#define DTCARVE_CLI_GENERAL_OPTIONS_H

/*
 * Options that every command has, anywhere on its line: -h, -v, -q, --color, --version; and the
 * nearest name for a long option that the command does not have.
 */
#include <argp.h>
#include <stdbool.h>

enum general_outcome { GENERAL_RUN, GENERAL_HELP, GENERAL_VERSION, GENERAL_TROUBLE };

/*
 * Takes the general options out of argv (argc is lowered); those of `argp` and their values are left,
 * NULL: stops at the first word that is none of them. What they say stands in the environment
 * afterwards, where result_style() and general_verbosity() read it. GENERAL_TROUBLE: one line was
 * written to standard error, in the name of argv[0].
 */
enum general_outcome general_options_take(const struct argp *argp, int *argc, char **argv);

/* 1 after -v, -1 after -q, else 0. */
int general_verbosity(void);

#endif
