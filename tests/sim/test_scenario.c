/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sim/scenario.h"

#include <criterion/criterion.h>
#include <string.h>

#include "util/error.h"

static const char text[] = "[workload]\nname = both\n"
						   "[anon apps]\nsize = 10M\n"
						   "[request small]\nrequest = order=2 gfp=GFP_KERNEL\nrate = 3/s\nstart = 5 s\n"
						   "[request large]\nrequest = order=3 gfp=GFP_ATOMIC\nrate = 1/s\n";

static struct workload *fixed, *made;
static struct memory_state memory;
static struct error error;

static void setup(void)
{
	cr_assert_eq(workload_parse("both.ini", text, &fixed, &error), 0, "%s", error.text);
	memory = (struct memory_state){ .kernel = {
										.version = 6u << 16 | 1 << 8, .page_shift = 12, .max_order = 10 } };
	made = NULL;
}

static void teardown(void)
{
	workload_free(made);
	workload_free(fixed);
}

TestSuite(scenario, .init = setup, .fini = teardown);

Test(scenario, finds_requests_however_they_are_written)
{
	static const char *const asked[] = { "gfp=GFP_ATOMIC order=3", "order=2" };
	struct scenario scenario = { .fixed = fixed };
	size_t places[2];

	cr_assert_eq(scenario_workload(&scenario, &memory, asked, 2, &made, places, &error), 0, "%s", error.text);
	cr_assert_eq(places[0], 1);
	cr_assert_eq(places[1], 0);
	cr_assert_eq(made->consumer_count, fixed->consumer_count);
}

Test(scenario, adds_a_request_at_the_pace_of_the_first)
{
	static const char *const asked[] = { "order=5 gfp=GFP_KERNEL" };
	struct scenario scenario = { .fixed = fixed };
	size_t place;

	cr_assert_eq(scenario_workload(&scenario, &memory, asked, 1, &made, &place, &error), 0, "%s", error.text);
	cr_assert_eq(place, 2);
	cr_assert_eq(made->consumer_count, fixed->consumer_count + 1);
	cr_assert_str_eq(made->consumers[3].request, asked[0]);
	cr_assert_float_eq(made->consumers[3].rate, 3, 1e-9);
	/* the one that was given stays as it is */
	cr_assert_eq(fixed->consumer_count, 3);
}

Test(scenario, a_footprint_asks_for_what_is_asked)
{
	static const char *const asked[] = { "order=4 gfp=GFP_ATOMIC" };
	struct scenario scenario = { .footprint = { .managed = 1 << 17, .free = 1 << 15, .anon = 1 << 15 },
								 .request = "order=3 gfp=GFP_ATOMIC" };
	size_t place, requests = 0;

	cr_assert_eq(scenario_workload(&scenario, &memory, asked, 1, &made, &place, &error), 0, "%s", error.text);
	for (size_t i = 0; i < made->consumer_count; i++)
		if (made->consumers[i].kind == CONSUMER_REQUEST) {
			cr_assert_str_eq(made->consumers[i].request, asked[0]);
			requests++;
		}
	cr_assert_eq(requests, 1);
	cr_assert_eq(place, 0);
}

Test(scenario, without_a_request_nothing_can_be_asked)
{
	static const char *const asked[] = { "order=5 gfp=GFP_KERNEL" };
	struct scenario scenario = { .fixed = fixed };

	fixed->consumer_count = 1;
	cr_assert_lt(scenario_workload(&scenario, &memory, asked, 1, &made, NULL, &error), 0);
	cr_assert(strstr(error.text, "both"), "%s", error.text);
}

Test(scenario, android_trees_keep_cma)
{
	struct scenario scenario = { .vendor_cma = true };

	scenario_apply(&scenario, &memory);
	cr_assert(memory.kernel.gfp_config & GFP_CONFIG_ANDROID_CMA);
}
