/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KERNEL_CONFIG_H
#define DTCARVE_KERNEL_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct error;

/*
 * A kernel's .config and, as comment lines "#dtcarve key=value", what a
 * .config does not tell. Lists are kept sorted; of several values the last counts.
 */
struct config_entry {
	const char *key;   /* without CONFIG_; profile keys as they are */
	const char *value; /* "y", "m", "n" ("is not set"), a number, or a string without its quotes */
	unsigned int line;
	const char *source; /* who told it: a file, "boot log" ... */
};

struct config {
	struct config_entry *options, *facts;
	size_t option_count, fact_count;
};

/*
 * Parses `size` bytes of text (NUL-terminated). `file` is for error messages.
 * -EINVAL where a line is neither a comment, a setting nor empty, or where a
 * #dtcarve line has no key=value.
 */
int config_parse(struct arena *arena, const char *file, const char *text, size_t size, struct config *config,
				 struct error *error);

/* With lists of its own, so that entries can be added. */
struct config config_copy(struct arena *arena, const struct config *config);

/* NULL where the option or fact is not told. */
const char *config_option(const struct config *config, const char *name);
const char *config_fact(const struct config *config, const char *key);

bool config_is_set(const struct config *config, const char *name); /* y or m */
bool config_number(const struct config *config, const char *name, uint64_t *value);
bool config_fact_number(const struct config *config, const char *key, uint64_t *value);

#endif
