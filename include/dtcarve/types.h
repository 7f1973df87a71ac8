/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_TYPES_H
#define DTCARVE_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define DTCARVE_API __attribute__((visibility("default")))
#else
#define DTCARVE_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* An index or a base that is not told. */
#define DTCARVE_NO_INDEX SIZE_MAX
#define DTCARVE_NO_BASE UINT64_MAX

/* Physical bytes [base, base + size). Size 0: nothing, base has no meaning then. */
struct dtcarve_range {
	uint64_t base, size;
};

/*
 * A number that knows how sure it is: low <= value <= high. It is exact, that
 * is, it follows from the kernel's rules and known inputs, where all three are equal.
 */
struct dtcarve_estimate {
	int64_t value, low, high;
};

static inline bool dtcarve_estimate_is_exact(struct dtcarve_estimate estimate)
{
	return estimate.low == estimate.value && estimate.value == estimate.high;
}

enum dtcarve_arch { DTCARVE_ARCH_UNKNOWN, DTCARVE_ARCH_ARM, DTCARVE_ARCH_ARM64, DTCARVE_ARCH_RISCV64 };

/* "arm", "arm64", "riscv64", or "unknown" for any other value. */
DTCARVE_API const char *dtcarve_arch_name(enum dtcarve_arch arch);

/*
 * Types of free lists and pageblocks under one numbering for all kernels, as
 * the kernel's own moves from version to version.
 * Source: linux-3.18 .. 7.2:include/linux/mmzone.h:enum migratetype.
 */
enum dtcarve_migratetype {
	DTCARVE_MIGRATE_UNMOVABLE,
	DTCARVE_MIGRATE_MOVABLE,
	DTCARVE_MIGRATE_RECLAIMABLE,
	DTCARVE_MIGRATE_HIGHATOMIC, /* 4.4 and later */
	DTCARVE_MIGRATE_CMA,
	DTCARVE_MIGRATE_ISOLATE,
	DTCARVE_MIGRATE_RESERVE, /* up to 4.3 */
	DTCARVE_MIGRATE_TYPES    /* how many there are */
};

#ifdef __cplusplus
}
#endif

#endif
