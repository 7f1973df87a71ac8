/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/arena.h"
#include "util/decompress.h"
#include "util/error.h"
#include "util/number.h"
#include "util/tar.h"

bool bundle_at(const char *path)
{
	unsigned char start[512];
	struct bytes bytes = { start, 0 };
	struct stat st;
	int fd = strcmp(path, "-") != 0 ? open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC) : -1;
	ssize_t got;

	if (fd < 0)
		return false;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (got = read(fd, start, sizeof(start))) > 0)
		bytes.size = (size_t)got;
	close(fd);
	return S_ISDIR(st.st_mode) || tar_matches(bytes) || decompressor_for(bytes);
}

static int unpack(struct arena *arena, const char *path, struct bytes *bytes, struct error *error)
{
	const struct decompressor *d = decompressor_for(*bytes);
	struct bytes out;
	size_t used;
	int ret = d ? decompress(d, arena, *bytes, BUNDLE_LIMIT, &out, &used, error) : 0;

	if (ret)
		return error_prefix(error, "%s: %s-compressed data", path, d->name);
	if (d)
		*bytes = out;
	return 0;
}

static int read_file(struct arena *arena, const char *path, struct bytes *bytes, struct error *error)
{
	int ret = file_read(arena, path, BUNDLE_LIMIT, bytes, error);

	return ret ? ret : unpack(arena, path, bytes, error);
}

/* "board/meminfo" and "board/dmesg" are "meminfo" and "dmesg". */
static void strip_folder(struct bundle *b)
{
	const char *first = b->member_count ? b->members[0].name : "";
	size_t length = strcspn(first, "/") + 1;

	if (!strchr(first, '/'))
		return;
	for (size_t i = 0; i < b->member_count; i++)
		if (strncmp(b->members[i].name, first, length) != 0)
			return;
	for (size_t i = 0; i < b->member_count; i++)
		b->members[i].name += length;
}

static int open_tar(struct bundle *b, struct error *error)
{
	int ret = tar_read(b->arena, b->file, &b->members, &b->member_count, error);

	if (ret)
		return error_prefix(error, "%s", b->path);
	b->form = BUNDLE_TAR;
	strip_folder(b);
	return 0;
}

int bundle_open(struct arena *arena, const char *path, struct bundle *bundle, struct error *error)
{
	struct stat st;
	int ret;

	*bundle = (struct bundle){ .arena = arena, .path = path };
	if (strcmp(path, "-") != 0) {
		bool there = stat(path, &st) == 0;

		bundle->form = there ? S_ISDIR(st.st_mode) ? BUNDLE_FOLDER : BUNDLE_FILE : BUNDLE_PREFIX;
		if (bundle->form != BUNDLE_FILE)
			return 0;
	}
	ret = read_file(arena, path, &bundle->file, error);
	return ret == 0 && tar_matches(bundle->file) ? open_tar(bundle, error) : ret;
}

static int read_member(const struct bundle *b, const char *name, const char **path, struct bytes *bytes,
					   struct error *error)
{
	for (size_t i = 0; i < b->member_count; i++) {
		if (strcmp(b->members[i].name, name) != 0)
			continue;
		*path = arena_printf(b->arena, "%s: %s", b->path, name);
		*bytes = b->members[i].bytes;
		bytes->data = arena_alloc(b->arena, bytes->size + 1); /* for the NUL */
		memcpy(bytes->data, b->members[i].bytes.data, bytes->size);
		return unpack(b->arena, *path, bytes, error);
	}
	return 0;
}

static int read_in_folder(const struct bundle *b, const char *file, const char **path, struct bytes *bytes,
						  struct error *error)
{
	struct stat st;

	if (stat(file, &st) != 0 || S_ISDIR(st.st_mode))
		return 0;
	*path = file;
	return read_file(b->arena, file, bytes, error);
}

/* One way to write the name; what joins it to the path. */
static int read_as(const struct bundle *b, const char *name, const char **path, struct bytes *bytes,
				   struct error *error)
{
	static const char *const joints[] = { ".", "_", "" };
	int ret = 0;

	if (b->form == BUNDLE_TAR)
		return read_member(b, name, path, bytes, error);
	if (b->form == BUNDLE_FOLDER)
		return read_in_folder(b, arena_printf(b->arena, "%s/%s", b->path, name), path, bytes, error);
	for (size_t i = 0; !*path && ret == 0 && b->form == BUNDLE_PREFIX && i < ARRAY_SIZE(joints); i++)
		ret = read_in_folder(b, arena_printf(b->arena, "%s%s%s", b->path, joints[i], name), path, bytes, error);
	return ret;
}

int bundle_read(const struct bundle *bundle, const char *name, const char **path, struct bytes *bytes,
				struct error *error)
{
	static const char *const before[] = { "", "proc_", "proc/" },
							 *const behind[] = { ".txt", "", ".gz", ".txt.gz", ".log" };
	int ret = 0;

	*path = NULL;
	for (size_t p = 0; p < ARRAY_SIZE(before); p++)
		for (size_t s = 0; !*path && ret == 0 && s < ARRAY_SIZE(behind); s++)
			ret = read_as(bundle, arena_printf(bundle->arena, "%s%s%s", before[p], name, behind[s]), path,
						  bytes, error);
	return ret;
}

bool bundle_holds(const struct bundle *bundle, const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < bundle->member_count; i++)
		if (strncmp(bundle->members[i].name, name, length) == 0 &&
			(bundle->members[i].name[length] == '\0' || bundle->members[i].name[length] == '/'))
			return true;
	return bundle->form == BUNDLE_FOLDER &&
		   access(arena_printf(bundle->arena, "%s/%s", bundle->path, name), F_OK) == 0;
}
