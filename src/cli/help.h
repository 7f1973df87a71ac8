/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_CLI_HELP_H
#define DTCARVE_CLI_HELP_H

#include <argp.h>

/*
 * The help_filter of the options that a board is read with. `--help` is to fit one
 * screen, so it lists their names in one paragraph; print_board_help() tells of each.
 */
char *board_help_filter(int key, const char *text, void *input);

/* `dtcarve help board`, on standard output. */
void print_board_help(void);

#endif
