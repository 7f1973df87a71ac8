/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PROC_PARSE_H
#define DTCARVE_PROC_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "alloc/zone_state.h"

struct error;

/* The two parsers behind alloc/proc_state.h; texts are NUL-terminated and are cut into lines in place. */

/* A zone while it is being read, in the order of the file. */
struct proc_zone {
	struct zone_state state;
	bool device;           /* a zone of device memory: left out of all sums */
	int64_t protection[8]; /* lowmem_reserve[] as printed */
	unsigned int protection_count;
	bool boost_printed, highatomic_printed;
	unsigned int clipped; /* cells of pagetypeinfo that were cut at 100000 */
	enum migratetype clipped_type;
	unsigned int clipped_order;
};

#define PROC_ZONES 64

struct proc_capture {
	struct proc_zone zones[PROC_ZONES];
	size_t zone_count;
	int64_t reclaimable; /* page cache and reclaimable slab, pages */
	unsigned int pageblock_order, order_count;
	bool pageblock_order_known;
};

/* Both return 0, or -EINVAL with "FILE:LINE: ..." in `error`. pagetypeinfo comes second. */
int proc_parse_zoneinfo(const char *file, char *text, struct proc_capture *capture, struct error *error);
int proc_parse_pagetypeinfo(const char *file, char *text, struct proc_capture *capture, struct error *error);

struct arena;
struct captures;

/* Both out of captures, as far as they are there. */
int capture_zones(struct arena *arena, const struct captures *captures, struct proc_capture *capture,
				  struct error *error);

/* --- shared by both ---------------------------------------------------------- */

struct proc_reader {
	const char *file;
	char *next; /* the rest of the text */
	unsigned int line;
	struct proc_capture *capture;
	struct error *error;
};

/* The next line without its end, NULL at the end of the text. */
char *proc_next_line(struct proc_reader *reader);

/* A non-negative number of pages at *text, below 2^40; *text moves behind it. */
bool proc_number(const char **text, int64_t *value);

/* "Node N, zone NAME": *rest points behind the name. False where the line is no such line. */
bool proc_zone_header(const char *line, unsigned int *node, char name[16], const char **rest);

int proc_bad_line(struct proc_reader *reader, const char *what);

/* The zone's row, NULL where zoneinfo has none of that name. */
struct proc_zone *proc_find_zone(struct proc_capture *capture, unsigned int node, const char *name);

#endif
