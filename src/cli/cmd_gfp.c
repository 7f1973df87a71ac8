/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "alloc/boot_state.h"
#include "alloc/request.h"
#include "alloc/slow_path.h"
#include "cli/command.h"
#include "document/pages.h"
#include "kernel/kernel.h"
#include "render/headroom_json.h"
#include "util/arena.h"
#include "util/error.h"

struct arguments {
	struct command_line line;
	const char *kernel, *mask, *order;
	bool vendor_cma;
};

static const struct command_option options[] = {
	{ "kernel", "VERSION|FILE", "Kernel version or kernel-profile file", KEEP(SET_TEXT, kernel) },
	{ "order", "N", "Tell the way of a request of this order (default 0)", KEEP(SET_TEXT, order) },
	{ "vendor-cma", NULL, "The layout of an Android tree with __GFP_CMA", KEEP(SET_FLAG, vendor_cma) },
};

static void check(void *arguments, struct argp_state *state)
{
	struct arguments *a = arguments;

	if (a->line.word_count > 1)
		argp_error(state, "one mask at a time");
	if (!a->line.word_count)
		argp_error(state, "which mask? For example: gfp 0x484020 --kernel 4.19");
	a->mask = a->line.words[0];
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

static int decode(void *arguments, struct error *error)
{
	const struct arguments *a = arguments;
	struct arena *arena = a->line.arena;
	struct alloc_kernel kernel;
	struct alloc_request request;
	struct slow_path path;
	int ret = load_kernel(a->kernel, &kernel, error);

	if (ret)
		return ret;
	kernel.zones = (1u << GFP_ZONES) - 1;
	kernel.populated = kernel.zones;
	if (a->vendor_cma)
		kernel.gfp_config |= GFP_CONFIG_ANDROID_CMA;
	ret = request_parse(arena, &kernel,
						arena_printf(arena, "order=%s gfp=%s", a->order ? a->order : "0", a->mask), &request,
						error);
	if (ret)
		return ret;
	path = slow_path_for(&kernel, &request);
	OUTPUT(&a->line.output, page_of_mask(arena, &kernel, &request, &path),
		   gfp_print_json(out, &kernel, &request, &path), error);
}

const struct work gfp_work = { TAKES(options), .check = check, .run = decode };
