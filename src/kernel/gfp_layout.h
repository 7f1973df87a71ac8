/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KERNEL_GFP_LAYOUT_H
#define DTCARVE_KERNEL_GFP_LAYOUT_H

#include "kernel/gfp.h"

/* The tables behind kernel/gfp.h; for gfp.c and gfp_names.c only. */

/* What the composite names stand for changed at these points. */
enum gfp_revision {
	REV_WAIT,     /* up to 4.3 */
	REV_RECLAIM,  /* 4.4 .. 4.7 */
	REV_LIGHT,    /* 4.8 .. 4.13: GFP_TRANSHUGE_LIGHT */
	REV_NOTEMP,   /* 4.14 .. 6.2: no GFP_TEMPORARY */
	REV_POISON,   /* 5.14 .. 5.17: movable user pages skip poisoning */
	REV_HWTAGS,   /* 5.18 .. 6.2 with KASAN_HW_TAGS */
	REV_NOATOMIC, /* 6.3 .. 6.6: no __GFP_ATOMIC */
	REV_NOATOMIC_HWTAGS,
	REV_NOWARN, /* 6.7 and later: GFP_NOWAIT has __GFP_NOWARN */
	REV_NOWARN_HWTAGS,
};

struct gfp_layout {
	const char *first, *last; /* releases, inclusive */
	uint32_t from, to;        /* the same as numbers; `to` covers every patch level */
	enum gfp_revision revision;
	unsigned int config; /* gfp_config options that it is for */
	const uint8_t *low;  /* enum gfp_flag of bits 0..23 */
	uint8_t high[8];     /* of bits 24..31 */
};

struct gfp_composite {
	const char *name;
	gfp_set flags;
	unsigned int revisions; /* 1 << enum gfp_revision, or'ed */
};

extern const struct gfp_layout gfp_layouts[];
extern const size_t gfp_layout_count;

/* In the order in which the kernel's printing tries them. */
extern const struct gfp_composite gfp_composites[];
extern const size_t gfp_composite_count;

static inline bool gfp_composite_known(const struct gfp_composite *c, const struct gfp_layout *layout)
{
	return c->revisions >> layout->revision & 1;
}

/* The next composite of a mask whose flags are in *left, and takes them out; the search goes on at *i. */
bool gfp_next_composite(const struct gfp *gfp, gfp_set *left, size_t *i);

/* All that the words of a "A|B|0x10" list stand for in a layout; `strange` counts words without a meaning. */
gfp_set gfp_parse_names(const struct gfp_layout *layout, const char *names, unsigned int *strange);

#endif
