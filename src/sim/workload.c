/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sim/workload.h"

#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "util/arena.h"
#include "util/error.h"
#include "util/file.h"
#include "util/number.h"
#include "util/sort.h"

#define FILE_LIMIT MIB(16)
#define MOST_CONSUMERS 60000 /* each may be the owner of a page frame, which has 16 bits for that */
#define MAX_SECONDS (7 * 86400.0)

static const char *const kind_names[] = {
	[CONSUMER_ANON] = "anon",       [CONSUMER_FILE] = "file",     [CONSUMER_SHMEM] = "shmem",
	[CONSUMER_SLAB] = "slab",       [CONSUMER_KERNEL] = "kernel", [CONSUMER_RECLAIMABLE] = "reclaimable",
	[CONSUMER_BURST] = "burst",     [CONSUMER_CMA] = "cma",       [CONSUMER_NETWORK] = "network",
	[CONSUMER_REQUEST] = "request",
};

const char *consumer_kind_name(enum consumer_kind kind)
{
	return kind_names[kind];
}

/* --- values -------------------------------------------------------------------------- */

/* A number at the start of the text; *rest points to what follows it and blanks. */
static bool read_number(const char *text, double *value, const char **rest)
{
	char *end;

	if (!isdigit((unsigned char)*text) && *text != '.')
		return false;
	*value = strtod(text, &end);
	*rest = end + strspn(end, " \t");
	return end != text && isfinite(*value) && *value >= 0;
}

static bool read_time(const char *text, double *seconds)
{
	static const struct {
		const char *unit;
		double factor;
	} units[] = { { "", 1 },   { "s", 1 },    { "ms", 0.001 }, { "min", 60 },
				  { "m", 60 }, { "h", 3600 }, { "sec", 1 } };
	const char *rest;
	double value;

	if (!read_number(text, &value, &rest))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
		if (strcmp(rest, units[i].unit) == 0) {
			*seconds = value * units[i].factor;
			return *seconds <= MAX_SECONDS;
		}
	}
	return false;
}

static bool read_rate(const char *text, double *per_second)
{
	const char *rest;

	if (!read_number(text, per_second, &rest))
		return false;
	if (strcmp(rest, "/min") == 0)
		*per_second /= 60;
	else if (*rest && strcmp(rest, "/s") != 0)
		return false;
	return *per_second <= 1e9;
}

static bool read_share(struct arena *arena, double percent, const char *rest, struct amount *amount)
{
	rest += strspn(rest, " \t");
	amount->value = percent / 100;
	if (!*rest) {
		amount->unit = AMOUNT_SHARE;
		return percent <= 100;
	}
	if (strncmp(rest, "of ", 3) != 0)
		return false;
	amount->unit = AMOUNT_OF;
	amount->of = arena_strdup(arena, rest + 3 + strspn(rest + 3, " \t"));
	return *amount->of && percent <= 100000;
}

static bool read_amount(struct arena *arena, const char *text, struct amount *amount)
{
	const char *rest;
	uint64_t bytes;

	*amount = (struct amount){ 0 };
	if (strcmp(text, "all") == 0) {
		amount->unit = AMOUNT_ALL;
		return true;
	}
	if (!read_number(text, &amount->value, &rest))
		return false;
	if (*rest == '%')
		return read_share(arena, amount->value, rest + 1, amount);
	if (strcmp(rest, "pages") == 0) {
		amount->unit = AMOUNT_PAGES;
		return amount->value < 1e12;
	}
	amount->unit = AMOUNT_BYTES;
	if (!parse_size(text, &bytes) || bytes > UINT64_C(1) << 48)
		return false;
	amount->value = (double)bytes;
	return true;
}

static bool read_count(const char *text, uint64_t limit, uint32_t *count)
{
	uint64_t value;

	if (!parse_size(text, &value) || value > limit)
		return false;
	*count = (uint32_t)value;
	return true;
}

/* "A .. B" in two halves; B is NULL where there is one value only. */
static void split_range(struct arena *arena, const char *text, const char **from, const char **to)
{
	const char *dots = strstr(text, "..");
	size_t length = dots ? (size_t)(dots - text) : strlen(text);

	while (length > 0 && isspace((unsigned char)text[length - 1]))
		length--;
	*from = arena_printf(arena, "%.*s", (int)length, text);
	*to = dots ? dots + 2 + strspn(dots + 2, " \t") : NULL;
}

/* One time, or a range of them: times[1] is 0 for one. */
static bool read_times(struct arena *arena, const char *text, double *times)
{
	const char *from, *to;

	split_range(arena, text, &from, &to);
	times[1] = 0;
	if (!read_time(from, &times[0]))
		return false;
	return !to || (read_time(to, &times[1]) && times[1] >= times[0]);
}

static bool read_amounts(struct arena *arena, const char *text, struct amount *amounts)
{
	const char *from, *to;

	split_range(arena, text, &from, &to);
	amounts[1] = (struct amount){ 0 };
	if (!read_amount(arena, from, &amounts[0]))
		return false;
	return !to || (read_amount(arena, to, &amounts[1]) && amounts[1].unit == amounts[0].unit &&
				   amounts[0].unit != AMOUNT_OF && amounts[1].value >= amounts[0].value);
}

static bool read_percent(const char *text, double *share)
{
	const char *rest;

	if (!read_number(text, share, &rest) || strcmp(rest, "%") != 0)
		return false;
	*share /= 100;
	return *share <= 1;
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

enum key_type {
	KEY_TIME,
	KEY_TIMES,
	KEY_RATE,
	KEY_AMOUNT,
	KEY_AMOUNTS,
	KEY_SHARE,
	KEY_LIVES,
	KEY_TEXT,
	KEY_COUNT,
	KEY_ORDER,
	KEY_BOOL
};

struct key {
	const char *name;
	enum key_type type;
	size_t offset;
	const char *expected;
};

#define CONSUMER_KEY(name, type, expected)                                                                   \
	{                                                                                                        \
#name, type, offsetof(struct consumer, name), expected                                               \
	}
#define WORKLOAD_KEY(name, type, expected)                                                                   \
	{                                                                                                        \
#name, type, offsetof(struct workload, name), expected                                               \
	}

static const char time_expected[] = "a time such as 10 s, 50 ms or 2 min";
static const char times_expected[] = "a time such as 10 s, or a range such as 40 s .. 200 s";
static const char amount_expected[] = "an amount such as 64M, 24%, 300 pages, '2.6% of NAME' or all";
static const char count_expected[] = "a number";

static const struct key consumer_keys[] = {
	CONSUMER_KEY(size, KEY_AMOUNTS, amount_expected),
	CONSUMER_KEY(set, KEY_AMOUNT, amount_expected),
	CONSUMER_KEY(chunk, KEY_AMOUNT, amount_expected),
	CONSUMER_KEY(order, KEY_ORDER, "an order from 0 to 15"),
	CONSUMER_KEY(gfp, KEY_TEXT, "a GFP mask"),
	CONSUMER_KEY(request, KEY_TEXT, "a request such as order=3 gfp=GFP_ATOMIC"),
	CONSUMER_KEY(start, KEY_TIME, time_expected),
	CONSUMER_KEY(ramp, KEY_TIME, time_expected),
	CONSUMER_KEY(stop, KEY_TIME, time_expected),
	CONSUMER_KEY(lifetime, KEY_TIMES, times_expected),
	CONSUMER_KEY(pause, KEY_TIMES, times_expected),
	CONSUMER_KEY(every, KEY_TIMES, times_expected),
	CONSUMER_KEY(hold, KEY_TIMES, times_expected),
	CONSUMER_KEY(lives, KEY_LIVES, NULL),
	CONSUMER_KEY(processes, KEY_COUNT, count_expected),
	CONSUMER_KEY(spared, KEY_BOOL, "yes or no"),
	CONSUMER_KEY(thin_at, KEY_TIME, time_expected),
	CONSUMER_KEY(rate, KEY_RATE, "a rate such as 200/s or 3/min"),
	CONSUMER_KEY(count, KEY_COUNT, count_expected),
	CONSUMER_KEY(thin, KEY_COUNT, count_expected),
	CONSUMER_KEY(vendor_cma, KEY_BOOL, "yes or no"),
};

static const struct key workload_keys[] = {
	WORKLOAD_KEY(name, KEY_TEXT, "a name"),          WORKLOAD_KEY(about, KEY_TEXT, "a sentence"),
	WORKLOAD_KEY(duration, KEY_TIME, time_expected), WORKLOAD_KEY(tick, KEY_TIME, time_expected),
	WORKLOAD_KEY(swap, KEY_AMOUNT, amount_expected), WORKLOAD_KEY(zram, KEY_SHARE, "a share such as 35%"),
};

/* "START STOP PAGES", times in seconds; lines that begin with # are none. */
static bool read_life(const char *line, struct life *life)
{
	double numbers[3];

	for (unsigned int i = 0; i < 3; i++)
		if (!read_number(line, &numbers[i], &line))
			return false;
	*life = (struct life){ numbers[0], numbers[1], (int64_t)numbers[2] };
	return !*line && numbers[1] > numbers[0] && numbers[1] <= MAX_SECONDS && numbers[2] >= 1 &&
		   numbers[2] < 1e12;
}

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
		if (!read_life(line, &life))
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

static bool read_value(struct arena *arena, const struct key *key, const char *text, void *field)
{
	uint32_t order;

	switch (key->type) {
	case KEY_TIME:
		return read_time(text, field);
	case KEY_TIMES:
		return read_times(arena, text, field);
	case KEY_AMOUNTS:
		return read_amounts(arena, text, field);
	case KEY_SHARE:
		return read_percent(text, field);
	case KEY_LIVES:
		break;
	case KEY_RATE:
		return read_rate(text, field);
	case KEY_AMOUNT:
		return read_amount(arena, text, field);
	case KEY_TEXT:
		*(const char **)field = arena_strdup(arena, text);
		return *text;
	case KEY_COUNT:
		return read_count(text, 1u << 24, field);
	case KEY_ORDER:
		if (!read_count(text, 15, &order))
			return false;
		*(unsigned int *)field = order;
		return true;
	case KEY_BOOL:
		*(bool *)field = strcmp(text, "yes") == 0;
		return *(bool *)field || strcmp(text, "no") == 0;
	}
	return false;
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
		if (keys[i].type == KEY_LIVES)
			return load_lives(in, value);
		if (read_value(in->workload->arena, &keys[i], value, (char *)object + keys[i].offset))
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
