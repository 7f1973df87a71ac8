/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/general_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/arena.h"
#include "util/nearest.h"
#include "util/number.h"

#define NO_DEFAULTS "DTCARVE_NO_DEFAULTS"
#define VERBOSITY "DTCARVE_VERBOSITY"
#define MOST_OPTIONS 128

static const char *const general[] = { "help", "usage", "version", "color", "colour", "verbose", "quiet", "no-defaults" };

int general_verbosity(void)
{
	const char *text = getenv(VERBOSITY);

	return text ? atoi(text) : 0;
}

bool defaults_wanted(void)
{
	const char *no = getenv(NO_DEFAULTS);

	return !no || !*no || strcmp(no, "0") == 0;
}

struct default_user defaults_of_user(struct arena *arena)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME"), *path;

	/* the XDG specification: an empty or relative one does not count */
	if (config && *config == '/') {
		path = arena_printf(arena, "%s/dtcarve.ini", config);
		return (struct default_user){ path, path };
	}
	if (!home || *home != '/')
		return (struct default_user){ NULL, NULL };
	return (struct default_user){ arena_printf(arena, "%s/.config/dtcarve.ini", home), "~/.config/dtcarve.ini" };
}

static bool set_colour(const char *program, const char *when)
{
	if (strcmp(when, "always") == 0) {
		unsetenv("NO_COLOR");
		setenv("CLICOLOR_FORCE", "1", 1);
	} else if (strcmp(when, "never") == 0) {
		unsetenv("CLICOLOR_FORCE");
		setenv("NO_COLOR", "1", 1);
	} else if (strcmp(when, "auto") != 0) {
		fprintf(stderr, "%s: --color=%s: expected always, auto or never\n", program, when);
		return false;
	}
	return true;
}

/* --- what the command itself has ------------------------------------------------------------ */

struct known {
	const struct argp_option *options[MOST_OPTIONS];
	size_t count;
};

static void collect(const struct argp *argp, struct known *known)
{
	for (const struct argp_option *o = argp->options; o && (o->name || o->key || o->doc || o->group); o++)
		if (o->name && known->count < MOST_OPTIONS)
			known->options[known->count++] = o;
	for (const struct argp_child *child = argp->children; child && child->argp; child++)
		collect(child->argp, known);
}

/* As getopt_long(): the whole name, or a beginning that only one has (or all for the same option). */
static const struct argp_option *find_long(const struct known *known, const char *name, size_t length)
{
	const struct argp_option *found = NULL;

	for (size_t i = 0; i < known->count; i++) {
		const struct argp_option *o = known->options[i];

		if (strncmp(o->name, name, length) != 0)
			continue;
		if (!o->name[length])
			return o;
		found = o;
	}
	return found;
}

static const struct argp_option *find_short(const struct known *known, int key)
{
	for (size_t i = 0; i < known->count; i++)
		if (known->options[i]->key == key)
			return known->options[i];
	return NULL;
}

static bool is_general(const char *word, size_t length)
{
	for (size_t i = 0; i < ARRAY_SIZE(general); i++)
		if (strlen(general[i]) == length && strncmp(general[i], word, length) == 0)
			return true;
	return false;
}

static enum general_outcome refuse(const struct known *known, const char *program, const char *word,
								   size_t length)
{
	const char *names[MOST_OPTIONS + ARRAY_SIZE(general)], *nearest;
	char name[64];
	size_t count = 0;

	snprintf(name, sizeof(name), "%.*s", (int)length - 2, word + 2);
	for (; count < known->count; count++)
		names[count] = known->options[count]->name;
	for (size_t i = 0; i < ARRAY_SIZE(general); i++)
		names[count++] = general[i];
	nearest = nearest_word(name, names, count);
	fprintf(stderr, "%s: --%s: no such option", program, name);
	if (nearest)
		fprintf(stderr, ": did you mean --%s?\n", nearest);
	else
		fprintf(stderr, " (%s --help lists them)\n", program);
	return GENERAL_TROUBLE;
}

/* --- the words ------------------------------------------------------------------------------ */

struct taking {
	const char *program;
	struct known known;
	enum general_outcome outcome;
};

/* Whether the word is one of these; what it asks for is done or noted. */
static bool take_word(struct taking *t, const char *word)
{
	static const char *const colour[] = { "--color=", "--colour=" };

	for (size_t i = 0; i < ARRAY_SIZE(colour); i++)
		if (strncmp(word, colour[i], strlen(colour[i])) == 0) {
			if (!set_colour(t->program, word + strlen(colour[i])))
				t->outcome = GENERAL_TROUBLE;
			return true;
		}
	if (strcmp(word, "-v") == 0 || strcmp(word, "--verbose") == 0)
		setenv(VERBOSITY, "1", 1);
	else if (strcmp(word, "-q") == 0 || strcmp(word, "--quiet") == 0)
		setenv(VERBOSITY, "-1", 1);
	else if (strcmp(word, "--color") == 0 || strcmp(word, "--colour") == 0)
		set_colour(t->program, "always");
	else if (strcmp(word, "--no-defaults") == 0)
		setenv(NO_DEFAULTS, "1", 1);
	else if (strcmp(word, "-h") == 0 || strcmp(word, "--help") == 0 || strcmp(word, "-?") == 0)
		t->outcome = GENERAL_HELP;
	else if (strcmp(word, "-V") == 0 || strcmp(word, "--version") == 0)
		t->outcome = GENERAL_VERSION;
	else
		return false;
	return true;
}

/* Words that the one at hand takes with it; -1: no such option. */
static int width_of(struct taking *t, const char *word)
{
	size_t length = strcspn(word, "=");
	const struct argp_option *o;

	if (word[0] != '-' || !word[1])
		return 1;
	if (word[1] != '-') {
		o = find_short(&t->known, word[1]);
		return o && o->arg && !word[2] ? 2 : 1;
	}
	o = find_long(&t->known, word + 2, length - 2);
	if (!o && is_general(word + 2, length - 2))
		return 1;
	if (!o) {
		t->outcome = refuse(&t->known, t->program, word, length);
		return -1;
	}
	return o->arg && !(o->flags & OPTION_ARG_OPTIONAL) && word[length] != '=' ? 2 : 1;
}

enum general_outcome general_options_take(const struct argp *argp, int *argc, char **argv)
{
	struct taking t = { .program = argv[0] };
	int kept = 1, i = 1;

	if (argp)
		collect(argp, &t.known);
	while (i < *argc && t.outcome == GENERAL_RUN) {
		int width;

		if (strcmp(argv[i], "--") == 0)
			break;
		if (take_word(&t, argv[i])) {
			i++;
			continue;
		}
		if (!argp)
			break;
		width = width_of(&t, argv[i]);
		if (width < 0)
			break;
		while (width-- && i < *argc)
			argv[kept++] = argv[i++];
	}
	while (i < *argc)
		argv[kept++] = argv[i++];
	argv[kept] = NULL;
	*argc = kept;
	return t.outcome;
}
