/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KERNEL_VARIANT_H
#define DTCARVE_KERNEL_VARIANT_H

struct kernel;

/* What no input may have told. */
enum unknown {
	UNKNOWN_OTHER, /* no variant answers it in another way */
	UNKNOWN_VERSION,
	UNKNOWN_SUBLEVEL,       /* of a series that took changes over */
	UNKNOWN_SUBLEVEL_ZONES, /* that moved its zones: these are those of the latest release */
	UNKNOWN_CONFIG,
	UNKNOWN_IMAGE, /* the sizes of the image and its parts */
	UNKNOWN_POOL,  /* the size of the default CMA pool */
	UNKNOWN_SPLIT, /* arm: VMSPLIT and HIGHMEM */
	UNKNOWN_LPA2,
	UNKNOWN_PLACES,    /* configuration and image together: of what is placed, where */
	UNKNOWN_PAGE_SIZE, /* arm64; figures hold for the size that is assumed */
	UNKNOWN_KERNEL_BASE,
	UNKNOWN_FDT_BASE,
	UNKNOWN_INITRD,
	UNKNOWNS
};

/*
 * What no input tells of a kernel is taken from a usual configuration. How far
 * that may be off, other kernels show which agree with all that is told, each
 * with another answer to one unknown: lean and rich configurations, small and
 * large images, default CMA pools, splits of the address space. Sets
 * kernel->variants, in its arena; none where all that matters is told.
 */
void kernel_add_variants(struct kernel *kernel);

#endif
