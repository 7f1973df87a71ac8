/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines that begin a report, and those that stand before one. */
#include "klog/reader.h"

#include "klog/header.h"

/* Lines of a slab's own report. */
#define SLUB_LINES 6

/* --- headers --- */

/* A header closes what came before it, but for a report of another CPU that has only just begun. */
static struct slot *open_report(struct klog *k, enum klog_kind kind, const struct klog_line *line)
{
	struct slot *s;

	for (size_t i = 0; i < k->count; i++) {
		s = slot_at(k, i);
		if (line->caller && s->caller && s->caller != line->caller)
			continue;
		if (!s->has_trace && !s->event.has_meminfo && k->line - s->event.line <= 2 && slot_has_dump(s))
			continue;
		if (s == k->slub && s->event.kind == KLOG_SLAB && k->line - k->slub_line <= SLUB_LINES)
			continue; /* it may be of the request that is being told */
		slot_close(s);
	}
	slots_tell(k);
	s = slot_new(k, kind, line);
	if (k->suppressed_line && k->line - k->suppressed_line <= 3)
		s->event.suppressed = k->suppressed;
	k->suppressed_line = 0;
	return s;
}

/* Up to 4.8 the vmalloc line stands alone before a header that does not tell of it. */
#define NOTE_SECONDS 1.0

/* The report that a note is of follows it at once. */
static void take_note(struct klog *k, struct klog_event *event)
{
	bool later = event->time >= 0 && k->note.time >= 0 && event->time - k->note.time > NOTE_SECONDS;

	if (!k->note_line || k->line - k->note_line > 3 || later)
		return;
	if (event->kind == KLOG_PAGE_ALLOC)
		event->kind = KLOG_VMALLOC;
	if (!klog_has(event->bytes))
		event->bytes = k->note.bytes;
	if (!klog_has(event->allocated))
		event->allocated = k->note.allocated;
	if (event->vmalloc == KLOG_VMALLOC_UNKNOWN)
		event->vmalloc = k->note.vmalloc;
	k->note_line = 0;
}

/* A note that no header followed is a report of its own: the caller had asked for silence. */
void reader_flush_note(struct klog *k, const struct klog_line *line)
{
	struct slot *s;

	if (!k->note_line || k->line - k->note_line <= 3)
		return;
	s = slot_new(k, KLOG_VMALLOC, line);
	s->event.line = k->note_line;
	s->event.time = s->event.last_time = k->note.time;
	s->event.bytes = k->note.bytes;
	s->event.allocated = k->note.allocated;
	s->event.vmalloc = k->note.vmalloc;
	COPY_TEXT(s->event.process, k->note.process, strlen(k->note.process));
	slot_close(s);
	k->note_line = 0;
	slots_tell(k);
}

static void keep_note(struct klog *k, const struct klog_line *line, const struct klog_event *note)
{
	int64_t bytes = k->note_line && !klog_has(note->bytes) ? k->note.bytes : note->bytes;
	enum klog_vmalloc reason =
		k->note_line && k->note.vmalloc != KLOG_VMALLOC_UNKNOWN && note->vmalloc == KLOG_VMALLOC_UNKNOWN
			? k->note.vmalloc
			: note->vmalloc;

	k->note.bytes = bytes;
	k->note.allocated = note->allocated;
	k->note.vmalloc = reason;
	k->note.time = line->time;
	COPY_TEXT(k->note.process, note->process, strlen(note->process));
	k->note_line = k->line;
}

/* Two CPUs may print their "NAME: " before either prints what follows it. */
void begin_keep_name(struct klog *k, const struct klog_line *line)
{
	struct cursor c = line->text;

	cursor_skip_blanks(&c);
	if (cursor_left(&c) < 2 || cursor_left(&c) > sizeof(k->names[0]) || c.end[-1] != ':')
		return;
	memcpy(k->names[0], k->names[1], sizeof(k->names[0]));
	k->names_line[0] = k->names_line[1];
	COPY_TEXT(k->names[1], c.at, cursor_left(&c) - 1);
	k->names_line[1] = k->line;
}

static void take_name(struct klog *k, struct klog_event *event)
{
	for (size_t i = 0; i < 2 && !event->process[0]; i++) {
		if (k->names_line[i] && k->line - k->names_line[i] <= 3)
			COPY_TEXT(event->process, k->names[i], strlen(k->names[i]));
		k->names_line[i] = event->process[0] ? 0 : k->names_line[i];
	}
}

/* A slab line right before a page allocator's report is of the same request. */
static void take_slab(struct klog *k, struct klog_event *event)
{
	struct klog_event *slab = k->slub ? &k->slub->event : NULL;

	if (!slab || slab == event || slab->kind != KLOG_SLAB || k->line - k->slub_line > SLUB_LINES)
		return;
	COPY_TEXT(event->slab_cache, slab->slab_cache, strlen(slab->slab_cache));
	event->slab_object = slab->slab_object;
	slab->dismissed = true;
	slot_close(k->slub);
}

static void keep_head(struct slot *s, const struct klog_line *line, const char *at)
{
	size_t length = (size_t)(at - line->head);

	if (line->known || !line->head || length > sizeof(s->head))
		return;
	memcpy(s->head, line->head, length);
	s->head_length = length;
}

void reader_name_reports(struct klog *k)
{
	for (size_t i = 0; i < k->count; i++) {
		struct slot *s = slot_at(k, i);
		struct cursor head = cursor_of(s->head, s->head_length);
		const char *name = s->head_length ? prefix_match(&k->prefixes.rows[0], head, s->event.line) : NULL;

		if (!name)
			continue;
		header_process(&s->event, (struct cursor){ name, head.end }, true);
		s->caller = prefix_facts_of((struct cursor){ head.at, name }).caller;
		s->head_length = 0;
	}
}

void begin_on_alloc_header(struct klog *k, const struct klog_line *line, const char *at, enum klog_kind kind)
{
	struct slot *s = open_report(k, kind, line);

	if (kind == KLOG_OOM)
		header_oom(&s->event, line, at);
	else
		header_alloc(&s->event, line, at);
	keep_head(s, line, at);
	take_name(k, &s->event);
	take_note(k, &s->event);
	take_slab(k, &s->event);
}

void begin_on_vmalloc(struct klog *k, const struct klog_line *line, const char *at)
{
	struct cursor rest = { at, line->text.end };
	struct klog_event note = { .bytes = KLOG_NONE, .allocated = KLOG_NONE, .order = KLOG_NONE };
	struct slot *s;

	if (cursor_find(&rest, "mode:")) {
		s = open_report(k, KLOG_VMALLOC, line);
		header_vmalloc(&s->event, line, at);
		keep_head(s, line, at);
		take_note(k, &s->event);
		return;
	}
	header_vmalloc(&note, line, at);
	keep_note(k, line, &note);
}

void begin_on_vmap(struct klog *k, const struct klog_line *line, const char *at)
{
	struct klog_event note = { .bytes = KLOG_NONE, .allocated = KLOG_NONE, .order = KLOG_NONE };

	header_vmap(&note, at, line->text.end);
	if (klog_has(note.bytes))
		keep_note(k, line, &note);
}

void begin_on_alloc_24(struct klog *k, const struct klog_line *line, const char *at)
{
	struct slot *s = open_report(k, KLOG_PAGE_ALLOC, line);

	header_alloc_24(&s->event, line, at);
	slot_close(s);
}

/* --- CMA --- */

const char *begin_on_cma_alloc(struct klog *k, const struct klog_line *line, const char *at)
{
	struct slot *s = slot_new(k, KLOG_CMA, line);
	const char *end = header_cma(&s->event, line, at);

	if (k->busy_line && k->line - k->busy_line <= 20)
		s->event.busy_ranges = k->busy;
	k->busy_line = 0;
	k->busy = 0;
	return end;
}

/* The bitmap line follows its failure at once. */
void begin_on_cma_bitmap(struct klog *k, const struct klog_line *line)
{
	for (size_t i = k->count; i-- > 0;) {
		struct slot *s = slot_at(k, i);

		if (s->event.kind == KLOG_CMA && s->open && k->line - s->event.line <= 3) {
			header_cma_bitmap(&s->event, line->text);
			slot_accept(k, s, line);
			return;
		}
	}
}

void begin_on_pfns_busy(struct klog *k)
{
	if (k->busy_line && k->line - k->busy_line > 20)
		k->busy = 0;
	k->busy++;
	k->busy_line = k->line;
}

/* Ranges that were busy, and no failure that tells of them: kernels without CMA debugging print no more. */
void reader_flush_busy(struct klog *k, const struct klog_line *line)
{
	struct slot *s;

	if (!k->busy_line || k->line - k->busy_line <= 20)
		return;
	s = slot_new(k, KLOG_CMA, line);
	s->event.line = k->busy_line;
	s->event.busy_ranges = k->busy;
	slot_close(s);
	k->busy_line = 0;
	k->busy = 0;
	slots_tell(k);
}

/* --- reports of one or a few lines --- */

/* The line stands behind the page allocator's report, before it, or alone. */
void begin_on_slub(struct klog *k, const struct klog_line *line)
{
	struct slot *s = slot_owner(k, line, WANT_ANY, NULL, -1);

	if (k->slub && k->slub->event.kind == KLOG_SLAB)
		slot_close(k->slub);
	if (!s || s->event.kind != KLOG_PAGE_ALLOC)
		s = slot_new(k, KLOG_SLAB, line);
	if (s->event.kind == KLOG_SLAB)
		header_slub(&s->event, line->text);
	k->slub = s;
	k->slub_line = k->line;
	slot_accept(k, s, line);
}

void begin_on_swiotlb(struct klog *k, const struct klog_line *line, const char *at)
{
	struct slot *s = slot_new(k, KLOG_SWIOTLB, line);

	header_swiotlb(&s->event, line, at);
	slot_close(s);
	slots_tell(k);
}

void begin_on_hung(struct klog *k, const struct klog_line *line, const char *at)
{
	struct slot *s = open_report(k, KLOG_HUNG, line);

	header_hung(&s->event, line, at);
}
