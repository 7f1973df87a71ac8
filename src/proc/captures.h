/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PROC_CAPTURES_H
#define DTCARVE_PROC_CAPTURES_H

#include <stdbool.h>

#include "util/file.h"

struct arena;
struct error;

/* What was captured of one boot, by kind; `path` NULL where it is not there. Texts end with a NUL. */
enum capture_kind {
	CAPTURE_LOG,      /* dmesg */
	CAPTURE_CONFIG,   /* /proc/config.gz */
	CAPTURE_ZONEINFO, /* /proc/zoneinfo and so on */
	CAPTURE_MEMINFO,
	CAPTURE_PAGETYPEINFO,
	CAPTURE_IOMEM,
	CAPTURE_RESERVED, /* /sys/kernel/debug/memblock/reserved */
	CAPTURE_SYSCTL,   /* sysctl vm */
	CAPTURE_VERSION,  /* /proc/version */
	CAPTURE_CMDLINE,
	CAPTURE_VMSTAT,
	CAPTURE_UPTIME,
	CAPTURE_BUDDYINFO,
	CAPTURE_CMA,    /* "grep '' /sys/kernel/debug/cma/NAME/used", ... */
	CAPTURE_SERIES, /* samples of dtcarve-capture --every */
	CAPTURE_KINDS
};

struct captures {
	struct {
		const char *path;
		struct bytes text;
	} files[CAPTURE_KINDS];
	bool has_tree; /* the board's tree is among them: the same path leads to it */
};

/*
 * A kernel log, or a folder or tar of captures (util/bundle.h) under the names that
 * they have in /proc. -ENOENT where it has none of them. Compressed files are unpacked.
 */
int captures_read(struct arena *arena, const char *path, struct captures *captures, struct error *error);

#endif
