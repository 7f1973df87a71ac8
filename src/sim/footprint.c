/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sim/workload.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

/* Processes come and go while the board is used: one in so many parts of all anonymous memory at a time. */
#define APP_SHARE 6

/* A driver that loads asks for a ring of buffers, not for one. */
#define BLOCKS_ASKED 16

static int64_t known(int64_t pages)
{
	return pages > 0 ? pages : 0;
}

static struct consumer part(enum consumer_kind kind, const char *name, int64_t pages, double lifetime,
							double ramp)
{
	return (struct consumer){ .kind = kind,
							  .name = name,
							  .size = { .unit = AMOUNT_PAGES, .value = (double)known(pages) },
							  .lifetime = lifetime,
							  .ramp = ramp,
							  .count = 1 };
}

static void add(struct workload *w, struct consumer c)
{
	if (c.size.value > 0)
		arena_push(w->arena, w->consumers, w->consumer_count, c);
}

/* What is neither free nor in any count: pools of drivers, zram, firmware buffers. */
static int64_t unaccounted(const struct footprint *f)
{
	int64_t counted = known(f->free) + known(f->anon) + known(f->file) + known(f->shmem) +
					  known(f->slab_reclaimable) + known(f->slab_unreclaimable) + known(f->kernel_stack) +
					  known(f->page_tables) + known(f->pcp);

	return f->managed > counted ? f->managed - counted : 0;
}

/* The boot's own use is among the slab and the pools of the footprint. */
static int64_t take_off(int64_t pages, int64_t *used)
{
	int64_t taken = known(pages) < *used ? known(pages) : *used;

	*used -= taken;
	return known(pages) - taken;
}

/*
 * Two of a kind that take turns, both there for a moment: the next one is
 * started before the last one is gone. `ramp`: s until it has all it wants.
 */
static void add_changing(struct workload *w, enum consumer_kind kind, int64_t pages, double ramp,
						 const char *name, const char *other)
{
	for (unsigned int i = 0; i < 2; i++) {
		struct consumer c = part(kind, i ? other : name, pages, 0, ramp);

		c.start = 90 + 12 * i;
		c.every = 24;
		c.hold = 13;
		add(w, c);
	}
}

/*
 * Slabs that interrupts fill: their larger orders may come out of the HighAtomic
 * reserve, which is why that is no help for long.
 */
static void add_atomic_slabs(struct workload *w, int64_t pages)
{
	struct consumer c = part(CONSUMER_BURST, "network slabs", 0, 0, 0);

	c.order = 3;
	c.gfp = "GFP_ATOMIC|__GFP_NOWARN|__GFP_NORETRY|__GFP_COMP";
	c.every = 1;
	c.hold = 30;
	c.count = (uint32_t)(pages >> 3) / 30;
	if (c.count > 0)
		arena_push(w->arena, w->consumers, w->consumer_count, c);
}

static void add_kernel(struct workload *w, const struct footprint *f, int64_t used)
{
	int64_t atomic = known(f->slab_unreclaimable) / 10,
			slab = take_off(f->slab_unreclaimable - atomic, &used), pools = take_off(unaccounted(f), &used);
	int64_t cma_used = known(f->cma) - known(f->free_cma);

	/* pages that drivers hold in CMA are neither movable nor anywhere else */
	if (cma_used > 0)
		pools = pools > cma_used ? pools - cma_used : 0;
	add(w, part(CONSUMER_KERNEL, "page tables", f->page_tables, 60, 60));
	add(w, part(CONSUMER_KERNEL, "stacks", f->kernel_stack, 60, 60));
	add(w, part(CONSUMER_SLAB, "slab", slab, 30, 60));
	add_atomic_slabs(w, atomic);
	add(w, part(CONSUMER_RECLAIMABLE, "reclaimable slab", f->slab_reclaimable, 60, 60));
	add(w, part(CONSUMER_KERNEL, "driver pools", pools - pools / APP_SHARE, 300, 60));
	add_changing(w, CONSUMER_KERNEL, pools / APP_SHARE, 0.2, "buffers of an app", "buffers of another");
	if (cma_used > 0) {
		struct consumer c = part(CONSUMER_CMA, "driver buffers", cma_used, 0, 60);

		c.chunk = (struct amount){ .unit = AMOUNT_PAGES, .value = (double)(cma_used / 8 + 1) };
		add(w, c);
	}
}

/*
 * What is resident and what is swapped belongs to processes, of which one in
 * APP_SHARE parts is changed at a time; the rest is touched now and then.
 */
static void add_user(struct workload *w, const struct footprint *f)
{
	int64_t swapped = known(f->swap_total) - known(f->swap_free),
			all = known(f->anon) + (swapped > 0 ? swapped : 0);

	add(w, part(CONSUMER_ANON, "resident", all - all / APP_SHARE, 600, 60));
	add_changing(w, CONSUMER_ANON, all / APP_SHARE, 1.5, "app", "other app");
	add(w, part(CONSUMER_SHMEM, "shmem", f->shmem, 120, 60));
	add(w, part(CONSUMER_FILE, "file", f->file, 20, 60));
}

struct workload *workload_from_footprint(const struct footprint *f, int64_t used, const char *request)
{
	struct workload *w = workload_new();
	struct consumer packets = part(CONSUMER_BURST, "packets", 0, 0, 0);
	struct consumer ask = part(CONSUMER_REQUEST, "request", 0, 0, 0);

	w->name = "as the log has it";
	w->swap = (struct amount){ .unit = AMOUNT_PAGES, .value = (double)known(f->swap_total) };
	add_kernel(w, f, used);
	add_user(w, f);
	packets.count = 64;
	packets.every = 0.5;
	packets.hold = 0.03;
	arena_push(w->arena, w->consumers, w->consumer_count, packets);
	ask.request = arena_strdup(w->arena, request);
	ask.rate = 2;
	ask.start = 100;
	ask.hold = 0.5;
	ask.count = BLOCKS_ASKED;
	arena_push(w->arena, w->consumers, w->consumer_count, ask);
	return w;
}

/* --- /proc/meminfo -------------------------------------------------------------------------- */

/* "Key:   N kB" anywhere in the text, in pages; -1 where it is not there. */
static int64_t meminfo_pages(const char *text, const char *key, unsigned int page_shift)
{
	size_t length = strlen(key);

	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, key, length) == 0 && line[length] == ':')
			return (int64_t)(strtoull(line + length + 1, NULL, 10) & 0xffffffffffff) >> (page_shift - 10);
	}
	return -1;
}

int footprint_from_meminfo(const char *file, const char *text, unsigned int page_shift, struct footprint *f,
						   struct error *error)
{
	int64_t cached = meminfo_pages(text, "Cached", page_shift),
			buffers = meminfo_pages(text, "Buffers", page_shift);

	*f = (struct footprint){
		.managed = meminfo_pages(text, "MemTotal", page_shift),
		.free = meminfo_pages(text, "MemFree", page_shift),
		.cma = meminfo_pages(text, "CmaTotal", page_shift),
		.free_cma = meminfo_pages(text, "CmaFree", page_shift),
		.anon = meminfo_pages(text, "AnonPages", page_shift),
		.shmem = meminfo_pages(text, "Shmem", page_shift),
		.slab_reclaimable = meminfo_pages(text, "SReclaimable", page_shift),
		.slab_unreclaimable = meminfo_pages(text, "SUnreclaim", page_shift),
		.kernel_stack = meminfo_pages(text, "KernelStack", page_shift),
		.page_tables = meminfo_pages(text, "PageTables", page_shift),
		.swap_total = meminfo_pages(text, "SwapTotal", page_shift),
		.swap_free = meminfo_pages(text, "SwapFree", page_shift),
		.pcp = -1,
	};
	if (f->managed <= 0 || f->free < 0)
		return error_set(error, -EINVAL, "%s: no MemTotal and MemFree: not a /proc/meminfo", file);
	f->file = known(cached) + known(buffers) - known(f->shmem);
	return 0;
}
