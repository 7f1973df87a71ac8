/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "proc/captures.h"
#include "proc/parse.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/named.h"
#include "util/number.h"

#define MAX_PAGES (INT64_C(1) << 40)

/* --- shared by both parsers --------------------------------------------------- */

char *proc_next_line(struct proc_reader *reader)
{
	char *line = reader->next, *end;

	if (!line || !*line)
		return NULL;
	end = strchr(line, '\n');
	reader->next = end ? end + 1 : NULL;
	if (end) {
		*end = '\0';
		if (end > line && end[-1] == '\r')
			end[-1] = '\0';
	}
	reader->line++;
	return line;
}

static const char *skip_blanks(const char *text)
{
	return text + strspn(text, " \t");
}

bool proc_number(const char **text, int64_t *value)
{
	const char *at = skip_blanks(*text);
	int64_t n = 0;

	if (!isdigit((unsigned char)*at))
		return false;
	for (; isdigit((unsigned char)*at); at++) {
		n = n * 10 + (*at - '0');
		if (n >= MAX_PAGES)
			return false;
	}
	*value = n;
	*text = at;
	return true;
}

bool proc_zone_header(const char *line, unsigned int *node, char name[16], const char **rest)
{
	int end = 0;

	if (sscanf(line, " Node %4u, zone %15[A-Za-z0-9]%n", node, name, &end) != 2 || end == 0)
		return false;
	*rest = line + end;
	return true;
}

int proc_bad_line(struct proc_reader *reader, const char *what)
{
	return error_set(reader->error, -EINVAL, "%s:%u: %s", reader->file, reader->line, what);
}

struct proc_zone *proc_find_zone(struct proc_capture *capture, unsigned int node, const char *name)
{
	for (size_t i = 0; i < capture->zone_count; i++) {
		struct proc_zone *z = &capture->zones[i];

		if (!z->device && z->state.node == node && strcmp(gfp_zone_name(z->state.kind), name) == 0)
			return z;
	}
	return NULL;
}

/* --- /proc/zoneinfo ----------------------------------------------------------- */

static int begin_zone(struct proc_reader *reader, unsigned int node, const char *name)
{
	struct proc_capture *capture = reader->capture;
	struct proc_zone *zone = &capture->zones[capture->zone_count];

	if (capture->zone_count == PROC_ZONES)
		return proc_bad_line(reader, "more zones than a board has");
	if (proc_find_zone(capture, node, name))
		return proc_bad_line(reader, "the same zone twice: give one capture, not several joined");
	*zone = (struct proc_zone){ .state.node = node };
	for (unsigned int kind = 0; kind < GFP_ZONES; kind++) {
		if (strcmp(gfp_zone_name((enum gfp_zone)kind), name) == 0) {
			zone->state.kind = (enum gfp_zone)kind;
			capture->zone_count++;
			return 0;
		}
	}
	if (strcmp(name, "Device") != 0)
		return proc_bad_line(
			reader, "a zone of that name is not known: DMA, DMA32, Normal, HighMem, Movable, Device");
	zone->device = true;
	capture->zone_count++;
	return 0;
}

/* Lines "key   N" of a zone, and where N goes. */
static const struct named_member zone_keys[] = {
	{ "free", offsetof(struct zone_state, free) },
	{ "boost", offsetof(struct zone_state, boost) },
	{ "min", offsetof(struct zone_state, min) },
	{ "low", offsetof(struct zone_state, low) },
	{ "high", offsetof(struct zone_state, high) },
	{ "spanned", offsetof(struct zone_state, spanned) },
	{ "present", offsetof(struct zone_state, present) },
	{ "managed", offsetof(struct zone_state, managed) },
	{ "nr_free_pages", offsetof(struct zone_state, free) },
	{ "nr_free_cma", offsetof(struct zone_state, free_cma) },
	{ "start_pfn:", offsetof(struct zone_state, start_pfn) },
	{ "reserved_highatomic:", offsetof(struct zone_state, reserved_highatomic) },
	{ "free_highatomic:", offsetof(struct zone_state, free_highatomic) },
	{ "vm stats threshold:", offsetof(struct zone_state, pcp.drift) },
	{ "high:", offsetof(struct zone_state, pcp.high) },
	{ "high_max:", offsetof(struct zone_state, pcp.high_max) },
	{ "batch:", offsetof(struct zone_state, pcp.batch) },
};

static const char *after_key(const char *line, const char *key)
{
	size_t length = strlen(key);

	if (strncmp(line, key, length) != 0 || (line[length] != ' ' && line[length] != '\t'))
		return NULL;
	return skip_blanks(line + length);
}

static int read_protection(struct proc_reader *reader, struct proc_zone *zone, const char *text)
{
	const char *at = strchr(text, '(');

	zone->protection_count = 0;
	for (at = at ? at + 1 : ""; *at && *at != ')'; at += strspn(at, " ,")) {
		if (zone->protection_count == ARRAY_SIZE(zone->protection))
			return proc_bad_line(reader, "protection: more columns than there are zones");
		if (!proc_number(&at, &zone->protection[zone->protection_count]))
			return proc_bad_line(reader, "protection: expected (N, N, ...)");
		zone->protection_count++;
	}
	return 0;
}

static int set_zone_key(struct proc_reader *reader, struct proc_zone *zone, const struct named_member *key,
						const char *text)
{
	int64_t value;

	if (!proc_number(&text, &value))
		return proc_bad_line(reader, "expected a number of pages");
	memcpy((char *)&zone->state + key->offset, &value, sizeof(value));
	if (key->offset == offsetof(struct zone_state, boost))
		zone->boost_printed = true;
	if (key->offset == offsetof(struct zone_state, reserved_highatomic))
		zone->highatomic_printed = true;
	return 0;
}

/* What reclaim could drop, whichever of zone and node lines a version prints it in. */
static void add_reclaimable(struct proc_reader *reader, const char *line)
{
	static const char *const keys[] = { "nr_inactive_file", "nr_active_file", "nr_slab_reclaimable" };
	int64_t value;

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		const char *text = after_key(line, keys[i]);

		if (text && proc_number(&text, &value))
			reader->capture->reclaimable += value;
	}
}

static int read_zone_line(struct proc_reader *reader, struct proc_zone *zone, const char *line)
{
	const char *text = after_key(line, "count:");
	int64_t value;

	if (text && proc_number(&text, &value)) {
		zone->state.pcp.count += value;
		return 0;
	}
	if (after_key(line, "cpu:")) {
		zone->state.pcp.cpus++;
		return 0;
	}
	if (strncmp(line, "protection:", 11) == 0)
		return read_protection(reader, zone, line);
	text = after_key(line, "pages");
	if (text)
		line = text;
	for (size_t i = 0; i < ARRAY_SIZE(zone_keys); i++) {
		text = after_key(line, zone_keys[i].name);
		if (text)
			return set_zone_key(reader, zone, &zone_keys[i], text);
	}
	add_reclaimable(reader, line);
	return 0;
}

int proc_parse_zoneinfo(const char *file, char *text, struct proc_capture *capture, struct error *error)
{
	struct proc_reader reader = { .file = file, .next = text, .capture = capture, .error = error };
	char name[16];
	unsigned int node;
	const char *rest;
	int ret = 0;

	for (char *line = proc_next_line(&reader); line && !ret; line = proc_next_line(&reader)) {
		if (proc_zone_header(line, &node, name, &rest))
			ret = begin_zone(&reader, node, name);
		else if (capture->zone_count > 0)
			ret = read_zone_line(&reader, &capture->zones[capture->zone_count - 1], skip_blanks(line));
	}
	if (!ret && capture->zone_count == 0)
		ret = error_set(error, -EINVAL, "%s: no 'Node N, zone NAME' line: not a /proc/zoneinfo", file);
	return ret;
}

int capture_zones(struct arena *arena, const struct captures *captures, struct proc_capture *capture,
				  struct error *error)
{
	const char *zoneinfo = captures->files[CAPTURE_ZONEINFO].path,
			   *types = captures->files[CAPTURE_PAGETYPEINFO].path;
	int ret = 0;

	if (zoneinfo)
		ret = proc_parse_zoneinfo(
			zoneinfo, arena_strdup(arena, (const char *)captures->files[CAPTURE_ZONEINFO].text.data), capture,
			error);
	if (zoneinfo && types && ret == 0)
		ret = proc_parse_pagetypeinfo(
			types, arena_strdup(arena, (const char *)captures->files[CAPTURE_PAGETYPEINFO].text.data),
			capture, error);
	return ret;
}
