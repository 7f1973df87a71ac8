/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the image or boot folder that the tree came in told of the boot, and where. */
#include "board/board.h"
#include "board/firmware_map.h"
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

static void add_map(struct page *page, struct page_table *table, const struct boot *boot)
{
	const struct firmware_map *map = boot->firmware_map;
	bool taken = map && firmware_map_efi_source(map) != MAP_SOURCES;
	enum map_source from;
	struct range_set ram;

	if (!map)
		return;
	ram = firmware_map_ram(page->arena, map, &from);
	add(page, table, "firmware's map",
		from == MAP_SOURCES ? "what the secure world keeps"
							: arena_printf(page->arena, "%s%s, %s", size_text(page->arena, range_set_bytes(&ram)),
										   taken ? ", taken as RAM" : "", map_source_name(from)),
		map->file);
}

void page_told(struct page *page, const struct report *report)
{
	static const struct page_column columns[] = { { "", COLUMN_WORD },
												  { "told", COLUMN_TEXT },
												  { "by", COLUMN_TEXT } };
	const struct image_told *told = &report->board->told;
	const char *overridden = "told otherwise by an option";
	struct page_table *table;

	if (!told->cmdline && !told->kernel_from && !told->initrd_bytes && !told->config && !told->bank_count &&
		!report->boot->firmware_map)
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
	add_map(page, table, report->boot);
}
