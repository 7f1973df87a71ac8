/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "cli/command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/general_options.h"
#include "cli/result.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/memory.h"

#define FIRST_KEY 0x400 /* of a command's own options: no character, no option of a board */

struct parsing {
	const struct command *command;
	void *arguments; /* begin with the line */
};

static struct command_line *line_of(const struct parsing *p)
{
	return p->arguments;
}

static void set_children(const struct parsing *p, struct argp_state *state)
{
	struct command_line *line = line_of(p);
	void **child = state->child_inputs;

	if (!p->command->without_board)
		*child++ = &line->board;
	*child++ = &line->output;
	if (p->command->formats)
		*child = &line->output;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	const struct parsing *p = state->input;
	struct command_line *line = line_of(p);
	const struct command_option *option;

	switch (key) {
	case ARGP_KEY_INIT:
		set_children(p, state);
		return 0;
	case ARGP_KEY_ARG:
		arena_push(line->arena, line->words, line->word_count, arg);
		return 0;
	case ARGP_KEY_END:
		if (p->command->work->check)
			p->command->work->check(p->arguments, state);
		return 0;
	default:
		if (key < FIRST_KEY || (size_t)(key - FIRST_KEY) >= p->command->work->option_count)
			return ARGP_ERR_UNKNOWN;
	}
	option = &p->command->work->options[key - FIRST_KEY];
	if (option->read)
		option->read(p->arguments, arg, state);
	else
		setting_set(&option->setting, line->arena, p->arguments, option->name, arg, state);
	return 0;
}

/* Its options as argp wants them. */
static struct argp_option *options_of(const struct command *command, struct arena *arena)
{
	const struct command_option *own = command->work->options;
	size_t count = command->work->option_count;
	struct argp_option *options = arena_alloc(arena, (count + 1) * sizeof(*options));

	for (size_t i = 0; i < count; i++)
		options[i] = (struct argp_option){
			own[i].name, FIRST_KEY + (int)i, own[i].value, 0,
			own[i].more_help ? arena_printf(arena, "%s, %s", own[i].help, own[i].more_help(arena)) : own[i].help, 0
		};
	return options;
}

static const struct argp_child *children_of(const struct command *command)
{
	if (command->without_board)
		return output_and_format_argp;
	return command->formats ? board_and_format_argp : board_and_output_argp;
}

static struct command_line *new_line(const struct command *command, struct arena *arena)
{
	struct command_line *line = arena_alloc(arena, command->work->size);

	line->arena = arena;
	line->board.arena = arena;
	line->board.origin = &line->output.origin;
	line->output =
		(struct output_options){ .arena = arena, .formats = command->formats, .suffixes = command->suffixes };
	if (command->work->prepare)
		command->work->prepare(line);
	return line;
}

static int do_work(const struct work *work, struct command_line *line, struct error *error)
{
	struct prediction prediction;
	int ret;

	if (work->run)
		return work->run(line, error);
	if (!line->input)
		return work->tell(line, NULL, error);
	ret = predict(&line->board, line->input, &prediction, error);
	if (ret)
		return ret;
	ret = work->tell(line, &prediction, error);
	prediction_free(&prediction);
	return ret;
}

static int run_with(const struct command *command, const struct argp *argp, int argc, char **argv,
					struct arena *arena)
{
	struct parsing parsing = { command, new_line(command, arena) };
	struct error error;
	int ret;

	parse_arguments(argp, argc, argv, &parsing);
	ret = do_work(command->work, parsing.arguments, &error);
	return ret < 0 ? trouble(&error) : ret;
}

int command_run(const struct command *command, int argc, char **argv)
{
	static char help_option[] = "--help";
	char *help[] = { argv[0], help_option, NULL };
	struct arena *arena = arena_new();
	const struct argp argp = { .options = options_of(command, arena),
							   .parser = parse,
							   .args_doc = command->words,
							   .doc = command->help,
							   .children = children_of(command) };
	int status = EXIT_OK;

	switch (general_options_take(&argp, &argc, argv)) {
	case GENERAL_HELP:
		status = run_with(command, &argp, 2, help, arena);
		break;
	case GENERAL_VERSION:
		puts("dtcarve " PACKAGE_VERSION);
		break;
	case GENERAL_TROUBLE:
		status = EXIT_TROUBLE;
		break;
	default:
		status = run_with(command, &argp, argc, argv, arena);
	}
	arena_free(arena);
	return status;
}

void command_board(struct command_line *line, struct argp_state *state)
{
	if (!line->word_count)
		argp_error(state, "which board? give a .dtb, .dts or other tree, or - for standard input");
	if (line->word_count > 1)
		argp_error(state, "one board at a time: %s and %s", line->words[0], line->words[1]);
	line->input = line->words[0];
}

void parse_arguments(const struct argp *argp, int argc, char **argv, void *input)
{
	error_t ret;

	argp_err_exit_status = EXIT_TROUBLE;
	ret = argp_parse(argp, argc, argv, 0, NULL, input);
	if (ret == ENOMEM)
		memory_out();
	if (ret)
		exit(EXIT_TROUBLE);
}
