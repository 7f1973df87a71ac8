/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What dtcarve-capture brings from a board: its tree as a blob, or as the folder that
 * /proc/device-tree is, where the blob could not be read.
 */
#include <errno.h>
#include <libfdt.h>
#include <string.h>

#include "input/contents.h"
#include "input/size_limits.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/sort.h"
#include "util/tar.h"

#define TREE_FOLDER "device-tree/"
#define ENTRY_ROOM 64 /* what a node or property may take beside its name and value */

/* Of "board/device-tree/chosen/bootargs" the "chosen/bootargs"; NULL for what is in no such folder. */
static const char *below_tree(const char *name)
{
	const char *at = strstr(name, TREE_FOLDER);

	return at && (at == name || at[-1] == '/') ? at + strlen(TREE_FOLDER) : NULL;
}

static bool is_blob(const char *name)
{
	const char *base = strrchr(name, '/') ? strrchr(name, '/') + 1 : name;

	return strcmp(base, "fdt.dtb") == 0 || strcmp(base, "fdt") == 0;
}

/* By path, a node before those whose names go on: '/' is lower than any other byte. */
static int compare_paths(const void *a, const void *b)
{
	const char *x = ((const struct tar_member *)a)->name, *y = ((const struct tar_member *)b)->name;

	while (*x && *x == *y)
		x++, y++;
	return (*x == '/' ? 1 : (unsigned char)*x * 2) - (*y == '/' ? 1 : (unsigned char)*y * 2);
}

/* The kernel shows each node's name as a property, which is none of the tree's; linux:drivers/of/kobj.c. */
static bool is_shown_name(const char *path)
{
	return strcmp(path, "name") == 0;
}

static const char *tail(const struct tar_member *member, size_t depth)
{
	return below_tree(member->name) + depth;
}

/* The node of the members, whose paths go on behind `depth` bytes: properties come before nodes. */
static int add_node(void *fdt, const struct tar_member *members, size_t count, size_t depth, unsigned int level)
{
	int ret = level > NODE_DEPTH_LIMIT ? -FDT_ERR_BADSTRUCTURE : 0;

	for (size_t i = 0; ret == 0 && i < count; i++) {
		const char *path = tail(&members[i], depth);

		if (!strchr(path, '/') && !is_shown_name(path))
			ret = fdt_property(fdt, path, members[i].bytes.data, (int)members[i].bytes.size);
	}
	for (size_t i = 0, end; ret == 0 && i < count; i = end) {
		const char *path = tail(&members[i], depth), *slash = strchr(path, '/');
		size_t length = slash ? (size_t)(slash - path) + 1 : 0;
		char name[256];

		end = i + 1;
		if (!slash)
			continue;
		if (length > sizeof(name))
			return -FDT_ERR_BADPATH;
		memcpy(name, path, length);
		name[length - 1] = '\0';
		while (end < count && strncmp(tail(&members[end], depth), path, length) == 0)
			end++;
		ret = fdt_begin_node(fdt, name);
		if (ret == 0)
			ret = add_node(fdt, members + i, end - i, depth + length, level + 1);
		if (ret == 0)
			ret = fdt_end_node(fdt);
	}
	return ret;
}

static int write_tree(void *fdt, size_t room, const struct tar_member *members, size_t count)
{
	int ret = fdt_create(fdt, (int)room);

	if (ret == 0)
		ret = fdt_finish_reservemap(fdt);
	if (ret == 0)
		ret = fdt_begin_node(fdt, "");
	if (ret == 0)
		ret = add_node(fdt, members, count, 0, 1);
	if (ret == 0)
		ret = fdt_end_node(fdt);
	return ret ? ret : fdt_finish(fdt);
}

static int collect_folder(struct contents *contents, struct tar_member *members, size_t count,
						  const struct origin *from, struct error *error)
{
	size_t room = KIB(4), size;
	unsigned char *fdt;
	int ret;

	sort_items(members, count, sizeof(*members), compare_paths);
	for (size_t i = 0; i < count; i++)
		room += 2 * strlen(members[i].name) + members[i].bytes.size + ENTRY_ROOM;
	if (room > TREE_LIMIT_BYTES)
		return error_set(error, -EFBIG, "the tree has more than the %zu bytes that can be read", TREE_LIMIT_BYTES);
	fdt = arena_alloc(contents->arena, room);
	ret = write_tree(fdt, room, members, count);
	if (ret)
		return error_set(error, -EBADMSG, "device-tree: libfdt says %s", fdt_strerror(ret));
	contents_add_tree(contents, (struct bytes){ fdt, fdt_totalsize(fdt) }, from, &size);
	return 0;
}

static int collect(struct contents *contents, struct bytes in, const struct origin *from, struct error *error)
{
	struct tar_member *members, *of_tree = NULL;
	struct origin inside;
	size_t count, of_tree_count = 0;
	int ret = tar_read(contents->arena, in, &members, &count, error);

	for (size_t i = 0; ret == 0 && i < count; i++) {
		inside = origin_inside(contents, from, "capture", "%s", members[i].name);
		if (is_blob(members[i].name))
			return contents_collect(contents, members[i].bytes, &inside, error);
		if (below_tree(members[i].name))
			arena_push(contents->arena, of_tree, of_tree_count, members[i]);
	}
	if (ret || !of_tree_count)
		return ret;
	inside = origin_inside(contents, from, "capture", "device-tree");
	return collect_folder(contents, of_tree, of_tree_count, &inside, error);
}

const struct container_kind capture_kind = { "capture", NULL, 0, tar_matches, collect };
