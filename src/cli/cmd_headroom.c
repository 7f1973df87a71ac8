/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "alloc/headroom.h"
#include "alloc/usual.h"
#include "cli/command.h"
#include "cli/asked_memory.h"
#include "document/pages.h"
#include "render/headroom_json.h"
#include "util/arena.h"
#include "util/error.h"

struct arguments {
	struct command_line line;
	const char *state;
	bool vendor_cma;
	const char **requests;
	size_t request_count;
};

static const struct command_option options[] = {
	{ "state", "DIR", "Captured /proc/zoneinfo and pagetypeinfo, no board", KEEP(SET_TEXT, state) },
	{ "request", "R",
	  "'order=3 gfp=GFP_ATOMIC count=16', 'kmalloc=40000', skb:9000, dma:1M or 24K, repeatable (default: all orders of the usual masks)",
	  KEEP_TEXTS(requests, request_count) },
	{ "vendor-cma", NULL, "CMA serves only requests with __GFP_CMA (Android)", KEEP(SET_FLAG, vendor_cma) },
};

static void check(void *arguments, struct argp_state *state)
{
	struct arguments *a = arguments;

	if (!a->line.word_count == !a->state)
		argp_error(state, "which memory? give a board's tree, or --state with a folder of /proc files");
	if (!a->state)
		command_board(&a->line, state);
}

static int answer(struct arguments *a, const struct memory_state *memory, struct headroom *rows,
				  struct error *error)
{
	struct alloc_request *requests = arena_alloc(a->line.arena, a->request_count * sizeof(*requests));

	for (size_t i = 0; i < a->request_count; i++) {
		int ret = request_parse(a->line.arena, &memory->kernel, a->requests[i], &requests[i], error);

		if (ret)
			return ret;
		rows[i] = headroom_count(a->line.arena, memory, &requests[i]);
	}
	return 0;
}

/* Nothing asked: every order, by the masks that people think in, and the free lists that they are counted
 * from. */
static int answer_and_print(struct arguments *a, const struct memory_state *memory,
							struct error *error)
{
	const char *name = a->state ? a->state : a->line.input;
	struct usual_headroom rows = { arena_alloc(a->line.arena, a->request_count * sizeof(*rows.rows)),
								   a->request_count };
	int ret;

	if (a->request_count)
		ret = answer(a, memory, rows.rows, error);
	else
		ret = usual_headroom(a->line.arena, memory, &rows, error);
	if (ret)
		return ret;
	OUTPUT(&a->line.output,
		   a->request_count ? page_of_requests(a->line.arena, name, memory, rows.rows, rows.count)
							: page_of_memory(a->line.arena, name, memory, &rows),
		   headroom_print_json(out, rows.rows, rows.count, a->state ? "captured" : "boot"), error);
}

static int run_headroom(void *arguments, struct error *error)
{
	struct arguments *a = arguments;
	struct memory_state *memory;
	int ret = memory_load(&a->line.board, a->state, a->line.input, &memory, error);

	if (ret)
		return ret;
	if (a->vendor_cma)
		memory->kernel.gfp_config |= GFP_CONFIG_ANDROID_CMA;
	ret = answer_and_print(a, memory, error);
	memory_state_free(memory);
	return ret;
}

const struct work headroom_work = { TAKES(options), .check = check, .run = run_headroom };
