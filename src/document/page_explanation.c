/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a kernel log tells of memory that was not had: event by event, boots, and all of it counted. */
#include <inttypes.h>

#include "document/pages.h"
#include "explain/boot_findings.h"
#include "explain/explanation.h"
#include "explain/summary.h"
#include "util/arena.h"
#include "util/number.h"
#include "util/size.h"

static NAMER(kind_words, klog_kind, KLOG_KINDS, ENUM_WORDS)

static struct page_cell number(struct page *page, int64_t value)
{
	return (struct page_cell){ .text =
								   klog_has(value) ? arena_printf(page->arena, "%" PRId64, value) : NULL };
}

/* "log, line 12 [1798.829657], wifi@1.0 (PID 12), Linux 4.19.176" */
static const char *place_words(struct page *page, const char *file, const struct klog_event *e)
{
	struct arena *arena = page->arena;
	const char *text = arena_printf(arena, "%s%sline %" PRIu64, file ? file : "", file ? ", " : "", e->line);

	if (e->time >= 0)
		text = arena_printf(arena, "%s [%.6f]", text, e->time);
	if (e->process[0])
		text = arena_printf(arena, "%s, %s", text, e->process);
	if (klog_has(e->pid))
		text = arena_printf(arena, "%s (PID %" PRId64 ")", text, e->pid);
	return e->release[0] ? arena_printf(arena, "%s, Linux %s", text, e->release) : text;
}

static void add_sentences(struct page *page, const char *title, const struct sentences *s, bool numbered)
{
	if (s->count)
		page_title(page, title);
	for (size_t i = 0; i < s->count; i++)
		page_marked_item(page, numbered, s->text[i]);
}

/* --- zones --------------------------------------------------------------------------------------- */

enum { ZONE, FREE, FREE_CMA, MIN, USABLE, NEEDED, RESULT, ZONE_COLUMNS };

static const struct page_column zone_columns[ZONE_COLUMNS] = {
	{ "zone", COLUMN_WORD },     { "free kB", COLUMN_NUMBER },   { "CMA kB", COLUMN_NUMBER },
	{ "min kB", COLUMN_NUMBER }, { "usable kB", COLUMN_NUMBER }, { "needed kB", COLUMN_NUMBER },
	{ "result", COLUMN_TEXT },
};

static const char *zone_result(const struct zone_finding *f)
{
	if (f->tested)
		return refusal_name(f->refusal);
	return f->allowed ? NULL : "not allowed";
}

static void add_zone(struct page *page, struct page_table *table, const struct diagnosis *d,
					 const struct zone_finding *f)
{
	const struct klog_zone *z = f->zone;
	bool known = f->tested && klog_has(z->min) && klog_has(z->free);
	struct page_cell cells[ZONE_COLUMNS] = {
		[ZONE] = { .text = z->name, .tone = TONE_STRONG },
		[FREE] = number(page, z->free),
		[FREE_CMA] = number(page, z->free_cma),
		[MIN] = number(page, z->min),
		[RESULT] = { .text = zone_result(f) },
	};

	if (known) {
		cells[USABLE] = number(page, diagnosis_kb(d, f->usable_low));
		cells[NEEDED] = number(page, diagnosis_kb(d, f->mark + f->reserve));
	}
	page_row(page, table, cells);
}

static void add_zones(struct page *page, const struct diagnosis *d)
{
	struct page_table *table;

	if (!d->zone_count || !d->has_gfp)
		return;
	page_title(page, "Zones");
	table = page_table(page, zone_columns, ZONE_COLUMNS);
	for (size_t i = 0; i < d->zone_count; i++)
		add_zone(page, table, d, &d->zones[i]);
}

/* --- the account of a dump ------------------------------------------------------------------------- */

static void add_account(struct page *page, const struct diagnosis *d, const struct dump_account *a)
{
	static const struct page_column columns[] = { { "", COLUMN_TEXT },
												  { "pages", COLUMN_NUMBER },
												  { "MiB", COLUMN_NUMBER } };
	bool has_cma = (klog_has(a->cma_total) && a->cma_total > 0) || (klog_has(a->cma_free) && a->cma_free > 0);
	const struct {
		const char *words;
		int64_t pages;
		bool shown, part;
	} rows[] = {
		{ "given to the kernel (present)", a->ram, true, false },
		{ "− reserved by the kernel itself", a->reserved, true, false },
		{ "= managed by the page allocator", a->managed, true, false },
		{ "CMA pools", a->cma_total, has_cma, false },
		{ "of them free", a->cma_free, has_cma, true },
		{ "free in all", a->free, true, false },
		{ "of it outside CMA", a->free_outside_cma, has_cma, true },
		{ "programs (anonymous)", a->anon, true, false },
		{ "page cache (reclaimable)", a->file, true, false },
		{ "programs and page cache", a->lru, true, false },
		{ "slab", a->slab, true, false },
		{ "slab, reclaimable", a->slab_reclaimable, true, false },
		{ "slab, unreclaimable", a->slab_unreclaimable, true, false },
		{ "page tables", a->page_tables, true, false },
		{ "kernel stacks", a->stacks, true, false },
		{ "on per-CPU lists", a->pcp, true, false },
		{ "in no counter (drivers, vmalloc, CMA in use)", a->unaccounted, true, false },
	};
	struct page_table *table;

	if (!klog_has(a->ram) && !klog_has(a->free))
		return;
	page_title(page, "Where the memory is");
	table = page_table(page, columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		double mib = (double)diagnosis_kb(d, rows[i].pages) / 1024;
		const struct page_cell cells[] = { { .text = rows[i].words },
										   number(page, rows[i].pages),
										   { .text = arena_printf(page->arena, "%.1f", mib) } };

		if (rows[i].shown && klog_has(rows[i].pages))
			page_row(page, table, cells)->indented = rows[i].part;
	}
}

/* --- events ---------------------------------------------------------------------------------------- */

/* That memory was there again is what the figures tell; what was missing when the request failed, they do not. */
static const char *verdict_words(struct page *page, const struct diagnosis *d)
{
	const char *open = d->cause == CAUSE_RACE && d->confidence != CONFIDENCE_OPEN
						   ? "; what was short at that moment is open"
						   : "";

	return arena_printf(page->arena, "Verdict: %s (%s%s)", cause_name(d->cause), confidence_name(d->confidence),
						open);
}

void page_event(struct page *page, const char *file, const struct explanation *x)
{
	const struct diagnosis *d = x->diagnosis;

	page_section(page, arena_printf(page->arena, "line-%" PRIu64, d->event->line), kind_words(d->event->kind),
				 place_words(page, file, d->event));
	page_text(page, TONE_PLAIN, arena_printf(page->arena, "Asked: %s", x->request));
	page_title(page, verdict_words(page, d));
	page_marked(page, x->verdict);
	add_zones(page, d);
	add_sentences(page, "Evidence", &x->evidence, false);
	add_account(page, d, &x->account);
	add_sentences(page, "Held against the device tree", &x->board, false);
	add_sentences(page, "What to change", &x->advice, true);
}

void page_boot(struct page *page, const char *file, const struct boot_explanation *b)
{
	const struct boot_log *log = b->boot;

	if (!b->count)
		return;
	page_section(page, arena_printf(page->arena, "line-%" PRIu64, log->first_line), "Boot",
				 arena_printf(page->arena, "%s%sline %" PRIu64 "%s%s%s%s", file ? file : "", file ? ", " : "",
							  log->first_line, log->release[0] ? ", Linux " : "", log->release,
							  log->machine[0] ? " on " : "", log->machine));
	for (size_t i = 0; i < b->count; i++)
		page_item(page, false,
				  arena_printf(page->arena, "line %" PRIu64 ": %s  → %s%s%s", b->findings[i].line,
							   b->findings[i].text,
							   b->findings[i].bytes ? size_text(page->arena, b->findings[i].bytes) : "",
							   b->findings[i].bytes ? ": " : "", b->findings[i].meaning));
}

/* --- all of it counted ------------------------------------------------------------------------------ */

enum { COUNT, PROCESS, ORDER, CAUSE, ASKED, SUMMARY_COLUMNS };

static const struct page_column summary_columns[SUMMARY_COLUMNS] = {
	{ "count", COLUMN_NUMBER }, { "process", COLUMN_WORD }, { "order", COLUMN_NUMBER },
	{ "cause", COLUMN_WORD },   { "asked", COLUMN_TEXT },
};

static const char *lines_words(struct page *page, const struct summary_group *g)
{
	if (g->first_line == g->last_line)
		return arena_printf(page->arena, "line %" PRIu64, g->first_line);
	return arena_printf(page->arena, "lines %" PRIu64 "..%" PRIu64, g->first_line, g->last_line);
}

static void add_group(struct page *page, struct page_table *table, const struct summary_group *g)
{
	const char *asked = g->asked,
			   *caller = g->caller[0] ? arena_printf(page->arena, "%s(), ", g->caller) : "";
	const char *kind =
		g->kind == KLOG_PAGE_ALLOC ? "" : arena_printf(page->arena, "%s, ", kind_words(g->kind));

	if (!*asked && g->has_mode)
		asked = arena_printf(page->arena, "0x%x", g->mode);
	page_row(page, table,
			 (const struct page_cell[SUMMARY_COLUMNS]){
				 [COUNT] = { .text = arena_printf(page->arena, "%" PRIu64, g->count) },
				 [PROCESS] = { .text = g->process[0] ? g->process : "-" },
				 [ORDER] = number(page, g->order),
				 [CAUSE] = { .text = cause_name(g->cause) },
				 [ASKED] = { .text = arena_printf(page->arena, "%s  %s%s%s", asked, caller, kind,
												  lines_words(page, g)) },
			 });
}

void page_summary(struct page *page, const struct summary *sum)
{
	const char *more = "";
	struct page_table *table;

	if (sum->suppressed > 0)
		more = arena_printf(page->arena, "; %" PRId64 " more were held back by the kernel's rate limit",
							sum->suppressed);
	page_section(
		page, "summary", "Summary",
		arena_printf(page->arena, "%" PRIu64 " reports in %zu groups%s", sum->events, sum->count, more));
	table = sum->count ? page_table(page, summary_columns, SUMMARY_COLUMNS) : NULL;
	for (size_t i = 0; i < sum->count; i++)
		add_group(page, table, &sum->groups[i]);
	if (sum->left_out > 0)
		page_text(page, TONE_FAINT,
				  arena_printf(page->arena, "%" PRIu64 " in further groups.", sum->left_out));
}
