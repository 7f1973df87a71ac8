/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <argp.h>
#include <stdlib.h>

#include "cli/board_options.h"
#include "cli/command.h"
#include "cli/output_options.h"
#include "cli/result.h"
#include "cli/setting.h"
#include "compare/compare.h"
#include "document/pages.h"
#include "input/git_checkout.h"
#include "render/compare_json.h"
#include "util/arena.h"
#include "util/output.h"

enum { OPT_GIT = 0x400 };

struct arguments {
	struct board_options board;
	struct output_options output;
	bool git;
	const char *words[3]; /* OLD NEW, or REV1 REV2 BOARD */
	size_t count;
};

static const struct argp_option options[] = {
	{ "git", OPT_GIT, NULL, 0, "REV1 REV2 BOARD.dts: the same source in two revisions of its git repository",
	  0 },
	{ NULL, 0, NULL, 0, NULL, 0 },
};

static const struct setting settings[] = {
	{ OPT_GIT, SET_FLAG, offsetof(struct arguments, git), 0, 0 },
	{ 0, SET_FLAG, 0, 0, 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		if (a->count == 3)
			argp_error(state, "%s: one argument too many", arg);
		a->words[a->count++] = arg;
		return 0;
	case ARGP_KEY_END:
		if (a->count != (a->git ? 3 : 2))
			argp_error(state,
					   a->git ? "expected --git REV1 REV2 BOARD.dts" : "expected two boards, OLD and NEW");
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
	"OLD NEW\n--git REV1 REV2 BOARD.dts",
	"Tells what a change of the device tree does to the memory.\vExit status: 0 no difference, 1 there is one, 2 trouble.\n"
	"Example: dtcarve diff --ddr 1G@0x80000000 old.dtb new.dtb",
	board_and_format_argp,
	NULL,
	NULL,
};

static struct compare_side side_of(const char *name, const struct prediction *p)
{
	return (struct compare_side){ name, p->board, p->kernel, p->boot, &p->headroom, p->findings };
}

static int write_comparison(const struct arguments *a, const struct comparison *c, struct error *error)
{
	struct output result;
	int ret;

	if (output_format(&a->output) != FORMAT_JSON)
		return output_page(&a->output, page_of_comparison(c->arena, c), error);
	ret = output_open(&result, a->output.path, error);
	if (ret)
		return ret;
	compare_write_json(c, result.out);
	return output_close(&result, 0, error);
}

static int compare_both(const struct arguments *a, const char *const names[2],
						const struct prediction sides[2])
{
	struct compare_side old = side_of(names[0], &sides[0]), new = side_of(names[1], &sides[1]);
	struct comparison *c = compare(&old, &new);
	struct error error;
	int status = c->differs ? EXIT_FINDINGS : EXIT_OK;

	if (write_comparison(a, c, &error) != 0)
		status = trouble(&error);
	comparison_free(c);
	return status;
}

/* One side out of a git revision; its files are gone when this returns. */
static int predict_revision(const struct arguments *a, const char *revision, struct prediction *p,
							struct error *error)
{
	struct board_options board = a->board;
	struct git_checkout checkout;
	int ret = git_checkout_make(a->board.arena, revision, a->words[2], &a->board.tree, &checkout, error);

	if (ret == 0) {
		board.tree = checkout.options;
		board.tree.own_dirs = (const char *const *)&checkout.folder;
		board.tree.own_dir_count = 1;
		board.at = a->words[2];
		ret = predict(&board, checkout.path, p, error);
		if (ret)
			error_prefix(error, "%s", revision);
	}
	git_checkout_remove(&checkout);
	return ret;
}

static int diff_boards(const struct arguments *a)
{
	struct prediction sides[2] = { { 0 }, { 0 } };
	const char *names[2];
	struct error error;
	int ret = 0, status;

	for (size_t i = 0; ret == 0 && i < 2; i++) {
		names[i] = a->git ? arena_printf(a->board.arena, "%s:%s", a->words[i], a->words[2]) : a->words[i];
		if (a->git)
			ret = predict_revision(a, a->words[i], &sides[i], &error);
		else
			ret = predict(&a->board, a->words[i], &sides[i], &error);
	}
	status = ret ? trouble(&error) : compare_both(a, names, sides);
	prediction_free(&sides[0]);
	prediction_free(&sides[1]);
	return status;
}

static int run_diff(int argc, char **argv)
{
	struct arguments a = { .board.arena = arena_new(),
						   .output.formats = FORMAT_DOCUMENTS | FORMAT_BIT(JSON) };
	int status;

	a.output.arena = a.board.arena;
	parse_arguments(&argp, argc, argv, &a);
	status = diff_boards(&a);
	arena_free(a.board.arena);
	return status;
}

const struct command diff_command = { "diff", "tell what a change of the tree does to the memory", run_diff, &argp };
