/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GFP bit positions by release. Bits 0..3 (the zone modifiers), HIGH, IO and FS
 * never moved since 2.6.31; everything else did.
 *
 * Source: include/linux/gfp.h of 3.18, 4.4, 4.9, 4.14, 4.19, 5.4, 5.10;
 * include/linux/gfp_types.h of 6.1, 6.6, 6.12, 7.2; the releases at which one
 * layout gives way to the next are known from logs and patches only.
 */
#include "kernel/gfp_layout.h"

#include "kernel/version.h"
#include "util/number.h"

/* What stays from 2.6.31 to 5.0, and the bits that are dealt out anew: NONE is a bit without a meaning. */
#define LOW_2_6_31(bit4, bit8, bit10, bit19, bit20, bit21, bit22, bit23)                                     \
	{                                                                                                        \
		[0] = GFP_FLAG_DMA, [1] = GFP_FLAG_HIGHMEM, [2] = GFP_FLAG_DMA32, [3] = GFP_FLAG_MOVABLE,            \
		[4] = GFP_FLAG_##bit4, [5] = GFP_FLAG_HIGH, [6] = GFP_FLAG_IO, [7] = GFP_FLAG_FS,                    \
		[8] = GFP_FLAG_##bit8, [9] = GFP_FLAG_NOWARN, [10] = GFP_FLAG_##bit10, [11] = GFP_FLAG_NOFAIL,       \
		[12] = GFP_FLAG_NORETRY, [13] = GFP_FLAG_MEMALLOC, [14] = GFP_FLAG_COMP, [15] = GFP_FLAG_ZERO,       \
		[16] = GFP_FLAG_NOMEMALLOC, [17] = GFP_FLAG_HARDWALL, [18] = GFP_FLAG_THISNODE,                      \
		[19] = GFP_FLAG_##bit19, [20] = GFP_FLAG_##bit20, [21] = GFP_FLAG_##bit21,                           \
		[22] = GFP_FLAG_##bit22, [23] = GFP_FLAG_##bit23                                                     \
	}

/* The same from 5.1 on. */
#define LOW_5_1(bit9, bit23)                                                                                 \
	{                                                                                                        \
		[0] = GFP_FLAG_DMA, [1] = GFP_FLAG_HIGHMEM, [2] = GFP_FLAG_DMA32, [3] = GFP_FLAG_MOVABLE,            \
		[4] = GFP_FLAG_RECLAIMABLE, [5] = GFP_FLAG_HIGH, [6] = GFP_FLAG_IO, [7] = GFP_FLAG_FS,               \
		[8] = GFP_FLAG_ZERO, [9] = GFP_FLAG_##bit9, [10] = GFP_FLAG_DIRECT_RECLAIM,                          \
		[11] = GFP_FLAG_KSWAPD_RECLAIM, [12] = GFP_FLAG_WRITE, [13] = GFP_FLAG_NOWARN,                       \
		[14] = GFP_FLAG_RETRY_MAYFAIL, [15] = GFP_FLAG_NOFAIL, [16] = GFP_FLAG_NORETRY,                      \
		[17] = GFP_FLAG_MEMALLOC, [18] = GFP_FLAG_COMP, [19] = GFP_FLAG_NOMEMALLOC,                          \
		[20] = GFP_FLAG_HARDWALL, [21] = GFP_FLAG_THISNODE, [22] = GFP_FLAG_ACCOUNT,                         \
		[23] = GFP_FLAG_##bit23                                                                              \
	}

/* MOVABLE still apart from the zone modifiers */
static const uint8_t low_2_6_24[24] = {
	[0] = GFP_FLAG_DMA,       [1] = GFP_FLAG_HIGHMEM,   [2] = GFP_FLAG_DMA32,
	[4] = GFP_FLAG_WAIT,      [5] = GFP_FLAG_HIGH,      [6] = GFP_FLAG_IO,
	[7] = GFP_FLAG_FS,        [8] = GFP_FLAG_COLD,      [9] = GFP_FLAG_NOWARN,
	[10] = GFP_FLAG_REPEAT,   [11] = GFP_FLAG_NOFAIL,   [12] = GFP_FLAG_NORETRY,
	[14] = GFP_FLAG_COMP,     [15] = GFP_FLAG_ZERO,     [16] = GFP_FLAG_NOMEMALLOC,
	[17] = GFP_FLAG_HARDWALL, [18] = GFP_FLAG_THISNODE, [19] = GFP_FLAG_RECLAIMABLE,
	[20] = GFP_FLAG_MOVABLE,  [21] = GFP_FLAG_NOTRACK,
};

/* may sleep = WAIT */
static const uint8_t low_2_6_31[24] =
	LOW_2_6_31(WAIT, COLD, REPEAT, RECLAIMABLE, NONE, NOTRACK, NO_KSWAPD, OTHER_NODE);
/* KMEMCG on bit 20 */
static const uint8_t low_3_8[24] =
	LOW_2_6_31(WAIT, COLD, REPEAT, RECLAIMABLE, KMEMCG, NOTRACK, NO_KSWAPD, OTHER_NODE);
/* NOACCOUNT on bit 20 */
static const uint8_t low_4_1[24] =
	LOW_2_6_31(WAIT, COLD, REPEAT, RECLAIMABLE, NOACCOUNT, NOTRACK, NO_KSWAPD, OTHER_NODE);
/* WAIT split into DIRECT_RECLAIM and KSWAPD_RECLAIM */
static const uint8_t low_4_4[24] =
	LOW_2_6_31(RECLAIMABLE, COLD, REPEAT, ATOMIC, NOACCOUNT, NOTRACK, DIRECT_RECLAIM, OTHER_NODE);
/* ACCOUNT instead of NOACCOUNT */
static const uint8_t low_4_5[24] =
	LOW_2_6_31(RECLAIMABLE, COLD, REPEAT, ATOMIC, ACCOUNT, NOTRACK, DIRECT_RECLAIM, OTHER_NODE);
/* OTHER_NODE gone */
static const uint8_t low_4_10[24] =
	LOW_2_6_31(RECLAIMABLE, COLD, REPEAT, ATOMIC, ACCOUNT, NOTRACK, DIRECT_RECLAIM, WRITE);
/* REPEAT became RETRY_MAYFAIL */
static const uint8_t low_4_13[24] =
	LOW_2_6_31(RECLAIMABLE, COLD, RETRY_MAYFAIL, ATOMIC, ACCOUNT, NOTRACK, DIRECT_RECLAIM, WRITE);
/* COLD and NOTRACK gone */
static const uint8_t low_4_15[24] =
	LOW_2_6_31(RECLAIMABLE, NONE, RETRY_MAYFAIL, ATOMIC, ACCOUNT, NONE, DIRECT_RECLAIM, WRITE);
/* the re-layout of 4.18 */
static const uint8_t low_4_18[24] =
	LOW_2_6_31(RECLAIMABLE, WRITE, RETRY_MAYFAIL, ATOMIC, ACCOUNT, DIRECT_RECLAIM, KSWAPD_RECLAIM, NOLOCKDEP);
/* the re-layout of 5.1 */
static const uint8_t low_5_1[24] = LOW_5_1(ATOMIC, NOLOCKDEP);
/* Android 5.4 and 5.10 */
static const uint8_t low_5_4_cma[24] = LOW_5_1(ATOMIC, CMA);
/* ZEROTAGS */
static const uint8_t low_5_14[24] = LOW_5_1(ATOMIC, ZEROTAGS);
/* ATOMIC gone */
static const uint8_t low_6_3[24] = LOW_5_1(NONE, ZEROTAGS);

#define THROUGH(major, minor) KERNEL_VERSION(major, minor, 255)
#define RANGE(from_major, from_minor, to_major, to_minor)                                                    \
	.first = #from_major "." #from_minor, .last = #to_major "." #to_minor,                                   \
	.from = KERNEL_VERSION(from_major, from_minor, 0), .to = THROUGH(to_major, to_minor)

/* Oldest first; among equals of one release the plain build comes before the special ones. */
const struct gfp_layout gfp_layouts[] = {
	{ .first = "2.6.24",
	  .last = "2.6.30",
	  .from = KERNEL_VERSION(2, 6, 24),
	  .to = KERNEL_VERSION(2, 6, 30),
	  .revision = REV_WAIT,
	  .low = low_2_6_24 },
	{ .first = "2.6.31",
	  .last = "3.7",
	  .from = KERNEL_VERSION(2, 6, 31),
	  .to = THROUGH(3, 7),
	  .revision = REV_WAIT,
	  .low = low_2_6_31,
	  .high = { GFP_FLAG_WRITE } },
	{ RANGE(3, 8, 3, 15), .revision = REV_WAIT, .low = low_3_8, .high = { GFP_FLAG_WRITE } },
	{ RANGE(3, 16, 4, 0), .revision = REV_WAIT, .low = low_2_6_31, .high = { GFP_FLAG_WRITE } },
	{ RANGE(3, 14, 3, 18), .revision = REV_WAIT, .low = low_2_6_31, .config = GFP_CONFIG_ANDROID_CMA,
	  .high = { GFP_FLAG_WRITE, GFP_FLAG_CMA } },
	{ RANGE(4, 1, 4, 3), .revision = REV_WAIT, .low = low_4_1, .high = { GFP_FLAG_WRITE } },
	{ RANGE(4, 4, 4, 4), .revision = REV_RECLAIM, .low = low_4_4,
	  .high = { GFP_FLAG_WRITE, GFP_FLAG_KSWAPD_RECLAIM } },
	{ RANGE(4, 5, 4, 7), .revision = REV_RECLAIM, .low = low_4_5,
	  .high = { GFP_FLAG_WRITE, GFP_FLAG_KSWAPD_RECLAIM } },
	{ RANGE(4, 8, 4, 9), .revision = REV_LIGHT, .low = low_4_5,
	  .high = { GFP_FLAG_WRITE, GFP_FLAG_KSWAPD_RECLAIM } },
	{ RANGE(4, 10, 4, 12), .revision = REV_LIGHT, .low = low_4_10,
	  .high = { GFP_FLAG_KSWAPD_RECLAIM, GFP_FLAG_NOLOCKDEP } },
	{ RANGE(4, 13, 4, 13), .revision = REV_LIGHT, .low = low_4_13,
	  .high = { GFP_FLAG_KSWAPD_RECLAIM, GFP_FLAG_NOLOCKDEP } },
	{ RANGE(4, 14, 4, 14), .revision = REV_NOTEMP, .low = low_4_13,
	  .high = { GFP_FLAG_KSWAPD_RECLAIM, GFP_FLAG_NOLOCKDEP } },
	{ RANGE(4, 14, 4, 14), .revision = REV_NOTEMP, .low = low_4_13, .config = GFP_CONFIG_ANDROID_CMA,
	  .high = { GFP_FLAG_KSWAPD_RECLAIM, GFP_FLAG_NOLOCKDEP, GFP_FLAG_CMA } },
	{ RANGE(4, 15, 4, 17), .revision = REV_NOTEMP, .low = low_4_15,
	  .high = { GFP_FLAG_KSWAPD_RECLAIM, GFP_FLAG_NOLOCKDEP } },
	{ RANGE(4, 18, 5, 0), .revision = REV_NOTEMP, .low = low_4_18 },
	{ RANGE(4, 19, 4, 19), .revision = REV_NOTEMP, .low = low_4_18, .config = GFP_CONFIG_ANDROID_CMA,
	  .high = { GFP_FLAG_CMA } },
	{ RANGE(5, 1, 5, 13), .revision = REV_NOTEMP, .low = low_5_1 },
	{ RANGE(5, 4, 5, 10), .revision = REV_NOTEMP, .low = low_5_4_cma, .config = GFP_CONFIG_ANDROID_CMA,
	  .high = { GFP_FLAG_NOLOCKDEP } },
	{ RANGE(5, 14, 5, 17), .revision = REV_NOTEMP, .low = low_5_14,
	  .high = { GFP_FLAG_SKIP_KASAN_POISON, GFP_FLAG_NOLOCKDEP } },
	{ RANGE(5, 14, 5, 17), .revision = REV_POISON, .low = low_5_14, .config = GFP_CONFIG_KASAN_HW_TAGS,
	  .high = { GFP_FLAG_SKIP_KASAN_POISON, GFP_FLAG_NOLOCKDEP } },
	{ RANGE(5, 18, 6, 2), .revision = REV_NOTEMP, .low = low_5_14,
	  .high = { GFP_FLAG_SKIP_ZERO, GFP_FLAG_SKIP_KASAN_UNPOISON, GFP_FLAG_SKIP_KASAN_POISON,
				GFP_FLAG_NOLOCKDEP } },
	{ RANGE(5, 18, 6, 2), .revision = REV_HWTAGS, .low = low_5_14, .config = GFP_CONFIG_KASAN_HW_TAGS,
	  .high = { GFP_FLAG_SKIP_ZERO, GFP_FLAG_SKIP_KASAN_UNPOISON, GFP_FLAG_SKIP_KASAN_POISON,
				GFP_FLAG_NOLOCKDEP } },
	{ RANGE(5, 15, 6, 1), .revision = REV_NOTEMP, .low = low_5_14, .config = GFP_CONFIG_ANDROID_CMA,
	  .high = { GFP_FLAG_SKIP_ZERO, GFP_FLAG_SKIP_KASAN_UNPOISON, GFP_FLAG_SKIP_KASAN_POISON, GFP_FLAG_CMA,
				GFP_FLAG_NOLOCKDEP } },
	{ RANGE(6, 3, 6, 3), .revision = REV_NOATOMIC, .low = low_6_3,
	  .high = { GFP_FLAG_SKIP_ZERO, GFP_FLAG_SKIP_KASAN_UNPOISON, GFP_FLAG_SKIP_KASAN_POISON,
				GFP_FLAG_NOLOCKDEP } },
	{ RANGE(6, 3, 6, 3), .revision = REV_NOATOMIC_HWTAGS, .low = low_6_3, .config = GFP_CONFIG_KASAN_HW_TAGS,
	  .high = { GFP_FLAG_SKIP_ZERO, GFP_FLAG_SKIP_KASAN_UNPOISON, GFP_FLAG_SKIP_KASAN_POISON,
				GFP_FLAG_NOLOCKDEP } },
	{ RANGE(6, 4, 6, 6), .revision = REV_NOATOMIC, .low = low_6_3,
	  .high = { GFP_FLAG_SKIP_ZERO, GFP_FLAG_SKIP_KASAN, GFP_FLAG_NOLOCKDEP } },
	{ RANGE(6, 4, 6, 6), .revision = REV_NOATOMIC_HWTAGS, .low = low_6_3, .config = GFP_CONFIG_KASAN_HW_TAGS,
	  .high = { GFP_FLAG_SKIP_ZERO, GFP_FLAG_SKIP_KASAN, GFP_FLAG_NOLOCKDEP } },
	{ RANGE(6, 7, 6, 9), .revision = REV_NOWARN, .low = low_6_3,
	  .high = { GFP_FLAG_SKIP_ZERO, GFP_FLAG_SKIP_KASAN, GFP_FLAG_NOLOCKDEP } },
	{ RANGE(6, 7, 6, 9), .revision = REV_NOWARN_HWTAGS, .low = low_6_3, .config = GFP_CONFIG_KASAN_HW_TAGS,
	  .high = { GFP_FLAG_SKIP_ZERO, GFP_FLAG_SKIP_KASAN, GFP_FLAG_NOLOCKDEP } },
	/* From 6.10 the bits above ZEROTAGS are dealt out at build time, to the options that are on. */
	{ RANGE(6, 10, 7, 2), .revision = REV_NOWARN, .low = low_6_3, .high = { GFP_FLAG_NO_OBJ_EXT } },
	{ RANGE(6, 10, 7, 2), .revision = REV_NOWARN, .low = low_6_3, .config = GFP_CONFIG_LOCKDEP,
	  .high = { GFP_FLAG_NOLOCKDEP, GFP_FLAG_NO_OBJ_EXT } },
	{ RANGE(6, 10, 7, 2), .revision = REV_NOWARN_HWTAGS, .low = low_6_3, .config = GFP_CONFIG_KASAN_HW_TAGS,
	  .high = { GFP_FLAG_SKIP_ZERO, GFP_FLAG_SKIP_KASAN, GFP_FLAG_NO_OBJ_EXT } },
	{ RANGE(6, 10, 7, 2), .revision = REV_NOWARN_HWTAGS, .low = low_6_3,
	  .config = GFP_CONFIG_KASAN_HW_TAGS | GFP_CONFIG_LOCKDEP,
	  .high = { GFP_FLAG_SKIP_ZERO, GFP_FLAG_SKIP_KASAN, GFP_FLAG_NOLOCKDEP, GFP_FLAG_NO_OBJ_EXT } },
};
const size_t gfp_layout_count = ARRAY_SIZE(gfp_layouts);

/* --- composite names --- */

#define FROM(revision) (~0u << REV_##revision)
#define UNTIL(revision) (~FROM(revision))
#define ONLY(revision) (1u << REV_##revision)
#define HWTAGS (ONLY(HWTAGS) | ONLY(NOATOMIC_HWTAGS) | ONLY(NOWARN_HWTAGS))
#define PLAIN (~(HWTAGS | ONLY(POISON)))

#define RECLAIM (GFP_SET(DIRECT_RECLAIM) | GFP_SET(KSWAPD_RECLAIM))
#define IO_FS (GFP_SET(IO) | GFP_SET(FS))
#define USER_BITS (IO_FS | GFP_SET(HARDWALL))
#define MOVABLE_BITS (USER_BITS | GFP_SET(HIGHMEM) | GFP_SET(MOVABLE))
#define LIGHT_BITS (MOVABLE_BITS | GFP_SET(COMP) | GFP_SET(NOMEMALLOC) | GFP_SET(NOWARN))
#define SKIP_1 GFP_SET(SKIP_KASAN_POISON)
#define SKIP_2 (GFP_SET(SKIP_KASAN_POISON) | GFP_SET(SKIP_KASAN_UNPOISON))
#define SKIP_3 GFP_SET(SKIP_KASAN)
#define SKIP_3_REVISIONS (ONLY(NOATOMIC_HWTAGS) | ONLY(NOWARN_HWTAGS))

const struct gfp_composite gfp_composites[] = {
	{ "GFP_TRANSHUGE", GFP_SET(WAIT) | LIGHT_BITS | GFP_SET(NORETRY) | GFP_SET(NO_KSWAPD), ONLY(WAIT) },
	{ "GFP_TRANSHUGE", GFP_SET(DIRECT_RECLAIM) | LIGHT_BITS | GFP_SET(NORETRY), ONLY(RECLAIM) },
	{ "GFP_TRANSHUGE", GFP_SET(DIRECT_RECLAIM) | LIGHT_BITS, FROM(LIGHT) & PLAIN },
	{ "GFP_TRANSHUGE", GFP_SET(DIRECT_RECLAIM) | LIGHT_BITS | SKIP_1, ONLY(POISON) },
	{ "GFP_TRANSHUGE", GFP_SET(DIRECT_RECLAIM) | LIGHT_BITS | SKIP_2, ONLY(HWTAGS) },
	{ "GFP_TRANSHUGE", GFP_SET(DIRECT_RECLAIM) | LIGHT_BITS | SKIP_3, SKIP_3_REVISIONS },
	{ "GFP_TRANSHUGE_LIGHT", LIGHT_BITS, FROM(LIGHT) & PLAIN },
	{ "GFP_TRANSHUGE_LIGHT", LIGHT_BITS | SKIP_1, ONLY(POISON) },
	{ "GFP_TRANSHUGE_LIGHT", LIGHT_BITS | SKIP_2, ONLY(HWTAGS) },
	{ "GFP_TRANSHUGE_LIGHT", LIGHT_BITS | SKIP_3, SKIP_3_REVISIONS },
	{ "GFP_HIGHUSER_MOVABLE", GFP_SET(WAIT) | MOVABLE_BITS, ONLY(WAIT) },
	{ "GFP_HIGHUSER_MOVABLE", RECLAIM | MOVABLE_BITS, FROM(RECLAIM) & PLAIN },
	{ "GFP_HIGHUSER_MOVABLE", RECLAIM | MOVABLE_BITS | SKIP_1, ONLY(POISON) },
	{ "GFP_HIGHUSER_MOVABLE", RECLAIM | MOVABLE_BITS | SKIP_2, ONLY(HWTAGS) },
	{ "GFP_HIGHUSER_MOVABLE", RECLAIM | MOVABLE_BITS | SKIP_3, SKIP_3_REVISIONS },
	{ "GFP_HIGHUSER", GFP_SET(WAIT) | USER_BITS | GFP_SET(HIGHMEM), ONLY(WAIT) },
	{ "GFP_HIGHUSER", RECLAIM | USER_BITS | GFP_SET(HIGHMEM), FROM(RECLAIM) },
	{ "GFP_USER", GFP_SET(WAIT) | USER_BITS, ONLY(WAIT) },
	{ "GFP_USER", RECLAIM | USER_BITS, FROM(RECLAIM) },
	{ "GFP_TEMPORARY", GFP_SET(WAIT) | IO_FS | GFP_SET(RECLAIMABLE), ONLY(WAIT) },
	{ "GFP_TEMPORARY", RECLAIM | IO_FS | GFP_SET(RECLAIMABLE), FROM(RECLAIM) & UNTIL(NOTEMP) },
	{ "GFP_KERNEL_ACCOUNT", RECLAIM | IO_FS | GFP_SET(ACCOUNT), FROM(RECLAIM) },
	{ "GFP_KERNEL", GFP_SET(WAIT) | IO_FS, ONLY(WAIT) },
	{ "GFP_KERNEL", RECLAIM | IO_FS, FROM(RECLAIM) },
	{ "GFP_NOFS", GFP_SET(WAIT) | GFP_SET(IO), ONLY(WAIT) },
	{ "GFP_NOFS", RECLAIM | GFP_SET(IO), FROM(RECLAIM) },
	{ "GFP_ATOMIC", GFP_SET(HIGH), ONLY(WAIT) },
	{ "GFP_ATOMIC", GFP_SET(HIGH) | GFP_SET(ATOMIC) | GFP_SET(KSWAPD_RECLAIM),
	  FROM(RECLAIM) & UNTIL(NOATOMIC) },
	{ "GFP_ATOMIC", GFP_SET(HIGH) | GFP_SET(KSWAPD_RECLAIM), FROM(NOATOMIC) },
	{ "GFP_NOIO", GFP_SET(WAIT), ONLY(WAIT) },
	{ "GFP_NOIO", RECLAIM, FROM(RECLAIM) },
	{ "GFP_NOWAIT", 0, ONLY(WAIT) },
	{ "GFP_NOWAIT", GFP_SET(KSWAPD_RECLAIM), FROM(RECLAIM) & UNTIL(NOWARN) },
	{ "GFP_NOWAIT", GFP_SET(KSWAPD_RECLAIM) | GFP_SET(NOWARN), FROM(NOWARN) },
	{ "GFP_DMA", GFP_SET(DMA), FROM(WAIT) },
	{ "GFP_DMA32", GFP_SET(DMA32), FROM(WAIT) },
};
const size_t gfp_composite_count = ARRAY_SIZE(gfp_composites);

bool gfp_next_composite(const struct gfp *gfp, gfp_set *left, size_t *i)
{
	for (; *i < gfp_composite_count; ++*i) {
		const struct gfp_composite *c = &gfp_composites[*i];

		if (!gfp_composite_known(c, gfp->layout) || (*left & c->flags) != c->flags ||
			(c->flags == 0 && gfp->mask != 0))
			continue;
		*left &= ~c->flags;
		return true;
	}
	return false;
}
