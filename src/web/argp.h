/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_WEB_ARGP_H
#define DTCARVE_WEB_ARGP_H

/*
 * As much of glibc's <argp.h> as src/cli asks for, for a C library that has none.
 * Words are parsed alike; help is that of the program on Linux.
 */
#include <errno.h>
#include <stdio.h>

typedef int error_t;

#define OPTION_ARG_OPTIONAL 0x1
#define OPTION_HIDDEN 0x2

#define ARGP_ERR_UNKNOWN E2BIG

#define ARGP_KEY_ARG 0
#define ARGP_KEY_END 0x1000001
#define ARGP_KEY_NO_ARGS 0x1000002
#define ARGP_KEY_INIT 0x1000003
#define ARGP_KEY_ARGS 0x1000006
#define ARGP_KEY_HELP_HEADER 0x2000003

#define ARGP_HELP_LONG 0x8

struct argp_option {
	const char *name;
	int key;
	const char *arg;
	int flags;
	const char *doc;
	int group;
};

struct argp_state;
typedef error_t (*argp_parser_t)(int key, char *arg, struct argp_state *state);

struct argp_child {
	const struct argp *argp;
	int flags;
	const char *header;
	int group;
};

struct argp {
	const struct argp_option *options;
	argp_parser_t parser;
	const char *args_doc, *doc;
	const struct argp_child *children;
	char *(*help_filter)(int key, const char *text, void *input);
	const char *argp_domain;
};

struct argp_state {
	int argc;
	char **argv;
	int next;
	void *input, **child_inputs;
	const char *name;
};

extern int argp_err_exit_status;

error_t argp_parse(const struct argp *argp, int argc, char **argv, unsigned int flags, int *end, void *input);
_Noreturn void argp_error(const struct argp_state *state, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void argp_help(const struct argp *argp, FILE *out, unsigned int flags, char *name);

#endif
