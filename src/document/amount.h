/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_DOCUMENT_AMOUNT_H
#define DTCARVE_DOCUMENT_AMOUNT_H

/* Amounts in words, the same in all formats. The arena owns the text. */
#include <stdint.h>

struct arena;

/* "512 B", "60 KiB", "31.9 MiB", "2 GiB": one decimal where the unit does not divide it. */
const char *amount_size(struct arena *arena, uint64_t bytes);

/* "31.9 MiB", "512.0 KiB", "47 B": always one decimal, so that a column of them stands in line. */
const char *amount_size_fixed(struct arena *arena, uint64_t bytes);

/* "0x80000000", at least eight digits. */
const char *amount_address(struct arena *arena, uint64_t address);

#endif
