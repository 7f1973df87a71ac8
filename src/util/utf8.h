/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_UTIL_UTF8_H
#define DTCARVE_UTIL_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Reads the character that `text` begins with; returns its length in bytes, or
 * 0 at the end and where the bytes are no UTF-8 (overlong forms, surrogates
 * and codes beyond 0x10ffff are none).
 */
size_t utf8_read(const char *text, uint32_t *code);

/* Columns of a text; a byte that is no UTF-8 counts as one. */
size_t text_width(const char *text);

/* Bytes of `text` that fill at most `columns` columns; whole characters. */
size_t text_prefix(const char *text, size_t columns);

/* The blank at that byte stands between a number and its unit or its doubt, which are read as one: "216.0 MiB",
 * "903.9 ±0.3". */
bool text_joins(const char *text, size_t blank);

/*
 * Bytes of `text` for a line of at most `columns` columns, broken behind the
 * last word that fits, not between a number and its unit, or inside a word that is longer than a line. At least
 * one character, so that a loop over the rest ends. Blanks before the next
 * word are the caller's to skip.
 */
size_t text_line(const char *text, size_t columns);

#endif
