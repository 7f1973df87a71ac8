/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_TABLE_H
#define DTCARVE_RENDER_TABLE_H

/*
 * A table of a document in columns for a terminal. Each column is as wide as its
 * widest cell; where the page is too narrow, texts go on in further lines, numbers
 * never do. What is told beside a number stands in a column of its own.
 */
struct page_table;
struct page_writer;

void text_table(const struct page_writer *w, const struct page_table *table);

#endif
