/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_ALLOC_BOOT_STATE_H
#define DTCARVE_ALLOC_BOOT_STATE_H

#include "alloc/zone_state.h"

struct boot;
struct kernel;

/* The allocator's view of a kernel; zones, CPUs and populated ones are left to the caller. */
struct alloc_kernel alloc_kernel_from(const struct kernel *kernel);

/*
 * The zones as the first user process finds them: what memblock handed over,
 * less what the kernel itself takes while it comes up (slabs, stacks, the
 * unpacked initramfs, per-CPU lists). The latter is an estimate that grows with
 * the size of the image and the number of CPUs; zone_state.fewer and .more
 * tell how far it may be off. The result is freed with memory_state_free() and does not
 * refer to `boot`.
 */
struct memory_state *memory_state_from_boot(const struct boot *boot, unsigned int cpus);

#endif
