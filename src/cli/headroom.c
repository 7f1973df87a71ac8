/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc/headroom.h"
#include "alloc/usual.h"
#include "cli/board_options.h"
#include "cli/command.h"
#include "cli/output_options.h"
#include "cli/memory.h"
#include "cli/result.h"
#include "render/free_lists.h"
#include "render/headroom.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"
#include "util/output.h"

enum { OPT_STATE = 0x200, OPT_REQUEST, OPT_VENDOR_CMA };

struct headroom_options {
	struct board_options board;
	struct output_options output;
	const char *state, *input;
	bool json, vendor_cma;
	const char **requests;
	size_t request_count;
	struct arena *arena;
};

static const struct argp_option options[] = {
	{ "state", OPT_STATE, "DIR", 0, "Captured /proc/zoneinfo and pagetypeinfo, no board", 0 },
	{ "request", OPT_REQUEST, "R", 0,
	  "'order=3 gfp=GFP_ATOMIC count=16', 'kmalloc=40000', skb:9000, dma:1M or 24K, repeatable (default: all orders of the usual masks)",
	  0 },
	{ "vendor-cma", OPT_VENDOR_CMA, NULL, 0, "CMA serves only requests with __GFP_CMA (Android)", 0 },
	{ "format", 'f', "FORMAT", 0, "text (default) or json", 0 },
	{ NULL, 0, NULL, 0, NULL, 0 },
};

static void set_format(struct headroom_options *o, const char *arg, struct argp_state *state)
{
	if (strcmp(arg, "text") != 0 && strcmp(arg, "json") != 0)
		argp_error(state, "--format %s: expected text or json", arg);
	o->json = strcmp(arg, "json") == 0;
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct headroom_options *o = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &o->board;
		state->child_inputs[1] = &o->output;
		return 0;
	case OPT_STATE:
		o->state = arg;
		return 0;
	case OPT_REQUEST:
		arena_push(o->arena, o->requests, o->request_count, arg);
		return 0;
	case OPT_VENDOR_CMA:
		o->vendor_cma = true;
		return 0;
	case 'f':
		set_format(o, arg, state);
		return 0;
	case ARGP_KEY_ARG:
		if (o->input)
			argp_error(state, "one board at a time: %s and %s", o->input, arg);
		o->input = arg;
		return 0;
	case ARGP_KEY_END:
		if (!o->input == !o->state)
			argp_error(state, "which memory? give a board's tree, or --state with a folder of /proc files");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int answer(struct headroom_options *o, const struct memory_state *memory, struct headroom *rows,
				  struct error *error)
{
	struct alloc_request *requests = arena_alloc(o->arena, o->request_count * sizeof(*requests));

	for (size_t i = 0; i < o->request_count; i++) {
		int ret = request_parse(o->arena, &memory->kernel, o->requests[i], &requests[i], error);

		if (ret)
			return ret;
		rows[i] = headroom_count(o->arena, memory, &requests[i]);
	}
	return 0;
}

/* Everything in one: headroom by order, free blocks, pageblocks, how fragmented they are. */
static void print_table(const struct pen *pen, const struct memory_state *memory, const struct headroom *rows,
						size_t count)
{
	usual_headroom_write(pen, memory, rows, count);
	pen_heading(pen, "FREE BLOCKS", NULL);
	free_blocks_write(pen, memory);
	pen_heading(pen, "PAGEBLOCKS", NULL);
	pageblocks_write(pen, memory);
	pen_heading(pen, "FRAGMENTATION", NULL);
	indices_write(pen, memory);
}

static void print(FILE *out, const struct headroom_options *o, const struct memory_state *memory,
				  const struct headroom *rows, bool table)
{
	const struct text_style style = result_style(o->output.path);
	const struct pen pen = { o->arena, &style, out };

	if (o->json)
		headroom_print_json(out, rows, o->request_count, o->state ? "captured" : "boot");
	else if (table)
		print_table(&pen, memory, rows, o->request_count);
	else
		headroom_print_text(&pen, memory, rows, o->request_count);
}

static int answer_and_print(struct headroom_options *o, const struct memory_state *memory,
							struct error *error)
{
	bool table = o->request_count == 0;
	struct usual_headroom usual = { 0 };
	struct headroom *rows;
	struct output result;
	int ret;

	rows = arena_alloc(o->arena, o->request_count * sizeof(*rows));
	if (table) {
		/* nothing asked: every order, by the masks that people think in */
		ret = usual_headroom(o->arena, memory, &usual, error);
		rows = usual.rows;
		o->request_count = usual.count;
	} else {
		ret = answer(o, memory, rows, error);
	}
	if (!ret)
		ret = output_open(&result, o->output.path, error);
	if (ret)
		return ret;
	print(result.out, o, memory, rows, table);
	return output_close(&result, 0, error);
}

static int run_with(struct headroom_options *o, struct error *error)
{
	struct memory_state *memory;
	int ret = memory_load(&o->board, o->state, o->input, &memory, error);

	if (ret)
		return ret;
	if (o->vendor_cma)
		memory->kernel.gfp_config |= GFP_CONFIG_ANDROID_CMA;
	ret = answer_and_print(o, memory, error);
	memory_state_free(memory);
	return ret;
}

static const struct argp argp = {
	options,
	parse_option,
	"BOARD",
	"Counts how many blocks a request can get, and tells what limits it.\vExample: dtcarve headroom --request 'order=3 gfp=GFP_ATOMIC' board.dtb",
	board_and_output_argp,
	NULL,
	NULL,
};

static int run(int argc, char **argv)
{
	struct headroom_options o = { .arena = arena_new() };
	struct error error;
	int ret;

	o.board.arena = o.arena;
	argp_err_exit_status = EXIT_TROUBLE;
	argp_parse(&argp, argc, argv, 0, NULL, &o);
	ret = run_with(&o, &error);
	arena_free(o.arena);
	return ret ? trouble(&error) : EXIT_OK;
}

const struct command headroom_command = { "headroom", "count the blocks that a request can get", run };
