/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "proc/captures.h"

#include <errno.h>
#include <string.h>

#include "util/bundle.h"
#include "util/error.h"
#include "util/number.h"

static const char *const names[CAPTURE_KINDS][4] = {
#define CAPTURE_NAMES(kind, ...) [kind] = { __VA_ARGS__ },
	CAPTURES(CAPTURE_NAMES)
};

static int read_one(const struct bundle *bundle, struct captures *c, enum capture_kind kind, struct error *error)
{
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < ARRAY_SIZE(*names) && names[kind][i] && !c->files[kind].path; i++)
		ret = bundle_read(bundle, names[kind][i], &c->files[kind].path, &c->files[kind].text, error);
	return ret;
}

static int read_files(const struct bundle *bundle, struct captures *c, struct error *error)
{
	bool any = false;

	for (unsigned int kind = 0; kind < CAPTURE_KINDS; kind++) {
		int ret = read_one(bundle, c, (enum capture_kind)kind, error);

		if (ret)
			return ret;
		any = any || c->files[kind].path;
	}
	if (!any && bundle->form == BUNDLE_PREFIX)
		return error_set(error, -ENOENT, "%s: %s", bundle->path, strerror(ENOENT));
	if (!any)
		return error_set(
			error, -ENOENT,
			"%s: has none of the files that tell of a boot: dmesg, zoneinfo, meminfo, pagetypeinfo, iomem, memblock-reserved",
			bundle->path);
	return 0;
}

int captures_read(struct arena *arena, const char *path, struct captures *captures, struct error *error)
{
	struct bundle bundle;
	int ret = bundle_open(arena, path, &bundle, error);

	*captures = (struct captures){ 0 };
	if (ret)
		return ret;
	captures->has_tree = bundle_holds(&bundle, "fdt.dtb") || bundle_holds(&bundle, "device-tree");
	if (bundle.form != BUNDLE_FILE)
		return read_files(&bundle, captures, error);
	captures->files[CAPTURE_LOG].path = path;
	captures->files[CAPTURE_LOG].text = bundle.file;
	return 0;
}
