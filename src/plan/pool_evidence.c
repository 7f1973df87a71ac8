/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/pool_evidence.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "klog/klog.h"
#include "owners/holdings.h"
#include "plan/pool_owners.h"
#include "util/arena.h"
#include "util/bundle.h"
#include "util/error.h"
#include "util/number.h"

struct scan {
	struct arena *arena;
	struct evidence *evidence;
	unsigned int page_shift;
	bool has_free;
	uint64_t free, total; /* bytes, of the snapshot that is being read */
	size_t found;
};

/* The number behind `word` in a line; false where there is none. `rest` is left behind it. */
static bool number_behind(const char *line, const char *word, uint64_t *number, const char **rest)
{
	const char *at = strstr(line, word);
	char *end;

	if (!at)
		return false;
	at += strlen(word);
	at += strspn(at, " \t");
	if (!isdigit((unsigned char)*at))
		return false;
	errno = 0;
	*number = strtoull(at, &end, 10);
	*rest = end;
	return errno == 0 && *number <= UINT64_MAX >> 20;
}

void evidence_note_total(struct evidence *e, uint64_t used, uint64_t total)
{
	e->snapshot_count++;
	if (e->has_total && e->used_bytes >= used)
		return;
	e->has_total = true;
	e->used_bytes = used;
	e->total_bytes = total;
}

static void end_snapshot(struct scan *s, uint64_t total)
{
	if (!s->has_free || total < s->free)
		return;
	s->has_free = false;
	s->found++;
	evidence_note_total(s->evidence, total - s->free, total);
}

/*
 * A dump counts free CMA twice, for the system in pages and zone by zone in kB, and
 * not at the same moment: the lower sum is the higher use.
 */
static void read_dump(struct scan *s, const struct klog_event *event)
{
	uint64_t zones = 0, system;

	if (!klog_has(event->counters.free_cma) || !klog_has(event->totals.cma) || event->counters.free_cma < 0 ||
		event->totals.cma < 0)
		return;
	for (size_t i = 0; i < event->zone_count && !event->zones_left_out; i++)
		zones += klog_has(event->zones[i].free_cma) && event->zones[i].free_cma > 0
					 ? (uint64_t)event->zones[i].free_cma << 10
					 : 0;
	system = (uint64_t)event->counters.free_cma << s->page_shift;
	s->free = zones ? min_u64(zones, system) : system;
	s->has_free = true;
	end_snapshot(s, (uint64_t)event->totals.cma << s->page_shift);
}

static void read_meminfo_line(struct scan *s, const char *line)
{
	const char *rest;
	uint64_t kib;

	if (number_behind(line, "CmaTotal:", &kib, &rest))
		s->total = kib << 10;
	if (!number_behind(line, "CmaFree:", &kib, &rest) || s->total == 0)
		return;
	s->free = kib << 10;
	s->has_free = true;
	end_snapshot(s, s->total);
}

static struct pool_use *pool_named(struct arena *arena, struct evidence *e, const char *name)
{
	struct pool_use pool = { .name = name };

	for (size_t i = 0; i < e->pool_count; i++)
		if (strcmp(e->pools[i].name, name) == 0)
			return &e->pools[i];
	arena_push(arena, e->pools, e->pool_count, pool);
	return &e->pools[e->pool_count - 1];
}

void evidence_note_use(struct arena *arena, struct evidence *e, const char *name, uint64_t used)
{
	struct pool_use *pool = pool_named(arena, e, name);

	pool->used = max_u64(pool->used, used);
}

static void note_use(struct scan *s, const char *name, uint64_t used)
{
	evidence_note_use(s->arena, s->evidence, name, used);
	s->evidence->snapshot_count++;
	s->found++;
}

/* What the log's reports tell: a memory dump, or a pool that had no room with what it had. */
static void read_report(void *context, const struct klog_event *event)
{
	struct scan *s = context;

	if (event->has_meminfo)
		read_dump(s, event);
	if (event->kind == KLOG_CMA && *event->area && klog_has(event->cma_total) &&
		klog_has(event->cma_available) && event->cma_available >= 0 &&
		event->cma_total >= event->cma_available)
		note_use(s, arena_strdup(s->arena, event->area), (uint64_t)(event->cma_total - event->cma_available));
}

static void read_log(struct scan *s, struct bytes text)
{
	struct klog_sink sink = { .event = read_report, .context = s };
	struct klog *klog = klog_new(&sink);

	klog_feed(klog, (const char *)text.data, text.size);
	klog_finish(klog);
	klog_free(klog);
}

/* "/sys/kernel/debug/cma/cma-reserved/used:1234"; from 6.x on the folder has no "cma-" before the name. */
static void read_debugfs_line(struct scan *s, const char *line)
{
	static const char *const counters[] = { "/used:", "/count:" };

	for (size_t i = 0; i < ARRAY_SIZE(counters); i++) {
		const char *end = strstr(line, counters[i]), *start = end, *rest;
		const char *name;
		struct pool_use *pool;
		uint64_t pages;

		if (!end || !number_behind(line, counters[i], &pages, &rest))
			continue;
		while (start > line && start[-1] != '/' && !isspace((unsigned char)start[-1]))
			start--;
		if (strncmp(start, "cma-", 4) == 0)
			start += 4;
		if (start >= end)
			continue;
		name = arena_strndup(s->arena, start, (size_t)(end - start));
		if (i == 0) {
			note_use(s, name, pages);
			continue;
		}
		pool = pool_named(s->arena, s->evidence, name);
		pool->count = max_u64(pool->count, pages);
	}
}

void evidence_read_counters(struct arena *arena, const char *text, struct evidence *evidence)
{
	struct scan s = { .arena = arena, .evidence = evidence };
	char *line, *rest = arena_strdup(arena, text);

	while ((line = strsep(&rest, "\n")))
		read_debugfs_line(&s, line);
}

/* A log, or lines of meminfo and debugfs, or all of these in one text. */
static void read_text(struct scan *s, struct bytes text)
{
	char *line, *rest;

	read_log(s, text);
	s->has_free = false;
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] == '\0')
			text.data[i] = ' ';
	for (rest = (char *)text.data; (line = strsep(&rest, "\n"));) {
		read_meminfo_line(s, line);
		read_debugfs_line(s, line);
	}
}

static int read_captures(struct scan *s, const struct bundle *bundle, struct error *error)
{
	static const char *const names[] = { "dmesg", "kmsg", "kern.log", "meminfo", "cma", "series" };
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < ARRAY_SIZE(names); i++) {
		const char *path;
		struct bytes text;

		ret = bundle_read(bundle, names[i], &path, &text, error);
		if (ret == 0 && path)
			read_text(s, text);
	}
	return ret;
}

static bool has_owners(const struct bundle *bundle)
{
	if (bundle->form == BUNDLE_FILE)
		return holdings_begin((const char *)bundle->file.data, bundle->file.size);
	return bundle_holds(bundle, "page_owner") || bundle_holds(bundle, "page_owner.gz");
}

int evidence_read(struct arena *arena, const char *path, const struct boot *boot, unsigned int page_shift,
				  struct evidence *evidence, struct error *error)
{
	struct scan s = { .arena = arena, .evidence = evidence, .page_shift = page_shift };
	struct bundle bundle = { .form = BUNDLE_FILE };
	bool dump = holdings_at(path); /* hundreds of megabytes are not read as a whole */
	int ret = dump ? 0 : bundle_open(arena, path, &bundle, error);

	dump = dump || (ret == 0 && has_owners(&bundle));
	if (ret == 0 && dump) {
		ret = evidence_read_owners(arena, path, boot, page_shift, evidence, error);
		s.found++;
	}
	if (ret == 0 && bundle.form == BUNDLE_PREFIX)
		ret = error_set(error, -ENOENT, "%s: %s", path, strerror(ENOENT));
	if (ret == 0 && bundle.form == BUNDLE_FILE && !dump)
		read_text(&s, bundle.file);
	if (ret == 0 && (bundle.form == BUNDLE_FOLDER || bundle.form == BUNDLE_TAR))
		ret = read_captures(&s, &bundle, error);
	if (ret)
		return ret;
	if (s.found == 0)
		return error_set(
			error, -ENODATA,
			"%s: tells nothing of CMA: expected a kernel log with free_cma and \"pages cma reserved\", /proc/meminfo with CmaTotal and CmaFree, lines \"cma-NAME/used:PAGES\" of debugfs, or page_owner",
			path);
	arena_push(arena, evidence->files, evidence->file_count, arena_strdup(arena, path));
	return 0;
}

uint64_t evidence_with_margin(const struct evidence *evidence, uint64_t bytes)
{
	return add_sat(bytes,
				   bytes / 100 * evidence->margin_percent + bytes % 100 * evidence->margin_percent / 100);
}
