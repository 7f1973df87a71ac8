/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_EXPLAIN_H
#define DTCARVE_RENDER_EXPLAIN_H

#include <stdio.h>

#include "explain/boot_findings.h"
#include "explain/explanation.h"
#include "explain/summary.h"

/*
 * One way to show explanations, written out event by event as the log goes by.
 * `begin` and `end` frame the whole; `file` is told where more than one is read;
 * `complete` says that all of them could be.
 */
struct explain_format {
	const char *name;
	void (*begin)(void *state, FILE *out);
	void (*event)(void *state, FILE *out, const char *file, const struct explanation *explanation);
	void (*boot)(void *state, FILE *out, const char *file, const struct boot_explanation *boot);
	void (*summary)(void *state, FILE *out, const struct summary *summary);
	void (*end)(void *state, FILE *out, bool complete);
	size_t state_size;
};

/* What a person reads where a log has nothing of all this. */
#define EXPLAIN_NOTHING "Nothing to explain: no allocation failure, OOM kill or refused carve-out found.\n"

extern const struct explain_format explain_text;
extern const struct explain_format explain_json;
extern const struct explain_format explain_markdown;

#endif
