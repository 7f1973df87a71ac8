/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_UTIL_ARCH_H
#define DTCARVE_UTIL_ARCH_H

#include <stdbool.h>

enum arch { ARCH_UNKNOWN, ARCH_ARM, ARCH_ARM64, ARCH_RISCV64 };

/* "arm64"; "unknown" where nothing tells. */
const char *arch_name(enum arch arch);
bool arch_from_name(const char *name, enum arch *arch);

#endif
