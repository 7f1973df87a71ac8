/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_CLI_WHAT_IF_PAGE_H
#define DTCARVE_CLI_WHAT_IF_PAGE_H

#include <stdio.h>

struct board_options;
struct error;
struct prediction;
struct report;

/*
 * The report as a page with sliders: the page of `make web` with this board in it.
 * -ENOENT where that page is not installed, -EFBIG where the board makes it too large.
 */
int what_if_page_write(const struct board_options *options, const struct prediction *prediction,
					   const struct report *report, FILE *out, struct error *error);

/* Where `make install` puts the page of `make web`. */
extern const char installed_page[];

#endif
