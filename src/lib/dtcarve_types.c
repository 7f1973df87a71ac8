/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dtcarve/types.h>

#include "board/board.h"
#include "kernel/migratetype.h"
#include "lib/objects.h"
#include "util/number.h"

_Static_assert(SAME(ARCH_UNKNOWN) && SAME(ARCH_ARM) && SAME(ARCH_ARM64) && SAME(ARCH_RISCV64),
			   "enum dtcarve_arch");
_Static_assert(SAME(MIGRATE_UNMOVABLE) && SAME(MIGRATE_MOVABLE) && SAME(MIGRATE_RECLAIMABLE) &&
			   SAME(MIGRATE_HIGHATOMIC) && SAME(MIGRATE_CMA) && SAME(MIGRATE_ISOLATE) &&
			   SAME(MIGRATE_RESERVE) && SAME(MIGRATE_TYPES), "enum dtcarve_migratetype");

const char *dtcarve_arch_name(enum dtcarve_arch arch)
{
	return arch_name((unsigned int)arch <= ARCH_RISCV64 ? (enum arch)arch : ARCH_UNKNOWN);
}
