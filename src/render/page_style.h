/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_PAGE_STYLE_H
#define DTCARVE_RENDER_PAGE_STYLE_H

struct markup;

/* The style sheet of the page, drawings included. */
void page_style_write(struct markup *m);

#endif
