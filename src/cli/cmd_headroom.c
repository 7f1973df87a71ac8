/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "alloc/headroom.h"
#include "alloc/usual.h"
#include "cli/board_options.h"
#include "cli/command.h"
#include "cli/asked_memory.h"
#include "cli/output_options.h"
#include "cli/result.h"
#include "cli/setting.h"
#include "document/pages.h"
#include "render/headroom_json.h"
#include "util/arena.h"
#include "util/output.h"
#include "util/error.h"

enum { OPT_STATE = 0x200, OPT_REQUEST, OPT_VENDOR_CMA };

struct headroom_options {
	struct board_options board;
	struct output_options output;
	const char *state, *input;
	bool vendor_cma;
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
	{ NULL, 0, NULL, 0, NULL, 0 },
};

static const struct setting settings[] = {
	{ OPT_STATE, SET_TEXT, offsetof(struct headroom_options, state), 0, 0 },
	{ OPT_VENDOR_CMA, SET_FLAG, offsetof(struct headroom_options, vendor_cma), 0, 0 },
	{ 0, SET_FLAG, 0, 0, 0 },
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct headroom_options *o = state->input;

	if (key == OPT_REQUEST) {
		arena_push(o->arena, o->requests, o->request_count, arg);
		return 0;
	}
	if (key == ARGP_KEY_END && !o->input == !o->state)
		argp_error(state, "which memory? give a board's tree, or --state with a folder of /proc files");
	if (setting_parse(settings, options, o, key, arg, state) == 0)
		return 0;
	return command_parse(&o->board, &o->output, &o->input, key, arg, state);
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

static int print_json(const struct headroom_options *o, const struct usual_headroom *rows,
					  struct error *error)
{
	struct output result;
	int ret = output_open(&result, o->output.path, error);

	if (ret)
		return ret;
	headroom_print_json(result.out, rows->rows, rows->count, o->state ? "captured" : "boot");
	return output_close(&result, 0, error);
}

/* Nothing asked: every order, by the masks that people think in, and the free lists that they are counted
 * from. */
static int answer_and_print(struct headroom_options *o, const struct memory_state *memory,
							struct error *error)
{
	const char *name = o->state ? o->state : o->input;
	struct usual_headroom rows = { arena_alloc(o->arena, o->request_count * sizeof(*rows.rows)),
								   o->request_count };
	int ret;

	if (o->request_count)
		ret = answer(o, memory, rows.rows, error);
	else
		ret = usual_headroom(o->arena, memory, &rows, error);
	if (ret)
		return ret;
	if (output_format(&o->output) == FORMAT_JSON)
		return print_json(o, &rows, error);
	return output_page(&o->output,
					   o->request_count ? page_of_requests(o->arena, name, memory, rows.rows, rows.count)
										: page_of_memory(o->arena, name, memory, &rows),
					   error);
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
	board_and_format_argp,
	NULL,
	NULL,
};

static int run_headroom(int argc, char **argv)
{
	struct headroom_options o = { .arena = arena_new() };
	struct error error;
	int ret;

	o.board.arena = o.arena;
	o.output = (struct output_options){ .arena = o.arena, .formats = FORMAT_DOCUMENTS | FORMAT_BIT(JSON) };
	parse_arguments(&argp, argc, argv, &o);
	ret = run_with(&o, &error);
	arena_free(o.arena);
	return ret ? trouble(&error) : EXIT_OK;
}

const struct command headroom_command = { "headroom", "count the blocks that a request can get", run_headroom, &argp };
