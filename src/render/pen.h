/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_PEN_H
#define DTCARVE_RENDER_PEN_H

/* What writes a text report: a stream, how it may look, and an arena for what is put together on the way. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "render/report.h"
#include "util/estimate.h"

struct arena;

/* What a piece of text is; the colours are the pen's. */
enum tint { TINT_PLAIN, TINT_HEADING, TINT_FAINT, TINT_GOOD, TINT_WARN, TINT_BAD, TINT_BAR, TINT_TAKEN };

struct pen {
	struct arena *arena;
	const struct text_style *style;
	FILE *out;
};

/* Text that is known to be harmless, in its colour. */
void pen_tinted(const struct pen *pen, enum tint tint, const char *text);
void pen_blanks(const struct pen *pen, size_t count);
void pen_end_line(const struct pen *pen);

/* An empty line, and the name of the section with a faint remark, or NULL. */
void pen_heading(const struct pen *pen, const char *title, const char *remark);

/* Escaped, broken at the page's width; the first line behind `lead`, the others behind `indent` blanks. */
void pen_hanging(const struct pen *pen, const char *lead, size_t indent, const char *text, enum tint tint);

/* The same, with the other lines under the lead's end. */
void pen_paragraph(const struct pen *pen, const char *lead, const char *text, enum tint tint);

/* "512 B", "60 KiB", "31.9 MiB", "2 GiB": one decimal where the unit does not divide it. */
const char *pen_size(const struct pen *pen, uint64_t bytes);

/* "31.9 MiB", "512.0 KiB", "47 B": always one decimal, so that a column of them stands in line. */
const char *pen_size_fixed(const struct pen *pen, uint64_t bytes);

/* "0x80000000", at least eight digits. */
const char *pen_address(const struct pen *pen, uint64_t address);

/* "7296", or "7296 ±1" for an estimate; the farther end of the range counts. */
const char *pen_estimate(const struct pen *pen, struct estimate e);

/* The sign of an estimate's range: "±", or "+-" in ASCII. */
const char *pen_plus_minus(const struct pen *pen);

#endif
