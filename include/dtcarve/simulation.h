/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_SIMULATION_H
#define DTCARVE_SIMULATION_H

#include <dtcarve/report.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The page allocator of a booted board under a workload, run several times with different random numbers. */
struct dtcarve_simulation;

/* What is run, and how. Texts are copied; NULL takes one back. */
struct dtcarve_simulation_options;

/* A figure with its 95 % interval. */
struct dtcarve_spread {
	double value, low, high;
};

/* 0, or -ENOMEM. */
DTCARVE_API int dtcarve_simulation_options_new(struct dtcarve_simulation_options **options);
DTCARVE_API void dtcarve_simulation_options_free(struct dtcarve_simulation_options *options);

/* A workload: a file (dtcarve-workload(5)), or the name of one that is built in, "android-tv"; or in its
 * place what the memory dump of a kernel log, or a folder with a captured meminfo, leads to. */
DTCARVE_API void dtcarve_simulation_options_set_workload(struct dtcarve_simulation_options *options,
														 const char *workload);
DTCARVE_API void dtcarve_simulation_options_set_log(struct dtcarve_simulation_options *options,
													const char *path);

/* The same seed gives the same result (1). Runs: 1 to 1000 (4). Threads: 1 to 256 (one a processor). */
DTCARVE_API void dtcarve_simulation_options_set_seed(struct dtcarve_simulation_options *options,
													 uint64_t seed);
DTCARVE_API void dtcarve_simulation_options_set_runs(struct dtcarve_simulation_options *options,
													 unsigned int runs);
DTCARVE_API void dtcarve_simulation_options_set_jobs(struct dtcarve_simulation_options *options,
													 unsigned int jobs);

/* Simulated seconds of a run. 0: the workload's. */
DTCARVE_API void dtcarve_simulation_options_set_duration(struct dtcarve_simulation_options *options,
														 double seconds);

/* Each rule for CMA and smaller pools side by side, as variants (off). */
DTCARVE_API void dtcarve_simulation_options_set_compare(struct dtcarve_simulation_options *options, bool on);

/* CMA serves only requests with __GFP_CMA, as on Android trees (as the kernel's configuration tells). */
DTCARVE_API void dtcarve_simulation_options_set_vendor_cma(struct dtcarve_simulation_options *options,
														   bool on);

/* Also find by how much the load may grow, which takes many more runs (off). */
DTCARVE_API void dtcarve_simulation_options_set_load_factor(struct dtcarve_simulation_options *options,
															bool on);

/*
 * Runs it, which takes seconds to minutes, and waits. 0; -EINVAL for a workload
 * that cannot be read or run, or where none is told (so with NULL options);
 * -ENODATA where the kernel does not come up or a log has no memory dump; -ENOENT
 * and the like of a file.
 */
DTCARVE_API int dtcarve_simulation_new(struct dtcarve_boot *boot,
									   const struct dtcarve_simulation_options *options,
									   struct dtcarve_simulation **simulation);
DTCARVE_API void dtcarve_simulation_free(struct dtcarve_simulation *simulation);

/* What was run side by side: one, or several with dtcarve_simulation_options_set_compare(). NULL and false
 * beyond them. The one that is the kernel's own is as the board is. */
DTCARVE_API size_t dtcarve_simulation_get_variant_count(const struct dtcarve_simulation *simulation);
DTCARVE_API const char *dtcarve_simulation_get_variant(const struct dtcarve_simulation *simulation,
													   size_t variant);
DTCARVE_API bool dtcarve_simulation_is_own_variant(const struct dtcarve_simulation *simulation,
												   size_t variant);

/* The requests that the workload counts, by name, the same in all variants. NULL beyond them. */
DTCARVE_API size_t dtcarve_simulation_get_request_count(const struct dtcarve_simulation *simulation);
DTCARVE_API const char *dtcarve_simulation_get_request(const struct dtcarve_simulation *simulation,
													   size_t request);

/* Why there is no answer to what follows, a sentence; NULL: there is one, or no such variant or request. */
DTCARVE_API const char *dtcarve_simulation_get_why_not(const struct dtcarve_simulation *simulation,
													   size_t variant, size_t request);

/* Probability, 0 to 1, that the request fails within an hour of use or within eight; failures in an hour. All
 * zeros where there is no answer. */
DTCARVE_API struct dtcarve_spread dtcarve_simulation_get_p_1h(const struct dtcarve_simulation *simulation,
															  size_t variant, size_t request);
DTCARVE_API struct dtcarve_spread dtcarve_simulation_get_p_8h(const struct dtcarve_simulation *simulation,
															  size_t variant, size_t request);
DTCARVE_API struct dtcarve_spread
dtcarve_simulation_get_failures_per_hour(const struct dtcarve_simulation *simulation, size_t variant,
										 size_t request);

/*
 * All of it as text, Markdown, HTML, SVG or JSON, in memory to be freed with
 * free(). 0, -ENOMEM, or -EINVAL for any other format. NULL size: not told.
 */
DTCARVE_API int dtcarve_simulation_render(const struct dtcarve_simulation *simulation,
										  enum dtcarve_format format, char **text, size_t *size);

#ifdef __cplusplus
}
#endif

#endif
