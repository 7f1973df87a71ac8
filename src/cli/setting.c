/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/setting.h"

#include <stdbool.h>

#include "cli/board_options.h"
#include "cli/output_options.h"
#include "util/number.h"

static const char *name_of(const struct setting *s, const struct argp_option *option)
{
	while (option->key != s->key)
		option++;
	return option->name;
}

static uint64_t read_number(const struct setting *s, const struct argp_option *options, const char *text,
							struct argp_state *state)
{
	uint64_t value;

	if (!parse_size(text, &value) || value < s->least || value > s->most)
		argp_error(state, "--%s %s: expected a number from %llu to %llu", name_of(s, options), text,
				   (unsigned long long)s->least, (unsigned long long)s->most);
	return value;
}

static double read_duration(const char *text, struct argp_state *state)
{
	uint64_t seconds;

	if (!parse_seconds(text, &seconds) || seconds < 1 || seconds > 604800)
		argp_error(state, "--duration %s: expected a time of 1 second to a week, such as 90, 5m or 2h", text);
	return (double)seconds;
}

static double read_factor(const struct setting *s, const struct argp_option *options, const char *text,
						  struct argp_state *state)
{
	double factor;

	if (!factor_parse(text, &factor))
		argp_error(state, "--%s %s: expected a factor from 0.1 to 10, for example 1.25", name_of(s, options),
				   text);
	return factor;
}

error_t setting_parse(const struct setting *s, const struct argp_option *options, void *into, int key,
					  char *arg, struct argp_state *state)
{
	void *place;

	while (s->key && s->key != key)
		s++;
	if (!s->key)
		return ARGP_ERR_UNKNOWN;
	place = (char *)into + s->offset;
	switch (s->kind) {
	case SET_TEXT:
		*(const char **)place = arg;
		break;
	case SET_FLAG:
		*(bool *)place = true;
		break;
	case SET_UNSIGNED:
		*(unsigned int *)place = (unsigned int)read_number(s, options, arg, state);
		break;
	case SET_LONG:
		*(uint64_t *)place = read_number(s, options, arg, state);
		break;
	case SET_DURATION:
		*(double *)place = read_duration(arg, state);
		break;
	case SET_FACTOR:
		*(double *)place = read_factor(s, options, arg, state);
		break;
	}
	return 0;
}

error_t command_parse(struct board_options *board, struct output_options *output, const char **input, int key,
					  char *arg, struct argp_state *state)
{
	void **child = state->child_inputs;

	if (key == ARGP_KEY_INIT) {
		if (board) {
			*child++ = board;
			board->origin = &output->origin;
		}
		child[0] = output;
		child[1] = output;
		return 0;
	}
	if (key != ARGP_KEY_ARG || !input)
		return ARGP_ERR_UNKNOWN;
	if (*input)
		argp_error(state, "one board at a time: %s and %s", *input, arg);
	*input = arg;
	return 0;
}
