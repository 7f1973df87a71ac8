/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "klog/collect.h"

#include <stdlib.h>
#include <string.h>

static void on_event(void *context, const struct klog_event *event)
{
	struct collected *c = context;

	if (c->count < sizeof(c->events) / sizeof(c->events[0]))
		c->events[c->count++] = *event;
}

static void on_boot(void *context, const struct boot_log *boot)
{
	struct collected *c = context;

	if (c->boot_count < sizeof(c->boots) / sizeof(c->boots[0]))
		c->boots[c->boot_count++] = *boot;
}

struct collected *collect(const char *log, size_t length, size_t piece)
{
	struct collected *c = calloc(1, sizeof(*c));
	const struct klog_sink sink = { on_event, on_boot, c };
	struct klog *klog = klog_new(&sink);

	for (size_t at = 0, part; at < length; at += part) {
		part = piece && piece < length - at ? piece : length - at;
		klog_feed(klog, log + at, part);
	}
	klog_finish(klog);
	klog_free(klog);
	return c;
}

struct collected *collect_text(const char *log)
{
	return collect(log, strlen(log), 0);
}

void collect_free(struct collected *collected)
{
	free(collected);
}

#define TAG "(0)[2164:radio@1.0-servi]"

const char ld20_log[] =
	"[ 1798.829657] ." TAG "radio@1.0-servi: page allocation failure: order:3, "
	"mode:0x484020(GFP_ATOMIC|__GFP_COMP), nodemask=(null)\n"
	"[ 1798.844969] -" TAG "CPU: 0 PID: 2164 Comm: radio@1.0-servi Tainted: P O 4.19.176 #2\n"
	"[ 1798.855542] -" TAG "Hardware name: a set-top box (DT)\n"
	"[ 1798.865052] -" TAG "Call trace:\n"
	"[ 1798.869772] -" TAG " dump_backtrace+0x0/0x1b0\n"
	"[ 1798.886889] -" TAG " warn_alloc+0xf0/0x158\n"
	"[ 1798.892560] -" TAG " __alloc_pages_nodemask+0xb5c/0xd68\n"
	"[ 1798.899368] -" TAG " kmalloc_order+0x38/0x78\n"
	"[ 1798.905216] -" TAG " kmalloc_order_trace+0x3c/0x110\n"
	"[ 1798.911770] -" TAG " radio_setup+0x328/0x610 [radio_usb]\n"
	"[ 1798.935035] -" TAG " usb_probe_interface+0x190/0x2e8\n"
	"[ 1799.005429] -" TAG " do_one_initcall+0x5c/0x260\n"
	"[ 1799.044090] -" TAG " el0_svc_compat_handler+0x2c/0x38\n"
	"[ 1799.062345] ." TAG "Mem-Info:\n"
	"[ 1799.068807] ." TAG "active_anon:23568 inactive_anon:23598 isolated_anon:0\n"
	"[ 1799.068807] active_file:17726 inactive_file:16226 isolated_file:0\n"
	"[ 1799.068807] unevictable:957 dirty:25 writeback:0 unstable:0\n"
	"[ 1799.068807] slab_reclaimable:10288 slab_unreclaimable:23111\n"
	"[ 1799.068807] mapped:27324 shmem:1783 pagetables:9768 bounce:0\n"
	"[ 1799.068807] free:90821 free_pcp:1085 free_cma:80512\n"
	"[ 1799.107204] ." TAG "Node 0 active_anon:94396kB inactive_anon:94392kB active_file:70904kB "
	"inactive_file:65028kB unevictable:3828kB isolated(anon):0kB isolated(file):0kB mapped:109296kB "
	"dirty:100kB "
	"writeback:0kB shmem:7132kB writeback_tmp:0kB unstable:0kB all_unreclaimable? no\n"
	"[ 1799.139110] DMA32 free:362116kB min:4556kB low:29180kB high:30484kB active_anon:94412kB "
	"inactive_anon:94396kB active_file:70828kB inactive_file:65156kB unevictable:3828kB writepending:100kB "
	"present:1382784kB managed:1306504kB mlocked:3828kB kernel_stack:28688kB pagetables:39072kB bounce:0kB "
	"free_pcp:4352kB local_pcp:980kB free_cma:321800kB\n"
	"[ 1799.172271] .(3)[2164:radio@1.0-servi]lowmem_reserve[]: 0 0 0\n"
	"[ 1799.181357] DMA32: 4060*4kB (UMECH) 942*8kB (UMECH) 223*16kB (UMCH) 47*32kB (UC) 176*64kB (UMECH) "
	"53*128kB (UMEC) 1*256kB (C) 5*512kB (C) 3*1024kB (C) 1*2048kB (C) 75*4096kB (C) = 362032kB\n"
	"[ 1799.213727] .(3)[2164:radio@1.0-servi]Node 0 hugepages_total=0 hugepages_free=0 hugepages_surp=0 "
	"hugepages_size=2048kB\n"
	"[ 1799.230588] .(3)[2164:radio@1.0-servi]36685 total pagecache pages\n"
	"[ 1799.254343] .(3)[2164:radio@1.0-servi]Free swap = 59508kB\n"
	"[ 1799.261722] .(3)[2164:radio@1.0-servi]Total swap = 495612kB\n"
	"[ 1799.273726] .(3)[2164:radio@1.0-servi]345696 pages RAM\n"
	"[ 1799.279474] .(3)[2164:radio@1.0-servi]0 pages HighMem/MovableOnly\n"
	"[ 1799.287385] .(3)[2164:radio@1.0-servi]19070 pages reserved\n"
	"[ 1799.294245] .(3)[2164:radio@1.0-servi]95232 pages cma reserved\n";
