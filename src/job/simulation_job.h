/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_JOB_SIMULATION_JOB_H
#define DTCARVE_JOB_SIMULATION_JOB_H

/* From the options of a simulation to its results; shared by simulate, report and the library. */
#include <stdbool.h>

#include "sim/simulate.h"
#include "job/log_footprint.h"
#include "job/scenario_source.h"
#include "document/simulation_report.h"

#define SIMULATION_VARIANTS 4
#define SIMULATION_SEED 1
#define SIMULATION_RUNS 4

struct arena;
struct error;
struct memory_state;
struct workload;

/* As the user gave it. */
struct simulation_request {
	struct scenario_source source;
	bool compare, vendor_cma, load_factor;
	struct simulation_options run;
	const struct sim_boot *start; /* page by page; NULL: drawn from the state of the memory */
	/* called once for each variant, while its runs are on; NULL: nobody looks on */
	void (*wait)(struct simulation *simulation, void *context);
	void *wait_context;
};

struct simulation_job {
	struct arena *arena;
	const char *board; /* as the report is to call it */
	struct scenario scenario;
	struct log_footprint found; /* what the scenario was read from */
	struct workload *workload;
	struct simulation_variant variants[SIMULATION_VARIANTS];
	struct simulation_report report;
};

/* The defaults: seed, runs, and as many threads as processors. */
struct simulation_options simulation_defaults(void);

/*
 * Runs it on the memory, whose kernel may be changed by the request. Freed with
 * simulation_job_free() also after a failure.
 */
int simulation_job_run(struct simulation_job *job, const struct simulation_request *request,
					   struct memory_state *memory, struct error *error);
void simulation_job_free(struct simulation_job *job);

#endif
