/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "alloc/fixture.h"
#include "sim/load_factor.h"
#include "sim/simulate.h"
#include "util/arena.h"
#include "util/error.h"

/* What a planner hears, on a board of 64 MiB. */

#define ASKED "[request r]\nrequest = order=3 gfp=GFP_ATOMIC\nrate = 1/s\ncount = 32\nhold = 100 ms\n"

static struct arena *arena;
static struct sim_boot boot;
static struct workload *workload;
static struct simulation_result *result;
static struct simulation_options options;

static void setup(void)
{
	static const struct sim_range range = { 0x40000, 16384, MIGRATE_MOVABLE };

	arena = arena_new();
	boot = (struct sim_boot){ .kernel = fixture_kernel("4.19"), .zone_count = 1 };
	boot.zones = arena_alloc(arena, sizeof(*boot.zones));
	boot.zones[0] = (struct sim_boot_zone){ .state = { .kind = GFP_ZONE_DMA32,
													   .start_pfn = 0x40000,
													   .spanned = 16384,
													   .managed = 16384,
													   .min = 250,
													   .low = 312,
													   .high = 375 },
											.ranges = arena_memdup(arena, &range, sizeof(range)),
											.range_count = 1 };
	options = (struct simulation_options){ .seed = 3, .runs = 4, .jobs = 1 };
	workload = NULL;
	result = NULL;
}

static void teardown(void)
{
	simulation_result_free(result);
	workload_free(workload);
	arena_free(arena);
}

TestSuite(outlook, .init = setup, .fini = teardown);

static const struct outlook *run(const char *text)
{
	struct simulation *simulation;
	struct error error;

	cr_assert_eq(workload_parse("w", text, &workload, &error), 0, "%s", error.text);
	cr_assert_eq(simulation_start(&boot, workload, &options, &simulation, &error), 0, "%s", error.text);
	result = simulation_finish(simulation);
	return &result->outlook[0];
}

/* No failure in three and a half hours: no more than three were to be expected in them. */
Test(outlook, none_seen_has_an_upper_end)
{
	const struct outlook *o =
		run("[workload]\nduration = 1 h\n[kernel held]\nsize = 20M\nramp = 60 s\nlifetime = 60 s\n" ASKED);

	cr_assert(result->steady, "%s", result->drifts);
	cr_assert_null(o->why);
	cr_expect_lt(result->warm_up, 300);
	cr_expect_eq(o->p_1h.value, 0);
	cr_expect_gt(o->p_1h.high, 0.4);
	cr_expect_lt(o->p_1h.high, 0.65);
	cr_expect_gt(o->p_8h.high, o->p_1h.high);
	cr_expect_eq(o->per_hour.value, 0);
	cr_expect(isinf(o->median));
	cr_expect_gt(o->blocks_worst, 100);
	cr_expect_leq(o->blocks_worst, o->blocks_p5);
	cr_expect_eq(o->order, 3);
}

Test(outlook, a_full_board_fails_within_the_hour)
{
	const struct outlook *o =
		run("[workload]\nduration = 1 h\n[kernel held]\nsize = 100%\nramp = 60 s\n" ASKED);

	cr_assert_null(o->why, "%s", o->why);
	cr_expect_gt(o->p_1h.low, 0.9);
	cr_expect_gt(o->per_hour.value, 100);
	cr_expect_lt(o->median, 600);
	cr_expect_leq(o->p5, o->median);
	cr_expect_leq(o->median, o->p95);
	cr_expect_eq(o->blocks_worst, 0);
}

/* What still grows has no share, and says what it is. */
Test(outlook, drift_gets_no_answer)
{
	const struct outlook *o =
		run("[workload]\nduration = 10 min\n[kernel leak]\nsize = 90%\nramp = 10 min\n" ASKED);

	cr_expect_not(result->steady);
	cr_assert_not_null(o->why);
	cr_expect(strstr(o->why, "drifts"), "%s", o->why);
}

/* A board needs minutes until its free lists are those of hours of use: what fails before says nothing of them. */
Test(outlook, what_fails_at_first_is_no_rate)
{
	static const char text[] = "[workload]\nduration = %s\n[kernel held]\nsize = 99%%\nramp = 10 s\nstop = 100 s\n" ASKED;
	char workload_text[512];
	const struct outlook *o;

	snprintf(workload_text, sizeof(workload_text), text, "150 s");
	o = run(workload_text);
	cr_expect_gt(result->runs[0].failures[0], 0);
	cr_assert_not_null(o->why);
	snprintf(workload_text, sizeof(workload_text), text, "1 h");
	o = run(workload_text);
	cr_assert_null(o->why, "%s", o->why);
	cr_expect_gt(result->runs[0].failures[0], 0);
	cr_expect_eq(o->per_hour.value, 0);
}

/* Rates of kills begin when those of failures do. */
Test(outlook, who_was_killed_at_first_is_no_rate)
{
	run("[workload]\nduration = 1 h\n[anon app]\nsize = 10%\nramp = 1 s\n"
		"[kernel held]\nsize = 99%\nstart = 300 s\nramp = 5 s\nstop = 320 s\n" ASKED);
	cr_expect_gt(result->runs[0].events.oom_kills, 0);
	cr_expect_eq(result->kills_per_hour.value, 0);
}

Test(outlook, load_factor)
{
	struct error error;

	run("[workload]\nduration = 30 min\n[kernel held]\nsize = 40%\nramp = 20 s\nlifetime = 60 s\n" ASKED);
	cr_assert_eq(load_factors(&boot, workload, &options, result, &error), 0);
	cr_assert(result->outlook[0].has_load);
	/* there is room for two and a half times as much, the marks aside */
	cr_expect_gt(result->outlook[0].load.low, 1.8);
	cr_expect_lt(result->outlook[0].load.high, 2.7);
}

/* Lives tell when who comes and goes; all that they had comes back, page tables and stacks as well. */
Test(outlook, processes_leave_nothing)
{
	run("[workload]\nduration = 100 s\n[anon app]\nsize = 8M .. 16M\nprocesses = 2\nlifetime = 5 s .. 20 s\nstop = 80 s\n");
	cr_expect_eq(result->runs[0].samples[result->runs[0].sample_count - 1].anon, 0);
	cr_expect_eq(result->runs[0].samples[result->runs[0].sample_count - 1].unmovable, 0);
	cr_expect_gt(result->mean[100].anon, 2048);
	cr_expect_gt(result->mean[100].unmovable, 2 * (6 + 4));
}

/* Two thirds of what is swapped to compressed RAM are gained, no more. */
Test(outlook, zram_costs_memory)
{
	static const char text[] =
		"[workload]\nduration = 60 s\nswap = 64M\n%s[anon all]\nsize = 96M\nramp = 10 s\n";
	int64_t disk, zram;

	run(arena_printf(arena, text, ""));
	disk = result->runs[0].samples[result->runs[0].sample_count - 1].anon;
	simulation_result_free(result);
	workload_free(workload);
	run(arena_printf(arena, text, "zram = 35%\n"));
	zram = result->runs[0].samples[result->runs[0].sample_count - 1].anon;
	cr_expect_gt(disk, 12000);
	cr_expect_lt(zram, disk - 2000);
}
