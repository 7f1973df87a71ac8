/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

#include "input/scratch.h"
#include "plan/fixture.h"
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
	return evidence_read(s->arena, scratch_text(s, "evidence.txt", text), NULL, 12, &evidence, &error);
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

/* --- page_owner ---------------------------------------------------------------------------------- */

static const char regions[] =
	"isp@48000000 { reg = <0 0x48000000 0 0x2000000>; compatible = \"shared-dma-pool\"; reusable; };\n"
	"vpu@50000000 { reg = <0 0x50000000 0 0x1000000>; compatible = \"shared-dma-pool\"; reusable; };\n";

static const char *record(const char *text, uint64_t pfn, unsigned int order, const char *stack)
{
	return arena_printf(s->arena,
						"%sPage allocated via order %u, mask 0xcc0(GFP_KERNEL), pid 1, tgid 1 (sh), ts 1000000000 ns\n"
						"PFN 0x%llx type Movable Block %llu type CMA Flags 0x0(node=0|zone=0)\n%s\n",
						text, order, (unsigned long long)pfn, (unsigned long long)pfn >> 9, stack);
}

/* What drivers were handed out counts, pool by pool; what is lent or pinned there does not. */
Test(evidence, page_owner_of_a_board)
{
	static const char buffer[] = " cma_alloc+0x1/0x2\n dma_alloc_attrs+0x1/0x2\n isp_start+0x1/0x2 [isp]\n";
	struct planning *p = planning_new("6.1", regions);
	const char *text = "";

	for (uint64_t i = 0; i < 1000; i++)
		text = record(text, 0x48100 + i, 0, buffer);
	text = record(text, 0x49000, 9, " filemap_fault+0x1/0x2\n");
	text = record(text, 0x50000, 0, " grow_dev_folio+0x1/0x2\n ext4_getblk+0x1/0x2\n");
	cr_assert_eq(evidence_read(s->arena, scratch_text(s, "dump.txt", text), p->boot, 12, &evidence, &error), 0, "%s",
				 error.text);
	cr_assert_eq(evidence.pool_count, p->boot->cma_count);
	cr_expect_str_eq(evidence.pools[0].name, p->boot->cma[0].name);
	cr_expect_eq(evidence.pools[0].used, 1000);
	cr_expect_eq(evidence.pools[1].used, 0);
	cr_expect_eq(evidence.used_bytes, 1000 * 4096);
	cr_expect_eq(evidence.snapshot_count, 1);
	cr_assert_eq(evidence.holder_count, 2);
	cr_expect_str_eq(evidence.holders[0].holder, "isp");
	cr_expect(evidence.holders[0].buffers && evidence.holders[0].is_module);
	cr_expect(!evidence.holders[1].buffers);
	/* a later dump with less of it changes nothing, one with more does */
	cr_assert_eq(evidence_read(s->arena, scratch_text(s, "less.txt", record("", 0x48100, 3, buffer)), p->boot, 12, &evidence,
							   &error), 0);
	cr_expect_eq(evidence.pools[0].used, 1000);
	cr_assert_eq(evidence_read(s->arena, scratch_text(s, "more.txt", record("", 0x48000, 10, buffer)), p->boot, 12, &evidence,
							   &error), 0);
	cr_expect_eq(evidence.pools[0].used, 1024);
	planning_free(p);
}

Test(evidence, page_owner_of_another_board)
{
	struct planning *p = planning_new("6.1", regions);

	cr_expect_eq(evidence_read(s->arena, scratch_text(s, "dump.txt", record("", 0x58000, 3, " cma_alloc+0x1/0x2\n x+0x1/0x2\n")),
							   p->boot, 12, &evidence, &error), -EINVAL);
	cr_expect(strstr(error.text, "dump.txt: has CMA pageblocks in no pool of this board"), "%s", error.text);
	planning_free(p);
}
