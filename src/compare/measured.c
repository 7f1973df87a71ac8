/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Captures of the target held against what was expected of it. */
#include "compare/measured.h"

#include <stdlib.h>
#include <string.h>

#include "proc/parse.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "klog/klog.h"
#include "proc/captures.h"
#include "util/arena.h"

struct holder {
	struct arena *arena;
	struct measured *m;
	const struct boot *boot;
	const struct captures *captures;
	struct proc_capture zones;
	struct boot_log *log;
	bool has_log, from_start;
	struct error *error;
};

static const char *text_of(const struct holder *h, enum capture_kind kind)
{
	return h->captures->files[kind].path ? (const char *)h->captures->files[kind].text.data : NULL;
}

/* --- reading ------------------------------------------------------------------------------------ */

static void read_log(struct holder *h)
{
	const char *text = text_of(h, CAPTURE_LOG);

	h->log = arena_new_object(h->arena, struct boot_log);
	klog_last_boot(text, text ? h->captures->files[CAPTURE_LOG].text.size : 0, h->log);
	h->has_log = text;
	h->from_start = h->log->release[0];
}

/* "MemTotal:   502972 kB", "min_free_kbytes = 2833", "vm.min_free_kbytes = 2833" */
static bool number_of(const char *text, const char *key, int64_t *value)
{
	size_t length = strlen(key);

	for (const char *at = text; at && (at = strstr(at, key)) != NULL; at += length) {
		const char *number = at + length;
		char *end;

		if (at > text && !strchr("\n./", at[-1]))
			continue;
		number += strspn(number, " \t=:");
		*value = strtoll(number, &end, 10);
		if (end > number && *value >= 0)
			return true;
	}
	return false;
}

/* --- one figure ----------------------------------------------------------------------------------- */

/* The zone's numbers, summed over nodes where there are several. */
static bool sum_zones(const struct holder *h, const struct figure *f,
					  int64_t (*value)(const struct holder *, const struct proc_zone *,
									   const struct figure *),
					  int64_t *sum)
{
	bool any = false;

	*sum = 0;
	for (size_t i = 0; i < h->zones.zone_count; i++) {
		const struct proc_zone *z = &h->zones.zones[i];

		if (z->device || z->state.node != f->zone->node ||
			strcmp(gfp_zone_name(z->state.kind), f->zone->name) != 0)
			continue;
		any = true;
		*sum += value(h, z, f);
	}
	return any;
}

static int64_t zone_number(const struct holder *h, const struct proc_zone *z, const struct figure *f)
{
	const struct zone_state *s = &z->state;
	int64_t blocks = 0;

	switch (f->field) {
	case FIELD_START_PFN:
		return (int64_t)s->start_pfn;
	case FIELD_SPANNED:
		return (int64_t)s->spanned;
	case FIELD_PRESENT:
		return (int64_t)s->present;
	case FIELD_MANAGED:
		return (int64_t)s->managed;
	case FIELD_MIN:
		return s->min;
	case FIELD_LOW:
		return s->low;
	case FIELD_HIGH:
		return s->high;
	case FIELD_PROTECTION:
		return f->index < z->protection_count ? z->protection[f->index] : 0;
	case FIELD_FREE:
		return s->free;
	case FIELD_CMA_PAGEBLOCKS:
		return s->pageblocks[MIGRATE_CMA];
	case FIELD_PAGEBLOCKS:
		for (unsigned int t = 0; t < MIGRATE_TYPES; t++)
			blocks += s->pageblocks[t];
		return blocks;
	case FIELD_LARGEST_BLOCKS:
		for (unsigned int t = 0; t < MIGRATE_TYPES; t++)
			blocks += s->nr_free[t][h->boot->kernel->max_order];
		return blocks;
	default:
		return 0;
	}
}

static bool in_log(const struct holder *h, int64_t bytes, int64_t *kb)
{
	*kb = bytes >> 10;
	return h->has_log && bytes != BOOT_NONE;
}

static bool sum_number(const struct holder *h, const struct figure *f, int64_t *value)
{
	switch (f->field) {
	case FIELD_PAGEBLOCK_ORDER:
		*value = h->zones.pageblock_order;
		return h->zones.pageblock_order_known;
	case FIELD_MIN_FREE_KBYTES:
		return number_of(text_of(h, CAPTURE_SYSCTL), "min_free_kbytes", value);
	case FIELD_MEM_TOTAL:
		return number_of(text_of(h, CAPTURE_MEMINFO), "MemTotal:", value);
	case FIELD_CMA_TOTAL:
		return number_of(text_of(h, CAPTURE_MEMINFO), "CmaTotal:", value);
	case FIELD_LOG_TOTAL:
		return in_log(h, h->log->memory.total, value);
	case FIELD_LOG_RESERVED:
		return in_log(h, h->log->memory.reserved, value);
	case FIELD_LOG_CMA:
		return in_log(h, h->log->memory.cma, value);
	default:
		return false;
	}
}

static enum verdict verdict_of(const struct figure *f)
{
	if (!f->is_measured)
		return VERDICT_NONE;
	if (f->measured == f->expected.value)
		return VERDICT_SAME;
	if (f->measured >= f->expected.low && f->measured <= f->expected.high)
		return VERDICT_WITHIN;
	return f->moves ? VERDICT_MOVES : VERDICT_DIFFERS;
}

static void hold_figure(const struct holder *h, struct figure *f)
{
	bool of_blocks = f->look == LOOK_PAGETYPEINFO || f->look == LOOK_BUDDYINFO;

	if (!f->zone)
		f->is_measured = sum_number(h, f, &f->measured);
	else if (!of_blocks || h->captures->files[CAPTURE_PAGETYPEINFO].path)
		f->is_measured = sum_zones(h, f, zone_number, &f->measured);
	f->verdict = verdict_of(f);
}

/* --- lines of the log --------------------------------------------------------------------------------- */

/* The message of the line that holds `at`, without its time stamp. */
static const char *message_at(const struct holder *h, const char *text, const char *at)
{
	const char *start = at, *stamp;
	size_t length = strcspn(at, "\r\n");

	while (start > text && start[-1] != '\n')
		start--;
	stamp = memchr(start, ']', (size_t)(at - start));
	if (*start == '[' && stamp)
		start = stamp + 1 + strspn(stamp + 1, " ");
	return arena_strndup(h->arena, start, (size_t)(at - start) + length);
}

static bool is_expected(const struct measured *m, const char *message)
{
	for (size_t i = 0; i < m->line_count; i++)
		if (strcmp(m->lines[i].text, message) == 0)
			return true;
	return false;
}

/* A log that was overwritten at its start says nothing by what it lacks. */
static void hold_line(const struct holder *h, struct expected_line *line)
{
	const char *text = text_of(h, CAPTURE_LOG);

	if (!text)
		return;
	if (strstr(text, line->text)) {
		line->verdict = VERDICT_SAME;
		return;
	}
	if (!h->from_start)
		return;
	line->verdict = VERDICT_DIFFERS;
	for (const char *at = text; line->key && !line->found && (at = strstr(at, line->key)) != NULL; at++) {
		const char *message = message_at(h, text, at);

		if (!is_expected(h->m, message))
			line->found = message;
	}
}

/* --- another boot ----------------------------------------------------------------------------------------
 */

static void note(struct holder *h, const char *text)
{
	arena_push(h->arena, h->m->notes, h->m->note_count, text);
}

static void note_differences(struct holder *h)
{
	const struct kernel *k = h->boot->kernel;
	uint32_t ran = kernel_version_parse(h->log->release);

	if (ran && ran != k->version)
		note(h, arena_printf(h->arena,
							 "The captures are of Linux %s, the prediction is for %s: give --kernel %s.",
							 h->log->release, k->release, h->log->release));
	if (h->log->command_line[0] && h->boot->cmdline && strcmp(h->log->command_line, h->boot->cmdline) != 0)
		note(
			h,
			arena_printf(
				h->arena,
				"The command line of the captured boot is another one than that of the prediction. Captured: %s; predicted with: %s.",
				h->log->command_line, *h->boot->cmdline ? h->boot->cmdline : "none"));
	if (h->has_log && !h->from_start)
		note(h,
			 "The captured log does not reach back to \"Linux version\": lines that it lacks tell nothing.");
	if (h->has_log && h->log->panicked)
		note(h, arena_printf(h->arena, "The captured boot ended in a panic: %s", h->log->panic));
}

int measured_hold(struct arena *arena, struct measured *m, const struct boot *boot, const char *source,
				  const struct captures *captures, struct error *error)
{
	struct holder *h = arena_new_object(arena, struct holder);
	int ret;

	*h = (struct holder){ .arena = arena, .m = m, .boot = boot, .captures = captures, .error = error };
	m->source = source;
	read_log(h);
	ret = capture_zones(arena, captures, &h->zones, error);
	if (ret)
		return ret;
	for (size_t i = 0; i < m->figure_count; i++)
		hold_figure(h, &m->figures[i]);
	for (size_t i = 0; i < m->line_count; i++)
		hold_line(h, &m->lines[i]);
	note_differences(h);
	measured_explain(arena, m, boot, text_of(h, CAPTURE_SYSCTL));
	return 0;
}

int measured_against(struct arena *arena, const struct boot *boot, const struct memory_state *settled,
					 const char *source, const struct measured **measured, struct error *error)
{
	struct measured *m = measured_expect(arena, boot, settled);
	struct captures captures;
	int ret;

	*measured = m;
	if (!source)
		return 0;
	ret = captures_read(arena, source, &captures, error);
	return ret ? ret : measured_hold(arena, m, boot, source, &captures, error);
}
