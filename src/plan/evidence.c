/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/evidence.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util/arena.h"
#include "util/error.h"
#include "util/file.h"
#include "util/number.h"

#define EVIDENCE_LIMIT_BYTES MIB(256)

struct scan {
	struct arena *arena;
	struct evidence *evidence;
	unsigned int page_shift;
	bool has_free;
	uint64_t free, total; /* bytes, of the snapshot that is being read */
	uint64_t zones;       /* free in all zones of a log's dump, bytes */
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

static void end_snapshot(struct scan *s, uint64_t total)
{
	struct evidence *e = s->evidence;

	if (!s->has_free || total < s->free)
		return;
	s->has_free = false;
	s->found++;
	e->snapshot_count++;
	if (e->has_total && e->used_bytes >= total - s->free)
		return;
	e->has_total = true;
	e->used_bytes = total - s->free;
	e->total_bytes = total;
}

/*
 * "free_cma:80450" of Mem-Info counts pages; with kB behind it, it is one zone's.
 * The sums are not taken at the same moment: the lower one is the higher use.
 */
static void read_log_line(struct scan *s, const char *line)
{
	const char *rest, *digits = strstr(line, " pages cma reserved");
	uint64_t number;

	if (number_behind(line, "free_cma:", &number, &rest)) {
		if (strncmp(rest, "kB", 2) == 0)
			s->zones += number << 10;
		else {
			s->free = number << s->page_shift;
			s->zones = 0;
			s->has_free = true;
		}
	}
	if (!digits)
		return;
	if (s->zones)
		s->free = min_u64(s->free, s->zones);
	s->zones = 0;
	while (digits > line && isdigit((unsigned char)digits[-1]))
		digits--;
	if (isdigit((unsigned char)*digits))
		end_snapshot(s, strtoull(digits, NULL, 10) << s->page_shift);
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

static struct pool_use *pool_named(struct scan *s, const char *name)
{
	struct evidence *e = s->evidence;
	struct pool_use pool = { .name = name };

	for (size_t i = 0; i < e->pool_count; i++)
		if (strcmp(e->pools[i].name, name) == 0)
			return &e->pools[i];
	arena_push(s->arena, e->pools, e->pool_count, pool);
	return &e->pools[e->pool_count - 1];
}

/* "/sys/kernel/debug/cma/cma-reserved/used:1234"; from 6.x on the folder has no "cma-" before the name. */
static void read_debugfs_line(struct scan *s, const char *line)
{
	static const char *const counters[] = { "/used:", "/count:" };

	for (size_t i = 0; i < ARRAY_SIZE(counters); i++) {
		const char *end = strstr(line, counters[i]), *start = end, *rest;
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
		pool = pool_named(s, arena_strndup(s->arena, start, (size_t)(end - start)));
		if (i == 1)
			pool->count = max_u64(pool->count, pages);
		else
			pool->used = max_u64(pool->used, pages);
		s->found += i == 0;
		s->evidence->snapshot_count += i == 0;
	}
}

int evidence_read(struct arena *arena, const char *path, unsigned int page_shift, struct evidence *evidence,
				  struct error *error)
{
	struct scan s = { .arena = arena, .evidence = evidence, .page_shift = page_shift };
	struct bytes text;
	char *line, *rest;
	int ret = file_read(arena, path, EVIDENCE_LIMIT_BYTES, &text, error);

	if (ret)
		return ret;
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] == '\0')
			text.data[i] = ' ';
	for (rest = (char *)text.data; (line = strsep(&rest, "\n"));) {
		read_log_line(&s, line);
		read_meminfo_line(&s, line);
		read_debugfs_line(&s, line);
	}
	if (s.found == 0)
		return error_set(
			error, -ENODATA,
			"%s: tells nothing of CMA: expected a kernel log with free_cma and \"pages cma reserved\", "
			"/proc/meminfo with CmaTotal and CmaFree, or lines \"cma-NAME/used:PAGES\" of debugfs",
			path);
	arena_push(arena, evidence->files, evidence->file_count, arena_strdup(arena, path));
	return 0;
}

uint64_t evidence_with_margin(const struct evidence *evidence, uint64_t bytes)
{
	return add_sat(bytes,
				   bytes / 100 * evidence->margin_percent + bytes % 100 * evidence->margin_percent / 100);
}
