/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_SIM_SIMULATE_H
#define DTCARVE_SIM_SIMULATE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/sim.h"
#include "sim/sim_boot.h"
#include "sim/workload.h"
#include "util/interval.h"

struct arena;
struct error;

/*
 * A workload on a board, several times over with different random numbers.
 *
 *   simulation_start()  starts the threads
 *   simulation_progress(), simulation_stop()  meanwhile
 *   simulation_finish() waits for them and sums up
 */

#define SIM_SAMPLES 200 /* points of a run's time series */
#define SIM_REQUESTS 16

struct simulation_options {
	uint64_t seed;     /* run i uses seed + i */
	unsigned int runs; /* at least 1 */
	unsigned int jobs; /* threads, at least 1 */
	double duration;   /* s; 0: the workload's */
	double load;       /* factor of all that is held but caches; 0: 1 */
	double give_up;    /* a run ends once a larger share of a request's attempts failed, and 16 of them; 0: never */
};

/* The board at one moment, pages; blocks where said. */
struct sim_sample {
	double time; /* s */
	int64_t free_outside_cma, free_cma, file, anon, unmovable;
	int64_t blocks[ZONE_ORDERS]; /* that an unmovable request could be served from: this order and above, in
									blocks of it */
	int64_t nr_free[MIGRATE_TYPES][ZONE_ORDERS]; /* blocks on the lists */
	int64_t cma_buffers;                         /* pages of CMA that drivers hold */
	int64_t oom_kills;                           /* since the start */
	int64_t highatomic;                          /* pages of blocks in the HighAtomic reserve */
	int64_t pageblocks[MIGRATE_TYPES];
};

/* What of a sample is followed over time: the offset of an int64_t. */
typedef size_t series_t;
#define SERIES(member) offsetof(struct sim_sample, member)

static inline double series_value(const struct sim_sample *sample, series_t series)
{
	return (double)*(const int64_t *)(const void *)((const char *)sample + series);
}

/* One run, whole or up to where it was stopped. */
struct sim_run {
	uint64_t seed;
	double time; /* s that were simulated */
	bool whole;
	struct sim_sample samples[SIM_SAMPLES];
	size_t sample_count;
	uint64_t attempts[SIM_REQUESTS], failures[SIM_REQUESTS]; /* by request of the workload, in its order */
	uint32_t failures_at[SIM_REQUESTS][SIM_SAMPLES];         /* between a sample and the next one */
	uint64_t *consumer_failures; /* by consumer of the workload; in the result's arena */
	struct sim_events events;
	struct memory_state final; /* zones at the end, per-CPU pages counted; in the result's arena */
};

/* A figure with its 95 % interval, of any unit. */
struct spread {
	double value, low, high;
};

/*
 * What a planner needs to hear of one request, for a system that has been in use
 * for a while. The intervals hold the spread of the seeds, that failures come in
 * clusters, and what a range in the workload leaves open. Times are s.
 */
struct outlook {
	const char *why;          /* there is no answer: a sentence; the rest is 0 then */
	struct spread p_1h, p_8h; /* of at least one failure in that time, 0..1 */
	struct spread per_hour;   /* failures */
	double median, p5, p95;   /* until the first failure; INFINITY where none was seen */
	bool has_load;
	struct spread load;             /* factor of the load at which it fails within an hour as likely as not */
	unsigned int order;             /* of the request */
	double blocks_worst, blocks_p5; /* blocks of its order that it could be served from, over time */
};

struct order_statistics {
	double median, p5;                       /* blocks that an unmovable request could be served from */
	double highatomic_median, highatomic_p5; /* the same of the HighAtomic lists */
	double median_by_type[MIGRATE_TYPES], p5_by_type[MIGRATE_TYPES];
};

struct simulation_result {
	struct arena *arena; /* owns all of it */
	const struct workload *workload;
	struct sim_run *runs; /* in the order of their seeds */
	size_t run_count;
	bool whole; /* no run was stopped early */
	size_t request_count;
	const struct consumer *requests[SIM_REQUESTS];
	struct share failing[SIM_REQUESTS];
	struct outlook outlook[SIM_REQUESTS];
	struct spread kills_per_hour;       /* by the OOM killer, after the warm-up */
	bool steady;                        /* it settles, and then nothing drifts */
	const char *drifts;                 /* what does, where it is not steady */
	double warm_up;                     /* s, left out of all medians */
	size_t first_counted;               /* sample after the warm-up */
	double blocks_at_end[SIM_REQUESTS]; /* in a row at the end of the run, median of the runs */
	struct order_statistics orders[ZONE_ORDERS];
	unsigned int max_order;
	double free_outside_median, free_outside_p5; /* pages */
	double free_cma_median, free_cma_p5;         /* pages: CMA that lies idle */
	double file_median, file_p5;                 /* pages of page cache */
	double highatomic_share;                     /* of the time with a HighAtomic reserve */
	int64_t cma_buffers_most;                    /* pages: most of CMA that drivers ever held at once */
	struct sim_sample mean[SIM_SAMPLES];         /* the runs' time series, averaged */
	size_t sample_count;
};

struct simulation;

/*
 * Checks the workload against the board (GFP names, amounts) and starts. `boot`
 * and `workload` must live until simulation_finish(). -EINVAL with a line in `error`.
 */
int simulation_start(const struct sim_boot *boot, const struct workload *workload,
					 const struct simulation_options *options, struct simulation **simulation,
					 struct error *error);

/* 0..1; 1 when all runs are over. */
double simulation_progress(const struct simulation *simulation);

/* The runs end at their next tick and keep what they have. */
void simulation_stop(struct simulation *simulation);

/* Waits, sums up and frees the simulation; the result is freed with simulation_result_free(). */
struct simulation_result *simulation_finish(struct simulation *simulation);
void simulation_result_free(struct simulation_result *result);

/* --- the parts, for each other ----------------------------------------------------------- */

#define PROCESS_STACK_SHIFT 14 /* 16 KiB: arch/arm64/include/asm/memory.h:MIN_THREAD_SHIFT */

/* A consumer with everything looked up. */
struct actor {
	const struct consumer *consumer;
	struct sim_request request;
	struct sim_request table, stack; /* of a process */
	int64_t target;                  /* pages at full size; INT64_MAX: all there is */
	int64_t target_most;             /* of one process, where `target` is the least */
	int64_t set;                     /* pages that are read at random, 0: all are new */
	size_t share_of;                 /* actor that the size follows; SIZE_MAX: none */
	uint32_t chunk;                  /* pages of one CMA buffer */
	double life_scale;               /* of the sizes of lives; 0: 1 */
	unsigned int index;              /* of a counted request */
};

/* actor.c */
int64_t amount_pages(const struct alloc_kernel *kernel, int64_t managed, const struct amount *amount);
/* Whether its attempts are counted. */
bool is_asked(const struct consumer *c);
int actors_make(struct arena *arena, const struct alloc_kernel *kernel, int64_t managed,
				const struct workload *workload, struct actor *actors, struct error *error);

/* sim_run.c: runs to the end or until *stop; *ticks counts on for the progress. */
int sim_run(const struct sim_boot *boot, const struct workload *workload, const struct actor *actors,
			const struct simulation_options *options, uint64_t seed, const atomic_bool *stop,
			atomic_ullong *ticks, struct sim_run *run);

/* sim_summary.c */
void summarize(struct simulation_result *result);

/* outlook.c: the warm-up out of the mean series; then what the requests have to expect. */
void find_warm_up(struct simulation_result *result);
void look_out(struct simulation_result *result);

#endif
