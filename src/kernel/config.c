/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"
#include "util/sort.h"
#include "util/text.h"

static void add(struct arena *arena, struct config_entry **list, size_t *count, struct config_entry entry)
{
	arena_push(arena, *list, *count, entry);
}

static int parse_fact(struct arena *arena, const char *file, unsigned int line, const char *text,
					  size_t length, struct config *config, struct error *error)
{
	const char *equals = memchr(text, '=', length);

	if (!equals || equals == text)
		return error_set(error, -EINVAL, "%s:%u: \"#dtcarve %.*s\": expected #dtcarve key=value", file, line,
						 (int)length, text);
	add(arena, &config->facts, &config->fact_count,
		(struct config_entry){ text_trimmed(arena, text, (size_t)(equals - text), BLANKS),
							   text_trimmed(arena, equals + 1, length - (size_t)(equals + 1 - text), BLANKS),
							   line, file });
	return 0;
}

static int parse_setting(struct arena *arena, const char *file, unsigned int line, const char *text,
						 size_t length, struct config *config, struct error *error)
{
	const char *equals = memchr(text, '=', length);
	char *value;

	if (!equals || length < 8 || strncmp(text, "CONFIG_", 7) != 0)
		return error_set(error, -EINVAL, "%s:%u: \"%.*s\": expected CONFIG_NAME=value or a comment", file,
						 line, length > 60 ? 60 : (int)length, text);
	value = text_trimmed(arena, equals + 1, length - (size_t)(equals + 1 - text), BLANKS);
	if (*value == '"') {
		value++;
		if (*value && value[strlen(value) - 1] == '"')
			value[strlen(value) - 1] = '\0';
	}
	add(arena, &config->options, &config->option_count,
		(struct config_entry){ text_trimmed(arena, text + 7, (size_t)(equals - text) - 7, BLANKS), value,
							   line, file });
	return 0;
}

static void parse_comment(struct arena *arena, const char *file, unsigned int line, const char *text,
						  size_t length, struct config *config)
{
	static const char head[] = "# CONFIG_", tail[] = " is not set";
	size_t h = sizeof(head) - 1, t = sizeof(tail) - 1;

	if (length <= h + t || strncmp(text, head, h) != 0 || strncmp(text + length - t, tail, t) != 0)
		return;
	add(arena, &config->options, &config->option_count,
		(struct config_entry){ arena_strndup(arena, text + h, length - h - t), "n", line, file });
}

static int compare_entries(const void *a, const void *b)
{
	const struct config_entry *x = a, *y = b;
	int order = strcmp(x->key, y->key);

	return order ? order : (x->line > y->line) - (x->line < y->line);
}

static void sort(struct config_entry *list, size_t count)
{
	if (count)
		sort_items(list, count, sizeof(*list), compare_entries);
}

int config_parse(struct arena *arena, const char *file, const char *text, size_t size, struct config *config,
				 struct error *error)
{
	const char *end = text + size;
	unsigned int line = 0;

	*config = (struct config){ 0 };
	while (text < end) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));
		size_t length = stop ? (size_t)(stop - text) : (size_t)(end - text);
		const char *next = text + length + 1;
		int ret = 0;

		line++;
		if (memchr(text, '\0', length))
			return error_set(error, -EINVAL, "%s:%u: a NUL byte: this is no kernel configuration", file,
							 line);
		while (length && strchr(" \t\r", text[length - 1]))
			length--;
		if (length > 9 && strncmp(text, "#dtcarve ", 9) == 0)
			ret = parse_fact(arena, file, line, text + 9, length - 9, config, error);
		else if (length && *text == '#')
			parse_comment(arena, file, line, text, length, config);
		else if (length)
			ret = parse_setting(arena, file, line, text, length, config, error);
		if (ret)
			return ret;
		text = next;
	}
	sort(config->options, config->option_count);
	sort(config->facts, config->fact_count);
	return 0;
}

/* The last of equal keys, which stand in line order. */
static const char *find(const struct config_entry *list, size_t count, const char *key)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(list[middle].key, key) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low && strcmp(list[low - 1].key, key) == 0 ? list[low - 1].value : NULL;
}

static struct config_entry *copy_entries(struct arena *arena, const struct config_entry *list, size_t count)
{
	struct config_entry *result = NULL;

	for (size_t i = 0, filled = 0; i < count; i++)
		arena_push(arena, result, filled, list[i]);
	return result;
}

struct config config_copy(struct arena *arena, const struct config *config)
{
	struct config copy = *config;

	copy.options = copy_entries(arena, config->options, config->option_count);
	copy.facts = copy_entries(arena, config->facts, config->fact_count);
	return copy;
}

const char *config_option(const struct config *config, const char *name)
{
	return find(config->options, config->option_count, name);
}

const char *config_fact(const struct config *config, const char *key)
{
	return find(config->facts, config->fact_count, key);
}

bool config_is_set(const struct config *config, const char *name)
{
	const char *value = config_option(config, name);

	return value && (strcmp(value, "y") == 0 || strcmp(value, "m") == 0);
}

bool config_number(const struct config *config, const char *name, uint64_t *value)
{
	const char *text = config_option(config, name);

	return text && parse_size(text, value);
}

bool config_fact_number(const struct config *config, const char *key, uint64_t *value)
{
	const char *text = config_fact(config, key);

	return text && parse_size(text, value);
}
