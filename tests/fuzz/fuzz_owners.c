/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a dump of owners. What is taken must add up: pages of
 * chains to all pages, pages of blocks to no more, and what is told of it must be written.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "document/owners_report.h"
#include "document/pages.h"
#include "owners/answers.h"
#include "render/grid_svg.h"
#include "render/owners_json.h"
#include "render/writer.h"
#include "util/arena.h"
#include "util/error.h"

static void add_up(const struct holdings *o)
{
	uint64_t pages = 0, bytes = 0, in_blocks = 0;

	for (size_t i = 0; i < o->chains->count; i++) {
		pages += o->chains->items[i].pages;
		bytes += o->chains->items[i].bytes;
		if (o->chains->items[i].in_cma > o->chains->items[i].pages)
			abort();
	}
	for (size_t i = 0; i < o->mem_block_count; i++)
		for (unsigned int k = PAGE_MOVES; k <= PAGE_STAYS; k++)
			in_blocks += o->mem_blocks[i].used[k];
	if (pages != o->pages || bytes != o->bytes || in_blocks > o->pages)
		abort();
}

static void write_report(struct arena *arena, const struct owners_report *report, size_t choice)
{
	static const struct page_format *const formats[] = { &page_as_text, &page_as_markdown, &page_as_html };
	const struct text_style style = { .unicode = true, .verbose = choice & 8, .width = 80 };
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	if (choice % 5 == 4)
		owners_write_svg(report, out);
	else if (choice % 5 == 3)
		owners_write_json(report, out);
	else
		page_write(formats[choice % 5], &style, page_of_owners(arena, report), out);
	if (fclose(out) || !size)
		abort();
	free(text);
}

static void ask(const struct holdings *o, size_t choice)
{
	struct owners_report report = { .owners = o, .page_shift = 12 };
	struct arena *arena = arena_new();
	struct answers a;
	struct growth *rows;
	struct error error;
	size_t count;

	answers_find(arena, o, NULL, &a);
	for (size_t i = 0; i < a.area_count; i++)
		if (a.areas[i].run > a.areas[i].place.pages || a.areas[i].run_free > a.areas[i].run)
			abort();
	if (growth_find(arena, o, o, &rows, &count, &error) || count)
		abort();
	report.answers = &a;
	write_report(arena, &report, choice);
	arena_free(arena);
}

int fuzz_owners(const uint8_t *data, size_t size)
{
	static const struct holdings_hints hints;
	struct holdings *o;
	struct error error;
	char path[64];
	int fd = memfd_create("dump", 0);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (holdings_read(path, &hints, &o, &error) == 0) {
		add_up(o);
		ask(o, size);
		holdings_free(o);
	}
	close(fd);
	return 0;
}
