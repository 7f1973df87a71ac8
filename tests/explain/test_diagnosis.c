/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#include "explain/diagnosis.h"
#include "kernel/version.h"
#include "klog/collect.h"

/* One report and what was made of it. */
struct judged {
	struct collected *log;
	struct diagnosis d;
};

static struct judged judge(const char *log)
{
	struct judged j = { .log = collect_text(log) };

	cr_assert_eq(j.log->count, 1, "%zu reports", j.log->count);
	diagnose(&j.d, &j.log->events[0]);
	return j;
}

static void expect(const char *log, enum cause cause, enum refusal refusal, enum confidence confidence)
{
	struct judged j = judge(log);

	cr_expect_eq(j.d.cause, cause, "%s instead of %s:\n%s", cause_name(j.d.cause), cause_name(cause), log);
	cr_assert_not_null(j.d.deciding, "%s", log);
	cr_expect_eq(j.d.deciding->refusal, refusal, "%s instead of %s:\n%s", refusal_name(j.d.deciding->refusal),
				 refusal_name(refusal), log);
	cr_expect_eq(j.d.confidence, confidence, "%s:\n%s", confidence_name(j.d.confidence), log);
	collect_free(j.log);
}

/* A report of one zone of 256 MiB; `zone` is what follows "free:". */
static const char *report(const char *release, const char *request, const char *zone, const char *reserve,
						  const char *list)
{
	static char text[4096];

	snprintf(text, sizeof(text),
			 "[   10.000000] x: page allocation failure: %s, nodemask=(null)\n"
			 "[   10.000100] CPU: 0 PID: 1 Comm: x Not tainted %s #1\n"
			 "[   10.000200] Mem-Info:\n"
			 "[   10.000300] Normal free:%s present:262144kB managed:250000kB free_cma:0kB\n"
			 "[   10.000400] lowmem_reserve[]: %s\n"
			 "[   10.000500] Normal: %s\n"
			 "[   10.000600] 65536 pages RAM\n"
			 "[   10.000700] 3036 pages reserved\n",
			 request, release, zone, reserve, list);
	return text;
}

#define MARKS "min:2000kB low:2500kB high:3000kB"
#define NO_LARGE "0*32kB 0*64kB 0*128kB 0*256kB 0*512kB 0*1024kB 0*2048kB 0*4096kB"

/* --- the case study's dump --- */

Test(diagnosis, ld20_figures_are_exact)
{
	struct judged j = judge(ld20_log);
	const struct zone_finding *f = j.d.deciding;

	cr_assert_not_null(f);
	cr_expect_eq(f->mark, 428);
	cr_expect_eq(f->reserve, 0);
	cr_expect_eq(f->usable_low, 10072);
	cr_expect_eq(f->usable_high, 10072);
	cr_expect_eq(diagnosis_kb(&j.d, f->blocks_low), 12888);
	cr_expect_eq(diagnosis_kb(&j.d, f->blocks_high), 19328);
	/* blocks of order 3 that could be had one after the other */
	cr_expect_eq(f->blocks_low >> 3, 402);
	cr_expect_eq(f->blocks_high >> 3, 604);
	cr_expect_eq(f->refusal, REFUSAL_NONE);
	cr_expect_eq(j.d.cause, CAUSE_RACE);
	cr_expect_eq(j.d.confidence, CONFIDENCE_CERTAIN);
	cr_expect_float_eq(j.d.zone_lateness, 0.309, 0.001);
	cr_expect_float_eq(j.d.list_lateness, 0.352, 0.001);
	cr_expect(j.d.android);
	cr_expect_eq(j.d.extra_free_kb, 23320);
	cr_expect_eq(j.d.kernel.pageblock_order, 9);
	cr_expect_eq(gfp_class(&j.d.gfp), GFP_CLASS_ATOMIC);
	cr_expect_eq(gfp_migratetype(&j.d.gfp), MIGRATE_UNMOVABLE);
	collect_free(j.log);
}

static void ld20_with(const char *order, const char *mode, enum cause cause, enum refusal refusal)
{
	char log[8192];
	const char *at = strstr(ld20_log, "order:3, mode:0x484020(GFP_ATOMIC|__GFP_COMP)");

	snprintf(log, sizeof(log), "%.*sorder:%s, mode:%s%s", (int)(at - ld20_log), ld20_log, order, mode,
			 at + 45);
	struct judged j = judge(log);

	cr_expect_eq(j.d.cause, cause, "%s %s: %s", order, mode, cause_name(j.d.cause));
	cr_assert_not_null(j.d.deciding);
	cr_expect_eq(j.d.deciding->refusal, refusal, "%s %s: %s", order, mode,
				 refusal_name(j.d.deciding->refusal));
	collect_free(j.log);
}

Test(diagnosis, ld20_at_other_orders_and_masks)
{
	/* orders 6 to 10 are CMA and nothing else */
	ld20_with("6", "0x484020(GFP_ATOMIC|__GFP_COMP)", CAUSE_CMA_STRANDED, REFUSAL_ONLY_CMA);
	ld20_with("5", "0x484020(GFP_ATOMIC|__GFP_COMP)", CAUSE_RACE, REFUSAL_NONE);
	/* movable alone is not enough on an Android kernel; with its own bit it is */
	ld20_with("6", "0x6200ca(GFP_HIGHUSER_MOVABLE)", CAUSE_CMA_STRANDED, REFUSAL_ONLY_CMA);
	ld20_with("6", "0x72000ca", CAUSE_CMA_STRANDED, REFUSAL_ONLY_CMA);
	ld20_with("0", "0x480020(GFP_ATOMIC)", CAUSE_RACE, REFUSAL_NONE);
}

/* --- one cause each --- */

Test(diagnosis, watermark)
{
	expect(
		report("4.19.1", "order:0, mode:0x480020(GFP_ATOMIC)", "740kB " MARKS, "0 0", "185*4kB (U) = 740kB"),
		CAUSE_WATERMARK, REFUSAL_WATERMARK, CONFIDENCE_CERTAIN);
	/* 500 - 250 = 250; 250 - 62 = 188 pages must remain: with 189 it passes */
	expect(
		report("4.19.1", "order:0, mode:0x480020(GFP_ATOMIC)", "752kB " MARKS, "0 0", "188*4kB (U) = 752kB"),
		CAUSE_WATERMARK, REFUSAL_WATERMARK, CONFIDENCE_CERTAIN);
	expect(
		report("4.19.1", "order:0, mode:0x480020(GFP_ATOMIC)", "756kB " MARKS, "0 0", "189*4kB (U) = 756kB"),
		CAUSE_RACE, REFUSAL_NONE, CONFIDENCE_CERTAIN);
}

Test(diagnosis, nowait_of_3_18_gets_three_quarters_of_the_mark)
{
	/* min 1139 pages: 1139 - 284 = 855 */
	expect(report("3.18.140", "order:0, mode:0x0", "3420kB min:4556kB low:5000kB high:6000kB", "0 0",
				  "855*4kB (U) = 3420kB"),
		   CAUSE_WATERMARK, REFUSAL_WATERMARK, CONFIDENCE_CERTAIN);
	expect(report("3.18.140", "order:0, mode:0x0", "3424kB min:4556kB low:5000kB high:6000kB", "0 0",
				  "856*4kB (U) = 3424kB"),
		   CAUSE_RACE, REFUSAL_NONE, CONFIDENCE_CERTAIN);
	/* without the reserve pool, half of the mark: 570; this version does not print what else it is charged */
	expect(report("4.19.1", "order:0, mode:0x490020(GFP_ATOMIC|__GFP_NOMEMALLOC)",
				  "2280kB min:4556kB low:5000kB high:6000kB", "0 0", "570*4kB (U) = 2280kB"),
		   CAUSE_WATERMARK, REFUSAL_WATERMARK, CONFIDENCE_CERTAIN);
	expect(report("4.19.1", "order:0, mode:0x490020(GFP_ATOMIC|__GFP_NOMEMALLOC)",
				  "2284kB min:4556kB low:5000kB high:6000kB", "0 0", "571*4kB (U) = 2284kB"),
		   CAUSE_RACE, REFUSAL_NONE, CONFIDENCE_LIKELY);
}

Test(diagnosis, fragmentation)
{
	expect(report("5.10.1", "order:3, mode:0xa20(GFP_ATOMIC)", "20000kB " MARKS " reserved_highatomic:0KB",
				  "0 0", "1000*4kB (UME) 1000*8kB (UM) 500*16kB (M) " NO_LARGE " = 20000kB"),
		   CAUSE_FRAGMENTATION, REFUSAL_FRAGMENTED, CONFIDENCE_CERTAIN);
	/* the older kernel's loop: enough pages, and a block, but too little above the smaller orders */
	expect(report("3.18.1", "order:2, mode:0xd0", "5988kB min:4000kB low:5000kB high:6000kB", "0 0",
				  "897*4kB (U) 200*8kB (U) 50*16kB (U) " NO_LARGE " = 5988kB"),
		   CAUSE_FRAGMENTATION, REFUSAL_ORDER_LOOP, CONFIDENCE_CERTAIN);
}

Test(diagnosis, highatomic)
{
	const char *list =
		"1*4kB (U) 0*8kB 0*16kB 20*32kB (H) 0*64kB 0*128kB 0*256kB 0*512kB 2*1024kB (H) 0*2048kB 0*4096kB = "
		"2692kB";

	expect(report("4.19.1", "order:3, mode:0x6000c0(GFP_KERNEL)", "9000kB " MARKS, "0 0", list),
		   CAUSE_FRAGMENTATION, REFUSAL_ONLY_HIGHATOMIC, CONFIDENCE_CERTAIN);
	/* printed from 5.8 on: 2692 kB free, 2048 kB of it reserved */
	expect(report("5.10.1", "order:0, mode:0xcc0(GFP_KERNEL)", "2692kB " MARKS " reserved_highatomic:2048KB",
				  "0 0",
				  "161*4kB (U) 0*8kB 0*16kB 0*32kB 0*64kB 0*128kB 0*256kB 0*512kB 2*1024kB (H) 0*2048kB "
				  "0*4096kB = 2692kB"),
		   CAUSE_WATERMARK, REFUSAL_HIGHATOMIC, CONFIDENCE_CERTAIN);
	/* the entitled request takes them */
	expect(report("5.10.1", "order:3, mode:0xa20(GFP_ATOMIC)", "2692kB " MARKS " reserved_highatomic:2048KB",
				  "0 0", list),
		   CAUSE_RACE, REFUSAL_NONE, CONFIDENCE_CERTAIN);
}

Test(diagnosis, boost)
{
	/* without the boost of 1000 kB the mark would be 1000 kB */
	expect(report("6.1.150", "order:1, mode:0xcc0(GFP_KERNEL)",
				  "1600kB boost:1000kB " MARKS " reserved_highatomic:0KB", "0 0",
				  "0*4kB 200*8kB (U) = 1600kB"),
		   CAUSE_WATERMARK, REFUSAL_BOOST, CONFIDENCE_CERTAIN);
}

/* A little CMA is not what is missing where the boost alone makes the difference. */
Test(diagnosis, boost_before_a_little_cma)
{
	struct judged j =
		judge("x: page allocation failure: order:0, mode:0xcc0(GFP_KERNEL), "
			  "nodemask=(null),cpuset=/,mems_allowed=0\n"
			  "CPU: 0 PID: 1 Comm: x Not tainted 6.1.150 #1\n"
			  "Normal free:1600kB boost:1000kB min:1500kB low:2500kB high:3000kB reserved_highatomic:0KB "
			  "present:262144kB managed:250000kB free_cma:200kB\n"
			  "Normal: 400*4kB (UC) = 1600kB\n65536 pages RAM\n3036 pages reserved\n");

	cr_expect_eq(j.d.deciding->refusal, REFUSAL_BOOST, "%s", refusal_name(j.d.deciding->refusal));
	collect_free(j.log);
}

static const char *two_zones(const char *mode, const char *low_reserve)
{
	static char text[4096];

	snprintf(
		text, sizeof(text),
		"x: page allocation failure: order:0, mode:%s, nodemask=(null),cpuset=/,mems_allowed=0\n"
		"CPU: 0 PID: 1 Comm: x Not tainted 5.10.1 #1\n"
		"Mem-Info:\n"
		"Node 0 DMA32 free:20000kB min:1000kB low:1250kB high:1500kB reserved_highatomic:0KB "
		"present:262144kB "
		"managed:250000kB free_cma:0kB\n"
		"lowmem_reserve[]: %s\n"
		"Node 0 Normal free:400kB min:1200kB low:1500kB high:1800kB reserved_highatomic:0KB present:262144kB "
		"managed:250000kB free_cma:0kB\n"
		"lowmem_reserve[]: 0 0 0\n"
		"Node 0 DMA32: 5000*4kB (UM) = 20000kB\n"
		"Node 0 Normal: 100*4kB (U) = 400kB\n"
		"131072 pages RAM\n6072 pages reserved\n",
		mode, low_reserve);
	return text;
}

Test(diagnosis, lowmem_reserve_and_forbidden_zones)
{
	struct judged j;

	expect(two_zones("0xcc0(GFP_KERNEL)", "0 8000 8000"), CAUSE_LOWMEM_RESERVE, REFUSAL_LOWMEM_RESERVE,
		   CONFIDENCE_CERTAIN);
	expect(two_zones("0xcc0(GFP_KERNEL)", "0 0 0"), CAUSE_RACE, REFUSAL_NONE, CONFIDENCE_CERTAIN);
	/* a request bound to DMA32 is not held off by the reserve, and may not use Normal */
	j = judge(two_zones("0xcc4(GFP_KERNEL|GFP_DMA32)", "0 8000 8000"));
	cr_expect_eq(j.d.cause, CAUSE_RACE);
	cr_expect_str_eq(j.d.deciding->zone->name, "DMA32");
	cr_expect_not(j.d.zones[1].allowed);
	collect_free(j.log);
}

Test(diagnosis, a_small_zone_does_not_decide)
{
	struct judged j = judge(
		"x: page allocation failure: order:0, mode:0xcc0(GFP_KERNEL), "
		"nodemask=(null),cpuset=/,mems_allowed=0\n"
		"CPU: 0 PID: 1 Comm: x Not tainted 5.10.1 #1\n"
		"DMA free:15000kB min:60kB low:75kB high:90kB reserved_highatomic:0KB present:15992kB "
		"managed:15360kB "
		"free_cma:0kB\n"
		"lowmem_reserve[]: 0 0 15000 15000\n"
		"Normal free:400kB min:60000kB low:70000kB high:80000kB reserved_highatomic:0KB present:4000000kB "
		"managed:4000000kB free_cma:0kB\n"
		"lowmem_reserve[]: 0 0 0 0\n"
		"DMA: 3750*4kB (U) = 15000kB\nNormal: 100*4kB (U) = 400kB\n1003998 pages RAM\n1 pages reserved\n");

	cr_expect_eq(j.d.cause, CAUSE_WATERMARK);
	cr_expect_str_eq(j.d.deciding->zone->name, "Normal");
	collect_free(j.log);
}

Test(diagnosis, no_zone)
{
	struct judged j = judge(
		"runc invoked oom-killer: gfp_mask=0x500cc2(GFP_HIGHUSER|__GFP_ACCOUNT), order=0, oom_score_adj=0\n"
		"CPU: 8 PID: 8291 Comm: runc Not tainted 5.8.2 #1\n"
		"Node 4 Movable free:1000kB min:10kB low:20kB high:30kB present:2000kB managed:2000kB free_cma:0kB\n"
		"Node 4 Movable: 250*4kB (M) = 1000kB\n"
		"oom-kill:constraint=CONSTRAINT_CPUSET,nodemask=(null),cpuset=x,mems_allowed=4,global_oom\n");

	cr_expect_eq(j.d.cause, CAUSE_NO_ZONE);
	collect_free(j.log);
}

/* --- what the log leaves open --- */

Test(diagnosis, a_header_alone_is_no_verdict)
{
	struct judged j = judge("x: page allocation failure: order:3, mode:0xcc0(GFP_KERNEL)\n");

	cr_expect_eq(j.d.cause, CAUSE_INCOMPLETE);
	cr_expect_eq(j.d.confidence, CONFIDENCE_OPEN);
	collect_free(j.log);
	j = judge("Mem-Info:\nNormal free:10kB min:20kB low:30kB high:40kB\n");
	cr_expect_eq(j.d.cause, CAUSE_INCOMPLETE);
	cr_expect(j.d.zones[0].supposed);
	cr_expect_not(j.d.zones[0].tested);
	collect_free(j.log);
}

Test(diagnosis, a_cut_list_leaves_it_open)
{
	struct judged j =
		judge(report("5.10.1", "order:3, mode:0xa20(GFP_ATOMIC)", "20000kB " MARKS " reserved_highatomic:0KB",
					 "0 0", "1000*4kB (UME) 1000*8kB (UM) 500*1"));

	cr_expect_neq(j.d.confidence, CONFIDENCE_CERTAIN);
	collect_free(j.log);
}

Test(diagnosis, a_line_cut_before_its_cma_is_never_certain)
{
	struct judged j =
		judge("x: page allocation failure: order:0, mode:0xcc0(GFP_KERNEL), "
			  "nodemask=(null),cpuset=/,mems_allowed=0\n"
			  "CPU: 0 PID: 1 Comm: x Not tainted 6.1.1 #1\n"
			  "Normal free:20000kB boost:0kB min:1000kB low:1250kB high:1500kB reserved_highatomic:0KB act\n"
			  "131072 pages RAM\n6072 pages reserved\n4096 pages cma reserved\n");

	cr_expect_eq(j.d.zones[0].free_cma_high, 4096);
	cr_expect_eq(j.d.zones[0].usable_low, 904);
	cr_expect_eq(j.d.zones[0].usable_high, 5000);
	cr_expect_eq(j.d.cause, CAUSE_RACE);
	cr_expect_neq(j.d.confidence, CONFIDENCE_CERTAIN);
	collect_free(j.log);
}

/* --- versions --- */

Test(diagnosis, the_form_of_the_lines_narrows_the_version)
{
	struct judged j = judge("x: page allocation failure: order:4, mode:0xc0d0\n");

	cr_expect_not(j.d.era.known);
	cr_expect_eq(j.d.era.to, KERNEL_VERSION(4, 3, 255));
	cr_expect_eq(j.d.version, KERNEL_VERSION(3, 18, 0));
	collect_free(j.log);
	j = judge("x: page allocation failure: order:0, mode:0x800(GFP_NOWAIT), "
			  "nodemask=(null),cpuset=/,mems_allowed=0\n"
			  "Normal free:10kB boost:0kB min:20kB low:30kB high:40kB reserved_highatomic:0KB\n");
	cr_expect_geq(j.d.era.from, KERNEL_VERSION(5, 12, 0));
	cr_expect_eq(j.d.version, KERNEL_VERSION(6, 1, 0));
	collect_free(j.log);
}

Test(diagnosis, page_sizes)
{
	struct judged j = judge("x: page allocation failure: order:1, mode:0xcc0(GFP_KERNEL), nodemask=(null)\n"
							"Node 0 Normal free:2035072kB min:45056kB low:47104kB high:49152kB "
							"present:2097152kB managed:2043904kB\n"
							"Node 0 Normal: 1*64kB (U) 1*128kB (U) = 192kB\n");

	cr_expect_eq(j.d.page_kb, 64);
	cr_expect_eq(j.d.kernel.page_shift, 16);
	collect_free(j.log);
	j = judge("x: page allocation failure: order:1, mode:0xcc0(GFP_KERNEL), nodemask=(null)\n"
			  "Normal free:2035072kB min:45056kB low:47104kB high:49152kB present:2097152kB "
			  "managed:2043904kB\n131072 pages RAM\n");
	cr_expect_eq(j.d.page_kb, 16);
	collect_free(j.log);
	j = judge("x: page allocation failure: order:1, mode:0xcc0(GFP_KERNEL), nodemask=(null)\n");
	cr_expect_not(klog_has(j.d.page_kb));
	collect_free(j.log);
}

/* --- other kinds --- */

static enum cause cause_of(const char *log)
{
	struct judged j = judge(log);
	enum cause cause = j.d.cause;

	collect_free(j.log);
	return cause;
}

Test(diagnosis, cma_vmalloc_stall_and_cgroup)
{
	cr_expect_eq(cause_of("cma: cma_alloc: alloc failed, req-size: 256 pages, ret: -12\n"), CAUSE_CMA_FULL);
	cr_expect_eq(cause_of("cma: cma_alloc: alloc failed, req-size: 256 pages, ret: -16\n"), CAUSE_CMA_BUSY);
	cr_expect_eq(cause_of("cma: cma_alloc: alloc failed, req-size: 256 pages\n"), CAUSE_INCOMPLETE);
	cr_expect_eq(cause_of("alloc_contig_range: [2f100, 2f20a) PFNs busy\n"), CAUSE_CMA_BUSY);
	cr_expect_eq(
		cause_of("x: vmalloc error: size 4096, vm_struct allocation failed, mode:0xcc0(GFP_KERNEL)\n"),
		CAUSE_ADDRESS_SPACE);
	cr_expect_eq(cause_of("x: vmalloc: allocation failure: 0 bytes, mode:0xcc0(GFP_KERNEL)\n"),
				 CAUSE_BAD_SIZE);
	cr_expect_eq(cause_of("x: page allocation stalls for 10060ms, order:1, "
						  "mode:0x15080c0(GFP_KERNEL_ACCOUNT|__GFP_ZERO)\n"),
				 CAUSE_STALL);
	cr_expect_eq(cause_of("a invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0\n"
						  " mem_cgroup_out_of_memory+0x1/0x2\n"),
				 CAUSE_MEMCG);
	cr_expect_eq(cause_of(report("5.10.1", "order:11, mode:0xcc0(GFP_KERNEL)", "20000kB " MARKS, "0 0",
								 "1*4kB (U) 1*8kB (U) 1*16kB (U) = 28kB")),
				 CAUSE_BAD_SIZE);
}

Test(diagnosis, a_refusal_in_a_late_dump_is_likely)
{
	char log[4096];

	snprintf(
		log, sizeof(log), "%s",
		report("4.19.1", "order:0, mode:0x480020(GFP_ATOMIC)", "740kB " MARKS, "0 0", "185*4kB (U) = 740kB"));
	for (char *at = log; (at = strstr(at, "[   10.000")) != NULL; at++) {
		if (at > log)
			at[7] = '3'; /* 0.3 s later */
	}
	expect(log, CAUSE_WATERMARK, REFUSAL_WATERMARK, CONFIDENCE_LIKELY);
}

Test(diagnosis, orders_that_no_kernel_has)
{
	for (unsigned int order = 11; order <= 64; order++) {
		char request[64];

		snprintf(request, sizeof(request), "order:%u, mode:0xd0", order);
		struct judged j =
			judge(report("3.18.1", request, "900000kB " MARKS, "0 0", "1*4kB (U) 1*8kB (U) = 12kB"));

		cr_expect_eq(j.d.cause, CAUSE_BAD_SIZE, "order %u: %s", order, cause_name(j.d.cause));
		collect_free(j.log);
	}
}

Test(diagnosis, kswapd_is_not_held_by_the_marks)
{
	struct judged j = judge("kswapd0: page allocation failure: order:0, mode:0xa20(GFP_ATOMIC), "
							"nodemask=(null),cpuset=/,mems_allowed=0\n"
							"CPU: 0 PID: 40 Comm: kswapd0 Not tainted 5.8.0 #1\n"
							" warn_alloc+0x1/0x2\n kthread+0x1/0x2\n"
							"Normal free:400kB min:16384kB low:20480kB high:24576kB present:131072kB "
							"managed:118804kB free_cma:0kB\n"
							"Normal: 0*4kB 0*8kB 25*16kB (H) = 400kB\n");

	cr_expect_eq(j.d.context, CONTEXT_MEMALLOC);
	cr_expect_eq(j.d.deciding->refusal, REFUSAL_ONLY_HIGHATOMIC);
	collect_free(j.log);
}
