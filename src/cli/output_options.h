/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_CLI_OUTPUT_OPTIONS_H
#define DTCARVE_CLI_OUTPUT_OPTIONS_H

#include <argp.h>

/* -o, an argp child of every command that writes a result; its `input` is a struct output_options. */
struct output_options {
	const char *path; /* NULL: standard output */
};

extern const struct argp output_argp;

/* What most commands have: the options of a board (child 0) and of the output (child 1). */
extern const struct argp_child board_and_output_argp[];

#endif
