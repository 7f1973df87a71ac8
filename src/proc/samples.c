/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "proc/samples.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "proc/captures.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

#define MARK "=== " /* "=== 123.45 meminfo", before each file of a sample */

static const char *text_of(const struct captures *c, enum capture_kind kind)
{
	return c->files[kind].path ? (const char *)c->files[kind].text.data : NULL;
}

static const struct sample_file {
	const char *name;
	size_t at;
	bool always; /* in each sample, where it is in one */
} files[] = {
	{ "meminfo", offsetof(struct sample, meminfo), true },
	{ "vmstat", offsetof(struct sample, vmstat), true },
	{ "zoneinfo", offsetof(struct sample, zoneinfo), true },
	{ "buddyinfo", offsetof(struct sample, buddyinfo), true },
	{ "pagetypeinfo", offsetof(struct sample, pagetypeinfo), false },
	{ "cma", offsetof(struct sample, cma), true },
};

static const char **field(struct sample *sample, const struct sample_file *file)
{
	return (const char **)(void *)((char *)sample + file->at);
}

static bool lacks_files_of(struct sample *sample, struct sample *other)
{
	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		if (files[i].always && *field(other, &files[i]) && !*field(sample, &files[i]))
			return true;
	return false;
}

/* A series whose power went off in the middle of a sample has half a file at its end, or not all of them: it
 * does not count. */
static void drop_half(struct sample *samples, size_t first, size_t *count, bool whole)
{
	struct sample *last = *count > first ? &samples[*count - 1] : NULL;

	if (last && (!whole || !last->meminfo || !strstr(last->meminfo, "\nSwapFree:") || (*count > first + 1 && lacks_files_of(last, last - 1))))
		--*count;
}

static void keep(struct sample *sample, const char *name, const char *text)
{
	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		if (strcmp(files[i].name, name) == 0)
			*field(sample, &files[i]) = text;
}

/* The name that a mark's line has, cut off from the text behind it; NULL where the line is none. */
static char *read_mark(char *line, double *time, char **text)
{
	char *name, *end = strchr(line, '\n');

	if (end)
		*end++ = '\0';
	*text = end ? end : line + strlen(line);
	if (strncmp(line, MARK, strlen(MARK)) != 0)
		return NULL;
	*time = strtod(line + strlen(MARK), &name);
	return *name == ' ' && *time >= 0 && *time < 1e9 ? name + 1 : NULL;
}

static int read_series(struct arena *arena, const char *path, char *text, struct sample **samples, size_t *count,
					   struct error *error)
{
	unsigned int file = 1;
	size_t first = *count, length = strlen(text);
	bool whole = length == 0 || text[length - 1] == '\n';

	for (char *next = text; next && *next; file++) {
		struct sample sample = { .source = path };
		char *name = read_mark(next, &sample.time, &text);

		if (!name)
			return error_set(error, -EINVAL, "%s: no series: expected \"=== SECONDS NAME\" before file %u", path, file);
		next = strncmp(text, MARK, strlen(MARK)) == 0 ? text : strstr(text, "\n" MARK);
		if (next && next != text)
			*next++ = '\0';
		if (!*count || (*samples)[*count - 1].source != path || (*samples)[*count - 1].time != sample.time)
			arena_push(arena, *samples, *count, sample);
		if (next != text) /* a file that is empty */
			keep(&(*samples)[*count - 1], name, text);
	}
	drop_half(*samples, first, count, whole);
	return 0;
}

int samples_read(struct arena *arena, const struct captures *captures, struct sample **samples, size_t *count,
				 struct error *error)
{
	const char *uptime = text_of(captures, CAPTURE_UPTIME);
	struct sample now = { .source = captures->files[CAPTURE_MEMINFO].path,
						  .meminfo = text_of(captures, CAPTURE_MEMINFO),
						  .vmstat = text_of(captures, CAPTURE_VMSTAT),
						  .zoneinfo = text_of(captures, CAPTURE_ZONEINFO),
						  .buddyinfo = text_of(captures, CAPTURE_BUDDYINFO),
						  .pagetypeinfo = text_of(captures, CAPTURE_PAGETYPEINFO),
						  .cma = text_of(captures, CAPTURE_CMA),
						  .time = uptime ? strtod(uptime, NULL) : -1 };
	int ret = 0;

	if (captures->files[CAPTURE_SERIES].path)
		ret = read_series(arena, captures->files[CAPTURE_SERIES].path,
						  (char *)captures->files[CAPTURE_SERIES].text.data, samples, count, error);
	if (ret == 0 && now.meminfo)
		arena_push(arena, *samples, *count, now);
	return ret;
}
