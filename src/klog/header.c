/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Source: mm/page_alloc.c:warn_alloc_failed (to 4.8), warn_alloc, mm/oom_kill.c:dump_header,
 * mm/vmalloc.c, mm/cma.c:cma_alloc.
 */
#include "klog/header.h"

#include "util/number.h"

/* Behind the last word that closes something, or that is a number or a level: what stands before is no name.
 */
static void skip_unknown(struct cursor *name)
{
	const char *word = name->at;
	bool too_long = cursor_left(name) > COMM_LENGTH;

	for (const char *at = name->at; at + 1 < name->end; at++) {
		if (!is_blank(at[1]))
			continue;
		if (memchr("]:>);", *at, 5) ||
			(too_long && (is_digit(*at) || (at == word && *at >= 'A' && *at <= 'Z'))))
			name->at = at + 2;
		word = at + 2;
	}
}

/* logcat parts a line at its first colon and pads what it took for a tag: "Binder  : 672_7". */
static void join_tag(char *name)
{
	char *colon = strstr(name, " :"), *to = colon;

	if (!colon)
		return;
	while (to > name && to[-1] == ' ')
		to--;
	colon++;
	*to++ = ':';
	for (colon++; *colon == ' ';)
		colon++;
	memmove(to, colon, strlen(colon) + 1);
}

void header_process(struct klog_event *event, struct cursor before, bool known)
{
	const char *invoked = find_word(before.at, before.end, " invoked ");
	char name[32];

	if (find_word(before.at, before.end, "page allocation"))
		return; /* another CPU's header, not a name */
	if (invoked)
		before.end = invoked;
	cursor_trim(&before);
	if (before.end > before.at && before.end[-1] == ':')
		before.end--;
	if (!known)
		skip_unknown(&before);
	cursor_trim(&before);
	COPY_TEXT(name, before.at, cursor_left(&before));
	join_tag(name);
	if (name[0] && strlen(name) <= COMM_LENGTH)
		COPY_TEXT(event->process, name, strlen(name));
}

static void read_process(struct klog_event *event, const struct klog_line *line, const char *at)
{
	header_process(event, (struct cursor){ line->text.at, at }, line->known);
}

/* "0x484020(GFP_ATOMIC|__GFP_COMP)" at the cursor. */
static void read_mode(struct klog_event *event, struct cursor *c)
{
	uint64_t mode;
	const char *close;

	if (!cursor_hex(c, &mode) || mode > UINT32_MAX)
		return;
	event->has_mode = true;
	event->mode = (uint32_t)mode;
	if (!cursor_take(c, '('))
		return;
	close = memchr(c->at, ')', cursor_left(c));
	if (!close || (size_t)(close - c->at) >= sizeof(event->names))
		return;
	event->has_names = true;
	COPY_TEXT(event->names, c->at, (size_t)(close - c->at));
	c->at = close + 1;
}

static bool is_mode_word(struct cursor *c)
{
	return cursor_word(c, "mode:") || cursor_word(c, "gfp_mask=") || cursor_word(c, "gfp=");
}

/* "VALUE" up to a comma or blank. "(null)" and lists of numbers keep their inner commas. */
static void read_list(struct cursor *c, char *to, size_t size)
{
	const char *start = c->at;

	if (cursor_word(c, "(null)")) {
		copy_text(to, size, start, 6);
		return;
	}
	while (cursor_left(c) && (is_digit(*c->at) || *c->at == '-' ||
							  (*c->at == ',' && is_digit(cursor_ahead(c, 1)) && c->at > start)))
		c->at++;
	copy_text(to, size, start, (size_t)(c->at - start));
}

/* One "name:value" or "name=value" of a header, if the cursor stands at one. */
static bool read_field(struct klog_event *event, struct cursor *c)
{
	struct cursor probe = *c;
	int64_t number;

	if (is_mode_word(c)) {
		if (!event->has_mode)
			read_mode(event, c);
		return true;
	}
	if (cursor_word(&probe, "order:") || cursor_word(&probe, "order=")) {
		if (!klog_has(event->order) && cursor_signed(&probe, &number) && number <= 64)
			event->order = number;
		*c = probe;
		return true;
	}
	if (cursor_word(c, "nodemask=")) {
		read_list(c, event->nodemask, sizeof(event->nodemask));
		return true;
	}
	if (cursor_word(c, "mems_allowed=")) {
		read_list(c, event->mems_allowed, sizeof(event->mems_allowed));
		return true;
	}
	return false;
}

/* All fields of the rest of a line; those of a second header that another CPU put behind it do not count. */
static unsigned int read_fields(struct klog_event *event, struct cursor c)
{
	unsigned int count = 0;
	bool at_word = true;

	while (cursor_left(&c)) {
		if (cursor_starts(&c, "page allocation"))
			break;
		if (at_word && read_field(event, &c)) {
			count++;
			at_word = false;
			continue;
		}
		at_word = !((*c.at >= 'a' && *c.at <= 'z') || *c.at == '_');
		c.at++;
	}
	return count;
}

void header_alloc(struct klog_event *event, const struct klog_line *line, const char *at)
{
	struct cursor c = { at, line->text.end };
	int64_t number;
	double seconds;

	read_process(event, line, at);
	cursor_word(&c, "page allocation ");
	if (cursor_word(&c, "failure."))
		event->old_style = true;
	else if (cursor_word(&c, "stalls for ") && cursor_number(&c, &number) && cursor_word(&c, "ms"))
		event->stall_seconds = (double)number / 1000;
	else if (cursor_word(&c, "stall for ") && !cursor_seconds(&c, &seconds) && cursor_number(&c, &number))
		event->stall_seconds = (double)number;
	read_fields(event, c);
}

void header_oom(struct klog_event *event, const struct klog_line *line, const char *at)
{
	if (find_word(line->text.at, at, " invoked "))
		read_process(event, line, at);
	event->oomkilladj = find_word(at, line->text.end, "oomkilladj=");
	read_fields(event, (struct cursor){ at, line->text.end });
}

void header_alloc_24(struct klog_event *event, const struct klog_line *line, const char *at)
{
	struct cursor c = { at, line->text.end };
	const char *digits = at;

	while (digits > line->text.at && is_digit(digits[-1]))
		digits--;
	struct cursor order = { digits, at };

	if (cursor_number(&order, &event->order) && event->order > 64)
		event->order = KLOG_NONE;
	event->old_style = true;
	if (cursor_find(&c, "(gfp="))
		read_mode(event, &c);
}

static enum klog_vmalloc vmalloc_reason(struct cursor c)
{
	static const struct word_value rows[] = {
		{ "vm_struct allocation failed", KLOG_VMALLOC_SPACE },
		{ "exceeds total", KLOG_VMALLOC_LIMIT },
		{ "failed to allocate", KLOG_VMALLOC_PAGES },
		{ "failed to map", KLOG_VMALLOC_PAGES },
	};

	return (enum klog_vmalloc)cursor_value(c, rows, ARRAY_SIZE(rows), KLOG_VMALLOC_UNKNOWN);
}

void header_vmalloc(struct klog_event *event, const struct klog_line *line, const char *at)
{
	struct cursor c = { at, line->text.end };

	read_process(event, line, at);
	if (cursor_word(&c, "vmalloc: allocation failure, allocated ")) {
		if (cursor_number(&c, &event->allocated) && cursor_word(&c, " of "))
			cursor_number(&c, &event->bytes);
		event->vmalloc = KLOG_VMALLOC_PAGES;
	} else if (cursor_word(&c, "vmalloc: allocation failure: ")) {
		cursor_number(&c, &event->bytes);
	} else if (cursor_word(&c, "vmalloc error: size ")) {
		cursor_number(&c, &event->bytes);
		event->vmalloc = vmalloc_reason(c);
	}
	if (event->bytes == 0)
		event->vmalloc = KLOG_VMALLOC_ZERO;
	read_fields(event, c);
}

void header_vmap(struct klog_event *event, const char *at, const char *end)
{
	struct cursor c = { at, end };

	if (cursor_word(&c, "vmap allocation for size ") && cursor_number(&c, &event->bytes))
		event->vmalloc = KLOG_VMALLOC_SPACE;
}

const char *header_cma(struct klog_event *event, const struct klog_line *line, const char *at)
{
	struct cursor before = { line->text.at, at }, probe, c = { at, line->text.end };

	for (probe = before; cursor_find(&probe, "cma_alloc: ");)
		before.at = probe.at;
	cursor_trim(&before);
	if (before.at > line->text.at && before.end > before.at && before.end[-1] == ':')
		COPY_TEXT(event->area, before.at, (size_t)(before.end - 1 - before.at));
	cursor_word(&c, "alloc failed, req-size");
	cursor_word(&c, ": ");
	if (cursor_number(&c, &event->pages) && cursor_word(&c, " pages, ret: "))
		cursor_signed(&c, &event->ret);
	return c.at;
}

static void bitmap_range(struct klog_event *event, int64_t pages)
{
	if (!klog_has(event->cma_largest) || pages > event->cma_largest)
		event->cma_largest = pages;
}

void header_cma_bitmap(struct klog_event *event, struct cursor text)
{
	int64_t number, position;

	if (!cursor_find(&text, "number of available pages:"))
		return;
	for (;;) {
		cursor_skip_blanks(&text);
		if (!cursor_number(&text, &number))
			break;
		if (cursor_take(&text, '@') && !cursor_number(&text, &position))
			break;
		bitmap_range(event, number);
		if (!cursor_take(&text, '+'))
			break;
	}
	if (!cursor_word(&text, "=>"))
		return;
	cursor_skip_blanks(&text);
	cursor_number(&text, &event->cma_available);
	if (cursor_word(&text, " free of ") || cursor_word(&text, " pages, total: "))
		cursor_number(&text, &event->cma_total);
}

bool header_rest(struct klog_event *event, struct cursor text)
{
	cursor_skip_blanks(&text);
	if (!cursor_starts(&text, ",") && !cursor_starts(&text, "mode:") && !cursor_starts(&text, "order:")) {
		struct cursor probe = text;

		if (!cursor_find(&probe, "mems_allowed="))
			return false;
	}
	return read_fields(event, text) > 0;
}

/* --- whole or wrapped --- */

/* The order of an OOM header follows its mask. */
static bool oom_complete(struct cursor text)
{
	int64_t order;

	if (!cursor_find(&text, "oom-killer"))
		return true;
	return cursor_find(&text, "order=") && cursor_signed(&text, &order);
}

bool header_complete(struct cursor text)
{
	struct cursor c = text;
	uint64_t mode;
	char last = cursor_left(&c) ? c.end[-1] : '\0';

	if (last == ',' || last == ':' || last == '|')
		return false;
	if (!cursor_find(&c, "mode:") && !cursor_find(&c, "gfp_mask="))
		return false;
	if (!cursor_hex(&c, &mode) || !oom_complete(text))
		return false;
	if (cursor_peek(&c) == '(')
		return memchr(c.at, ')', cursor_left(&c)) != NULL;
	return cursor_left(&c) > 0 || !find_word(text.at, text.end, "0x");
}

/* "(GFP_KERNEL|__GF" is open. */
static bool is_open(struct cursor text)
{
	const char *open = memrchr(text.at, '(', cursor_left(&text));

	return open && !memchr(open, ')', (size_t)(text.end - open));
}

bool header_goes_on(struct cursor text, struct cursor rest)
{
	static const char *const fields[] = { "mode:",     "order:",  "order=",         "gfp_mask=",
										  "nodemask=", "cpuset=", "oom_score_adj=", "mems_allowed=" };
	struct cursor c = rest;
	uint64_t digits;

	if (is_open(text))
		return memchr(rest.at, ')', cursor_left(&rest)) || memchr(rest.at, '|', cursor_left(&rest));
	if (cursor_peek(&rest) == '(' || cursor_peek(&rest) == ',')
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		if (cursor_starts_word(&rest, fields[i]))
			return true;
	}
	if (!find_word(text.at, text.end, "mode:") && !find_word(text.at, text.end, "gfp_mask="))
		return find_word(rest.at, rest.end, "mode:") || find_word(rest.at, rest.end, "gfp_mask=");
	/* a number broken by a terminal: only what follows it shows that it went on */
	return cursor_hex(&c, &digits) && (cursor_peek(&c) == '(' || cursor_peek(&c) == ',');
}

/* --- OOM and slab --- */

void header_killed(struct klog_event *event, struct cursor text)
{
	struct cursor c = text;
	const char *close;
	int64_t kb, sum = 0;

	if (cursor_find(&c, "emory cgroup out of memory"))
		event->memcg = true;
	c = text;
	if (!cursor_find(&c, "Killed process ") && !cursor_find(&c, "Kill process "))
		return;
	if (!cursor_number(&c, &event->victim_pid))
		return;
	cursor_skip_blanks(&c);
	close = memchr(c.at, ')', cursor_left(&c));
	if (cursor_take(&c, '(') && close)
		COPY_TEXT(event->victim, c.at, (size_t)(close - c.at));
	c = text;
	if (!cursor_number_behind(&c, "anon-rss:", &kb))
		return;
	sum = kb;
	if (cursor_number_behind(&c, "file-rss:", &kb))
		sum += kb;
	if (cursor_number_behind(&c, "shmem-rss:", &kb))
		sum += kb;
	event->victim_rss_kb = sum;
}

void header_oom_kill(struct klog_event *event, struct cursor text)
{
	struct cursor c = text;

	if (cursor_find(&c, "CONSTRAINT_MEMCG"))
		event->memcg = true;
	header_cgroup(event, text);
	c = text;
	if (cursor_find(&c, "CONSTRAINT_CPUSET") || cursor_find(&c, "CONSTRAINT_MEMORY_POLICY"))
		event->constrained = true;
	c = text;
	if (!event->mems_allowed[0] && cursor_find(&c, "mems_allowed="))
		read_list(&c, event->mems_allowed, sizeof(event->mems_allowed));
}

/* The words up to the next blank or comma. */
static struct cursor path_at(struct cursor c)
{
	struct cursor path = { c.at, c.at };

	while (path.end < c.end && !is_blank(*path.end) && *path.end != ',')
		path.end++;
	if (path.end > path.at && path.end[-1] == ':')
		path.end--;
	return path;
}

/* Source: linux:mm/memcontrol.c:mem_cgroup_print_oom_context, mem_cgroup_print_oom_meminfo, and their
 * forerunner. */
void header_cgroup(struct klog_event *event, struct cursor text)
{
	struct cursor c = text, path;

	if (cursor_word(&c, "memory: usage ")) {
		cursor_number_behind(&c, "limit ", &event->cgroup_limit_kb);
		return;
	}
	if (event->cgroup[0] || (!cursor_find(&c, "result of limit of ") && !cursor_find(&c, "oom_memcg=") &&
							 !cursor_find(&c, "cgroup stats for ")))
		return;
	path = path_at(c);
	COPY_TEXT(event->cgroup, path.at, cursor_left(&path));
}

void header_slub(struct klog_event *event, struct cursor text)
{
	if (cursor_find(&text, "gfp="))
		read_mode(event, &text);
}

bool header_slub_cache(struct klog_event *event, struct cursor text)
{
	const char *comma;

	cursor_skip_blanks(&text);
	if (!cursor_word(&text, "cache: "))
		return false;
	comma = memchr(text.at, ',', cursor_left(&text));
	if (!comma)
		return false;
	COPY_TEXT(event->slab_cache, text.at, (size_t)(comma - text.at));
	cursor_number_behind(&text, "object size: ", &event->slab_object);
	return true;
}

/* --- bounce buffers, stuck tasks, who holds the memory --- */

void header_swiotlb(struct klog_event *event, const struct klog_line *line, const char *at)
{
	struct cursor device = { line->text.at, at }, c = { at, line->text.end };

	cursor_trim(&device);
	if (device.end > device.at && device.end[-1] == ':')
		device.end--;
	COPY_TEXT(event->device, device.at, cursor_left(&device));
	cursor_number_behind(&c, "sz: ", &event->bytes);
	cursor_number_behind(&c, "total ", &event->slots);
	cursor_number_behind(&c, "used ", &event->slots_used);
}

/* "NAME:PID" that ends where the cursor does. */
static void read_task(struct klog_event *event, struct cursor c)
{
	const char *colon = memrchr(c.at, ':', cursor_left(&c));
	struct cursor pid = { colon ? colon + 1 : c.end, c.end };

	if (!colon || !cursor_number(&pid, &event->pid))
		return;
	if (colon > c.at && colon - c.at <= COMM_LENGTH)
		COPY_TEXT(event->process, c.at, (size_t)(colon - c.at));
}

void header_hung(struct klog_event *event, const struct klog_line *line, const char *at)
{
	struct cursor before = { line->text.at, at }, c = { at, line->text.end };
	int64_t seconds;

	cursor_word(&c, "blocked for more than ");
	cursor_word(&c, "stuck for ");
	if (cursor_number(&c, &seconds) && seconds < 1 << 30)
		event->stall_seconds = (double)seconds;
	if (cursor_find(&before, "task ")) {
		read_task(event, before);
	} else if (cursor_find(&c, "[")) {
		const char *close = memchr(c.at, ']', cursor_left(&c));

		if (close)
			read_task(event, (struct cursor){ c.at, close });
	}
}

/* "48.9 MiB", "932 B". Source: lib/string_helpers.c:string_get_size. */
static bool take_amount(struct cursor *c, int64_t *bytes)
{
	static const char units[] = "BKMGT";
	double whole;
	int64_t number;
	const char *unit;

	if (!cursor_seconds(c, &whole)) {
		if (!cursor_number(c, &number))
			return false;
		whole = (double)number;
	}
	cursor_skip_blanks(c);
	unit = cursor_left(c) ? strchr(units, (*c->at == 'k') ? 'K' : *c->at) : NULL;
	if (!unit || !*unit || whole > 1e6)
		return false;
	*bytes = (int64_t)(whole * (double)(INT64_C(1) << (10 * (unit - units))));
	while (cursor_left(c) && !is_blank(*c->at))
		c->at++;
	return true;
}

bool header_holder(struct klog_event *event, struct cursor text)
{
	struct klog_holder *h = &event->holders[event->holder_count];
	int64_t bytes, count;

	cursor_skip_blanks(&text);
	if (event->holder_count == KLOG_HOLDERS || !take_amount(&text, &bytes))
		return false;
	cursor_skip_blanks(&text);
	if (!cursor_number(&text, &count) || !cursor_take(&text, ' ') || !find_word(text.at, text.end, "func:"))
		return false;
	h->bytes = bytes;
	h->count = count;
	COPY_TEXT(h->place, text.at, cursor_left(&text));
	event->holder_count++;
	return true;
}
