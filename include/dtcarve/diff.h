/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_DIFF_H
#define DTCARVE_DIFF_H

#include <dtcarve/report.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Two reports side by side: what a change of the tree, or of the kernel, does to a board's memory. */
struct dtcarve_diff;

/* Compares two reports of one context. 0; -EINVAL for those of two; -ENOMEM. */
DTCARVE_API int dtcarve_diff_new(struct dtcarve_report *before, struct dtcarve_report *after,
								 struct dtcarve_diff **diff);
DTCARVE_API void dtcarve_diff_free(struct dtcarve_diff *diff);

/* Is anything of what follows there? */
DTCARVE_API bool dtcarve_diff_differs(const struct dtcarve_diff *diff);

/* What it costs and brings, in plain words, one line each. NULL for an index beyond them. */
DTCARVE_API size_t dtcarve_diff_get_cost_count(const struct dtcarve_diff *diff);
DTCARVE_API const char *dtcarve_diff_get_cost(const struct dtcarve_diff *diff, size_t index);

/* Regions that are not the same, what became of each ("added", "removed", "moved", "resized", "moved and
 * resized", "changed"), and the region on either side, NULL where that side has none. NULL beyond them. */
DTCARVE_API size_t dtcarve_diff_get_region_count(const struct dtcarve_diff *diff);
DTCARVE_API const char *dtcarve_diff_get_region_change(const struct dtcarve_diff *diff, size_t index);
DTCARVE_API const struct dtcarve_region *dtcarve_diff_get_region_before(const struct dtcarve_diff *diff,
																		size_t index);
DTCARVE_API const struct dtcarve_region *dtcarve_diff_get_region_after(const struct dtcarve_diff *diff,
																	   size_t index);

/* Findings that are not the same, and what became of each: "new", "worse", "better", "gone". NULL beyond. */
DTCARVE_API size_t dtcarve_diff_get_finding_count(const struct dtcarve_diff *diff);
DTCARVE_API const char *dtcarve_diff_get_finding_change(const struct dtcarve_diff *diff, size_t index);
DTCARVE_API const struct dtcarve_finding *dtcarve_diff_get_finding(const struct dtcarve_diff *diff,
																   size_t index);

/*
 * All of it as text, Markdown, HTML or JSON (schema dtcarve-diff-1), in memory to be
 * freed with free(). 0, -ENOMEM, or -EINVAL for any other format. NULL size: not told.
 */
DTCARVE_API int dtcarve_diff_render(const struct dtcarve_diff *diff, enum dtcarve_format format, char **text,
									size_t *size);

#ifdef __cplusplus
}
#endif

#endif
