/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_CHECK_H
#define DTCARVE_CHECK_H

#include <dtcarve/finding.h>
#include <dtcarve/options.h>
#include <dtcarve/report.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Many boards, each in all its variants, held against the rules and a policy: what gates a change. */
struct dtcarve_check;

/* What is to be checked beside what struct dtcarve_options tells. Texts are copied; NULL takes one back. */
struct dtcarve_check_options;

/* 0, or -ENOMEM. */
DTCARVE_API int dtcarve_check_options_new(struct dtcarve_check_options **options);
DTCARVE_API void dtcarve_check_options_free(struct dtcarve_check_options *options);

/* Sizes of DDR as the check command takes them: "512M,1G@0x80000000" is two variants, "+" joins the banks of
 * one. Default: as the policy or the tree tells. dtcarve_options_add_ddr() does not count here. */
DTCARVE_API void dtcarve_check_options_add_ddr(struct dtcarve_check_options *options, const char *sizes);

/* Kernels, "5.10,6.1", versions or profile files, combined with all sizes; up to 64 variants in all. NULL: as
 * the policy tells, else the newest rules. */
DTCARVE_API void dtcarve_check_options_set_kernels(struct dtcarve_check_options *options,
												   const char *kernels);

/* A policy file for all boards. NULL: dtcarve.ini beside each board, where there is one, unless `beside` is
 * false (true). */
DTCARVE_API void dtcarve_check_options_set_policy(struct dtcarve_check_options *options, const char *path);
DTCARVE_API void dtcarve_check_options_set_policy_beside(struct dtcarve_check_options *options, bool beside);

/* What an earlier check or report wrote as JSON, or an older tree: only what is new or worse counts. */
DTCARVE_API void dtcarve_check_options_set_baseline(struct dtcarve_check_options *options, const char *path);

/* Boards at a time, each in a thread of its own: 1 to 64 (1). What comes out does not depend on it. */
DTCARVE_API void dtcarve_check_options_set_jobs(struct dtcarve_check_options *options, unsigned int jobs);

/* The day, since 1970-01-01, on which acceptances of the policy must still hold. Default: none has expired.
 */
DTCARVE_API void dtcarve_check_options_set_today(struct dtcarve_check_options *options, int64_t days);

/*
 * Checks `count` files, or folders of .dtb and .dts files. What cannot be read is
 * trouble of that board and no error. NULL `common`, NULL options: none.
 *
 * 0; -EINVAL where an option, the policy or the baseline cannot be used; -ENOENT
 * and the like of their files.
 */
DTCARVE_API int dtcarve_check_new(struct dtcarve_ctx *ctx, const char *const *paths, size_t count,
								  const struct dtcarve_options *common,
								  const struct dtcarve_check_options *options, struct dtcarve_check **check);
DTCARVE_API void dtcarve_check_free(struct dtcarve_check *check);

/* Findings of that severity that count, over all boards; 0 for a severity that there is not. */
DTCARVE_API size_t dtcarve_check_get_count(const struct dtcarve_check *check, enum dtcarve_severity severity);

/* The boards in the order given, those of a folder by name. NULL for an index beyond them. */
DTCARVE_API size_t dtcarve_check_get_board_count(const struct dtcarve_check *check);
DTCARVE_API const char *dtcarve_check_get_board_file(const struct dtcarve_check *check, size_t board);

/* Variants of a board, as options of the command line: "--ddr 1G --kernel 6.1"; "" where nothing was chosen.
 * NULL and 0 for an index beyond them. */
DTCARVE_API size_t dtcarve_check_get_variant_count(const struct dtcarve_check *check, size_t board);
DTCARVE_API const char *dtcarve_check_get_variant(const struct dtcarve_check *check, size_t board,
												  size_t index);

/* Why a board, or some of its variants, could not be checked: one line each. NULL and 0 beyond them. */
DTCARVE_API size_t dtcarve_check_get_trouble_count(const struct dtcarve_check *check, size_t board);
DTCARVE_API const char *dtcarve_check_get_trouble(const struct dtcarve_check *check, size_t board,
												  size_t index);

/* What is wrong with a board, in the order of the tree, also what does not count. NULL and 0 beyond them. */
DTCARVE_API size_t dtcarve_check_get_finding_count(const struct dtcarve_check *check, size_t board);
DTCARVE_API const struct dtcarve_finding *dtcarve_check_get_finding(const struct dtcarve_check *check,
																	size_t board, size_t index);

/*
 * All of it in one of the formats but SVG (JSON: schema dtcarve-check-1), in memory
 * to be freed with free(). 0, -ENOMEM, or -EINVAL for a format that it is not
 * written in. NULL size: not told.
 */
DTCARVE_API int dtcarve_check_render(const struct dtcarve_check *check, enum dtcarve_format format,
									 char **text, size_t *size);

#ifdef __cplusplus
}
#endif

#endif
