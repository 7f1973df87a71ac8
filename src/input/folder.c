/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "input/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "input/blob.h"
#include "input/container.h"
#include "input/size_limits.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/file.h"
#include "util/memory.h"

#define ENTRY_LIMIT 262144 /* files and folders in all */
#define FIRST_ROOM_BYTES ((size_t)KIB(128))

struct writer {
	struct arena *arena;
	struct arena *work; /* what is in use while the folder is walked */
	unsigned char *fdt;
	size_t room;
	size_t entries;
};

struct listing {
	char **names;
	size_t count;
};

bool folder_is_device_tree(const char *path)
{
	static const char *const marks[] = { "compatible", "#address-cells", "#size-cells", "model" };
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool found = false;

	for (size_t i = 0; fd >= 0 && i < ARRAY_SIZE(marks); i++) {
		struct stat st;

		found = found || (fstatat(fd, marks[i], &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode));
	}
	if (fd >= 0)
		close(fd);
	return found;
}

/* Doubles the room and goes on where the tree stands. */
static int more_room(struct writer *w)
{
	unsigned char *bigger;
	int ret;

	if (w->room >= TREE_LIMIT_BYTES)
		return -FDT_ERR_NOSPACE;
	bigger = arena_alloc(w->work, 2 * w->room);
	ret = fdt_resize(w->fdt, bigger, (int)(2 * w->room));
	if (ret)
		return ret;
	w->fdt = bigger;
	w->room *= 2;
	return 0;
}

/* Repeats a step of libfdt's sequential writing for as long as it lacks room. */
#define WITH_ROOM(w, step)                                                                                   \
	({                                                                                                       \
		int result_;                                                                                         \
		while ((result_ = (step)) == -FDT_ERR_NOSPACE && more_room(w) == 0)                                  \
			;                                                                                                \
		result_;                                                                                             \
	})

static int writing_failed(const char *path, int failure, struct error *error)
{
	if (failure == -FDT_ERR_NOSPACE)
		return error_set(error, -EFBIG, "%s: the tree has more than the %zu bytes that can be read", path,
						 TREE_LIMIT_BYTES);
	return error_set(error, -EINVAL, "%s: libfdt says %s", path, fdt_strerror(failure));
}

static int list_entries(struct writer *w, int fd, const char *path, struct listing *list, struct error *error)
{
	int own = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int ret = folder_names(w->work, own, ENTRY_LIMIT - w->entries, &list->names, &list->count);

	w->entries += list->count;
	if (ret == -EFBIG)
		return error_set(error, ret, "%s: the folder has more than %d nodes and properties", path,
						 ENTRY_LIMIT);
	return ret ? error_set(error, ret, "%s: %s", path, strerror(-ret)) : 0;
}

/* The kernel shows each node's name as a property; it is none of the tree's. linux:drivers/of/kobj.c */
static bool is_shown_name(const char *property, struct bytes value, const char *node)
{
	size_t length = strcspn(node, "@");

	return strcmp(property, "name") == 0 && value.size == length + 1 &&
		   memcmp(value.data, node, length) == 0 && value.data[length] == '\0';
}

static int read_property(int fd, const char *path, struct bytes *value, unsigned char *data, size_t room,
						 struct error *error)
{
	size_t size = 0;

	while (size < room) {
		ssize_t n = read(fd, data + size, room - size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_set(error, -errno, "%s: %s", path, strerror(errno));
		if (n == 0)
			break;
		size += (size_t)n;
	}
	if (size == room)
		return error_set(error, -EFBIG, "%s: more than the %zu bytes that can be read", path, room - 1);
	*value = (struct bytes){ data, size };
	return 0;
}

static int property_bytes(int fd, const char *path, off_t told, struct bytes *value, struct error *error)
{
	size_t room = (size_t)max_u64((uint64_t)told, KIB(64)) + 1; /* the size told may be 0 */
	unsigned char *data;
	int ret;

	if (told > (off_t)TREE_LIMIT_BYTES)
		return error_set(error, -EFBIG, "%s: %lld bytes are more than the %zu that can be read", path,
						 (long long)told, TREE_LIMIT_BYTES);
	data = memory_new(room);
	ret = read_property(fd, path, value, data, room, error);
	if (ret)
		memory_free(data);
	return ret;
}

static int add_property(struct writer *w, int fd, const char *path, const char *name, const char *node,
						off_t told, struct error *error)
{
	struct bytes value = { 0 };
	int ret = property_bytes(fd, path, told, &value, error);

	if (ret)
		return ret;
	if (!is_shown_name(name, value, node)) {
		ret = WITH_ROOM(w, fdt_property(w->fdt, name, value.data, (int)value.size));
		if (ret)
			ret = writing_failed(path, ret, error);
	}
	memory_free(value.data);
	return ret;
}

static int add_node(struct writer *w, int fd, const char *path, const char *name, unsigned int depth,
					struct error *error);

/* Properties come before nodes: one pass for each. */
static int add_entry(struct writer *w, int folder, const char *path, const char *name, const char *node,
					 unsigned int depth, bool nodes, struct error *error)
{
	const char *full = arena_printf(w->work, "%s/%s", path, name);
	struct stat st;
	int fd, ret;

	if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return error_set(error, -errno, "%s: %s", full, strerror(errno));
	if (nodes ? !S_ISDIR(st.st_mode) : !S_ISREG(st.st_mode))
		return 0;
	fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return error_set(error, -errno, "%s: %s", full, strerror(errno));
	if (nodes)
		ret = add_node(w, fd, full, name, depth + 1, error);
	else
		ret = add_property(w, fd, full, name, node, st.st_size, error);
	close(fd);
	return ret;
}

static int add_entries(struct writer *w, int fd, const char *path, const char *name, unsigned int depth,
					   struct error *error)
{
	struct listing list = { 0 };
	int ret = list_entries(w, fd, path, &list, error);

	for (int nodes = 0; nodes <= 1; nodes++)
		for (size_t i = 0; ret == 0 && i < list.count; i++)
			ret = add_entry(w, fd, path, list.names[i], name, depth, nodes, error);
	return ret;
}

static int add_node(struct writer *w, int fd, const char *path, const char *name, unsigned int depth,
					struct error *error)
{
	int ret;

	if (depth > NODE_DEPTH_LIMIT)
		return error_set(error, -ELOOP, "%s: more than %d levels of nodes", path, NODE_DEPTH_LIMIT);
	ret = WITH_ROOM(w, fdt_begin_node(w->fdt, name));
	if (ret)
		return writing_failed(path, ret, error);
	ret = add_entries(w, fd, path, name, depth, error);
	if (ret)
		return ret;
	ret = WITH_ROOM(w, fdt_end_node(w->fdt));
	return ret ? writing_failed(path, ret, error) : 0;
}

static int start(struct writer *w)
{
	int ret;

	w->room = FIRST_ROOM_BYTES;
	w->fdt = arena_alloc(w->work, w->room);
	ret = fdt_create(w->fdt, (int)w->room);
	return ret ? ret : fdt_finish_reservemap(w->fdt);
}

static int write_tree(struct writer *w, int fd, const char *path, struct error *error)
{
	int ret = start(w);

	if (ret)
		return writing_failed(path, ret, error);
	ret = add_node(w, fd, path, "", 1, error);
	if (ret)
		return ret;
	ret = WITH_ROOM(w, fdt_finish(w->fdt));
	return ret ? writing_failed(path, ret, error) : 0;
}

int folder_open(struct unpacking *u, const char *path, struct error *error)
{
	struct writer w = { .arena = u->arena };
	struct bytes tree;
	int fd, ret;

	u->located = true;
	if (!folder_is_device_tree(path))
		return error_set(
			error, -EINVAL,
			"%s: is a directory without a device tree's root properties (compatible, #address-cells): expected a file, or /proc/device-tree or a copy of it",
			path);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return error_set(error, -errno, "%s: %s", path, strerror(errno));
	fd_adopt(fd);
	w.work = arena_new();
	ret = write_tree(&w, fd, path, error);
	fd_close(fd);
	if (ret == 0) {
		tree.size = fdt_totalsize(w.fdt);
		tree.data = arena_memdup(u->arena, w.fdt, tree.size);
		u->format = "device-tree folder";
		ret = blob_adopt(u->arena, tree, &u->blob, error);
		if (ret)
			error_prefix(error, "%s", path);
	}
	arena_free(w.work);
	return ret;
}
