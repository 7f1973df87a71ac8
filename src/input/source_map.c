/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "input/source_map.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "input/dts.h"
#include "input/size_limits.h"
#include "input/reserve_places.h"
#include "input/tree.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/sort.h"

struct entry {
	const char *path;
	const char *property; /* "": the node itself */
	struct source_place first, last;
};

struct source_map {
	struct entry *entries; /* by path, then property */
	size_t count;
};

struct reader {
	struct arena *arena;
	size_t reserves; /* /memreserve/ lines met */
	struct source_map *map;
	const char *paths[NODE_DEPTH_LIMIT + 1]; /* of the nodes that are open */
	unsigned int depth, too_deep;            /* nodes beyond the limit are counted alone */
};

/* --- one line ------------------------------------------------------------------- */

static bool is_name_byte(char c)
{
	return isalnum((unsigned char)c) || (c && strchr(",._+*#?@-&", c));
}

static const char *skip_blanks(const char *at)
{
	return at + strspn(at, " \t");
}

/* Behind "label: other: ". */
static const char *skip_labels(const char *at)
{
	for (;;) {
		const char *end = at;

		while (isalnum((unsigned char)*end) || *end == '_')
			end++;
		if (end == at || *end != ':')
			return at;
		at = skip_blanks(end + 1);
	}
}

/* Behind a value's ';', outside of its strings; NULL where the line has none. */
static const char *value_end(const char *at)
{
	bool quoted = false;

	for (; *at; at++) {
		if (quoted && *at == '\\' && at[1])
			at++;
		else if (*at == '"')
			quoted = !quoted;
		else if (*at == ';' && !quoted)
			return at + 1;
	}
	return NULL;
}

/* The digits that end at `end`; returns where they start, or NULL. */
static const char *number_before(const char *start, const char *end, unsigned long *number)
{
	const char *at = end;

	while (at > start && isdigit((unsigned char)at[-1]))
		at--;
	if (at == end || end - at > 9)
		return NULL;
	*number = strtoul(at, NULL, 10);
	return at;
}

/* FILE:LINE:COLUMN-LINE:COLUMN, read from its end as a file's name may have anything in it. */
static struct source_place read_place(struct arena *arena, const char *start, const char *end)
{
	static const char separators[] = { ':', '-', ':', ':' };
	unsigned long numbers[4] = { 0 };
	const char *at = end;
	const char *file;

	for (size_t i = 0; i < 4; i++) {
		at = number_before(start, at, &numbers[i]);
		if (!at || at == start || at[-1] != separators[i])
			return (struct source_place){ 0 };
		at--;
	}
	file = arena_strndup(arena, start, (size_t)(at - start));
	if (strncmp(file, "./", 2) == 0)
		file += 2;
	return (struct source_place){ file, numbers[3], numbers[2] };
}

/* Where a place ends: ", " that stands behind a number, or the comment's end. */
static const char *place_end(const char *at, const char *stop)
{
	for (const char *p = at; p + 1 < stop; p++)
		if (p > at && p[0] == ',' && p[1] == ' ' && isdigit((unsigned char)p[-1]))
			return p;
	return stop;
}

static void read_places(struct reader *r, const char *comment, struct entry *entry)
{
	const char *stop = comment + strlen(comment), *at;

	comment = skip_blanks(comment);
	if (strncmp(comment, "/* ", 3) != 0 || stop - comment < 6 || strcmp(stop - 3, " */") != 0)
		return;
	stop -= 3;
	for (at = comment + 3; at < stop;) {
		const char *end = place_end(at, stop);
		struct source_place place = read_place(r->arena, at, end);

		if (place.file && !entry->first.file)
			entry->first = place;
		if (place.file)
			entry->last = place;
		at = end < stop ? end + 2 : stop;
	}
}

static void add_entry(struct reader *r, const char *path, const char *property, const char *comment)
{
	struct entry entry = { .path = path, .property = property };

	read_places(r, comment, &entry);
	if (entry.first.file)
		arena_push(r->arena, r->map->entries, r->map->count, entry);
}

static const char *path_below(struct reader *r, const char *name, size_t length)
{
	const char *parent = r->depth ? r->paths[r->depth - 1] : "";

	if (r->depth == 0)
		return "/";
	return arena_printf(r->arena, "%s/%.*s", parent[1] ? parent : "", (int)length, name);
}

static void open_node(struct reader *r, const char *name, size_t length, const char *behind)
{
	const char *path;

	if (r->depth >= NODE_DEPTH_LIMIT) {
		r->too_deep++;
		return;
	}
	path = path_below(r, name, length);
	r->paths[r->depth++] = path;
	add_entry(r, path, "", behind);
}

static void read_line(struct reader *r, const char *line)
{
	const char *name = skip_labels(skip_blanks(line)), *end = name, *behind;
	size_t length;

	if (r->depth == 0 && strncmp(name, "/memreserve/", 12) == 0) {
		r->reserves++;
		return;
	}
	if (*name == '}') {
		if (r->too_deep)
			r->too_deep--;
		else if (r->depth)
			r->depth--;
		return;
	}
	if (*end == '/' && r->depth == 0)
		end++;
	while (is_name_byte(*end))
		end++;
	length = (size_t)(end - name);
	behind = skip_blanks(end);
	if (length && *behind == '{') {
		open_node(r, name, length, behind + 1);
	} else if (length && r->depth && !r->too_deep && (*behind == '=' || *behind == ';')) {
		behind = value_end(behind);
		if (behind)
			add_entry(r, r->paths[r->depth - 1], arena_strndup(r->arena, name, length), behind);
	}
}

/* --- the map -------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = strcmp(x->path, y->path);

	return order ? order : strcmp(x->property, y->property);
}

/* An /include/ that dtc resolves has entries that the preprocessed source does not show: then none is placed.
 */
static void add_reserves(struct reader *r, const struct source_place *places, size_t count)
{
	if (count != r->reserves)
		return;
	for (size_t i = 0; i < count; i++) {
		struct entry entry = { arena_printf(r->arena, "/memreserve/%zu", i), "", places[i], places[i] };

		entry.first.file = entry.last.file = arena_strdup(r->arena, places[i].file);
		arena_push(r->arena, r->map->entries, r->map->count, entry);
	}
}

struct source_map *source_map_parse(struct arena *arena, struct bytes annotated,
									const struct source_place *reserves, size_t reserve_count)
{
	struct reader r = { .arena = arena, .map = arena_new_object(arena, struct source_map) };
	const char *at = (const char *)annotated.data, *stop = at + annotated.size;

	while (at < stop) {
		const char *end = memchr(at, '\n', (size_t)(stop - at));

		if (!end)
			end = stop;
		read_line(&r, arena_strndup(arena, at, (size_t)(end - at)));
		at = end + 1;
	}
	add_reserves(&r, reserves, reserve_count);
	if (r.map->count)
		sort_items(r.map->entries, r.map->count, sizeof(*r.map->entries), by_name);
	return r.map;
}

static int annotate(struct unpacking *u, struct bytes in, struct bytes *source, struct bytes *annotated,
					struct error *error)
{
	static const char *const extra[] = { "-T", "-T", "-O", "dts", NULL };
	int ret = dts_preprocess(u, in, source, error);

	if (ret == 0)
		ret = dts_compile(u, *source, extra, annotated, error);
	return ret && !u->located ? error_prefix(error, "%s", u->file) : ret;
}

int source_map_read(struct arena *arena, const char *path, const struct tree_options *options,
					struct source_map **map, struct error *error)
{
	static const struct tree_options none;
	struct arena *work = arena_new();
	struct unpacking u = { .arena = work, .file = path, .path = path, .options = options ? options : &none };
	struct bytes in, source, annotated;
	struct source_place *reserves;
	size_t reserve_count;
	int ret = file_read(work, path, SOURCE_LIMIT_BYTES, &in, error);

	*map = NULL;
	if (ret == 0 && !dts_matches(in))
		ret = error_set(error, -ENOTSUP, "%s: is no device-tree source", path);
	if (ret == 0)
		ret = annotate(&u, in, &source, &annotated, error);
	if (ret == 0) {
		reserves = reserve_places(work, source, &reserve_count);
		*map = source_map_parse(arena, annotated, reserves, reserve_count);
	}
	arena_free(work);
	return ret;
}

static const struct entry *find(const struct source_map *map, const char *path, const char *property)
{
	struct entry key = { .path = path, .property = property };

	return map && map->count ? bsearch(&key, map->entries, map->count, sizeof(key), by_name) : NULL;
}

struct source_place source_map_node(const struct source_map *map, const char *path)
{
	const struct entry *entry = find(map, path, "");

	return entry ? entry->first : (struct source_place){ 0 };
}

struct source_place source_map_override(const struct source_map *map, const char *path)
{
	const struct entry *entry = find(map, path, "");

	return entry ? entry->last : (struct source_place){ 0 };
}

struct source_place source_map_property(const struct source_map *map, const char *path, const char *property)
{
	const struct entry *entry = *property ? find(map, path, property) : NULL;

	return entry ? entry->last : (struct source_place){ 0 };
}
