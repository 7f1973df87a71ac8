/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sim/workload.h"

#include <errno.h>
#include <ini.h>
#include <stdlib.h>
#include <string.h>

#include "sim/workload_value.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/file.h"
#include "util/number.h"
#include "util/sort.h"

#define FILE_LIMIT MIB(16)
#define MOST_CONSUMERS 60000 /* each may be the owner of a page frame, which has 16 bits for that */

static const char *const kind_names[] = { CONSUMER_KINDS(ENUM_NAME) };

const char *consumer_kind_name(enum consumer_kind kind)
{
	return kind_names[kind];
}

/* --- keys ------------------------------------------------------------------------------ */

/* A file in the course of being read. */
struct reading {
	struct workload *workload;
	struct consumer *consumer; /* of the current section; NULL in [workload] */
	const char *section;
	const char *folder; /* that names of files are relative to */
	bool failed;
	struct error *error;
};

struct key {
	const char *name;
	enum value_type type;
	size_t offset;
	const char *expected;
};

/* clang-format off */
#define CONSUMER_KEY(name, type, expected) { #name, type, offsetof(struct consumer, name), expected }
#define WORKLOAD_KEY(name, type, expected) { #name, type, offsetof(struct workload, name), expected }
/* clang-format on */

static const char time_expected[] = "a time such as 10 s, 50 ms or 2 min";
static const char times_expected[] = "a time such as 10 s, or a range such as 40 s .. 200 s";
static const char amount_expected[] = "an amount such as 64M, 24%, 300 pages, '2.6% of NAME' or all";
static const char count_expected[] = "a number";

static const struct key consumer_keys[] = {
	CONSUMER_KEY(size, VALUE_AMOUNTS, amount_expected),
	CONSUMER_KEY(set, VALUE_AMOUNT, amount_expected),
	CONSUMER_KEY(chunk, VALUE_AMOUNT, amount_expected),
	CONSUMER_KEY(order, VALUE_ORDER, "an order from 0 to 15"),
	CONSUMER_KEY(gfp, VALUE_TEXT, "a GFP mask"),
	CONSUMER_KEY(request, VALUE_TEXT, "a request such as order=3 gfp=GFP_ATOMIC"),
	CONSUMER_KEY(start, VALUE_TIME, time_expected),
	CONSUMER_KEY(ramp, VALUE_TIME, time_expected),
	CONSUMER_KEY(stop, VALUE_TIME, time_expected),
	CONSUMER_KEY(lifetime, VALUE_TIMES, times_expected),
	CONSUMER_KEY(pause, VALUE_TIMES, times_expected),
	CONSUMER_KEY(every, VALUE_TIMES, times_expected),
	CONSUMER_KEY(hold, VALUE_TIMES, times_expected),
	CONSUMER_KEY(lives, VALUE_LIVES, NULL),
	CONSUMER_KEY(processes, VALUE_COUNT, count_expected),
	CONSUMER_KEY(spared, VALUE_BOOL, "yes or no"),
	CONSUMER_KEY(thin_at, VALUE_TIME, time_expected),
	CONSUMER_KEY(rate, VALUE_RATE, "a rate such as 200/s or 3/min"),
	CONSUMER_KEY(count, VALUE_COUNT, count_expected),
	CONSUMER_KEY(thin, VALUE_COUNT, count_expected),
	CONSUMER_KEY(vendor_cma, VALUE_BOOL, "yes or no"),
};

static const struct key workload_keys[] = {
	WORKLOAD_KEY(name, VALUE_TEXT, "a name"),          WORKLOAD_KEY(about, VALUE_TEXT, "a sentence"),
	WORKLOAD_KEY(duration, VALUE_TIME, time_expected), WORKLOAD_KEY(tick, VALUE_TIME, time_expected),
	WORKLOAD_KEY(swap, VALUE_AMOUNT, amount_expected), WORKLOAD_KEY(zram, VALUE_SHARE, "a share such as 35%"),
};

static int parse_lives(struct arena *arena, const char *file, char *text, struct consumer *c,
					   struct error *error)
{
	struct life *lives = NULL;
	unsigned int number = 0;

	c->life_count = 0;
	for (char *line = text, *next; line; line = next) {
		struct life life;

		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		number++;
		line += strspn(line, " \t\r");
		line[strcspn(line, "\r")] = '\0';
		if (!*line || *line == '#')
			continue;
		if (!life_read(line, &life))
			return error_set(error, -EINVAL, "%s:%u: expected START STOP PAGES, times in seconds", file,
							 number);
		arena_push(arena, lives, c->life_count, life);
	}
	c->lives = lives;
	return c->life_count > 0 ? 0 : error_set(error, -EINVAL, "%s: no line START STOP PAGES in it", file);
}

/* Names of files are relative to the workload's own folder. */
static int load_lives(struct reading *in, const char *name)
{
	struct arena *arena = in->workload->arena;
	const char *path = *name == '/' ? name : arena_printf(arena, "%s%s", in->folder, name);
	struct bytes bytes;

	if (file_read(arena, path, FILE_LIMIT, &bytes, in->error) ||
		parse_lives(arena, path, arena_strdup(arena, (const char *)bytes.data), in->consumer, in->error)) {
		in->failed = true;
		return 0;
	}
	return 1;
}

static int refuse(struct reading *in, const char *format, const char *a, const char *b)
{
	if (!in->failed) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		error_set(in->error, -EINVAL, format, a, b);
#pragma GCC diagnostic pop
	}
	in->failed = true;
	return 0;
}

static int set_key(struct reading *in, const struct key *keys, size_t count, void *object, const char *name,
				   const char *value)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(keys[i].name, name) != 0)
			continue;
		if (keys[i].type == VALUE_LIVES)
			return load_lives(in, value);
		if (value_read(in->workload->arena, keys[i].type, value, (char *)object + keys[i].offset))
			return 1;
		return refuse(in, "%s: expected %s", name, keys[i].expected);
	}
	return refuse(in, "no such key: %s%s", name, "");
}

/* --- sections ---------------------------------------------------------------------------- */

static bool parse_kind(const char *section, size_t length, enum consumer_kind *kind)
{
	for (size_t i = 0; i < ARRAY_SIZE(kind_names); i++) {
		if (strlen(kind_names[i]) == length && strncmp(kind_names[i], section, length) == 0) {
			*kind = (enum consumer_kind)i;
			return true;
		}
	}
	return false;
}

static int compare_names(const void *a, const void *b)
{
	const struct consumer *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

static const struct consumer *find_consumer(const struct consumer *const *sorted, size_t count,
											const char *name)
{
	const struct consumer wanted = { .name = name }, *key = &wanted;
	const struct consumer *const *found = bsearch(&key, sorted, count, sizeof(*sorted), compare_names);

	return found ? *found : NULL;
}

/* Source: net/core/skbuff.c:alloc_skb_with_frags. */
static const char network_request[] =
	"order=3 gfp=GFP_NOWAIT|__GFP_IO|__GFP_FS|__GFP_COMP|__GFP_NORETRY|__GFP_NOWARN";

static int begin_section(struct reading *in, const char *section)
{
	struct workload *w = in->workload;
	size_t length = strcspn(section, " \t");
	const char *name = section + length + strspn(section + length, " \t");
	struct consumer consumer = { .count = 1 };

	in->consumer = NULL;
	in->section = arena_strdup(w->arena, section);
	if (strcmp(section, "workload") == 0)
		return 1;
	if (!parse_kind(section, length, &consumer.kind))
		return refuse(
			in,
			"[%s]: expected workload, or one of anon, file, shmem, slab, reclaimable, kernel, burst, cma, network, request with a name%s",
			section, "");
	if (!*name)
		return refuse(in, "[%s]: every consumer needs a name of its own%s", section, "");
	if (w->consumer_count == MOST_CONSUMERS)
		return refuse(in, "[%s]: too many consumers: a lives file holds any number%s", section, "");
	consumer.name = arena_strdup(w->arena, name);
	if (consumer.kind == CONSUMER_NETWORK)
		consumer.request = network_request;
	arena_push(w->arena, w->consumers, w->consumer_count, consumer);
	in->consumer = &w->consumers[w->consumer_count - 1];
	return 1;
}

static int handle_line(void *user, const char *section, const char *name, const char *value)
{
	struct reading *in = user;

	if (in->failed)
		return 0;
	if ((!in->section || strcmp(in->section, section) != 0) && !begin_section(in, section))
		return 0;
	if (in->consumer)
		return set_key(in, consumer_keys, ARRAY_SIZE(consumer_keys), in->consumer, name, value);
	return set_key(in, workload_keys, ARRAY_SIZE(workload_keys), in->workload, name, value);
}

/* --- the whole file ------------------------------------------------------------------------ */

static int lacks(struct error *error, const struct consumer *c, const char *what)
{
	return error_set(error, -EINVAL, "[%s %s]: %s", consumer_kind_name(c->kind), c->name, what);
}

static int check_consumer(const struct consumer *const *sorted, size_t count, const struct consumer *c,
						  struct error *error)
{
	switch (c->kind) {
	case CONSUMER_NETWORK:
		return c->rate > 0 || c->every > 0 ? 0 : lacks(error, c, "give rate = 1/s or the like");
	case CONSUMER_REQUEST:
		if (!c->request)
			return lacks(error, c, "give request = order=3 gfp=GFP_ATOMIC or the like");
		return c->rate > 0 || c->every > 0 ? 0 : lacks(error, c, "give rate = 1/s or the like");
	case CONSUMER_BURST:
		return c->every > 0 ? 0 : lacks(error, c, "give every = 2 s or the like");
	case CONSUMER_CMA:
		if (c->chunk.unit != AMOUNT_BYTES && c->chunk.unit != AMOUNT_PAGES)
			return lacks(error, c, "give chunk = 8M or the like");
		break;
	default:
		break;
	}
	if (c->life_count > 0)
		return c->size.unit == AMOUNT_NONE ? 0 : lacks(error, c, "lives tell the sizes: leave size out");
	if (c->size.unit == AMOUNT_NONE)
		return lacks(error, c, "give size = 64M or the like");
	if (c->size.unit == AMOUNT_ALL && c->kind != CONSUMER_FILE)
		return lacks(error, c, "only file may have size = all");
	if (c->size.unit == AMOUNT_OF && !find_consumer(sorted, count, c->size.of))
		return lacks(error, c, "its size is a share of a consumer that does not exist");
	return 0;
}

/* Every name once, and every consumer complete. */
static int check_consumers(const struct workload *w, struct error *error)
{
	size_t count = w->consumer_count;
	const struct consumer **sorted = arena_alloc(w->arena, (count + 1) * sizeof(*sorted));

	for (size_t i = 0; i < count; i++)
		sorted[i] = &w->consumers[i];
	sort_items(sorted, count, sizeof(*sorted), compare_names);
	for (size_t i = 1; i < count; i++)
		if (strcmp(sorted[i - 1]->name, sorted[i]->name) == 0)
			return lacks(error, sorted[i], "every consumer needs a name of its own");
	for (size_t i = 0; i < count; i++) {
		int ret = check_consumer(sorted, count, &w->consumers[i], error);

		if (ret)
			return ret;
	}
	return 0;
}

static int check(struct workload *w, const char *file, struct error *error)
{
	int ret = 0;

	if (w->tick <= 0 || w->duration < w->tick)
		ret = error_set(error, -EINVAL, "tick must be above 0 and not longer than the duration");
	else if (w->duration / w->tick > 1e8)
		ret = error_set(error, -EINVAL, "more than 100 million ticks: give a longer tick");
	if (!ret)
		ret = check_consumers(w, error);
	if (!ret && w->consumer_count == 0)
		ret = error_set(error, -EINVAL, "no consumer: nothing would happen");
	return ret ? error_prefix(error, "%s", file) : 0;
}

struct workload *workload_new(void)
{
	struct arena *arena = arena_new();
	struct workload *w = arena_new_object(arena, struct workload);

	*w = (struct workload){ .arena = arena, .name = "workload", .duration = 600, .tick = 0.05 };
	return w;
}

int workload_parse(const char *file, const char *text, struct workload **workload, struct error *error)
{
	struct workload *w = workload_new();
	const char *slash = strrchr(file, '/');
	struct reading in = { .workload = w,
						  .folder = arena_printf(w->arena, "%.*s", slash ? (int)(slash + 1 - file) : 0, file),
						  .error = error };
	int line = ini_parse_string(text, handle_line, &in), ret = 0;

	*workload = NULL;
	if (in.failed)
		ret = error_prefix(error, "%s:%d", file, line);
	else if (line)
		ret = error_set(error, -EINVAL, "%s:%d: expected [section] or key = value", file, line);
	else
		ret = check(w, file, error);
	if (ret) {
		workload_free(w);
		return ret;
	}
	*workload = w;
	return 0;
}

int workload_load(const char *path, struct workload **workload, struct error *error)
{
	struct arena *arena = arena_new();
	struct bytes bytes;
	int ret = file_read(arena, path, FILE_LIMIT, &bytes, error);

	*workload = NULL;
	if (!ret)
		ret = workload_parse(path, (const char *)bytes.data, workload, error);
	arena_free(arena);
	return ret;
}

void workload_free(struct workload *workload)
{
	if (workload)
		arena_free(workload->arena);
}
