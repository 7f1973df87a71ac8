/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <argp.h>
#include <stdlib.h>

#include "cli/board_options.h"
#include "cli/command.h"
#include "cli/output_options.h"
#include "cli/result.h"
#include "cli/setting.h"
#include "document/pages.h"
#include "job/owners_job.h"
#include "render/grid_svg.h"
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

	if (formats[output_format(&a->output)].page)
		return output_page(&a->output, page_of_owners(a->board.arena, report), error);
	ret = output_open(&result, a->output.path, error);
	if (ret)
		return ret;
	if (output_format(&a->output) == FORMAT_JSON)
		owners_write_json(report, result.out);
	else
		owners_write_svg(report, result.out);
	return output_close(&result, 0, error);
}

static int tell_owners(const struct arguments *a, const struct prediction *p, struct error *error)
{
	struct owners_job job = { .arena = a->board.arena };
	unsigned int page_shift = a->board.kernel.page_size ? ilog2_u64(a->board.kernel.page_size) : 12;
	int ret = owners_job_run(&job, a->files, a->count, p ? p->boot : NULL,
							 p ? p->kernel->page_shift : page_shift, error);

	if (ret == 0)
		ret = write_report(a, &job.report, error);
	owners_job_free(&job);
	return ret;
}

static int run_owners(int argc, char **argv)
{
	struct arguments a = { .board.arena = arena_new(),
						   .output.formats = FORMAT_DOCUMENTS | FORMAT_BIT(JSON) | FORMAT_BIT(SVG) };
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
