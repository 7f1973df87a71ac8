/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>

#include "check/board_list.h"
#include "cli/command.h"
#include "cli/result.h"
#include "policy/gate.h"
#include "document/pages.h"
#include "render/first_policy.h"
#include "util/error.h"
#include "util/output.h"

struct arguments {
	struct command_line line; /* boards, and folders of them */
	bool init;
	const char *sheet; /* the policy whose demands are told, or NULL */
};

static const struct command_option options[] = {
	{ "init", NULL, "Write a first policy file from what the board has today", KEEP(SET_FLAG, init) },
	{ "demands", "FILE", "What the demands of a policy take of each region, against what it gives",
	  KEEP(SET_TEXT, sheet) },
};

static void check(void *arguments, struct argp_state *state)
{
	struct arguments *a = arguments;

	if (!a->line.word_count || a->init == (a->sheet != NULL))
		argp_error(state, "expected --init BOARD..., or --demands FILE BOARD");
	if (a->sheet && a->line.word_count > 1)
		argp_error(state, "--demands: one board at a time: %s and %s", a->line.words[0], a->line.words[1]);
	if (a->init)
		a->line.output.formats = FORMAT_BIT(TEXT);
	else
		a->line.output.suffixes = NULL;
	if (a->init && a->line.output.given)
		argp_error(state, "--format: of --demands, a first policy has only one form");
	output_check_suffix(state, &a->line.output);
}

static int write_board(const struct arguments *a, const struct board_input *input, FILE *out,
					   struct error *error)
{
	const struct policy_variants variants = { a->line.board.banks.items, a->line.board.banks.count, a->line.board.kernel.kernel };
	struct board_options board = a->line.board;
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
	int ret = output_open(&result, a->line.output.path, error);

	if (ret)
		return ret;
	for (size_t i = 0; i < a->line.word_count; i++)
		board_list_add(a->line.arena, &list, a->line.words[i], &a->line.board.tree);
	policy_write_head(result.out);
	for (size_t i = 0; ret == 0 && i < list.count; i++)
		ret = write_board(a, &list.items[i], result.out, error);
	return output_close(&result, ret, error);
}

static int tell_demands(const struct arguments *a, struct error *error)
{
	struct prediction p;
	struct gate gate;
	int ret = predict(&a->line.board, a->line.words[0], &p, error);

	if (ret)
		return ret;
	ret = gate_read(a->line.arena, a->sheet, a->line.words[0], &gate, error);

	if (ret == 0)
		ret = output_page(&a->line.output, page_of_demands(a->line.arena, &gate, p.boot), error);
	prediction_free(&p);
	return ret;
}

static int run_policy(void *arguments, struct error *error)
{
	const struct arguments *a = arguments;

	return a->sheet ? tell_demands(a, error) : write_first(a, error);
}

const struct work policy_work = { TAKES(options), .check = check, .run = run_policy };
