/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_UTIL_SIZE_H
#define DTCARVE_UTIL_SIZE_H

/* Sizes in words, everywhere the same ones, and rounded in one way. The arena owns the text. */
#include <stdint.h>

struct arena;

/* "512 B", "60 KiB", "31.9 MiB", "2 GiB": one decimal where the unit does not divide it. */
const char *size_text(struct arena *arena, uint64_t bytes);

/* "31.9 MiB", "512.0 KiB", "47 B": always one decimal, so that a column of them stands in line. */
const char *size_text_fixed(struct arena *arena, uint64_t bytes);

/* "-31.9": MiB alone. */
const char *size_mebibytes(struct arena *arena, int64_t bytes, unsigned int decimals);

#endif
