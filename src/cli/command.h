/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_CLI_COMMAND_H
#define DTCARVE_CLI_COMMAND_H

#include <argp.h>

/* Exit status of every command (sysexits are not used). */
enum { EXIT_OK = 0, EXIT_FINDINGS = 1, EXIT_TROUBLE = 2 };

/* A command: one row of the dispatcher, one file in src/cli. argv[0] is "dtcarve NAME". */
struct command {
	const char *name;
	const char *summary; /* one line for --help */
	int (*run)(int argc, char **argv);
	const struct argp *argp; /* its options */
};

struct argp;

/* argp_parse(), which ends the program on a wrong option. */
void parse_arguments(const struct argp *argp, int argc, char **argv, void *input);

extern const struct command check_command;
extern const struct command diff_command;
extern const struct command explain_command;
extern const struct command gfp_command;
extern const struct command headroom_command;
extern const struct command owners_command;
extern const struct command pools_command;
extern const struct command profile_command;
extern const struct command policy_command;
extern const struct command report_command;
extern const struct command rules_command;
extern const struct command simulate_command;
extern const struct command suggest_command;

#endif
