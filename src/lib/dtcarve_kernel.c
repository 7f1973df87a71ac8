/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/kernel.h"

#include <errno.h>
#include <stdlib.h>

#include <dtcarve/kernel.h>

#include "input/image_kernel.h"
#include "lib/objects.h"
#include "lib/dtcarve_options.h"
#include "util/arena.h"

/* The kernel may point into what its image and its board's image hold. */
static int load(struct dtcarve_ctx *ctx, struct kernel_options *wanted, struct dtcarve_tree *tree,
				struct dtcarve_kernel **result)
{
	struct dtcarve_kernel *object;
	int ret = 0;

	object = memory_new(sizeof(*object));
	object->ctx = hold(ctx);
	object->tree = tree ? hold(tree) : NULL;
	object->arena = arena_new();
	hold(object);
	if (wanted->image)
		ret = image_kernel_read(object->arena, wanted->image, &wanted->image_bytes, &ctx->error);
	if (ret == 0)
		ret = kernel_load(wanted, &object->kernel, &ctx->error);
	GIVE(ret, object, dtcarve_kernel_free);
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

USER_FREER(dtcarve_kernel_free, kernel, kernel_free(kernel->kernel), arena_free(kernel->arena),
		   dtcarve_tree_free(kernel->tree), dtcarve_ctx_free(kernel->ctx))

GETTER(const char *, dtcarve_kernel_get_release, kernel, kernel->kernel->release)
GETTER(const char *, dtcarve_kernel_get_rules, kernel, kernel->kernel->known[0].name)
GETTER(bool, dtcarve_kernel_has_nearest_rules, kernel, kernel->kernel->known_count > 1)
GETTER(enum dtcarve_arch, dtcarve_kernel_get_arch, kernel, (enum dtcarve_arch)kernel->kernel->arch)
GETTER(uint64_t, dtcarve_kernel_get_page_size, kernel, page_size(kernel->kernel))
GETTER(unsigned int, dtcarve_kernel_get_max_order, kernel, kernel->kernel->max_order)
GETTER(unsigned int, dtcarve_kernel_get_pageblock_order, kernel, kernel->kernel->pageblock_order)
GETTER(uint64_t, dtcarve_kernel_get_cma_granule, kernel, kernel->kernel->cma_granule)
GETTER(unsigned int, dtcarve_kernel_get_cma_areas, kernel, kernel->kernel->cma_areas)
