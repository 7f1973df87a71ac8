/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "input/tree.h"

#include <errno.h>
#include <stdlib.h>

#include <dtcarve/tree.h>

#include "lib/objects.h"
#include "util/arena.h"

struct dtcarve_tree_options {
	struct arena *arena;
	struct tree_options tree;
	const char **overlays, **include_dirs;
};

struct dtcarve_tree *tree_hold(struct dtcarve_tree *tree)
{
	tree->users++;
	return tree;
}

int dtcarve_tree_options_new(struct dtcarve_tree_options **result)
{
	struct dtcarve_tree_options *options = calloc(1, sizeof(*options));

	*result = NULL;
	if (!options)
		return -ENOMEM;
	options->arena = arena_new();
	*result = options;
	return 0;
}

void dtcarve_tree_options_free(struct dtcarve_tree_options *options)
{
	if (!options)
		return;
	arena_free(options->arena);
	free(options);
}

void dtcarve_tree_options_add_overlay(struct dtcarve_tree_options *options, const char *path)
{
	const char *copy = arena_strdup(options->arena, path);

	arena_push(options->arena, options->overlays, options->tree.overlay_count, copy);
	options->tree.overlays = options->overlays;
}

void dtcarve_tree_options_add_include_dir(struct dtcarve_tree_options *options, const char *path)
{
	const char *copy = arena_strdup(options->arena, path);

	arena_push(options->arena, options->include_dirs, options->tree.include_dir_count, copy);
	options->tree.include_dirs = options->include_dirs;
}

void dtcarve_tree_options_set_fit_config(struct dtcarve_tree_options *options, const char *name)
{
	options->tree.fit_config = name ? arena_strdup(options->arena, name) : NULL;
}

void dtcarve_tree_options_set_dtbo_entry(struct dtcarve_tree_options *options, const char *entry)
{
	options->tree.dtbo_entry = entry ? arena_strdup(options->arena, entry) : NULL;
}

static int finish(struct dtcarve_ctx *ctx, int ret, struct tree *tree, struct dtcarve_tree **result)
{
	struct dtcarve_tree *object;

	if (ret)
		return ret;
	object = object_new(ctx, sizeof(*object));
	if (!object) {
		tree_free(tree);
		return -ENOMEM;
	}
	*object = (struct dtcarve_tree){ .users = 1, .ctx = ctx_hold(ctx), .tree = tree };
	*result = object;
	return 0;
}

int dtcarve_tree_load(struct dtcarve_ctx *ctx, const char *path, const struct dtcarve_tree_options *options,
					  struct dtcarve_tree **result)
{
	struct tree *tree = NULL;
	int ret = tree_load(path, options ? &options->tree : NULL, &tree, &ctx->error);

	*result = NULL;
	return finish(ctx, ret, tree, result);
}

int dtcarve_tree_from_bytes(struct dtcarve_ctx *ctx, const void *data, size_t size, const char *name,
							const struct dtcarve_tree_options *options, struct dtcarve_tree **result)
{
	struct tree *tree = NULL;
	int ret = tree_from_bytes(data, size, name, options ? &options->tree : NULL, &tree, &ctx->error);

	*result = NULL;
	return finish(ctx, ret, tree, result);
}

void dtcarve_tree_free(struct dtcarve_tree *tree)
{
	if (!tree || --tree->users)
		return;
	tree_free(tree->tree);
	dtcarve_ctx_free(tree->ctx);
	free(tree);
}

const char *dtcarve_tree_get_file(const struct dtcarve_tree *tree)
{
	return tree->tree->file;
}

const char *dtcarve_tree_get_format(const struct dtcarve_tree *tree)
{
	return tree->tree->format;
}

const char *dtcarve_tree_get_compression(const struct dtcarve_tree *tree)
{
	return tree->tree->compression;
}

const char *dtcarve_tree_get_entry(const struct dtcarve_tree *tree)
{
	return tree->tree->entry;
}

const void *dtcarve_tree_get_fdt(const struct dtcarve_tree *tree, size_t *size)
{
	*size = tree->tree->size;
	return tree->tree->fdt;
}
