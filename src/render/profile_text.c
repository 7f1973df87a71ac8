/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/profile_text.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "kernel/facts.h"
#include "kernel/profile_keys.h"
#include "util/arena.h"
#include "util/escape.h"

/* The lines of a profile in its order: keys first, then options. */
struct line {
	const char *source;
	const char *key, *value;
	bool is_option;
};

struct lines {
	struct arena *arena;
	struct line *items;
	size_t count;
};

static const struct config_entry *find(const struct config_entry *list, size_t count, const char *key)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i].key, key) == 0)
			return &list[i];
	return NULL;
}

static void add(struct lines *lines, const struct config_entry *entry, bool is_option)
{
	struct line line = { entry->source ? entry->source : "", entry->key, entry->value, is_option };

	arena_push(lines->arena, lines->items, lines->count, line);
}

static void add_keys(struct lines *lines, const struct config *config)
{
	size_t count;
	const struct profile_key *keys = profile_keys(&count);

	for (size_t i = 0; i < count; i++) {
		const struct config_entry *fact = find(config->facts, config->fact_count, keys[i].name);

		if (fact && strcmp(fact->key, "config") != 0)
			add(lines, fact, false);
	}
}

/* A .config as a whole does not name what is off where a dependency is: the profile does. */
static void add_options(struct lines *lines, const struct facts *facts)
{
	size_t count;
	const char *const *names = profile_options(&count);
	const struct config *config = &facts->config;
	const char *whole = config->option_count ? config->options[0].source : "";

	for (size_t i = 0; i < count; i++) {
		const struct config_entry *option = find(config->options, config->option_count, names[i]);
		struct config_entry off = { names[i], "n", 0, whole };

		if (option || facts->whole)
			add(lines, option ? option : &off, true);
	}
}

/* With what a terminal must not get made visible; a backslash stays, as a .config has it. */
static void print_shown(FILE *out, const char *text, size_t length)
{
	struct arena *arena = arena_new();
	size_t room = 4 * length + 1;
	char *shown = arena_alloc(arena, room);

	escape_line(shown, room, arena_strndup(arena, text, length), false);
	fputs(shown, out);
	arena_free(arena);
}

/* "a/b.config, c/Image": the files' names without their folders */
static void print_source(FILE *out, const char *source)
{
	while (*source) {
		size_t length = strcspn(source, ",");
		const char *name = source;

		for (size_t i = 0; i + 1 < length; i++)
			if (source[i] == '/')
				name = source + i + 1;
		print_shown(out, name, length - (size_t)(name - source));
		source += length;
		if (*source == ',') {
			fputs(", ", out);
			source += strspn(source, ", ");
		}
	}
}

static void print_line(FILE *out, const struct line *line)
{
	if (line->is_option && strcmp(line->value, "n") == 0) {
		fprintf(out, "# CONFIG_%s is not set\n", line->key);
		return;
	}
	fprintf(out, "%s%s=", line->is_option ? "CONFIG_" : "#dtcarve ", line->key);
	print_shown(out, line->value, strlen(line->value));
	fputc('\n', out);
}

/* All lines of one source stand together, in the order in which the sources first appear. */
static void print_groups(FILE *out, const struct lines *lines)
{
	for (size_t i = 0; i < lines->count; i++) {
		const char *source = lines->items[i].source;
		bool seen = false;

		for (size_t j = 0; j < i && !seen; j++)
			seen = strcmp(lines->items[j].source, source) == 0;
		if (seen)
			continue;
		fputs("\n# told by ", out);
		print_source(out, *source ? source : "its configuration");
		fputs(":\n", out);
		for (size_t j = i; j < lines->count; j++)
			if (strcmp(lines->items[j].source, source) == 0)
				print_line(out, &lines->items[j]);
	}
}

int profile_print(FILE *out, const struct facts *facts)
{
	struct lines lines = { .arena = arena_new() };

	add_keys(&lines, &facts->config);
	add_options(&lines, facts);
	fputs("# A kernel profile for dtcarve --kernel FILE. What is missing here, no input told.\n", out);
	if (!facts->whole)
		fputs(
			"# The options are not all that the kernel has: others may be on or off.\n#dtcarve config=partial\n",
			out);
	print_groups(out, &lines);
	arena_free(lines.arena);
	return ferror(out) ? -EIO : 0;
}
