/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KERNEL_MIGRATETYPE_H
#define DTCARVE_KERNEL_MIGRATETYPE_H

/*
 * Free-list types under one numbering for all versions: the kernel's own
 * numbers move (3.18 has Reclaimable before Movable, Android has CMA before
 * HighAtomic), so captures are read by name or letter, never by column.
 * Source: linux-3.18 .. 7.2:include/linux/mmzone.h:enum migratetype.
 */
enum migratetype {
	MIGRATE_UNMOVABLE,
	MIGRATE_MOVABLE,
	MIGRATE_RECLAIMABLE,
	MIGRATE_HIGHATOMIC, /* 4.4 and later */
	MIGRATE_CMA,
	MIGRATE_ISOLATE,
	MIGRATE_RESERVE, /* up to 4.3 */
	MIGRATE_TYPES
};

#endif
