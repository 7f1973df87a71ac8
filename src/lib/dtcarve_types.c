/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dtcarve/types.h>

#include "board/board.h"
#include "kernel/migratetype.h"
#include "util/number.h"

/* The public numbers are the rooms' own. */
_Static_assert((int)DTCARVE_ARCH_UNKNOWN == ARCH_UNKNOWN && (int)DTCARVE_ARCH_ARM == ARCH_ARM &&
				   (int)DTCARVE_ARCH_ARM64 == ARCH_ARM64 && (int)DTCARVE_ARCH_RISCV64 == ARCH_RISCV64,
			   "enum dtcarve_arch");
_Static_assert((int)DTCARVE_MIGRATE_UNMOVABLE == MIGRATE_UNMOVABLE &&
				   (int)DTCARVE_MIGRATE_MOVABLE == MIGRATE_MOVABLE &&
				   (int)DTCARVE_MIGRATE_RECLAIMABLE == MIGRATE_RECLAIMABLE &&
				   (int)DTCARVE_MIGRATE_HIGHATOMIC == MIGRATE_HIGHATOMIC &&
				   (int)DTCARVE_MIGRATE_CMA == MIGRATE_CMA &&
				   (int)DTCARVE_MIGRATE_ISOLATE == MIGRATE_ISOLATE &&
				   (int)DTCARVE_MIGRATE_RESERVE == MIGRATE_RESERVE &&
				   (int)DTCARVE_MIGRATE_TYPES == MIGRATE_TYPES,
			   "enum dtcarve_migratetype");

const char *dtcarve_arch_name(enum dtcarve_arch arch)
{
	return arch_name((unsigned int)arch <= ARCH_RISCV64 ? (enum arch)arch : ARCH_UNKNOWN);
}
