/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <argp.h>
#include <errno.h>
#include <stdio.h>

#include "cli/board_options.h"
#include "cli/command.h"
#include "cli/output_options.h"
#include "cli/result.h"
#include "cli/setting.h"
#include "policy/defaults.h"
#include "board/board.h"
#include "kernel/facts.h"
#include "kernel/gather.h"
#include "proc/calibrate.h"
#include "proc/captures.h"
#include "proc/observed.h"
#include "render/profile_text.h"
#include "util/arena.h"
#include "util/output.h"

enum { KEY_BOOT_LOG = 600, KEY_BOARD, KEY_CAPTURE };

struct arguments {
	struct board_options board;
	struct output_options output;
	const char *boot_log, *capture, *tree;
};

static const struct argp_option options[] = {
	{ "boot-log", KEY_BOOT_LOG, "FILE|DIR", 0, "Log of one of its boots, or a folder of /proc captures", 0 },
	{ "capture", KEY_CAPTURE, "TAR|DIR", 0, "All that dtcarve-capture brought, its tree too", 0 },
	{ "board", KEY_BOARD, "FILE", 0, "The tree of that boot: calibrates the kernel's own needs", 0 },
	{ NULL, 0, NULL, 0, NULL, 0 },
};

static const struct setting settings[] = {
	{ KEY_BOOT_LOG, SET_TEXT, offsetof(struct arguments, boot_log), 0, 0 },
	{ KEY_CAPTURE, SET_TEXT, offsetof(struct arguments, capture), 0, 0 },
	{ KEY_BOARD, SET_TEXT, offsetof(struct arguments, tree), 0, 0 },
	{ 0, SET_FLAG, 0, 0, 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &a->board;
		state->child_inputs[1] = &a->output;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "%s: what is it? give it by --kernel-config, --system-map, --image or --boot-log",
				   arg);
		return 0;
	default:
		return setting_parse(settings, options, a, key, arg, state);
	}
}

static const struct argp argp = {
	options,
	parse,
	"",
	"Bundles what is known of one kernel into a small profile for --kernel.\vExample: dtcarve profile --kernel-config .config --image Image -o my.kernel",
	board_and_output_argp,
	NULL,
	NULL,
};

static bool has_input(const struct arguments *a)
{
	const struct kernel_options *k = &a->board.kernel;

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
	int ret = output_open(&result, a->output.path, error);

	if (ret)
		return ret;
	profile_print(result.out, facts);
	return output_close(&result, 0, error);
}

static int calibrate_board(const struct arguments *a, const char *file, struct facts *facts, const struct observed *observed,
						   struct error *error)
{
	struct kernel_options k = a->board.kernel;
	struct tree *tree;
	struct board *board;
	struct defaults defaults;
	int ret = board_load(&a->board, file, &tree, &board, &defaults, error);

	if (ret)
		return ret;
	if (!a->board.arch_given)
		k.arch = board->arch;
	if (k.arch != ARCH_UNKNOWN)
		ret = facts_tell(facts, file, "arch", arch_name(k.arch), error);
	if (ret == 0)
		ret = calibrate(facts, observed, board, &k, &a->board.boot, error);
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
		ret = captures_read(a->board.arena, a->capture, captures, error);
	if (ret == 0 && a->boot_log)
		ret = captures_read(a->board.arena, a->boot_log, a->capture ? &log : captures, error);
	if (log.files[CAPTURE_LOG].path)
		captures->files[CAPTURE_LOG] = log.files[CAPTURE_LOG];
	return ret;
}

static int make_profile(const struct arguments *a, struct error *error)
{
	struct captures captures;
	struct observed observed;
	struct facts facts;
	struct kernel_options kernel = a->board.kernel;
	const char *tree = a->tree;
	int ret;

	if (a->tree && !a->boot_log && !a->capture)
		return error_set(error, -EINVAL, "--board %s: give the boot of that board by --boot-log or --capture, too",
						 a->tree);
	if (!has_input(a))
		return error_set(
			error, -EINVAL,
			"nothing to make a profile of: give --kernel-config, --system-map, --image, --boot-log or --capture");
	facts_init(&facts, a->board.arena);
	ret = board_read_image(&a->board, &kernel, error);
	if (ret == 0)
		ret = kernel_gather(&facts, &kernel, error);
	if (ret == 0)
		ret = read_captures(a, &captures, error);
	if (ret == 0 && !tree && captures.has_tree)
		tree = a->capture;
	if (ret == 0 && (a->boot_log || a->capture))
		ret = learn_captures(&facts, &captures, &observed, error);
	if (ret == 0)
		ret = check_kernel(&facts, &a->board.kernel, error);
	if (ret == 0 && tree)
		ret = calibrate_board(a, tree, &facts, &observed, error);
	if (ret)
		return ret;
	for (size_t i = 0; i < facts.warning_count; i++)
		fprintf(stderr, "dtcarve: warning: %s\n", facts.warnings[i]);
	return write_profile(a, &facts, error);
}

static int run_profile(int argc, char **argv)
{
	struct arguments a = { .board.arena = arena_new() };
	struct error error;
	int ret;

	parse_arguments(&argp, argc, argv, &a);
	ret = make_profile(&a, &error);
	arena_free(a.board.arena);
	return ret ? trouble(&error) : EXIT_OK;
}

const struct command profile_command = { "profile",
										 "make a kernel profile of a .config, System.map, Image or boot log",
										 run_profile, &argp };
