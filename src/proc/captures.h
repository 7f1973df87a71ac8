/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PROC_CAPTURES_H
#define DTCARVE_PROC_CAPTURES_H

#include <stdbool.h>

#include "util/file.h"
#include "util/named.h"

struct arena;
struct error;

/* What was captured of one boot, by kind, and the names that it goes by; `path` NULL where it is not there.
 * Texts end with a NUL. */
#define CAPTURES(X)                                                                                          \
	X(CAPTURE_LOG, "dmesg", "kmsg", "kern.log", "boot.log")                                                  \
	X(CAPTURE_CONFIG, "config") /* /proc/config.gz */                                                        \
	X(CAPTURE_VERSION, "version")                                                                            \
	X(CAPTURE_CMDLINE, "cmdline")                                                                            \
	X(CAPTURE_ZONEINFO, "zoneinfo") /* /proc/zoneinfo and so on */                                           \
	X(CAPTURE_MEMINFO, "meminfo")                                                                            \
	X(CAPTURE_PAGETYPEINFO, "pagetypeinfo")                                                                  \
	X(CAPTURE_IOMEM, "iomem")                                                                                \
	X(CAPTURE_RESERVED, "memblock-reserved", "memblock_reserved", "reserved") /* /sys/kernel/debug/memblock */ \
	X(CAPTURE_SYSCTL, "sysctl-vm", "sysctl_vm", "sysctl")                                                    \
	X(CAPTURE_VMSTAT, "vmstat")                                                                              \
	X(CAPTURE_UPTIME, "uptime")                                                                              \
	X(CAPTURE_BUDDYINFO, "buddyinfo")                                                                        \
	X(CAPTURE_CMA, "cma") /* "grep '' /sys/kernel/debug/cma/NAME/used", ... */                               \
	X(CAPTURE_SERIES, "series") /* samples of dtcarve-capture --every */
enum capture_kind { CAPTURES(ENUM_VALUE) CAPTURE_KINDS };

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
