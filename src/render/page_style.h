/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_PAGE_STYLE_H
#define DTCARVE_RENDER_PAGE_STYLE_H

struct markup;

/* The style sheet of the page, drawings included. */
void page_style_write(struct markup *m);

/* The variables on :root; print is always light. */
void theme_write(struct markup *m);

/* ".k-nomap{fill:var(--nomap)}" and so on, for shapes of the kinds of memory. */
void theme_write_kinds(struct markup *m);

#endif
