/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_UTIL_SIZE_H
#define DTCARVE_UTIL_SIZE_H

#include <stdint.h>

struct arena;

/* "512 bytes", "60 KiB", "31.9 MiB", "2 GiB": one decimal where the unit does not divide it. */
const char *size_text(struct arena *arena, uint64_t bytes);

#endif
