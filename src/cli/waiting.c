/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/waiting.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/standard_error.h"
#include "job/simulation_job.h"
#include "sim/simulate.h"

static void show_progress(double progress, bool terminal)
{
	char bar[31];
	unsigned int full = (unsigned int)(progress * 30);

	if (!terminal)
		return;
	memset(bar, ' ', 30);
	memset(bar, '#', full);
	bar[30] = '\0';
	progress_print("\r[%s] %3.0f %%%s", bar, progress * 100, progress >= 1 ? "\r\033[K" : "");
}

/* Ctrl-C, blocked in all threads, is taken here: the runs end early and what is known gets printed. */
static void wait_for(struct simulation *simulation, void *interrupts)
{
	bool terminal = isatty(STDERR_FILENO);
	struct timespec pause = { .tv_nsec = 50000000 };

	while (simulation_progress(simulation) < 1) {
		if (sigtimedwait(interrupts, NULL, &pause) > 0) {
			simulation_stop(simulation);
			break;
		}
		show_progress(simulation_progress(simulation), terminal);
	}
	show_progress(1, terminal);
}

int run_simulation(struct simulation_job *job, const struct simulation_request *request,
				   struct memory_state *memory, struct error *error)
{
	struct simulation_request watched = *request;
	sigset_t interrupts, before;
	int ret;

	sigemptyset(&interrupts);
	sigaddset(&interrupts, SIGINT);
	sigaddset(&interrupts, SIGTERM);
	watched.wait = wait_for;
	watched.wait_context = &interrupts;
	sigprocmask(SIG_BLOCK, &interrupts, &before);
	ret = simulation_job_run(job, &watched, memory, error);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return ret;
}
