/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: lib/dump_stack.c:dump_stack_print_info. */
#include "klog/cpu_line.h"

#include "util/number.h"

/* The first word that looks like a release: digits, a dot, a digit. */
static bool find_release(struct cursor c, struct cursor *release)
{
	for (const char *at = c.at; at + 2 < c.end; at++) {
		const char *start = at, *end = at;
		int64_t number;
		struct cursor probe = { at, c.end };

		if (!is_digit(*at) || (at > c.at && (is_digit(at[-1]) || at[-1] == '.')))
			continue;
		if (!cursor_number(&probe, &number) || number > 99 || !cursor_take(&probe, '.') ||
			!is_digit(cursor_peek(&probe)))
			continue;
		while (end < c.end && !is_blank(*end))
			end++;
		*release = (struct cursor){ start, end };
		return true;
	}
	return false;
}

static bool behind_taint(struct cursor *c)
{
	return cursor_find(c, "Not tainted") || cursor_find(c, "Tainted: ");
}

struct cursor cpu_line_comm(struct cursor text)
{
	static const char *const ends[] = { " Not tainted", " Tainted: ", " Kdump: ", " tainted" };
	struct cursor c = text;

	if (!cursor_find(&c, " Comm: ") && !cursor_find(&c, " comm: "))
		return (struct cursor){ text.end, text.end };
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		const char *end = find_word_n(c.at, c.end, ends[i], strlen(ends[i]));

		if (end)
			c.end = end;
	}
	cursor_trim(&c);
	return c;
}

/* The CPU line's name is the kernel's own; the header's may have been taken apart by a logger. */
static void settle_process(struct klog_event *event, struct cursor comm)
{
	if (cursor_left(&comm) > 0 && cursor_left(&comm) <= COMM_LENGTH)
		COPY_TEXT(event->process, comm.at, cursor_left(&comm));
}

/* "3.12.10-005-" at a line's end: what stands behind the version is not whole. */
static void drop_torn_end(struct cursor *release, struct cursor text)
{
	const char *dash = memchr(release->at, '-', cursor_left(release));

	if (dash && release->end == text.end && release->end[-1] == '-')
		release->end = dash;
}

struct cursor cpu_line_release(struct cursor text)
{
	struct cursor c = text, release;

	if (!behind_taint(&c) || !find_release(c, &release))
		return (struct cursor){ text.end, text.end };
	drop_torn_end(&release, text);
	return release;
}

void cpu_line_read(struct klog_event *event, struct cursor text, struct cursor release)
{
	struct cursor c = text;

	settle_process(event, cpu_line_comm(text));
	cursor_number_behind(&c, "CPU: ", &event->cpu);
	c = text;
	if (cursor_find(&c, "PID: ") || cursor_find(&c, "Pid: "))
		cursor_number(&c, &event->pid);
	if (cursor_left(&release))
		COPY_TEXT(event->release, release.at, cursor_left(&release));
}

bool cpu_line_complete(struct cursor text)
{
	struct cursor c = text, release;

	return behind_taint(&c) && find_release(c, &release) &&
		   memchr(release.end, '#', (size_t)(c.end - release.end));
}

bool cpu_line_goes_on(struct cursor text, struct cursor rest)
{
	struct cursor c = text, release;

	if (cursor_left(&text) && text.end[-1] == '-')
		return false; /* where a name was broken, nobody knows what was lost */
	if (memchr(rest.at, '#', cursor_left(&rest)))
		return true;
	return !(behind_taint(&c) && find_release(c, &release)) && find_release(rest, &release) &&
		   release.at == rest.at;
}
