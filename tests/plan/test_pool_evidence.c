/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <string.h>

#include "input/scratch.h"
#include "plan/pool_evidence.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

static struct scratch *s;
static struct evidence evidence;
static struct error error;

static void setup(void)
{
	s = scratch_new();
	evidence = (struct evidence){ .margin_percent = 25 };
}

static void teardown(void)
{
	scratch_free(s);
}

TestSuite(evidence, .init = setup, .fini = teardown);

static int take(const char *text)
{
	return evidence_read(s->arena, scratch_text(s, "evidence.txt", text), 12, &evidence, &error);
}

Test(evidence, failure_log)
{
	cr_assert_eq(
		take(
			"[ 1.0] Mem-Info:\n free:90529 free_pcp:1139 free_cma:80450\n"
			"DMA32 free:362116kB min:4556kB free_cma:321800kB\n345696 pages RAM\n95232 pages cma reserved\n"),
		0, "%s", error.text);
	cr_assert_eq(evidence.used_bytes, (95232 - 80450) * 4096);
	cr_assert_eq(evidence.total_bytes, UINT64_C(95232) * 4096);
	cr_assert_eq(evidence.snapshot_count, 1);
	cr_assert_eq(evidence_with_margin(&evidence, 1000), 1250);
}

Test(evidence, several_dumps_in_a_log)
{
	static const char dump[] = "[ %d.0] app: page allocation failure: order:3, mode:0x480020(GFP_ATOMIC)\n"
							   "[ %d.0] Mem-Info:\n[ %d.0]  free:90529 free_pcp:1139 free_cma:%d\n"
							   "[ %d.0] 345696 pages RAM\n[ %d.0] 95232 pages cma reserved\n";
	static const int free_cma[] = { 80000, 60000, 70000 };
	const char *text = "";

	for (int i = 0; i < 3; i++)
		text = arena_printf(s->arena, "%s%s", text, arena_printf(s->arena, dump, i, i, i, free_cma[i], i, i));
	cr_assert_eq(take(text), 0, "%s", error.text);
	cr_assert_eq(evidence.used_bytes, (95232 - 60000) * 4096);
	cr_assert_eq(evidence.snapshot_count, 3);
}

Test(evidence, a_pool_that_had_no_room)
{
	cr_assert_eq(
		take("[ 9.1] cma: cma_alloc: reserved: alloc failed, req-size: 512 pages, ret: -12\n"
			 "[ 9.1] cma: number of available pages: 3@125+20@172+12@236=> 35 free of 4096 total pages\n"),
		0, "%s", error.text);
	cr_assert_eq(evidence.pool_count, 1);
	cr_assert_str_eq(evidence.pools[0].name, "reserved");
	cr_assert_eq(evidence.pools[0].used, 4096 - 35);
}

Test(evidence, highest_of_several)
{
	cr_assert_eq(take("CmaTotal:  65536 kB\nCmaFree:  60000 kB\nCmaTotal: 65536 kB\nCmaFree: 10000 kB\n"
					  "CmaTotal: 65536 kB\nCmaFree: 40000 kB\n"),
				 0, "%s", error.text);
	cr_assert_eq(evidence.used_bytes, KIB(55536));
	cr_assert_eq(evidence.snapshot_count, 3);
}

Test(evidence, counters_of_each_pool)
{
	cr_assert_eq(
		take("/sys/kernel/debug/cma/cma-reserved/count:4096\n/sys/kernel/debug/cma/cma-reserved/used:100\n"
			 "/sys/kernel/debug/cma/cma-video@90000000/used:7\n"
			 "/sys/kernel/debug/cma/cma-reserved/used:300\n/sys/kernel/debug/cma/cma-reserved/used:200\n"),
		0, "%s", error.text);
	cr_assert_eq(evidence.pool_count, 2);
	cr_assert_str_eq(evidence.pools[0].name, "reserved");
	cr_assert_eq(evidence.pools[0].used, 300);
	cr_assert_eq(evidence.pools[0].count, 4096);
	cr_assert_str_eq(evidence.pools[1].name, "video@90000000");
	cr_assert_not(evidence.has_total);
}

Test(evidence, nothing_of_cma_is_refused)
{
	cr_assert_lt(take("MemTotal: 5 kB\n"), 0);
	cr_assert(strstr(error.text, "tells nothing of CMA"), "%s", error.text);
	cr_assert_lt(take(""), 0);
	/* a free count without the total, numbers that do not fit, more free than there is */
	cr_assert_lt(take("free_cma:80450\n"), 0);
	cr_assert_lt(take("CmaTotal: 99999999999999999999999 kB\nCmaFree: 1 kB\n"), 0);
	cr_assert_lt(take("CmaTotal: 5 kB\nCmaFree: 10 kB\n"), 0);
}
