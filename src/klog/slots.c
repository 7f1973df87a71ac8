/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "klog/reader.h"

/* --- slots --- */

/* A stuck task that does not compact; a slab line that turned out to belong to a report behind it. */
static bool is_other_matter(const struct klog_event *e)
{
	if (e->kind == KLOG_HUNG)
		return strncmp(e->process, "kcompactd", 9) != 0 && !(e->path & KLOG_PATH_COMPACTION);
	return e->kind == KLOG_SLAB && e->dismissed;
}

static void tell_oldest(struct klog *k)
{
	struct slot *s = slot_at(k, 0);

	if (!is_other_matter(&s->event))
		k->sink.event(k->sink.context, &s->event);
	s->open = false;
	if (k->slub == s)
		k->slub = NULL;
	if (k->holders == s)
		k->holders = NULL;
	k->first = (k->first + 1) % SLOTS;
	k->count--;
}

void slots_tell(struct klog *k)
{
	while (k->count > 0 && !slot_at(k, 0)->open)
		tell_oldest(k);
}

void slot_close(struct slot *s)
{
	s->open = false;
}

void slots_close_all(struct klog *k)
{
	for (size_t i = 0; i < k->count; i++)
		slot_close(slot_at(k, i));
}

void reader_end_boot(struct klog *k)
{
	if (boot_log_has_any(&k->boot) && k->sink.boot)
		k->sink.boot(k->sink.context, &k->boot);
	boot_log_init(&k->boot);
	k->in_boot = false;
}

struct slot *slot_new(struct klog *k, enum klog_kind kind, const struct klog_line *line)
{
	struct slot *s;

	if (k->in_boot && k->boot.init_freed != BOOT_NONE)
		reader_end_boot(k);
	if (k->count == SLOTS) {
		slot_close(slot_at(k, 0));
		slots_tell(k);
	}
	s = slot_at(k, k->count++);
	s->open = true;
	s->caller = line->caller;
	s->has_trace = s->has_totals = false;
	s->marked = line->marked;
	s->foreign = 0;
	s->head_length = 0;
	s->zone = s->list = s->reserve = -1;
	s->reserve_line = 0;
	klog_event_init(&s->event, kind);
	s->event.line = s->last_line = k->line;
	s->event.time = s->event.last_time = line->time;
	if (k->boot_release[0])
		COPY_TEXT(s->event.release, k->boot_release, strlen(k->boot_release));
	if (k->dropped_line && k->line - k->dropped_line < 20)
		s->event.dropped = true;
	return s;
}

void slot_accept(struct klog *k, struct slot *s, const struct klog_line *line)
{
	s->last_line = k->line;
	if (line->time >= 0)
		s->event.last_time = line->time;
}

int event_zone(const struct klog_event *e, const char *name, int node)
{
	for (size_t i = 0; i < e->zone_count; i++) {
		if (strcmp(e->zones[i].name, name) == 0 && (e->zones[i].node == node || node < 0))
			return (int)i;
	}
	return -1;
}

static bool lacks_zone(const struct klog_event *e, const char *name, int node, enum want want)
{
	int i = event_zone(e, name, node);

	if (i < 0)
		return true;
	return want == WANT_ZONE ? !klog_has(e->zones[i].free) : e->zones[i].orders == 0;
}

static bool lacks(const struct slot *s, enum want want, const char *zone, int node)
{
	switch (want) {
	case WANT_TRACE:
		return !s->event.has_meminfo && !s->has_totals;
	case WANT_MEMINFO:
		return !s->event.has_meminfo;
	case WANT_COUNTERS:
		return s->event.zone_count == 0 && !s->has_totals;
	case WANT_ZONE:
	case WANT_LIST:
		return !s->has_totals && lacks_zone(&s->event, zone, node, want);
	case WANT_TOTALS:
		return !klog_has(s->event.totals.reserved);
	default:
		return true;
	}
}

int slot_caller_fit(const struct slot *s, const struct klog_line *line)
{
	if (!line->caller || !s->caller)
		return 1;
	return s->caller == line->caller ? 2 : 0;
}

struct slot *slot_owner(struct klog *k, const struct klog_line *line, enum want want, const char *zone,
						int node)
{
	struct slot *best = NULL;
	int best_fit = 0;

	for (size_t i = 0; i < k->count; i++) {
		struct slot *s = slot_at(k, i);
		int fit = s->open && slot_has_dump(s) ? slot_caller_fit(s, line) : 0;

		if (fit > best_fit && lacks(s, want, zone, node)) {
			best = s;
			best_fit = fit;
		}
	}
	return best;
}

struct slot *slot_owner_or_new(struct klog *k, const struct klog_line *line, enum want want, const char *zone,
							   int node)
{
	struct slot *s = slot_owner(k, line, want, zone, node);

	if (s)
		return s;
	for (size_t i = 0; i < k->count; i++) {
		if (slot_caller_fit(slot_at(k, i), line))
			slot_close(slot_at(k, i));
	}
	slots_tell(k);
	s = slot_new(k, KLOG_MEMINFO, line);
	s->event.has_meminfo = true;
	return s;
}

void slots_close_idle(struct klog *k, const struct klog_line *line)
{
	for (size_t i = 0; i < k->count; i++) {
		struct slot *s = slot_at(k, i);

		/* someone's words between the lines of a log */
		if (s->marked && !line->marked && !s->has_totals && s->foreign++ < FOREIGN_LINES)
			s->last_line++;
		double gap = line->time >= 0 && s->event.last_time >= 0 ? line->time - s->event.last_time : 0;
		uint64_t limit = s->has_totals && s->event.kind != KLOG_OOM ? IDLE_LINES_COMPLETE : IDLE_LINES;

		if (s->open && (k->line - s->last_line > limit || gap > IDLE_SECONDS || gap < -1))
			slot_close(s);
	}
	slots_tell(k);
}
