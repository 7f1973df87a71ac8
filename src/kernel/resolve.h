/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KERNEL_RESOLVE_H
#define DTCARVE_KERNEL_RESOLVE_H

struct kernel;

/* All that follows from release, architecture, page size and configuration, which stand in `kernel` already.
 */
void kernel_resolve(struct kernel *kernel);

#endif
