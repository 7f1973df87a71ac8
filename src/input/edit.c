/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "input/edit.h"

#include <errno.h>
#include <libfdt.h>
#include <string.h>

#include "input/tree.h"
#include "util/arena.h"
#include "util/error.h"

/* Beside its value a property takes a tag, a header, padding and perhaps its name. */
#define PROPERTY_ROOM 64

static size_t room_for(const struct tree *tree, const struct edit *edits, size_t count)
{
	size_t room = tree->size + PROPERTY_ROOM;

	for (size_t i = 0; i < count; i++)
		room += edits[i].size + strlen(edits[i].property ? edits[i].property : edits[i].path) + PROPERTY_ROOM;
	return room;
}

static int add_node(void *fdt, const struct edit *edit, const char *file, struct error *error)
{
	const char *name = strrchr(edit->path, '/');
	/* the root is "/": libfdt 1.7.2 takes the empty path for no path */
	int length = name > edit->path ? (int)(name - edit->path) : 1;
	int parent = fdt_path_offset_namelen(fdt, edit->path, length);
	int ret = parent < 0 ? parent : fdt_add_subnode(fdt, parent, name + 1);

	if (ret >= 0)
		return 0;
	return error_set(error, ret == -FDT_ERR_EXISTS ? -EEXIST : -EINVAL, "%s: %s cannot be added: %s", file,
					 edit->path, fdt_strerror(ret));
}

static int apply(void *fdt, const struct edit *edit, const char *file, struct error *error)
{
	int node = fdt_path_offset(fdt, edit->path);
	int ret = node < 0 ? node : fdt_setprop(fdt, node, edit->property, edit->value, (int)edit->size);

	if (ret == 0)
		return 0;
	return error_set(error, ret == -FDT_ERR_NOTFOUND ? -ENOENT : -EINVAL, "%s: %s: %s cannot be set: %s",
					 file, edit->path, edit->property, fdt_strerror(ret));
}

int tree_edit(const struct tree *tree, const struct edit *edits, size_t count, struct tree **result,
			  struct error *error)
{
	struct arena *arena = arena_new();
	size_t room = room_for(tree, edits, count);
	void *fdt = arena_alloc(arena, room);
	int ret = fdt_open_into(tree->fdt, fdt, (int)room);

	*result = NULL;
	if (ret)
		ret = error_set(error, -EINVAL, "%s: %s", tree->file, fdt_strerror(ret));
	for (size_t i = 0; ret == 0 && i < count; i++)
		ret = edits[i].property ? apply(fdt, &edits[i], tree->file, error)
								: add_node(fdt, &edits[i], tree->file, error);
	if (ret == 0) {
		fdt_pack(fdt);
		ret = tree_from_bytes(fdt, fdt_totalsize(fdt), tree->file, NULL, result, error);
	}
	arena_free(arena);
	return ret;
}

const void *tree_property(const struct tree *tree, const char *path, const char *property, size_t *size)
{
	int node = fdt_path_offset(tree->fdt, path), length = 0;
	const void *value = node < 0 ? NULL : fdt_getprop(tree->fdt, node, property, &length);

	*size = value ? (size_t)length : 0;
	return value;
}

uint32_t tree_last_phandle(const struct tree *tree)
{
	uint32_t last;

	return fdt_find_max_phandle(tree->fdt, &last) == 0 ? last : 0;
}
