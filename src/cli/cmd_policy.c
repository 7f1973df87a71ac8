/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <argp.h>
#include <errno.h>
#include <stdlib.h>

#include "check/board_list.h"
#include "cli/board_options.h"
#include "cli/command.h"
#include "cli/output_options.h"
#include "cli/result.h"
#include "cli/setting.h"
#include "policy/gate.h"
#include "document/pages.h"
#include "render/first_policy.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/output.h"

enum { OPT_INIT = 0x500, OPT_SHEET };

struct arguments {
	struct board_options board;
	struct output_options output;
	bool init;
	const char *sheet; /* the policy whose demands are told, or NULL */
	const char **inputs; /* boards, and folders of them */
	size_t input_count;
};

static const struct argp_option options[] = {
	{ "init", OPT_INIT, NULL, 0, "Write a first policy file from what the board has today", 0 },
	{ "demands", OPT_SHEET, "FILE", 0,
	  "What the demands of a policy take of each region, against what it gives", 0 },
	{ NULL, 0, NULL, 0, NULL, 0 },
};

static const struct setting settings[] = {
	{ OPT_INIT, SET_FLAG, offsetof(struct arguments, init), 0, 0 },
	{ OPT_SHEET, SET_TEXT, offsetof(struct arguments, sheet), 0, 0 },
	{ 0, SET_FLAG, 0, 0, 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		arena_push(a->board.arena, a->inputs, a->input_count, arg);
		return 0;
	case ARGP_KEY_END:
		if (!a->input_count || a->init == (a->sheet != NULL))
			argp_error(state, "expected --init BOARD..., or --demands FILE BOARD");
		if (a->sheet && a->input_count > 1)
			argp_error(state, "--demands: one board at a time: %s and %s", a->inputs[0], a->inputs[1]);
		if (a->init)
			a->output.formats = FORMAT_BIT(TEXT);
		if (a->init && a->output.given)
			argp_error(state, "--format: of --demands, a first policy has only one form");
		return 0;
	default:
		if (setting_parse(settings, options, a, key, arg, state) == 0)
			return 0;
		return command_parse(&a->board, &a->output, NULL, key, arg, state);
	}
}

static const struct argp argp = {
	options,
	parse,
	"BOARD...",
	"Writes a policy file for check, or holds regions against its demands.\vExample: dtcarve policy --init --kernel 6.1 -o dtcarve.ini board.dtb",
	board_and_format_argp,
	NULL,
	NULL,
};

static int write_board(const struct arguments *a, const struct board_input *input, FILE *out,
					   struct error *error)
{
	const struct policy_variants variants = { a->board.banks.items, a->board.banks.count, a->board.kernel.kernel };
	struct board_options board = a->board;
	struct prediction p;
	int ret = input->trouble ? error_set(error, -EINVAL, "%s", input->trouble) : 0;

	if (input->entry)
		board.tree.entry = input->entry;
	if (ret == 0)
		ret = predict(&board, input->path, &p, error);
	if (ret)
		return ret;
	policy_write_first(p.boot, &p.headroom, p.findings, &variants, out);
	prediction_free(&p);
	return 0;
}

/* All boards in one file, each in its section; nothing is written where one cannot be read. */
static int write_first(const struct arguments *a, struct error *error)
{
	struct board_list list = { 0 };
	struct output result;
	int ret = output_open(&result, a->output.path, error);

	if (ret)
		return ret;
	for (size_t i = 0; i < a->input_count; i++)
		board_list_add(a->board.arena, &list, a->inputs[i], &a->board.tree);
	policy_write_head(result.out);
	for (size_t i = 0; ret == 0 && i < list.count; i++)
		ret = write_board(a, &list.items[i], result.out, error);
	return output_close(&result, ret, error);
}

static int tell_demands(const struct arguments *a, struct error *error)
{
	struct prediction p;
	struct gate gate;
	int ret = predict(&a->board, a->inputs[0], &p, error);

	if (ret)
		return ret;
	ret = gate_read(a->board.arena, a->sheet, a->inputs[0], &gate, error);

	if (ret == 0)
		ret = output_page(&a->output, page_of_demands(a->board.arena, &gate, p.boot), error);
	prediction_free(&p);
	return ret;
}

static const char *const suffixes[] = { ".ini", NULL };

static int run_policy(int argc, char **argv)
{
	struct arguments a = { .board.arena = arena_new(), .output = { .formats = FORMAT_DOCUMENTS, .suffixes = suffixes } };
	struct error error;
	int ret;

	a.output.arena = a.board.arena;
	parse_arguments(&argp, argc, argv, &a);
	ret = a.sheet ? tell_demands(&a, &error) : write_first(&a, &error);
	arena_free(a.board.arena);
	return ret ? trouble(&error) : EXIT_OK;
}

const struct command policy_command = { "policy", "write a first policy file, hold regions against demands",
										run_policy, &argp };
