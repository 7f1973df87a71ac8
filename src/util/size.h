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

/* "1430", "57.9", "1.03", "0.042", "0": three digits that count, never as a power of ten; below 0.001 "<0.001". */
const char *figure_text(struct arena *arena, double value);

/* "57.9..131", or only "100" where both ends read the same. */
const char *figure_range(struct arena *arena, double low, double high);

#endif
