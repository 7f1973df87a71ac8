/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/load_test.h"

#include <criterion/criterion.h>
#include <string.h>

#include "sim/scenario.h"
#include "plan/fixture.h"
#include "util/number.h"

/* Drivers that want 230 MiB, and a request in between. */
static const char driver_load[] =
	"[workload]\nname = drivers\nduration = 12 s\n"
	"[kernel drivers]\nsize = 230M\nramp = 2 s\ngfp = GFP_ATOMIC\n"
	"[request probe]\nrequest = order=3 gfp=GFP_ATOMIC\nrate = 10/s\nstart = 4 s\n";

static struct planning *p;
static struct workload *workload;
static struct scenario scenario;
static struct load_test load;
static struct policy policy;

static void setup(void)
{
	struct error error;

	p = planning_new("4.19", "pool@50000000 { compatible = \"shared-dma-pool\"; reusable;\n"
							 "reg = <0 0x50000000 0 0x10000000>; };\n");
	cr_assert_eq(workload_parse("load.ini", driver_load, &workload, &error), 0, "%s", error.text);
	scenario = (struct scenario){ .fixed = workload };
	policy = planning_policy(p, POOLS_ARE_FREE);
	load = (struct load_test){ .scenario = &scenario, .seed = 1, .jobs = 2 };
}

static void teardown(void)
{
	workload_free(workload);
	planning_free(p);
}

TestSuite(load_test, .init = setup, .fini = teardown);

static struct failing failing_of(const char *text, enum load_stage stage)
{
	struct failing failing[1];
	struct error error;
	unsigned int runs = 0;

	p->need_count = 0;
	planning_need(p, text);
	cr_assert_eq(load_test_run(p->arena, &load, p->settled, p->needs, 1, stage, failing, &runs, &error), 0,
				 "%s", error.text);
	cr_assert_eq(runs, failing[0].runs);
	return failing[0];
}

Test(load_test, a_lost_need_takes_few_runs)
{
	struct failing f = failing_of("order=3 gfp=GFP_ATOMIC fail<1%", STAGE_CONFIRM);

	cr_assert_gt(f.share.low, 0.01);
	cr_assert_eq(f.runs, 4);
	cr_assert_leq(failing_value(&f).low, 990000);
	/* the run in which another board failed goes first */
	load.lead = 3;
	f = failing_of("order=3 gfp=GFP_ATOMIC fail<1%", STAGE_CONFIRM);
	cr_assert_eq(f.runs, 1);
	cr_assert_eq(f.worst, 3);
}

Test(load_test, a_met_need_is_sure)
{
	struct failing f;

	workload->consumers[0].size.value = 10 << 20;
	f = failing_of("order=3 gfp=GFP_ATOMIC fail<1%", STAGE_CONFIRM);
	cr_assert_eq(f.failures, 0);
	cr_assert_geq(f.attempts, 1200);
	cr_assert_lt(f.share.high, 0.01);
	cr_assert_geq(failing_value(&f).low, 990000);
	cr_assert_lt(failing_of("order=3 gfp=GFP_ATOMIC fail<1%", STAGE_SEARCH).attempts, f.attempts);
	/* in whatever order they are made, the runs are the same */
	for (load.lead = 1; load.lead < 4; load.lead++) {
		struct failing other = failing_of("order=3 gfp=GFP_ATOMIC fail<1%", STAGE_CONFIRM);

		cr_assert_eq(other.runs, f.runs);
		cr_assert_eq(other.attempts, f.attempts);
	}
}

Test(load_test, another_request_is_asked_for_too)
{
	struct failing f;

	workload->consumers[0].size.value = 10 << 20;
	f = failing_of("order=5 gfp=GFP_KERNEL fail<10%", STAGE_SEARCH);
	cr_assert_gt(f.attempts, 0);
}

Test(load_test, a_workload_without_a_request_is_refused)
{
	struct failing failing[1];
	struct error error;

	workload->consumer_count = 1;
	planning_need(p, "order=3 gfp=GFP_ATOMIC fail<1%");
	cr_assert_lt(load_test_run(p->arena, &load, p->settled, p->needs, 1, STAGE_SEARCH, failing, NULL, &error),
				 0);
	cr_assert(strstr(error.text, "drivers"), "%s", error.text);
}

Test(load_test, a_plan_that_stands_the_load)
{
	struct plan_input input;
	struct plan *plan;
	struct error error;

	planning_need(p, "order=3 gfp=GFP_ATOMIC fail<2%");
	input = planning_input(p);
	input.policy = &policy;
	cr_assert_lt(plan_make(&input, &plan, &error), 0);
	cr_assert(strstr(error.text, "--workload"), "%s", error.text);
	input.load = &load;
	cr_assert_eq(plan_make(&input, &plan, &error), 0, "%s", error.text);
	cr_assert(plan->met);
	cr_assert_not(plan->before.met);
	cr_assert_eq(plan->change_count, 1);
	cr_assert_eq(plan->changes[0].action, ACTION_SHRINK);
	cr_assert_gt(plan->before.failing[0].share.low, 0.02);
	cr_assert_lt(plan->after.failing[0].share.high, 0.02);
	cr_assert_geq(plan->after.values[0].low, 980000);
	plan_free(plan);
}

Test(load_test, a_plan_takes_no_more_than_the_load_asks)
{
	struct plan_input input;
	struct plan *plan;
	struct error error;
	uint64_t left;

	workload->consumers[0].size.value = 330 << 20;
	planning_need(p, "order=3 gfp=GFP_ATOMIC fail<2%");
	input = planning_input(p);
	input.policy = &policy;
	input.load = &load;
	cr_assert_eq(plan_make(&input, &plan, &error), 0, "%s", error.text);
	cr_assert(plan->met);
	left = plan->to.places[0].range.size;
	plan_free(plan);
	policy = planning_policy(p, arena_printf(p->arena, "[region /reserved-memory/*]\nmay-move = yes\nmay-shrink-to = %llu\n",
											 (unsigned long long)left + MIB(16)));
	cr_assert_eq(plan_make(&input, &plan, &error), 0, "%s", error.text);
	cr_assert_not(plan->met, "%llu MiB were left, %llu do", (unsigned long long)left >> 20,
				  (unsigned long long)plan->to.places[0].range.size >> 20);
	plan_free(plan);
}

Test(load_test, a_load_that_no_plan_stands)
{
	struct plan_input input;
	struct plan *plan;
	struct error error;

	workload->consumers[0].size.value = 900 << 20;
	planning_need(p, "order=3 gfp=GFP_ATOMIC fail<2%");
	input = planning_input(p);
	input.policy = &policy;
	input.load = &load;
	cr_assert_eq(plan_make(&input, &plan, &error), 0, "%s", error.text);
	cr_assert_not(plan->met);
	cr_assert(strstr(plan->obstacles[0], "still fail"), "%s", plan->obstacles[0]);
	plan_free(plan);
}

/* All that plans and factors are sought by are runs: the plan that has few of them ends, and says so. */
Test(load_test, a_plan_ends_where_its_runs_do)
{
	struct plan_input input;
	struct plan *plan;
	struct error error;

	planning_need(p, "order=3 gfp=GFP_ATOMIC fail<2%");
	input = planning_input(p);
	input.policy = &policy;
	input.load = &load;
	cr_assert_eq(plan_make(&input, &plan, &error), 0, "%s", error.text);
	cr_assert_gt(plan->runs, 10);
	cr_assert_not(plan->spent);
	plan_free(plan);
	load.most_runs = 6;
	cr_assert_eq(plan_make(&input, &plan, &error), 0, "%s", error.text);
	cr_assert_leq(plan->runs, 10, "%u: one a test that begins", plan->runs);
	cr_assert(plan->spent);
	cr_assert_not(plan->proven);
	plan_free(plan);
}
