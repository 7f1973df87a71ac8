/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/board_options.h"
#include "cli/command.h"
#include "cli/general_options.h"
#include "cli/output_options.h"
#include "cli/result.h"
#include "cli/setting.h"
#include "cli/standard_error.h"
#include "job/check_job.h"
#include "render/check_writers.h"
#include "util/arena.h"
#include "util/output.h"

enum { OPT_FAIL_ON = 0x300, OPT_JOBS, OPT_POLICY, OPT_NO_POLICY, OPT_BASELINE };

struct arguments {
	struct board_options board;
	struct output_options output;
	enum severity threshold;
	bool never_fail, no_policy;
	const char *policy, *baseline;
	unsigned int jobs;
	const char **words; /* the inputs as they were given */
	size_t word_count;
	struct board_list list;
};

static const struct argp_option options[] = {
	{ "fail-on", OPT_FAIL_ON, "SEVERITY", 0, "Exit 1 for error, warning (default), note, never", 0 },
	{ "policy", OPT_POLICY, "FILE", 0, "Demands (default: beside each board)", 0 },
	{ "no-policy", OPT_NO_POLICY, NULL, 0, "Take no notice of any dtcarve.ini", 0 },
	{ "baseline", OPT_BASELINE, "FILE", 0, "Only what is new or worse than in FILE counts", 0 },
	{ "jobs", OPT_JOBS, "N", 0, "Check N boards at a time (default: 1)", 0 },
	{ NULL, 0, NULL, 0, NULL, 0 },
};

static void parse_threshold(struct arguments *a, const char *arg, struct argp_state *state)
{
	a->never_fail = strcmp(arg, "never") == 0;
	for (int s = SEVERITY_NOTE; s <= SEVERITY_ERROR; s++) {
		if (strcmp(arg, severity_name((enum severity)s)) == 0) {
			a->threshold = (enum severity)s;
			return;
		}
	}
	if (!a->never_fail)
		argp_error(state, "--fail-on %s: expected error, warning, note or never", arg);
}

static const struct setting settings[] = {
	{ OPT_JOBS, SET_UNSIGNED, offsetof(struct arguments, jobs), 1, 256 },
	{ OPT_POLICY, SET_TEXT, offsetof(struct arguments, policy), 0, 0 },
	{ OPT_NO_POLICY, SET_FLAG, offsetof(struct arguments, no_policy), 0, 0 },
	{ OPT_BASELINE, SET_TEXT, offsetof(struct arguments, baseline), 0, 0 },
	{ 0, SET_FLAG, 0, 0, 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case OPT_FAIL_ON:
		parse_threshold(a, arg, state);
		return 0;
	case ARGP_KEY_ARG:
		arena_push(a->board.arena, a->words, a->word_count, arg);
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which boards? give .dtb or .dts files, or folders of them");
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
	"Holds boards against all rules, in all their variants.\vLists in --ddr and --kernel are all combined; + joins the banks of one size. Where RAM begins is guessed where neither SIZE@BASE nor the tree tells.\n"
	"Exit status: 0 clean, 1 findings, 2 something could not be checked.\n"
	"Example: dtcarve check --ddr 1G,2G --kernel 5.10,6.1 boards/",
	board_and_format_argp,
	NULL,
	NULL,
};

/* --- progress -------------------------------------------------------------------- */

static void show_progress(void *user, size_t done, size_t total)
{
	char bar[31];
	size_t filled = done * (sizeof(bar) - 1) / total;

	(void)user;
	memset(bar, '.', sizeof(bar) - 1);
	memset(bar, '#', filled);
	bar[sizeof(bar) - 1] = '\0';
	progress_print("\r[%s] %zu of %zu%s", bar, done, total, done == total ? "\r\033[K" : "");
}

/* --- the run --------------------------------------------------------------------- */

static void tell_troubles(const struct check *check)
{
	for (size_t b = 0; b < check->board_count; b++)
		for (size_t i = 0; i < check->boards[b].trouble_count; i++)
			fprintf(stderr, "dtcarve: %s\n", check->boards[b].troubles[i]);
}

static int status_of(const struct arguments *a, const struct check *check)
{
	if (check->troubles)
		return EXIT_TROUBLE;
	return !a->never_fail && check_reaches(check, a->threshold) ? EXIT_FINDINGS : EXIT_OK;
}

/* A folder has more files than the command line names. */
static int refuse_boards(const struct arguments *a, struct error *error)
{
	for (size_t i = 0; i < a->list.count; i++)
		if (output_replaces(a->output.path, a->list.items[i].path))
			return error_set(error, -EINVAL, "--output %s: is one of the boards, it would be replaced",
							 a->output.path);
	return 0;
}

static struct check_writing writing_of(const struct arguments *a)
{
	bool lines = output_format(&a->output) == FORMAT_TEXT;

	/* where nothing shall fail, errors still show as failures */
	return (struct check_writing){ .style = lines ? result_lines_style(a->output.path) : result_style(a->output.path),
								   .threshold = a->never_fail ? SEVERITY_ERROR : a->threshold,
								   .when = seconds_now() };
}

static int write_check(const struct arguments *a, const struct check *check, struct error *error)
{
	struct check_writing writing = writing_of(a);
	struct output result;
	int ret = output_open(&result, a->output.path, error);

	tell_troubles(check);
	if (ret)
		return ret;
	check_write(check, output_format(&a->output), &writing, result.out);
	return output_close(&result, 0, error);
}

static struct check_request request_of(const struct arguments *a)
{
	return (struct check_request){ .options = { .tree = a->board.tree,
												.kernel = a->board.kernel,
												.boot = a->board.boot,
												.arch_given = a->board.arch_given,
												.jobs = a->jobs,
												.ddr = a->board.ddr_words,
												.ddr_count = a->board.ddr_word_count,
												.kernels = a->board.kernel.kernel,
												.no_policy = a->no_policy,
												.defaults = defaults_wanted(),
												.user_defaults = defaults_of_user(a->board.arena),
												.today = seconds_now() / (24 * 60 * 60) },
								   .policy = a->policy,
								   .baseline = a->baseline };
}

static int check_boards(const struct arguments *a, struct error *error, int *status)
{
	struct check_request request = request_of(a);
	struct check *check;
	int ret;

	if (isatty(STDERR_FILENO) && general_verbosity() >= 0 && a->list.count > 1)
		request.options.progress = show_progress;
	ret = check_job_run(a->board.arena, &request, &a->list, &check, error);
	if (ret)
		return ret;
	*status = status_of(a, check);
	ret = write_check(a, check, error);
	check_free(check);
	return ret;
}

static int run_check(int argc, char **argv)
{
	struct arguments a = {
		.board.arena = arena_new(), .board.many = true, .threshold = SEVERITY_WARNING, .jobs = 1
	};
	struct error error;
	int status;

	a.output = (struct output_options){ .arena = a.board.arena, .formats = CHECK_FORMATS };
	parse_arguments(&argp, argc, argv, &a);
	a.board.tree.own_dirs = a.words;
	a.board.tree.own_dir_count = a.word_count;
	for (size_t i = 0; i < a.word_count; i++)
		board_list_add(a.board.arena, &a.list, a.words[i], &a.board.tree);
	if (refuse_boards(&a, &error) != 0 || check_boards(&a, &error, &status) != 0)
		status = trouble(&error);
	arena_free(a.board.arena);
	return status;
}

const struct command check_command = { "check", "hold boards in all their variants against the rules", run_check, &argp };
