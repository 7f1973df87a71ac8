/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Edits as a compiled overlay, as dtc makes one of its source. */
#include <errno.h>
#include <libfdt.h>
#include <string.h>

#include "input/edit.h"
#include "input/tree.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/load.h"
#include "util/number.h"

/* What a fragment takes beside its properties: nodes, target-path and what tells of local references. */
#define FRAGMENT_ROOM 512

struct overlay_writer {
	struct arena *arena;
	const char **targets; /* of the fragments so far */
	size_t target_count;
	uint32_t last_phandle; /* of the tree: what is above belongs to the overlay */
	void *fdt;
};

static const char *parent_of(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash > path ? arena_strndup(arena, path, (size_t)(slash - path)) : "/";
}

static const char *fragment_path(const struct overlay_writer *w, size_t fragment)
{
	return arena_printf(w->arena, "/fragment@%zx/__overlay__", fragment);
}

static int add_fragment(struct overlay_writer *w, const char *target)
{
	const char *name = arena_printf(w->arena, "fragment@%zx", w->target_count);
	int node = fdt_add_subnode(w->fdt, 0, name);
	int ret = node < 0 ? node : fdt_setprop(w->fdt, node, "target-path", target, (int)strlen(target) + 1);

	arena_push(w->arena, w->targets, w->target_count, target);
	return ret ? ret : fdt_add_subnode(w->fdt, node, "__overlay__");
}

/* The path within the overlay's fragments of the node `target`, made where there is none yet; NULL with an error. */
static const char *overlay_node(struct overlay_writer *w, const char *target, int *ret)
{
	for (size_t i = 0; i < w->target_count; i++)
		if (strcmp(w->targets[i], target) == 0)
			return fragment_path(w, i);
	*ret = add_fragment(w, target);
	return *ret < 0 ? NULL : fragment_path(w, w->target_count - 1);
}

/* A node that the overlay adds stands below its parent's fragment. */
static const char *added_node(const struct overlay_writer *w, const struct edit *edits, size_t before, const char *path)
{
	for (size_t i = 0; i < before; i++)
		if (!edits[i].property && strcmp(edits[i].path, path) == 0)
			for (size_t f = 0; f < w->target_count; f++)
				if (strcmp(w->targets[f], parent_of(w->arena, path)) == 0)
					return arena_printf(w->arena, "%s%s", fragment_path(w, f), strrchr(path, '/'));
	return NULL;
}

static int make_path(void *fdt, struct arena *arena, const char *path)
{
	int node = 0;

	for (const char *at = path; node >= 0 && *at;) {
		size_t length = strcspn(at + 1, "/");
		int next = fdt_subnode_offset_namelen(fdt, node, at + 1, (int)length);

		node = next == -FDT_ERR_NOTFOUND ? fdt_add_subnode(fdt, node, arena_strndup(arena, at + 1, length)) : next;
		at += 1 + length;
	}
	return node;
}

/* Cells that refer to the overlay's own nodes count from 1 there, and are told in __local_fixups__. */
static int set_references(struct overlay_writer *w, const char *path, const struct edit *edit)
{
	unsigned char *value = arena_memdup(w->arena, edit->value, edit->size);
	const char *fixups = arena_printf(w->arena, "/__local_fixups__%s", path);
	int ret = 0;

	for (size_t at = 0; ret == 0 && at + 4 <= edit->size; at += 4) {
		uint32_t phandle = load_be32(value + at);
		int node;

		if (phandle <= w->last_phandle)
			continue;
		fdt32_st(value + at, phandle - w->last_phandle);
		node = make_path(w->fdt, w->arena, fixups);
		ret = node < 0 ? node : fdt_appendprop_u32(w->fdt, node, edit->property, (uint32_t)at);
	}
	return ret ? ret : fdt_setprop(w->fdt, fdt_path_offset(w->fdt, path), edit->property, value, (int)edit->size);
}

static int write_edit(struct overlay_writer *w, const struct edit *edits, size_t i)
{
	const struct edit *edit = &edits[i];
	int ret = 0;
	const char *path = edit->property ? added_node(w, edits, i, edit->path) : NULL;

	if (!path)
		path = overlay_node(w, edit->property ? edit->path : parent_of(w->arena, edit->path), &ret);
	if (!path)
		return ret;
	if (!edit->property) {
		ret = fdt_add_subnode(w->fdt, fdt_path_offset(w->fdt, path), strrchr(edit->path, '/') + 1);
		return ret < 0 ? ret : 0;
	}
	if (strcmp(edit->property, "phandle") == 0)
		return fdt_setprop_u32(w->fdt, fdt_path_offset(w->fdt, path), edit->property,
							   load_be32(edit->value) - w->last_phandle);
	if (strcmp(edit->property, "memory-region") == 0)
		return set_references(w, path, edit);
	return fdt_setprop(w->fdt, fdt_path_offset(w->fdt, path), edit->property, edit->value, (int)edit->size);
}

/* libfdt puts what is added before what was there; whoever applies the overlay does that again, so that nodes and
 * properties must stand in it in the order of the edits. */
static int write_in_order(struct arena *arena, const void *fdt, int node, void *to)
{
	int *parts = NULL, part;
	size_t count = 0;
	int ret = fdt_begin_node(to, fdt_get_name(fdt, node, NULL));

	fdt_for_each_property_offset (part, fdt, node)
		arena_push(arena, parts, count, part);
	while (ret == 0 && count > 0) {
		const char *name;
		int length;
		const void *value = fdt_getprop_by_offset(fdt, parts[--count], &name, &length);

		ret = fdt_property(to, name, value, length);
	}
	count = 0;
	parts = NULL;
	fdt_for_each_subnode (part, fdt, node)
		arena_push(arena, parts, count, part);
	while (ret == 0 && count > 0)
		ret = write_in_order(arena, fdt, parts[--count], to);
	return ret ? ret : fdt_end_node(to);
}

static int finish(struct overlay_writer *w, int room, struct bytes *overlay)
{
	void *to = arena_alloc(w->arena, (size_t)room);
	int ret = fdt_create(to, room);

	if (ret == 0)
		ret = fdt_finish_reservemap(to);
	if (ret == 0)
		ret = write_in_order(w->arena, w->fdt, 0, to);
	if (ret == 0)
		ret = fdt_finish(to);
	*overlay = (struct bytes){ to, ret ? 0 : fdt_totalsize(to) };
	return ret;
}

int tree_edit_overlay(struct arena *arena, const struct tree *tree, const struct edit *edits, size_t count,
					  struct bytes *overlay, struct error *error)
{
	struct overlay_writer w = { .arena = arena, .last_phandle = tree_last_phandle(tree) };
	size_t room = FRAGMENT_ROOM;
	int ret;

	for (size_t i = 0; i < count; i++)
		room += FRAGMENT_ROOM + edits[i].size + 4 * strlen(edits[i].path) +
				(edits[i].property ? 2 * strlen(edits[i].property) : 0);
	w.fdt = arena_alloc(arena, room);
	ret = fdt_create_empty_tree(w.fdt, (int)room);
	for (size_t i = 0; ret == 0 && i < count; i++)
		ret = write_edit(&w, edits, i);
	if (ret == 0)
		ret = finish(&w, (int)room, overlay);
	if (ret)
		return error_set(error, -EINVAL, "%s: the overlay cannot be written: %s", tree->file, fdt_strerror(ret));
	return 0;
}
