/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/dtcarve_options.h"

#include <errno.h>
#include <stdlib.h>

#include <dtcarve/tree.h>

#include "lib/objects.h"

static int finish(struct dtcarve_ctx *ctx, int ret, struct tree *tree, bool has_file,
				  struct dtcarve_tree **result)
{
	struct dtcarve_tree *object;

	if (ret)
		return ret;
	object = memory_new(sizeof(*object));
	*object = (struct dtcarve_tree){ .ctx = hold(ctx), .tree = tree, .has_file = has_file };
	*result = hold(object);
	return 0;
}

int dtcarve_tree_load(struct dtcarve_ctx *ctx, const char *path, const struct dtcarve_options *options,
					  struct dtcarve_tree **result)
{
	struct tree *tree = NULL;
	int ret;

	*result = NULL;
	ENTRY(&ctx->error);
	ret = tree_load(path, &options_or_none(options)->tree, &tree, &ctx->error);
	return finish(ctx, ret, tree, true, result);
}

int dtcarve_tree_from_bytes(struct dtcarve_ctx *ctx, const void *data, size_t size, const char *name,
							const struct dtcarve_options *options, struct dtcarve_tree **result)
{
	struct tree *tree = NULL;
	int ret;

	*result = NULL;
	ENTRY(&ctx->error);
	ret = tree_from_bytes(data, size, name, &options_or_none(options)->tree, &tree, &ctx->error);
	return finish(ctx, ret, tree, false, result);
}

USER_FREER(dtcarve_tree_free, tree, tree_free(tree->tree), dtcarve_ctx_free(tree->ctx))

GETTER(const char *, dtcarve_tree_get_file, tree, tree->tree->file)
GETTER(const char *, dtcarve_tree_get_format, tree, tree->tree->format)
GETTER(const char *, dtcarve_tree_get_compression, tree, tree->tree->compression)
GETTER(const char *, dtcarve_tree_get_entry, tree, tree->tree->entry)

const void *dtcarve_tree_get_fdt(const struct dtcarve_tree *tree, size_t *size)
{
	if (size)
		*size = tree->tree->size;
	return tree->tree->fdt;
}
