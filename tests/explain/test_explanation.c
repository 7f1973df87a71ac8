/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include <string.h>

#include "explain/boot_findings.h"
#include "explain/explanation.h"
#include "explain/summary.h"
#include "klog/collect.h"
#include "util/arena.h"

struct told {
	struct arena *arena;
	struct collected *log;
	struct diagnosis d;
	struct explanation x;
};

static void tell(struct told *t, const char *log)
{
	t->arena = arena_new();
	t->log = collect_text(log);
	cr_assert_geq(t->log->count, 1);
	diagnose(&t->d, &t->log->events[0]);
	explain_diagnosis(t->arena, &t->d, NULL, &t->x);
}

static void done(struct told *t)
{
	collect_free(t->log);
	arena_free(t->arena);
}

static bool says(const struct sentences *s, const char *words)
{
	for (size_t i = 0; i < s->count; i++) {
		if (strstr(s->text[i], words))
			return true;
	}
	return false;
}

Test(explanation, ld20_verdict_and_evidence)
{
	struct told t;

	tell(&t, ld20_log);
	cr_expect_str_eq(t.x.request, "order 3 (8 pages, 32 KiB), GFP_ATOMIC|__GFP_COMP (0x484020)");
	cr_expect(strstr(t.x.verdict, "cannot be read from this dump"), "%s", t.x.verdict);
	cr_expect(strstr(t.x.verdict, "10072 pages"), "%s", t.x.verdict);
	cr_expect(strstr(t.x.verdict, "12888..19328 kB"), "%s", t.x.verdict);
	cr_expect(strstr(t.x.verdict, "352 ms after"), "%s", t.x.verdict);
	cr_expect(says(&t.x.evidence, "radio_setup() of module radio_usb"));
	cr_expect(says(&t.x.evidence, "kmalloc of 16385 to 32768 bytes"));
	cr_expect(says(&t.x.evidence, "\"47*32kB (UC)\" does hold a block"));
	cr_expect(says(&t.x.evidence, "2451 pages above the high mark"));
	cr_expect(says(&t.x.evidence, "extra_free_kbytes"));
	cr_expect(says(&t.x.evidence, "(84 % idle)"));
	cr_assert_gt(t.x.advice.count, 2);
	cr_expect(strstr(t.x.advice.text[0], "Device tree: shrink the CMA pools"), "%s", t.x.advice.text[0]);
	cr_expect(says(&t.x.advice, "ask with GFP_KERNEL"));
	done(&t);
}

Test(explanation, ld20_account)
{
	struct told t;
	const struct dump_account *a;

	tell(&t, ld20_log);
	a = &t.x.account;
	cr_expect_eq(a->ram, 345696);
	cr_expect_eq(a->reserved, 19070);
	cr_expect_eq(a->managed, 326626);
	cr_expect_eq(a->cma_total, 95232);
	cr_expect_eq(a->cma_free, 80450);
	cr_expect_eq(a->free, 90529);
	cr_expect_eq(a->free_outside_cma, 10079);
	cr_expect_eq(a->slab_unreclaimable, 23111);
	cr_expect_eq(a->page_tables, 9768);
	cr_expect_eq(a->stacks, 7172);
	done(&t);
}

Test(explanation, an_account_names_only_what_the_log_has)
{
	struct told t;

	tell(&t, "x: page allocation failure: order:0, mode:0x20\nNormal free:400kB min:4kB low:5kB high:6kB\n");
	cr_expect_eq(t.x.account.free, 100);
	cr_expect_not(klog_has(t.x.account.ram));
	cr_expect_not(klog_has(t.x.account.managed));
	cr_expect_not(klog_has(t.x.account.cma_free));
	cr_expect_not(klog_has(t.x.account.unaccounted));
	done(&t);
}

Test(explanation, order_4_of_3_18)
{
	struct told t;

	tell(&t,
		 "01-09 04:55:23.878     0     0 W Thread-2: page allocation failure: order:4, mode:0xc0d0\n"
		 "01-12 08:34:21.699     0     0 I       : [<ffffffc0001868fc>] __alloc_pages_nodemask+0x72c/0x994\n"
		 "01-12 08:34:21.699     0     0 I       : [<ffffffc0001a10c4>] kmalloc_order+0x40/0xb8\n");
	cr_expect_str_eq(t.log->events[0].process, "Thread-2");
	cr_expect(says(&t.x.evidence, "this kernel gives up early"));
	cr_expect(says(&t.x.evidence, "2^4 = 16 pages"));
	cr_expect(says(&t.x.evidence, "one batch of reclaim is 32 pages"));
	cr_expect(says(&t.x.evidence, "__GFP_NOFAIL would loop"));
	cr_expect(says(&t.x.evidence, "OOM kills for an order above 3"));
	cr_expect(says(&t.x.advice, "vmalloc()"));
	cr_expect_not(says(&t.x.advice, "kvmalloc()"), "which came with 4.12");
	done(&t);
}

/* The old order's rules are not told of a kernel that has others. */
Test(explanation, order_4_of_5_10)
{
	struct told t;

	tell(&t, "x: page allocation failure: order:4, mode:0x40cc0(GFP_KERNEL|__GFP_COMP), nodemask=(null)\n"
			 "CPU: 0 PID: 1 Comm: x Not tainted 5.10.1 #1\n");
	cr_expect_not(says(&t.x.evidence, "__GFP_REPEAT"));
	cr_expect(says(&t.x.evidence, "__GFP_RETRY_MAYFAIL would try longer"));
	done(&t);
}

Test(explanation, every_kind_and_cause_has_its_words)
{
	static const char *const logs[] = {
		"cma: cma_alloc: alloc failed, req-size: 256 pages, ret: -12\n",
		"cma: cma_alloc: alloc failed, req-size: 256 pages, ret: -16\n",
		"cma: cma_alloc: alloc failed, req-size: 99999999999 pages, ret: -12\n",
		"alloc_contig_range: [2f100, 2f20a) PFNs busy\n",
		"x: vmalloc error: size 4096, vm_struct allocation failed, mode:0xcc0(GFP_KERNEL)\n",
		"x: vmalloc: allocation failure: 0 bytes, mode:0xcc0(GFP_KERNEL)\n",
		"x: page allocation stalls for 10060ms, order:1, mode:0x15080c0(GFP_KERNEL_ACCOUNT|__GFP_ZERO)\n",
		("a invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0\n "
		 "mem_cgroup_out_of_memory+0x1/0x2\n"),
		"a invoked oom-killer: gfp_mask=0x0(), order=-1, oom_score_adj=0\n",
		"Mem-Info:\n",
		"x: page allocation failure: order:64, mode:0xffffffff\n",
		"vmemmap alloc failure: order:9, mode:0xcc0(GFP_KERNEL)\n",
	};

	for (size_t i = 0; i < sizeof(logs) / sizeof(logs[0]); i++) {
		struct told t;

		tell(&t, logs[i]);
		cr_expect_gt(strlen(t.x.request), 5, "%s", logs[i]);
		cr_expect_gt(strlen(t.x.verdict), 20, "%s", logs[i]);
		done(&t);
	}
}

Test(explanation, the_oom_killer_and_its_victim)
{
	struct told t;

	tell(&t,
		 "a invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=1, oom_score_adj=0\n"
		 "COMPACTION is disabled!!!\n"
		 "oom-kill:constraint=CONSTRAINT_CPUSET,nodemask=(null),cpuset=x,mems_allowed=4,task=b,pid=9,uid=0\n"
		 "Out of memory: Killed process 9 (b) total-vm:10kB, anon-rss:4kB, file-rss:2kB, shmem-rss:1kB\n");
	cr_expect(says(&t.x.evidence, "Killed: b (PID 9), which held 7 kB"));
	cr_expect(says(&t.x.evidence, "nodes 4"));
	cr_expect(says(&t.x.evidence, "no compaction"));
	done(&t);
}

Test(explanation, boot_findings)
{
	struct collected *log = collect_text("[    0.000000] Booting Linux\n[    0.000000] Linux version 6.1.1\n"
										 "[    0.000000] Reserved memory: incorrect alignment of CMA region\n"
										 "[    0.000000] cma: Failed to reserve 64 MiB\n"
										 "[    0.000000] cma: Reserved 16 MiB at 0x48000000\n");
	struct boot_explanation x;

	cr_assert_eq(log->boot_count, 1);
	explain_boot(&x, &log->boots[0]);
	cr_assert_eq(x.count, 2);
	cr_expect_str_eq(x.findings[0].id, "cma-misaligned");
	cr_expect_eq(x.findings[0].line, 3);
	cr_expect_str_eq(x.findings[1].id, "default-cma-no-place");
	collect_free(log);
}

Test(summary, groups_by_who_what_and_why)
{
	static struct summary summary;
	struct collected *log = collect_text("kworker/0:1: page allocation failure: order:3, mode:0x20\n"
										 "kworker/2:3: page allocation failure: order:3, mode:0x20\n"
										 "warn_alloc: 7 callbacks suppressed\n"
										 "kworker/2:3: page allocation failure: order:4, mode:0x20\n");
	struct diagnosis d;

	for (size_t i = 0; i < log->count; i++) {
		diagnose(&d, &log->events[i]);
		summary_add(&summary, &d);
	}
	summary_sort(&summary);
	cr_assert_eq(summary.count, 2);
	cr_expect_eq(summary.groups[0].count, 2);
	cr_expect_str_eq(summary.groups[0].process, "kworker/*:*");
	cr_expect_eq(summary.groups[0].order, 3);
	cr_expect_str_eq(summary.groups[0].asked, "GFP_ATOMIC");
	cr_expect_eq(summary.groups[0].first_line, 1);
	cr_expect_eq(summary.groups[0].last_line, 2);
	cr_expect_eq(summary.events, 3);
	cr_expect_eq(summary.suppressed, 7);
	collect_free(log);
}

Test(summary, more_groups_than_there_is_room_for)
{
	static struct summary summary;
	struct collected *log = collect_text("x: page allocation failure: order:3, mode:0x20\n");
	struct diagnosis d;

	for (uint32_t i = 0; i < SUMMARY_GROUPS + 5; i++) {
		log->events[0].mode = i;
		diagnose(&d, &log->events[0]);
		summary_add(&summary, &d);
	}
	cr_expect_eq(summary.count, SUMMARY_GROUPS);
	cr_expect_eq(summary.left_out, 5);
	collect_free(log);
}
