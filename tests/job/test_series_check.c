/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "job/series_check.h"

#include <criterion/criterion.h>
#include <string.h>

#include "alloc/zone_state.h"
#include "job/log_footprint.h"
#include "kernel/kernel.h"
#include "proc/samples.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

#define MANAGED 60000
#define BLOCKS 40 /* of order 10, free at the start */

static struct arena *arena;
static struct error error;
static struct memory_state memory;
static struct footprint_sample history[64];
static struct sample samples[64];
static struct log_footprint found;

static void setup(void)
{
	arena = arena_new();
	memset(&found, 0, sizeof(found));
	memory = (struct memory_state){ .kernel = { .version = 6u << 16 | 6u << 8, .page_shift = 12, .pageblock_order = 9,
												.max_order = 10, .cpus = 1 } };
	memory.kernel.rules = page_alloc_rules_for(memory.kernel.version);
}

static void teardown(void)
{
	arena_free(arena);
}

TestSuite(series_check, .init = setup, .fini = teardown);

/* A board with so many pages of tmpfs: free memory in blocks of order 10, and what is over in single pages. */
static void add_sample(double time, int64_t shmem, bool lists)
{
	int64_t free = BLOCKS * 1024 - shmem;
	size_t i = found.footprint.history_count;
	const char *numbers = arena_printf(arena, "%lld 0 0 0 0 0 0 0 0 0 %lld", (long long)(free % 1024), (long long)(free / 1024));

	history[i] = (struct footprint_sample){
		.time = time,
		.footprint = { .managed = MANAGED, .free = free, .free_cma = 0, .shmem = shmem, .pcp = -1, .cma_held = -1 },
		.freed = -1, .faults = -1, .read_kb = -1 };
	samples[i] = (struct sample){ .time = time, .source = "test", .meminfo = "", .cma = NULL,
								  .buddyinfo = arena_printf(arena, "Node 0, zone   Normal %s \n", numbers) };
	if (lists) {
		samples[i].zoneinfo = arena_printf(arena,
			"Node 0, zone   Normal\n  pages free     %lld\n        min      300\n        low      375\n"
			"        high     450\n        spanned  65536\n        present  65536\n        managed  %d\n"
			"        protection: (0, 0)\n  start_pfn:           262144\n", (long long)free, MANAGED);
		samples[i].pagetypeinfo = arena_printf(arena,
			"Page block order: 9\nPages per block:  512\n\n"
			"Node    0, zone   Normal, type      Movable %s\n"
			"Number of blocks type     Unmovable      Movable  Reclaimable   HighAtomic          CMA      Isolate\n"
			"Node 0, zone   Normal            2          126            0            0            0            0\n", numbers);
	}
	found.footprint = history[i].footprint;
	found.footprint.history = history;
	found.footprint.history_count = i + 1;
	found.samples = samples;
	found.request = "order=0 gfp=GFP_KERNEL";
}

static struct series_report *hold(void)
{
	const struct simulation_options options = { .seed = 1, .runs = 2, .jobs = 1 };
	struct series_report *report;

	cr_assert_eq(series_check(arena, &found, &memory, &options, &report, &error), 0, "%s", error.text);
	return report;
}

static const struct series_figure *figure(const struct series_report *report, const char *name)
{
	for (size_t i = 0; i < report->figure_count; i++)
		if (strcmp(report->figures[i].name, name) == 0)
			return &report->figures[i];
	cr_assert(false, "no %s", name);
	return NULL;
}

/* Growth that goes on as it did is foretold, whatever its rate; the second half is not looked at before. */
Test(series_check, growth_is_foretold)
{
	for (int64_t rate = 5; rate <= 40; rate += 7) {
		found.footprint.history_count = 0;
		for (int i = 0; i < 40; i++)
			add_sample(100 + 10 * i, 2000 + 10 * i * rate, i == 0);
		struct series_report *report = hold();
		const struct series_figure *free = figure(report, "free outside CMA");

		cr_assert_null(report->why_not);
		cr_expect(!report->same);
		cr_expect_eq(report->held, 20);
		cr_expect_eq(free->count, 20);
		cr_expect_float_eq(free->seen, BLOCKS * 1024 - 2000 - 10 * 29.5 * (double)rate, 1);
		cr_expect_float_eq(free->simulated, free->seen, 0.03 * free->seen, "%d pages a second: %f for %f", (int)rate,
						   free->simulated, free->seen);
		cr_expect_float_eq(figure(report, "order 10")->simulated, figure(report, "order 10")->seen, 2);
	}
}

/* What the first half does not tell is what it is off by, to the page. */
Test(series_check, what_is_not_foretold_is_told)
{
	for (int64_t jump = 2048; jump <= 16384; jump *= 2) {
		found.footprint.history_count = 0;
		for (int i = 0; i < 20; i++)
			add_sample(100 + 10 * i, i < 12 ? 2000 : 2000 + jump, i == 0);
		struct series_report *report = hold();
		const struct series_figure *free = figure(report, "free outside CMA");
		double off = free->simulated - free->seen;

		cr_expect_eq(report->held, 10);
		cr_expect_float_eq(off, 0.8 * (double)jump, 128, "off by %f after %d", off, (int)jump);
		cr_expect(free->apart >= off - 1e-6);
		cr_expect(free->low <= free->simulated && free->simulated <= free->high);
	}
}

/* pagetypeinfo of another moment than zoneinfo is no start. */
Test(series_check, a_start_is_of_one_moment)
{
	add_sample(100, 2000, true);
	add_sample(110, 2000, true);
	add_sample(120, 2000, false);
	samples[0].pagetypeinfo = arena_printf(arena, "Page block order: 9\nNode    0, zone   Normal, type      Movable 0 0 0 0 0 0 0 0 0 0 7\n");
	struct series_report *report = hold();

	cr_expect_float_eq(report->from, 110, 1e-9);
	cr_expect(report->same);
	samples[1].pagetypeinfo = samples[0].pagetypeinfo;
	cr_expect(hold()->why_not != NULL);
}

Test(series_check, one_sample_is_no_series)
{
	add_sample(100, 2000, true);
	cr_expect_null(hold());
}
