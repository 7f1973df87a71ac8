/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a page was made from, so that one found in a wiki can be made again. */
#include "document/origin.h"
#include "document/page.h"

void page_origin(struct page *page, const struct origin *origin)
{
	struct page_table *table;

	if (!origin->command)
		return;
	page_section(page, "origin", "How this page was made", NULL)->off_terminal = true;
	table = page_pairs(page);
	page_tell(page, table, "command", "%s", origin->command);
	page_tell(page, table, "program", "dtcarve %s", origin->version);
	for (size_t i = 0; i < origin->input_count; i++)
		page_tell(page, table, "input", "%s  SHA-256 %s", origin->inputs[i].name, origin->inputs[i].sha256);
}
