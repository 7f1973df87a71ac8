/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "alloc/fixture.h"
#include "sim/shipped.h"
#include "sim/simulate.h"
#include "util/arena.h"
#include "util/number.h"
#include "util/error.h"

/* 256 MiB, half of it CMA, fresh from boot. */
static struct sim_boot make_boot(struct arena *arena, const char *release)
{
	static const struct sim_range ranges[] = { { 0x40000, 30000, MIGRATE_MOVABLE },
											   { 0x48000, 32768, MIGRATE_CMA } };
	struct sim_boot boot = { .kernel = fixture_kernel(release), .zone_count = 1 };

	boot.zones = arena_alloc(arena, sizeof(*boot.zones));
	boot.zones[0] = (struct sim_boot_zone){ .state = { .kind = GFP_ZONE_DMA32,
													   .start_pfn = 0x40000,
													   .spanned = 0x10000,
													   .present = 0x10000,
													   .managed = 62768,
													   .min = 500,
													   .low = 625,
													   .high = 750 },
											.ranges = arena_memdup(arena, ranges, sizeof(ranges)),
											.range_count = 2 };
	return boot;
}

static struct simulation_result *simulate(const struct sim_boot *boot, const char *text, unsigned int runs,
										  unsigned int jobs, struct workload **workload)
{
	struct simulation_options options = { .seed = 5, .runs = runs, .jobs = jobs };
	struct simulation *simulation;
	struct error error;

	cr_assert_eq(workload_parse("w", text, workload, &error), 0, "%s", error.text);
	cr_assert_eq(simulation_start(boot, *workload, &options, &simulation, &error), 0, "%s", error.text);
	return simulation_finish(simulation);
}

static const char cache_fills[] = "[workload]\nduration = 20 s\ntick = 20 ms\n"
								  "[file cache]\nsize = all\nrate = 2000/s\n"
								  "[request r]\nrequest = order=3 gfp=GFP_ATOMIC\nrate = 5/s\nhold = 50 ms\n";

/* Half of 26,000 pages of cache come out of CMA from 5.8 on, and none before. */
Test(simulate, page_cache_by_cma_rule)
{
	struct arena *arena = arena_new();
	struct sim_boot boot = make_boot(arena, "4.19");
	struct workload *workload;
	struct simulation_result *r = simulate(&boot, cache_fills, 1, 1, &workload);
	const struct sim_sample *middle = &r->mean[r->sample_count * 6 / 10];

	cr_expect_eq(middle->free_cma, 32768);
	cr_expect_lt(middle->free_outside_cma, 8000);
	simulation_result_free(r);
	workload_free(workload);
	boot = make_boot(arena, "6.1");
	r = simulate(&boot, cache_fills, 1, 1, &workload);
	middle = &r->mean[r->sample_count * 6 / 10];
	cr_expect_lt(llabs(middle->free_cma - middle->free_outside_cma), 1500);
	simulation_result_free(r);
	workload_free(workload);
	arena_free(arena);
}

Test(simulate, the_result_hangs_on_the_seed_alone)
{
	struct arena *arena = arena_new();
	struct sim_boot boot = make_boot(arena, "6.1");
	struct workload *w[2];
	struct simulation_result *one = simulate(&boot, cache_fills, 3, 1, &w[0]);
	struct simulation_result *three = simulate(&boot, cache_fills, 3, 3, &w[1]);

	for (unsigned int i = 0; i < 3; i++) {
		cr_expect_eq(one->runs[i].seed, 5 + i);
		cr_expect_eq(memcmp(&one->runs[i].events, &three->runs[i].events, sizeof(struct sim_events)), 0);
		cr_expect_eq(memcmp(one->runs[i].samples, three->runs[i].samples, sizeof(one->runs[i].samples)), 0);
	}
	cr_expect_neq(memcmp(&one->runs[0].events, &one->runs[1].events, sizeof(struct sim_events)), 0);
	for (unsigned int i = 0; i < 2; i++)
		workload_free(w[i]);
	simulation_result_free(one);
	simulation_result_free(three);
	arena_free(arena);
}

Test(simulate, requests_are_counted)
{
	struct arena *arena = arena_new();
	struct sim_boot boot = make_boot(arena, "4.19");
	struct workload *workload;
	struct simulation_result *r =
		simulate(&boot,
				 "[workload]\nduration = 20 s\ntick = 20 ms\n[kernel all]\nsize = 100%\nramp = 1 s\n"
				 "[request hard]\nrequest = order=3 gfp=GFP_ATOMIC\ncount = 64\nrate = 10/s\nstart = 5 s\n"
				 "[request easy]\nrequest = order=0 gfp=GFP_HIGHUSER_MOVABLE\nrate = 10/s\nstart = 5 s\n",
				 2, 2, &workload);

	cr_assert_eq(r->request_count, 2);
	cr_expect_str_eq(r->requests[0]->name, "hard");
	/* 512 pages are more than the marks leave when all outside CMA is taken */
	cr_expect_gt(r->failing[0].value, 0.9);
	cr_expect_eq(r->failing[1].value, 0);
	cr_expect_gt(r->runs[0].attempts[0], 100);
	cr_expect_lt(r->failing[0].low, r->failing[0].value + 1e-9);
	cr_expect_leq(r->blocks_at_end[0], 100);
	cr_expect(r->whole);
	simulation_result_free(r);
	workload_free(workload);
	arena_free(arena);
}

Test(simulate, stopping_keeps_what_is_known)
{
	struct arena *arena = arena_new();
	struct sim_boot boot = make_boot(arena, "4.19");
	struct simulation_options options = { .seed = 1, .runs = 2, .jobs = 1, .duration = 500000 };
	struct simulation *simulation;
	struct simulation_result *r;
	struct workload *workload;
	struct error error;

	cr_assert_eq(workload_parse("w", cache_fills, &workload, &error), 0);
	cr_assert_eq(simulation_start(&boot, workload, &options, &simulation, &error), 0);
	while (simulation_progress(simulation) <= 0)
		;
	simulation_stop(simulation);
	r = simulation_finish(simulation);
	cr_expect_not(r->whole);
	cr_expect_gt(r->runs[0].time, 0);
	cr_expect_lt(r->runs[0].time, 500000);
	cr_expect_gt(r->sample_count, 0);
	simulation_result_free(r);
	workload_free(workload);
	arena_free(arena);
}

Test(simulate, workloads_that_do_not_fit_the_kernel)
{
	static const char *const texts[] = {
		"[request r]\nrequest = order=3 gfp=GFP_NONSENSE\nrate = 1/s\n",
		"[request r]\nrequest = order=12\nrate = 1/s\n",
		"[kernel k]\nsize = 1M\norder = 11\n",
	};
	struct arena *arena = arena_new();
	struct sim_boot boot = make_boot(arena, "4.19");
	struct simulation_options options = { .seed = 1, .runs = 1, .jobs = 1 };

	for (unsigned int i = 0; i < 3; i++) {
		struct simulation *simulation;
		struct workload *workload;
		struct error error;

		cr_assert_eq(workload_parse("w", texts[i], &workload, &error), 0);
		cr_expect_lt(simulation_start(&boot, workload, &options, &simulation, &error), 0);
		cr_expect(error.text[0] == '[', "%s", error.text);
		workload_free(workload);
	}
	arena_free(arena);
}

/* Every shipped workload runs on a small board of every kernel, and keeps its books. */
Test(simulate, shipped_workloads)
{
	static const char *const releases[] = { "3.18", "4.19", "6.1", "7.2" };
	struct arena *arena = arena_new();

	for (unsigned int i = 0; shipped_workloads[i].name; i++) {
		const char *name = shipped_workloads[i].name;
		struct sim_boot boot = make_boot(arena, releases[i % 4]);
		struct simulation_options options = { .seed = 1, .runs = 1, .jobs = 1, .duration = 30 };
		struct simulation *simulation;
		struct simulation_result *r;
		struct workload *workload;
		struct error error;

		cr_assert_eq(workload_open(name, &workload, &error), 0, "%s", error.text);
		cr_assert_eq(simulation_start(&boot, workload, &options, &simulation, &error), 0, "%s: %s", name,
					 error.text);
		r = simulation_finish(simulation);
		cr_expect_gt(r->runs[0].events.allocations, 1000, "%s", name);
		cr_expect(r->whole);
		simulation_result_free(r);
		workload_free(workload);
	}
	arena_free(arena);
}

/* Up to 5.7 what the kernel itself holds can fill all that is outside CMA while CMA lies idle: then tasks are
 * killed. */
Test(simulate, out_of_memory_with_cma_free)
{
	static const char text[] = "[workload]\nduration = 20 s\ntick = 20 ms\n"
							   "[anon task]\nsize = 10%\nramp = 1 s\n"
							   "[kernel pools]\nsize = 60%\nstart = 3 s\nramp = 10 s\n";
	struct arena *arena = arena_new();
	struct sim_boot boot = make_boot(arena, "4.19");
	struct workload *workload;
	struct simulation_result *r = simulate(&boot, text, 1, 1, &workload);

	cr_expect_gt(r->runs[0].events.oom_kills, 0);
	cr_expect_gt(r->free_cma_p5, 32768 / 2);
	simulation_result_free(r);
	workload_free(workload);
	arena_free(arena);
}

/* Whoever was killed comes back, but not as large as the largest, which is who is killed. */
Test(simulate, a_recorded_life_that_was_killed_comes_back_with_the_size_of_any)
{
	static const char text[] = "[workload]\nduration = 60 s\ntick = 20 ms\n"
							   "[anon apps]\nsize = 1 pages\nrate = 40000/s\n"
							   "[kernel pools]\nsize = 50%\nstart = 3 s\nramp = 10 s\n";
	struct arena *arena = arena_new();
	struct sim_boot boot = make_boot(arena, "4.19");
	struct simulation_options options = { .seed = 5, .runs = 1, .jobs = 1 };
	struct life lives[40] = { { .start = 1, .stop = 60, .pages = 25000 } };
	struct simulation *simulation;
	struct simulation_result *r;
	struct workload *workload;
	struct error error;

	for (size_t i = 1; i < ARRAY_SIZE(lives); i++)
		lives[i] = (struct life){ .start = 1e6, .stop = 2e6, .pages = 1 };
	cr_assert_eq(workload_parse("w", text, &workload, &error), 0, "%s", error.text);
	workload->consumers[0].lives = lives;
	workload->consumers[0].life_count = ARRAY_SIZE(lives);
	cr_assert_eq(simulation_start(&boot, workload, &options, &simulation, &error), 0, "%s", error.text);
	r = simulation_finish(simulation);
	cr_expect_leq(r->runs[0].events.oom_kills, 2, "%llu", (unsigned long long)r->runs[0].events.oom_kills);
	simulation_result_free(r);
	workload_free(workload);
	arena_free(arena);
}
