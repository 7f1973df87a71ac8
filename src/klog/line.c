/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands before a kernel line. Each rule strips one kind of prefix; they are tried until none fits. */
#include "klog/line.h"

#include "util/number.h"

/* "hh:mm:ss" and a fraction if there is one. */
static bool take_clock(struct cursor *c, double *seconds)
{
	struct cursor start = *c;
	int64_t hours, minutes;
	int64_t whole;

	if (cursor_number(c, &hours) && cursor_take(c, ':') && cursor_number(c, &minutes) &&
		cursor_take(c, ':') && hours < 24 && minutes < 60) {
		double rest;

		if (cursor_seconds(c, &rest)) {
			*seconds = (double)(hours * 3600 + minutes * 60) + rest;
			return true;
		}
		if (cursor_number(c, &whole)) {
			*seconds = -1;
			return true;
		}
	}
	*c = start;
	return false;
}

static bool take_name(struct cursor *c, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (cursor_word_n(c, names[i], 3))
			return true;
	}
	return false;
}

/* "Mar 26 12:32:15 ", with a day name before and a year behind it where a logger prints them. */
static bool take_syslog_date(struct cursor *c)
{
	static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
										  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct cursor start = *c;
	int64_t number;
	double clock;

	if (take_name(c, days, ARRAY_SIZE(days)))
		cursor_skip_blanks(c);
	if (take_name(c, months, ARRAY_SIZE(months))) {
		cursor_skip_blanks(c);
		if (cursor_number(c, &number) && number <= 31 && cursor_take(c, ' ') && take_clock(c, &clock)) {
			struct cursor year = *c;

			if (!(cursor_take(&year, ' ') && cursor_number(&year, &number) && number >= 1970 &&
				  number < 2200))
				return true;
			*c = year;
			return true;
		}
	}
	*c = start;
	return false;
}

/* "2023-04-17T10:00:00.123456+02:00", or with a blank instead of the T. */
static bool take_iso_date(struct cursor *c, double *clock)
{
	struct cursor start = *c;
	int64_t year, month, day;

	if (cursor_number(c, &year) && year >= 1970 && year < 2200 && cursor_take(c, '-') &&
		cursor_number(c, &month) && cursor_take(c, '-') && cursor_number(c, &day) &&
		(cursor_take(c, 'T') || cursor_take(c, ' ')) && take_clock(c, clock)) {
		if (cursor_take(c, ',')) /* dmesg --time-format iso prints its fraction behind a comma */
			cursor_number(c, &day);
		while (cursor_peek(c) == 'Z' || cursor_peek(c) == '+' || cursor_peek(c) == '-' ||
			   cursor_peek(c) == ':' || is_digit(cursor_peek(c)))
			c->at++;
		return true;
	}
	*c = start;
	return false;
}

/* The "HOST kernel: ", "kern.warn kernel: ", "kernel[851]: " that follow a date, or stand alone. */
static bool take_logger(struct cursor *c)
{
	struct cursor probe = *c;
	int64_t pid;

	cursor_skip_blanks(&probe);
	for (int words = 0; words < 3; words++) {
		if (cursor_word(&probe, "kernel")) {
			if (cursor_take(&probe, '[') && !(cursor_number(&probe, &pid) && cursor_take(&probe, ']')))
				return false;
			if (!cursor_take(&probe, ':'))
				return false;
			cursor_take(&probe, ' ');
			*c = probe;
			return true;
		}
		while (cursor_left(&probe) && (unsigned char)*probe.at > ' ' && *probe.at != '[')
			probe.at++;
		if (!cursor_take(&probe, ' '))
			return false;
		cursor_skip_blanks(&probe);
	}
	return false;
}

/* logcat: "01-09 04:55:23.878     0     0 W Thread-2: text". */
static bool take_logcat(struct cursor *c, struct klog_line *line)
{
	struct cursor probe = *c;
	int64_t month, day, pid, tid;
	double clock;
	const char *tag;

	if (!(cursor_number(&probe, &month) && month <= 12 && cursor_take(&probe, '-') &&
		  cursor_number(&probe, &day) && day <= 31 && cursor_take(&probe, ' ') && take_clock(&probe, &clock)))
		return false;
	cursor_skip_blanks(&probe);
	if (!cursor_number(&probe, &pid) || !is_blank(cursor_peek(&probe)))
		return false;
	cursor_skip_blanks(&probe);
	if (!cursor_number(&probe, &tid) || !cursor_take(&probe, ' ') ||
		!memchr("VDIWEFS", cursor_peek(&probe), 7) || cursor_ahead(&probe, 1) != ' ')
		return false;
	probe.at += 2;
	tag = probe.at;
	while (cursor_left(&probe) && *probe.at != ':')
		probe.at++;
	line->wall = clock;
	line->tag = tag;
	line->tag_length = (size_t)(probe.at - tag);
	while (line->tag_length && is_blank(line->tag[line->tag_length - 1]))
		line->tag_length--;
	if (cursor_take(&probe, ':'))
		cursor_take(&probe, ' ');
	else
		probe.at = tag;
	*c = probe;
	return true;
}

/* "[  123.456789]", "[123.456789@3]"; a serial console may have swallowed the bracket before it. */
static bool take_printk_time(struct cursor *c, struct klog_line *line)
{
	struct cursor probe = *c;
	int64_t cpu;
	double time;

	cursor_take(&probe, '[');
	cursor_skip_blanks(&probe);
	if (!cursor_seconds(&probe, &time))
		return false;
	if (cursor_take(&probe, '@') && !cursor_number(&probe, &cpu))
		return false;
	if (!cursor_take(&probe, ']'))
		return false;
	if (line->time < 0)
		line->time = time;
	*c = probe;
	return true;
}

/* "[T123]", "[   C1]": CONFIG_PRINTK_CALLER. */
static bool take_caller_id(struct cursor *c, struct klog_line *line)
{
	struct cursor probe = *c;
	int64_t id;
	char kind;

	if (!cursor_take(&probe, '['))
		return false;
	cursor_skip_blanks(&probe);
	kind = cursor_peek(&probe);
	if (kind != 'T' && kind != 'C')
		return false;
	probe.at++;
	if (!cursor_number(&probe, &id) || !cursor_take(&probe, ']'))
		return false;
	line->caller = (uint64_t)id << 8 | (unsigned char)kind;
	*c = probe;
	return true;
}

/* Behind "[2164": ":wifi@1.0-servic]"; the name may itself have brackets. */
static bool take_comm_and_bracket(struct cursor *c)
{
	int depth = 0;

	for (const char *at = c->at; at < c->end && at - c->at < 40; at++) {
		if (*at == '[')
			depth++;
		else if (*at == ']' && depth-- == 0) {
			c->at = at + 1;
			return true;
		}
	}
	return false;
}

/* MediaTek and others: ".(1)[2164:wifi@1.0-servic]"; the dot or dash is the interrupt state. */
static bool take_vendor_tag(struct cursor *c, struct klog_line *line)
{
	struct cursor probe = *c;
	int64_t cpu, pid;

	if (!cursor_take(&probe, '.') && !cursor_take(&probe, '-'))
		return false;
	if (!(cursor_take(&probe, '(') && cursor_number(&probe, &cpu) && cursor_take(&probe, ')') &&
		  cursor_take(&probe, '[') && cursor_number(&probe, &pid) && cursor_take(&probe, ':') &&
		  take_comm_and_bracket(&probe)))
		return false;
	line->caller = (uint64_t)pid << 8 | 'V';
	*c = probe;
	return true;
}

/* Samsung: "[2:   Binder:711_1:  740] "; CPU, name, thread. */
static bool take_cpu_comm_pid(struct cursor *c, struct klog_line *line)
{
	struct cursor probe = *c;
	int64_t cpu, pid;
	const char *close, *colon;

	if (!cursor_take(&probe, '['))
		return false;
	cursor_skip_blanks(&probe);
	if (!cursor_number(&probe, &cpu) || !cursor_take(&probe, ':'))
		return false;
	close = memchr(probe.at, ']', min_u64(cursor_left(&probe), 48));
	colon = close ? memrchr(probe.at, ':', (size_t)(close - probe.at)) : NULL;
	if (!colon)
		return false;
	struct cursor number = { colon + 1, close };

	cursor_skip_blanks(&number);
	if (!cursor_number(&number, &pid) || number.at != close)
		return false;
	line->caller = (uint64_t)pid << 8 | 'V';
	c->at = close + 1;
	return true;
}

/* A capture's own clock: "[12:34:56]", "[2023-04-17 10:00:00.123]", "[Wed Feb 13 04:32:04 2019]". */
static bool take_bracketed_date(struct cursor *c, struct klog_line *line)
{
	struct cursor probe = *c;
	double clock = -1;

	if (!cursor_take(&probe, '['))
		return false;
	if (!take_clock(&probe, &clock) && !take_iso_date(&probe, &clock) && !take_syslog_date(&probe))
		return false;
	if (!cursor_take(&probe, ']'))
		return false;
	if (clock >= 0)
		line->wall = clock;
	*c = probe;
	return true;
}

/* "<4>". */
static bool take_priority(struct cursor *c)
{
	struct cursor probe = *c;
	int64_t level;

	if (!(cursor_take(&probe, '<') && cursor_number(&probe, &level) && level < 256 &&
		  cursor_take(&probe, '>')))
		return false;
	*c = probe;
	return true;
}

/* dmesg -x: "kern  :warn  : ". */
static bool take_facility(struct cursor *c)
{
	static const char *const levels[] = {
		"emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"
	};
	struct cursor probe = *c;

	if (!cursor_word(&probe, "kern"))
		return false;
	cursor_skip_blanks(&probe);
	if (!cursor_take(&probe, ':'))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(levels); i++) {
		if (!cursor_word_n(&probe, levels[i], strlen(levels[i])))
			continue;
		cursor_skip_blanks(&probe);
		if (!cursor_take(&probe, ':'))
			return false;
		cursor_take(&probe, ' ');
		*c = probe;
		return true;
	}
	return false;
}

/* /dev/kmsg: "4,1234,5678901,-,caller=T1;text". */
static bool take_kmsg(struct cursor *c, struct klog_line *line)
{
	struct cursor probe = *c;
	int64_t priority, sequence, microseconds, id;
	const char *semicolon;

	if (!(cursor_number(&probe, &priority) && cursor_take(&probe, ',') && cursor_number(&probe, &sequence) &&
		  cursor_take(&probe, ',') && cursor_number(&probe, &microseconds) && cursor_take(&probe, ',')))
		return false;
	semicolon = memchr(probe.at, ';', min_u64(cursor_left(&probe), 64));
	if (!semicolon)
		return false;
	struct cursor rest = { probe.at, semicolon };

	if (cursor_find(&rest, "caller=") && cursor_left(&rest) > 1) {
		char kind = *rest.at++;

		if (cursor_number(&rest, &id))
			line->caller = (uint64_t)id << 8 | (unsigned char)kind;
	}
	line->time = (double)microseconds / 1e6;
	c->at = semicolon + 1;
	return true;
}

/* Mail and forum marks; nothing that tells a time, so they do not make a line "marked". */
static void skip_quotes(struct cursor *c)
{
	for (;;) {
		cursor_skip_blanks(c);
		if (cursor_peek(c) == '>' || (cursor_peek(c) == '#' && cursor_ahead(c, 1) == ' ') ||
			(cursor_peek(c) == '|' && cursor_ahead(c, 1) == ' '))
			c->at++;
		else
			break;
	}
}

static bool take_bracket(struct cursor *c, struct klog_line *line)
{
	if (take_printk_time(c, line) || take_bracketed_date(c, line)) {
		line->marked = true;
		return true;
	}
	return take_caller_id(c, line) || take_cpu_comm_pid(c, line);
}

static bool take_number_first(struct cursor *c, struct klog_line *line)
{
	double clock = -1;

	if (take_printk_time(c, line) || take_kmsg(c, line) || take_logcat(c, line)) {
		line->marked = true;
		return true;
	}
	if (!take_iso_date(c, &clock))
		return false;
	line->wall = clock;
	line->marked = true;
	take_logger(c);
	return true;
}

static bool take_letter_first(struct cursor *c, struct klog_line *line)
{
	if (cursor_peek(c) <= 'Z' && take_syslog_date(c)) {
		take_logger(c);
		line->marked = true;
		return true;
	}
	if (take_facility(c))
		return true;
	if (cursor_word(c, "kernel: "))
		return true;
	/* journald cut to "HOST kernel: ", or the syslog date cut off */
	if (line->time < 0 && cursor_left(c) > 8 &&
		find_word(c->at, c->at + min_u64(cursor_left(c), 48), "kernel") && take_logger(c)) {
		line->marked = true;
		return true;
	}
	return false;
}

static bool take_prefix(struct cursor *c, struct klog_line *line)
{
	char first = cursor_peek(c);

	if (first == '[')
		return take_bracket(c, line);
	if (first == '<')
		return take_priority(c);
	if (first == '.' || first == '-')
		return take_vendor_tag(c, line);
	if (is_digit(first))
		return !line->marked && take_number_first(c, line);
	if ((first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z'))
		return take_letter_first(c, line);
	return false;
}

void klog_line_read(struct klog_line *line, const char *raw, size_t length)
{
	struct cursor c = cursor_of(raw, length), probe;

	*line = (struct klog_line){ .time = -1, .wall = -1 };
	while (c.end > c.at && (is_blank(c.end[-1]) || c.end[-1] == '\r'))
		c.end--;
	skip_quotes(&c);
	line->text.at = c.at;
	for (int rules = 0; rules < 8; rules++) {
		probe = c;
		cursor_skip_blanks(&probe);
		if (!take_prefix(&probe, line))
			break;
		c = probe;
	}
	line->text = c;
	/* one blank ends a prefix, more belong to the text */
	cursor_take(&line->text, ' ');
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
