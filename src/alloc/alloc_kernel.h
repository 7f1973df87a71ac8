/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_ALLOC_ALLOC_KERNEL_H
#define DTCARVE_ALLOC_ALLOC_KERNEL_H

#include "alloc/zone_state.h"

struct error;

/*
 * What the allocator needs to know of a kernel when there is no board: `text` is
 * a version ("4.19", "6.1.0-50-arm64") or a kernel-profile file; NULL stands for
 * the newest known version. Zones, orders and CPUs keep their defaults (4 KiB
 * pages, orders up to 10) until a capture tells more. -EINVAL or the error of
 * reading the file, with one line in `error`.
 */
int alloc_kernel_load(const char *text, struct alloc_kernel *kernel, struct error *error);

#endif
