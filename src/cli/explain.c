/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dtcarve explain: reads kernel logs, says why what failed in them failed. */
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "klog/klog.h"
#include "render/explain.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

static const struct explain_format *const formats[] = { &explain_text, &explain_json, &explain_markdown };

struct options {
	const struct explain_format *format;
	const char *output;
	bool summary;
	char **files;
	size_t file_count;
};

enum { OPTION_FORMAT = 0x100, OPTION_SUMMARY };

static const struct argp_option option_table[] = {
	{ "format", OPTION_FORMAT, "F", 0, "text (default), json or markdown", 0 },
	{ "output", 'o', "FILE", 0, "Write to FILE instead of standard output", 0 },
	{ "summary", OPTION_SUMMARY, NULL, 0, "Count the reports by process, order, mask and cause, explain none",
	  0 },
	{ 0 },
};

static const struct explain_format *find_format(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		if (strcmp(formats[i]->name, name) == 0)
			return formats[i];
	}
	return NULL;
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case OPTION_FORMAT:
		o->format = find_format(arg);
		if (!o->format)
			argp_error(state, "--format %s: text, json or markdown would be right", arg);
		return 0;
	case 'o':
		o->output = arg;
		return 0;
	case OPTION_SUMMARY:
		o->summary = true;
		return 0;
	case ARGP_KEY_ARGS:
		o->files = state->argv + state->next;
		o->file_count = (size_t)(state->argc - state->next);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	option_table,
	parse_option,
	"[LOG...]",
	"Explains every page allocation failure, OOM kill, vmalloc, vmemmap and CMA failure in kernel logs: what "
	"was "
	"asked, what was there, why it failed, what to change."
	"\vLOG is a kernel log of any kind, or - for standard input (the default): dmesg | dtcarve explain\n"
	"Exit status: 0 something was explained, 1 nothing was found, 2 trouble.",
	NULL,
	NULL,
	NULL
};

/* What the reader's calls carry along. */
struct run {
	const struct options *options;
	FILE *out;
	void *state;
	const char *file;
	struct summary *summary;
	uint64_t explained;
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
	explain_diagnosis(arena, &diagnosis, &explanation);
	run->options->format->event(run->state, run->out, file_name(run), &explanation);
	arena_free(arena);
}

static void on_boot(void *context, const struct boot_log *boot)
{
	struct run *run = context;

	struct boot_explanation explanation;

	explain_boot(&explanation, boot);
	if (explanation.count > 0)
		run->explained++;
	if (!run->options->summary)
		run->options->format->boot(run->state, run->out, file_name(run), &explanation);
}

static int read_all(struct run *run, struct error *error)
{
	const struct klog_sink sink = { on_event, on_boot, run };
	struct klog *klog = klog_new(&sink);
	int code = 0;

	run->options->format->begin(run->state, run->out);
	for (size_t i = 0; i < run->options->file_count && code == 0; i++) {
		run->file = run->options->files[i];
		code = klog_read_file(klog, run->file, error);
	}
	if (run->options->summary) {
		summary_sort(run->summary);
		run->options->format->summary(run->state, run->out, run->summary);
	}
	run->options->format->end(run->state, run->out);
	klog_free(klog);
	return code;
}

static int trouble(const struct error *error)
{
	fprintf(stderr, "dtcarve: %s\n", error->text);
	return 2;
}

int cmd_explain(int argc, char **argv)
{
	static char dash[] = "-";
	static char *standard_input[] = { dash };
	struct options options = { .format = &explain_text };
	struct run run = { .options = &options, .out = stdout };
	struct error error;
	int code;

	argp_err_exit_status = 2;
	argp_parse(&argp, argc, argv, 0, NULL, &options);
	if (options.file_count == 0) {
		options.files = standard_input;
		options.file_count = 1;
	}
	run.state = calloc(1, options.format->state_size);
	run.summary = calloc(1, sizeof(*run.summary));
	if (!run.state || !run.summary)
		abort();
	code = read_all(&run, &error);
	free(run.state);
	free(run.summary);
	if (fflush(stdout) != 0 || ferror(stdout))
		return 2;
	return code ? trouble(&error) : run.explained ? 0 : 1;
}
