/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_EXPLANATION_H
#define DTCARVE_EXPLANATION_H

#include <dtcarve/report.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Why allocations failed, for every report of one in a kernel log. */
struct dtcarve_explanation;

/*
 * Explains the log in a file ("-" reads standard input), or in `size` bytes at
 * `data`, which are not needed afterwards. Any damage of the log is no error, and
 * a log without a failure gives 0 events. `boot`, of the same context: the board
 * that the log is of, for what only a tree can tell; or NULL.
 *
 * 0; -ENOENT and the like of the file; -EINVAL for a boot of another context; -ENOMEM.
 */
DTCARVE_API int dtcarve_explanation_load(struct dtcarve_ctx *ctx, const char *path, struct dtcarve_boot *boot,
										 struct dtcarve_explanation **explanation);
DTCARVE_API int dtcarve_explanation_from_bytes(struct dtcarve_ctx *ctx, const void *data, size_t size,
											   struct dtcarve_boot *boot,
											   struct dtcarve_explanation **explanation);
DTCARVE_API void dtcarve_explanation_free(struct dtcarve_explanation *explanation);

/* The events in the order of the log. NULL and 0 for an index beyond them. */
DTCARVE_API size_t dtcarve_explanation_get_count(const struct dtcarve_explanation *explanation);

/* Of the event's first line, from 1. */
DTCARVE_API uint64_t dtcarve_explanation_get_line(const struct dtcarve_explanation *explanation,
												  size_t index);

/* Who asked; "" where the log does not tell. */
DTCARVE_API const char *dtcarve_explanation_get_process(const struct dtcarve_explanation *explanation,
														size_t index);

/* What was asked for, in one line. */
DTCARVE_API const char *dtcarve_explanation_get_request(const struct dtcarve_explanation *explanation,
														size_t index);

/* Why it failed: "watermark", "fragmentation", "cma-stranded", "race", ...; and how sure that is: "certain",
 * "likely" or "open". */
DTCARVE_API const char *dtcarve_explanation_get_cause(const struct dtcarve_explanation *explanation,
													  size_t index);
DTCARVE_API const char *dtcarve_explanation_get_confidence(const struct dtcarve_explanation *explanation,
														   size_t index);

/* The answer in one or two sentences. */
DTCARVE_API const char *dtcarve_explanation_get_verdict(const struct dtcarve_explanation *explanation,
														size_t index);

/* What to change, the most useful first. NULL for an index beyond them. */
DTCARVE_API size_t dtcarve_explanation_get_advice_count(const struct dtcarve_explanation *explanation,
														size_t index);
DTCARVE_API const char *dtcarve_explanation_get_advice(const struct dtcarve_explanation *explanation,
													   size_t index, size_t advice);

/*
 * All events as text, Markdown, HTML or JSON (schema dtcarve-explain-1), in memory to
 * be freed with free(). 0, -ENOMEM, or -EINVAL for any other format. NULL size: not told.
 */
DTCARVE_API int dtcarve_explanation_render(const struct dtcarve_explanation *explanation,
										   enum dtcarve_format format, char **text, size_t *size);

#ifdef __cplusplus
}
#endif

#endif
