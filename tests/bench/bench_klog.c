/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads a log of 1 GiB, as a driver that logs a lot fills it, with a memory
 * dump now and then, and the same from dumps alone. The log goes through a pipe.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "explain/diagnosis.h"
#include "klog/klog.h"

#define TOTAL ((size_t)1 << 30)
#define BLOCK ((size_t)4 << 20)

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static size_t put_dump(char *at, size_t left, unsigned int n)
{
	int used = snprintf(
		at, left,
		"[%5u.000100] task%u: page allocation failure: order:3, mode:0x484020(GFP_ATOMIC|__GFP_COMP), "
		"nodemask=(null)\n"
		"[%5u.000200] CPU: 0 PID: %u Comm: task%u Not tainted 4.19.176 #2\n"
		"[%5u.000300] Call trace:\n"
		"[%5u.000400]  warn_alloc+0xf0/0x158\n"
		"[%5u.000500]  __alloc_pages_nodemask+0xb5c/0xd68\n"
		"[%5u.000600]  kmalloc_order+0x38/0x78\n"
		"[%5u.000700]  radio_setup+0x328/0x610 [radio_usb]\n"
		"[%5u.000800]  el0_svc_compat+0x8/0x34\n"
		"[%5u.000900] Mem-Info:\n"
		"[%5u.001000] active_anon:23568 inactive_anon:23598 isolated_anon:0\n"
		"[%5u.001000]  slab_reclaimable:10288 slab_unreclaimable:23111\n"
		"[%5u.001000]  free:90821 free_pcp:1085 free_cma:80512\n"
		"[%5u.001100] DMA32 free:362116kB min:4556kB low:29180kB high:30484kB active_anon:94412kB "
		"inactive_anon:94396kB "
		"active_file:70828kB inactive_file:65156kB unevictable:3828kB writepending:100kB present:1382784kB "
		"managed:1306504kB mlocked:3828kB kernel_stack:28688kB pagetables:39072kB bounce:0kB free_pcp:4352kB "
		"local_pcp:980kB free_cma:321800kB\n"
		"[%5u.001200] lowmem_reserve[]: 0 0 0\n"
		"[%5u.001300] DMA32: 4060*4kB (UMECH) 942*8kB (UMECH) 223*16kB (UMCH) 47*32kB (UC) 176*64kB (UMECH) "
		"53*128kB "
		"(UMEC) 1*256kB (C) 5*512kB (C) 3*1024kB (C) 1*2048kB (C) 75*4096kB (C) = 362032kB\n"
		"[%5u.001400] 345696 pages RAM\n[%5u.001500] 19070 pages reserved\n",
		n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n);

	return used > 0 && (size_t)used < left ? (size_t)used : 0;
}

static size_t put_line(char *at, size_t left, unsigned int n)
{
	int used = snprintf(
		at, left, "[%5u.%06u] usb %u-%u: reset high-speed USB device number %u using xhci_hcd, retry %u\n",
		n / 100000, n % 1000000, n % 4, n % 7, n % 127, n % 13);

	return used > 0 && (size_t)used < left ? (size_t)used : 0;
}

/* Four MiB of log; `every`: lines between two dumps. */
static size_t fill(char *block, unsigned int every)
{
	size_t used = 0, part;

	for (unsigned int n = 0;; n++) {
		part = n % every == 0 ? put_dump(block + used, BLOCK - used, n)
							  : put_line(block + used, BLOCK - used, n);
		if (part == 0)
			return used;
		used += part;
	}
}

static void on_event(void *context, const struct klog_event *event)
{
	struct diagnosis diagnosis;

	diagnose(&diagnosis, event);
	++*(uint64_t *)context;
}

static void feed_pipe(int fd, const char *block, size_t size)
{
	for (size_t sent = 0; sent < TOTAL; sent += size) {
		for (size_t at = 0; at < size;) {
			ssize_t wrote = write(fd, block + at, size - at);

			if (wrote <= 0)
				_exit(1);
			at += (size_t)wrote;
		}
	}
	_exit(0);
}

static double cpu_seconds(void)
{
	struct rusage use;

	getrusage(RUSAGE_SELF, &use);
	return (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
		   (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
}

static void measure(const char *what, unsigned int every)
{
	char *block = malloc(BLOCK), *piece = malloc(1 << 16);
	uint64_t reports = 0;
	const struct klog_sink sink = { on_event, NULL, &reports };
	struct klog *klog = klog_new(&sink);
	struct rusage use;
	size_t size, total = 0;
	double wall, cpu;
	ssize_t got;
	int ends[2];
	pid_t child;

	if (!block || !piece || pipe(ends) != 0)
		abort();
	size = fill(block, every);
	child = fork();
	if (child == 0)
		feed_pipe(ends[1], block, size);
	close(ends[1]);
	wall = now();
	cpu = cpu_seconds();
	while ((got = read(ends[0], piece, 1 << 16)) > 0) {
		klog_feed(klog, piece, (size_t)got);
		total += (size_t)got;
	}
	klog_finish(klog);
	cpu = cpu_seconds() - cpu;
	wall = now() - wall;
	close(ends[0]);
	waitpid(child, NULL, 0);
	getrusage(RUSAGE_SELF, &use);
	printf("log reader  %-28s %6.0f MB/s (%.0f MB/s of CPU time), %llu reports, peak %.1f MiB\n", what,
		   (double)total / wall / 1e6, (double)total / cpu / 1e6, (unsigned long long)reports,
		   (double)use.ru_maxrss / 1024);
	klog_free(klog);
	free(block);
	free(piece);
}

int main(void)
{
	measure("a dump in 20000 lines", 20000);
	measure("a dump in 200 lines", 200);
	measure("dumps only", 1);
	return 0;
}
