/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <string.h>

#include "policy/policy.h"
#include "util/arena.h"
#include "util/error.h"

static struct arena *arena;
static struct policy policy;
static struct error error;

static void setup(void)
{
	arena = arena_new();
}

static void teardown(void)
{
	arena_free(arena);
}

TestSuite(policy, .init = setup, .fini = teardown);

static int parse(const char *text)
{
	struct bytes bytes = { (unsigned char *)arena_strdup(arena, text), strlen(text) };

	return policy_parse(arena, "board.ini", bytes, &policy, &error);
}

Test(policy, needs_and_regions)
{
	cr_assert_eq(
		parse("; what we ship\n[needs]\nneed = order=3 gfp=GFP_ATOMIC count=256\nneed = cma 48M\n"
			  "[region /reserved-memory/vpu@84000000]\nmin-size = 16M\nmay-move = yes\nweight = 0.5\n"
			  "[region /reserved-memory/tz*]\nfixed = yes\n"),
		0, "%s", error.text);
	cr_assert_eq(policy.need_count, 2);
	cr_assert_str_eq(policy.needs[0], "order=3 gfp=GFP_ATOMIC count=256");
	cr_assert_eq(policy.region_count, 2);
	cr_assert_str_eq(policy.regions[0].path, "/reserved-memory/vpu@84000000");
	cr_assert_eq(policy.regions[0].min_size.value, 16 << 20);
	cr_assert_not(policy.regions[0].min_size.percent);
	cr_assert_eq(policy.regions[0].may_move, POLICY_YES);
	cr_assert_eq(policy.regions[0].may_remove, POLICY_UNSAID);
	cr_assert_eq(policy.regions[0].weight_permille, 500);
	cr_assert_not(policy.regions[0].fixed);
	cr_assert(policy.regions[1].fixed);
}

Test(policy, shares)
{
	cr_assert_eq(parse("[region /reserved-memory/a]\nmax-shrink = 25%\n"), 0);
	cr_assert(policy.regions[0].max_shrink.percent);
	cr_assert_eq(policy.regions[0].max_shrink.value, 25);
}

Test(policy, paths_may_have_wildcards)
{
	struct policy_region region = { .path = "/reserved-memory/vpu*" };

	cr_assert(policy_names(&region, "/reserved-memory/vpu@84000000"));
	cr_assert_not(policy_names(&region, "/reserved-memory/dsp"));
	cr_assert_not(policy_names(&region, "/reserved-memory/vpu/child"));
}

Test(policy, sections_of_others_are_passed_over)
{
	cr_assert_eq(parse("[thresholds]\nusable = 10%\n"), 0, "%s", error.text);
	cr_assert_eq(policy.region_count + policy.need_count, 0);
}

static void refuses(const char *text, const char *says)
{
	cr_assert_lt(parse(text), 0, "%s", text);
	cr_assert(strstr(error.text, says), "%s", error.text);
}

Test(policy, what_it_does_not_know_is_refused_with_its_line)
{
	refuses("[region /reserved-memory/a]\nfixed = perhaps\n",
			"board.ini:2: fixed \"perhaps\": expected yes or no");
	refuses("[region /reserved-memory/a]\n\nmin-size = 16 apples\n", "board.ini:3:");
	refuses("[region /reserved-memory/a]\nmax-shrink = 101%\n", "board.ini:2:");
	refuses("[region /reserved-memory/a]\nweight = -1\n", "0 to 1000");
	refuses("[region /reserved-memory/a]\nweight = nan\n", "0 to 1000");
	refuses("[region /reserved-memory/a]\nreach = 50%\n", "reach \"50%\": expected a size such as 4G");
	refuses("[region /reserved-memory/a]\nreach = 0\n", "board.ini:2:");
	refuses("[region /reserved-memory/a]\nsize = 1M\n", "unknown key");
	refuses("[region reserved-memory/a]\nfixed = yes\n", "a node's path");
	refuses("[needs]\nwant = 3\n", "board.ini:2: unknown key \"want\"");
	refuses("fixed = yes\n", "board.ini:1:");
	refuses("[region /a\n", "board.ini:1: expected [section] or KEY = VALUE");
}

Test(policy, binary_is_no_policy)
{
	struct bytes bytes = { (unsigned char *)arena_memdup(arena, "[needs]\0need = cma 1M", 22), 21 };

	cr_assert_lt(policy_parse(arena, "board.ini", bytes, &policy, &error), 0);
}

Test(policy, comments_have_any_length)
{
	char *text = arena_printf(arena, "# %*s\n[needs]\n\t; %*s\nneed = cma 48M ; %*s\nneed = cma;16M\n#%*s",
							  5000, "x", 199, "y", 300, "z", 250, "end");

	cr_assert_eq(parse(text), 0, "%s", error.text);
	cr_assert_eq(policy.need_count, 2);
	cr_assert_str_eq(policy.needs[0], "cma 48M");
	cr_assert_str_eq(policy.needs[1], "cma;16M", "without a blank before it begins no comment");
}

Test(policy, an_endless_line_is_refused)
{
	char *text = arena_alloc(arena, 5000);

	memset(text, 'a', 4999);
	refuses(text, "at most");
}
