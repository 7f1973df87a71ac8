/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "proc/captures.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/arena.h"
#include "util/decompress.h"
#include "util/error.h"
#include "util/number.h"

#define CAPTURE_LIMIT ((size_t)MIB(256))

static const struct {
	enum capture_kind kind;
	const char *name;
} names[] = {
	{ CAPTURE_LOG, "dmesg" },
	{ CAPTURE_LOG, "kmsg" },
	{ CAPTURE_LOG, "kern.log" },
	{ CAPTURE_LOG, "boot.log" },
	{ CAPTURE_CONFIG, "config" },
	{ CAPTURE_ZONEINFO, "zoneinfo" },
	{ CAPTURE_MEMINFO, "meminfo" },
	{ CAPTURE_PAGETYPEINFO, "pagetypeinfo" },
	{ CAPTURE_IOMEM, "iomem" },
	{ CAPTURE_RESERVED, "memblock-reserved" },
	{ CAPTURE_RESERVED, "memblock_reserved" },
	{ CAPTURE_RESERVED, "reserved" },
	{ CAPTURE_SYSCTL, "sysctl-vm" },
	{ CAPTURE_SYSCTL, "sysctl_vm" },
	{ CAPTURE_SYSCTL, "sysctl" },
};

static int read_file(struct arena *arena, const char *path, enum capture_kind kind, struct captures *c,
					 struct error *error)
{
	const struct decompressor *d;
	struct bytes in, out;
	size_t used;
	int ret = file_read(arena, path, CAPTURE_LIMIT, &in, error);

	if (ret)
		return ret;
	d = decompressor_for(in);
	if (d) {
		ret = decompress(d, arena, in, CAPTURE_LIMIT, &out, &used, error);
		if (ret)
			return error_prefix(error, "%s: %s-compressed data", path, d->name);
		in = out;
	}
	c->files[kind].path = path;
	c->files[kind].text = in;
	return 0;
}

static const char *find_file(struct arena *arena, const char *folder, const char *name)
{
	static const char *const prefixes[] = { "", "proc_" }, *const suffixes[] = { ".txt", "", ".gz", ".txt.gz",
																				 ".log" };

	for (size_t p = 0; p < ARRAY_SIZE(prefixes); p++) {
		for (size_t s = 0; s < ARRAY_SIZE(suffixes); s++) {
			const char *path = arena_printf(arena, "%s/%s%s%s", folder, prefixes[p], name, suffixes[s]);

			if (access(path, F_OK) == 0)
				return path;
		}
	}
	return NULL;
}

static int read_folder(struct arena *arena, const char *folder, struct captures *c, struct error *error)
{
	bool any = false;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const char *path = c->files[names[i].kind].path ? NULL : find_file(arena, folder, names[i].name);
		int ret = path ? read_file(arena, path, names[i].kind, c, error) : 0;

		if (ret)
			return ret;
		any = any || path;
	}
	if (!any)
		return error_set(
			error, -ENOENT,
			"%s: has none of the files that tell of a boot: dmesg, zoneinfo, meminfo, pagetypeinfo, iomem, memblock-reserved",
			folder);
	return 0;
}

int captures_read(struct arena *arena, const char *path, struct captures *captures, struct error *error)
{
	struct stat st;

	*captures = (struct captures){ 0 };
	if (strcmp(path, "-") != 0 && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return read_folder(arena, path, captures, error);
	return read_file(arena, path, CAPTURE_LOG, captures, error);
}
