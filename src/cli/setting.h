/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_CLI_SETTING_H
#define DTCARVE_CLI_SETTING_H

/* Options that only keep what they are given: a row each, no code. */
#include <argp.h>
#include <stddef.h>
#include <stdint.h>

struct board_options;
struct output_options;

enum setting_kind {
	SET_TEXT,     /* const char * */
	SET_FLAG,     /* bool */
	SET_UNSIGNED, /* unsigned int */
	SET_LONG,     /* uint64_t */
	SET_DURATION, /* double, seconds of a TIME from one second to a week */
	SET_FACTOR,   /* double, from 0.1 to 10 */
};

struct setting {
	int key; /* of the option; 0 ends the table */
	enum setting_kind kind;
	size_t offset;        /* of what is set, in the command's options */
	uint64_t least, most; /* of a number */
};

/* `options` knows the names; ARGP_ERR_UNKNOWN where no row has the key. */
error_t setting_parse(const struct setting *settings, const struct argp_option *options, void *into, int key,
					  char *arg, struct argp_state *state);

/* What all commands have in common that write a result in several formats: the options of their children, a
 * board among them where `board` is not NULL, and the one board given, where `input` is not NULL. */
error_t command_parse(struct board_options *board, struct output_options *output, const char **input, int key,
					  char *arg, struct argp_state *state);

#endif
