/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_DOCUMENT_ORIGIN_H
#define DTCARVE_DOCUMENT_ORIGIN_H

#include <stddef.h>

struct page;

struct origin_input {
	const char *name, *sha256;
};

/* What a page was made from. */
struct origin {
	const char *command; /* as it was typed, quoted for a shell; NULL: not known, nothing is told */
	const char *version;
	struct origin_input *inputs; /* the files that it names */
	size_t input_count;
};

/* Adds a section of it, which a terminal does not show. */
void page_origin(struct page *page, const struct origin *origin);

#endif
