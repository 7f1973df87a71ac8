/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/general_options.h"
#include "cli/result.h"
#include "cli/standard_error.h"
#include "job/check_job.h"
#include "render/check_writers.h"
#include "util/output.h"

struct arguments {
	struct command_line line;
	enum severity threshold;
	bool never_fail, no_policy;
	const char *policy, *baseline;
	unsigned int jobs;
	struct board_list list;
};

static void read_threshold(void *arguments, char *arg, struct argp_state *state)
{
	struct arguments *a = arguments;

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

static const struct command_option options[] = {
	{ "fail-on", "SEVERITY", "Exit 1 for error, warning (default), note, never", .read = read_threshold },
	{ "policy", "FILE", "Demands (default: beside each board)", KEEP(SET_TEXT, policy) },
	{ "no-policy", NULL, "Take no notice of any dtcarve.ini", KEEP(SET_FLAG, no_policy) },
	{ "baseline", "FILE", "Only what is new or worse than in FILE counts", KEEP(SET_TEXT, baseline) },
	{ "jobs", "N", "Check N boards at a time (default: 1)", KEEP_NUMBER(SET_UNSIGNED, jobs, 1, 256) },
};

static void prepare(void *arguments)
{
	struct arguments *a = arguments;

	a->line.board.many = true;
	a->threshold = SEVERITY_WARNING;
	a->jobs = 1;
}

static void check_words(void *arguments, struct argp_state *state)
{
	const struct arguments *a = arguments;

	if (!a->line.word_count)
		argp_error(state, "which boards? give .dtb or .dts files, or folders of them");
}

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
		if (output_replaces(a->line.output.path, a->list.items[i].path))
			return error_set(error, -EINVAL, "--output %s: is one of the boards, it would be replaced",
							 a->line.output.path);
	return 0;
}

static struct check_writing writing_of(const struct arguments *a)
{
	bool lines = output_format(&a->line.output) == FORMAT_TEXT;

	/* where nothing shall fail, errors still show as failures */
	return (struct check_writing){ .style = lines ? result_lines_style(a->line.output.path) : result_style(a->line.output.path),
								   .threshold = a->never_fail ? SEVERITY_ERROR : a->threshold,
								   .when = seconds_now() };
}

static int write_check(const struct arguments *a, const struct check *check, struct error *error)
{
	struct check_writing writing = writing_of(a);
	struct output result;
	int ret = output_open(&result, a->line.output.path, error);

	tell_troubles(check);
	if (ret)
		return ret;
	check_write(check, output_format(&a->line.output), &writing, result.out);
	return output_close(&result, 0, error);
}

static struct check_request request_of(const struct arguments *a)
{
	return (struct check_request){ .options = { .tree = a->line.board.tree,
												.kernel = a->line.board.kernel,
												.boot = a->line.board.boot,
												.arch_given = a->line.board.arch_given,
												.jobs = a->jobs,
												.ddr = a->line.board.ddr_words,
												.ddr_count = a->line.board.ddr_word_count,
												.kernels = a->line.board.kernel.kernel,
												.no_policy = a->no_policy,
												.defaults = defaults_wanted(),
												.user_defaults = defaults_of_user(a->line.arena),
												.today = seconds_now() / (24 * 60 * 60) },
								   .policy = a->policy,
								   .baseline = a->baseline };
}

static int check_boards(const struct arguments *a, struct error *error)
{
	struct check_request request = request_of(a);
	struct check *check;
	int ret, status;

	if (isatty(STDERR_FILENO) && general_verbosity() >= 0 && a->list.count > 1)
		request.options.progress = show_progress;
	ret = check_job_run(a->line.arena, &request, &a->list, &check, error);
	if (ret)
		return ret;
	status = status_of(a, check);
	ret = write_check(a, check, error);
	check_free(check);
	return ret ? ret : status;
}

static int run_check(void *arguments, struct error *error)
{
	struct arguments *a = arguments;
	int ret;

	a->line.board.tree.own_dirs = a->line.words;
	a->line.board.tree.own_dir_count = a->line.word_count;
	for (size_t i = 0; i < a->line.word_count; i++)
		board_list_add(a->line.arena, &a->list, a->line.words[i], &a->line.board.tree);
	ret = refuse_boards(a, error);
	return ret ? ret : check_boards(a, error);
}

const struct work check_work = { TAKES(options), .prepare = prepare, .check = check_words, .run = run_check };
