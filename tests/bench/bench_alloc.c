/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "alloc/sim.h"
#include "kernel/version.h"
#include "util/arena.h"

/* Speed of the simulator's core: single pages handed out and given back on boards of several sizes. */

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct sim *make(struct arena *arena, const char *release, uint64_t pages)
{
	struct sim_range range = { 0x80000, pages, MIGRATE_MOVABLE };
	struct sim_boot_zone zone = { .state = { .kind = GFP_ZONE_DMA32,
											 .start_pfn = range.pfn,
											 .spanned = pages,
											 .managed = pages,
											 .min = 1139,
											 .low = 1465,
											 .high = 1791 },
								  .ranges = arena_memdup(arena, &range, sizeof(range)),
								  .range_count = 1 };
	struct sim_boot boot = { .zones = &zone, .zone_count = 1 };
	struct sim *sim = NULL;

	boot.kernel = (struct alloc_kernel){ .version = kernel_version_parse(release),
										 .page_shift = 12,
										 .pageblock_order = 10,
										 .max_order = 10,
										 .cpus = 1,
										 .zones = 1u << GFP_ZONE_DMA32 | 1u << GFP_ZONE_NORMAL,
										 .populated = 1u << GFP_ZONE_DMA32 };
	boot.kernel.rules = page_alloc_rules_for(boot.kernel.version);
	if (sim_new(&boot, 1, 0, &sim))
		abort();
	return sim;
}

static struct sim_request make_request(const struct sim *sim)
{
	const struct alloc_kernel *kernel = &sim->buddy->kernel;
	struct error *none = NULL;
	struct gfp gfp;

	if (gfp_parse(gfp_layout_for(kernel->version, 0), "GFP_HIGHUSER_MOVABLE", &gfp, none))
		abort();
	return sim_request_make(kernel, &gfp, 0, CONTEXT_PROCESS);
}

/* A task's churn: 512 pages come, 512 others go. */
static void churn(const char *release, uint64_t mib, unsigned int rounds)
{
	struct arena *arena = arena_new();
	struct sim *sim = make(arena, release, mib << 8);
	struct sim_request request = make_request(sim);
	unsigned int anon = sim_add_owner(sim, OWNER_ANON, false);
	double start;

	for (uint64_t i = 0; i < mib << 7; i++)
		sim_alloc(sim, &request, anon);
	start = now();
	for (unsigned int i = 0; i < rounds; i++) {
		for (unsigned int n = 0; n < 512; n++)
			sim_alloc(sim, &request, anon);
		sim_release(sim, anon, 512);
	}
	printf("order-0 churn  %-5s %6llu MiB  %6.1f million page operations a second, %zu bytes a frame\n",
		   release, (unsigned long long)mib, rounds * 1024.0 / (now() - start) / 1e6,
		   sizeof(struct frame) + sizeof(frame_t));
	sim_free(sim);
	arena_free(arena);
}

int main(void)
{
	churn("4.19", 256, 40000);
	churn("4.19", 1434, 40000);
	churn("6.1", 1434, 40000);
	churn("6.12", 1434, 40000);
	churn("4.19", 8192, 40000);
	return 0;
}
