/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc/alloc_kernel.h"
#include "alloc/headroom.h"
#include "alloc/proc_state.h"
#include "cli/command.h"
#include "cli/result.h"
#include "render/headroom.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

enum { OPT_STATE = 256, OPT_KERNEL, OPT_REQUEST, OPT_FORMAT, OPT_VENDOR_CMA };

struct headroom_options {
	const char *state, *kernel, *format, *output;
	const char **requests;
	size_t request_count;
	bool vendor_cma;
	struct arena *arena;
};

static const struct argp_option options[] = {
	{ "state", OPT_STATE, "DIR", 0, "Captured /proc files: zoneinfo.txt and pagetypeinfo.txt in a folder",
	  0 },
	{ "kernel", OPT_KERNEL, "V", 0, "Kernel version (4.19, 6.1.176) or kernel-profile file", 0 },
	{ "request", OPT_REQUEST, "R", 0,
	  "A request, repeatable: 'order=3 gfp=GFP_ATOMIC count=16', 'kmalloc=40000 gfp=GFP_KERNEL', skb:9000, "
	  "dma:1M, "
	  "24K. Without any: all orders of the usual masks",
	  0 },
	{ "vendor-cma", OPT_VENDOR_CMA, NULL, 0, "An Android tree: CMA serves only requests with __GFP_CMA", 0 },
	{ "format", OPT_FORMAT, "F", 0, "text (default) or json", 0 },
	{ "output", 'o', "FILE", 0, "Write there instead of standard output", 0 },
	{ 0 },
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct headroom_options *o = state->input;

	switch (key) {
	case OPT_STATE:
		o->state = arg;
		return 0;
	case OPT_KERNEL:
		o->kernel = arg;
		return 0;
	case OPT_REQUEST:
		arena_push(o->arena, o->requests, o->request_count, arg);
		return 0;
	case OPT_VENDOR_CMA:
		o->vendor_cma = true;
		return 0;
	case OPT_FORMAT:
		if (strcmp(arg, "text") != 0 && strcmp(arg, "json") != 0)
			argp_error(state, "--format: text or json, not '%s'", arg);
		o->format = arg;
		return 0;
	case 'o':
		o->output = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* What is asked when nothing is: every order, by the masks that people think in. */
static int usual_requests(struct headroom_options *o, const struct memory_state *memory)
{
	static const char *const masks[] = { "GFP_ATOMIC", "GFP_KERNEL", "GFP_HIGHUSER_MOVABLE" };

	for (unsigned int order = 0; order <= memory->kernel.max_order; order++)
		for (size_t i = 0; i < ARRAY_SIZE(masks); i++)
			arena_push(o->arena, o->requests, o->request_count,
					   arena_printf(o->arena, "order=%u gfp=%s", order, masks[i]));
	return 0;
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

static int print(FILE *out, const struct headroom_options *o, const struct memory_state *memory,
				 const struct headroom *rows, bool table)
{
	int ret;

	if (o->format && strcmp(o->format, "json") == 0)
		return headroom_print_json(out, memory, rows, o->request_count, "captured");
	if (!table)
		return headroom_print_text(out, memory, rows, o->request_count);
	ret = headroom_print_table(out, memory, rows, o->request_count);
	if (!ret)
		fputc('\n', out);
	return ret ? ret : freelists_print_text(out, memory);
}

static int answer_and_print(struct headroom_options *o, const struct memory_state *memory,
							struct error *error)
{
	bool table = o->request_count == 0;
	struct headroom *rows;
	struct result result;
	int ret = table ? usual_requests(o, memory) : 0;

	rows = arena_alloc(o->arena, o->request_count * sizeof(*rows));
	if (!ret)
		ret = answer(o, memory, rows, error);
	if (!ret)
		ret = result_open(&result, error);
	if (ret)
		return ret;
	return result_close(&result, o->output, print(result.out, o, memory, rows, table), error);
}

static int run_with(struct headroom_options *o, struct error *error)
{
	struct alloc_kernel kernel;
	struct memory_state *memory;
	int ret;

	if (!o->state)
		return error_set(error, -EINVAL,
						 "headroom: give --state DIR with captured zoneinfo and pagetypeinfo");
	ret = alloc_kernel_load(o->kernel, &kernel, error);
	if (ret)
		return ret;
	if (o->vendor_cma)
		kernel.gfp_config |= GFP_CONFIG_ANDROID_CMA;
	ret = proc_state_read(o->state, &kernel, &memory, error);
	if (ret)
		return ret;
	ret = answer_and_print(o, memory, error);
	memory_state_free(memory);
	return ret;
}

static int run(int argc, char **argv)
{
	static const struct argp argp = {
		.options = options,
		.parser = parse_option,
		.doc = "How many blocks of an order a request can get, and what limits it.",
	};
	struct headroom_options o = { .arena = arena_new() };
	struct error error;
	int ret;

	argp_err_exit_status = EXIT_TROUBLE;
	argp_parse(&argp, argc, argv, 0, NULL, &o);
	ret = run_with(&o, &error);
	arena_free(o.arena);
	return ret ? trouble(&error) : EXIT_OK;
}

const struct command headroom_command = { "headroom", "how many blocks of an order a request can get", run };
