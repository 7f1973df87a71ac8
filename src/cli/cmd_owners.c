/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <argp.h>
#include <stdlib.h>

#include "cli/board_options.h"
#include "cli/command.h"
#include "cli/output_options.h"
#include "cli/result.h"
#include "cli/setting.h"
#include "document/owners_report.h"
#include "document/pages.h"
#include "owners/answers.h"
#include "render/owners_json.h"
#include "util/arena.h"
#include "util/number.h"
#include "util/output.h"

enum { OPT_BOARD = 0x700 };

struct arguments {
	struct board_options board;
	struct output_options output;
	const char *tree;
	const char *files[2]; /* the dump; or an earlier one and it */
	size_t count;
};

static const struct argp_option options[] = {
	{ "board", OPT_BOARD, "TREE", 0, "The board's tree: zones and CMA areas exactly", 0 },
	{ NULL, 0, NULL, 0, NULL, 0 },
};

static const struct setting settings[] = {
	{ OPT_BOARD, SET_TEXT, offsetof(struct arguments, tree), 0, 0 },
	{ 0, SET_FLAG, 0, 0, 0 },
};

static error_t parse_owners(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		if (a->count == ARRAY_SIZE(a->files))
			argp_error(state, "%s: one argument too many", arg);
		a->files[a->count++] = arg;
		return 0;
	case ARGP_KEY_END:
		if (a->count == 0)
			argp_error(state, "which dump? give /sys/kernel/debug/page_owner, /proc/allocinfo or a copy");
		return 0;
	default:
		if (setting_parse(settings, options, a, key, arg, state) == 0)
			return 0;
		return command_parse(&a->board, &a->output, NULL, key, arg, state);
	}
}

static const struct argp argp = {
	options,
	parse_owners,
	"FILE\nOLD NEW",
	"Tells who holds the memory: CMA, pageblocks, drivers, leaks.\vFILE is page_owner of debugfs, its sorted form, page_owner_stacks/show_stacks, /proc/allocinfo or a log with \"Memory allocations:\".\n"
	"Example: dtcarve owners --board board.dtb --kernel 6.12 page_owner.txt",
	board_and_format_argp,
	NULL,
	NULL,
};

static int write_report(const struct arguments *a, const struct owners_report *report, struct error *error)
{
	struct output result;
	int ret;

	if (output_format(&a->output) != FORMAT_JSON)
		return output_page(&a->output, page_of_owners(a->board.arena, report), error);
	ret = output_open(&result, a->output.path, error);
	if (ret)
		return ret;
	owners_write_json(report, result.out);
	return output_close(&result, 0, error);
}

static int report_on(const struct arguments *a, struct owners_report *report, struct error *error)
{
	struct answers answers;
	struct growth *growth = NULL;
	int ret = 0;

	answers_find(a->board.arena, report->owners, report->boot, &answers);
	report->answers = &answers;
	if (report->before)
		ret = growth_find(a->board.arena, report->before, report->owners, &growth, &report->growth_count, error);
	report->growth = growth;
	return ret ? ret : write_report(a, report, error);
}

static int read_dumps(const struct arguments *a, struct owners *dumps[2], struct error *error)
{
	const struct owners_hints hints = { 0 };
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < a->count; i++)
		ret = owners_read(a->files[i], &hints, &dumps[i], error);
	return ret;
}

static int tell_owners(const struct arguments *a, const struct prediction *p, struct error *error)
{
	struct owners *dumps[2] = { NULL, NULL };
	struct owners_report report = { .boot = p ? p->boot : NULL };
	int ret = read_dumps(a, dumps, error);

	report.owners = dumps[a->count - 1];
	report.before = a->count == 2 ? dumps[0] : NULL;
	report.page_shift = p ? p->kernel->page_shift : a->board.kernel.page_size ? ilog2_u64(a->board.kernel.page_size) : 12;
	if (ret == 0)
		ret = report_on(a, &report, error);
	owners_free(dumps[0]);
	owners_free(dumps[1]);
	return ret;
}

static int run_owners(int argc, char **argv)
{
	struct arguments a = { .board.arena = arena_new(),
						   .output.formats = FORMAT_DOCUMENTS | FORMAT_BIT(JSON) };
	struct prediction prediction;
	struct error error;
	int ret = 0;

	a.output.arena = a.board.arena;
	parse_arguments(&argp, argc, argv, &a);
	if (a.tree)
		ret = predict(&a.board, a.tree, &prediction, &error);
	if (ret == 0) {
		ret = tell_owners(&a, a.tree ? &prediction : NULL, &error);
		if (a.tree)
			prediction_free(&prediction);
	}
	arena_free(a.board.arena);
	return ret ? trouble(&error) : EXIT_OK;
}

const struct command owners_command = { "owners", "tell who holds the memory of a target", run_owners, &argp };
