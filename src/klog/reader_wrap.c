/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines that a mail program, a terminal or a pager broke are put together again. */
#include "klog/reader.h"

#include "klog/dump.h"
#include "klog/cpu_line.h"
#include "klog/header.h"
#include "klog/json_line.h"
#include "util/number.h"

/* Words that begin a line of a report: such a line goes on with nothing. */
static bool begins_record(const struct klog *k, struct cursor text)
{
	enum klog_anchor anchor;
	int node;
	char name[12];
	int64_t number;
	struct cursor c = text;

	cursor_skip_blanks(&c);
	if (cursor_left(&c) == 0 || cursor_peek(&c) == '[' || cursor_peek(&c) == '<')
		return true;
	if (dump_zone_name(&c, &node, name) && (cursor_peek(&c) == ':' || cursor_starts(&c, " free:")))
		return true;
	if (klog_scan(&k->scanner, text.at, text.end, &anchor) && anchor != ANCHOR_FREE &&
		anchor != ANCHOR_ACTIVE_ANON && anchor != ANCHOR_LIST)
		return true;
	if (find_word(text.at, text.end, "+0x"))
		return true;
	return cursor_number(&c, &number) && (cursor_starts(&c, " pages") || cursor_starts(&c, " total"));
}

static bool ends_with(struct cursor text, const char *word)
{
	size_t length = strlen(word);

	return cursor_left(&text) >= length && memcmp(text.end - length, word, length) == 0;
}

/* A free list ends with its sum. */
static bool list_complete(struct cursor c)
{
	int64_t kb;

	return cursor_number_behind(&c, "= ", &kb) && cursor_starts(&c, "kB");
}

static void find_anchor(const struct klog *k, struct klog_line *line)
{
	line->anchor_at = klog_scan(&k->scanner, line->text.at, line->text.end, &line->anchor);
	if (!line->anchor_at)
		line->anchor = ANCHOR_NONE;
}

/* What kind of wrapped line this may be the first part of. */
static enum wrap wrap_kind(const struct klog_line *line, size_t raw_length)
{
	struct cursor c = line->text, probe;
	int node;
	char name[12];

	if (raw_length < 40)
		return WRAP_NONE;
	if (line->anchor == ANCHOR_NONE) {
		cursor_skip_blanks(&c);
		probe = c;
		if (dump_zone_name(&probe, &node, name) && cursor_starts(&probe, ": "))
			return list_complete(c) ? WRAP_NONE : WRAP_LIST;
		return WRAP_NONE;
	}
	switch (line->anchor) {
	case ANCHOR_ALLOC_FAILURE:
	case ANCHOR_ALLOC_STALL:
	case ANCHOR_OOM:
	case ANCHOR_VMALLOC:
		return header_complete(c) ? WRAP_NONE : WRAP_HEADER;
	case ANCHOR_COMM:
		return cpu_line_complete(c) ? WRAP_NONE : WRAP_CPU;
	case ANCHOR_FREE:
	case ANCHOR_ACTIVE_ANON:
		if (!find_word(c.at, c.end, "kB ") || ends_with(c, "? no") || ends_with(c, "? yes"))
			return WRAP_NONE;
		probe = c;
		return cursor_find(&probe, " free_cma:") && ends_with(c, "kB") ? WRAP_NONE : WRAP_PAIRS;
	case ANCHOR_LIST:
		return list_complete(c) ? WRAP_NONE : WRAP_LIST;
	default:
		return WRAP_NONE;
	}
}

/* The break was inside a word, which only its rest can end. */
static bool broken_inside(struct cursor held)
{
	char last = cursor_left(&held) ? held.end[-1] : ' ';

	return !is_blank(last) && !ends_with(held, "kB") && !ends_with(held, "KB");
}

/* Whether a text can be the rest of what is held. */
static bool fits_wrap(enum wrap held, struct cursor before, struct cursor c)
{
	char first;

	cursor_skip_blanks(&c);
	first = cursor_peek(&c);
	switch (held) {
	case WRAP_HEADER:
		return header_goes_on(before, c);
	case WRAP_CPU:
		return cpu_line_goes_on(before, c);
	case WRAP_PAIRS:
		return find_word(c.at, c.end, "kB") || cursor_starts(&c, "yes") || cursor_starts(&c, "no") ||
			   find_word(c.at, c.end, "unreclaimable?") || (broken_inside(before) && cursor_left(&c) < 4);
	case WRAP_LIST:
		return (is_digit(first) || memchr("()*kB=UMEHCIR", first, 13)) &&
			   (find_word(c.at, c.end, "kB") || first == '(');
	default:
		return false;
	}
}

void reader_release_held(struct klog *k)
{
	uint64_t now = k->line;
	struct klog_line line = k->held_line;

	if (k->held == WRAP_NONE)
		return;
	k->held = WRAP_NONE;
	line.text.end = k->held_text + k->held_length;
	find_anchor(k, &line);
	k->line = k->held_number;
	reader_line(k, &line);
	k->line = now;
}

static bool append_held(struct klog *k, struct cursor text)
{
	size_t length;

	cursor_skip_blanks(&text);
	length = cursor_left(&text);
	if (length > HELD_SIZE - k->held_length)
		return false;
	memcpy(k->held_text + k->held_length, text.at, length);
	k->held_length += length;
	return true;
}

/* A mail or terminal breaks a line without repeating its prefix; the rest is put back behind it. */
static bool join_held(struct klog *k, const struct klog_line *line, size_t raw_length)
{
	struct klog_line joined = k->held_line;

	if (k->held == WRAP_NONE || line->marked || begins_record(k, line->text) ||
		!fits_wrap(k->held, joined.text, line->text) || !append_held(k, line->text))
		return false;
	joined.text.end = k->held_text + k->held_length;
	k->held_line.text.end = joined.text.end;
	find_anchor(k, &joined);
	if (wrap_kind(&joined, max_u64(raw_length, 40)) == WRAP_NONE)
		reader_release_held(k);
	return true;
}

static void hold(struct klog *k, const struct klog_line *line, enum wrap kind)
{
	size_t head = (size_t)(line->text.at - line->head), length = (size_t)(line->text.end - line->head);

	if (length > HELD_SIZE) {
		reader_line(k, line);
		return;
	}
	memcpy(k->held_text, line->head, length);
	k->held_length = length;
	k->held_line = *line;
	k->held_line.head = k->held_text;
	k->held_line.text = (struct cursor){ k->held_text + head, k->held_text + length };
	k->held = kind;
	k->held_number = k->line;
}

static void on_wrapped_line(struct klog *k, struct klog_line *line, size_t raw_length)
{
	enum wrap kind;

	if (k->held != WRAP_NONE) {
		if (join_held(k, line, raw_length))
			return;
		reader_release_held(k);
	}
	kind = wrap_kind(line, raw_length);
	if (kind != WRAP_NONE)
		hold(k, line, kind);
	else
		reader_line(k, line);
}

/* What a record's string holds in place of the line; the line itself where it is none, or nobody knows which.
 */
static struct cursor unwrap_json(struct klog *k, struct cursor raw)
{
	enum klog_anchor anchor;
	const char *at;
	struct cursor string;

	if (!json_line_is_object(raw))
		return raw;
	at = klog_scan(&k->scanner, raw.at, raw.end, &anchor);
	if (at ? !json_line_string_at(raw, at, &k->json_key, &string)
		   : !k->json_key.length || !json_line_string_of(raw, &k->json_key, &string))
		return raw;
	return cursor_of(k->json, json_line_unescape(k->json, sizeof(k->json), string));
}

/* Escapes of terminals and stray bytes; most lines have none. */
static struct cursor clean(struct klog *k, struct cursor raw)
{
	size_t length = cursor_left(&raw);

	if (!k->stray || (!memchr(raw.at, '\x1b', length) && !memchr(raw.at, '\0', length) &&
					  !(length > 1 && memchr(raw.at, '\r', length - 1))))
		return raw;
	return cursor_of(k->clean, klog_line_clean(k->clean, CLEAN_SIZE, raw.at, length));
}

/* rsyslog writes a record's inner newlines as #012, JSON as \n. */
static const char *inner_end(const struct klog *k, struct cursor text, size_t *length)
{
	const char *escaped = find_word(text.at, text.end, "#012");
	bool is_json = text.at >= k->json && text.at < k->json + sizeof(k->json);
	const char *newline = is_json ? memchr(text.at, '\n', cursor_left(&text)) : NULL;

	*length = newline && (!escaped || newline < escaped) ? 1 : 4;
	return *length == 1 ? newline : escaped;
}

void reader_raw_line(struct klog *k, const char *raw, size_t length)
{
	struct klog_line line;
	struct cursor text = clean(k, unwrap_json(k, cursor_of(raw, length)));
	const char *at, *end;
	size_t skip;

	k->line++;
	klog_line_read(&line, &k->prefixes, &k->scanner, text.at, cursor_left(&text), k->line);
	if (line.learned)
		reader_name_reports(k);
	end = line.text.end;
	while ((at = inner_end(k, line.text, &skip)) != NULL) {
		line.text.end = at;
		find_anchor(k, &line);
		on_wrapped_line(k, &line, 0);
		line.text = (struct cursor){ at + skip, end };
		find_anchor(k, &line);
	}
	on_wrapped_line(k, &line, length);
}
