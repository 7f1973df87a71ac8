/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the image or boot folder that the tree came in told of the boot, and where. */
#include "board/board.h"
#include "boot/boot.h"
#include "document/page_sections.h"
#include "document/report.h"
#include "kernel/kernel.h"
#include "util/arena.h"
#include "util/size.h"

static void add(struct page *page, struct page_table *table, const char *what, const char *value,
				const char *from)
{
	if (from)
		page_row(page, table,
				 (const struct page_cell[]){ { .text = what }, { .text = value }, { .text = from } });
}

void page_told(struct page *page, const struct report *report)
{
	static const struct page_column columns[] = { { "", COLUMN_WORD },
												  { "told", COLUMN_TEXT },
												  { "by", COLUMN_TEXT } };
	const struct image_told *told = &report->board->told;
	const char *overridden = "told otherwise by an option";
	struct page_table *table;

	if (!told->cmdline && !told->kernel_from && !told->initrd_bytes && !told->config && !told->bank_count)
		return;
	page_section(page, "told", "Told by what is booted", NULL);
	table = page_table(page, columns, 3);
	add(page, table, "command line", report->boot->cmdline == told->cmdline ? told->cmdline : overridden,
		told->cmdline_from);
	add(page, table, "kernel", report->kernel->release, told->kernel_from);
	add(page, table, "configuration", "", told->config);
	add(page, table, "System.map", "", told->system_map);
	add(page, table, "initrd", size_text(page->arena, told->initrd_bytes), told->initrd_from);
	add(page, table, "RAM", "", told->banks_from);
}
