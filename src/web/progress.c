/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tells the page how far a simulation is: the linker puts this around sim_run(), as its one thread cannot be asked. */
#include <emscripten.h>

#include "sim/simulate.h"

int __real_sim_run(const struct sim_boot *boot, const struct workload *workload, const struct actor *actors,
				   const struct simulation_options *options, uint64_t seed, const atomic_bool *stop,
				   atomic_ullong *ticks, struct sim_run *run);
int __wrap_sim_run(const struct sim_boot *boot, const struct workload *workload, const struct actor *actors,
				   const struct simulation_options *options, uint64_t seed, const atomic_bool *stop,
				   atomic_ullong *ticks, struct sim_run *run);

int __wrap_sim_run(const struct sim_boot *boot, const struct workload *workload, const struct actor *actors,
				   const struct simulation_options *options, uint64_t seed, const atomic_bool *stop,
				   atomic_ullong *ticks, struct sim_run *run)
{
	int ret = __real_sim_run(boot, workload, actors, options, seed, stop, ticks, run);

	EM_ASM({ if (globalThis.dtcarveProgress) globalThis.dtcarveProgress($0); },
		   (double)(seed - options->seed + 1) / options->runs);
	return ret;
}
