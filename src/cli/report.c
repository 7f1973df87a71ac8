/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <argp.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/board_options.h"
#include "cli/command.h"
#include "cli/result.h"
#include "compare/measured.h"
#include "input/source_map.h"
#include "learn/captures.h"
#include "render/report.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

struct format {
	const char *name;
	void (*write)(const struct report *report, const struct text_style *style, FILE *out);
	bool has_sources; /* tells the lines of the source */
};

static void write_json(const struct report *report, const struct text_style *style, FILE *out)
{
	(void)style;
	report_write_json(report, out);
}

static void write_markdown(const struct report *report, const struct text_style *style, FILE *out)
{
	(void)style;
	report_write_markdown(report, out);
}

static void write_html(const struct report *report, const struct text_style *style, FILE *out)
{
	(void)style;
	report_write_html(report, out);
}

static void write_svg(const struct report *report, const struct text_style *style, FILE *out)
{
	(void)style;
	report_write_svg(report, out);
}

/* The first one is the default. */
static const struct format formats[] = {
	{ "text", report_write_text, false }, { "json", write_json, false }, { "markdown", write_markdown, true },
	{ "html", write_html, true },         { "svg", write_svg, true },
};

struct arguments {
	struct board_options board;
	const struct format *format;
	const char *output, *input;
	const char *measured; /* folder of captures, or NULL */
};

enum { KEY_MEASURED = 700 };

static const struct argp_option options[] = {
	{ "format", 'f', "FORMAT", 0, "text (default), json, markdown, html (one page, needs nothing else) or svg (the map)", 0 },
	{ "measured", KEY_MEASURED, "DIR", 0,
	  "Captures of the target (zoneinfo, pagetypeinfo, meminfo, dmesg ...): predicted and measured side by side",
	  0 },
	{ "output", 'o', "FILE", 0, "Write to FILE, whole or not at all", 0 },
	{ NULL, 0, NULL, 0, NULL, 0 },
};

static const struct format *parse_format(struct argp_state *state, const char *text)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		if (strcmp(formats[i].name, text) == 0)
			return &formats[i];
	argp_error(state, "--format %s: expected text, json, markdown, html or svg", text);
	return formats;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &a->board;
		return 0;
	case 'f':
		a->format = parse_format(state, arg);
		return 0;
	case KEY_MEASURED:
		a->measured = arg;
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

/* What the target is to show; and does, where there are captures of it. */
static int measure(const struct arguments *a, const struct prediction *p, const struct measured **measured,
				   struct error *error)
{
	struct measured *m = measured_expect(a->board.arena, p->boot, p->settled);
	struct captures captures;
	int ret;

	*measured = m;
	if (!a->measured)
		return 0;
	ret = captures_read(a->board.arena, a->measured, &captures, error);
	return ret ? ret : measured_hold(a->board.arena, m, p->boot, a->measured, &captures, error);
}

/* Lines of the source, where there is one; it has compiled a moment ago. */
static const struct source_map *sources_of(const struct arguments *a, const struct prediction *p)
{
	struct source_map *map;
	struct error error;

	if (strcmp(p->tree->format, "dts") != 0 || strcmp(a->input, "-") == 0)
		return NULL;
	return source_map_read(a->board.arena, a->input, &a->board.tree, &map, &error) ? NULL : map;
}

/* The text's bars follow the terminal only where it goes there. */
static int write_report(const struct arguments *a, const struct report *report, struct error *error)
{
	struct text_style style = { .unicode = is_utf8(), .width = 80 };
	struct result result;
	int ret;

	if (!a->output)
		style = terminal_style(stdout);
	ret = result_open(&result, error);
	if (ret)
		return ret;
	a->format->write(report, &style, result.out);
	return result_close(&result, a->output, 0, error);
}

static int run(int argc, char **argv)
{
	struct arguments a = { .board.arena = arena_new(), .format = formats };
	struct prediction prediction;
	struct error error;
	int ret;

	argp_err_exit_status = EXIT_TROUBLE;
	argp_parse(&argp, argc, argv, 0, NULL, &a);
	ret = predict(&a.board, a.input, &prediction, &error);
	if (ret == 0) {
		struct report report = { .board = prediction.board,
								 .kernel = prediction.kernel,
								 .boot = prediction.boot,
								 .settled = prediction.settled,
								 .headroom = &prediction.headroom,
								 .findings = prediction.findings };

		ret = measure(&a, &prediction, &report.measured, &error);
		if (a.format->has_sources)
			report.sources = sources_of(&a, &prediction);
		if (ret == 0)
			ret = write_report(&a, &report, &error);
		prediction_free(&prediction);
	}
	arena_free(a.board.arena);
	return ret ? trouble(&error) : EXIT_OK;
}

const struct command report_command = { "report", "predict the boot-time memory layout of one board", run };
