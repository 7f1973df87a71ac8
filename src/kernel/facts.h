/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KERNEL_FACTS_H
#define DTCARVE_KERNEL_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/config.h"

struct arena;
struct error;

/*
 * What several inputs tell of one kernel, and which told it. Inputs are read in
 * the order of trust: the first that tells a thing is believed. One that
 * contradicts it later leaves a warning, or is an error where the two cannot be
 * the same kernel (architecture, page size, version).
 */
struct facts {
	struct arena *arena;
	struct config config; /* options and profile keys, sorted, each once */
	bool whole;           /* the options are a whole .config: one that is missing is off */
	const char **warnings;
	size_t warning_count;
};

/* Starts out empty; everything lives in `arena`. */
void facts_init(struct facts *facts, struct arena *arena);

/*
 * One profile key. `source` is who told it ("System.map", "boot log"). -EINVAL
 * where the value is none for that key, or tells of another kernel.
 */
int facts_tell(struct facts *facts, const char *source, const char *key, const char *value,
			   struct error *error);
int facts_tell_number(struct facts *facts, const char *source, const char *key, uint64_t value,
					  struct error *error);

/* One option as .config has it: "y", "m", "n" or a value. */
void facts_tell_option(struct facts *facts, const char *source, const char *name, const char *value);

/* A parsed .config or profile; `whole` as in struct facts. */
int facts_tell_config(struct facts *facts, const char *source, const struct config *config, bool whole,
					  struct error *error);

void facts_warn(struct facts *facts, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Replaces what was told: what a calibration has computed. */
void facts_replace(struct facts *facts, const char *source, const char *key, const char *value);

#endif
