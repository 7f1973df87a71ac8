/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A record of /sys/kernel/debug/page_owner, and what page_owner_sort makes of it.
 * Source: mm/page_owner.c:print_page_owner, stack_print and tools/mm/page_owner_sort.c:main, read at:
 *   4.4   mask without names, "Block N type T Fallback Flags KERUDL..."
 *   4.6   names of flags, types by name, "Page has been migrated"
 *   5.11  pid and ts; 5.13 free_ts; 5.18 tgid and the task's name, "Charged to memcg"
 *   6.0   PFN in hex; 6.8 without free_ts; 6.9 page_owner_stacks
 *   7.x   "handle: N" behind the stack or, where a mode was written to the file, in its place
 */
#include "owners/record.h"

#include <string.h>

#include "klog/cursor.h"

/* "0x1f", or "31". */
static bool read_number(struct cursor *c, uint64_t *number)
{
	int64_t decimal;

	if (cursor_starts(c, "0x"))
		return cursor_hex(c, number);
	if (!cursor_number(c, &decimal))
		return false;
	*number = (uint64_t)decimal;
	return true;
}

/* "Movable"; MIGRATE_TYPES for a name that is not known. */
static enum migratetype migratetype_named(const char *name, size_t length)
{
	for (unsigned int i = 0; i < MIGRATE_TYPES; i++) {
		const char *known = migratetype_name((enum migratetype)i);

		if (strlen(known) == length && memcmp(known, name, length) == 0)
			return (enum migratetype)i;
	}
	return MIGRATE_TYPES;
}

static enum migratetype read_type(struct cursor *c)
{
	const char *start = c->at;

	while (c->at < c->end && *c->at != ' ')
		c->at++;
	return migratetype_named(start, (size_t)(c->at - start));
}

/* "Page allocated via order 0, mask 0x..(GFP_..), pid 1, tgid 1 (swapper/0), ts 123 ns" */
static bool read_head(struct cursor c, struct owner_record *r)
{
	uint64_t number;

	if (!read_number(&c, &number) || number >= OWNER_ORDERS || !cursor_word(&c, ", mask "))
		return false;
	r->order = (unsigned int)number;
	r->has_order = true;
	if (!read_number(&c, &number))
		return false;
	r->mask = (uint32_t)number;
	r->has_mask = true;
	if (cursor_find(&c, ", tgid ") && read_number(&c, &number) && cursor_word(&c, " (")) {
		const char *end = find_word(c.at, c.end, "), ts ");

		if (end) {
			r->task = c.at;
			r->task_length = (size_t)(end - c.at);
			c.at = end;
		}
	}
	if (cursor_find(&c, ", ts "))
		read_number(&c, &r->ns);
	return true;
}

/* "0x..(locked|lru|node=0|zone=1)", "K R  L  " up to 4.5 */
static void read_flags(struct cursor c, struct owner_record *r)
{
	struct cursor number = c;

	if (cursor_find(&number, "zone=")) {
		uint64_t zone, node = 0;
		bool told = read_number(&number, &zone);

		number = c;
		if (cursor_find(&number, "node="))
			told = told && read_number(&number, &node);
		r->has_zone = told && zone < 16 && node < 1024;
		r->zone = (unsigned int)zone;
		r->node = (unsigned int)node;
	}
}

/* "PFN 0x40000 type Movable Block 512 type Movable Flags ..", "PFN 1 Block 0 type 2 Fallback Flags  L" */
static bool read_place(struct cursor c, struct owner_record *r)
{
	uint64_t number;

	if (!read_number(&c, &r->pfn))
		return false;
	if (cursor_word(&c, " type "))
		r->type = read_type(&c);
	if (!cursor_word(&c, " Block ") || !read_number(&c, &r->block) || !cursor_word(&c, " type "))
		return false;
	if (is_digit(cursor_peek(&c))) {
		if (!read_number(&c, &number) || number > 15)
			return false;
		r->block_number = (int)number;
		cursor_skip_blanks(&c);
		r->fallback = cursor_word(&c, "Fallback");
	} else {
		r->block_type = read_type(&c);
	}
	if (cursor_find(&c, "Flags "))
		read_flags(c, r);
	return true;
}

/* "5 times, 20 pages, PID 1, task_comm_name: sh, allocated by CMA :", "5 times:" */
static bool read_times(struct cursor c, struct owner_record *r)
{
	if (!read_number(&c, &r->times) || !cursor_word(&c, " times"))
		return false;
	r->has_times = true;
	if (cursor_word(&c, ", ") && read_number(&c, &r->pages) && cursor_word(&c, " pages"))
		r->has_pages = true;
	if (cursor_find(&c, "task_comm_name: ")) {
		const char *end = find_word(c.at, c.end, ", allocated by");

		r->task = c.at;
		r->task_length = (size_t)((end ? end : c.end) - c.at);
	} else if (r->has_pages && cursor_word(&c, ", ")) { /* culled: "TGID 139", "allocated by CMA" */
		r->task = c.at;
		r->task_length = cursor_left(&c);
	}
	if (r->task) {
		while (r->task_length && (r->task[r->task_length - 1] == ':' || r->task[r->task_length - 1] == ' '))
			r->task_length--;
	}
	return true;
}

/* "func+0x1/0x2", indented or, as copied by hand, not. */
static bool is_frame(const struct cursor *line)
{
	return is_blank(cursor_peek(line)) || cursor_peek(line) == '[' ||
		   (!cursor_starts(line, "P") && find_word(line->at, line->end, "+0x"));
}

/* One line that is no frame; false where it cannot be read. */
static bool read_line(struct cursor c, struct owner_record *r)
{
	if (cursor_word(&c, "Page allocated via order "))
		return read_head(c, r);
	if (cursor_word(&c, "PFN "))
		return read_place(c, r);
	if (cursor_word(&c, "Page has been migrated"))
		return true;
	if (cursor_word(&c, "nr_base_pages: ") || cursor_word(&c, "stack_count: ")) {
		r->has_stacks = true;
		return read_number(&c, &r->nr_base_pages);
	}
	if (cursor_starts(&c, "handle: ")) {
		r->handle = c.at;
		r->handle_length = cursor_left(&c);
		return true;
	}
	if (is_digit(cursor_peek(&c)))
		return read_times(c, r);
	return true; /* "Charged to memcg", "Slab cache page", and what is yet to come */
}

bool record_read(const char *text, size_t length, struct owner_record *r)
{
	struct cursor all = cursor_of(text, length);

	*r = (struct owner_record){ .pfn = NO_PFN, .block = NO_PFN, .block_number = -1,
								.type = MIGRATE_TYPES, .block_type = MIGRATE_TYPES };
	while (all.at < all.end) {
		const char *end = memchr(all.at, '\n', cursor_left(&all));
		struct cursor line = { all.at, end ? end : all.end };

		all.at = end ? end + 1 : all.end;
		if (line.end > line.at && line.end[-1] == '\r')
			line.end--;
		if (is_frame(&line)) {
			r->stack = r->stack ? r->stack : line.at;
			r->stack_length = (size_t)(line.end - r->stack);
		} else if (!read_line(line, r)) {
			return false;
		}
	}
	return r->has_order || r->has_times || r->has_stacks;
}
