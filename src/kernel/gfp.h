/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KERNEL_GFP_H
#define DTCARVE_KERNEL_GFP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/migratetype.h"
#include "util/named.h"

struct error;

/*
 * The bits of a GFP mask by meaning. Their numeric values moved several times,
 * so everything but the decoder works on these. The order is that of no kernel.
 */
enum gfp_flag {
	GFP_FLAG_NONE, /* a bit without a meaning in its layout */
	GFP_FLAG_DMA,
	GFP_FLAG_HIGHMEM,
	GFP_FLAG_DMA32,
	GFP_FLAG_MOVABLE,
	GFP_FLAG_RECLAIMABLE,
	GFP_FLAG_WAIT, /* up to 4.3: may sleep; later DIRECT_RECLAIM */
	GFP_FLAG_HIGH,
	GFP_FLAG_IO,
	GFP_FLAG_FS,
	GFP_FLAG_COLD,
	GFP_FLAG_NOWARN,
	GFP_FLAG_REPEAT, /* up to 4.12; the same bit is RETRY_MAYFAIL from 4.13 */
	GFP_FLAG_RETRY_MAYFAIL,
	GFP_FLAG_NOFAIL,
	GFP_FLAG_NORETRY,
	GFP_FLAG_MEMALLOC,
	GFP_FLAG_COMP,
	GFP_FLAG_ZERO,
	GFP_FLAG_NOMEMALLOC,
	GFP_FLAG_HARDWALL,
	GFP_FLAG_THISNODE,
	GFP_FLAG_ATOMIC, /* 4.4 to 6.2, and 6.1.y */
	GFP_FLAG_ACCOUNT,
	GFP_FLAG_NOACCOUNT,
	GFP_FLAG_KMEMCG,
	GFP_FLAG_NOTRACK,
	GFP_FLAG_DIRECT_RECLAIM,
	GFP_FLAG_KSWAPD_RECLAIM,
	GFP_FLAG_NO_KSWAPD,
	GFP_FLAG_OTHER_NODE,
	GFP_FLAG_WRITE,
	GFP_FLAG_NOLOCKDEP,
	GFP_FLAG_ZEROTAGS,
	GFP_FLAG_SKIP_ZERO,
	GFP_FLAG_SKIP_KASAN,
	GFP_FLAG_SKIP_KASAN_POISON,
	GFP_FLAG_SKIP_KASAN_UNPOISON,
	GFP_FLAG_NO_OBJ_EXT,
	GFP_FLAG_CMA, /* Android and vendor trees only */
	GFP_FLAG_COUNT
};

/* A set of enum gfp_flag. */
typedef uint64_t gfp_set;

#define GFP_SET(flag) ((gfp_set)1 << GFP_FLAG_##flag)

/* Build options that move bits; OR them for gfp_layout_for(). */
enum gfp_config {
	GFP_CONFIG_LOCKDEP = 1,
	GFP_CONFIG_KASAN_HW_TAGS = 2,
	GFP_CONFIG_ANDROID_CMA = 4, /* a vendor tree with __GFP_CMA */
};

/* Where one kernel puts the bits, and what its composite masks stand for. */
struct gfp_layout;

/* A decoded mask. */
struct gfp {
	const struct gfp_layout *layout;
	uint32_t mask;    /* the numeric value, in that layout */
	uint32_t unknown; /* bits of the mask that have no meaning in that layout */
	gfp_set flags;
};

/*
 * The layout of a kernel (kernel/version.h numbers) with these gfp_config
 * options; never NULL. A version before 2.6.24 or after the newest known one
 * gets its nearest neighbour.
 */
const struct gfp_layout *gfp_layout_for(uint32_t version, unsigned int config);

/*
 * The layout in which a log's `mask` was most likely written: the one whose
 * decode equals the printed names (NULL where none were printed), then the one
 * of the release (0 where unknown), then the one that leaves no bit unexplained.
 * With names, `agrees` (may be NULL) tells whether any layout gives just these names.
 */
const struct gfp_layout *gfp_layout_guess(uint32_t mask, const char *names, uint32_t version, bool *agrees);

/*
 * The releases (kernel/version.h numbers, both included) whose layouts read
 * `mask` just as `layout` does: what the mask alone tells of the kernel's age.
 */
void gfp_layout_span(const struct gfp_layout *layout, uint32_t mask, uint32_t *from, uint32_t *to);

/* First and last release of a layout, as "4.18" and "5.0". */
const char *gfp_layout_first(const struct gfp_layout *layout);
const char *gfp_layout_last(const struct gfp_layout *layout);

struct gfp gfp_decode(const struct gfp_layout *layout, uint32_t mask);

/*
 * Reads "GFP_ATOMIC|__GFP_COMP", "0x484020", or both mixed with "|", in the
 * layout given. -EINVAL and a line in `error` that names the bad word.
 */
int gfp_parse(const struct gfp_layout *layout, const char *text, struct gfp *gfp, struct error *error);

/* "__GFP_HIGH" for GFP_FLAG_HIGH. */
const char *gfp_flag_name(enum gfp_flag flag);

/* The flag at bit 0..31, GFP_FLAG_NONE where there is none: walk these for names in bit order. */
enum gfp_flag gfp_flag_at(const struct gfp_layout *layout, unsigned int bit);

/*
 * The mask as the kernel's %pGg prints it: the widest composites first, then
 * single flags in bit order, then left-over bits in hex; "" for 0 where no
 * composite is 0. Writes at most `size` bytes with the NUL; returns `text`.
 */
char *gfp_describe(const struct gfp *gfp, char *text, size_t size);

/* --- what a mask means to the allocator --- */

static inline bool gfp_has(const struct gfp *gfp, enum gfp_flag flag)
{
	return gfp->flags >> flag & 1;
}

/* May sleep, that is, reclaim and compact by itself. */
bool gfp_may_sleep(const struct gfp *gfp);
bool gfp_wakes_kswapd(const struct gfp *gfp);

/* The kinds of request that meet different rules in the slow path. */
#define GFP_CLASSES(X)                                                                                       \
	X(GFP_CLASS_ATOMIC, "atomic") /* cannot sleep, may dig into the reserve */                               \
	X(GFP_CLASS_NOWAIT, "nowait") /* cannot sleep, no reserve */                                             \
	X(GFP_CLASS_NOIO, "noio") /* sleeps, no I/O */                                                           \
	X(GFP_CLASS_NOFS, "nofs") /* sleeps, no file system */                                                   \
	X(GFP_CLASS_KERNEL, "kernel") /* sleeps, kernel memory */                                                \
	X(GFP_CLASS_USER, "user") /* sleeps, bound to the cpuset */                                              \
	X(GFP_CLASS_MOVABLE, "movable") /* sleeps, pages can be migrated: may take CMA */
enum gfp_class { GFP_CLASSES(ENUM_VALUE) };

enum gfp_class gfp_class(const struct gfp *gfp);

/* "atomic", "nowait", "noio", "nofs", "kernel", "user", "movable". */
const char *gfp_class_name(enum gfp_class class);

/* Free-list type asked for: MOVABLE, RECLAIMABLE or UNMOVABLE. */
enum migratetype gfp_migratetype(const struct gfp *gfp);

/* Zones in the allocator's order, lowest first; the same names in all logs. */
enum gfp_zone {
	GFP_ZONE_DMA,
	GFP_ZONE_DMA32,
	GFP_ZONE_NORMAL,
	GFP_ZONE_HIGHMEM,
	GFP_ZONE_MOVABLE,
	GFP_ZONES
};

/* "DMA", "DMA32", "Normal", "HighMem", "Movable". */
const char *gfp_zone_name(enum gfp_zone zone);

/*
 * The highest zone that the mask allows on a kernel that has the zones of the
 * set `configured` (bit 1 << GFP_ZONE_x; NORMAL and MOVABLE are taken for granted).
 * Returns GFP_ZONES for a mask that names two of DMA, DMA32 and HIGHMEM.
 * Source: linux-3.18 .. 7.2:include/linux/gfp.h:gfp_zone.
 */
enum gfp_zone gfp_highest_zone(const struct gfp *gfp, unsigned int configured);

#endif
