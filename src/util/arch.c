/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/arch.h"

#include <stddef.h>
#include <string.h>

#include "util/number.h"

static const char *const arch_names[] = {
	[ARCH_UNKNOWN] = "unknown", [ARCH_ARM] = "arm", [ARCH_ARM64] = "arm64", [ARCH_RISCV64] = "riscv64"
};

const char *arch_name(enum arch arch)
{
	return arch_names[arch];
}

bool arch_from_name(const char *name, enum arch *arch)
{
	for (size_t i = ARCH_ARM; i < ARRAY_SIZE(arch_names); i++) {
		if (strcmp(name, arch_names[i]) == 0) {
			*arch = (enum arch)i;
			return true;
		}
	}
	return false;
}
