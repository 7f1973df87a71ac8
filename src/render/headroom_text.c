/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "alloc/fragmentation.h"
#include "render/headroom.h"
#include "util/number.h"

static int finish(FILE *out)
{
	return ferror(out) ? -EIO : 0;
}

static void print_size(FILE *out, uint64_t bytes)
{
	if (bytes >= MIB(1))
		fprintf(out, "%llu.%llu MiB", (unsigned long long)(bytes >> 20),
				(unsigned long long)((bytes & (MIB(1) - 1)) * 10 >> 20));
	else
		fprintf(out, "%llu KiB", (unsigned long long)(bytes >> 10));
}

static void print_blocks(FILE *out, const struct memory_state *memory, const struct headroom *h)
{
	fprintf(out, "    %s%lld block%s (", h->lower_bound ? "at least " : "", (long long)h->blocks.value,
			h->blocks.value == 1 ? "" : "s");
	print_size(out, (uint64_t)h->blocks.value << (h->request->order + memory->kernel.page_shift));
	fprintf(out, ")");
	if (!is_exact(h->blocks))
		fprintf(out, ", between %lld and %lld", (long long)h->blocks.low, (long long)h->blocks.high);
	fprintf(out, ", limited by %s\n", headroom_limit_name(h->limit));
}

static void print_zone(FILE *out, const struct zone_headroom *z)
{
	fprintf(out, "    %-8s usable %lld pages, mark %lld", gfp_zone_name(z->zone->kind), (long long)z->usable,
			(long long)z->mark);
	if (z->reserve)
		fprintf(out, " + lowmem_reserve %lld", (long long)z->reserve);
	fprintf(out, "; %lld by watermark, %lld by free lists; then: %s\n", (long long)z->by_watermark,
			(long long)z->by_blocks, refusal_text(z->ending));
}

static void print_shortage(FILE *out, const struct headroom *h)
{
	if (h->request->count && h->blocks.value >= h->wanted) {
		fprintf(out, "    the %lld asked for are there\n", (long long)h->wanted);
		return;
	}
	fprintf(out, "    for %lld it would take", (long long)h->wanted);
	if (h->limit == LIMIT_ZONE)
		fprintf(out, " a zone that the mask allows");
	if (h->short_pages)
		fprintf(out, " %lld more free pages", (long long)h->short_pages);
	if (h->short_pages && h->short_blocks)
		fprintf(out, " and");
	if (h->short_blocks)
		fprintf(out, " %lld more free blocks of this order", (long long)h->short_blocks);
	if (!h->short_pages && !h->short_blocks && h->limit != LIMIT_ZONE)
		fprintf(out, " the pages on other CPUs' lists or a boost that does not come");
	fprintf(out, "\n");
}

static void print_slow_path(FILE *out, const struct slow_path *path)
{
	fprintf(out, "    when no zone passes:");
	for (unsigned int i = 0; i < path->step_count; i++)
		fprintf(out, "%s %s", i ? ";" : "", path->steps[i]);
	fprintf(out, " -> %s%s\n", slow_outcome_text(path->outcome),
			path->outcome != OUTCOME_FAILS ? ""
			: path->warns                  ? " with a warning"
										   : " silently");
}

int headroom_print_text(FILE *out, const struct memory_state *memory, const struct headroom *rows,
						size_t count)
{
	char names[512];

	for (size_t i = 0; i < count; i++) {
		const struct alloc_request *r = rows[i].request;

		fprintf(out, "%s%s\n    order %u, %s", i ? "\n" : "", r->text, r->order,
				gfp_describe(&r->gfp, names, sizeof(names)));
		fprintf(out, "%s%s\n", r->note ? "; " : "", r->note ? r->note : "");
		print_blocks(out, memory, &rows[i]);
		for (size_t z = 0; z < rows[i].zone_count; z++)
			print_zone(out, &rows[i].zones[z]);
		print_shortage(out, &rows[i]);
		print_slow_path(out, &rows[i].slow_path);
	}
	return finish(out);
}

/* --- the table ---------------------------------------------------------------- */

static void print_cell(FILE *out, const struct memory_state *memory, const struct headroom *h)
{
	uint64_t kib = (uint64_t)h->blocks.value << (h->request->order + memory->kernel.page_shift) >> 10;
	char text[64];

	snprintf(text, sizeof(text), "%s%lld",
			 is_exact(h->blocks) ? ""
			 : h->lower_bound    ? ">="
								 : "~",
			 (long long)h->blocks.value);
	fprintf(out, "  %10s %10llu K %c", text, (unsigned long long)kib,
			h->limit == LIMIT_BLOCKS           ? 'b'
			: h->limit == LIMIT_ZONE           ? 'z'
			: h->limit == LIMIT_LOWMEM_RESERVE ? 'r'
											   : 'w');
}

/* Rows come order by order, and within an order mask by mask. */
static size_t columns_of(const struct headroom *rows, size_t count)
{
	size_t columns = 0;

	while (columns < count && rows[columns].request->order == rows[0].request->order)
		columns++;
	return columns;
}

int headroom_print_table(FILE *out, const struct memory_state *memory, const struct headroom *rows,
						 size_t count)
{
	size_t columns = columns_of(rows, count);
	char names[512];

	fprintf(out, "order");
	for (size_t i = 0; i < columns; i++)
		fprintf(out, "  %24.24s", gfp_describe(&rows[i].request->gfp, names, sizeof(names)));
	for (size_t i = 0; i < count; i++) {
		if (i % columns == 0)
			fprintf(out, "\n%5u", rows[i].request->order);
		print_cell(out, memory, &rows[i]);
	}
	fprintf(out, "\nlimited by: w watermark, b free blocks, r lowmem_reserve, z no zone; "
				 "~ estimate, >= without reclaim\n");
	return finish(out);
}

/* --- free lists ---------------------------------------------------------------- */

static void print_types(FILE *out, const struct alloc_kernel *kernel, const struct zone_state *zone)
{
	static const char *const names[MIGRATE_TYPES] = { "Unmovable", "Movable", "Reclaimable", "HighAtomic",
													  "CMA",       "Isolate", "Reserve" };

	for (unsigned int type = 0; type < MIGRATE_TYPES; type++) {
		if (!zone->pageblocks[type] && !zone_list_pages(zone, (enum migratetype)type))
			continue;
		fprintf(out, "%-8s %-12s", gfp_zone_name(zone->kind), names[type]);
		for (unsigned int k = 0; k <= kernel->max_order; k++)
			fprintf(out, " %6lld", (long long)zone->nr_free[type][k]);
		fprintf(out, "   %6lld\n", (long long)zone->pageblocks[type]);
	}
}

static void print_index_row(FILE *out, const struct alloc_kernel *kernel, const struct zone_state *zone,
							const char *name, unsigned int types,
							int (*index)(const struct zone_state *, unsigned int, unsigned int))
{
	char text[32];

	fprintf(out, "%-8s %-12s", gfp_zone_name(zone->kind), name);
	for (unsigned int k = 0; k <= kernel->max_order; k++)
		fprintf(out, " %6s", index_format(index(zone, types, k), text, sizeof(text)));
	fprintf(out, "\n");
}

int freelists_print_text(FILE *out, const struct memory_state *memory)
{
	const unsigned int no_cma = TYPES_ALL & ~TYPE_BIT(CMA);

	fprintf(out, "free blocks by order");
	for (unsigned int k = 0; k <= memory->kernel.max_order; k++)
		fprintf(out, k ? " %6u" : "  %6u", k);
	fprintf(out, "   pageblocks\n");
	for (size_t i = 0; i < memory->zone_count; i++)
		print_types(out, &memory->kernel, &memory->zones[i]);
	for (size_t i = 0; i < memory->zone_count; i++) {
		const struct zone_state *zone = &memory->zones[i];

		print_index_row(out, &memory->kernel, zone, "unusable", TYPES_ALL, unusable_index);
		print_index_row(out, &memory->kernel, zone, " without CMA", no_cma, unusable_index);
		print_index_row(out, &memory->kernel, zone, "extfrag", TYPES_ALL, extfrag_index);
		print_index_row(out, &memory->kernel, zone, " without CMA", no_cma, extfrag_index);
	}
	return finish(out);
}

/* --- gfp ------------------------------------------------------------------------ */

static void print_flags(FILE *out, const struct gfp *gfp)
{
	for (unsigned int bit = 0; bit < 32; bit++) {
		if (!(gfp->mask >> bit & 1))
			continue;
		fprintf(out, "    %#10x  %s\n", 1u << bit,
				gfp->unknown >> bit & 1 ? "(no meaning in this layout)"
										: gfp_flag_name(gfp_flag_at(gfp->layout, bit)));
	}
}

static void print_zones(FILE *out, const struct alloc_kernel *kernel, const struct gfp *gfp)
{
	enum gfp_zone highest = gfp_highest_zone(gfp, kernel->zones);

	fprintf(out, "zones        ");
	for (unsigned int zone = highest + 1; zone-- > 0;)
		if (kernel->zones >> zone & 1)
			fprintf(out, "%s%s", zone == highest ? "" : ", ", gfp_zone_name((enum gfp_zone)zone));
	fprintf(out, " where they exist, in this order\n");
}

int gfp_print_text(FILE *out, const struct alloc_kernel *kernel, const struct alloc_request *request,
				   const struct slow_path *path)
{
	static const char *const types[] = { "Unmovable", "Movable", "Reclaimable" };
	const struct gfp *gfp = &request->gfp;
	struct attempt slow = attempt_slow(kernel, gfp, request->order, request->context);
	char names[512];

	fprintf(out, "%#x = %s\n", gfp->mask, gfp_describe(gfp, names, sizeof(names)));
	print_flags(out, gfp);
	fprintf(out, "layout       Linux %s to %s\n", gfp_layout_first(gfp->layout),
			gfp_layout_last(gfp->layout));
	fprintf(out, "migratetype  %s%s\n", types[gfp_migratetype(gfp)],
			slow.rights & RIGHT_CMA ? ", CMA too" : ", never CMA");
	print_zones(out, kernel, gfp);
	fprintf(out, "may sleep    %s\n", gfp_may_sleep(gfp) ? "yes" : "no");
	fprintf(out, "reserves     down to %s%s%s\n", path->mark,
			slow.rights & RIGHT_HIGHATOMIC ? ", HighAtomic blocks above order 0" : "",
			slow.rights & RIGHT_HIGHATOMIC_LAST && request->order == 0 ? ", HighAtomic pages at last" : "");
	fprintf(out, "order %u\n", request->order);
	print_slow_path(out, path);
	return finish(out);
}
