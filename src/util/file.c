/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/arena.h"
#include "util/error.h"
#include "util/memory.h"
#include "util/sort.h"

#define UNTOLD_BYTES 65536

/* Another pointer for each fd, none of them NULL. */
static void *as_pointer(int fd)
{
	return (void *)((intptr_t)fd + 1);
}

static void drop_fd(void *pointer)
{
	close((int)((intptr_t)pointer - 1));
}

void fd_adopt(int fd)
{
	memory_adopt(as_pointer(fd), drop_fd);
}

void fd_close(int fd)
{
	memory_release(as_pointer(fd));
	close(fd);
}

/* Refuses what cannot be read; *told is the size of a regular file, else 0. */
static int check_kind(int fd, const char *path, size_t limit, size_t *told, struct error *error)
{
	struct stat st;

	*told = 0;
	if (fstat(fd, &st) < 0)
		return error_set(error, -errno, "%s: %s", path, strerror(errno));
	if (S_ISDIR(st.st_mode))
		return error_set(error, -EISDIR, "%s: is a directory, not a file", path);
	if (!S_ISREG(st.st_mode) && !S_ISFIFO(st.st_mode) && !S_ISSOCK(st.st_mode) && fd != STDIN_FILENO)
		return error_set(error, -EINVAL, "%s: is neither a regular file nor a pipe", path);
	if (S_ISREG(st.st_mode) && st.st_size > 0)
		*told = (size_t)st.st_size;
	if (*told > limit)
		return error_set(error, -EFBIG, "%s: %zu bytes are more than the %zu that can be read", path, *told,
						 limit);
	return 0;
}

static ssize_t read_some(int fd, unsigned char *data, size_t size)
{
	ssize_t n;

	do
		n = read(fd, data, size);
	while (n < 0 && errno == EINTR);
	return n;
}

/* A buffer of so many bytes, and one more that stays a NUL. */
static void enlarge(struct arena *arena, struct bytes *bytes, size_t room)
{
	unsigned char *bigger = arena_alloc(arena, room + 1);

	if (bytes->size)
		memcpy(bigger, bytes->data, bytes->size);
	bytes->data = bigger;
}

/* Grows geometrically where the size told was not all: sysfs files and pipes do not tell theirs. */
static int read_all(struct arena *arena, int fd, const char *path, size_t limit, size_t told,
					struct bytes *bytes, struct error *error)
{
	size_t room = told ? told + 1 : UNTOLD_BYTES;

	*bytes = (struct bytes){ NULL, 0 };
	enlarge(arena, bytes, room);
	for (;;) {
		ssize_t n;

		if (bytes->size == room)
			enlarge(arena, bytes, room *= 2);
		n = read_some(fd, bytes->data + bytes->size, room - bytes->size);
		if (n < 0)
			return error_set(error, -errno, "%s: %s", path, strerror(errno));
		if (n == 0)
			return 0;
		bytes->size += (size_t)n;
		if (bytes->size > limit)
			return error_set(error, -EFBIG, "%s: more than the %zu bytes that can be read", path, limit);
	}
}

/* Opening a FIFO that nobody writes must not hang the program, reading one that is slow must wait. */
static int open_for_reading(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return -errno;
	if (fcntl(fd, F_SETFL, 0) < 0) {
		int ret = -errno;

		close(fd);
		return ret;
	}
	return fd;
}

int file_read(struct arena *arena, const char *path, size_t limit, struct bytes *bytes, struct error *error)
{
	const char *name = strcmp(path, "-") == 0 ? "<stdin>" : path;
	size_t told;
	int fd;
	int ret;

	fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open_for_reading(path);
	if (fd < 0)
		return error_set(error, fd, "%s: %s", name, strerror(-fd));
	if (fd != STDIN_FILENO)
		fd_adopt(fd);
	ret = check_kind(fd, name, limit, &told, error);
	if (ret == 0)
		ret = read_all(arena, fd, name, limit, told, bytes, error);
	if (fd != STDIN_FILENO)
		fd_close(fd);
	return ret;
}

static void drop_dir(void *dir)
{
	closedir(dir);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int read_names(struct arena *arena, DIR *dir, size_t limit, char ***names, size_t *count)
{
	struct dirent *entry;

	while ((entry = readdir(dir))) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (*count == limit)
			return -EFBIG;
		arena_push(arena, *names, *count, arena_strdup(arena, entry->d_name));
	}
	if (*count)
		sort_items(*names, *count, sizeof(**names), by_name);
	return 0;
}

int folder_names(struct arena *arena, int fd, size_t limit, char ***names, size_t *count)
{
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	int ret = dir ? 0 : -errno;

	*names = NULL;
	*count = 0;
	if (ret == -ENOMEM)
		memory_out();
	if (!dir) {
		if (fd >= 0)
			close(fd);
		return ret;
	}
	memory_adopt(dir, drop_dir);
	ret = read_names(arena, dir, limit, names, count);
	memory_release(dir);
	closedir(dir);
	return ret;
}
