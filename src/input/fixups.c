/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "input/fixups.h"

#include <inttypes.h>
#include <libfdt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/arena.h"
#include "util/text.h"

/* One property of /__fixups__, copied out of the tree as that moves. */
struct label {
	const char *name;
	const char **marks;
	size_t count;
	bool changed;
};

struct labels {
	struct arena *arena;
	struct label *items;
	size_t count;
};

static void read_marks(struct labels *l, const char *text, int length)
{
	struct label *label = &l->items[l->count - 1];
	const char *end = text + length;

	while (text < end && memchr(text, '\0', (size_t)(end - text))) {
		arena_push(l->arena, label->marks, label->count, arena_strdup(l->arena, text));
		text += strlen(text) + 1;
	}
}

static struct labels read_labels(struct arena *arena, const void *fdt)
{
	struct labels l = { .arena = arena };
	int node = fdt_path_offset(fdt, "/__fixups__"), property;

	if (node < 0)
		return l;
	fdt_for_each_property_offset(property, fdt, node)
	{
		const char *name;
		int length;
		const char *text = fdt_getprop_by_offset(fdt, property, &name, &length);
		struct label label = { .name = text ? arena_strdup(arena, name) : NULL };

		if (!text)
			continue;
		arena_push(arena, l.items, l.count, label);
		read_marks(&l, text, length);
	}
	return l;
}

static int write_label(struct labels *l, void *fdt, const struct label *label)
{
	int node = fdt_path_offset(fdt, "/__fixups__");
	size_t size = 0;
	char *list;

	for (size_t i = 0; i < label->count; i++)
		size += strlen(label->marks[i]) + 1;
	if (!size)
		return fdt_delprop(fdt, node, label->name);
	list = arena_alloc(l->arena, size);
	size = 0;
	for (size_t i = 0; i < label->count; i++) {
		strcpy(list + size, label->marks[i]);
		size += strlen(label->marks[i]) + 1;
	}
	return fdt_setprop(fdt, node, label->name, list, (int)size);
}

static int write_labels(struct labels *l, void *fdt)
{
	int ret = 0;

	for (size_t i = 0; i < l->count && ret == 0; i++)
		if (l->items[i].changed)
			ret = write_label(l, fdt, &l->items[i]);
	return ret;
}

static void drop_mark(struct label *label, const char *mark)
{
	size_t kept = 0;

	for (size_t i = 0; i < label->count; i++)
		if (strcmp(label->marks[i], mark) != 0)
			label->marks[kept++] = label->marks[i];
	label->changed |= kept != label->count;
	label->count = kept;
}

int fixups_move(struct arena *arena, void *fdt, const char *name, uint32_t offset, const char *path,
				const char *property, uint32_t to)
{
	struct labels l = read_labels(arena, fdt);
	const char *from = arena_printf(arena, "/__overrides__:%s:%" PRIu32, name, offset);
	const char *mark = arena_printf(arena, "%s:%s:%" PRIu32, path, property, to);
	struct label *label = NULL;

	for (size_t i = 0; i < l.count && !label; i++)
		if (text_is_among(from, l.items[i].marks, l.items[i].count))
			label = &l.items[i];
	if (!label)
		return 0;
	for (size_t i = 0; i < l.count; i++)
		drop_mark(&l.items[i], mark);
	arena_push(arena, label->marks, label->count, mark);
	label->changed = true;
	return write_labels(&l, fdt);
}

/* "/fragment@1" of "/fragment@1/__dormant__/node:prop:0", and what follows it. */
static const char *after_fragment(const char *mark)
{
	return *mark == '/' ? mark + 1 + strcspn(mark + 1, "/:") : mark;
}

/* The mark as it is now: NULL where its fragment is off or it is one of /__overrides__. */
static const char *settled_mark(struct arena *arena, const void *fdt, const char *mark)
{
	static const char off[] = "/__dormant__", on[] = "/__overlay__";
	const char *rest = after_fragment(mark);
	int fragment = fdt_path_offset_namelen(fdt, mark, (int)(rest - mark));
	bool is_off = fragment >= 0 && fdt_subnode_offset(fdt, fragment, "__dormant__") >= 0;

	if (strncmp(mark, "/__overrides__", 14) == 0 || is_off)
		return NULL;
	if (strncmp(rest, off, strlen(off)) == 0)
		return arena_printf(arena, "%.*s%s%s", (int)(rest - mark), mark, on, rest + strlen(off));
	return mark;
}

static int settle_labels(struct arena *arena, void *fdt)
{
	struct labels l = read_labels(arena, fdt);

	for (size_t i = 0; i < l.count; i++) {
		struct label *label = &l.items[i];
		size_t kept = 0;

		for (size_t m = 0; m < label->count; m++) {
			const char *mark = settled_mark(arena, fdt, label->marks[m]);

			label->changed |= mark != label->marks[m];
			if (mark)
				label->marks[kept++] = mark;
		}
		label->count = kept;
	}
	return write_labels(&l, fdt);
}

/* Deletes or renames what stands for a fragment below /__local_fixups__, too. */
static int settle_local(void *fdt, const char *name, bool off)
{
	int local = fdt_path_offset(fdt, "/__local_fixups__");
	int fragment = local < 0 ? local : fdt_subnode_offset(fdt, local, name);
	int content = fragment < 0 ? fragment : fdt_subnode_offset(fdt, fragment, "__dormant__");

	if (fragment >= 0 && off)
		return fdt_del_node(fdt, fragment);
	return content >= 0 ? fdt_set_name(fdt, content, "__overlay__") : 0;
}

static int settle_fragments(struct arena *arena, void *fdt)
{
	int node = fdt_first_subnode(fdt, 0), ret = 0;

	while (node >= 0 && ret == 0) {
		int content = fdt_subnode_offset(fdt, node, "__overlay__");
		const char *name = arena_strdup(arena, fdt_get_name(fdt, node, NULL));
		bool off = fdt_subnode_offset(fdt, node, "__dormant__") >= 0;

		/* the target keeps its own, linux:drivers/of/overlay.c:is_special_property; libfdt would replace it
		 */
		if (content >= 0)
			fdt_delprop(fdt, content, "phandle");
		ret = settle_local(fdt, name, off);
		node = fdt_subnode_offset(fdt, 0, name); /* the tree has moved */
		if (ret == 0 && off) {
			ret = fdt_del_node(fdt, node);
			node = fdt_first_subnode(fdt, 0); /* from the start: as many times as there are such fragments */
		} else if (node >= 0) {
			node = fdt_next_subnode(fdt, node);
		}
	}
	return ret;
}

/* A label within a fragment that is gone names nothing. */
static void settle_symbols(void *fdt)
{
	int node = fdt_path_offset(fdt, "/__symbols__"),
		property = node < 0 ? node : fdt_first_property_offset(fdt, node);

	while (property >= 0) {
		const char *name;
		int length;
		const char *path = fdt_getprop_by_offset(fdt, property, &name, &length);
		bool ends = path && length && !path[length - 1];
		const char *rest = ends ? after_fragment(path) : path;

		property = fdt_next_property_offset(fdt, property);
		if (ends && fdt_path_offset_namelen(fdt, path, (int)(rest - path)) < 0) {
			fdt_delprop(fdt, node, name);
			property = fdt_first_property_offset(fdt, node); /* the tree has moved */
		}
	}
}

static int delete_path(void *fdt, const char *path)
{
	int node = fdt_path_offset(fdt, path);

	return node < 0 ? 0 : fdt_del_node(fdt, node);
}

int fixups_settle(struct arena *arena, void *fdt)
{
	int ret = settle_labels(arena, fdt);

	if (ret == 0)
		ret = settle_fragments(arena, fdt);
	settle_symbols(fdt);
	if (ret == 0)
		ret = delete_path(fdt, "/__local_fixups__/__overrides__");
	return ret ? ret : delete_path(fdt, "/__overrides__");
}
