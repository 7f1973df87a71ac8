/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "input/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "input/blob.h"
#include "input/boot_folder.h"
#include "input/choose.h"
#include "input/container.h"
#include "input/folder.h"
#include "input/size_limits.h"
#include "input/overlay.h"
#include "input/overlay_params.h"
#include "util/arena.h"
#include "util/error.h"

#define SPARE_BYTES 65536

static const char *shown_name(const char *path)
{
	return strcmp(path, "-") == 0 ? "<stdin>" : path;
}

/* Images of the same board: what they hold counts as one. */
static int read_images(struct unpacking *u, struct error *error)
{
	int ret = 0;

	for (size_t i = 0; i < u->options->image_count && !u->wants_overlay && ret == 0; i++) {
		const char *path = u->options->images[i];
		struct bytes in;

		ret = file_read(u->arena, path, CONTAINER_LIMIT_BYTES, &in, error);
		u->located |= ret != 0;
		if (ret == 0)
			ret = container_read(u, in, error);
		if (ret && !u->located)
			ret = error_prefix(error, "%s", path);
	}
	return ret;
}

/* The overlay that an image of the board's set holds, as its boot loader would apply it. */
static int apply_image_overlay(struct unpacking *u, struct error *error)
{
	const struct found_tree *overlay;
	bool any = false;
	int ret;

	for (size_t i = 0; i < u->contents.tree_count && u->options->image_count && !u->wants_overlay; i++)
		any |= !u->contents.trees[i].damage && u->contents.trees[i].blob.fragment;
	if (!any)
		return 0;
	ret = choose_tree(&u->contents, true, u->options->dtbo_entry, "--dtbo-entry", &overlay, error);
	return ret ? ret : overlay_apply(u->arena, &u->blob.fdt, u->file, &overlay->blob, error);
}

static int open_bytes(struct unpacking *u, struct bytes in, struct error *error)
{
	int ret = container_read(u, in, error);

	if (ret == 0)
		ret = read_images(u, error);
	if (ret == 0)
		ret = container_choose(u, error);
	if (ret == 0)
		ret = apply_image_overlay(u, error);
	return ret && !u->located ? error_prefix(error, "%s", u->file) : ret;
}

static int open_path(struct unpacking *u, const char *path, struct error *error);

/* A device tree's folder, a boot loader's, or one of captures with a tree among them. */
static int open_folder(struct unpacking *u, const char *path, struct error *error)
{
	const char *blob = arena_printf(u->arena, "%s/fdt.dtb", path);
	const char *tree = arena_printf(u->arena, "%s/device-tree", path);

	if (folder_is_device_tree(path))
		return folder_open(u, path, error);
	if (boot_folder_matches(path))
		return boot_folder_open(u, path, error);
	if (access(blob, F_OK) == 0)
		return open_path(u, blob, error);
	return folder_open(u, folder_is_device_tree(tree) ? tree : path, error);
}

static int open_path(struct unpacking *u, const char *path, struct error *error)
{
	struct bytes in;
	int ret = file_read(u->arena, path, CONTAINER_LIMIT_BYTES, &in, error);

	if (ret == -EISDIR)
		return open_folder(u, path, error);
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

/* "FILE,cma-512,size=3": a comma may be part of a file's name, too. */
static const char *split_params(struct arena *arena, const char *text, const char ***params, size_t *count)
{
	const char *comma = access(text, F_OK) == 0 ? NULL : strchr(text, ',');
	const char *path = comma ? arena_strndup(arena, text, (size_t)(comma - text)) : text;

	for (; comma; comma = strchr(comma + 1, ','))
		arena_push(arena, *params, *count, arena_strndup(arena, comma + 1, strcspn(comma + 1, ",")));
	return path;
}

static int apply_one(struct unpacking *u, const char *text, struct error *error)
{
	const char **params = NULL;
	size_t count = 0;
	const char *path = split_params(u->arena, text, &params, &count);
	struct unpacking overlay = {
		.arena = u->arena, .file = shown_name(path), .options = u->options, .wants_overlay = true
	};
	int ret = open_path(&overlay, path, error);

	if (ret)
		return ret;
	if (count || overlay_has_params(&overlay.blob))
		ret = overlay_set_params(u->arena, &overlay.blob, params, count, error);
	if (ret == 0 && (overlay.blob.fragment || !count)) /* parameters may have put all of it off */
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
static struct arena *home_of_tree(struct unpacking *u, const struct image_told *told, const void **fdt)
{
	struct arena *arena = u->arena;

	*fdt = u->blob.fdt.data;
	if (told->cmdline || told->kernel.size || told->initrd_bytes || told->release || told->config ||
		told->bank_count)
		return arena;
	if (u->blob.fdt.data == u->read.data && u->read.size - u->blob.fdt.size < SPARE_BYTES)
		return arena;
	arena = arena_new();
	*fdt = copy_fdt(arena, u->blob.fdt);
	return arena;
}

static const char *place_in_words(struct unpacking *u, const struct origin *from)
{
	return from->place ? arena_printf(u->arena, "%s, %s", u->file, from->place) : u->file;
}

static struct image_told told_by(struct unpacking *u)
{
	const struct contents *c = &u->contents;
	struct image_told told = { .release = c->release };

	for (size_t i = 0; i < c->cmdline_count; i++) {
		const char *place = place_in_words(u, &c->cmdlines[i].from);

		told.cmdline_from = i ? arena_printf(u->arena, "%s; %s", told.cmdline_from, place) : place;
		told.cmdline =
			i ? arena_printf(u->arena, "%s %s", told.cmdline, c->cmdlines[i].text) : c->cmdlines[i].text;
	}
	if (c->kernel_count) {
		told.kernel = c->kernels[0].bytes;
		told.kernel_from = place_in_words(u, &c->kernels[0].from);
	}
	if (c->has_initrd) {
		told.initrd_bytes = c->initrd_bytes;
		told.initrd_from = place_in_words(u, &c->initrd_from);
	}
	told.config = c->config;
	told.system_map = c->system_map;
	memcpy(told.banks, c->banks, sizeof(told.banks));
	told.bank_count = c->bank_count;
	told.banks_from = c->bank_count ? place_in_words(u, &c->banks_from) : NULL;
	return told;
}

static struct tree *tree_new(struct unpacking *u)
{
	const void *fdt;
	struct image_told told = told_by(u);
	struct arena *arena = home_of_tree(u, &told, &fdt);
	struct tree *tree = arena_new_object(arena, struct tree);

	*tree = (struct tree){ .arena = arena,
						   .file = arena_strdup(arena, u->file),
						   .format = u->format,
						   .compression = u->compression,
						   .entry = arena_strdup_or_null(arena, u->entry),
						   .fdt = fdt,
						   .size = u->blob.fdt.size,
						   .told = told,
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

/* A file that is one tree and source need no further look. */
static bool is_plain(const char *path)
{
	unsigned char head[512];
	struct bytes in = { head, 0 };
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t got = fd < 0 ? 0 : read(fd, head, sizeof(head));
	bool plain = true;
	struct stat st;

	in.size = got > 0 ? (size_t)got : 0;
	for (size_t i = 0; i < in.size; i++)
		plain = plain && head[i] >= '\t';
	if (in.size >= 8 && blob_has_magic(in))
		plain = fstat(fd, &st) == 0 && (uint64_t)st.st_size == load_be32(head + 4);
	if (fd >= 0)
		close(fd);
	return plain;
}

size_t tree_choices(const char *path, const struct tree_options *options)
{
	struct unpacking u = { .arena = arena_new(), .file = shown_name(path), .options = options };
	struct error error;
	size_t count = 1;

	if (!is_plain(path) && open_path(&u, path, &error) == -ENOTUNIQ) {
		const struct found_tree **list =
			arena_alloc(u.arena, u.contents.tree_count * sizeof(struct found_tree *));

		count = trees_of_kind(&u.contents, false, list);
	}
	arena_free(u.arena);
	return count;
}

bool is_tree_name(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && (strcmp(dot, ".dtb") == 0 || strcmp(dot, ".dts") == 0);
}

void tree_free(struct tree *tree)
{
	if (tree)
		arena_free(tree->arena);
}
