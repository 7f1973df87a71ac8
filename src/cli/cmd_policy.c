/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "cli/board_options.h"
#include "cli/command.h"
#include "cli/output_options.h"
#include "cli/result.h"
#include "policy/gate.h"
#include "document/pages.h"
#include "render/first_policy.h"
#include "util/arena.h"
#include "util/output.h"

enum { OPT_INIT = 0x500, OPT_SHEET };

struct arguments {
	struct board_options board;
	struct output_options output;
	bool init;
	const char *sheet; /* the policy whose demands are told, or NULL */
	const char *input;
};

static const struct argp_option options[] = {
	{ "init", OPT_INIT, NULL, 0, "Write a first policy file from what the board has today", 0 },
	{ "demands", OPT_SHEET, "FILE", 0,
	  "What the demands of a policy take of each region, against what it gives", 0 },
	{ NULL, 0, NULL, 0, NULL, 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &a->board;
		state->child_inputs[1] = &a->output;
		state->child_inputs[2] = &a->output;
		return 0;
	case OPT_INIT:
		a->init = true;
		return 0;
	case OPT_SHEET:
		a->sheet = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (a->input)
			argp_error(state, "one board at a time: %s and %s", a->input, arg);
		a->input = arg;
		return 0;
	case ARGP_KEY_END:
		if (!a->input || a->init == (a->sheet != NULL))
			argp_error(state, "expected --init BOARD, or --demands FILE BOARD");
		if (a->init && a->output.given)
			argp_error(state, "--format: of --demands, a first policy has only one form");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	options,
	parse,
	"BOARD",
	"Writes a policy file for check, or holds regions against its demands.\vExample: dtcarve policy --init --kernel 6.1 -o dtcarve.ini board.dtb",
	board_and_format_argp,
	NULL,
	NULL,
};

static int write_first(const struct arguments *a, const struct prediction *p, struct error *error)
{
	struct output result;
	int ret = output_open(&result, a->output.path, error);

	if (ret)
		return ret;
	policy_write_first(p->boot, &p->headroom, p->findings, a->board.kernel.kernel, result.out);
	return output_close(&result, 0, error);
}

static int tell_demands(const struct arguments *a, const struct prediction *p, struct error *error)
{
	struct gate gate;
	int ret = gate_read(a->board.arena, a->sheet, &gate, error);

	return ret ? ret : output_page(&a->output, page_of_demands(a->board.arena, &gate, p->boot), error);
}

static int run_policy(int argc, char **argv)
{
	struct arguments a = { .board.arena = arena_new(), .output.formats = FORMAT_DOCUMENTS };
	struct prediction prediction;
	struct error error;
	int ret;

	a.output.arena = a.board.arena;
	parse_arguments(&argp, argc, argv, &a);
	ret = predict(&a.board, a.input, &prediction, &error);
	if (ret == 0) {
		ret = a.sheet ? tell_demands(&a, &prediction, &error) : write_first(&a, &prediction, &error);
		prediction_free(&prediction);
	}
	arena_free(a.board.arena);
	return ret ? trouble(&error) : EXIT_OK;
}

const struct command policy_command = { "policy", "write a first policy file, hold regions against demands",
										run_policy };
