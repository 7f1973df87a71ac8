/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "sim/workload.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

/*
 * From what a system held to a workload that leads there, as a text that a user
 * can read and change. A dump tells sizes and no movement: every constant of the
 * text is an assumption with its reason beside it, and where a counter may mean
 * several things the text has a range, of which each run draws its own.
 */

#define APPS 8         /* processes at a time that come and go */
#define FOREGROUND 6   /* one in so many parts of their memory is the app that is just used */
#define STACK_PAGES 4  /* of a process: 16 KiB */
#define TABLE_PAGES 6  /* of a process, before those of the last level */
#define MAPPED 512     /* pages that one page table maps */
#define BOARD_BUSY 100 /* s after which everything has its size */

/* The parts of a footprint, pages. */
struct parts {
	int64_t apps, foreground, file, shmem, tables, stacks, slab, atomic, reclaimable, pools, app_buffers, cma;
	int64_t swap;
};

static int64_t known(int64_t pages)
{
	return pages > 0 ? pages : 0;
}

static int64_t above(int64_t pages, int64_t taken)
{
	return pages > taken ? pages - taken : 0;
}

/* What is neither free nor in any count: pools of drivers, zram, firmware buffers. */
static int64_t unaccounted(const struct footprint *f)
{
	return above(f->managed, known(f->free) + known(f->anon) + known(f->file) + known(f->shmem) +
								 known(f->slab_reclaimable) + known(f->slab_unreclaimable) +
								 known(f->kernel_stack) + known(f->page_tables) + known(f->pcp));
}

/* The boot's own use is among the slab and the pools of the footprint. */
static int64_t take_off(int64_t pages, int64_t *used)
{
	int64_t taken = known(pages) < *used ? known(pages) : *used;

	*used -= taken;
	return known(pages) - taken;
}

/* What is resident and what is swapped belongs to processes, which bring page tables and stacks of their own.
 */
static struct parts split(const struct footprint *f, int64_t used)
{
	int64_t anon = known(f->anon) + above(known(f->swap_total), known(f->swap_free)), pools;
	struct parts p = { .apps = anon - anon / FOREGROUND, .foreground = anon / FOREGROUND };

	p.file = known(f->file);
	p.shmem = known(f->shmem);
	p.tables = above(known(f->page_tables), anon / MAPPED + (APPS + 1) * TABLE_PAGES);
	p.stacks = above(known(f->kernel_stack), (APPS + 1) * STACK_PAGES);
	p.atomic = known(f->slab_unreclaimable) / 10;
	p.slab = take_off(f->slab_unreclaimable - p.atomic, &used);
	p.reclaimable = known(f->slab_reclaimable);
	/* pages that drivers hold in CMA are neither movable nor in any other count */
	p.cma = above(known(f->cma), known(f->free_cma));
	pools = above(take_off(unaccounted(f), &used), p.cma);
	p.app_buffers = pools / FOREGROUND;
	p.pools = pools - p.app_buffers;
	p.swap = known(f->swap_total);
	return p;
}

/* --- the text ------------------------------------------------------------------------------------ */

/* A section of some pages with its reason above it; nothing for none. */
__attribute__((format(printf, 6, 7))) static void part(struct arena *arena, const char **text,
													   const char *why, const char *section, int64_t pages,
													   const char *keys, ...)
{
	va_list args;

	if (pages <= 0)
		return;
	va_start(args, keys);
	*text =
		arena_printf(arena, "%s\n; %s\n[%s]\n%s\n", *text, why, section, arena_vprintf(arena, keys, args));
	va_end(args);
}

static const char *user_parts(struct arena *arena, const struct parts *p)
{
	const char *text = "";

	part(arena, &text,
		 "AnonPages and the swap in use: processes that live for minutes, each with page tables and a stack",
		 "anon apps", p->apps, "size = %lld pages\nprocesses = %d\nramp = 60 s\nlifetime = 5 min .. 15 min",
		 (long long)p->apps, APPS);
	part(arena, &text,
		 "a sixth of it is the app in front: two, of which the next starts before the last one is gone",
		 "anon foreground", p->foreground,
		 "size = %lld pages\nprocesses = 2\nstart = 90 s\nlifetime = 12 s .. 36 s\npause = 1 s .. 12 s",
		 (long long)p->foreground);
	part(arena, &text, "the page cache: what reclaim takes is read again when it is used again", "file cache",
		 p->file, "size = %lld pages\nramp = 60 s\nlifetime = 20 s .. 2 min", (long long)p->file);
	part(arena, &text, "Shmem: tmpfs and shared memory", "shmem shared", p->shmem,
		 "size = %lld pages\nramp = 60 s\nlifetime = 2 min", (long long)p->shmem);
	return text;
}

static const char *slab_parts(struct arena *arena, const struct parts *p)
{
	const char *text = "";

	part(arena, &text, "PageTables beyond what the processes above bring", "kernel page tables", p->tables,
		 "size = %lld pages\nramp = 60 s\nlifetime = 1 min .. 5 min", (long long)p->tables);
	part(arena, &text, "KernelStack beyond theirs: threads of services", "kernel stacks", p->stacks,
		 "size = %lld pages\nramp = 60 s\nlifetime = 1 min .. 5 min", (long long)p->stacks);
	part(arena, &text, "SUnreclaim less what the boot had taken: how long an object lives, no counter tells",
		 "slab objects", p->slab, "size = %lld pages\nramp = 60 s\nlifetime = 30 s .. 5 min",
		 (long long)p->slab);
	part(
		arena, &text,
		"a tenth of SUnreclaim: slabs that interrupts fill, which may come out of the HighAtomic reserve",
		"burst network slabs", p->atomic >> 3 >= 30 ? p->atomic : 0,
		"order = 3\ngfp = GFP_ATOMIC|__GFP_NOWARN|__GFP_NORETRY|__GFP_COMP\ncount = %lld\nevery = 1 s\nhold = 30 s",
		(long long)(p->atomic >> 3) / 30);
	part(arena, &text, "SReclaimable: a slab page is free only when its last object is", "reclaimable inodes",
		 p->reclaimable, "size = %lld pages\nramp = 60 s\nlifetime = 1 min", (long long)p->reclaimable);
	return text;
}

static const char *driver_parts(struct arena *arena, const struct parts *p)
{
	const char *text = "";

	part(
		arena, &text,
		"in no counter: pools of drivers, firmware buffers, compressed swap; up to a third may have been none",
		"kernel pools", p->pools, "size = %lld pages .. %lld pages\nramp = 60 s\nlifetime = 5 min .. 30 min",
		(long long)p->pools * 2 / 3, (long long)p->pools);
	part(arena, &text, "a sixth of that comes and goes with the app in front", "kernel app buffers",
		 p->app_buffers, "size = %lld pages\nstart = 90 s\nramp = 200 ms\nevery = 24 s\nhold = 20 s",
		 (long long)p->app_buffers);
	part(arena, &text, "CmaTotal less CmaFree: buffers of drivers", "cma buffers", p->cma,
		 "size = %lld pages\nchunk = %lld pages\nramp = 60 s", (long long)p->cma, (long long)p->cma / 8 + 1);
	return text;
}

const char *footprint_text(struct arena *arena, const struct footprint *f, int64_t used, const char *request)
{
	struct parts p = split(f, used);

	return arena_printf(
		arena,
		"; What leads to the memory of a dump. Change what you know better; of a range each run draws its own.\n"
		"[workload]\nname = as the log has it\nduration = 30 min\nswap = %lld pages\n%s%s%s"
		"\n; received packets: single pages, given back at once\n"
		"[burst packets]\ncount = 64\nevery = 500 ms\nhold = 30 ms\n"
		"\n; what is asked: one attempt is one request of the log\n"
		"[request request]\nrequest = %s\nrate = 2/s\nstart = %d s\nhold = 500 ms\n",
		(long long)p.swap, user_parts(arena, &p), slab_parts(arena, &p), driver_parts(arena, &p), request,
		BOARD_BUSY);
}

struct workload *workload_from_footprint(const struct footprint *f, int64_t used, const char *request)
{
	struct arena *arena = arena_new();
	struct workload *workload = NULL;
	struct error error;

	/* every part is well formed: what can be wrong is the request, which is told when it is looked up */
	if (workload_parse("footprint", footprint_text(arena, f, used, request), &workload, &error))
		workload = workload_new();
	arena_free(arena);
	return workload;
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
