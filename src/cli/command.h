/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_CLI_COMMAND_H
#define DTCARVE_CLI_COMMAND_H

/*
 * A command is a row of main.c, which tells what it is called and what it is for, and a file in src/cli with
 * the table of its options and what it does. How a line is read is the same for all.
 */
#include <argp.h>
#include <stdbool.h>
#include <stddef.h>

#include "cli/board_options.h"
#include "cli/output_options.h"
#include "cli/setting.h"
#include "util/number.h"

struct error;

/* Exit status of every command (sysexits are not used). */
enum { EXIT_OK = 0, EXIT_FINDINGS = 1, EXIT_TROUBLE = 2 };

/* What the line tells any command; the arguments of each begin with it. All lives in the arena. */
struct command_line {
	struct arena *arena;
	struct board_options board;
	struct output_options output;
	const char **words; /* those that are no options, in order */
	size_t word_count;
	const char *input; /* the board's tree, or NULL */
};

struct command_option {
	const char *name, *value, *help; /* `value` NULL: takes none */
	struct setting setting;          /* into the command's arguments */
	/* in its place, where a value takes more than that; a wrong one ends the program */
	void (*read)(void *arguments, char *text, struct argp_state *state);
	const char *(*more_help)(struct arena *arena); /* behind `help`, or NULL */
};

/* What a row of a command's options sets: a member of its struct arguments. */
#define KEEP(kind_, member) .setting = { .kind = (kind_), .offset = offsetof(struct arguments, member) }
#define KEEP_NUMBER(kind_, member, least_, most_)                                                            \
	.setting = { .kind = (kind_), .offset = offsetof(struct arguments, member), .least = (least_), .most = (most_) }
#define KEEP_TEXTS(member, count)                                                                            \
	.setting = { .kind = SET_TEXTS,                                                                          \
				 .offset = offsetof(struct arguments, member),                                              \
				 .count_offset = offsetof(struct arguments, count) }

/* What a command's file has of it. */
struct work {
	const struct command_option *options; /* or NULL */
	size_t option_count;
	size_t size;                      /* of its arguments, which are zero at first */
	void (*prepare)(void *arguments); /* their defaults, or NULL */
	/* once all is read: what is missing or does not go together ends the program; or NULL */
	void (*check)(void *arguments, struct argp_state *state);
	/* the exit status, or a negative errno and one line */
	int (*run)(void *arguments, struct error *error);
	/* instead, with the prediction of the line's input; NULL where that is */
	int (*tell)(const void *arguments, const struct prediction *board, struct error *error);
};

#define TAKES(options_)                                                                                      \
	.options = (options_), .option_count = ARRAY_SIZE(options_), .size = sizeof(struct arguments)

/* What is told of it: a row of main.c. */
struct command {
	const char *name;
	const char *summary;  /* one line for --help */
	const char *words;    /* what its line takes beside options */
	const char *help;     /* before its options, \v, after them */
	unsigned int formats; /* those that it writes, FORMAT_BIT()s; 0: there is no --format */
	const struct work *work;
	const char *const *suffixes; /* see struct output_options */
	bool without_board;          /* has none of the options of a board */
};

/* Runs it for argv, whose first word is the name it is to be called; the exit status. */
int command_run(const struct command *command, int argc, char **argv);

/* The input is the one word of the line; none or several end the program. */
void command_board(struct command_line *line, struct argp_state *state);

/* argp_parse(), which ends the program on a wrong option. */
void parse_arguments(const struct argp *argp, int argc, char **argv, void *input);

extern const struct work report_work, check_work, diff_work, suggest_work, pools_work, headroom_work,
	simulate_work, explain_work, owners_work, gfp_work, rules_work, profile_work, policy_work;

#endif
