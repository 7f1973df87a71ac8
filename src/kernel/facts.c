/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/facts.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "kernel/profile_keys.h"
#include "kernel/version.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

void facts_init(struct facts *facts, struct arena *arena)
{
	*facts = (struct facts){ .arena = arena };
}

void facts_warn(struct facts *facts, const char *format, ...)
{
	va_list args;
	const char *line;

	va_start(args, format);
	line = arena_vprintf(facts->arena, format, args);
	va_end(args);
	arena_push(facts->arena, facts->warnings, facts->warning_count, line);
}

/* Where `key` stands or would stand. */
static size_t place_of(const struct config_entry *list, size_t count, const char *key)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(list[middle].key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct config_entry *find(struct config_entry *list, size_t count, const char *key)
{
	size_t at = place_of(list, count, key);

	return at < count && strcmp(list[at].key, key) == 0 ? &list[at] : NULL;
}

static void insert(struct facts *facts, struct config_entry **list, size_t *count, struct config_entry entry)
{
	size_t at = place_of(*list, *count, entry.key);

	entry.key = arena_strdup(facts->arena, entry.key);
	entry.value = arena_strdup(facts->arena, entry.value);
	arena_push(facts->arena, *list, *count, entry);
	memmove(*list + at + 1, *list + at, (*count - 1 - at) * sizeof(**list));
	(*list)[at] = entry;
}

/* A second witness is named beside the first. */
static void confirm(struct facts *facts, struct config_entry *entry, const char *source)
{
	if (!entry->source)
		entry->source = source;
	else if (source && !strstr(entry->source, source))
		entry->source = arena_printf(facts->arena, "%s, %s", entry->source, source);
}

/* The kernel prints K figures rounded down. */
static bool same_number(const struct profile_key *key, const char *a, const char *b)
{
	uint64_t x, y;

	if (!parse_size(a, &x) || !parse_size(b, &y))
		return strcmp(a, b) == 0;
	return key->in_kib ? x >> 10 == y >> 10 : x == y;
}

static bool same_series(const char *a, const char *b)
{
	return kernel_version_parse(a) >> 8 == kernel_version_parse(b) >> 8;
}

static int contradict(struct facts *facts, const struct profile_key *key, struct config_entry *told,
					  const char *source, const char *value, struct error *error)
{
	bool release = strcmp(key->name, "release") == 0;

	if (release ? !same_series(told->value, value) : key->identity)
		return error_set(error, -EINVAL, "%s says %s %s, but %s says %s: these are two kernels", source,
						 key->name, value, told->source, told->value);
	/* "6.1" and "6.1.0-50-arm64" agree; the longer one tells more */
	if (release && strncmp(told->value, value, strlen(value)) == 0)
		return 0;
	if (release && strncmp(told->value, value, strlen(told->value)) == 0) {
		told->value = arena_strdup(facts->arena, value);
		confirm(facts, told, source);
		return 0;
	}
	facts_warn(facts, "%s says %s=%s, but %s says %s: %s is taken", source, key->name, value, told->source,
			   told->value, told->value);
	return 0;
}

/* `where` is the source with its line, for messages. */
static int tell(struct facts *facts, const char *source, const char *where, const char *name,
				const char *value, struct error *error)
{
	static const struct profile_key unknown = { .name = "" };
	const struct profile_key *key = profile_key(name);
	struct config_entry *told = find(facts->config.facts, facts->config.fact_count, name);

	if (!key) {
		facts_warn(facts, "%s: no such key in a kernel profile: \"%s\" is ignored", where, name);
		key = &unknown;
	} else if (!profile_key_takes(key, value)) {
		return error_set(error, -EINVAL, "%s: %s=%s: expected %s", where, name, value, key->expected);
	}
	if (!told) {
		insert(facts, &facts->config.facts, &facts->config.fact_count,
			   (struct config_entry){ name, value, 0, source });
		return 0;
	}
	if (same_number(key, told->value, value)) {
		confirm(facts, told, source);
		return 0;
	}
	return contradict(facts, key, told, where, value, error);
}

int facts_tell(struct facts *facts, const char *source, const char *key, const char *value,
			   struct error *error)
{
	return tell(facts, source, source, key, value, error);
}

int facts_tell_number(struct facts *facts, const char *source, const char *key, uint64_t value,
					  struct error *error)
{
	return facts_tell(facts, source, key, arena_printf(facts->arena, "%" PRIu64, value), error);
}

static bool same_option(const char *a, const char *b)
{
	uint64_t x, y;

	return strcmp(a, b) == 0 || (parse_size(a, &x) && parse_size(b, &y) && x == y) ||
		   (strcmp(a, "m") == 0 && strcmp(b, "y") == 0);
}

void facts_tell_option(struct facts *facts, const char *source, const char *name, const char *value)
{
	struct config_entry *told = find(facts->config.options, facts->config.option_count, name);

	if (told && same_option(told->value, value)) {
		confirm(facts, told, source);
	} else if (told || (facts->whole && (strcmp(value, "y") == 0 || strcmp(value, "m") == 0))) {
		facts_warn(facts, "%s shows CONFIG_%s=%s, but %s says %s: %s is taken", source, name, value,
				   told ? told->source : "the configuration", told ? told->value : "nothing of it",
				   told ? told->value : "n");
	} else if (!facts->whole || strcmp(value, "n") != 0) {
		/* a number that a whole .config does not name is the default of another option: the witness knows */
		insert(facts, &facts->config.options, &facts->config.option_count,
			   (struct config_entry){ name, value, 0, source });
	}
}

#define DIFFERENCES_SHOWN 3

/* Both lists are sorted; of several equal keys in the new one the last counts. */
static struct config_entry *merge(struct facts *facts, const struct config *more, bool add_missing,
								  size_t *count)
{
	const struct config *have = &facts->config;
	struct config_entry *list = NULL;
	size_t i = 0, j = 0;

	while (i < have->option_count || j < more->option_count) {
		const struct config_entry *a = i < have->option_count ? &have->options[i] : NULL;
		const struct config_entry *b = j < more->option_count ? &more->options[j] : NULL;
		int order = !a ? 1 : !b ? -1 : strcmp(a->key, b->key);

		if (order > 0 && j + 1 < more->option_count && strcmp(b->key, b[1].key) == 0) {
			j++;
			continue;
		}
		if (order <= 0)
			arena_push(facts->arena, list, *count, *a);
		else if (add_missing)
			arena_push(facts->arena, list, *count, *b);
		i += order <= 0;
		j += order >= 0;
	}
	return list;
}

static void warn_of_differences(struct facts *facts, const char *source, const struct config *more,
								bool whole)
{
	size_t differ = 0;
	const char *shown = "";

	for (size_t i = 0; i < more->option_count; i++) {
		const struct config_entry *b = &more->options[i];
		const struct config_entry *a = find(facts->config.options, facts->config.option_count, b->key);

		if (i + 1 < more->option_count && strcmp(b->key, b[1].key) == 0)
			continue;
		if (a ? same_option(a->value, b->value) : !facts->whole || !whole || strcmp(b->value, "n") == 0)
			continue;
		if (differ++ < DIFFERENCES_SHOWN)
			shown =
				arena_printf(facts->arena, "%s%sCONFIG_%s=%s", shown, *shown ? ", " : "", b->key, b->value);
	}
	if (differ)
		facts_warn(facts, "%s has %zu option%s otherwise than told before (%s%s): the former are taken",
				   source, differ, differ == 1 ? "" : "s", shown, differ > DIFFERENCES_SHOWN ? ", ..." : "");
}

int facts_tell_config(struct facts *facts, const char *source, const struct config *config, bool whole,
					  struct error *error)
{
	size_t count = 0;

	for (size_t i = 0; i < config->fact_count; i++) {
		const struct config_entry *fact = &config->facts[i];
		int ret;

		if (i + 1 < config->fact_count && strcmp(fact->key, fact[1].key) == 0)
			continue;
		ret = tell(facts, source, arena_printf(facts->arena, "%s:%u", source, fact->line), fact->key,
				   fact->value, error);
		if (ret)
			return ret;
	}
	if (!config->option_count)
		return 0;
	warn_of_differences(facts, source, config, whole);
	facts->config.options = merge(facts, config, !facts->whole, &count);
	facts->config.option_count = count;
	facts->whole = facts->whole || whole;
	return 0;
}

void facts_replace(struct facts *facts, const char *source, const char *key, const char *value)
{
	struct config_entry *told = find(facts->config.facts, facts->config.fact_count, key);

	if (!told) {
		insert(facts, &facts->config.facts, &facts->config.fact_count,
			   (struct config_entry){ key, value, 0, source });
		return;
	}
	told->value = arena_strdup(facts->arena, value);
	told->source = source;
}
