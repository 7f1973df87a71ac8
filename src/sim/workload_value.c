/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sim/workload_value.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "util/arena.h"
#include "util/number.h"

#define MAX_SECONDS (7 * 86400.0)

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

bool life_read(const char *line, struct life *life)
{
	double numbers[3];

	for (unsigned int i = 0; i < 3; i++)
		if (!read_number(line, &numbers[i], &line))
			return false;
	*life = (struct life){ numbers[0], numbers[1], (int64_t)numbers[2] };
	return !*line && numbers[1] > numbers[0] && numbers[1] <= MAX_SECONDS && numbers[2] >= 1 &&
		   numbers[2] < 1e12;
}

bool value_read(struct arena *arena, enum value_type type, const char *text, void *field)
{
	uint32_t order;

	switch (type) {
	case VALUE_TIME:
		return read_time(text, field);
	case VALUE_TIMES:
		return read_times(arena, text, field);
	case VALUE_AMOUNTS:
		return read_amounts(arena, text, field);
	case VALUE_SHARE:
		return read_percent(text, field);
	case VALUE_LIVES:
		break;
	case VALUE_RATE:
		return read_rate(text, field);
	case VALUE_AMOUNT:
		return read_amount(arena, text, field);
	case VALUE_TEXT:
		*(const char **)field = arena_strdup(arena, text);
		return *text;
	case VALUE_COUNT:
		return read_count(text, 1u << 24, field);
	case VALUE_ORDER:
		if (!read_count(text, 15, &order))
			return false;
		*(unsigned int *)field = order;
		return true;
	case VALUE_BOOL:
		*(bool *)field = strcmp(text, "yes") == 0;
		return *(bool *)field || strcmp(text, "no") == 0;
	}
	return false;
}
