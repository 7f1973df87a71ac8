/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/kernel.h"

#include <errno.h>
#include <stdlib.h>

#include <dtcarve/kernel.h>

#include "input/image_kernel.h"
#include "lib/objects.h"
#include "lib/dtcarve_options.h"
#include "util/arena.h"

struct dtcarve_kernel *kernel_hold(struct dtcarve_kernel *kernel)
{
	hold(kernel);
	return kernel;
}

/* The kernel may point into what its image and its board's image hold. */
static int load(struct dtcarve_ctx *ctx, struct kernel_options *wanted, struct dtcarve_tree *tree,
				struct dtcarve_kernel **result)
{
	struct dtcarve_kernel *object;
	int ret = 0;

	object = memory_new(sizeof(*object));
	object->ctx = ctx_hold(ctx);
	object->tree = tree ? tree_hold(tree) : NULL;
	object->arena = arena_new();
	kernel_hold(object);
	if (wanted->image)
		ret = image_kernel_read(object->arena, wanted->image, &wanted->image_bytes, &ctx->error);
	if (ret == 0)
		ret = kernel_load(wanted, &object->kernel, &ctx->error);
	if (ret)
		dtcarve_kernel_free(object);
	else
		*result = object;
	return ret;
}

static bool is_arch(int arch)
{
	return arch >= DTCARVE_ARCH_UNKNOWN && arch <= DTCARVE_ARCH_RISCV64;
}

static int refuse_arch(struct dtcarve_ctx *ctx, int arch)
{
	return error_set(&ctx->error, -EINVAL, "architecture %d: expected one of enum dtcarve_arch", arch);
}

int dtcarve_kernel_load(struct dtcarve_ctx *ctx, const char *release, enum dtcarve_arch arch,
						const struct dtcarve_options *options, struct dtcarve_kernel **result)
{
	struct kernel_options wanted;

	*result = NULL;
	ENTRY(&ctx->error);
	wanted = options_or_none(options)->kernel;
	if (!is_arch((int)arch))
		return refuse_arch(ctx, (int)arch);
	wanted.kernel = release;
	wanted.arch = (enum arch)arch;
	return load(ctx, &wanted, NULL, result);
}

int dtcarve_kernel_for_board(const struct dtcarve_board *board, const char *release,
							 const struct dtcarve_options *options, struct dtcarve_kernel **result)
{
	const struct dtcarve_options *o;
	struct kernel_options wanted;

	*result = NULL;
	ENTRY(&board->ctx->error);
	o = options_or_none(options);
	wanted = kernel_options_for(&o->kernel, board->board, o->arch_given);
	if (!is_arch((int)wanted.arch))
		return refuse_arch(board->ctx, (int)wanted.arch);
	wanted.kernel = release;
	return load(board->ctx, &wanted, board->tree, result);
}

void dtcarve_kernel_free(struct dtcarve_kernel *kernel)
{
	if (!kernel || !let_go(kernel))
		return;
	kernel_free(kernel->kernel);
	arena_free(kernel->arena);
	dtcarve_tree_free(kernel->tree);
	dtcarve_ctx_free(kernel->ctx);
	memory_free(kernel);
}

const char *dtcarve_kernel_get_release(const struct dtcarve_kernel *kernel)
{
	return kernel->kernel->release;
}

const char *dtcarve_kernel_get_rules(const struct dtcarve_kernel *kernel)
{
	return kernel->kernel->known[0].name;
}

bool dtcarve_kernel_has_nearest_rules(const struct dtcarve_kernel *kernel)
{
	return kernel->kernel->known_count > 1;
}

enum dtcarve_arch dtcarve_kernel_get_arch(const struct dtcarve_kernel *kernel)
{
	return (enum dtcarve_arch)kernel->kernel->arch;
}

uint64_t dtcarve_kernel_get_page_size(const struct dtcarve_kernel *kernel)
{
	return page_size(kernel->kernel);
}

unsigned int dtcarve_kernel_get_max_order(const struct dtcarve_kernel *kernel)
{
	return kernel->kernel->max_order;
}

unsigned int dtcarve_kernel_get_pageblock_order(const struct dtcarve_kernel *kernel)
{
	return kernel->kernel->pageblock_order;
}

uint64_t dtcarve_kernel_get_cma_granule(const struct dtcarve_kernel *kernel)
{
	return kernel->kernel->cma_granule;
}

unsigned int dtcarve_kernel_get_cma_areas(const struct dtcarve_kernel *kernel)
{
	return kernel->kernel->cma_areas;
}
