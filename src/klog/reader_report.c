/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines that begin a report, and those of its trace and of its end. */
#include "klog/reader.h"

#include "klog/header.h"
#include "klog/trace.h"

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
	s->event.line = s->event.last_line = k->note_line;
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
static void keep_name(struct klog *k, const struct klog_line *line)
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

static void take_slab(struct klog *k, struct klog_event *event);

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

static void on_alloc_header(struct klog *k, const struct klog_line *line, const char *at, enum klog_kind kind)
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

static void on_vmalloc(struct klog *k, const struct klog_line *line, const char *at)
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

static void on_vmap(struct klog *k, const struct klog_line *line, const char *at)
{
	struct klog_event note = { .bytes = KLOG_NONE, .allocated = KLOG_NONE, .order = KLOG_NONE };

	header_vmap(&note, at, line->text.end);
	if (klog_has(note.bytes))
		keep_note(k, line, &note);
}

static void on_alloc_24(struct klog *k, const struct klog_line *line, const char *at)
{
	struct slot *s = open_report(k, KLOG_PAGE_ALLOC, line);

	header_alloc_24(&s->event, line, at);
	slot_close(s);
}

/* --- CMA --- */

static const char *on_cma_alloc(struct klog *k, const struct klog_line *line, const char *at)
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
static void on_cma_bitmap(struct klog *k, const struct klog_line *line)
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

static void on_pfns_busy(struct klog *k)
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
	s->event.line = s->event.last_line = k->busy_line;
	s->event.busy_ranges = k->busy;
	slot_close(s);
	k->busy_line = 0;
	k->busy = 0;
	slots_tell(k);
}

/* --- other lines of a report --- */

/* Any CPU's line tells the release of the log; a report of its own line takes that. */
static void note_cpu_release(struct klog *k, struct cursor release)
{
	if (!cursor_left(&release))
		return;
	COPY_TEXT(k->boot_release, release.at, cursor_left(&release));
	for (size_t i = 0; i < k->count; i++) {
		struct klog_event *e = &slot_at(k, i)->event;

		if (e->release[0])
			continue;
		COPY_TEXT(e->release, release.at, cursor_left(&release));
		e->release_is_boots = true;
	}
}

static void on_comm(struct klog *k, const struct klog_line *line)
{
	struct cursor comm = header_comm(line->text), release = header_cpu_release(line->text);
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
	header_cpu_line(&s->event, line->text, release);
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

static void on_meminfo(struct klog *k, const struct klog_line *line)
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

static void on_killed(struct klog *k, const struct klog_line *line, bool constraint)
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

/* The line stands behind the page allocator's report, before it, or alone. */
static void on_slub(struct klog *k, const struct klog_line *line)
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

/* A slab line right before a page allocator's report is of the same request. */
static void take_slab(struct klog *k, struct klog_event *event)
{
	struct klog_event *slab = k->slub ? &k->slub->event : NULL;

	if (!slab || slab == event || slab->kind != KLOG_SLAB || k->line - k->slub_line > SLUB_LINES)
		return;
	COPY_TEXT(event->slab_cache, slab->slab_cache, strlen(slab->slab_cache));
	event->slab_object = slab->slab_object;
	event->slab_min_order = slab->slab_min_order;
	slab->dismissed = true;
	slot_close(k->slub);
}

static void on_swiotlb(struct klog *k, const struct klog_line *line, const char *at)
{
	struct slot *s = slot_new(k, KLOG_SWIOTLB, line);

	header_swiotlb(&s->event, line, at);
	slot_close(s);
	slots_tell(k);
}

static void on_hung(struct klog *k, const struct klog_line *line, const char *at)
{
	struct slot *s = open_report(k, KLOG_HUNG, line);

	header_hung(&s->event, line, at);
}

static void on_holders(struct klog *k, const struct klog_line *line)
{
	k->holders = slot_owner(k, line, WANT_ANY, NULL, -1);
	if (k->holders)
		slot_accept(k, k->holders, line);
}

static void on_suppressed(struct klog *k, const struct klog_line *line)
{
	struct cursor c = line->text;
	int64_t number;

	if (!cursor_find(&c, "warn_alloc") || !cursor_find(&c, ": ") || !cursor_number(&c, &number))
		return;
	k->suppressed = number;
	k->suppressed_line = k->line;
}

static void on_dropped(struct klog *k)
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
	struct cursor release = header_cpu_release(line->text);

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
static void on_plain(struct klog *k, const struct klog_line *line)
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

/* --- one line --- */

static enum klog_kind header_kind(enum klog_anchor anchor)
{
	switch (anchor) {
	case ANCHOR_ALLOC_STALL:
		return KLOG_STALL;
	case ANCHOR_OOM:
		return KLOG_OOM;
	case ANCHOR_VMEMMAP:
		return KLOG_VMEMMAP;
	default:
		return KLOG_PAGE_ALLOC;
	}
}

/*
 * Acts on the anchor at `at`; returns where to look on in the line, NULL for
 * nowhere. A line may hold more than one report's words where CPUs interleave
 * or someone joined lines.
 */
static const char *on_anchor(struct klog *k, const struct klog_line *line, enum klog_anchor anchor,
							 const char *at)
{
	switch (anchor) {
	case ANCHOR_ALLOC_FAILURE:
	case ANCHOR_ALLOC_STALL:
	case ANCHOR_OOM:
	case ANCHOR_VMEMMAP:
		on_alloc_header(k, line, at, header_kind(anchor));
		return at + 10;
	case ANCHOR_ALLOC_24:
		on_alloc_24(k, line, at);
		return at + 10;
	case ANCHOR_VMALLOC:
		on_vmalloc(k, line, at);
		return NULL;
	case ANCHOR_VMAP:
		on_vmap(k, line, at);
		return NULL;
	case ANCHOR_CMA_ALLOC:
		return on_cma_alloc(k, line, at);
	case ANCHOR_CMA_BITMAP:
		on_cma_bitmap(k, line);
		return NULL;
	case ANCHOR_PFNS_BUSY:
		on_pfns_busy(k);
		return NULL;
	case ANCHOR_MEMINFO:
		on_meminfo(k, line);
		return at + 8;
	case ANCHOR_COMM:
		on_comm(k, line);
		return NULL;
	case ANCHOR_FREE:
		if (!dump_on_free(k, line, at))
			dump_on_counters(k, line, false);
		return NULL;
	case ANCHOR_ACTIVE_ANON:
		dump_on_active_anon(k, line);
		return NULL;
	case ANCHOR_LOWMEM_RESERVE:
		dump_on_reserve(k, line, at);
		return NULL;
	case ANCHOR_LIST:
		if (!dump_on_list(k, line) && !dump_on_list_piece(k, line))
			return at + 1;
		return NULL;
	case ANCHOR_PAGES_RAM:
	case ANCHOR_PAGES_RESERVED:
	case ANCHOR_PAGES_CMA:
		dump_on_total(k, line, true);
		return NULL;
	case ANCHOR_KILLED:
	case ANCHOR_OOM_KILL:
		on_killed(k, line, anchor == ANCHOR_OOM_KILL);
		return NULL;
	case ANCHOR_SLUB:
		on_slub(k, line);
		return NULL;
	case ANCHOR_SWIOTLB:
		on_swiotlb(k, line, at);
		return NULL;
	case ANCHOR_HUNG:
		on_hung(k, line, at);
		return NULL;
	case ANCHOR_HOLDERS:
		on_holders(k, line);
		return NULL;
	case ANCHOR_SUPPRESSED:
		on_suppressed(k, line);
		return NULL;
	case ANCHOR_DROPPED:
		on_dropped(k);
		return at + 1;
	default:
		return at + 1;
	}
}

/* --- boot lines --- */

#define BOOT_IDLE_LINES 400

static void note_release(struct klog *k, struct cursor text)
{
	if (!cursor_find(&text, "Linux version "))
		return;
	const char *start = text.at;

	while (cursor_left(&text) && !is_blank(*text.at))
		text.at++;
	if (is_digit(*start))
		COPY_TEXT(k->boot_release, start, (size_t)(text.at - start));
}

/* A new boot ends all that went before it. */
static void begin_boot(struct klog *k, const struct klog_line *line, enum klog_anchor anchor)
{
	bool first = anchor == ANCHOR_BOOTING || !boot_log_has_any(&k->boot) || k->boot.release[0];

	if (first && boot_log_has_any(&k->boot) && k->line - k->boot.first_line > 5)
		reader_end_boot(k);
	if (first) {
		slots_close_all(k);
		slots_tell(k);
		k->boot_release[0] = '\0';
	}
	note_release(k, line->text);
	k->in_boot = true;
	k->boot_line = k->line;
}

static void on_boot_line(struct klog *k, const struct klog_line *line)
{
	struct cursor text = line->text;

	cursor_skip_blanks(&text);
	if (boot_log_line(&k->boot, line->text, k->line))
		k->boot_line = k->line;
	else if (k->line - k->boot_line > BOOT_IDLE_LINES)
		reader_end_boot(k);
}

/* --- lines --- */

void reader_line(struct klog *k, const struct klog_line *line)
{
	enum klog_anchor anchor = line->anchor;
	const char *at = line->anchor_at;

	slots_close_idle(k, line);
	reader_flush_note(k, line);
	reader_flush_busy(k, line);
	while (at) {
		if (anchor == ANCHOR_LINUX_VERSION || anchor == ANCHOR_BOOTING)
			begin_boot(k, line, anchor);
		else if (anchor >= ANCHOR_RESERVED_MEM && !k->in_boot) {
			k->in_boot = true;
			k->boot_line = k->line;
		}
		const char *next = on_anchor(k, line, anchor, at);

		/* an anchor is never met twice */
		at = next ? klog_scan(&k->scanner, next > at ? next : at + 1, line->text.end, &anchor) : NULL;
	}
	if (k->in_boot)
		on_boot_line(k, line);
	if (line->anchor != ANCHOR_NONE)
		return;
	keep_name(k, line);
	if (k->count > 0)
		on_plain(k, line);
}
