/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_DOCUMENT_AMOUNT_H
#define DTCARVE_DOCUMENT_AMOUNT_H

/* Amounts in words, the same in all formats. The arena owns the text. */
#include <stdint.h>

#include "util/estimate.h"

struct arena;

/* "0x80000000", at least eight digits. */
const char *amount_address(struct arena *arena, uint64_t address);

/*
 * The range of an estimate, to stand behind its value: "±5" where it reaches as far to
 * both sides, else "1407..5632"; NULL where it is exact.
 */
const char *amount_doubt(struct arena *arena, struct estimate estimate);

/* Such a range within a line, with a blank before it: " ±5", " (1407..5632)", "" for NULL. */
const char *amount_doubt_inline(struct arena *arena, const char *doubt);

/* The range of bytes in MiB, its ends rounded outwards to tenths: "±40.7", "861.8..915.0". */
const char *amount_doubt_mib(struct arena *arena, struct estimate bytes);

#endif
