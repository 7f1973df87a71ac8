/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/setting.h"

#include <stdbool.h>

#include "util/arena.h"
#include "util/number.h"

static uint64_t read_number(const struct setting *s, const char *name, const char *text,
							struct argp_state *state)
{
	uint64_t value;

	if (!parse_size(text, &value) || value < s->least || value > s->most)
		argp_error(state, "--%s %s: expected a number from %llu to %llu", name, text,
				   (unsigned long long)s->least, (unsigned long long)s->most);
	return value;
}

static double read_duration(const char *name, const char *text, struct argp_state *state)
{
	uint64_t seconds;

	if (!parse_seconds(text, &seconds) || seconds < 1 || seconds > 604800)
		argp_error(state, "--%s %s: expected a time of 1 second to a week, such as 90, 5m or 2h", name, text);
	return (double)seconds;
}

static double read_factor(const char *name, const char *text, struct argp_state *state)
{
	double factor;

	if (!factor_parse(text, &factor))
		argp_error(state, "--%s %s: expected a factor from 0.1 to 10, for example 1.25", name, text);
	return factor;
}

void setting_set(const struct setting *s, struct arena *arena, void *into, const char *name, char *arg,
				 struct argp_state *state)
{
	void *place = (char *)into + s->offset;

	switch (s->kind) {
	case SET_TEXT:
		*(const char **)place = arg;
		break;
	case SET_TEXTS:
		arena_push(arena, *(const char ***)place, *(size_t *)(void *)((char *)into + s->count_offset), arg);
		break;
	case SET_FLAG:
		*(bool *)place = true;
		break;
	case SET_UNSIGNED:
		*(unsigned int *)place = (unsigned int)read_number(s, name, arg, state);
		break;
	case SET_LONG:
		*(uint64_t *)place = read_number(s, name, arg, state);
		break;
	case SET_DURATION:
		*(double *)place = read_duration(name, arg, state);
		break;
	case SET_FACTOR:
		*(double *)place = read_factor(name, arg, state);
		break;
	}
}
