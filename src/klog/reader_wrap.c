/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines that a mail program, a terminal or a pager broke are put together again. */
#include "klog/reader.h"

#include "klog/dump.h"
#include "klog/header.h"
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

	return cursor_find(&c, "= ") && cursor_number(&c, &kb) && cursor_starts(&c, "kB");
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
		return header_cpu_line_complete(c) ? WRAP_NONE : WRAP_CPU;
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
		return memchr(c.at, ':', cursor_left(&c)) || memchr(c.at, '=', cursor_left(&c)) ||
			   memchr(c.at, ')', cursor_left(&c)) || memchr(c.at, '|', cursor_left(&c));
	case WRAP_CPU:
		return memchr(c.at, '#', cursor_left(&c)) != NULL;
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
	line.text = cursor_of(k->held_text, k->held_length);
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
		!fits_wrap(k->held, cursor_of(k->held_text, k->held_length), line->text) ||
		!append_held(k, line->text))
		return false;
	joined.text = cursor_of(k->held_text, k->held_length);
	find_anchor(k, &joined);
	if (wrap_kind(&joined, max_u64(raw_length, 40)) == WRAP_NONE)
		reader_release_held(k);
	return true;
}

static void hold(struct klog *k, const struct klog_line *line, enum wrap kind)
{
	k->held_length = 0;
	k->held_line = *line;
	k->held_line.tag = NULL;
	k->held_line.tag_length = 0;
	if (!append_held(k, line->text)) {
		reader_line(k, line);
		return;
	}
	k->held = kind;
	k->held_number = k->line;
}

static void on_wrapped_line(struct klog *k, struct klog_line *line, size_t raw_length)
{
	enum wrap kind;

	find_anchor(k, line);
	if (k->held != WRAP_NONE) {
		if (join_held(k, line, raw_length))
			return;
		reader_release_held(k);
	}
	kind = line->tag_length ? WRAP_NONE : wrap_kind(line, raw_length);
	if (kind != WRAP_NONE)
		hold(k, line, kind);
	else
		reader_line(k, line);
}

/* rsyslog writes a record's inner newlines as #012. */
void reader_raw_line(struct klog *k, const char *raw, size_t length)
{
	struct klog_line line;
	const char *at, *end;

	k->line++;
	if (memchr(raw, '\x1b', length) || memchr(raw, '\0', length) ||
		(length > 1 && memchr(raw, '\r', length - 1))) {
		length = klog_line_clean(k->clean, CLEAN_SIZE, raw, length);
		raw = k->clean;
	}
	klog_line_read(&line, raw, length);
	end = line.text.end;
	while ((at = find_word(line.text.at, end, "#012")) != NULL) {
		line.text.end = at;
		on_wrapped_line(k, &line, 0);
		line.text.at = at + 4;
		line.text.end = end;
	}
	on_wrapped_line(k, &line, length);
}
