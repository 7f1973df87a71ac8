/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KERNEL_SYSTEM_MAP_H
#define DTCARVE_KERNEL_SYSTEM_MAP_H

#include "util/file.h"

struct error;
struct facts;

/*
 * Tells what the addresses of a System.map, /proc/kallsyms or `nm -n vmlinux`
 * say of the kernel. -EINVAL with the line where it is none of them.
 */
int system_map_tell(struct facts *facts, const char *file, struct bytes in, struct error *error);

#endif
