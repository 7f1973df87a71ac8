/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_DOCUMENT_AMOUNT_H
#define DTCARVE_DOCUMENT_AMOUNT_H

/* Amounts in words, the same in all formats. The arena owns the text. */
#include <stdint.h>

struct arena;

/* "0x80000000", at least eight digits. */
const char *amount_address(struct arena *arena, uint64_t address);

#endif
