/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "owners/tags.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "klog/klog.h"
#include "owners/holdings.h"
#include "util/arena.h"

static const char head[] = "allocinfo - version:";

bool is_tags(const char *text, size_t length)
{
	return length >= sizeof(head) - 1 && memcmp(text, head, sizeof(head) - 1) == 0;
}

/* "mm/slub.c:2300 func:alloc_slab_page", "drivers/net/veth.c:9 [veth] func:veth_open" */
static bool add_place(struct holdings *o, const char *place, uint64_t bytes, uint64_t calls)
{
	const char *colon = strchr(place, ':'), *module = strstr(place, " ["), *func = strstr(place, "func:");
	char holder[128];
	size_t length = strlen(place), found;
	struct chain *chain;

	if (!colon || !func)
		return false;
	if (module && module < func)
		snprintf(holder, sizeof(holder), "%.*s", (int)strcspn(module + 2, "]"), module + 2);
	else
		snprintf(holder, sizeof(holder), "%.*s", (int)(colon - place < 120 ? colon - place : 120), place);
	found = chains_find_place(o->chains, place, length, holder, module && module < func);
	chain = &o->chains->items[found];
	if (found && !chain->blocks && !chain->bytes)
		chain->asked_by = arena_strdup(o->arena, func + strlen("func:"));
	chain->blocks += calls;
	chain->bytes += bytes;
	o->blocks += calls;
	o->bytes += bytes;
	return true;
}

static bool add_line(struct holdings *o, char *line)
{
	int64_t bytes;
	uint64_t calls;
	int place = 0;
	size_t length = strlen(line);

	while (length && (line[length - 1] == ' ' || line[length - 1] == '\r'))
		line[--length] = '\0';
	if (length == 0 || line[0] == '#' || is_tags(line, length))
		return true;
	if (sscanf(line, "%" SCNd64 " %" SCNu64 " %n", &bytes, &calls, &place) != 2 || !place || bytes < 0)
		return false;
	/* most places hold nothing */
	return bytes == 0 || add_place(o, line + place, (uint64_t)bytes, calls);
}

bool tags_add(struct holdings *o, const char *text, size_t length)
{
	bool good = true;

	while (length) {
		const char *end = memchr(text, '\n', length);
		size_t size = end ? (size_t)(end - text) : length;
		char line[512];

		snprintf(line, sizeof(line), "%.*s", (int)(size < sizeof(line) ? size : sizeof(line) - 1), text);
		good = add_line(o, line) && good;
		size += size < length;
		text += size;
		length -= size;
	}
	return good;
}

/* --- of a log --------------------------------------------------------------------------------- */

static void forget(struct holdings *o)
{
	for (size_t i = 0; i < o->chains->count; i++)
		o->chains->items[i].blocks = o->chains->items[i].bytes = 0;
	o->blocks = o->bytes = o->records = 0;
}

static void take_event(void *context, const struct klog_event *event)
{
	struct holdings *o = context;

	if (!event->holder_count)
		return;
	forget(o);
	for (size_t i = 0; i < event->holder_count; i++) {
		const struct klog_holder *h = &event->holders[i];

		o->records++;
		if (h->bytes < 0 || h->count < 0 || !add_place(o, h->place, (uint64_t)h->bytes, (uint64_t)h->count))
			o->unread++;
	}
}

struct klog *tags_of_log(struct holdings *owners)
{
	const struct klog_sink sink = { .event = take_event, .context = owners };

	return klog_new(&sink);
}
