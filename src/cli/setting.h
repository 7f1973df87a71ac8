/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_CLI_SETTING_H
#define DTCARVE_CLI_SETTING_H

/* Options that only keep what they are given: a row each, no code. */
#include <argp.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum setting_kind {
	SET_TEXT,     /* const char * */
	SET_TEXTS,    /* const char **, in an arena, and their size_t count: one more each time */
	SET_FLAG,     /* bool */
	SET_UNSIGNED, /* unsigned int */
	SET_LONG,     /* uint64_t */
	SET_DURATION, /* double, seconds of a TIME from one second to a week */
	SET_FACTOR,   /* double, from 0.1 to 10 */
};

struct setting {
	enum setting_kind kind;
	size_t offset;        /* of what is set, from `into` on */
	uint64_t least, most; /* of a number */
	size_t count_offset;  /* of the count of texts */
};

/* What the option --`name` is given; a wrong value ends the program with the option's name. */
void setting_set(const struct setting *setting, struct arena *arena, void *into, const char *name, char *arg,
				 struct argp_state *state);

#endif
