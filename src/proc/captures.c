/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "proc/captures.h"

#include <errno.h>
#include <string.h>

#include "util/bundle.h"
#include "util/error.h"
#include "util/number.h"

static const struct {
	enum capture_kind kind;
	const char *name;
} names[] = {
	{ CAPTURE_LOG, "dmesg" },
	{ CAPTURE_LOG, "kmsg" },
	{ CAPTURE_LOG, "kern.log" },
	{ CAPTURE_LOG, "boot.log" },
	{ CAPTURE_CONFIG, "config" },
	{ CAPTURE_VERSION, "version" },
	{ CAPTURE_CMDLINE, "cmdline" },
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
	{ CAPTURE_VMSTAT, "vmstat" },
	{ CAPTURE_UPTIME, "uptime" },
	{ CAPTURE_BUDDYINFO, "buddyinfo" },
	{ CAPTURE_CMA, "cma" },
	{ CAPTURE_SERIES, "series" },
};

static int read_files(const struct bundle *bundle, struct captures *c, struct error *error)
{
	bool any = false;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		enum capture_kind kind = names[i].kind;
		int ret = c->files[kind].path
					  ? 0
					  : bundle_read(bundle, names[i].name, &c->files[kind].path, &c->files[kind].text, error);

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
