/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include <argp.h>
#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/general_options.h"
#include "cli/help.h"
#include "cli/result.h"
#include "cli/standard_error.h"
#include "util/error.h"
#include "util/memory.h"
#include "util/nearest.h"
#include "util/number.h"

/* In the order in which a board's life asks for them. */
static const struct command *const commands[] = {
	&report_command,  &check_command, &diff_command,  &suggest_command, &pools_command, &headroom_command, &simulate_command,
	&explain_command, &owners_command, &gfp_command,   &rules_command, &profile_command, &policy_command,
};

static void print_help(FILE *out)
{
	fputs("Usage: dtcarve COMMAND [OPTION...] INPUT...\n"
		  "       dtcarve [OPTION...] BOARD        (report)\n\n"
		  "Predicts from a device tree what Linux will do with a board's memory:\n",
		  out);
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		fprintf(out, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
	fputs("\n\"dtcarve COMMAND --help\" tells the options of one, \"dtcarve help board\" those\n"
		  "that all commands share which read a board.\n"
		  "Anywhere: -v (all), -q (only what counts), --color=always|auto|never, -h, -V;\n"
		  "--no-defaults: heed no [defaults] of a dtcarve.ini (man 5 dtcarve-policy).\n"
		  "Example: dtcarve report --ddr 2G@0x80000000 --kernel 6.1 board.dtb\n",
		  out);
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

static int unknown_command(const char *name)
{
	const char *names[ARRAY_SIZE(commands)], *nearest;

	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		names[i] = commands[i]->name;
	nearest = nearest_word(name, names, ARRAY_SIZE(names));
	fprintf(stderr, "dtcarve: %s: neither a command nor a file", name);
	if (nearest)
		fprintf(stderr, "; did you mean \"%s\"?", nearest);
	fputs(nearest ? "\n" : " (dtcarve --help lists the commands)\n", stderr);
	return EXIT_TROUBLE;
}

static int run_command(const struct command *command, int argc, char **argv)
{
	char name[32];

	snprintf(name, sizeof(name), "dtcarve %s", command->name);
	argv[0] = name;
	return command_run(command, argc, argv);
}

/* Also where argp ends the program. */
static void close_stdout(void)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return;
	if (errno != EPIPE) /* who reads it has seen enough */
		fputs("dtcarve: cannot write to standard output\n", stderr);
	_exit(EXIT_TROUBLE);
}

/* `dtcarve help [COMMAND|board]` */
static int help(int argc, char **argv)
{
	static char option[] = "--help";
	const struct command *command = argc > 2 ? find_command(argv[2]) : NULL;
	char *arguments[] = { argv[0], option, NULL };

	if (command)
		return run_command(command, 2, arguments);
	if (argc > 2 && strcmp(argv[2], "board") == 0)
		print_board_help();
	else if (argc > 2)
		return unknown_command(argv[2]);
	else
		print_help(stdout);
	return EXIT_OK;
}

struct words {
	int argc;
	char **argv;
};

static int dispatch(void *words)
{
	int argc = ((struct words *)words)->argc;
	char **argv = ((struct words *)words)->argv;
	static char program[] = "dtcarve";
	const struct command *command;

	/* what cannot be written is an error of the write; the programs that are run end by these as ever */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	setlocale(LC_CTYPE, "");
	standard_error_guard();
	atexit(close_stdout);
	/* so that --help fits one screen */
	setenv("ARGP_HELP_FMT", "no-dup-args-note", 0);
	argv[0] = program;
	switch (general_options_take(NULL, &argc, argv)) {
	case GENERAL_HELP:
		print_help(stdout);
		return EXIT_OK;
	case GENERAL_VERSION:
		puts("dtcarve " PACKAGE_VERSION);
		return EXIT_OK;
	case GENERAL_TROUBLE:
		return EXIT_TROUBLE;
	default:
		break;
	}
	if (argc < 2) {
		print_help(stderr);
		return EXIT_TROUBLE;
	}
	if (strcmp(argv[1], "help") == 0)
		return help(argc, argv);
	command = find_command(argv[1]);
	if (command)
		return run_command(command, argc - 1, argv + 1);
	/* the first word is an option or a file: report it */
	if (argv[1][0] != '-' && access(argv[1], F_OK) != 0 && !strpbrk(argv[1], "./"))
		return unknown_command(argv[1]);
	return run_command(&report_command, argc, argv);
}

int main(int argc, char **argv)
{
	struct words words = { argc, argv };
	struct error error;
	int status = memory_guard(dispatch, &words, &error);

	return status < 0 ? trouble(&error) : status;
}
