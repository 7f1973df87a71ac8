/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#include "explain/boot_findings.h"
#include "explain/explanation.h"
#include "explain/summary.h"
#include "kernel/version.h"
#include "klog/collect.h"
#include "klog/trace_names.h"
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

/* --- who asked, for what, and what that one can change --- */

/* A report of 5.10 (or `release`) with such a trace, outermost frame last. */
static const char *traced(const char *release, const char *request, const char *const *frames)
{
	static char text[4096];
	size_t n =
		(size_t)snprintf(text, sizeof(text),
						 "[   10.000000] x: page allocation failure: %s, nodemask=(null)\n"
						 "[   10.000100] CPU: 0 PID: 1 Comm: x Not tainted %s #1\n"
						 "[   10.000110] Call trace:\n[   10.000120]  dump_stack+0x90/0xb0\n"
						 "[   10.000130]  warn_alloc+0xa8/0x150\n[   10.000140]  __alloc_pages+0x4/0x8\n",
						 request, release);

	for (; *frames; frames++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "[   10.000200]  %s+0x10/0x20\n", *frames);
	return text;
}

#define TRACED(release, request, ...) traced(release, request, (const char *const[]){ __VA_ARGS__, NULL })
#define KERNEL_2 "order:2, mode:0xcc0(GFP_KERNEL)"
#define KERNEL_4 "order:4, mode:0xcc0(GFP_KERNEL)"
#define NOFS_4 "order:4, mode:0xc40(GFP_NOFS)"

Test(cures, fit_what_was_asked_for)
{
	static const struct {
		const char *log[8], *says, *never;
	} cases[] = {
		/* a fork fails at the page directory, or at a slab: not at the stack */
		{ { "5.10.1", KERNEL_2, "pgd_alloc", "mm_init", "dup_mm", "copy_process" },
		  "page directory",
		  "VMAP_STACK" },
		{ { "5.10.1", KERNEL_2, "new_slab", "kmem_cache_alloc_node", "dup_task_struct", "copy_process" },
		  "Slab",
		  "VMAP_STACK" },
		{ { "5.10.1", KERNEL_2, "alloc_thread_stack_node", "copy_process" }, "VMAP_STACK", "kvmalloc" },
		{ { "5.10.1", KERNEL_2, "copy_process", "kernel_clone" }, "VMAP_STACK", "kvmalloc" },
		/* a trace of which all is marked */
		{ { "4.7.1", "order:2, mode:0x27000c0(GFP_KERNEL_ACCOUNT|__GFP_NOTRACK)", "copy_process" },
		  "VMAP_STACK",
		  "vmalloc()" },
		/* SLUB fails at the smallest order that holds an object; only CONFIG_SLAB has slab_max_order */
		{ { "5.10.1", KERNEL_2, "allocate_slab", "___slab_alloc", "__kmalloc", "a_probe" },
		  "slub_max_order does not help",
		  "max_order=0" },
		{ { "5.10.1", KERNEL_2, "cache_grow_begin", "cache_alloc_refill", "__kmalloc", "a_probe" },
		  "slab_max_order=0",
		  "slub_max_order" },
		/* what falls back already, and pages of programs */
		{ { "6.1.1", NOFS_4, "__kmalloc_large_node", "kvmalloc_node", "a_mount" }, NULL, "kvmalloc()" },
		{ { "6.1.1", NOFS_4, "__kmalloc_large_node", "__kmalloc", "a_mount" },
		  "kvmalloc()",
		  "memalloc_nofs_save" },
		{ { "5.10.1", NOFS_4, "kmalloc_order", "kvmalloc_node", "a_mount" },
		  "memalloc_nofs_save",
		  "kvcalloc" },
		{ { "5.10.1", "order:9, mode:0x100cca(GFP_HIGHUSER_MOVABLE)", "do_huge_pmd_anonymous_page",
			"handle_mm_fault" },
		  NULL,
		  "kvmalloc" },
		{ { "5.15.1", KERNEL_4, "vmemmap_alloc_block", "__populate_section_memmap", "sparse_add_section" },
		  "memmap_on_memory",
		  "RETRY_MAYFAIL" },
		/* the DMA code of mips sets the flag by itself: no driver can take it out */
		{ { "4.9.1", "order:4, mode:0x24010c0(GFP_KERNEL|__GFP_NORETRY)", "mips_dma_alloc_coherent",
			"a_probe" },
		  "when probed",
		  "__GFP_NORETRY in the mask" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *const *log = cases[i].log;
		struct told t;

		tell(&t, traced(log[0], log[1], log + 2));
		if (cases[i].says)
			cr_expect(says(&t.x.advice, cases[i].says), "case %zu does not say %s", i, cases[i].says);
		cr_expect(!says(&t.x.advice, cases[i].never), "case %zu says %s", i, cases[i].never);
		done(&t);
	}
}

Test(cures, of_a_trace_without_a_certain_frame)
{
	struct told t;

	tell(
		&t,
		"x invoked oom-killer: gfp_mask=0x27000c0(GFP_KERNEL_ACCOUNT|__GFP_NOTRACK), order=2, oom_score_adj=0\n"
		"CPU: 3 PID: 2 Comm: x Not tainted 4.7.0 #37\n"
		" [<ffffffff813c2d58>] ? dump_stack+0x46/0x6e\n"
		" [<ffffffff81141b4c>] ? __alloc_pages_nodemask+0x10c/0x120\n"
		" [<ffffffff810939aa>] ? copy_process.part.72+0xea/0x17a0\n"
		"Mem-Info:\n"
		"Normal free:6132kB min:6400kB low:10972kB high:15544kB present:200000kB managed:190000kB free_cma:0kB\n"
		"lowmem_reserve[]: 0 0\n"
		"Normal: 650*4kB (UM) 4*8kB (U) 0*16kB 0*32kB 0*64kB 0*128kB 0*256kB 0*512kB 0*1024kB 0*2048kB 0*4096kB = 2632kB\n");
	cr_expect(says(&t.x.evidence, "copy_process() (the trace marks"));
	cr_expect(says(&t.x.advice, "VMAP_STACK"));
	cr_expect(!says(&t.x.advice, "vmalloc()"));
	done(&t);
}

/* What stands below the caller tells nothing of what was asked for. */
Test(cures, hang_on_no_frame_below_the_caller)
{
	const unsigned int where =
		KLOG_PATH_RECLAIM | KLOG_PATH_MEMCG | KLOG_PATH_PAGEFAULT | KLOG_PATH_COMPACTION;

	for (size_t i = 0; i < trace_name_count; i++) {
		struct told t;

		tell(&t, TRACED("5.10.1", KERNEL_4, "a_probe", trace_names[i].prefix));
		cr_expect_str_eq(t.d.event->caller, "a_probe");
		cr_expect_eq(t.d.event->path & ~where, 0, "%s", trace_names[i].prefix);
		done(&t);
	}
}

/* The frames between the report and the way into the kernel are lost: nobody is named for them. */
Test(explanation, the_way_into_the_kernel_did_not_ask)
{
	struct told t;

	tell(&t, "[    1.000000] x: page allocation failure: order:1, mode:0x200020\n"
			 "[    1.000010] CPU: 0 PID: 612 Comm: x Tainted: P           O 3.12.10 #2\n"
			 "[    1.000020] [<c0011130>] (show_stack+0x10/0x14) from [<c0087548>] (dump_stack+0xe0/0x118)\n"
			 "[    1.000030] [<c000e298>] (ret_from_fork+0x14/0x3c)\n");
	cr_expect_str_eq(t.d.event->caller, "");
	cr_expect_eq(t.d.event->context, KLOG_CONTEXT_PROCESS);
	done(&t);
}

Test(explanation, a_stuck_task_asked_for_nothing)
{
	struct told t;

	tell(&t,
		 "[ 1000.000000] INFO: task kcompactd0:33 blocked for more than 120 seconds.\n"
		 "[ 1000.000010]       Not tainted 5.10.0-21-amd64 #1 Debian 5.10.162-1\n"
		 "[ 1000.000030] task:kcompactd0      state:D stack:    0 pid:   33 ppid:     2 flags:0x00004000\n"
		 "[ 1000.000040] Call Trace:\n[ 1000.000050]  __schedule+0x282/0x870\n"
		 "[ 1000.000060]  compact_zone+0x6b5/0xc30\n[ 1000.000070]  kcompactd+0x7f/0x1d0\n");
	cr_expect(strstr(t.x.verdict, "more than 120 seconds"), "%s", t.x.verdict);
	cr_expect_str_eq(t.d.event->release, "5.10.0-21-amd64");
	cr_expect_eq(t.x.evidence.count, 0);
	done(&t);
}

Test(explanation, objects_of_a_slab_are_no_free_pages)
{
	struct told t;

	tell(&t, "x: page allocation failure: order:3, mode:0xcc0(GFP_KERNEL)\n"
			 "CPU: 1 PID: 33 Comm: x Not tainted 5.10.1 #2\n"
			 "SLUB: Unable to allocate memory on node -1, gfp=0xcc0(GFP_KERNEL)\n"
			 "  cache: kmalloc-32k, object size: 32768, buffer size: 32768, default order: 3, min order: 3\n"
			 "  node 0: slabs: 1, objs: 1, free: 0\n");
	cr_expect(!klog_has(t.x.account.free));
	cr_expect(says(&t.x.evidence, "cache kmalloc-32k (objects of 32768 bytes)"));
	done(&t);
}

Test(explanation, a_whole_dump_without_zones_names_the_zone_asked_for)
{
	struct told t;

	tell(
		&t,
		"[    1.000000] x: page allocation failure: order:2, mode:0xcc4(GFP_KERNEL|GFP_DMA32), nodemask=(null),cpuset=/,mems_allowed=0\n"
		"[    1.000010] CPU: 5 UID: 0 PID: 503 Comm: x Not tainted 6.12.1 #1\n"
		"[    1.000020] Mem-Info:\n"
		"[    1.000030] active_anon:5773 inactive_anon:0 isolated_anon:0\n                free:4028911 free_pcp:0 free_cma:0\n"
		"[    1.000040] Node 0 hugepages_total=0 hugepages_free=0 hugepages_surp=0 hugepages_size=2048kB\n"
		"[    1.000050] 30300 total pagecache pages\n[    1.000060] 4186368 pages RAM\n"
		"[    1.000070] 0 pages HighMem/MovableOnly\n[    1.000080] 86381 pages reserved\n");
	cr_expect_eq(t.d.cause, CAUSE_NO_ZONE);
	cr_expect(strstr(t.x.verdict, "zone DMA32 or below"), "%s", t.x.verdict);
	cr_expect(strstr(t.x.verdict, "never succeed"), "%s", t.x.verdict);
	done(&t);
}

Test(explanation, the_cgroup_and_its_limit)
{
	static const char *const tails[] = {
		"memory: usage 102400kB, limit 102400kB, failcnt 118\nMemory cgroup stats for /a/b:\nMemory cgroup out of memory: Killed process 9 (x)\n",
		"Task in /a/b/c killed as a result of limit of /a/b\nmemory: usage 102400kB, limit 102400kB, failcnt 77\nMemory cgroup out of memory: Kill process 9 (x) score 8\n",
		"memory: usage 102400kB, limit 102400kB, failcnt 0\noom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/a/b,task_memcg=/a/b/c,task=x,pid=9,uid=0\n",
	};

	for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
		char text[1024];
		struct told t;

		snprintf(text, sizeof(text),
				 "x invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0\n%s", tails[i]);
		tell(&t, text);
		cr_expect(strstr(t.x.verdict, "cgroup /a/b reached its own limit of 102400 kB"), "%s", t.x.verdict);
		done(&t);
	}
}

/* 2.6.27: programs and files in one counter, one of all slabs; a 32-bit machine whose drivers hold lowmem. */
Test(explanation, lowmem_that_drivers_hold)
{
	struct told t;

	tell(
		&t,
		"[   10.000000] Mem-info:\n"
		"[   10.000010] Active:375022 inactive:201127 dirty:26 writeback:55 unstable:0\n"
		"[   10.000020]  free:30100 slab:11726 mapped:326538 pagetables:1265 bounce:0\n"
		"[   10.000030] DMA free:3536kB min:68kB low:84kB high:100kB active:0kB inactive:0kB present:16256kB pages_scanned:0 all_unreclaimable? yes\n"
		"[   10.000040] lowmem_reserve[]: 0 873 4048 4048\n"
		"[   10.000050] Normal free:3732kB min:3744kB low:4680kB high:5616kB active:0kB inactive:152kB present:894080kB pages_scanned:287 all_unreclaimable? yes\n"
		"[   10.000060] lowmem_reserve[]: 0 0 25400 25400\n"
		"[   10.000070] HighMem free:113132kB min:512kB low:3916kB high:7324kB active:1500112kB inactive:804356kB present:3251200kB pages_scanned:0 all_unreclaimable? no\n"
		"[   10.000080] lowmem_reserve[]: 0 0 0 0\n"
		"[   10.000090] 1048576 pages of RAM\n[   10.000100] 819200 pages of HIGHMEM\n[   10.000110] 409238 reserved pages\n");
	cr_expect_eq(t.x.account.lru, 576149);
	cr_expect_eq(t.x.account.slab, 11726);
	cr_expect(says(&t.x.evidence, "the other 835.9 MiB were taken by drivers"));
	cr_expect(says(&t.x.evidence, "110.5 MiB free in HighMem are for programs"));
	done(&t);
}

/* Where every frame is marked, what stands between two frames of the allocator was left on the stack. */
Test(explanation, who_asked_behind_frames_left_on_the_stack)
{
	struct told t;

	tell(&t, "[ 2448.162738] x: page allocation failure: order:0, mode:0x20\n"
			 "[ 2448.162751] Pid: 32223, comm: x Tainted: P           O 3.3.0-gentoo-r1 #1\n"
			 "[ 2448.162762]  <IRQ>  [<ffffffff81080e63>] ? warn_alloc_failed+0x10a/0x11d\n"
			 "[ 2448.162785]  [<ffffffff810837c5>] ? __alloc_pages_nodemask+0x611/0x66a\n"
			 "[ 2448.162796]  [<ffffffff81042774>] ? try_to_wake_up+0x1fd/0x20f\n"
			 "[ 2448.162807]  [<ffffffff810a4b09>] ? cache_alloc_refill+0x252/0x487\n"
			 "[ 2448.162814]  [<ffffffff81042786>] ? try_to_wake_up+0x20f/0x20f\n"
			 "[ 2448.162823]  [<ffffffff810a4dc1>] ? __kmalloc+0x83/0xb0\n"
			 "[ 2448.162832]  [<ffffffff813be2bb>] ? __alloc_skb+0x5b/0x11b\n"
			 "[ 2448.162841]  [<ffffffff8140539b>] ? tcp_send_ack+0x28/0xd5\n"
			 "[ 2448.162850]  [<ffffffff81401f5a>] ? tcp_rcv_established+0x52d/0x6d2\n");
	cr_expect_str_eq(t.d.event->caller, "tcp_send_ack");
	cr_expect(t.d.event->path & KLOG_PATH_NET);
	done(&t);
}

/* Compaction came with 2.6.35: an OOM header with "oomkilladj" is of no later kernel. */
Test(explanation, an_old_kernel_is_not_told_to_compact)
{
	struct told t;

	tell(
		&t,
		"x invoked oom-killer: gfp_mask=0x44d0, order=2, oomkilladj=0\n"
		"[<c006b9ec>] (oom_kill_process+0x0/0x1cc) from [<c006bf44>] (__out_of_memory+0x1b8/0x200)\n"
		"[<c006bd8c>] (__out_of_memory+0x0/0x200) from [<c006ea34>] (__alloc_pages_internal+0x2e8/0x3d4)\n"
		"[<c006e74c>] (__alloc_pages_internal+0x0/0x3d4) from [<c006eb40>] (a_probe+0x20/0x54)\n"
		"Mem-info:\n"
		"Normal free:20396kB min:2032kB low:2540kB high:3048kB active_anon:80000kB inactive_anon:92000kB active_file:80kB inactive_file:120kB unevictable:0kB present:260096kB pages_scanned:0 all_unreclaimable? no\n"
		"lowmem_reserve[]: 0 0\n"
		"Normal: 4739*4kB 180*8kB 0*16kB 0*32kB 0*64kB 0*128kB 0*256kB 0*512kB 0*1024kB 0*2048kB 0*4096kB = 20396kB\n");
	cr_expect_str_eq(t.d.event->caller, "a_probe");
	cr_expect_eq(t.d.cause, CAUSE_FRAGMENTATION);
	cr_expect_leq(t.d.version, KERNEL_VERSION(2, 6, 35));
	cr_expect(!says(&t.x.advice, "compact_memory"));
	done(&t);
}

Test(explanation, ram_that_was_left_out_has_its_size)
{
	static const struct {
		const char *line;
		uint64_t mib;
	} cases[] = {
		{ "Ignoring RAM at 0xb0000000-0xc0000000", 256 },
		{ "Ignoring RAM at c0000000-dfffffff (vmalloc region overlap).", 512 },
		{ "Ignoring RAM at 80000000-8fffffff (!CONFIG_HIGHMEM).", 256 },
		{ "Truncating RAM at 80000000-bfffffff to -afffffff (vmalloc region overlap).", 256 },
		{ "Truncating RAM at 0x00000000-0x3b000000 to -0x30000000", 176 },
		{ "OF: fdt: Ignoring memory block 0x40000000 - 0x40200000", 2 },
		{ "OF: fdt: Ignoring memory range 0x80000000 - 0x80200000", 2 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct boot_explanation x;
		struct collected *log;
		char text[256];

		snprintf(text, sizeof(text), "[    0.000000] Linux version 4.1.1\n[    0.000000] %s\n",
				 cases[i].line);
		log = collect_text(text);
		cr_assert_eq(log->boot_count, 1);
		explain_boot(&x, &log->boots[0]);
		cr_assert_eq(x.count, 1, "%s", cases[i].line);
		cr_expect_str_eq(x.findings[0].id, "memory-out-of-reach");
		cr_expect_eq(x.findings[0].bytes, cases[i].mib << 20, "%s", cases[i].line);
		collect_free(log);
	}
}

/* cma= takes the place of the node: its handler refuses it, and nothing is wrong with it. */
Test(explanation, a_pool_that_the_command_line_replaces)
{
	struct collected *log = collect_text(
		"[    0.000000] Linux version 5.15.0\n"
		"[    0.000000] Reserved memory: bypass linux,cma node, using cmdline CMA params instead\n"
		"[    0.000000] OF: reserved mem: node linux,cma compatible matching fail\n"
		"[    0.000000] OF: reserved mem: node other compatible matching fail\n");
	struct boot_explanation x;

	cr_assert_eq(log->boot_count, 1);
	explain_boot(&x, &log->boots[0]);
	cr_assert_eq(x.count, 2);
	cr_expect_str_eq(x.findings[0].id, "cma-from-command-line");
	cr_expect_str_eq(x.findings[1].id, "region-no-handler");
	collect_free(log);
}

/* Pieces of lines, each on a line of its own (netconsole): all of them are read, and no zone is told what it
 * is not. */
Test(explanation, a_stack_that_a_cgroup_refused_in_pieces)
{
	static const char *const columns[] = { "0\n 3030\n 15777\n", "0\n 0\n 12746\n", "" };

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		struct told t;
		char text[2048];

		snprintf(
			text, sizeof(text),
			"x: vmalloc: allocation failure, allocated 8192 of 20480 bytes, mode:0x7080c0(GFP_KERNEL_ACCOUNT|__GFP_ZERO), nodemask=(null)\n"
			"CPU: 4 PID: 16742 Comm: x Not tainted 4.19.69 #43\n"
			" dump_stack+0x46/0x60\n warn_alloc.cold.133+0x68/0xe8\n __vmalloc_node_range+0x148/0x220\n copy_process+0xaab/0x27b0\n"
			"Mem-Info:\n"
			"DMA free:15900kB min:64kB low:80kB high:96kB present:15984kB managed:15900kB free_cma:0kB\n"
			"lowmem_reserve[]:\n %s"
			"Normal free:112996kB min:54544kB low:68180kB high:81816kB present:13367296kB managed:13056872kB free_cma:0kB\n"
			"lowmem_reserve[]:\n 0\n 0\n 0\n"
			"DMA:\n 1*4kB\n (U)\n 1987*8kB\n (U)\n 0*16kB\n 0*32kB\n 0*64kB\n 0*128kB\n 0*256kB\n 0*512kB\n 0*1024kB\n 0*2048kB\n 0*4096kB\n = 15900kB\n"
			"Normal:\n 1*4kB\n (U)\n 14124*8kB\n (U)\n 0*16kB\n 0*32kB\n 0*64kB\n 0*128kB\n 0*256kB\n 0*512kB\n 0*1024kB\n 0*2048kB\n 0*4096kB\n = 112996kB\n",
			columns[i]);
		tell(&t, text);
		cr_expect_eq(t.d.cause, CAUSE_MEMCG);
		cr_expect(says(&t.x.evidence, "the stack of a new thread"));
		cr_expect_eq(t.d.event->zones[0].reserve_count, *columns[i] ? 3 : 0);
		cr_expect_eq(t.d.event->zones[1].reserve_count, 3);
		cr_expect_neq(t.d.zones[0].refusal, REFUSAL_CMA, "no page of it is CMA");
		done(&t);
	}
}

/* What stands behind a log's lines is no part of them: JSON of a list, and with a line for each member. */
Test(explanation, json_that_does_not_begin_a_line)
{
	static const char *const ends[][2] = { { "- {\"lvl\": \"target\", \"msg\": \"", "\"}\n" },
										   { "  \"MESSAGE\" : \"", "\"\n },\n {\n" } };
	static const char *const lines[] = {
		"[    1.000000] x: page allocation failure: order:2, mode:0xcc0(GFP_KERNEL), nodemask=(null)",
		"[    1.000010] CPU: 2 PID: 900 Comm: x Not tainted 5.10.1 #1",
		"[    1.000020] Hardware name: A Board (DT)",
		"[    1.000030] Normal free:10400kB min:2000kB low:2500kB high:3000kB present:262144kB managed:250000kB free_cma:0kB",
		"[    1.000040] lowmem_reserve[]: 0 0 0",
		"[    1.000050] Normal: 2600*4kB (UEM) 0*8kB 0*16kB 0*32kB 0*64kB 0*128kB 0*256kB 0*512kB 0*1024kB 0*2048kB 0*4096kB = 10400kB",
		"[    1.000060] 65536 pages RAM",
		"[    1.000070] 3036 pages reserved",
	};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		struct told t;
		char text[4096];
		size_t n = 0;

		for (size_t k = 0; k < sizeof(lines) / sizeof(lines[0]); k++)
			n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%s%s", ends[i][0], lines[k], ends[i][1]);
		tell(&t, text);
		cr_expect_str_eq(t.d.event->hardware, "A Board (DT)");
		cr_expect_eq(t.d.event->zones[0].reserve_count, 3);
		cr_expect_eq(t.d.confidence, CONFIDENCE_CERTAIN);
		done(&t);
	}
}

/* A narrow mask is not the only reason to bounce. */
Test(explanation, a_full_bounce_buffer_blames_no_mask_for_certain)
{
	struct told t;

	tell(
		&t,
		"[   12.345678] mmc1: swiotlb buffer is full (sz: 131072 bytes), total 32768 (slots), used 32740 (slots)\n");
	cr_expect_eq(t.d.cause, CAUSE_SWIOTLB_FULL);
	cr_expect(strstr(t.x.verdict, "or where bouncing is forced"), "%s", t.x.verdict);
	cr_expect(strstr(t.x.verdict, "Of 32768 slots (65536 KiB) 32740 were in use"), "%s", t.x.verdict);
	cr_expect_eq(t.x.evidence.count, 0, "no version matters");
	done(&t);
}

/* The zone's line is cut before its own; the machine's counter is the only zone's. */
Test(explanation, free_cma_of_the_only_zone)
{
	static const struct {
		const char *counters;
		int64_t low, high;
	} cases[] = {
		{ "free:3286 slab_reclaimable:1090\n free_cma:1982\n", 1304, 1304 },
		{ "free:3290 slab_reclaimable:1090\n free_cma:1982\n", 1300, 1308 },
		/* there is memory in a zone that the log has lost */
		{ "free:9286 slab_reclaimable:1090\n free_cma:1982\n", 2, 2583 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct told t;
		char text[1024];

		snprintf(
			text, sizeof(text),
			"x: page allocation failure: order:0, mode:0x200020\nCPU: 0 PID: 612 Comm: x Not tainted 3.12.10 #2\nMem-info:\n"
			"active_anon:4889 inactive_anon:13 isolated_anon:0\n %s"
			"Normal free:13144kB min:2004kB low:2504kB high:3004kB active_anon:19556kB\nlowmem_reserve[]: 0 0 0\n"
			"Normal: 2584*4kB (UMC) 217*8kB (C) 57*16kB (C) 5*32kB (C) 0*64kB 0*128kB 0*256kB 0*512kB 0*1024kB 0*2048kB 0*4096kB 0*8192kB = 13144kB\n",
			cases[i].counters);
		tell(&t, text);
		cr_expect_eq(t.d.zones[0].usable_low, cases[i].low, "%lld", (long long)t.d.zones[0].usable_low);
		cr_expect_eq(t.d.zones[0].usable_high, cases[i].high, "%lld", (long long)t.d.zones[0].usable_high);
		done(&t);
	}
}

/* More pages may lie in the HighAtomic reserve than are free: fewer than none are never left. */
Test(explanation, nothing_left_is_none_not_less)
{
	struct told t;

	tell(
		&t,
		"x: page allocation failure: order:2, mode:0x27000c0(GFP_KERNEL_ACCOUNT|__GFP_NOTRACK)\n"
		"CPU: 3 PID: 2 Comm: x Not tainted 4.7.0 #37\nMem-Info:\n"
		"Normal free:6132kB min:6400kB low:10972kB high:15544kB present:4200000kB managed:4190000kB free_cma:0kB\nlowmem_reserve[]: 0 0\n"
		"Normal: 650*4kB (UMH) 883*4kB (H) 0*16kB 0*32kB 0*64kB 0*128kB 0*256kB 0*512kB 0*1024kB 0*2048kB 0*4096kB = 6132kB\n");
	cr_expect_geq(t.d.zones[0].usable_low, 0);
	cr_expect_null(strstr(t.x.verdict, "-"), "%s", t.x.verdict);
	for (size_t i = 0; i < t.x.evidence.count; i++) {
		const char *minus = strstr(t.x.evidence.text[i], " -");

		cr_expect(!minus || minus[2] < '0' || minus[2] > '9', "%s", t.x.evidence.text[i]);
	}
	done(&t);
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
