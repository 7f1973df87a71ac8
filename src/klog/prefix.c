/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "klog/prefix.h"

#include "util/number.h"

/* --- matching --- */

static void skip_digits(struct cursor *c)
{
	const char *at = c->at;

	while (at < c->end && is_digit(*at))
		at++;
	c->at = at;
}

static bool counts_lines(const struct klog_prefix *prefix, struct cursor raw, uint64_t line)
{
	int64_t number;

	cursor_skip_blanks(&raw);
	return cursor_number(&raw, &number) && number - (int64_t)line == prefix->offset;
}

/* Blanks inside a prefix pad what follows; of those behind it, only as many as in the sample are its own. */
static void skip_padding(struct cursor *sample, struct cursor *raw)
{
	const char *start = sample->at, *from = raw->at;

	cursor_skip_blanks(sample);
	cursor_skip_blanks(raw);
	if (cursor_left(sample) == 0 && raw->at - from > sample->at - start)
		raw->at = from + (sample->at - start);
}

const char *prefix_match(const struct klog_prefix *prefix, struct cursor raw, uint64_t line)
{
	struct cursor sample = cursor_of(prefix->sample, prefix->length), c = raw;

	if (prefix->is_line_number && !counts_lines(prefix, raw, line))
		return NULL;
	while (cursor_left(&sample)) {
		char wanted = *sample.at;

		if (is_blank(wanted)) {
			skip_padding(&sample, &c);
			continue;
		}
		sample.at++;
		if (is_digit(wanted)) {
			cursor_skip_blanks(&c);
			if (!is_digit(cursor_peek(&c)))
				return NULL;
			skip_digits(&c);
			continue;
		}
		if (cursor_take(&c, wanted))
			continue;
		/* a longer number left no room for its padding, a shorter one has more */
		cursor_skip_blanks(&c);
		if (!cursor_take(&c, wanted))
			return NULL;
	}
	return c.at;
}

static void to_front(struct klog_prefixes *p, size_t i)
{
	struct klog_prefix row = p->rows[i];

	memmove(&p->rows[1], &p->rows[0], i * sizeof(row));
	p->rows[0] = row;
}

const char *prefix_skip(struct klog_prefixes *p, struct cursor raw, uint64_t line)
{
	for (size_t i = 0; i < p->count; i++) {
		const char *text = prefix_match(&p->rows[i], raw, line);

		if (text)
			return text;
	}
	return NULL;
}

/* --- learning --- */

static bool is_number_alone(struct cursor c)
{
	cursor_skip_blanks(&c);
	if (!is_digit(cursor_peek(&c)))
		return false;
	skip_digits(&c);
	cursor_skip_blanks(&c);
	return cursor_left(&c) == 0;
}

/* A number alone may as well be the torn end of another line: it must have counted the lines twice. */
static bool is_second_of_its_kind(struct klog_prefixes *p, struct klog_prefix *row, struct cursor c,
								  uint64_t line)
{
	int64_t number;

	if (!cursor_number(&c, &number))
		return false;
	row->is_line_number = true;
	row->offset = number - (int64_t)line;
	if (p->doubtful.is_line_number && p->doubtful.offset == row->offset)
		return true;
	p->doubtful = *row;
	return false;
}

/* One digit stands for the whole of a number. */
static size_t keep_sample(char *sample, struct cursor prefix)
{
	size_t length = 0;

	for (; cursor_left(&prefix); prefix.at++) {
		if (length == 0 || !is_digit(*prefix.at) || !is_digit(sample[length - 1]))
			sample[length++] = *prefix.at;
	}
	return length;
}

bool prefix_learn(struct klog_prefixes *p, const char *start, const char *text, uint64_t line)
{
	struct klog_prefix row = { .length = (size_t)(text - start) };
	struct cursor raw = { start, text };

	for (size_t i = 0; i < p->count; i++) {
		if (prefix_match(&p->rows[i], raw, line) == text) {
			to_front(p, i);
			return false;
		}
	}
	cursor_skip_blanks(&raw);
	if (cursor_left(&raw) == 0 || row.length > PREFIX_LENGTH)
		return false;
	if (is_number_alone(raw) && !is_second_of_its_kind(p, &row, raw, line))
		return false;
	row.length = keep_sample(row.sample, (struct cursor){ start, text });
	p->count = min_u64(p->count + 1, PREFIXES);
	p->rows[p->count - 1] = row;
	to_front(p, p->count - 1);
	return true;
}

/* --- what a prefix tells --- */

/* "[  123.456789": the last one counts, since loggers put theirs before it. "[  +0.000004]" tells no time. */
static const char *find_printk_time(struct cursor prefix, double *time)
{
	const char *end = NULL;

	for (struct cursor c = prefix; cursor_left(&c);) {
		struct cursor probe = c;
		bool first = c.at == prefix.at;

		/* a serial console may have swallowed the bracket before it */
		if (cursor_take(&probe, '[') || first) {
			cursor_skip_blanks(&probe);
			if (cursor_seconds(&probe, time) && (!first || *c.at == '[' || cursor_peek(&probe) == ']'))
				end = probe.at;
		}
		c.at = memchr(c.at + 1, '[', cursor_left(&c) - 1);
		if (!c.at)
			break;
	}
	return end;
}

/* /dev/kmsg and netconsole: "4,1234,5678901,-;", microseconds. */
static const char *find_kmsg_time(struct cursor c, double *time)
{
	int64_t priority, sequence, microseconds;

	if (!cursor_left(&c) || c.end[-1] != ';' || !cursor_number(&c, &priority) || !cursor_take(&c, ',') ||
		!cursor_number(&c, &sequence) || !cursor_take(&c, ',') || !cursor_number(&c, &microseconds))
		return NULL;
	*time = (double)microseconds / 1e6;
	cursor_word(&c, ",-");
	cursor_word(&c, ",c");
	return c.at;
}

static inline bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* "c3", "cpu3", "CPU3", and of what has more than one number the first: where it runs. */
static bool names_cpu(const char *start, const char *digits)
{
	const char *at = digits;

	while (at > start && is_letter(at[-1]))
		at--;
	return (digits - at == 1 && *at == 'c') ||
		   (digits - at == 3 && (*at | 32) == 'c' && (digits[-1] | 32) == 'u');
}

/* The CPU's number in what stands behind a time stamp; *count: how many numbers there are. */
static struct cursor find_cpu(struct cursor c, unsigned int *count)
{
	const char *start = c.at;
	struct cursor first = { c.end, c.end }, cpu = first;

	*count = 0;
	while (cursor_left(&c)) {
		const char *digits = c.at;

		if (!is_digit(*c.at)) {
			c.at++;
			continue;
		}
		skip_digits(&c);
		if (first.at == first.end)
			first = (struct cursor){ digits, c.at };
		if (cpu.at == cpu.end && names_cpu(start, digits))
			cpu = (struct cursor){ digits, c.at };
		++*count;
	}
	return cpu.at < cpu.end ? cpu : first;
}

/*
 * All that stands behind the time stamp tells who prints, but for the CPU, which
 * a task may change while it prints. CONFIG_PRINTK_CALLER has one number: "[ T12]", "[    C1]".
 */
static uint64_t caller_of(struct cursor c)
{
	uint64_t hash = 14695981039346656037u;
	unsigned int count;
	struct cursor cpu = find_cpu(c, &count);

	if (count == 1 && cpu.at > c.at && (cpu.at[-1] == 'T' || cpu.at[-1] == 'C'))
		cpu.at = cpu.end;
	else if (count < 2)
		return 0;
	for (const char *at = c.at; at < c.end; at++) {
		if ((at < cpu.at || at >= cpu.end) && (is_digit(*at) || is_letter(*at)))
			hash = (hash ^ (unsigned char)*at) * 1099511628211u;
	}
	return hash | 1;
}

struct prefix_facts prefix_facts_of(struct cursor prefix)
{
	struct prefix_facts facts = { .time = -1, .end = prefix.at };
	double time;
	const char *end = find_printk_time(prefix, &time);

	if (!end)
		end = find_kmsg_time(prefix, &time);
	if (!end)
		return facts;
	facts.time = time;
	facts.end = end;
	facts.caller = caller_of((struct cursor){ end, prefix.end });
	return facts;
}
