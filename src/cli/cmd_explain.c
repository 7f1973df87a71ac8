/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dtcarve explain: reads kernel logs, says why what failed in them failed. */
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/board_options.h"
#include "cli/command.h"
#include "cli/output_options.h"
#include "cli/result.h"
#include "cli/setting.h"
#include "explain/board_facts.h"
#include "klog/klog.h"
#include "render/explain_writers.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/memory.h"
#include "util/output.h"

static const struct explain_format *const ways[] = { [FORMAT_TEXT] = &explain_text,
													 [FORMAT_JSON] = &explain_json,
													 [FORMAT_MARKDOWN] = &explain_markdown,
													 [FORMAT_HTML] = &explain_html };

struct explain_options {
	struct board_options board;
	struct output_options output;
	const struct explain_format *format;
	const char *dtb;
	bool summary;
	char **files;
	size_t file_count;
};

enum { OPTION_SUMMARY = 0x200, OPTION_DTB };

static const struct argp_option options[] = {
	{ "summary", OPTION_SUMMARY, NULL, 0, "Count by process, order, mask and cause", 0 },
	{ "dtb", OPTION_DTB, "BOARD", 0, "Hold the dumps against this board's tree", 0 },
	{ NULL, 0, NULL, 0, NULL, 0 },
};

static const struct setting settings[] = {
	{ OPTION_SUMMARY, SET_FLAG, offsetof(struct explain_options, summary), 0, 0 },
	{ OPTION_DTB, SET_TEXT, offsetof(struct explain_options, dtb), 0, 0 },
	{ 0, SET_FLAG, 0, 0, 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct explain_options *o = state->input;

	if (key == ARGP_KEY_ARGS) {
		o->files = state->argv + state->next;
		o->file_count = (size_t)(state->argc - state->next);
		return 0;
	}
	if (setting_parse(settings, options, o, key, arg, state) == 0)
		return 0;
	return command_parse(&o->board, &o->output, NULL, key, arg, state);
}

static const struct argp argp = {
	options,
	parse,
	"[LOG...]",
	"Explains page allocation failures, OOM kills, vmalloc, vmemmap and CMA failures in kernel logs.\vWithout LOG, or for -, standard input is read.\n"
	"Exit status: 0 something was explained, 1 nothing was found, 2 trouble.\n"
	"Example: dmesg | dtcarve explain",
	board_and_format_argp,
	NULL,
	NULL,
};

/* What the reader's calls carry along. */
struct run {
	const struct explain_options *options;
	FILE *out;
	void *state; /* the format's */
	const char *file;
	const struct board_facts *facts;
	struct summary *summary;
	uint64_t explained;
	struct boot_log boot; /* of a boot without a failure: told only where nothing else is */
	bool has_boot;
};

/* Told only where more than one file is read. */
static const char *file_name(const struct run *run)
{
	return run->options->file_count > 1 ? run->file : NULL;
}

static void on_event(void *context, const struct klog_event *event)
{
	struct run *run = context;
	struct diagnosis diagnosis;
	struct explanation explanation;
	struct arena *arena;

	diagnose(&diagnosis, event);
	run->explained++;
	if (run->options->summary) {
		summary_add(run->summary, &diagnosis);
		return;
	}
	arena = arena_new();
	explain_diagnosis(arena, &diagnosis, run->facts, &explanation);
	run->options->format->event(run->state, file_name(run), &explanation);
	arena_free(arena);
}

static void tell_boot(struct run *run, const struct boot_log *boot)
{
	struct boot_explanation explanation;

	explain_boot(&explanation, boot);
	if (explanation.count > 0)
		run->explained++;
	if (!run->options->summary)
		run->options->format->boot(run->state, file_name(run), &explanation);
}

static void on_boot(void *context, const struct boot_log *boot)
{
	struct run *run = context;

	if (boot->failures > 0) {
		tell_boot(run, boot);
		return;
	}
	run->boot = *boot;
	run->has_boot = true;
}

static int read_one(struct run *run, struct klog *klog, const char *file, struct error *error)
{
	uint64_t before = run->explained;
	int ret;

	run->file = file;
	run->has_boot = false;
	ret = klog_read_file(klog, file, error);
	if (run->has_boot && run->explained == before)
		tell_boot(run, &run->boot);
	return ret;
}

/* A file that cannot be read does not keep the others from being explained; the last error is the command's.
 */
static int read_all(struct run *run, struct error *error)
{
	const struct klog_sink sink = { on_event, on_boot, run };
	const struct text_style style = result_style(run->options->output.path);
	struct klog *klog = klog_new(&sink);
	int ret = 0;

	run->options->format->begin(run->state, &style, run->out);
	for (size_t i = 0; i < run->options->file_count; i++) {
		struct error this;

		if (read_one(run, klog, run->options->files[i], &this) == 0)
			continue;
		if (ret)
			fprintf(stderr, "dtcarve: %s\n", error->text);
		ret = this.code;
		*error = this;
	}
	if (run->options->summary) {
		summary_sort(run->summary);
		run->options->format->summary(run->state, run->summary);
	}
	run->options->format->end(run->state, ret == 0);
	klog_free(klog);
	return ret;
}

/* A log that may still grow, as of dmesg -w: each failure is told when it is read. */
static bool reads_stdin(const struct explain_options *o)
{
	for (size_t i = 0; i < o->file_count; i++)
		if (strcmp(o->files[i], "-") == 0)
			return true;
	return false;
}

static int explain(struct run *run, struct error *error)
{
	struct output stream;
	const char *path = run->options->output.path;
	struct error ignored;
	int ret = 0;

	if (reads_stdin(run->options) && !path)
		output_follow(&stream);
	else
		ret = output_open(&stream, path, error);
	if (ret)
		return ret;
	run->out = stream.out;
	run->state = memory_new(run->options->format->state_size);
	run->summary = memory_new(sizeof(*run->summary));
	ret = read_all(run, error);
	memory_free(run->state);
	memory_free(run->summary);
	/* what the other files gave is told; a file is written whole or not at all */
	if (path || ret == 0 || ret == -ENOMEM)
		return output_close(&stream, ret, error);
	output_close(&stream, 0, &ignored);
	return ret;
}

static int explain_with_board(struct run *run, struct error *error)
{
	struct prediction prediction;
	struct board_facts facts;
	int ret;

	if (!run->options->dtb)
		return explain(run, error);
	ret = predict(&run->options->board, run->options->dtb, &prediction, error);
	if (ret)
		return ret;
	facts = board_facts_of(prediction.board, prediction.boot);
	run->facts = &facts;
	ret = explain(run, error);
	prediction_free(&prediction);
	return ret;
}

static int run_explain(int argc, char **argv)
{
	static char dash[] = "-";
	char *standard_input[] = { dash };
	struct explain_options o = { .board.arena = arena_new() };
	struct run run = { .options = &o };
	struct error error;
	int ret;

	o.output =
		(struct output_options){ .arena = o.board.arena, .formats = FORMAT_DOCUMENTS | FORMAT_BIT(JSON) };
	parse_arguments(&argp, argc, argv, &o);
	o.format = ways[output_format(&o.output)];
	if (o.file_count == 0) {
		o.files = standard_input;
		o.file_count = 1;
	}
	ret = explain_with_board(&run, &error);
	arena_free(o.board.arena);
	if (ret)
		return trouble(&error);
	return run.explained ? EXIT_OK : EXIT_FINDINGS;
}

const struct command explain_command = { "explain", "say why allocations failed in a kernel log", run_explain, &argp };
