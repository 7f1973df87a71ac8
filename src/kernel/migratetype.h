/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KERNEL_MIGRATETYPE_H
#define DTCARVE_KERNEL_MIGRATETYPE_H

#include "util/named.h"

/*
 * Free-list types under one numbering for all versions: the kernel's own
 * numbers move (3.18 has Reclaimable before Movable, Android has CMA before
 * HighAtomic), so captures are read by name or letter, never by column.
 * Source: linux-3.18 .. 7.2:include/linux/mmzone.h:enum migratetype.
 */
#define MIGRATETYPES(X)                                                                                      \
	X(MIGRATE_UNMOVABLE, "Unmovable", "unmovable")                                                           \
	X(MIGRATE_MOVABLE, "Movable", "movable")                                                                 \
	X(MIGRATE_RECLAIMABLE, "Reclaimable", "reclaimable")                                                     \
	X(MIGRATE_HIGHATOMIC, "HighAtomic", "highatomic") /* 4.4 and later */                                    \
	X(MIGRATE_CMA, "CMA", "cma")                                                                             \
	X(MIGRATE_ISOLATE, "Isolate", "isolate")                                                                 \
	X(MIGRATE_RESERVE, "Reserve", "reserve") /* up to 4.3 */
enum migratetype { MIGRATETYPES(ENUM_VALUE) MIGRATE_TYPES };

#endif
