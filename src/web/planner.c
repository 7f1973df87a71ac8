/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The page's planner: a board as it was dropped, and what edits and other options make of it, again and again. */
#include <argp.h>
#include <emscripten.h>
#include <stdlib.h>
#include <string.h>

#include "board/board.h"
#include "cli/board_options.h"
#include "cli/command.h"
#include "compare/compare.h"
#include "compare/measured.h"
#include "document/overlay_source.h"
#include "input/tree.h"
#include "job/what_if.h"
#include "policy/need.h"
#include "render/report_writer.h"
#include "render/what_if_json.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/memory.h"
#include "util/number.h"
#include "alloc/boot_state.h"

/* What one set of options tells of the board; `arena` has its words. */
struct asked {
	struct board_options options;
	const char *path;
	const char *measured; /* captures of the board, or NULL */
};

struct planner {
	struct arena *arena; /* of the board as it was dropped */
	struct asked asked;
	struct prediction base;
	struct arena *trial; /* of the latest trial, or NULL */
	struct asked trial_asked;
	struct what_if what;
	bool edited;
	struct prediction now;
	struct comparison *comparison;
	char *output; /* of the latest call: what it made, or one line */
	size_t size;
};

#define KEY_MEASURED 0x200000

enum artefact { TREE, OVERLAY, OVERLAY_SOURCE, PAGE, FIGURES };

/* --- words ------------------------------------------------------------------------------------ */

static error_t parse_word(int key, char *arg, struct argp_state *state)
{
	struct asked *asked = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &asked->options;
		return 0;
	case ARGP_KEY_ARG:
		if (asked->path)
			return board_add_image(&asked->options, arg);
		asked->path = arg;
		return 0;
	case KEY_MEASURED:
		asked->measured = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* One a line. */
static char **lines_of(struct arena *arena, const char *text, size_t *count)
{
	char **lines = NULL, *rest = arena_strdup(arena, text), *line;

	*count = 0;
	while ((line = strsep(&rest, "\n")))
		if (*line)
			arena_push(arena, lines, *count, line);
	return lines;
}

static void read_words(struct arena *arena, const char *words, struct asked *asked)
{
	static const struct argp_child children[] = { { &board_argp, 0, NULL, 0 }, { NULL, 0, NULL, 0 } };
	static const struct argp_option options[] = { { "measured", KEY_MEASURED, "DIR", 0, "As of report", 0 },
												  { NULL, 0, NULL, 0, NULL, 0 } };
	static const struct argp argp = { .options = options, .parser = parse_word, .children = children };
	size_t count;
	char **lines = lines_of(arena, words, &count);
	char **argv = arena_alloc(arena, (count + 2) * sizeof(*argv));

	argv[0] = arena_strdup(arena, "dtcarve");
	if (count)
		memcpy(argv + 1, lines, count * sizeof(*argv));
	*asked = (struct asked){ .options.arena = arena };
	parse_arguments(&argp, (int)count + 1, argv, asked);
}

/* --- what a call makes ------------------------------------------------------------------------ */

static FILE *begin_output(struct planner *p)
{
	free(p->output);
	p->output = NULL;
	return open_memstream(&p->output, &p->size);
}

static int fail(struct planner *p, const struct error *error)
{
	FILE *out = begin_output(p);

	fputs(error->text, out);
	fclose(out);
	return error->code;
}

static void drop_trial(struct planner *p)
{
	comparison_free(p->comparison);
	p->comparison = NULL;
	prediction_free(&p->now);
	arena_free(p->trial);
	p->trial = NULL;
}

struct call {
	struct planner *planner;
	const char *words, *edits, *needs;
	enum artefact artefact;
	struct error *error;
};

static int guarded(int (*run)(void *), struct call *call)
{
	struct error error = { 0 };
	int ret;

	call->error = &error;
	ret = memory_guard(run, call, &error);
	return ret < 0 ? fail(call->planner, &error) : 0;
}

EMSCRIPTEN_KEEPALIVE struct planner *planner_new(void)
{
	return calloc(1, sizeof(struct planner));
}

EMSCRIPTEN_KEEPALIVE const char *planner_output(const struct planner *p)
{
	return p->output;
}

EMSCRIPTEN_KEEPALIVE size_t planner_size(const struct planner *p)
{
	return p->size;
}

/* --- the board as it is ------------------------------------------------------------------------ */

static int open_board(void *context)
{
	struct call *call = context;
	struct planner *p = call->planner;
	struct what_if_regions regions;
	FILE *out;
	int ret;

	p->arena = arena_new();
	read_words(p->arena, call->words, &p->asked);
	ret = predict(&p->asked.options, p->asked.path, &p->base, call->error);
	if (ret == 0)
		ret = what_if_regions_of(p->arena, p->base.tree, p->base.boot, &regions, call->error);
	if (ret)
		return ret;
	out = begin_output(p);
	what_if_regions_write_json(p->base.board, &regions, out);
	fclose(out);
	return 0;
}

/* Options a line, the file among them; makes what can be edited, as JSON. Once. */
EMSCRIPTEN_KEEPALIVE int planner_open(struct planner *p, const char *words)
{
	struct call call = { .planner = p, .words = words };

	return guarded(open_board, &call);
}

/* --- one trial --------------------------------------------------------------------------------- */

static struct compare_side side_of(const char *name, const struct prediction *p)
{
	return (struct compare_side){ name, p->board, p->kernel, p->boot, &p->headroom, p->findings };
}

/* Captures are of the board as it was dropped: an edit has nothing to be held against. */
static int report_of(const struct planner *p, struct report *report, struct error *error)
{
	const struct prediction *now = &p->now;

	*report = (struct report){ .board = now->board, .kernel = now->kernel, .boot = now->boot, .settled = now->settled,
							   .headroom = &now->headroom, .findings = now->findings };
	return measured_against(p->trial, now->boot, now->settled, p->edited ? NULL : p->trial_asked.measured,
							&report->measured, error);
}

static int write_trial(struct planner *p, const char *needs_text, struct error *error)
{
	struct what_if_view view = { .comparison = p->comparison };
	char **lines = lines_of(p->trial, needs_text, &view.need_count);
	struct need *needs = arena_alloc(p->trial, (view.need_count + 1) * sizeof(*needs));
	struct estimate *values = arena_alloc(p->trial, (view.need_count + 1) * sizeof(*values));
	FILE *out;
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < view.need_count; i++)
		ret = need_parse(p->trial, &p->now.settled->kernel, lines[i], &needs[i], error);
	if (ret)
		return ret;
	needs_measure(p->trial, needs, view.need_count, p->now.boot, p->now.settled, values);
	view.needs = needs;
	view.values = values;
	out = begin_output(p);
	what_if_write_json(&view, out);
	fclose(out);
	return 0;
}

static int try_edits(void *context)
{
	struct call *call = context;
	struct planner *p = call->planner;
	struct compare_side old = side_of("dropped", &p->base), new;
	size_t count;
	char **edits;
	struct tree *changed;
	int ret;

	p->trial = arena_new();
	read_words(p->trial, call->words, &p->trial_asked);
	edits = lines_of(p->trial, call->edits, &count);
	p->edited = count > 0;
	ret = what_if_make(p->trial, p->base.tree, p->base.boot, (const char *const *)edits, count, &p->what, call->error);
	if (ret == 0)
		ret = what_if_tree(&p->what, &changed, call->error);
	if (ret == 0)
		ret = predict_tree(&p->trial_asked.options, p->asked.path, changed, &p->now, call->error);
	if (ret)
		return ret;
	new = side_of("with the edits", &p->now);
	p->comparison = compare(&old, &new);
	return write_trial(p, call->needs, call->error);
}

/* Options, edits (job/what_if.h) and needs, a line each; makes what they lead to, as JSON. */
EMSCRIPTEN_KEEPALIVE int planner_try(struct planner *p, const char *words, const char *edits, const char *needs)
{
	struct call call = { .planner = p, .words = words, .edits = edits, .needs = needs };

	drop_trial(p);
	return guarded(try_edits, &call);
}

/* --- to take away ------------------------------------------------------------------------------ */

static int make_artefact(void *context)
{
	static const struct text_style style = { .unicode = true, .width = 80 };
	struct call *call = context;
	struct planner *p = call->planner;
	struct report report;
	struct bytes overlay = { 0 };
	int ret = report_of(p, &report, call->error);
	FILE *out;

	if (ret)
		return ret;
	out = begin_output(p);
	switch (call->artefact) {
	case TREE:
		fwrite(p->now.tree->fdt, 1, p->now.tree->size, out);
		break;
	case OVERLAY:
		ret = plan_overlay(p->trial, &p->what.plan, &overlay, call->error);
		fwrite(overlay.data, 1, overlay.size, out);
		break;
	case OVERLAY_SOURCE:
		ret = plan_print_overlay(out, &p->what.plan, call->error);
		break;
	case PAGE:
		report_write(&report, FORMAT_HTML, &style, out);
		break;
	case FIGURES:
		report_write(&report, FORMAT_JSON, &style, out);
		break;
	}
	fclose(out);
	return ret;
}

/* Of the latest trial. */
EMSCRIPTEN_KEEPALIVE int planner_take(struct planner *p, enum artefact artefact)
{
	struct call call = { .planner = p, .artefact = artefact };

	return guarded(make_artefact, &call);
}
