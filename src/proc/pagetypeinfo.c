/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "proc/parse.h"
#include "util/error.h"

#define COLUMNS 12

/* What stands in the block-type columns; COLUMN_UNKNOWN for a name of no use here. */
struct block_columns {
	enum migratetype types[COLUMNS];
	unsigned int count;
};

static bool parse_type(const char *name, enum migratetype *type)
{
	static const char *const names[MIGRATE_TYPES] = { MIGRATETYPES(ENUM_NAME) };

	for (unsigned int i = 0; i < MIGRATE_TYPES; i++) {
		if (strcmp(names[i], name) == 0) {
			*type = (enum migratetype)i;
			return true;
		}
	}
	return false;
}

/* One cell: a count, or ">100000" where the kernel stopped counting (5.4 and later). */
static bool read_cell(const char **at, int64_t *value, bool *clipped)
{
	const char *text = *at + strspn(*at, " \t");

	*clipped = *text == '>';
	text += *clipped;
	if (!proc_number(&text, value))
		return false;
	*at = text;
	return true;
}

static int read_counts(struct proc_reader *reader, struct proc_zone *zone, enum migratetype type,
					   const char *at)
{
	unsigned int order = 0;
	bool clipped;

	for (; at[strspn(at, " \t")]; order++) {
		if (order == ZONE_ORDERS)
			return proc_bad_line(reader, "more orders than any kernel has");
		if (!read_cell(&at, &zone->state.nr_free[type][order], &clipped))
			return proc_bad_line(reader, "expected a number of free blocks for each order");
		if (clipped) {
			zone->clipped++;
			zone->clipped_type = type;
			zone->clipped_order = order;
		}
	}
	if (order > reader->capture->order_count)
		reader->capture->order_count = order;
	return 0;
}

/* Behind "Node N, zone NAME": ", type NAME  n n n ...". */
static int read_free_row(struct proc_reader *reader, struct proc_zone *zone, const char *rest)
{
	char name[16];
	int end = 0;
	enum migratetype type;

	if (sscanf(rest, " , type %15[A-Za-z]%n", name, &end) != 1 || end == 0)
		return proc_bad_line(reader, "expected 'type NAME' and the counts");
	if (!parse_type(name, &type))
		return proc_bad_line(reader, "a migratetype of that name is not known");
	return read_counts(reader, zone, type, rest + end);
}

static int read_block_row(struct proc_reader *reader, struct proc_zone *zone, const char *at,
						  const struct block_columns *columns)
{
	for (unsigned int i = 0; i < columns->count; i++) {
		int64_t blocks;

		if (!proc_number(&at, &blocks))
			return proc_bad_line(reader, "expected a number of pageblocks for each type");
		zone->state.pageblocks[columns->types[i]] = blocks;
	}
	return 0;
}

static int read_block_header(struct proc_reader *reader, const char *names, struct block_columns *columns)
{
	char name[16];
	int end = 0;

	for (columns->count = 0; sscanf(names, " %15[A-Za-z]%n", name, &end) == 1; names += end) {
		if (columns->count == COLUMNS || !parse_type(name, &columns->types[columns->count]))
			return proc_bad_line(reader, "a migratetype of that name is not known");
		columns->count++;
	}
	return 0;
}

static int read_pageblock_order(struct proc_reader *reader, const char *text)
{
	int64_t order;

	if (!proc_number(&text, &order) || order >= ZONE_ORDERS)
		return proc_bad_line(reader, "expected the pageblock order");
	reader->capture->pageblock_order = (unsigned int)order;
	reader->capture->pageblock_order_known = true;
	return 0;
}

static int read_row(struct proc_reader *reader, const char *line, const struct block_columns *columns)
{
	char name[16];
	unsigned int node;
	const char *rest;
	struct proc_zone *zone;

	if (!proc_zone_header(line, &node, name, &rest))
		return 0;
	zone = proc_find_zone(reader->capture, node, name);
	if (!zone)
		return strcmp(name, "Device") == 0 ? 0 : proc_bad_line(reader, "zoneinfo has no such zone");
	if (rest[strspn(rest, " ")] == ',')
		return read_free_row(reader, zone, rest);
	return columns->count > 0 ? read_block_row(reader, zone, rest, columns) : 0;
}

int proc_parse_pagetypeinfo(const char *file, char *text, struct proc_capture *capture, struct error *error)
{
	static const char order_key[] = "Page block order:", types_key[] = "Number of blocks type",
					  mixed_key[] = "Number of mixed blocks";
	struct proc_reader reader = { .file = file, .next = text, .capture = capture, .error = error };
	struct block_columns columns = { .count = 0 };
	int ret = 0;

	for (char *line = proc_next_line(&reader); line && !ret; line = proc_next_line(&reader)) {
		if (strncmp(line, order_key, sizeof(order_key) - 1) == 0)
			ret = read_pageblock_order(&reader, line + sizeof(order_key) - 1);
		else if (strncmp(line, mixed_key, sizeof(mixed_key) - 1) == 0)
			break;
		else if (strncmp(line, types_key, sizeof(types_key) - 1) == 0)
			ret = read_block_header(&reader, line + sizeof(types_key) - 1, &columns);
		else
			ret = read_row(&reader, line, &columns);
	}
	if (!ret && capture->order_count == 0)
		ret = error_set(error, -EINVAL, "%s: no free-list rows: not a /proc/pagetypeinfo", file);
	return ret;
}
