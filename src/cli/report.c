/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <argp.h>
#include <errno.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/board_options.h"
#include "cli/command.h"
#include "render/report.h"
#include "util/arena.h"
#include "util/file.h"

enum format { FORMAT_TEXT, FORMAT_JSON };

struct arguments {
	struct board_options board;
	enum format format;
	const char *output, *input;
};

static const struct argp_option options[] = {
	{ "format", 'f', "FORMAT", 0, "text (default) or json", 0 },
	{ "output", 'o', "FILE", 0, "Write to FILE, whole or not at all", 0 },
	{ NULL, 0, NULL, 0, NULL, 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &a->board;
		return 0;
	case 'f':
		if (strcmp(arg, "json") == 0)
			a->format = FORMAT_JSON;
		else if (strcmp(arg, "text") == 0)
			a->format = FORMAT_TEXT;
		else
			argp_error(state, "--format %s: expected text or json", arg);
		return 0;
	case 'o':
		a->output = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (a->input)
			argp_error(state, "one board at a time: %s and %s", a->input, arg);
		a->input = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which board? give a .dtb, .dts or other tree, or - for standard input");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = { { &board_argp, 0, NULL, 0 }, { NULL, 0, NULL, 0 } };

static const struct argp argp = {
	options, parse, "BOARD",
	"Predicts the boot-time memory layout of one board."
	"\vExample: dtcarve report --ddr 2G@0x80000000 --kernel 6.1 board.dtb",
	children, NULL, NULL,
};

/* The locale's character set is UTF-8: setlocale() has been called. */
static bool is_utf8(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static struct text_style terminal_style(FILE *out)
{
	const char *no_colour = getenv("NO_COLOR"), *columns = getenv("COLUMNS"), *term = getenv("TERM");
	struct text_style style = { .unicode = is_utf8(), .width = 80 };
	struct winsize size;

	if (isatty(fileno(out))) {
		style.colour = !(no_colour && *no_colour) && !(term && strcmp(term, "dumb") == 0);
		if (ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col >= 60)
			style.width = size.ws_col > 120 ? 120 : size.ws_col;
	}
	if (columns && atoi(columns) >= 60)
		style.width = atoi(columns) > 120 ? 120 : (unsigned int)atoi(columns);
	return style;
}

static void write_report(const struct arguments *a, const struct report *report, const struct text_style *style, FILE *out)
{
	if (a->format == FORMAT_JSON)
		report_write_json(report, out);
	else
		report_write_text(report, style, out);
}

static int write_to_file(const struct arguments *a, const struct report *report, struct error *error)
{
	struct text_style style = { .unicode = is_utf8(), .width = 80 };
	char *data = NULL;
	size_t size = 0;
	FILE *memory = open_memstream(&data, &size);
	int ret;

	if (!memory)
		return error_set(error, -ENOMEM, "%s: out of memory", a->output);
	write_report(a, report, &style, memory);
	fclose(memory);
	ret = file_replace(a->output, data, size, error);
	free(data);
	return ret;
}

static int run(int argc, char **argv)
{
	struct arguments a = { .board.arena = arena_new() };
	struct prediction prediction;
	struct error error;
	int ret;

	argp_err_exit_status = EXIT_TROUBLE;
	argp_parse(&argp, argc, argv, 0, NULL, &a);
	ret = predict(&a.board, a.input, &prediction, &error);
	if (ret == 0) {
		struct report report = { prediction.board, prediction.kernel, prediction.boot, prediction.settled,
								 &prediction.headroom, prediction.findings };
		struct text_style style = terminal_style(stdout);

		if (a.output)
			ret = write_to_file(&a, &report, &error);
		else
			write_report(&a, &report, &style, stdout);
		prediction_free(&prediction);
	}
	if (ret)
		fprintf(stderr, "dtcarve: %s\n", error.text);
	arena_free(a.board.arena);
	return ret ? EXIT_TROUBLE : EXIT_OK;
}

const struct command report_command = { "report", "predict the boot-time memory layout of one board", run };
