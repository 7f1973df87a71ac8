/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "sim/workload.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/interval.h"
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
#define DURATION 1800  /* s, of the workload */
#define GROWTH_LEAST 64    /* pages */
#define PACKETS_MOST 4096
#define MANY_SAMPLES 8
#define SAME_USE 50 /* memory whose use differs by less than a fiftieth is that of a sample */

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
	/* pages that drivers hold in CMA are in no other count; the rest of what is not free there is lent */
	pools = take_off(unaccounted(f), &used);
	p.cma = above(known(f->cma), known(f->free_cma));
	p.cma = f->cma_held >= 0 ? f->cma_held : p.cma < pools ? p.cma : pools;
	pools = above(pools, p.cma);
	p.app_buffers = pools / FOREGROUND;
	p.pools = pools - p.app_buffers;
	p.swap = known(f->swap_total);
	return p;
}

/* --- the history ----------------------------------------------------------------------------------- */

/* What moves, as the text has it. */
struct motion {
	const char *about; /* "9 samples over 21 s", or NULL */
	struct parts least;
	const char *anon_lifetime, *file_lifetime, *growth, *packets_why;
	int64_t packets; /* in half a second */
	unsigned int growing; /* bits: which movers */
};

/* Parts that may grow: in which field, and the consumer that goes on with it. */
static const struct mover {
	size_t at;
	const char *section, *words;
} movers[] = {
	{ offsetof(struct parts, apps), "anon growing", "AnonPages" },
	{ offsetof(struct parts, file), "file growing", "the page cache" },
	{ offsetof(struct parts, shmem), "shmem growing", "Shmem" },
	{ offsetof(struct parts, slab), "slab growing", "SUnreclaim" },
	{ offsetof(struct parts, reclaimable), "reclaimable growing", "SReclaimable" },
	{ offsetof(struct parts, stacks), "kernel growing stacks", "KernelStack" },
	{ offsetof(struct parts, tables), "kernel growing tables", "PageTables" },
	{ offsetof(struct parts, pools), "kernel growing pools", "what is in no counter" },
};

static int64_t *field(struct parts *parts, const struct mover *mover)
{
	return (int64_t *)(void *)((char *)parts + mover->at);
}

static double pages_of(const struct parts *parts, const struct mover *mover)
{
	return (double)*(const int64_t *)(const void *)((const char *)parts + mover->at);
}

struct line {
	double slope, error; /* pages a second, and the standard error of it */
};

/* The straight line through the samples of one part from one of them on, by least squares. */
static struct line fit(const struct footprint *f, const struct parts *samples, size_t from, const struct mover *mover)
{
	size_t n = f->history_count - from;
	const struct footprint_sample *history = f->history + from;
	double time = 0, pages = 0, tt = 0, tp = 0, left = 0;
	struct line line = { 0 };

	for (size_t i = 0; i < n; i++) {
		time += history[i].time / (double)n;
		pages += pages_of(&samples[from + i], mover) / (double)n;
	}
	for (size_t i = 0; i < n; i++) {
		double t = history[i].time - time;

		tt += t * t;
		tp += t * (pages_of(&samples[from + i], mover) - pages);
	}
	if (n < 3 || tt <= 0)
		return line;
	line.slope = tp / tt;
	for (size_t i = 0; i < n; i++) {
		double off = pages_of(&samples[from + i], mover) - pages - line.slope * (history[i].time - time);

		left += off * off;
	}
	line.error = sqrt(left / (double)(n - 2) / tt);
	return line;
}

/* Growth that chance does not explain, that is worth a word, and that has not come to its end. */
static bool grows(const struct line *line, const struct line *later, double seconds, int64_t pages)
{
	return later->slope > line->slope / 3 && line->slope > 4 * line->error && line->slope * seconds > GROWTH_LEAST &&
		   line->slope * seconds > (double)pages / 50;
}

static void tell_growth(struct arena *arena, const struct footprint *f, const struct parts *samples, struct parts *p,
						struct motion *m)
{
	const char *text = "";
	double seconds = f->history[f->history_count - 1].time - f->history[0].time;

	for (size_t i = 0; i < ARRAY_SIZE(movers); i++) {
		struct line line = fit(f, samples, 0, &movers[i]);
		struct line later = f->history_count < 6 ? line : fit(f, samples, f->history_count / 2, &movers[i]);
		int64_t more = (int64_t)fmin(line.slope * DURATION, (double)known(f->free));

		if (!grows(&line, &later, seconds, *field(p, &movers[i])))
			continue;
		/* no range: it goes one way, from where it is */
		*field(p, &movers[i]) = *field(&m->least, &movers[i]) = (int64_t)pages_of(&samples[f->history_count - 1], &movers[i]);
		m->growing |= 1u << i;
		text = arena_printf(arena,
							"%s\n; %s grew by %.1f to %.1f pages a second; whether it goes on nobody knows: this is if it does\n"
							"[%s]\nsize = %lld pages\nramp = %.0f s\n%s",
							text, movers[i].words, line.slope - 2 * line.error, line.slope + 2 * line.error, movers[i].section,
							(long long)more, fmax((double)more / line.slope, 1), strncmp(movers[i].section, "anon", 4) == 0 ? "processes = 1\n" : "");
	}
	m->growth = text;
}

/* Between the first and the last sample, a second; negative where it is not known. */
static double rate(int64_t first, int64_t last, double seconds)
{
	return first < 0 || last < first || seconds <= 0 ? -1 : (double)(last - first) / seconds;
}

static const char *lifetime_text(struct arena *arena, double pages, double a_second, double most, const char *usual)
{
	double seconds = a_second > 0 ? pages / a_second : most;

	if (a_second < 0)
		return usual;
	seconds = fmin(fmax(seconds, 1), most);
	return arena_printf(arena, "%.0f s .. %.0f s", seconds, fmin(3 * seconds, 2 * most));
}

/*
 * What the counters tell of turnover. A fault brings a page of a process at most, so pages of processes live
 * so long at least; what was given back beyond the faults was the kernel's and short-lived.
 */
static void tell_turnover(struct arena *arena, const struct footprint *f, const struct parts *p, struct motion *m)
{
	const struct footprint_sample *first = &f->history[0], *last = &f->history[f->history_count - 1];
	double seconds = last->time - first->time, page_kb = 4;
	double freed = rate(first->freed, last->freed, seconds), faults = rate(first->faults, last->faults, seconds);
	double read = rate(first->read_kb, last->read_kb, seconds) / page_kb;

	m->anon_lifetime = lifetime_text(arena, (double)(p->apps + p->foreground), freed < 0 ? -1 : fmin(freed, faults), 900,
									 m->anon_lifetime);
	m->file_lifetime = lifetime_text(arena, (double)p->file, read, 3600, m->file_lifetime);
	if (freed < 0 || faults < 0)
		return;
	m->packets = (int64_t)fmin(fmax((freed - faults) / 2, 1), PACKETS_MOST);
	m->packets_why = arena_printf(arena, "pgfree %.0f/s less pgfault %.0f/s: what the kernel takes and gives back", freed, faults);
}

/* By how many pages a sample's memory is out of one of which so many are used. */
static int64_t apart(const struct footprint_sample *sample, int64_t used)
{
	return llabs(sample->footprint.managed - sample->footprint.free - used);
}

static size_t nearest_sample(const struct footprint *f, int64_t used)
{
	size_t nearest = 0;

	for (size_t i = 1; i < f->history_count; i++)
		if (apart(&f->history[i], used) < apart(&f->history[nearest], used))
			nearest = i;
	return nearest;
}

/* No boot, but a state like one of these. */
static bool goes_on(const struct footprint *f, size_t nearest, int64_t used)
{
	const struct footprint *last = &f->history[f->history_count - 1].footprint;

	return apart(&f->history[nearest], used) * SAME_USE <= used || used * 2 > last->managed - last->free;
}

/* What the memory has already, it does not get again: where a captured state is gone on from, the sample nearest
 * to it. */
static void leave_off(const struct parts *samples, size_t nearest, struct parts *p, struct motion *m)
{
	int64_t *const all[] = { &p->apps, &p->foreground, &p->file, &p->shmem, &p->tables, &p->stacks, &p->slab,
							 &p->reclaimable, &p->pools, &p->app_buffers, &p->cma };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		size_t at = (size_t)((char *)all[i] - (char *)p);

		*all[i] = above(*all[i], *(const int64_t *)(const void *)((const char *)&samples[nearest] + at));
	}
	for (size_t k = 0; k < ARRAY_SIZE(movers); k++)
		if (m->growing >> k & 1) /* from where it is */
			*field(p, &movers[k]) = 0;
	m->least = *p;
}

/* Of many samples those of the first third do not count: they show how it filled up. The outermost few are moments. */
static void find_ranges(struct arena *arena, const struct footprint *f, const struct parts *samples, struct parts *p,
						struct motion *m)
{
	size_t all = f->history_count, n = all < MANY_SAMPLES ? all : all - all / 3;
	double *pages = arena_alloc(arena, n * sizeof(*pages)), edge = n < 5 * MANY_SAMPLES ? 0 : 0.05;

	samples += all - n;

	for (size_t k = 0; k < ARRAY_SIZE(movers); k++) {
		for (size_t i = 0; i < n; i++)
			pages[i] = pages_of(&samples[i], &movers[k]);
		*field(&m->least, &movers[k]) = (int64_t)quantile_of(pages, n, edge);
		*field(p, &movers[k]) = (int64_t)quantile_of(pages, n, 1 - edge);
	}
	/* processes come and go: what they hold as a rule is the median, the most is a moment's */
	for (size_t i = 0; i < n; i++) {
		pages[i] = (double)(samples[i].apps + samples[i].foreground);
		p->cma = samples[i].cma > p->cma ? samples[i].cma : p->cma;
	}
	p->apps = (int64_t)quantile_of(pages, n, 0.5);
	p->foreground = p->apps / FOREGROUND;
	p->apps -= p->foreground;
}

static void read_history(struct arena *arena, const struct footprint *f, int64_t used, struct parts *p, struct motion *m)
{
	struct parts *samples = arena_alloc(arena, f->history_count * sizeof(*samples));
	const struct footprint_sample *last = &f->history[f->history_count - 1];
	size_t nearest = nearest_sample(f, used);
	bool has_it = goes_on(f, nearest, used);

	for (size_t i = 0; i < f->history_count; i++)
		samples[i] = split(&f->history[i].footprint, has_it ? 0 : used);
	m->about = arena_printf(arena, "%zu samples over %.0f s", f->history_count, last->time - f->history[0].time);
	find_ranges(arena, f, samples, p, m);
	tell_turnover(arena, f, p, m);
	tell_growth(arena, f, samples, p, m);
	if (has_it)
		leave_off(samples, nearest, p, m);
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

/* "size = 20 pages .. 24 pages": the least and the most of all samples, where they are not much the same. */
static const char *size_text(struct arena *arena, int64_t least, int64_t most)
{
	return most - least > most / 20 ? arena_printf(arena, "size = %lld pages .. %lld pages", (long long)least, (long long)most)
									: arena_printf(arena, "size = %lld pages", (long long)most);
}

static const char *user_parts(struct arena *arena, const struct parts *p, const struct motion *m)
{
	const char *text = "";

	part(arena, &text,
		 "AnonPages and the swap in use: processes that live for minutes, each with page tables and a stack",
		 "anon apps", p->apps, "size = %lld pages\nprocesses = %d\nramp = 60 s\nlifetime = %s",
		 (long long)p->apps, APPS, m->anon_lifetime);
	part(arena, &text,
		 "a sixth of it is the app in front: two, of which the next starts before the last one is gone",
		 "anon foreground", p->foreground,
		 "size = %lld pages\nprocesses = 2\nstart = 90 s\nlifetime = 12 s .. 36 s\npause = 1 s .. 12 s",
		 (long long)p->foreground);
	part(arena, &text, "the page cache: what reclaim takes is read again when it is used again", "file cache",
		 p->file, "%s\nramp = 60 s\nlifetime = %s", size_text(arena, m->least.file, p->file), m->file_lifetime);
	part(arena, &text, "Shmem: tmpfs and shared memory", "shmem shared", p->shmem,
		 "%s\nramp = 60 s\nlifetime = 2 min", size_text(arena, m->least.shmem, p->shmem));
	return text;
}

static const char *slab_parts(struct arena *arena, const struct parts *p, const struct motion *m)
{
	const char *text = "";

	part(arena, &text, "PageTables beyond what the processes above bring", "kernel page tables", p->tables,
		 "size = %lld pages\nramp = 60 s\nlifetime = 1 min .. 5 min", (long long)p->tables);
	part(arena, &text, "KernelStack beyond theirs: threads of services", "kernel stacks", p->stacks,
		 "size = %lld pages\nramp = 60 s\nlifetime = 1 min .. 5 min", (long long)p->stacks);
	part(arena, &text, "SUnreclaim less what the boot had taken: how long an object lives, no counter tells",
		 "slab objects", p->slab, "%s\nramp = 60 s\nlifetime = 30 s .. 5 min",
		 size_text(arena, m->least.slab, p->slab));
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
	part(arena, &text, "not free in CMA, and in no other counter: buffers of drivers", "cma buffers", p->cma,
		 "size = %lld pages\nchunk = %lld pages\nramp = 60 s", (long long)p->cma, (long long)p->cma / 8 + 1);
	return text;
}

/* Where the history tells nothing: what is usual on a busy board. */
static const struct motion usual_motion = { .anon_lifetime = "5 min .. 15 min",
											.file_lifetime = "20 s .. 2 min",
											.packets = 64,
											.packets_why = "received packets" };

const char *footprint_text(struct arena *arena, const struct footprint *f, int64_t used, const char *request)
{
	struct parts p = split(f, used);
	struct motion m = usual_motion;

	m.least = p;
	if (f->history_count > 1)
		read_history(arena, f, used, &p, &m);
	return arena_printf(
		arena,
		"; What leads to the memory of %s. Change what you know better; of a range each run draws its own.\n"
		"[workload]\nname = as the %s\nduration = 30 min\nswap = %lld pages\n%s%s%s%s"
		"\n; %s: single pages, given back at once\n"
		"[burst packets]\ncount = %lld\nevery = 500 ms\nhold = 30 ms\n"
		"\n; what is asked: one attempt is one request of the log\n"
		"[request request]\nrequest = %s\nrate = 2/s\nstart = %d s\nhold = 500 ms\n",
		m.about ? m.about : "a dump", m.about ? "captures show it" : "log has it", (long long)p.swap, user_parts(arena, &p, &m),
		slab_parts(arena, &p, &m), driver_parts(arena, &p), m.growth ? m.growth : "", m.packets_why, (long long)m.packets,
		request, BOARD_BUSY);
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
		.cma_held = -1,
	};
	if (f->managed <= 0 || f->free < 0)
		return error_set(error, -EINVAL, "%s: no MemTotal and MemFree: not a /proc/meminfo", file);
	f->file = known(cached) + known(buffers) - known(f->shmem);
	return 0;
}

static int64_t vmstat_number(const char *text, const char *key)
{
	size_t length = strlen(key);

	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, key, length) == 0 && line[length] == ' ')
			return (int64_t)(strtoull(line + length + 1, NULL, 10) & INT64_MAX);
	}
	return -1;
}

int footprint_sample_read(const char *file, double time, const char *meminfo, const char *vmstat,
						  unsigned int page_shift, struct footprint_sample *sample, struct error *error)
{
	*sample = (struct footprint_sample){ .time = time,
										 .freed = vmstat_number(vmstat, "pgfree"),
										 .faults = vmstat_number(vmstat, "pgfault"),
										 .read_kb = vmstat_number(vmstat, "pgpgin") };
	return footprint_from_meminfo(file, meminfo, page_shift, &sample->footprint, error);
}
