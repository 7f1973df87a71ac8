/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "klog/collect.h"

#define HEADER(order)                                                                                        \
	"x: page allocation failure: order:" #order ", mode:0xcc0(GFP_KERNEL), nodemask=(null)\n"
#define CPU "CPU: 0 PID: 1 Comm: x Not tainted 5.10.1 #1\n"
#define ZONE(free)                                                                                           \
	"Normal free:" #free "kB min:100kB low:200kB high:300kB present:4096kB managed:4096kB free_cma:0kB\n"
#define LIST "Normal: 1*4kB (U) 0*8kB 1*16kB (UM) = 20kB\n"
#define TOTALS "1024 pages RAM\n0 pages HighMem/MovableOnly\n16 pages reserved\n"

Test(reader, a_whole_report)
{
	struct collected *c = collect_text(ld20_log);
	const struct klog_event *e = &c->events[0];

	cr_assert_eq(c->count, 1);
	cr_expect_eq(e->kind, KLOG_PAGE_ALLOC);
	cr_expect_eq(e->line, 1);
	cr_expect_float_eq(e->time, 1798.829657, 1e-6);
	cr_expect_str_eq(e->process, "radio@1.0-servi");
	cr_expect_str_eq(e->release, "4.19.176");
	cr_expect_str_eq(e->hardware, "a set-top box (DT)");
	cr_expect_str_eq(e->caller, "radio_setup");
	cr_expect_str_eq(e->module, "radio_usb");
	cr_expect_eq(e->context, KLOG_CONTEXT_PROCESS);
	cr_expect_eq(e->counters.free, 90821);
	cr_expect_eq(e->counters.free_cma, 80512);
	cr_expect_eq(e->counters.slab_unreclaimable, 23111);
	cr_assert_eq(e->zone_count, 1);
	cr_expect_eq(e->zones[0].free, 362116);
	cr_expect_eq(e->zones[0].reserve_count, 3);
	cr_expect_eq(e->zones[0].orders, 11);
	cr_expect_eq(e->zones[0].list_total, 362032);
	cr_expect_float_eq(e->zones[0].list_time - e->time, 0.3517, 1e-6);
	cr_expect_str_eq(e->letters, "UMECH");
	cr_expect_eq(e->totals.ram, 345696);
	cr_expect_eq(e->totals.cma, 95232);
	cr_expect_eq(e->totals.hugepage_kb, 2048);
	collect_free(c);
}

Test(reader, pieces_make_no_difference)
{
	struct collected *whole = collect_text(ld20_log);

	for (size_t piece = 1; piece < 40; piece += 6) {
		struct collected *c = collect(ld20_log, strlen(ld20_log), piece);

		cr_assert_eq(c->count, whole->count);
		cr_expect_eq(
			memcmp(&c->events[0].zones[0], &whole->events[0].zones[0], sizeof(c->events[0].zones[0])), 0);
		cr_expect_eq(c->events[0].line, whole->events[0].line);
		collect_free(c);
	}
	collect_free(whole);
}

Test(reader, line_numbers_count_the_dull_lines_too)
{
	char *log = calloc(1, 4000000);
	struct collected *c;

	for (size_t i = 0; i < 100000; i++)
		memcpy(log + i * 31, "[    1.000000] nothing at all.\n", 31);
	strcpy(log + 3100000, HEADER(2));
	c = collect_text(log);
	cr_assert_eq(c->count, 1);
	cr_expect_eq(c->events[0].line, 100001);
	collect_free(c);
	free(log);
}

Test(reader, reports_follow_each_other)
{
	struct collected *c = collect_text(HEADER(1) CPU ZONE(10) LIST TOTALS "other\n" HEADER(2) CPU HEADER(3)
										   CPU ZONE(30) LIST TOTALS);

	cr_assert_eq(c->count, 3);
	cr_expect_eq(c->events[0].order, 1);
	cr_expect_eq(c->events[0].zones[0].free, 10);
	cr_expect_eq(c->events[1].order, 2);
	cr_expect_eq(c->events[1].zone_count, 0); /* its dump was held back; the next one is not its */
	cr_expect_eq(c->events[2].order, 3);
	cr_expect_eq(c->events[2].zones[0].free, 30);
	collect_free(c);
}

Test(reader, a_dump_without_a_header)
{
	struct collected *c = collect_text("Mem-Info:\nactive_anon:1 inactive_anon:2 isolated_anon:0\n" ZONE(10)
										   LIST TOTALS "Mem-Info:\n" ZONE(20));

	cr_assert_eq(c->count, 2);
	cr_expect_eq(c->events[0].kind, KLOG_MEMINFO);
	cr_expect_not(klog_has(c->events[0].order));
	cr_expect_eq(c->events[0].zones[0].free, 10);
	cr_expect_eq(c->events[1].zones[0].free, 20);
	collect_free(c);
}

Test(reader, two_cpus_with_caller_ids)
{
	struct collected *c =
		collect_text("[    1.000000][    T1] a: page allocation failure: order:1, mode:0xcc0(GFP_KERNEL)\n"
					 "[    1.000100][    C2] b: page allocation failure: order:2, mode:0xa20(GFP_ATOMIC)\n"
					 "[    1.000200][    C2] CPU: 2 PID: 2 Comm: b Not tainted 5.10.1 #1\n"
					 "[    1.000300][    T1] CPU: 0 PID: 1 Comm: a Not tainted 5.10.1 #1\n"
					 "[    1.000400][    C2] Normal free:20kB min:2kB low:3kB high:4kB\n"
					 "[    1.000500][    T1] Normal free:10kB min:2kB low:3kB high:4kB\n"
					 "[    1.000600][    C2] Normal: 2*4kB (U) = 8kB\n"
					 "[    1.000700][    T1] Normal: 1*4kB (U) = 4kB\n"
					 "[    1.000800][    T1] 111 pages RAM\n"
					 "[    1.000900][    C2] 222 pages RAM\n");

	cr_assert_eq(c->count, 2);
	cr_expect_str_eq(c->events[0].process, "a");
	cr_expect_eq(c->events[0].zones[0].free, 10);
	cr_expect_eq(c->events[0].zones[0].list[0].count, 1);
	cr_expect_eq(c->events[0].totals.ram, 111);
	cr_expect_str_eq(c->events[1].process, "b");
	cr_expect_eq(c->events[1].zones[0].free, 20);
	cr_expect_eq(c->events[1].zones[0].list[0].count, 2);
	cr_expect_eq(c->events[1].totals.ram, 222);
	collect_free(c);
}

Test(reader, two_cpus_without_caller_ids)
{
	struct collected *c = collect_text("a: page allocation failure: order:0, mode:0x20\n"
									   "b: page allocation failure: order:0, mode:0x20\n"
									   "CPU: 2 PID: 2 Comm: b Not tainted 4.9.1 #1\n"
									   "CPU: 0 PID: 1 Comm: a Not tainted 4.9.1 #1\n"
									   "Mem-Info:\n"
									   "Mem-Info:\n"
									   "DMA free:10kB min:2kB low:3kB high:4kB\n"
									   "DMA free:20kB min:2kB low:3kB high:4kB\n"
									   "1 pages RAM\n2 pages RAM\n3 pages reserved\n4 pages reserved\n");

	cr_assert_eq(c->count, 2);
	cr_expect_eq(c->events[0].pid, 1);
	cr_expect_eq(c->events[1].pid, 2);
	cr_expect_eq(c->events[0].zones[0].free, 10);
	cr_expect_eq(c->events[1].zones[0].free, 20);
	collect_free(c);
}

Test(reader, headers_merged_in_one_line)
{
	struct collected *c =
		collect_text("[    1.000000] a: \n[    1.000000] b: \n"
					 "[    1.000000] page allocation failure: order:0page allocation failure: order:0, "
					 "mode:0x2080020(GFP_ATOMIC)\n, mode:0x2080020(GFP_ATOMIC)\n"
					 "[    1.000000] CPU: 8 PID: 0 Comm: a Not tainted 4.9.0 #1\n");

	cr_assert_eq(c->count, 2);
	cr_expect_eq(c->events[0].mode, 0x2080020);
	cr_expect_eq(c->events[1].mode, 0x2080020);
	cr_expect_str_eq(c->events[0].process, "a");
	cr_expect_str_eq(c->events[1].process, "b");
	collect_free(c);
}

Test(reader, lines_wrapped_by_a_mail)
{
	struct collected *c = collect_text("[ 4694.290791] containerd-shim: page allocation failure: order:4, \n"
									   "mode:0x40cc0(GFP_KERNEL|__GFP_COMP), nodemask=(null)\n"
									   "[ 4694.315266] CPU: 0 PID: 19817 Comm: containerd-shim Not tainted \n"
									   "5.8.0-00013-g192f #15\n"
									   "[ 4694.396828] Normal free:6484kB min:16384kB low:20480kB \n"
									   "high:24576kB present:131072kB managed:118804kB \n"
									   "mlocked:0kB free_cma:0kB\n"
									   "[ 4694.396900] lowmem_reserve[]: 0 0\n"
									   "[ 4694.397000] Normal: 1*4kB (U) 2*8kB (UM) 3*16kB \n"
									   "(E) 4*32kB (M) = 196kB\n");
	const struct klog_event *e = &c->events[0];

	cr_assert_eq(c->count, 1);
	cr_expect_eq(e->order, 4);
	cr_expect_eq(e->mode, 0x40cc0);
	cr_expect_str_eq(e->release, "5.8.0-00013-g192f");
	cr_assert_eq(e->zone_count, 1);
	cr_expect_eq(e->zones[0].high, 24576);
	cr_expect_eq(e->zones[0].managed, 118804);
	cr_expect_eq(e->zones[0].orders, 4);
	cr_expect_str_eq(e->zones[0].list[2].letters, "E");
	cr_expect_eq(e->zones[0].list_total, 196);
	collect_free(c);
}

Test(reader, words_broken_by_a_terminal_and_quoted)
{
	struct collected *c = collect_text(
		"> Mar 26 12:32:25 pi kernel: [126752.433957] Normal free:20212kB min:16384kB low:20480kB high:2457\n"
		"> 6kB active_anon:448352kB present:970752kB managed:949448kB mlocked:0kB free_cma:6788kB\n"
		"> Mar 26 12:32:25 pi kernel: [126752.433968] Normal: 379*4kB (UMEC) 354*8kB (UMEC) 169*16kB (UMEC)\n"
		">  34*32kB (UMEC) 18*64kB (UME\n");

	cr_assert_eq(c->count, 1);
	cr_expect_eq(c->events[0].zones[0].high, 24576);
	cr_expect_eq(c->events[0].zones[0].free_cma, 6788);
	cr_expect_eq(c->events[0].zones[0].orders, 5);
	cr_expect_not(klog_has(c->events[0].zones[0].list_total));
	collect_free(c);
}

Test(reader, newlines_that_rsyslog_escaped)
{
	struct collected *c = collect_text(
		"Feb  9 08:09:39 s kernel: active_anon:656114 inactive_anon:679646 isolated_anon:0#012 "
		"active_file:1022595 inactive_file:1262020 isolated_file:0#012 unevictable:0 dirty:140#012 free:5 "
		"free_pcp:1 free_cma:7\n");

	cr_assert_eq(c->count, 1);
	cr_expect_eq(c->events[0].counters.inactive_file, 1262020);
	cr_expect_eq(c->events[0].counters.free_cma, 7);
	collect_free(c);
}

Test(reader, continuation_lines_torn_apart_by_another_cpu)
{
	struct collected *c = collect_text("Mem-Info:\n"
									   "Node 0 \n"
									   "DMA free:15360kB min:204kB low:252kB high:300kB\n"
									   "lowmem_reserve[]: 0\n"
									   " __run_timers+0x621/0x830 kernel/time/timer.c:2038\n"
									   " 2573 2574\n"
									   " 2574\n"
									   "Node 0 DMA: \n"
									   "RBP: 0000000000000001 R08: ffffffff81404bf8\n"
									   "0*4kB \n"
									   "1*8kB \n"
									   " do_open fs/namei.c:3645 [inline]\n"
									   "(U) \n"
									   "2*16kB \n"
									   "(UM) = 40kB\n");
	const struct klog_zone *z = &c->events[0].zones[0];

	cr_assert_eq(c->count, 1);
	cr_assert_eq(c->events[0].zone_count, 1);
	cr_expect_eq(z->node, 0);
	cr_expect_eq(z->reserve_count, 4);
	cr_expect_eq(z->reserve[3], 2574);
	cr_expect_eq(z->orders, 3);
	cr_expect_str_eq(z->list[1].letters, "U");
	cr_expect_str_eq(z->list[2].letters, "UM");
	cr_expect_eq(z->list_total, 40);
	collect_free(c);
}

Test(reader, terminals_and_line_ends_of_all_kinds)
{
	struct collected *c =
		collect_text("\x1b[33m[    1.000000]\x1b[0m x: page allocation failure: order:1, mode:0x20\r\n"
					 "\r[    1.000100] Normal free:10kB min:2kB low:3kB high:4kB\r\n");

	cr_assert_eq(c->count, 1);
	cr_expect_eq(c->events[0].zones[0].high, 4);
	collect_free(c);
}

Test(reader, old_vmalloc_note_belongs_to_the_header_behind_it)
{
	struct collected *c = collect_text(
		"vmalloc: allocation failure: 0 bytes\nmodprobe: page allocation failure: order:0, mode:0xd0\n");

	cr_assert_eq(c->count, 1);
	cr_expect_eq(c->events[0].kind, KLOG_VMALLOC);
	cr_expect_eq(c->events[0].bytes, 0);
	cr_expect_eq(c->events[0].order, 0);
	collect_free(c);
	c = collect_text(
		"vmap allocation for size 430080 failed: use vmalloc=<size> to increase size\n1\n2\n3\n4\n5\n");
	cr_assert_eq(c->count, 1);
	cr_expect_eq(c->events[0].kind, KLOG_VMALLOC);
	cr_expect_eq(c->events[0].line, 1);
	cr_expect_eq(c->events[0].bytes, 430080);
	cr_expect_eq(c->events[0].vmalloc, KLOG_VMALLOC_SPACE);
	collect_free(c);
}

Test(reader, cma_failures_in_a_report_and_outside)
{
	struct collected *c = collect_text(
		HEADER(1) CPU "cma: cma_alloc: linux,cma: alloc failed, req-size: 16 pages, ret: -12 kernel: "
					  "cma: cma_alloc: linux,cma: alloc failed, req-size: 64 pages, ret: -12\n" ZONE(10));

	cr_assert_eq(c->count, 3);
	cr_expect_eq(c->events[0].zones[0].free, 10);
	cr_expect_eq(c->events[1].pages, 16);
	cr_expect_eq(c->events[2].pages, 64);
	cr_expect_str_eq(c->events[2].area, "linux,cma");
	collect_free(c);
}

Test(reader, busy_ranges_belong_to_the_failure_behind_them)
{
	struct collected *c = collect_text(
		"alloc_contig_range: [2f100, 2f20a) PFNs busy\nalloc_contig_range: [2f200, 2f30a) PFNs busy\n"
		"cma: cma_alloc: alloc failed, req-size: 266 pages, ret: -16\n"
		"cma: number of available pages: 4@572+7@585=> 11 free of 2048 total pages\n");

	cr_assert_eq(c->count, 1);
	cr_expect_eq(c->events[0].busy_ranges, 2);
	cr_expect_eq(c->events[0].cma_largest, 7);
	collect_free(c);
}

Test(reader, an_oom_report_with_its_tasks_and_its_victim)
{
	struct collected *c = collect_text(
		"[    1.000000] a invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0\n"
		"[    1.000100] " CPU "[    1.000200] " ZONE(
			10) "[    1.000300] Tasks state (memory values in pages):\n"
				"[    1.000300] [  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents "
				"oom_score_adj name\n"
				"[    1.000400] [    123]     0   123     2308      256    49152        0             0 b\n"
				"[    1.000500] "
				"oom-kill:constraint=CONSTRAINT_CPUSET,nodemask=(null),cpuset=x,mems_allowed=4,task=b,pid="
				"123,uid=0\n"
				"[    1.000600] Out of memory: Killed process 123 (b) total-vm:10kB, anon-rss:4kB, "
				"file-rss:2kB, shmem-rss:1kB\n");

	cr_assert_eq(c->count, 1);
	cr_expect_eq(c->events[0].kind, KLOG_OOM);
	cr_expect_eq(c->events[0].victim_pid, 123);
	cr_expect_str_eq(c->events[0].victim, "b");
	cr_expect_eq(c->events[0].victim_rss_kb, 7);
	cr_expect(c->events[0].constrained);
	cr_expect_str_eq(c->events[0].mems_allowed, "4");
	collect_free(c);
}

Test(reader, a_pause_parts_two_reports)
{
	struct collected *c = collect_text("[   10.000000] x: page allocation failure: order:1, mode:0x20\n"
									   "[   10.000100] CPU: 0 PID: 1 Comm: x Not tainted 4.14.1 #1\n"
									   "[   20.000000] Normal free:10kB min:2kB low:3kB high:4kB\n");

	cr_assert_eq(c->count, 2);
	cr_expect_eq(c->events[0].zone_count, 0);
	cr_expect_eq(c->events[1].kind, KLOG_MEMINFO);
	collect_free(c);
}

Test(reader, rate_limit_lost_messages_and_slab)
{
	struct collected *c = collect_text(
		"warn_alloc: 25 callbacks suppressed\n" HEADER(0) CPU "** 94 printk messages dropped ** x\n" ZONE(10)
			TOTALS "SLUB: Unable to allocate memory on node -1, gfp=0x900(GFP_NOWAIT|__GFP_ZERO)\n"
				   "  cache: page->ptl, object size: 72, buffer size: 72, default order: 0, min order: 0\n");

	cr_assert_eq(c->count, 1);
	cr_expect_eq(c->events[0].suppressed, 25);
	cr_expect(c->events[0].dropped);
	cr_expect_str_eq(c->events[0].slab_cache, "page->ptl");
	cr_expect_eq(c->events[0].slab_object, 72);
	collect_free(c);
}

Test(reader, the_boots_release_is_taken_where_the_report_has_none)
{
	struct collected *c = collect_text("[    0.000000] Linux version 6.1.50 (x@y) (gcc) #1\n"
									   "[    0.000000] Memory: 100K/200K available (1K kernel code)\n"
									   "[    1.000000] Freeing unused kernel memory: 40K\n" HEADER(3));

	cr_assert_eq(c->count, 1);
	cr_expect_str_eq(c->events[0].release, "6.1.50");
	cr_assert_eq(c->boot_count, 1);
	cr_expect_eq(c->boots[0].memory.total, 200 << 10);
	collect_free(c);
}

Test(reader, a_cma_line_cut_at_its_number_ends)
{
	struct collected *c = collect_text("cma: cma_alloc: alloc failed, req-size:x alloc failed, req-size\n");

	cr_assert_eq(c->count, 2);
	cr_expect_not(klog_has(c->events[0].pages));
	collect_free(c);
}

Test(reader, utf_16_as_some_shells_write_it)
{
	const char *log = "x: page allocation failure: order:1, mode:0x20\r\nNormal free:10kB min:2kB\r\n";
	size_t length = strlen(log);
	char *wide = calloc(1, 2 + 2 * length);
	struct collected *c;

	memcpy(wide, "\xff\xfe", 2);
	for (size_t i = 0; i < length; i++)
		wide[2 + 2 * i] = log[i];
	c = collect(wide, 2 + 2 * length, 7);
	cr_assert_eq(c->count, 1);
	cr_expect_eq(c->events[0].order, 1);
	cr_expect_eq(c->events[0].zones[0].min, 2);
	collect_free(c);
	free(wide);
}

Test(reader, what_is_nothing_tells_nothing)
{
	static const char *const logs[] = {
		"",      "\n",     "\n\n\n",  "Mem",          "no newline at the end",           " free:",
		"free:", "Normal", "Node 0 ", "*64kB *64kB ", "kernel: hello\nMemory is fine\n",
	};

	for (size_t i = 0; i < sizeof(logs) / sizeof(logs[0]); i++) {
		struct collected *c = collect_text(logs[i]);

		cr_expect_eq(c->count, 0, "'%s'", logs[i]);
		collect_free(c);
	}
}

Test(reader, a_line_longer_than_the_buffer)
{
	size_t size = 3u << 20;
	char *log = malloc(size + 200);
	struct collected *c;

	memset(log, 'x', size);
	memcpy(log, "a: page allocation failure: order:2, mode:0x20 ", 47);
	strcpy(log + size, "\nb: page allocation failure: order:3, mode:0x20\n");
	c = collect_text(log);
	cr_assert_eq(c->count, 2);
	cr_expect_eq(c->events[0].order, 2);
	cr_expect_eq(c->events[1].order, 3);
	collect_free(c);
	free(log);
}

Test(reader, more_reports_at_once_than_there_is_room_for)
{
	char *log = calloc(1, 200 * 128);
	struct collected *c;

	for (int i = 0; i < 200; i++)
		snprintf(log + strlen(log), 128,
				 "[    1.000000][ T%d] x: page allocation failure: order:1, mode:0x20\n", i + 1);
	c = collect_text(log);
	cr_expect_eq(c->count, 24);
	collect_free(c);
	free(log);
}

Test(reader, more_zones_than_there_is_room_for)
{
	char *log = calloc(1, 200 * 128);
	struct collected *c;

	for (int i = 0; i < 100; i++)
		snprintf(log + strlen(log), 128, "Node %d Normal free:10kB min:2kB low:3kB high:4kB\n", i);
	c = collect_text(log);
	cr_assert_eq(c->count, 1);
	cr_expect_eq(c->events[0].zone_count, KLOG_ZONES);
	cr_expect(c->events[0].zones_left_out);
	collect_free(c);
	free(log);
}

static void count_event(void *context, const struct klog_event *event)
{
	*(uint64_t *)context += event->line;
}

Test(reader, a_reader_can_be_used_again)
{
	uint64_t lines = 0;
	const struct klog_sink sink = { count_event, NULL, &lines };
	struct klog *klog = klog_new(&sink);

	for (int i = 0; i < 3; i++) {
		klog_feed(klog, "\n" HEADER(1), strlen("\n" HEADER(1)));
		klog_finish(klog);
	}
	cr_expect_eq(lines, 6);
	klog_free(klog);
}
