/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of a report: its trace, its end, and what no anchor tells. */
#include "klog/reader.h"

#include "klog/cpu_line.h"
#include "klog/header.h"
#include "klog/trace.h"

/* Any CPU's line tells the release of the log; a report of its own line takes that. */
static void note_cpu_release(struct klog *k, struct cursor release)
{
	if (!cursor_left(&release))
		return;
	COPY_TEXT(k->boot_release, release.at, cursor_left(&release));
	for (size_t i = 0; i < k->count; i++) {
		struct klog_event *e = &slot_at(k, i)->event;

		if (!e->release[0])
			COPY_TEXT(e->release, release.at, cursor_left(&release));
	}
}

void report_on_comm(struct klog *k, const struct klog_line *line)
{
	struct cursor comm = cpu_line_comm(line->text), release = cpu_line_release(line->text);
	struct slot *s = NULL;

	/* of two reports that have just begun, the one of that name */
	for (size_t i = 0; i < k->count && !s; i++) {
		struct slot *other = slot_at(k, i);

		if (other->open && slot_caller_fit(other, line) && !other->has_trace && slot_has_dump(other) &&
			strlen(other->event.process) == cursor_left(&comm) &&
			memcmp(other->event.process, comm.at, cursor_left(&comm)) == 0)
			s = other;
	}
	for (size_t i = 0; i < k->count && !s; i++) {
		struct slot *other = slot_at(k, i);

		if (other->open && slot_caller_fit(other, line) && !other->has_trace && !other->event.has_meminfo &&
			slot_has_dump(other))
			s = other;
	}
	note_cpu_release(k, release);
	if (!s)
		return;
	cpu_line_read(&s->event, line->text, release);
	s->has_trace = true;
	slot_accept(k, s, line);
}

static void on_hardware(struct klog *k, const struct klog_line *line, struct cursor rest)
{
	struct slot *s = slot_owner(k, line, WANT_TRACE, NULL, -1);

	if (!s)
		return;
	cursor_skip_blanks(&rest);
	COPY_TEXT(s->event.hardware, rest.at, cursor_left(&rest));
	slot_accept(k, s, line);
}

void report_on_meminfo(struct klog *k, const struct klog_line *line)
{
	struct slot *s = slot_owner_or_new(k, line, WANT_MEMINFO, NULL, -1);

	s->event.has_meminfo = true;
	s->has_trace = true;
	slot_accept(k, s, line);
}

/* The youngest OOM report that is open: its kill comes last. */
static struct slot *oom_slot(struct klog *k, const struct klog_line *line)
{
	for (size_t i = k->count; i-- > 0;) {
		struct slot *s = slot_at(k, i);

		if (s->open && s->event.kind == KLOG_OOM && slot_caller_fit(s, line))
			return s;
	}
	return NULL;
}

void report_on_killed(struct klog *k, const struct klog_line *line, bool constraint)
{
	struct slot *s = oom_slot(k, line);

	if (!s && constraint)
		return;
	if (!s) /* whose own report was cut off, or held back by the rate limit */
		s = slot_new(k, KLOG_OOM, line);
	if (constraint)
		header_oom_kill(&s->event, line->text);
	else
		header_killed(&s->event, line->text);
	slot_accept(k, s, line);
}

void report_on_holders(struct klog *k, const struct klog_line *line)
{
	k->holders = slot_owner(k, line, WANT_ANY, NULL, -1);
	if (k->holders)
		slot_accept(k, k->holders, line);
}

void report_on_suppressed(struct klog *k, const struct klog_line *line)
{
	struct cursor c = line->text;
	int64_t number;

	if (!cursor_find(&c, "warn_alloc") || !cursor_find(&c, ": ") || !cursor_number(&c, &number))
		return;
	k->suppressed = number;
	k->suppressed_line = k->line;
}

void report_on_dropped(struct klog *k)
{
	k->dropped_line = k->line;
	for (size_t i = 0; i < k->count; i++) {
		if (slot_at(k, i)->open)
			slot_at(k, i)->event.dropped = true;
	}
}

/* ", mode:0x..", "COMM cpuset=/ mems_allowed=0": for the oldest header that has no such field yet. */
static bool on_header_rest(struct klog *k, const struct klog_line *line)
{
	struct cursor c = line->text;
	bool mode = cursor_left(&c) > 6 && (*c.at == ',' || *c.at == 'm' || *c.at == 'o');

	if (!mode && !find_word(c.at, c.end, "mems_allowed="))
		return false;
	for (size_t i = 0; i < k->count; i++) {
		struct slot *s = slot_at(k, i);

		if (!s->open || s->event.has_meminfo || !slot_caller_fit(s, line) || !slot_has_dump(s) ||
			(mode ? s->event.has_mode : s->event.mems_allowed[0] != 0))
			continue;
		if (!header_rest(&s->event, c))
			continue;
		slot_accept(k, s, line);
		return true;
	}
	return false;
}

/* "memory: usage 102400kB, limit 102400kB", "Memory cgroup stats for /a": whose limit it was. */
static bool on_cgroup(struct klog *k, const struct klog_line *line, struct cursor c)
{
	struct slot *s;

	if (!cursor_starts(&c, "memory: usage") && !cursor_starts(&c, "Memory cgroup stats for ") &&
		!cursor_starts(&c, "Task in "))
		return false;
	s = oom_slot(k, line);
	if (!s)
		return false;
	header_cgroup(&s->event, c);
	slot_accept(k, s, line);
	return true;
}

/* "      Not tainted 5.10.0-21 #1": a stuck task's line without a CPU. */
static bool on_taint(struct klog *k, const struct klog_line *line, struct cursor c)
{
	struct cursor release = cpu_line_release(line->text);

	if ((!cursor_starts(&c, "Not tainted ") && !cursor_starts(&c, "Tainted: ")) || !cursor_left(&release))
		return false;
	note_cpu_release(k, release);
	return true;
}

/* "[  pid  ]   uid  tgid ..." and the rows below it. */
static bool on_task_row(struct klog *k, const struct klog_line *line)
{
	struct cursor c = line->text;
	int64_t pid;
	struct slot *s;

	if (!cursor_take(&c, '['))
		return false;
	cursor_skip_blanks(&c);
	if (!cursor_word(&c, "pid") && !cursor_number(&c, &pid))
		return false;
	cursor_skip_blanks(&c);
	if (!cursor_take(&c, ']'))
		return false;
	s = oom_slot(k, line);
	if (!s)
		return false;
	slot_accept(k, s, line);
	return true;
}

static void on_trace(struct klog *k, const struct klog_line *line)
{
	struct slot *s = slot_owner(k, line, WANT_TRACE, NULL, -1);

	if (!s || !trace_line(&s->event, line->text))
		return;
	s->has_trace = true;
	slot_accept(k, s, line);
}

/* A line without an anchor, while a report is open. */
void report_on_plain(struct klog *k, const struct klog_line *line)
{
	struct cursor c = line->text;
	char first;

	cursor_skip_blanks(&c);
	first = cursor_peek(&c);
	if (first == '\0')
		return;
	if (is_digit(first) || first == '(' || first == '=') {
		if (dump_on_total(k, line, false) || dump_on_list_piece(k, line) || dump_on_reserve_piece(k, line))
			return;
	}
	if (find_word(c.at, c.end, "+0x")) {
		on_trace(k, line);
		return;
	}
	if (first == 'N' && dump_on_node_alone(k, line))
		return;
	if ((first == 'N' || first == 'D' || first == 'H' || first == 'M') && dump_on_list(k, line))
		return;
	if ((first == 'F' || first == 'T' || first == 'N') && dump_on_total(k, line, false))
		return;
	if (cursor_word(&c, "Hardware name:")) {
		on_hardware(k, line, c);
		return;
	}
	if (cursor_starts(&c, "COMPACTION is disabled")) {
		struct slot *s = oom_slot(k, line);

		if (s)
			s->event.compaction_disabled = true;
		return;
	}
	if (k->slub && k->line - k->slub_line <= 3 && header_slub_cache(&k->slub->event, c)) {
		slot_accept(k, k->slub, line);
		return;
	}
	if (k->holders && header_holder(&k->holders->event, line->text)) {
		slot_accept(k, k->holders, line);
		return;
	}
	if (first == '[' && on_task_row(k, line))
		return;
	if (on_header_rest(k, line))
		return;
	if (on_cgroup(k, line, c) || on_taint(k, line, c))
		return;
	if (((first >= 'a' && first <= 'z') || first == 'A') && memchr(c.at, ':', cursor_left(&c))) {
		dump_on_counters(k, line, false);
		return;
	}
	on_trace(k, line);
}
