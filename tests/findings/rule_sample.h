/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_TESTS_RULES_RULE_SAMPLE_H
#define DTCARVE_TESTS_RULES_RULE_SAMPLE_H

#include "board/board.h"
#include "boot/boot.h"
#include "input/tree.h"
#include "kernel/kernel.h"
#include "findings/findings.h"

struct arena;

/*
 * A board with one mistake, and what must be found. The first lines of its
 * source tell: "// KEY: VALUE".
 *
 *   path, other, severity, says, hint   of the finding; `says` and `hint` are parts
 *   also                                rules that may find something beside it
 *   kernel, arch, page-size, kernel-base, fdt-base, ddr   as the options of that name
 *   config                              NAME of tests/findings/NAME.config
 *   firmware-map                        NAME of tests/findings/NAME.map
 */
struct rule_sample {
	struct arena *arena;
	const char *source; /* the text, NULL where the file cannot be read */
	struct tree *tree;
	struct board *board;
	struct kernel *kernel;
	struct boot *boot;
	struct findings *findings;
};

/* Reads tests/findings/NAME.dts and holds it against the rules; a sample that does not load fails the test.
 */
struct rule_sample *rule_sample_load(const char *name);
struct rule_sample *rule_sample_load_path(const char *path);
void rule_sample_free(struct rule_sample *sample);

/* What the source says of a key, or NULL. */
const char *rule_sample_value(const struct rule_sample *sample, const char *key);

/* The first finding of the rule; of that node where `path` is not NULL. */
const struct finding *rule_sample_finding(const struct rule_sample *sample, const char *id, const char *path);

#endif
