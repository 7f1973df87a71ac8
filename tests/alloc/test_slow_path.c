/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <string.h>

#include "alloc/fixture.h"
#include "alloc/slow_path.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

static struct slow_path path_of(const char *release, const char *text)
{
	struct alloc_kernel kernel = fixture_kernel(release);
	struct arena *arena = arena_new();
	struct alloc_request request;
	struct error error;
	struct slow_path path;
	int ret = request_parse(arena, &kernel, text, &request, &error);

	cr_assert_eq(ret, 0, "%s: %s", text, error.text);
	path = slow_path_for(&kernel, &request);
	arena_free(arena);
	return path;
}

static bool says(const struct slow_path *path, const char *words)
{
	for (unsigned int i = 0; i < path->step_count; i++)
		if (strstr(path->steps[i], words))
			return true;
	return false;
}

Test(slow_path, outcomes)
{
	static const struct {
		const char *release, *request;
		enum slow_outcome outcome;
		bool warns, kills, compacts;
	} rows[] = {
		{ "4.19", "order=3 gfp=GFP_ATOMIC", OUTCOME_FAILS, true, false, false },
		{ "4.19", "order=3 gfp=GFP_ATOMIC|__GFP_NOWARN", OUTCOME_FAILS, false, false, false },
		{ "3.18", "order=0 gfp=GFP_NOWAIT", OUTCOME_FAILS, true, false, false },
		{ "4.19", "order=0 gfp=GFP_NOWAIT", OUTCOME_FAILS, true, false, false },
		{ "6.12", "order=0 gfp=GFP_NOWAIT", OUTCOME_FAILS, false, false, false },
		{ "4.19", "order=0 gfp=GFP_KERNEL", OUTCOME_RETRIES, false, true, false },
		{ "3.18", "order=3 gfp=GFP_KERNEL", OUTCOME_RETRIES, false, true, true },
		{ "7.2", "order=3 gfp=GFP_KERNEL", OUTCOME_RETRIES, false, true, true },
		{ "3.18", "order=4 gfp=GFP_KERNEL", OUTCOME_FAILS, true, false, true },
		{ "4.19", "order=4 gfp=GFP_KERNEL", OUTCOME_FAILS, true, false, true },
		{ "3.18", "order=4 gfp=GFP_KERNEL|__GFP_REPEAT", OUTCOME_FAILS, true, false, true },
		{ "4.19", "order=3 gfp=GFP_KERNEL|__GFP_RETRY_MAYFAIL", OUTCOME_FAILS, true, false, true },
		{ "4.19", "order=0 gfp=GFP_KERNEL|__GFP_NORETRY", OUTCOME_FAILS, true, false, false },
		{ "3.18", "order=4 gfp=GFP_KERNEL|__GFP_NOFAIL", OUTCOME_LOOPS, false, true, true },
		{ "4.19", "order=4 gfp=GFP_KERNEL|__GFP_NOFAIL", OUTCOME_LOOPS, false, false, true },
		{ "4.19", "order=2 gfp=GFP_NOFS", OUTCOME_RETRIES, false, false, true },
		{ "4.19", "order=0 gfp=GFP_KERNEL|__GFP_DMA32", OUTCOME_FAILS, true, false, false },
		{ "4.19", "order=3 gfp=GFP_KERNEL context=interrupt", OUTCOME_FAILS, true, false, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct slow_path path = path_of(rows[i].release, rows[i].request);

		cr_expect_eq(path.outcome, rows[i].outcome, "%s %s: %s", rows[i].release, rows[i].request,
					 slow_outcome_text(path.outcome));
		cr_expect_eq(path.warns, rows[i].warns, "%s %s warns", rows[i].release, rows[i].request);
		cr_expect_eq(path.may_kill, rows[i].kills, "%s %s kills", rows[i].release, rows[i].request);
		cr_expect_eq(path.compacts, rows[i].compacts, "%s %s compacts", rows[i].release, rows[i].request);
	}
}

Test(slow_path, what_differs_between_versions)
{
	struct slow_path repeat = path_of("3.18", "order=4 gfp=GFP_KERNEL|__GFP_REPEAT");
	struct slow_path plain = path_of("3.18", "order=4 gfp=GFP_KERNEL");
	struct slow_path noretry = path_of("5.10", "order=4 gfp=GFP_KERNEL|__GFP_NORETRY");
	struct slow_path slab = path_of("4.19", "kmalloc:4096");

	cr_expect(says(&repeat, "a batch of 32 ends it"));
	cr_expect(says(&plain, "without progress: fails now"));
	cr_expect(says(&noretry, "compaction is deferred"));
	cr_expect(says(&slab, "without reclaim"));
	cr_expect_eq(path_of("4.19", "order=3 gfp=GFP_ATOMIC").warn_burst, 10);
	cr_expect_eq(path_of("6.1", "order=3 gfp=GFP_ATOMIC").warn_burst, 1);
	cr_expect_eq(path_of("6.1", "order=3 gfp=GFP_ATOMIC").warn_seconds, 10);
}

Test(slow_path, other_callers)
{
	cr_expect_str_eq(path_of("4.19", "vmalloc:1M").message, "vmalloc: allocation failure");
	cr_expect_str_eq(path_of("6.1", "vmalloc:1M").message, "vmalloc error: size ");
	cr_expect_str_eq(path_of("4.19", "vmemmap:2M").message, "vmemmap alloc failure: order:");
	cr_expect_eq(path_of("4.19", "vmemmap:2M").warn_seconds, 0);
	cr_expect_str_eq(path_of("4.14", "vmemmap:2M").message, "page allocation failure: order:");
	cr_expect_str_eq(path_of("3.18", "vmemmap:2M").message, "page allocation failure: order:");
	cr_expect_null(path_of("4.19", "skb:9000").message);
}
