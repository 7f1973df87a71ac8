/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>

#include "cli/command.h"
#include "policy/defaults.h"
#include "board/board.h"
#include "kernel/facts.h"
#include "kernel/gather.h"
#include "proc/calibrate.h"
#include "proc/captures.h"
#include "proc/observed.h"
#include "render/profile_text.h"
#include "util/output.h"

struct arguments {
	struct command_line line;
	const char *boot_log, *capture, *tree;
};

static const struct command_option options[] = {
	{ "boot-log", "FILE|DIR", "Log of one of its boots, or a folder of /proc captures",
	  KEEP(SET_TEXT, boot_log) },
	{ "capture", "TAR|DIR", "All that dtcarve-capture brought, its tree too", KEEP(SET_TEXT, capture) },
	{ "board", "FILE", "The tree of that boot: calibrates the kernel's own needs", KEEP(SET_TEXT, tree) },
};

static void check(void *arguments, struct argp_state *state)
{
	const struct arguments *a = arguments;

	if (a->line.word_count)
		argp_error(state, "%s: what is it? give it by --kernel-config, --system-map, --image or --boot-log",
				   a->line.words[0]);
}

static bool has_input(const struct arguments *a)
{
	const struct kernel_options *k = &a->line.board.kernel;

	return a->boot_log || a->capture || k->config || k->system_map || k->image || kernel_option_is_file(k->kernel);
}

/* A version that was typed, and whether all of it makes a kernel. */
static int check_kernel(struct facts *facts, const struct kernel_options *o, struct error *error)
{
	struct kernel *kernel;
	int ret = 0;

	if (o->kernel && !kernel_option_is_file(o->kernel))
		ret = facts_tell(facts, "--kernel", "release", o->kernel, error);
	if (ret)
		return ret;
	if (!config_fact(&facts->config, "release"))
		return error_set(error, -EINVAL, "no input tells the kernel's release: give --kernel VERSION");
	ret = kernel_from_facts(facts, o, &kernel, error);
	if (ret == 0)
		kernel_free(kernel);
	return ret;
}

static int write_profile(const struct arguments *a, const struct facts *facts, struct error *error)
{
	struct output result;
	int ret = output_open(&result, a->line.output.path, error);

	if (ret)
		return ret;
	profile_print(result.out, facts);
	return output_close(&result, 0, error);
}

static int calibrate_board(const struct arguments *a, const char *file, struct facts *facts, const struct observed *observed,
						   struct error *error)
{
	struct kernel_options k = a->line.board.kernel;
	struct tree *tree;
	struct board *board;
	struct defaults defaults;
	int ret = board_load(&a->line.board, file, &tree, &board, &defaults, error);

	if (ret)
		return ret;
	if (!a->line.board.arch_given)
		k.arch = board->arch;
	if (k.arch != ARCH_UNKNOWN)
		ret = facts_tell(facts, file, "arch", arch_name(k.arch), error);
	if (ret == 0)
		ret = calibrate(facts, observed, board, &k, &a->line.board.boot, error);
	board_free(board);
	tree_free(tree);
	return ret;
}

/* What is said of the boot: a log that was recorded at the console, all that was captured later, or both. */
static int read_captures(const struct arguments *a, struct captures *captures, struct error *error)
{
	struct captures log = { 0 };
	int ret = 0;

	*captures = (struct captures){ 0 };
	if (a->capture)
		ret = captures_read(a->line.arena, a->capture, captures, error);
	if (ret == 0 && a->boot_log)
		ret = captures_read(a->line.arena, a->boot_log, a->capture ? &log : captures, error);
	if (log.files[CAPTURE_LOG].path)
		captures->files[CAPTURE_LOG] = log.files[CAPTURE_LOG];
	return ret;
}

static int make_profile(void *arguments, struct error *error)
{
	const struct arguments *a = arguments;
	struct captures captures;
	struct observed observed;
	struct facts facts;
	struct kernel_options kernel = a->line.board.kernel;
	const char *tree = a->tree;
	int ret;

	if (a->tree && !a->boot_log && !a->capture)
		return error_set(error, -EINVAL, "--board %s: give the boot of that board by --boot-log or --capture, too",
						 a->tree);
	if (!has_input(a))
		return error_set(
			error, -EINVAL,
			"nothing to make a profile of: give --kernel-config, --system-map, --image, --boot-log or --capture");
	facts_init(&facts, a->line.arena);
	ret = board_read_image(&a->line.board, &kernel, error);
	if (ret == 0)
		ret = kernel_gather(&facts, &kernel, error);
	if (ret == 0)
		ret = read_captures(a, &captures, error);
	if (ret == 0 && !tree && captures.has_tree)
		tree = a->capture;
	if (ret == 0 && (a->boot_log || a->capture))
		ret = learn_captures(&facts, &captures, &observed, error);
	if (ret == 0)
		ret = check_kernel(&facts, &a->line.board.kernel, error);
	if (ret == 0 && tree)
		ret = calibrate_board(a, tree, &facts, &observed, error);
	if (ret)
		return ret;
	for (size_t i = 0; i < facts.warning_count; i++)
		fprintf(stderr, "dtcarve: warning: %s\n", facts.warnings[i]);
	return write_profile(a, &facts, error);
}

const struct work profile_work = { TAKES(options), .check = check, .run = make_profile };
