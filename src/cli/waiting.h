/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_CLI_WAITING_H
#define DTCARVE_CLI_WAITING_H

struct error;
struct memory_state;
struct simulation_job;
struct simulation_request;

/* simulation_job_run() with a bar on the terminal; Ctrl-C ends the runs early, and what is known is kept. */
int run_simulation(struct simulation_job *job, const struct simulation_request *request,
				   struct memory_state *memory, struct error *error);

#endif
