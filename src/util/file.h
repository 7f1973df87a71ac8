/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_UTIL_FILE_H
#define DTCARVE_UTIL_FILE_H

#include <stddef.h>

struct arena;
struct error;

struct bytes {
	unsigned char *data;
	size_t size;
};

/* What follows the first `offset` bytes; at most all of them. */
static inline struct bytes bytes_from(struct bytes in, size_t offset)
{
	return (struct bytes){ in.data + offset, in.size - offset };
}

/*
 * Reads a whole regular file, or standard input for "-", into the arena, with a
 * NUL behind the last byte. -EFBIG beyond `limit` bytes, -EISDIR for a folder,
 * -EINVAL for what is neither a file nor a pipe.
 */
int file_read(struct arena *arena, const char *path, size_t limit, struct bytes *bytes, struct error *error);

/* The fd is closed where memory runs out (util/memory.h), until fd_close(). */
void fd_adopt(int fd);
void fd_close(int fd);

/* The names in a folder but "." and "..", in the order of their bytes. Takes the fd. -errno, -EFBIG beyond
 * `limit` names. */
int folder_names(struct arena *arena, int fd, size_t limit, char ***names, size_t *count);

#endif
