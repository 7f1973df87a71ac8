/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "klog/line.h"

#include "klog/record_start.h"
#include "util/number.h"

/* Mail and forum marks; their number differs from line to line where one answer quotes another. */
static void skip_quotes(struct cursor *c)
{
	for (const char *blanks = c->at;; blanks = c->at) {
		cursor_skip_blanks(c);
		if (cursor_peek(c) != '>' &&
			!((cursor_peek(c) == '#' || cursor_peek(c) == '|') && cursor_ahead(c, 1) == ' ')) {
			c->at = blanks;
			return;
		}
		c->at++;
	}
}

/* Behind "[  123.456789] " and a blank: what stands first in most logs, before anything has been learned. */
static const char *behind_time(struct cursor raw)
{
	struct cursor head = { raw.at, raw.at + min_u64(cursor_left(&raw), PREFIX_LENGTH) };
	struct prefix_facts facts = prefix_facts_of(head);
	struct cursor c = { facts.end, raw.end };

	if (facts.time < 0 || !cursor_take(&c, ']'))
		return raw.at;
	cursor_take(&c, ' ');
	return c.at;
}

static const char *find_text(struct klog_prefixes *prefixes, struct klog_line *line, struct cursor raw)
{
	const char *known = prefix_skip(prefixes, raw, line->number), *own;

	if (known && (line->anchor == ANCHOR_NONE || !record_start_is_sure(line->anchor)))
		return known;
	own = record_start(raw, line->anchor, line->anchor_at);
	if (!own || own == known)
		return known;
	line->learned = prefix_learn(prefixes, raw.at, own, line->number);
	return own;
}

static void find_anchor(const struct klog_scanner *scanner, struct klog_line *line, struct cursor c)
{
	line->anchor_at = klog_scan(scanner, c.at, c.end, &line->anchor);
	if (!line->anchor_at)
		line->anchor = ANCHOR_NONE;
}

void klog_line_read(struct klog_line *line, struct klog_prefixes *prefixes,
					const struct klog_scanner *scanner, const char *raw, size_t length, uint64_t number)
{
	struct cursor c = cursor_of(raw, length), head;
	struct prefix_facts facts;

	*line = (struct klog_line){ .number = number };
	while (c.end > c.at && (is_blank(c.end[-1]) || c.end[-1] == '\r'))
		c.end--;
	skip_quotes(&c);
	find_anchor(scanner, line, c);
	line->text = c;
	line->head = c.at;
	line->text.at = find_text(prefixes, line, c);
	line->known = line->text.at != NULL;
	if (!line->known)
		line->text.at = behind_time(c);
	if (line->anchor_at && line->text.at > line->anchor_at)
		line->text.at = line->anchor_at;
	head = (struct cursor){ c.at, line->text.at };
	facts = prefix_facts_of(head);
	line->time = facts.time;
	line->caller = facts.caller;
	cursor_skip_blanks(&head);
	line->marked = cursor_left(&head) > 0;
}

static size_t escape_length(const char *at, size_t left)
{
	size_t i = 2;

	if (left < 2 || at[1] != '[')
		return 1;
	while (i < left && !((at[i] >= 'A' && at[i] <= 'Z') || (at[i] >= 'a' && at[i] <= 'z')) && i < 16)
		i++;
	return i < left ? i + 1 : left;
}

size_t klog_line_clean(char *clean, size_t size, const char *raw, size_t length)
{
	size_t to = 0;

	for (size_t i = 0; i < length && to < size;) {
		if (raw[i] == '\x1b') {
			i += escape_length(raw + i, length - i);
			continue;
		}
		if (raw[i] == '\r' || raw[i] == '\0') {
			i++;
			continue;
		}
		clean[to++] = raw[i++];
	}
	return to;
}
