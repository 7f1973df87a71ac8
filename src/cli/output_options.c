/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/output_options.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "cli/board_options.h"
#include "cli/made_from.h"
#include "cli/result.h"
#include "render/writer.h"
#include "util/arena.h"
#include "util/number.h"
#include "util/output.h"

static const struct argp_option options[] = {
	{ "output", 'o', "FILE", 0, "Write to FILE, whole or not at all", 0 },
	{ NULL, 0, NULL, 0, NULL, 0 },
};

static bool is_within(const char *part, const char *word)
{
	return part >= word && part <= word + strlen(word);
}

/* Whatever else the command line names is read, as FILE or as --option=FILE. */
static void refuse_inputs(struct argp_state *state, const char *path)
{
	for (int i = 1; i < state->argc; i++) {
		const char *word = state->argv[i], *value = strchr(word, '=');

		if (is_within(path, word))
			continue;
		if (output_replaces(path, word) || (value && output_replaces(path, value + 1)))
			argp_error(state, "--output %s: is read by this command, it would be replaced", path);
	}
}

/* What a name that ends so promises: text in its place would be taken for it. */
static const char *const promised[] = {
	".txt",   ".json", ".md",    ".html", ".htm", ".svg", ".sarif", ".xml", ".dtb", ".dtbo",
	".dts",   ".dtso", ".diff",  ".patch", ".itb", ".img", ".pdf",   ".png", ".csv", ".yaml", ".ini",
};

static bool is_own(const struct output_options *o, const char *suffix)
{
	for (const char *const *own = o->suffixes; own && *own; own++)
		if (strcasecmp(*own, suffix) == 0)
			return true;
	return false;
}

static const char *writable(const struct output_options *o)
{
	const char *text = "";

	for (unsigned int i = 0; i < FORMATS; i++)
		if ((o->formats >> i & 1) && formats[i].suffix)
			text = arena_printf(o->arena, "%s%s%s", text, *text ? ", " : "", formats[i].suffix);
	for (const char *const *own = o->suffixes; own && *own; own++)
		text = arena_printf(o->arena, "%s%s%s", text, *text ? ", " : "", *own);
	return text;
}

/* A format that was named is written to any name, but for those of binary files. */
void output_check_suffix(struct argp_state *state, const struct output_options *o)
{
	const char *dot = o->path ? strrchr(o->path, '.') : NULL;
	bool known = false;

	if (!dot || strchr(dot, '/') || format_by_file(o->formats, o->path) != FORMATS || is_own(o, dot))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(promised); i++)
		known |= strcasecmp(promised[i], dot) == 0;
	if (known && (!o->given || strncasecmp(dot, ".dt", 3) == 0))
		argp_error(state, "--output %s: this command writes no %s%s: expected a name that ends in %s", o->path, dot,
				   access(o->path, F_OK) == 0 ? ", and it would be replaced" : "", writable(o));
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct output_options *o = state->input;

	switch (key) {
	case 'o':
		o->path = output_is_stdout(arg) ? NULL : arg;
		return 0;
	case ARGP_KEY_END:
		if (o->arena && (output_format(o) == FORMAT_HTML || output_format(o) == FORMAT_MARKDOWN))
			o->origin = origin_of(o->arena, state->argc, state->argv, o->path);
		if (o->path)
			refuse_inputs(state, o->path);
		output_check_suffix(state, o);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp output_argp = { options, parse, NULL, NULL, NULL, NULL, NULL };

/* --- the format --------------------------------------------------------------------- */

static const struct argp_option format_options[] = {
	{ "format", 'f', "FORMAT", 0, "", 0 },
	{ NULL, 0, NULL, 0, NULL, 0 },
};

static error_t parse_format(int key, char *arg, struct argp_state *state)
{
	struct output_options *o = state->input;

	if (key != 'f')
		return ARGP_ERR_UNKNOWN;
	if (format_by_name(o->formats, arg) == FORMATS)
		argp_error(state, "--format %s: expected %s", arg, format_names(o->arena, o->formats));
	o->given = arg;
	return 0;
}

static char *name_formats(int key, const char *text, void *input)
{
	const struct output_options *o = input;

	if (key != 'f' || !o)
		return (char *)(uintptr_t)text; /* argp frees what is not the text that it gave */
	/* text comes first of all */
	return strdup(
		arena_printf(o->arena, "text (default)%s", format_names(o->arena, o->formats) + strlen("text")));
}

const struct argp format_argp = { format_options, parse_format, NULL, NULL, NULL, name_formats, NULL };

enum format_id output_format(const struct output_options *o)
{
	enum format_id id = FORMATS;

	if (o->given)
		id = format_by_name(o->formats, o->given);
	else if (o->path)
		id = format_by_file(o->formats, o->path);
	return id == FORMATS ? FORMAT_TEXT : id;
}

int output_page(const struct output_options *o, struct page *page, struct error *error)
{
	const struct text_style style = result_style(o->path);
	struct output output;
	int ret = output_open(&output, o->path, error);

	if (ret)
		return ret;
	page_origin(page, &o->origin);
	page_write(formats[output_format(o)].page, &style, page, output.out);
	return output_close(&output, 0, error);
}

const struct argp_child board_and_output_argp[] = {
	{ &board_argp, 0, NULL, 0 },
	{ &output_argp, 0, NULL, 0 },
	{ NULL, 0, NULL, 0 },
};

const struct argp_child output_and_format_argp[] = {
	{ &output_argp, 0, NULL, 0 },
	{ &format_argp, 0, NULL, 0 },
	{ NULL, 0, NULL, 0 },
};

const struct argp_child board_and_format_argp[] = {
	{ &board_argp, 0, NULL, 0 },
	{ &output_argp, 0, NULL, 0 },
	{ &format_argp, 0, NULL, 0 },
	{ NULL, 0, NULL, 0 },
};
