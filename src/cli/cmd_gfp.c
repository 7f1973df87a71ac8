/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <argp.h>
#include <errno.h>

#include "alloc/boot_state.h"
#include "alloc/request.h"
#include "alloc/slow_path.h"
#include "cli/command.h"
#include "cli/output_options.h"
#include "cli/result.h"
#include "cli/setting.h"
#include "document/pages.h"
#include "kernel/kernel.h"
#include "render/headroom_json.h"
#include "util/arena.h"
#include "util/output.h"
#include "util/error.h"

enum { OPT_KERNEL = 256, OPT_ORDER, OPT_VENDOR_CMA };

struct gfp_options {
	struct output_options output;
	const char *kernel, *mask, *order;
	bool vendor_cma;
};

static const struct argp_option options[] = {
	{ "kernel", OPT_KERNEL, "VERSION|FILE", 0, "Kernel version or kernel-profile file", 0 },
	{ "order", OPT_ORDER, "N", 0, "Tell the way of a request of this order (default 0)", 0 },
	{ "vendor-cma", OPT_VENDOR_CMA, NULL, 0, "The layout of an Android tree with __GFP_CMA", 0 },
	{ NULL, 0, NULL, 0, NULL, 0 },
};

static const struct setting settings[] = {
	{ OPT_KERNEL, SET_TEXT, offsetof(struct gfp_options, kernel), 0, 0 },
	{ OPT_ORDER, SET_TEXT, offsetof(struct gfp_options, order), 0, 0 },
	{ OPT_VENDOR_CMA, SET_FLAG, offsetof(struct gfp_options, vendor_cma), 0, 0 },
	{ 0, SET_FLAG, 0, 0, 0 },
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct gfp_options *o = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		if (o->mask)
			argp_error(state, "one mask at a time");
		o->mask = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which mask? For example: gfp 0x484020 --kernel 4.19");
		return EINVAL;
	default:
		if (setting_parse(settings, options, o, key, arg, state) == 0)
			return 0;
		return command_parse(NULL, &o->output, NULL, key, arg, state);
	}
}

static int load_kernel(const char *text, struct alloc_kernel *known, struct error *error)
{
	const struct kernel_options from = { .kernel = text };
	struct kernel *kernel;
	int ret = kernel_load(&from, &kernel, error);

	if (ret)
		return ret;
	*known = alloc_kernel_from(kernel);
	kernel_free(kernel);
	return 0;
}

static int decode(struct arena *arena, const struct gfp_options *o, struct error *error)
{
	struct alloc_kernel kernel;
	struct alloc_request request;
	struct slow_path path;
	struct output result;
	int ret = load_kernel(o->kernel, &kernel, error);

	if (ret)
		return ret;
	kernel.zones = (1u << GFP_ZONES) - 1;
	kernel.populated = kernel.zones;
	if (o->vendor_cma)
		kernel.gfp_config |= GFP_CONFIG_ANDROID_CMA;
	ret = request_parse(arena, &kernel,
						arena_printf(arena, "order=%s gfp=%s", o->order ? o->order : "0", o->mask), &request,
						error);
	if (ret)
		return ret;
	path = slow_path_for(&kernel, &request);
	if (output_format(&o->output) != FORMAT_JSON)
		return output_page(&o->output, page_of_mask(arena, &kernel, &request, &path), error);
	ret = output_open(&result, o->output.path, error);
	if (ret)
		return ret;
	gfp_print_json(result.out, &kernel, &request, &path);
	return output_close(&result, 0, error);
}

static const struct argp argp = {
	.children = output_and_format_argp,
	.options = options,
	.parser = parse_option,
	.args_doc = "MASK",
	.doc =
		"Decodes a GFP mask, by value or by names: flags, migratetype, zones, reserves, and what happens when the request is not served at once.\vExample: dtcarve gfp 0x484020 --kernel 4.19",
};

static int run_gfp(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct gfp_options o = { .output = { .arena = arena, .formats = FORMAT_DOCUMENTS | FORMAT_BIT(JSON) } };
	struct error error;
	int ret;

	parse_arguments(&argp, argc, argv, &o);
	ret = decode(arena, &o, &error);
	arena_free(arena);
	return ret ? trouble(&error) : EXIT_OK;
}

const struct command gfp_command = { "gfp", "decode a GFP mask for a kernel version", run_gfp, &argp };
