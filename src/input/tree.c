/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "input/tree.h"

#include <errno.h>
#include <string.h>

#include "input/blob.h"
#include "input/container.h"
#include "input/folder.h"
#include "input/limits.h"
#include "input/overlay.h"
#include "util/arena.h"
#include "util/error.h"

#define SPARE_BYTES 65536

static const char *shown_name(const char *path)
{
	return strcmp(path, "-") == 0 ? "<stdin>" : path;
}

static int open_bytes(struct unpacking *u, struct bytes in, struct error *error)
{
	int ret = container_open(u, in, error);

	return ret && !u->located ? error_prefix(error, "%s", u->file) : ret;
}

static int open_path(struct unpacking *u, const char *path, struct error *error)
{
	struct bytes in;
	int ret = file_read(u->arena, path, CONTAINER_LIMIT_BYTES, &in, error);

	if (ret == -EISDIR)
		return folder_open(u, path, error);
	if (ret)
		return ret;
	u->path = strcmp(path, "-") == 0 ? NULL : path;
	u->read = in;
	return open_bytes(u, in, error);
}

static int refuse_overlay_as_base(const struct unpacking *u, struct error *error)
{
	if (!u->blob.fragment)
		return 0;
	return error_set(
		error, -EINVAL,
		"%s: is an overlay (it has /%s/__overlay__): give the board's own tree, and this one with --overlay",
		u->file, u->blob.fragment);
}

static int apply_one(struct unpacking *u, const char *path, struct error *error)
{
	struct unpacking overlay = {
		.arena = u->arena, .file = shown_name(path), .options = u->options, .wants_overlay = true
	};
	int ret = open_path(&overlay, path, error);

	if (ret)
		return ret;
	ret = overlay_apply(u->arena, &u->blob.fdt, u->file, &overlay.blob, error);
	return ret ? error_prefix(error, "%s", overlay.file) : 0;
}

static int apply_overlays(struct unpacking *u, struct error *error)
{
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < u->options->overlay_count; i++)
		ret = apply_one(u, u->options->overlays[i], error);
	return ret;
}

/* With a NUL behind it, as each tree on its way here has. */
static const void *copy_fdt(struct arena *arena, struct bytes fdt)
{
	unsigned char *copy = arena_alloc(arena, fdt.size + 1);

	memcpy(copy, fdt.data, fdt.size);
	return copy;
}

/* The tree alone stays in memory, not what it was unpacked from: a file that is hardly more than the tree is
 * no loss. */
static struct arena *home_of_tree(struct unpacking *u, const void **fdt)
{
	struct arena *arena = u->arena;

	*fdt = u->blob.fdt.data;
	if (u->blob.fdt.data == u->read.data && u->read.size - u->blob.fdt.size < SPARE_BYTES)
		return arena;
	arena = arena_new();
	*fdt = copy_fdt(arena, u->blob.fdt);
	return arena;
}

static struct tree *tree_new(struct unpacking *u)
{
	const void *fdt;
	struct arena *arena = home_of_tree(u, &fdt);
	struct tree *tree = arena_new_object(arena, struct tree);

	*tree = (struct tree){ .arena = arena,
						   .file = arena_strdup(arena, u->file),
						   .format = u->format,
						   .compression = u->compression,
						   .entry = u->entry ? arena_strdup(arena, u->entry) : NULL,
						   .fdt = fdt,
						   .size = u->blob.fdt.size,
						   .symbols = u->symbols.size ? copy_fdt(arena, u->symbols) : NULL };
	if (arena != u->arena)
		arena_free(u->arena);
	return tree;
}

static int finish(struct unpacking *u, int ret, struct tree **tree, struct error *error)
{
	if (ret == 0)
		ret = refuse_overlay_as_base(u, error);
	if (ret == 0)
		ret = apply_overlays(u, error);
	*tree = ret == 0 ? tree_new(u) : NULL;
	if (ret)
		arena_free(u->arena);
	return ret;
}

int tree_load(const char *path, const struct tree_options *options, struct tree **tree, struct error *error)
{
	static const struct tree_options none;
	struct unpacking u = { .arena = arena_new(),
						   .file = shown_name(path),
						   .options = options ? options : &none };

	*tree = NULL;
	return finish(&u, open_path(&u, path, error), tree, error);
}

int tree_from_bytes(const void *data, size_t size, const char *name, const struct tree_options *options,
					struct tree **tree, struct error *error)
{
	static const struct tree_options none;
	struct unpacking u = { .arena = arena_new(), .file = name, .options = options ? options : &none };
	struct bytes in = { arena_alloc(u.arena, size + 1), size };

	*tree = NULL;
	if (size)
		memcpy(in.data, data, size);
	return finish(&u, open_bytes(&u, in, error), tree, error);
}

void tree_free(struct tree *tree)
{
	if (tree)
		arena_free(tree->arena);
}
