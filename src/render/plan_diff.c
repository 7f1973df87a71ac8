/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A plan as a unified diff of the board's source: in the body of each changed
 * node the value of reg, or of size and alloc-ranges, or a status property more.
 */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "board/board.h"
#include "plan/plan.h"
#include "render/plan_writers.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/sort.h"

#define CONTEXT 3

/* A part of the source that is replaced. */
struct replacement {
	size_t start, end; /* bytes of the source */
	const char *text;
};

struct differ {
	struct arena *arena;
	const struct plan *plan;
	const char *file, *source;
	char *bare; /* the source with blanks instead of comments and strings, at the same places */
	size_t size;
	struct replacement *list;
	size_t count;
};

/* --- finding nodes and properties -------------------------------------------------- */

static char *blank_comments(struct arena *arena, const char *source, size_t size)
{
	char *bare = arena_strndup(arena, source, size);

	for (size_t i = 0; i < size;) {
		const char *stop = NULL;
		size_t start = i;

		if (strncmp(bare + i, "/*", 2) == 0)
			stop = "*/";
		else if (strncmp(bare + i, "//", 2) == 0)
			stop = "\n";
		else if (bare[i] == '"')
			stop = "\"";
		if (!stop) {
			i++;
			continue;
		}
		i += *stop == '\n' ? 2 : *stop == '"' ? 1 : 2;
		while (i < size && strncmp(source + i, stop, strlen(stop)) != 0)
			i += source[i] == '\\' && *stop == '"' ? 2 : 1;
		i = i < size && *stop != '\n' ? i + strlen(stop) : i;
		i = i > size ? size : i;
		for (size_t at = start; at < i; at++)
			bare[at] = bare[at] == '\n' ? '\n' : ' ';
	}
	return bare;
}

static bool is_name_byte(char c)
{
	return isalnum((unsigned char)c) || (c && strchr(",._+-@#?", c));
}

/* Behind the "}" that closes the "{" at `open`. */
static size_t body_end(const char *bare, size_t open, size_t limit)
{
	size_t depth = 0;

	for (size_t i = open; i < limit; i++) {
		if (bare[i] == '{')
			depth++;
		else if (bare[i] == '}' && --depth == 0)
			return i + 1;
	}
	return limit;
}

/* The body "{ ... }" of a node called `name`, or of "&label", within [from, limit). */
static bool find_body(const struct differ *d, const char *name, size_t from, size_t limit, size_t *open,
					  size_t *end)
{
	size_t length = strlen(name);

	for (const char *at = d->bare + from; (at = strstr(at, name)) && (size_t)(at - d->bare) + length < limit;
		 at++) {
		size_t start = (size_t)(at - d->bare), i = start + length;

		if (start > from && is_name_byte(d->bare[start - 1]))
			continue;
		while (i < limit && isspace((unsigned char)d->bare[i]))
			i++;
		if (i >= limit || d->bare[i] != '{')
			continue;
		*open = i;
		*end = body_end(d->bare, i, limit);
		return true;
	}
	return false;
}

static bool find_node(const struct differ *d, size_t n, size_t *open, size_t *end)
{
	const char *label = d->plan->sites[0].board->rmem[n].label;
	const char *name = d->plan->sites[0].board->rmem[n].name;
	size_t root, root_end, from = 0;

	while (find_body(d, "reserved-memory", from, d->size, &root, &root_end)) {
		if (find_body(d, name, root, root_end, open, end))
			return true;
		from = root_end;
	}
	return label && find_body(d, arena_printf(d->arena, "&%s", label), 0, d->size, open, end);
}

/* The value between "=" and ";" of a property, outside child nodes. */
static bool find_value(const struct differ *d, const char *name, size_t open, size_t end, size_t *start,
					   size_t *stop)
{
	size_t length = strlen(name), depth = 0;

	for (size_t i = open; i < end; i++) {
		size_t at = i + length;

		depth += d->bare[i] == '{';
		depth -= d->bare[i] == '}';
		if (depth != 1 || is_name_byte(d->bare[i - 1]) || strncmp(d->bare + i, name, length) != 0)
			continue;
		while (isspace((unsigned char)d->bare[at]))
			at++;
		if (d->bare[at] != '=')
			continue;
		at++;
		while (isspace((unsigned char)d->bare[at]))
			at++;
		*start = at;
		*stop = at + strcspn(d->bare + at, ";");
		return *stop < end;
	}
	return false;
}

/* --- what stands there afterwards ---------------------------------------------------- */

static char *cells_text(struct differ *d, char *text, uint32_t cells, uint64_t value)
{
	for (uint32_t i = cells; i-- > 0;)
		text = arena_printf(d->arena, "%s%s0x%08" PRIx32, text, *text == '<' && !text[1] ? "" : " ",
							i < 2 ? (uint32_t)(value >> (32 * i)) : 0);
	return text;
}

static const char *range_text(struct differ *d, struct range range)
{
	const struct board *board = d->plan->sites[0].board;
	char *text = cells_text(d, arena_strdup(d->arena, "<"), board->address_cells, range.base);

	return arena_printf(d->arena, "%s>", cells_text(d, text, board->size_cells, range.size));
}

static const char *size_text(struct differ *d, const struct change *c)
{
	uint32_t cells = size_cells_at(d->plan->sites[0].board, c->node, &d->plan->to.places[c->node]);

	return arena_printf(d->arena, "%s>", cells_text(d, arena_strdup(d->arena, "<"), cells, c->to.size));
}

static int refuse(const struct differ *d, const struct change *c, const char *what, struct error *error)
{
	return error_set(
		error, -ENOENT,
		"%s: %s: its %s does not stand in this file, perhaps in one that it includes: take -o FILE.dtso",
		d->file, c->path, what);
}

static void add_replacement(struct differ *d, struct replacement r)
{
	arena_push(d->arena, d->list, d->count, r);
}

/* The alignment of a region whose cells are mended. */
static void replace_alignment(struct differ *d, const struct change *c, size_t open, size_t end)
{
	const struct board *board = d->plan->sites[0].board;
	struct replacement r = { 0 };

	if (!d->plan->to.places[c->node].mended || !find_value(d, "alignment", open, end, &r.start, &r.end))
		return;
	r.text = arena_printf(d->arena, "%s>", cells_text(d, arena_strdup(d->arena, "<"), board->address_cells,
													   board->rmem[c->node].alignment.value));
	add_replacement(d, r);
}

static int replace_value(struct differ *d, const struct change *c, size_t open, size_t end, struct error *error)
{
	struct range window = d->plan->to.places[c->node].window;
	struct replacement r = { .text = c->dynamic ? size_text(d, c) : range_text(d, c->to) }, more = { 0 };
	const char *name = c->dynamic ? "size" : "reg";

	if (!find_value(d, name, open, end, &r.start, &r.end))
		return refuse(d, c, name, error);
	if (window.size && find_value(d, "alloc-ranges", open, end, &more.start, &more.end)) {
		more.text = range_text(d, window);
		add_replacement(d, more);
	} else if (window.size)
		r.text = arena_printf(d->arena, "%s;\n\t\t\talloc-ranges = %s", r.text, range_text(d, window));
	add_replacement(d, r);
	replace_alignment(d, c, open, end);
	return 0;
}

static int replace(struct differ *d, const struct change *c, struct error *error)
{
	size_t open, end;

	if (c->action == ACTION_CONVERT || c->action == ACTION_MERGE)
		return error_set(
			error, -ENOTSUP,
			"%s: %s: devices would name other regions, which no diff is made of: take -o FILE.dtso", d->file,
			c->path);
	if (!find_node(d, c->node, &open, &end))
		return refuse(d, c, "node", error);
	if (c->action != ACTION_REMOVE)
		return replace_value(d, c, open, end, error);
	add_replacement(d, (struct replacement){ open + 1, open + 1, "\n\t\t\tstatus = \"disabled\";" });
	return 0;
}

static int by_place(const void *a, const void *b)
{
	const struct replacement *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

/* --- the diff ---------------------------------------------------------------------------- */

struct lines {
	const char **text; /* each without its newline */
	size_t count;
};

static struct lines split(struct arena *arena, const char *text, size_t size)
{
	struct lines lines = { 0 };

	for (size_t i = 0; i < size;) {
		size_t length = strcspn(text + i, "\n");

		arena_push(arena, lines.text, lines.count, arena_strndup(arena, text + i, length));
		i += length + 1;
	}
	return lines;
}

static size_t line_of(const struct differ *d, size_t at)
{
	size_t line = 0;

	for (size_t i = 0; i < at; i++)
		line += d->source[i] == '\n';
	return line;
}

/* Those that touch one line become one. */
static void join_on_lines(struct differ *d)
{
	size_t kept = 0;

	for (size_t i = 1; i < d->count; i++) {
		struct replacement *last = &d->list[kept], next = d->list[i];

		if (memchr(d->source + last->end, '\n', next.start - last->end)) {
			d->list[++kept] = next;
			continue;
		}
		last->text = arena_printf(d->arena, "%s%.*s%s", last->text, (int)(next.start - last->end), d->source + last->end,
								  next.text);
		last->end = next.end;
	}
	d->count = d->count ? kept + 1 : 0;
}

/* A run of old lines [first, last] and what stands there afterwards. */
struct hunk {
	size_t first, last;
	struct lines now;
};

static struct hunk hunk_of(struct differ *d, const struct lines *old, const struct replacement *r)
{
	struct hunk h = { line_of(d, r->start), line_of(d, r->end), { 0 } };
	size_t start = r->start, end = r->end;
	char *text;

	while (start > 0 && d->source[start - 1] != '\n')
		start--;
	end += strcspn(d->source + end, "\n");
	text = arena_printf(d->arena, "%.*s%s%.*s", (int)(r->start - start), d->source + start, r->text,
						(int)(end - r->end), d->source + r->end);
	h.now = split(d->arena, text, strlen(text));
	/* an insertion behind "{" leaves that line as it is */
	if (r->start == r->end && h.now.count > 1 && h.first < old->count &&
		strcmp(h.now.text[0], old->text[h.first]) == 0) {
		h.now.text++;
		h.now.count--;
		h.first++;
		h.last = h.first - 1;
	}
	return h;
}

/* Hunks whose context touches are printed as one. */
static size_t together(const struct hunk *hunks, size_t from, size_t count)
{
	size_t to = from + 1;

	while (to < count && hunks[to].first <= hunks[to - 1].last + 2 * CONTEXT + 1)
		to++;
	return to;
}

static void print_old(FILE *out, char mark, const struct lines *old, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		fprintf(out, "%c%s\n", mark, old->text[i]);
}

static void print_group(FILE *out, const struct lines *old, const struct hunk *hunks, size_t count,
						long *shift)
{
	size_t start = hunks[0].first > CONTEXT ? hunks[0].first - CONTEXT : 0;
	size_t end = hunks[count - 1].last + 1 + CONTEXT, at = start;
	long more = 0;

	end = end < old->count ? end : old->count;
	for (size_t i = 0; i < count; i++)
		more += (long)hunks[i].now.count - (long)(hunks[i].last + 1 - hunks[i].first);
	fprintf(out, "@@ -%zu,%zu +%ld,%ld @@\n", start + 1, end - start, (long)start + 1 + *shift,
			(long)(end - start) + more);
	for (size_t i = 0; i < count; i++) {
		print_old(out, ' ', old, at, hunks[i].first);
		print_old(out, '-', old, hunks[i].first, hunks[i].last + 1);
		for (size_t n = 0; n < hunks[i].now.count; n++)
			fprintf(out, "+%s\n", hunks[i].now.text[n]);
		at = hunks[i].last + 1;
	}
	print_old(out, ' ', old, at, end);
	*shift += more;
}

static void print_hunks(FILE *out, struct differ *d)
{
	struct lines old = split(d->arena, d->source, d->size);
	struct hunk *hunks = arena_alloc(d->arena, (d->count + 1) * sizeof(*hunks));
	long shift = 0;

	for (size_t i = 0; i < d->count; i++)
		hunks[i] = hunk_of(d, &old, &d->list[i]);
	if (d->count)
		fprintf(out, "--- a/%s\n+++ b/%s\n", d->file, d->file);
	for (size_t i = 0, next; i < d->count; i = next) {
		next = together(hunks, i, d->count);
		print_group(out, &old, hunks + i, next - i, &shift);
	}
}

int plan_print_diff(FILE *out, const struct plan *plan, const char *file, struct bytes source,
					struct error *error)
{
	struct differ d = { .arena = arena_new(),
						.plan = plan,
						.file = file,
						.source = (const char *)source.data,
						.size = source.size };
	int ret = 0;

	d.bare = blank_comments(d.arena, d.source, d.size);
	for (size_t i = 0; i < plan->change_count && ret == 0; i++)
		ret = replace(&d, &plan->changes[i], error);
	if (ret == 0) {
		if (d.count)
			sort_items(d.list, d.count, sizeof(*d.list), by_place);
		join_on_lines(&d);
		print_hunks(out, &d);
	}
	arena_free(d.arena);
	return ret;
}
