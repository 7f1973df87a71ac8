/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_CLI_GENERAL_OPTIONS_H
#define DTCARVE_CLI_GENERAL_OPTIONS_H

/*
 * Options that every command has, anywhere on its line: -h, -v, -q, --color, --no-defaults, --version; and the
 * nearest name for a long option that the command does not have.
 */
#include <argp.h>
#include <stdbool.h>

#include "policy/defaults.h"

struct arena;

enum general_outcome { GENERAL_RUN, GENERAL_HELP, GENERAL_VERSION, GENERAL_TROUBLE };

/*
 * Takes the general options out of argv (argc is lowered); those of `argp` and their values are left,
 * NULL: stops at the first word that is none of them. What they say stands in the environment
 * afterwards, where result_style() and general_verbosity() read it. GENERAL_TROUBLE: one line was
 * written to standard error, in the name of argv[0].
 */
enum general_outcome general_options_take(const struct argp *argp, int *argc, char **argv);

/* Neither --no-defaults nor DTCARVE_NO_DEFAULTS is given. */
bool defaults_wanted(void);

/* The user's own dtcarve.ini. */
struct default_user defaults_of_user(struct arena *arena);

/* 1 after -v, -1 after -q, else 0. */
int general_verbosity(void);

#endif
