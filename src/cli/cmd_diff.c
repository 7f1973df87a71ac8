/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "cli/command.h"
#include "compare/compare.h"
#include "document/pages.h"
#include "input/git_checkout.h"
#include "render/compare_json.h"
#include "util/arena.h"

struct arguments {
	struct command_line line; /* OLD NEW, or REV1 REV2 BOARD */
	bool git;
};

static const struct command_option options[] = {
	{ "git", NULL, "REV1 REV2 BOARD.dts: the same source in two revisions of its git repository",
	  KEEP(SET_FLAG, git) },
};

static void check(void *arguments, struct argp_state *state)
{
	const struct arguments *a = arguments;
	size_t expected = a->git ? 3 : 2;

	if (a->line.word_count > expected)
		argp_error(state, "%s: one argument too many", a->line.words[expected]);
	if (a->line.word_count < expected)
		argp_error(state, a->git ? "expected --git REV1 REV2 BOARD.dts" : "expected two boards, OLD and NEW");
}

static struct compare_side side_of(const char *name, const struct prediction *p)
{
	return (struct compare_side){ name, p->board, p->kernel, p->boot, &p->headroom, p->findings };
}

static int write_comparison(const struct arguments *a, const struct comparison *c, struct error *error)
{
	OUTPUT(&a->line.output, page_of_comparison(c->arena, c), compare_write_json(c, out), error);
}

static int compare_both(const struct arguments *a, const char *const names[2],
						const struct prediction sides[2], struct error *error)
{
	struct compare_side old = side_of(names[0], &sides[0]), new = side_of(names[1], &sides[1]);
	struct comparison *c = compare(&old, &new);
	int status = c->differs ? EXIT_FINDINGS : EXIT_OK;
	int ret = write_comparison(a, c, error);

	comparison_free(c);
	return ret ? ret : status;
}

/* One side out of a git revision; its files are gone when this returns. */
static int predict_revision(const struct arguments *a, const char *revision, struct prediction *p,
							struct error *error)
{
	struct board_options board = a->line.board;
	struct git_checkout checkout;
	int ret = git_checkout_make(a->line.arena, revision, a->line.words[2], &a->line.board.tree, &checkout, error);

	if (ret == 0) {
		board.tree = checkout.options;
		board.tree.own_dirs = (const char *const *)&checkout.folder;
		board.tree.own_dir_count = 1;
		board.at = a->line.words[2];
		ret = predict(&board, checkout.path, p, error);
		if (ret)
			error_prefix(error, "%s", revision);
	}
	git_checkout_remove(&checkout);
	return ret;
}

static int run_diff(void *arguments, struct error *error)
{
	const struct arguments *a = arguments;
	struct prediction sides[2] = { { 0 }, { 0 } };
	const char *names[2];
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < 2; i++) {
		names[i] = a->git ? arena_printf(a->line.arena, "%s:%s", a->line.words[i], a->line.words[2]) : a->line.words[i];
		if (a->git)
			ret = predict_revision(a, a->line.words[i], &sides[i], error);
		else
			ret = predict(&a->line.board, a->line.words[i], &sides[i], error);
	}
	if (ret == 0)
		ret = compare_both(a, names, sides, error);
	prediction_free(&sides[0]);
	prediction_free(&sides[1]);
	return ret;
}

const struct work diff_work = { TAKES(options), .check = check, .run = run_diff };
