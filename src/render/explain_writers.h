/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_EXPLAIN_WRITERS_H
#define DTCARVE_RENDER_EXPLAIN_WRITERS_H

#include <stdio.h>

#include "explain/boot_findings.h"
#include "explain/explanation.h"
#include "explain/summary.h"
#include "render/writer.h"

/*
 * One way to show explanations, written out event by event as the log goes by.
 * `begin` and `end` frame the whole; `file` is told where more than one is read;
 * `complete` says that all of them could be.
 */
struct explain_format {
	void (*begin)(void *state, const struct text_style *style, FILE *out);
	void (*event)(void *state, const char *file, const struct explanation *explanation);
	void (*boot)(void *state, const char *file, const struct boot_explanation *boot);
	void (*summary)(void *state, const struct summary *summary);
	void (*end)(void *state, bool complete);
	size_t state_size;
};

extern const struct explain_format explain_text, explain_json, explain_markdown, explain_html;

#endif
