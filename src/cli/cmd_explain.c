/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dtcarve explain: reads kernel logs, says why what failed in them failed. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/result.h"
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

struct arguments {
	struct command_line line;
	bool summary;
};

static const struct command_option options[] = {
	{ "summary", NULL, "Count by process, order, mask and cause", KEEP(SET_FLAG, summary) },
	{ "dtb", "BOARD", "Hold the dumps against this board's tree", KEEP(SET_TEXT, line.input) },
};

static void check(void *arguments, struct argp_state *state)
{
	struct command_line *line = arguments;

	(void)state;
	if (!line->word_count)
		arena_push(line->arena, line->words, line->word_count, "-");
}

/* What the reader's calls carry along. */
struct run {
	const struct arguments *arguments;
	const struct explain_format *format;
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
	return run->arguments->line.word_count > 1 ? run->file : NULL;
}

static void on_event(void *context, const struct klog_event *event)
{
	struct run *run = context;
	struct diagnosis diagnosis;
	struct explanation explanation;
	struct arena *arena;

	diagnose(&diagnosis, event);
	run->explained++;
	if (run->arguments->summary) {
		summary_add(run->summary, &diagnosis);
		return;
	}
	arena = arena_new();
	explain_diagnosis(arena, &diagnosis, run->facts, &explanation);
	run->format->event(run->state, file_name(run), &explanation);
	arena_free(arena);
}

static void tell_boot(struct run *run, const struct boot_log *boot)
{
	struct boot_explanation explanation;

	explain_boot(&explanation, boot);
	if (explanation.count > 0)
		run->explained++;
	if (!run->arguments->summary)
		run->format->boot(run->state, file_name(run), &explanation);
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
	const struct text_style style = result_style(run->arguments->line.output.path);
	struct klog *klog = klog_new(&sink);
	int ret = 0;

	run->format->begin(run->state, &style, run->out);
	for (size_t i = 0; i < run->arguments->line.word_count; i++) {
		struct error this;

		if (read_one(run, klog, run->arguments->line.words[i], &this) == 0)
			continue;
		if (ret)
			fprintf(stderr, "dtcarve: %s\n", error->text);
		ret = this.code;
		*error = this;
	}
	if (run->arguments->summary) {
		summary_sort(run->summary);
		run->format->summary(run->state, run->summary);
	}
	run->format->end(run->state, ret == 0);
	klog_free(klog);
	return ret;
}

/* A log that may still grow, as of dmesg -w: each failure is told when it is read. */
static bool reads_stdin(const struct command_line *line)
{
	for (size_t i = 0; i < line->word_count; i++)
		if (strcmp(line->words[i], "-") == 0)
			return true;
	return false;
}

static int explain(struct run *run, struct error *error)
{
	struct output stream;
	const char *path = run->arguments->line.output.path;
	struct error ignored;
	int ret = 0;

	if (reads_stdin(&run->arguments->line) && !path)
		output_follow(&stream);
	else
		ret = output_open(&stream, path, error);
	if (ret)
		return ret;
	run->out = stream.out;
	run->state = memory_new(run->format->state_size);
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

static int tell_explained(const void *arguments, const struct prediction *board, struct error *error)
{
	const struct arguments *a = arguments;
	struct run run = { .arguments = a, .format = ways[output_format(&a->line.output)] };
	struct board_facts facts;
	int ret;

	if (board) {
		facts = board_facts_of(board->board, board->boot);
		run.facts = &facts;
	}
	ret = explain(&run, error);
	if (ret)
		return ret;
	return run.explained ? EXIT_OK : EXIT_FINDINGS;
}

const struct work explain_work = { TAKES(options), .check = check, .tell = tell_explained };
