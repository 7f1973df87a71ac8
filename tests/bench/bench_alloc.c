/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "sim/sim.h"
#include "kernel/version.h"
#include "util/arena.h"
#include "util/number.h"

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

#define TRIES 3 /* the best counts: others use the machine too */

/* A task's churn: 512 pages come, 512 others go. Returns millions of page operations a second. */
static double churn(const char *release, uint64_t mib, unsigned int rounds)
{
	struct arena *arena = arena_new();
	struct sim *sim = make(arena, release, mib << 8);
	struct sim_request request = make_request(sim);
	unsigned int anon = sim_add_owner(sim, OWNER_ANON, false);
	double least = 0;

	/* as many pages in use on every board, so that only its size differs */
	for (uint64_t i = 0; i < 32768; i++)
		sim_alloc(sim, &request, anon);
	for (unsigned int k = 0; k < TRIES; k++) {
		double start = now(), took;

		for (unsigned int i = 0; i < rounds; i++) {
			for (unsigned int n = 0; n < 512; n++)
				sim_alloc(sim, &request, anon);
			sim_release(sim, anon, 512);
		}
		took = now() - start;
		if (k == 0 || took < least)
			least = took;
	}
	sim_free(sim);
	arena_free(arena);
	return rounds * 1024.0 / least / 1e6;
}

static void by_kernel(void)
{
	static const char *const releases[] = { "3.18", "4.19", "5.10", "6.1", "6.12", "7.2" };

	printf("order-0 churn, 1434 MiB (goal: at least 20 million page operations a second)\n");
	for (size_t i = 0; i < ARRAY_SIZE(releases); i++)
		printf("  %-6s %6.1f million\n", releases[i], churn(releases[i], 1434, 20000));
}

static void by_size(void)
{
	static const uint64_t sizes[] = { 256, 1434, 8192 };
	double first = 0;

	printf("by DDR, 4.19 (goal: as with 256 MiB)\n");
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		double speed = churn("4.19", sizes[i], 20000);

		if (i == 0)
			first = speed;
		printf("  %5llu MiB %6.1f million, %.2f times the time\n", (unsigned long long)sizes[i], speed,
			   first / speed);
	}
}

static void by_operations(void)
{
	double first = 0;

	printf("by operations, 4.19, 1434 MiB (goal: the same speed)\n");
	for (unsigned int rounds = 5000; rounds <= 80000; rounds *= 4) {
		double speed = churn("4.19", 1434, rounds);

		if (first <= 0)
			first = speed;
		printf("  %4u million operations %6.1f million a second, %.2f times the time each\n",
			   rounds * 1024 / 1000000, speed, first / speed);
	}
}

int main(void)
{
	printf("%zu bytes a page frame (goal: 40 or less)\n", sizeof(struct frame) + sizeof(frame_t));
	by_kernel();
	by_size();
	by_operations();
	return 0;
}
