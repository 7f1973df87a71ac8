/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KERNEL_VARIANT_H
#define DTCARVE_KERNEL_VARIANT_H

struct kernel;

/*
 * What no input tells of a kernel is taken from a usual configuration. How far
 * that may be off, other kernels show which agree with all that is told: a lean
 * one, a rich one, and some with another default CMA pool. Sets kernel->variants,
 * in its arena; none where all that matters is told.
 */
void kernel_add_variants(struct kernel *kernel);

#endif
