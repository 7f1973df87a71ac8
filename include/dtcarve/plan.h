/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PLAN_H
#define DTCARVE_PLAN_H

#include <dtcarve/report.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The least change of a board's reserved memory that meets given needs, proven by replaying the boot. */
struct dtcarve_plan;

/* What is needed, and what may change. Texts are copied. */
struct dtcarve_plan_options;

/* 0, or -ENOMEM. */
DTCARVE_API int dtcarve_plan_options_new(struct dtcarve_plan_options **options);
DTCARVE_API void dtcarve_plan_options_free(struct dtcarve_plan_options *options);

/* A need as the suggest command takes it: "order=3 gfp=GFP_ATOMIC count=256", "cma 48M", "unmovable 512M";
 * with "fail<1%" behind a request it wants a workload or a log. */
DTCARVE_API void dtcarve_plan_options_add_need(struct dtcarve_plan_options *options, const char *need);

/* Needs that do not say are judged by the likeliest value of what a board may have, not by its low end (off).
 */
DTCARVE_API void dtcarve_plan_options_set_likely(struct dtcarve_plan_options *options, bool on);

/* A policy file, whose needs count as well. Default, and for NULL: CMA pools and regions without an owner may
 * change. */
DTCARVE_API void dtcarve_plan_options_set_policy(struct dtcarve_plan_options *options, const char *path);

/* A kernel log, /proc/meminfo or debugfs counters: no CMA pool goes below its peak there and `percent` (25)
 * more. */
DTCARVE_API void dtcarve_plan_options_add_evidence(struct dtcarve_plan_options *options, const char *path);
DTCARVE_API void dtcarve_plan_options_set_margin(struct dtcarve_plan_options *options, unsigned int percent);

/* What needs under load are about: a workload (a file, or the name of one that is built in), or the memory
 * dump of a kernel log. NULL: none. Simulating takes seconds to minutes, on all processors. */
DTCARVE_API void dtcarve_plan_options_set_workload(struct dtcarve_plan_options *options,
												   const char *workload);
DTCARVE_API void dtcarve_plan_options_set_log(struct dtcarve_plan_options *options, const char *path);

/* Of the simulation: the same seed gives the same plan (1); threads, 1 to 256 (one a processor); simulated
 * seconds of a run (0: the workload's); how many times the load a plan must stand, 0.1 to 10 (1.25). */
DTCARVE_API void dtcarve_plan_options_set_seed(struct dtcarve_plan_options *options, uint64_t seed);
DTCARVE_API void dtcarve_plan_options_set_jobs(struct dtcarve_plan_options *options, unsigned int jobs);
DTCARVE_API void dtcarve_plan_options_set_duration(struct dtcarve_plan_options *options, double seconds);
DTCARVE_API void dtcarve_plan_options_set_load_margin(struct dtcarve_plan_options *options, double factor);

/* After how many replays of a boot, and after how many simulated runs, a search ends with the best that it
 * has seen; the plan says so then. 0: so many that it takes well under a second, and as many runs as it takes.
 */
DTCARVE_API void dtcarve_plan_options_set_limits(struct dtcarve_plan_options *options, size_t replays,
												 unsigned int runs);

/* The day, since 1970-01-01, on which acceptances of the policy must still hold. Default: none has expired.
 */
DTCARVE_API void dtcarve_plan_options_set_today(struct dtcarve_plan_options *options, int64_t days);

/*
 * Searches a plan for the tree that the boot's board was read from. 0 also where
 * no plan meets the needs: then dtcarve_plan_is_met() is false, and the plan is as
 * far as one comes. NULL options: none, which is a plan without a need.
 *
 * -EINVAL for a need, policy, workload or evidence that cannot be read, and for no
 * need at all; -ENODATA where the kernel does not come up; -ENOENT and the like of
 * a file.
 */
DTCARVE_API int dtcarve_plan_new(struct dtcarve_boot *boot, const struct dtcarve_plan_options *options,
								 struct dtcarve_plan **plan);
DTCARVE_API void dtcarve_plan_free(struct dtcarve_plan *plan);

DTCARVE_API bool dtcarve_plan_is_met(const struct dtcarve_plan *plan);

/* The needs in the order added, those of the policy last. What the board has of each before and with the
 * plan: blocks or bytes; of a need under load attempts of a million that succeed. NULL and 0 beyond them. */
DTCARVE_API size_t dtcarve_plan_get_need_count(const struct dtcarve_plan *plan);
DTCARVE_API const char *dtcarve_plan_get_need(const struct dtcarve_plan *plan, size_t index);
DTCARVE_API struct dtcarve_estimate dtcarve_plan_get_need_before(const struct dtcarve_plan *plan,
																 size_t index);
DTCARVE_API struct dtcarve_estimate dtcarve_plan_get_need_after(const struct dtcarve_plan *plan,
																size_t index);

/* What is to change, and why: "shrink", "move", "align", "grow", "remove" (size 0 then), "convert",
 * "merge" or "alloc-ranges". NULL and size 0 for an index beyond them. */
DTCARVE_API size_t dtcarve_plan_get_change_count(const struct dtcarve_plan *plan);
DTCARVE_API const char *dtcarve_plan_get_change_path(const struct dtcarve_plan *plan, size_t index);
DTCARVE_API const char *dtcarve_plan_get_change_action(const struct dtcarve_plan *plan, size_t index);
DTCARVE_API const char *dtcarve_plan_get_change_reason(const struct dtcarve_plan *plan, size_t index);
DTCARVE_API struct dtcarve_range dtcarve_plan_get_change_from(const struct dtcarve_plan *plan, size_t index);
DTCARVE_API struct dtcarve_range dtcarve_plan_get_change_to(const struct dtcarve_plan *plan, size_t index);

/* The flat tree with the plan applied, *size bytes; NULL size: not told. */
DTCARVE_API const void *dtcarve_plan_get_fdt(const struct dtcarve_plan *plan, size_t *size);

/*
 * The plan as text, Markdown, HTML or JSON (schema dtcarve-plan-1), in memory to be freed with
 * free(). 0, -ENOMEM, or -EINVAL for any other format. NULL size: not told.
 */
DTCARVE_API int dtcarve_plan_render(const struct dtcarve_plan *plan, enum dtcarve_format format, char **text,
									size_t *size);

/* Likewise the source of an overlay with the changes; -EINVAL where a node's name cannot stand in source. */
DTCARVE_API int dtcarve_plan_render_overlay(const struct dtcarve_plan *plan, char **text, size_t *size);

#ifdef __cplusplus
}
#endif

#endif
