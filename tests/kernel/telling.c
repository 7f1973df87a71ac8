/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/telling.h"

#include <stdlib.h>
#include <string.h>

struct telling *telling_new(void)
{
	struct telling *t = calloc(1, sizeof(*t));

	if (!t)
		abort();
	t->arena = arena_new();
	facts_init(&t->facts, t->arena);
	return t;
}

void telling_free(struct telling *t)
{
	arena_free(t->arena);
	free(t);
}

const char *told(const struct telling *t, const char *key)
{
	const char *value = config_fact(&t->facts.config, key);

	return value ? value : "(not told)";
}

const char *told_option(const struct telling *t, const char *name)
{
	const char *value = config_option(&t->facts.config, name);

	return value ? value : "(not told)";
}

bool warned(const struct telling *t, const char *words)
{
	for (size_t i = 0; i < t->facts.warning_count; i++)
		if (strstr(t->facts.warnings[i], words))
			return true;
	return false;
}
