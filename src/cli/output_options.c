/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/output_options.h"

#include <stdbool.h>
#include <string.h>

#include "cli/board_options.h"
#include "util/output.h"

static const struct argp_option options[] = {
	{ "output", 'o', "FILE", 0, "Write to FILE, whole or not at all", 0 },
	{ NULL, 0, NULL, 0, NULL, 0 },
};

static bool is_within(const char *part, const char *word)
{
	return part >= word && part <= word + strlen(word);
}

/* Whatever else the command line names is read, as FILE or as --option=FILE. */
static void refuse_inputs(struct argp_state *state, const char *path)
{
	for (int i = 1; i < state->argc; i++) {
		const char *word = state->argv[i], *value = strchr(word, '=');

		if (is_within(path, word))
			continue;
		if (output_replaces(path, word) || (value && output_replaces(path, value + 1)))
			argp_error(state, "--output %s: is read by this command, it would be replaced", path);
	}
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct output_options *o = state->input;

	switch (key) {
	case 'o':
		o->path = output_is_stdout(arg) ? NULL : arg;
		return 0;
	case ARGP_KEY_END:
		if (o->path)
			refuse_inputs(state, o->path);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp output_argp = { options, parse, NULL, NULL, NULL, NULL, NULL };

const struct argp_child board_and_output_argp[] = {
	{ &board_argp, 0, NULL, 0 },
	{ &output_argp, 0, NULL, 0 },
	{ NULL, 0, NULL, 0 },
};
