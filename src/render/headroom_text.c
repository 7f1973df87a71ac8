/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdarg.h>
#include <string.h>

#include "render/headroom.h"
#include "util/arena.h"

#define INDENT 4

/* A line of a request's answer, broken at the page's width. */
__attribute__((format(printf, 2, 3))) static void put(const struct pen *pen, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	pen_hanging(pen, "    ", INDENT + 2, arena_vprintf(pen->arena, format, args), TINT_PLAIN);
	va_end(args);
}

static void print_blocks(const struct pen *pen, const struct memory_state *memory, const struct headroom *h)
{
	uint64_t bytes = (uint64_t)h->blocks.value << (h->request->order + memory->kernel.page_shift);
	const char *range = "";

	if (!is_exact(h->blocks))
		range = arena_printf(pen->arena, ", %s %lld and %lld", h->lower_bound ? "with it between" : "between",
							 (long long)h->blocks.low, (long long)h->blocks.high);
	put(pen, "%s%lld block%s (%s)%s%s, limited by %s", h->lower_bound ? "at least " : "",
		(long long)h->blocks.value, h->blocks.value == 1 ? "" : "s", pen_size(pen, bytes),
		h->lower_bound ? ": so many without reclaim" : "", range, headroom_limit_name(h->limit));
}

static void print_zone(const struct pen *pen, const struct zone_headroom *z)
{
	const char *reserve = "";

	if (z->reserve)
		reserve = arena_printf(pen->arena, " + lowmem_reserve %lld", (long long)z->reserve);
	put(pen, "%s: usable %lld pages, mark %lld%s; %lld by watermark, %lld by free lists; then: %s",
		gfp_zone_name(z->zone->kind), (long long)z->usable, (long long)z->mark, reserve,
		(long long)z->by_watermark, (long long)z->by_blocks, refusal_text(z->ending));
}

static const char *shortage_text(const struct pen *pen, const struct headroom *h)
{
	const char *pages = "", *blocks = "";

	if (h->limit == LIMIT_ZONE)
		return " a zone that the mask allows";
	if (h->short_pages)
		pages = arena_printf(pen->arena, " %lld more free pages (%s)", (long long)h->short_pages,
							 pen_size(pen, (uint64_t)h->short_pages << h->page_shift));
	if (h->short_blocks)
		blocks = arena_printf(pen->arena, "%s %lld more free blocks of this order",
							  h->short_pages ? " and" : "", (long long)h->short_blocks);
	if (!*pages && !*blocks)
		return " the pages on other CPUs' lists or a boost that does not come";
	return arena_printf(pen->arena, "%s%s", pages, blocks);
}

static void print_shortage(const struct pen *pen, const struct headroom *h)
{
	if (h->request->count && h->blocks.value >= h->wanted)
		put(pen, "the %lld asked for are there", (long long)h->wanted);
	else
		put(pen, "for %lld it would take%s", (long long)h->wanted, shortage_text(pen, h));
}

static void print_slow_path(const struct pen *pen, const struct slow_path *path)
{
	put(pen, "when no zone passes:");
	for (unsigned int i = 0; i < path->step_count; i++)
		pen_hanging(pen, arena_printf(pen->arena, "      %u. ", i + 1), INDENT + 5, path->steps[i],
					TINT_PLAIN);
	if (path->outcome != OUTCOME_FAILS)
		put(pen, "-> %s", slow_outcome_text(path->outcome));
	else if (!path->warns)
		put(pen, "-> fails silently");
	else if (path->warn_seconds == 0)
		put(pen, "-> fails with a warning, \"%s...\", once", path->message);
	else
		put(pen, "-> fails with a warning, \"%s...\", at most %u in %u s", path->message, path->warn_burst,
			path->warn_seconds);
}

void headroom_print_text(const struct pen *pen, const struct memory_state *memory,
						 const struct headroom *rows, size_t count)
{
	char names[512];

	for (size_t i = 0; i < count; i++) {
		const struct alloc_request *r = rows[i].request;

		if (i)
			pen_end_line(pen);
		pen_hanging(pen, "", INDENT, r->text, TINT_HEADING);
		put(pen, "order %u, %s%s%s", r->order, gfp_describe(&r->gfp, names, sizeof(names)),
			r->note ? "; " : "", r->note ? r->note : "");
		print_blocks(pen, memory, &rows[i]);
		for (size_t z = 0; z < rows[i].zone_count; z++)
			print_zone(pen, &rows[i].zones[z]);
		print_shortage(pen, &rows[i]);
		print_slow_path(pen, &rows[i].slow_path);
	}
}

/* --- gfp ------------------------------------------------------------------------ */

static void print_flags(const struct pen *pen, const struct gfp *gfp)
{
	for (unsigned int bit = 0; bit < 32; bit++) {
		if (!(gfp->mask >> bit & 1))
			continue;
		fprintf(pen->out, "    %#10x  %s\n", 1u << bit,
				gfp->unknown >> bit & 1 ? "(no meaning in this layout)"
										: gfp_flag_name(gfp_flag_at(gfp->layout, bit)));
	}
}

static const char *zones_text(const struct pen *pen, const struct alloc_kernel *kernel, const struct gfp *gfp)
{
	enum gfp_zone highest = gfp_highest_zone(gfp, kernel->zones);
	const char *text = "";

	for (unsigned int zone = highest + 1; zone-- > 0;)
		if (kernel->zones >> zone & 1)
			text = arena_printf(pen->arena, "%s%s%s", text, zone == highest ? "" : ", ",
								gfp_zone_name((enum gfp_zone)zone));
	return text;
}

void gfp_print_text(const struct pen *pen, const struct alloc_kernel *kernel,
					const struct alloc_request *request, const struct slow_path *path)
{
	static const char *const types[] = { "Unmovable", "Movable", "Reclaimable" };
	const struct gfp *gfp = &request->gfp;
	struct attempt slow = attempt_slow(kernel, gfp, request->order, request->context);
	char names[512];

	fprintf(pen->out, "%#x = %s\n", gfp->mask, gfp_describe(gfp, names, sizeof(names)));
	print_flags(pen, gfp);
	fprintf(pen->out, "layout       Linux %s to %s\n", gfp_layout_first(gfp->layout),
			gfp_layout_last(gfp->layout));
	fprintf(pen->out, "migratetype  %s%s\n", types[gfp_migratetype(gfp)],
			slow.rights & RIGHT_CMA ? ", CMA too" : ", never CMA");
	fprintf(pen->out, "zones        %s where they exist, in this order\n", zones_text(pen, kernel, gfp));
	fprintf(pen->out, "may sleep    %s\n", gfp_may_sleep(gfp) ? "yes" : "no");
	fprintf(pen->out, "reserves     down to %s%s%s\n", path->mark,
			slow.rights & RIGHT_HIGHATOMIC ? ", HighAtomic blocks above order 0" : "",
			slow.rights & RIGHT_HIGHATOMIC_LAST && request->order == 0 ? ", HighAtomic pages at last" : "");
	fprintf(pen->out, "order %u\n", request->order);
	print_slow_path(pen, path);
}
