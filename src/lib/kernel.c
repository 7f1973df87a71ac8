/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/kernel.h"

#include <errno.h>
#include <stdlib.h>

#include <dtcarve/kernel.h>

#include "input/image_kernel.h"
#include "lib/objects.h"
#include "util/arena.h"

struct dtcarve_kernel_options {
	struct arena *arena;
	struct kernel_options kernel;
};

struct dtcarve_kernel *kernel_hold(struct dtcarve_kernel *kernel)
{
	kernel->users++;
	return kernel;
}

int dtcarve_kernel_options_new(struct dtcarve_kernel_options **result)
{
	struct dtcarve_kernel_options *options = calloc(1, sizeof(*options));

	*result = NULL;
	if (!options)
		return -ENOMEM;
	options->arena = arena_new();
	*result = options;
	return 0;
}

void dtcarve_kernel_options_free(struct dtcarve_kernel_options *options)
{
	if (!options)
		return;
	arena_free(options->arena);
	free(options);
}

static const char *copy(struct dtcarve_kernel_options *options, const char *text)
{
	return text ? arena_strdup(options->arena, text) : NULL;
}

void dtcarve_kernel_options_set_config(struct dtcarve_kernel_options *options, const char *path)
{
	options->kernel.config = copy(options, path);
}

void dtcarve_kernel_options_set_system_map(struct dtcarve_kernel_options *options, const char *path)
{
	options->kernel.system_map = copy(options, path);
}

void dtcarve_kernel_options_set_image(struct dtcarve_kernel_options *options, const char *path)
{
	options->kernel.image = copy(options, path);
}

void dtcarve_kernel_options_set_page_size(struct dtcarve_kernel_options *options, uint64_t bytes)
{
	options->kernel.page_size = bytes;
}

static int load(const struct dtcarve_kernel_options *options, struct kernel_options *wanted,
				struct dtcarve_kernel *object, struct error *error)
{
	int ret =
		wanted->image ? image_kernel_read(options->arena, wanted->image, &wanted->image_bytes, error) : 0;

	return ret ? ret : kernel_load(wanted, &object->kernel, error);
}

int dtcarve_kernel_load(struct dtcarve_ctx *ctx, const char *release, enum dtcarve_arch arch,
						const struct dtcarve_kernel_options *options, struct dtcarve_kernel **result)
{
	struct kernel_options wanted = options ? options->kernel : (struct kernel_options){ 0 };
	struct dtcarve_kernel *object;
	int ret;

	*result = NULL;
	if ((unsigned int)arch > DTCARVE_ARCH_RISCV64)
		return error_set(&ctx->error, -EINVAL, "architecture %d: expected one of enum dtcarve_arch",
						 (int)arch);
	wanted.kernel = release;
	wanted.arch = (enum arch)arch;
	object = object_new(ctx, sizeof(*object));
	ret = object ? load(options, &wanted, object, &ctx->error) : -ENOMEM;
	if (ret) {
		free(object);
		return ret;
	}
	object->ctx = ctx_hold(ctx);
	*result = kernel_hold(object);
	return 0;
}

void dtcarve_kernel_free(struct dtcarve_kernel *kernel)
{
	if (!kernel || --kernel->users)
		return;
	kernel_free(kernel->kernel);
	dtcarve_ctx_free(kernel->ctx);
	free(kernel);
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
