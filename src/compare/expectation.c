/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a predicted boot will show in /proc and in its log. */
#include <string.h>

#include "alloc/zone_state.h"
#include "boot/boot.h"
#include "compare/measured.h"
#include "kernel/kernel.h"
#include "util/arena.h"

struct builder {
	struct arena *arena;
	const struct boot *boot;
	const struct memory_state *settled;
	struct measured *m;
};

static const struct {
	const char *name, *unit;
	enum look look;
	bool moves;
} fields[FIELDS] = {
#define FIELD_ROW(field, ...) [field] = { __VA_ARGS__ },
	FIELDS_SHOWN(FIELD_ROW)
};

NAMER(look_command, look, LOOKS_AT, ENUM_NAME)

NAMER(verdict_name, verdict, VERDICTS, ENUM_NAME)

size_t measured_count(const struct measured *m, enum verdict verdict)
{
	size_t count = 0;

	for (size_t i = 0; i < m->figure_count; i++)
		count += m->figures[i].verdict == verdict;
	for (size_t i = 0; i < m->line_count; i++)
		count += m->lines[i].verdict == verdict;
	return count;
}

/* --- figures --------------------------------------------------------------------------------- */

static struct figure *add(struct builder *b, enum field field, const struct zone *zone,
						  struct estimate expected)
{
	struct figure f = { .look = fields[field].look,
						.field = field,
						.zone = zone,
						.name = fields[field].name,
						.unit = fields[field].unit,
						.expected = expected,
						.moves = fields[field].moves };

	if (zone)
		f.name = arena_printf(b->arena, "%s %s", zone->title, f.name);
	arena_push(b->arena, b->m->figures, b->m->figure_count, f);
	return &b->m->figures[b->m->figure_count - 1];
}

static void add_protection(struct builder *b, const struct zone *z)
{
	for (size_t i = 0; i < b->boot->protection_columns; i++) {
		struct figure *f;

		if (is_exact(z->protection[i]) && z->protection[i].value == 0)
			continue;
		f = add(b, FIELD_PROTECTION, z, z->protection[i]);
		f->index = (unsigned int)i;
		f->name = arena_printf(b->arena, "%s, column %zu", f->name, i + 1);
	}
}

/* Blocks of that order, doubted to both sides as far as the zone goes, and by `broken` more. */
static struct estimate within_zone(const struct zone_state *zone, int64_t blocks, int64_t broken, unsigned int order)
{
	int64_t room = zone_room(zone) >> order;
	int64_t low = blocks - (zone->fewer >> order) - broken, high = blocks + (zone->more >> order) + broken;

	return between(low > 0 ? low : 0, blocks, high < room ? high : room);
}

static void expect_zone(struct builder *b, const struct zone *z)
{
	const struct zone_state *settled = memory_zone(b->settled, (enum gfp_zone)z->type, z->node);

	add(b, FIELD_START_PFN, z, exact((int64_t)z->start_pfn));
	add(b, FIELD_SPANNED, z, exact((int64_t)z->spanned));
	add(b, FIELD_PRESENT, z, z->present);
	add(b, FIELD_MANAGED, z, z->managed);
	add(b, FIELD_MIN, z, z->min);
	add(b, FIELD_LOW, z, z->low);
	add(b, FIELD_HIGH, z, z->high);
	add_protection(b, z);
	if (settled)
		add(b, FIELD_FREE, z, within_zone(settled, settled->free, 0, 0));
}

static void expect_pageblocks(struct builder *b, const struct zone *z)
{
	int64_t all = 0;

	for (unsigned int t = 0; t < MIGRATE_TYPES; t++)
		all += (int64_t)z->pageblocks[t];
	add(b, FIELD_PAGEBLOCKS, z, exact(all));
	if (z->pageblocks[MIGRATE_CMA])
		add(b, FIELD_CMA_PAGEBLOCKS, z, exact((int64_t)z->pageblocks[MIGRATE_CMA]));
}

static void expect_largest_blocks(struct builder *b, const struct zone *z)
{
	const struct zone_state *settled = memory_zone(b->settled, (enum gfp_zone)z->type, z->node);
	unsigned int order = b->boot->kernel->max_order;
	int64_t blocks = 0;

	if (!settled)
		return;
	for (unsigned int t = 0; t < MIGRATE_TYPES; t++)
		blocks += settled->nr_free[t][order];
	add(b, FIELD_LARGEST_BLOCKS, z, within_zone(settled, blocks, zone_is_predicted(settled), order));
}

static struct estimate in_kb(const struct builder *b, struct estimate pages)
{
	int64_t kb = (int64_t)(page_size(b->boot->kernel) >> 10);

	return (struct estimate){ pages.value * kb, pages.low * kb, pages.high * kb };
}

/*
 * linux:mm/cma.c: totalcma_pages counts what was declared; kernels that give all
 * of a pool back which cannot be activated take it off again (cma_activate_area).
 */
static struct estimate cma_total_kb(const struct builder *b)
{
	struct estimate total = b->boot->cma_kb;

	if (b->boot->kernel->rules->cma_crossing != CROSSING_FREES_ALL)
		return total;
	for (size_t i = 0; i < b->boot->cma_count; i++)
		if (!b->boot->cma[i].activated)
			total = estimate_sub(total, exact((int64_t)(b->boot->cma[i].range.size >> 10)));
	return total;
}

/* linux:fs/proc/meminfo.c: MemTotal is totalram_pages, which are the managed pages of all zones. */
static void expect_sums(struct builder *b)
{
	add(b, FIELD_MIN_FREE_KBYTES, NULL, b->boot->min_free_kbytes);
	add(b, FIELD_MEM_TOTAL, NULL, in_kb(b, b->boot->totals.managed));
	if (b->boot->kernel->cma)
		add(b, FIELD_CMA_TOTAL, NULL, cma_total_kb(b));
	add(b, FIELD_LOG_TOTAL, NULL, b->boot->total_kb);
	/* below 0, where pools lie over what is reserved, the kernel prints it as a number beyond all bounds */
	if (b->boot->reserved_kb.value >= 0)
		add(b, FIELD_LOG_RESERVED, NULL, b->boot->reserved_kb);
	add(b, FIELD_LOG_CMA, NULL, b->boot->cma_kb);
}

/* --- lines of the log ------------------------------------------------------------------------- */

static void expect_line(struct builder *b, const char *text, const char *key)
{
	struct expected_line line = { .text = text, .key = key };

	arena_push(b->arena, b->m->lines, b->m->line_count, line);
}

static const char *key_of(const struct region *r)
{
	if (r->node != SIZE_MAX)
		return r->name;
	return r->kind == REGION_CMA ? "cma: Reserved" : NULL;
}

static void expect_lines(struct builder *b)
{
	const struct boot *boot = b->boot;

	for (size_t i = 0; i < boot->message_count; i++)
		if (boot->messages[i].certain)
			expect_line(b, boot->messages[i].text, NULL);
	for (size_t i = 0; i < boot->region_count; i++)
		for (size_t j = 0; j < boot->regions[i].dmesg_count; j++)
			expect_line(b, boot->regions[i].dmesg[j], key_of(&boot->regions[i]));
}

struct measured *measured_expect(struct arena *arena, const struct boot *boot,
								 const struct memory_state *settled)
{
	struct builder b = { arena, boot, settled, arena_new_object(arena, struct measured) };
	void (*const by_zone[])(struct builder *, const struct zone *) = { expect_zone, expect_pageblocks,
																	   expect_largest_blocks };

	if (!boot->boots)
		return b.m;
	for (size_t k = 0; k < ARRAY_SIZE(by_zone); k++) {
		if (by_zone[k] == expect_pageblocks)
			add(&b, FIELD_PAGEBLOCK_ORDER, NULL, exact(boot->kernel->pageblock_order));
		for (size_t i = 0; i < boot->zone_count; i++)
			if (boot->zones[i].spanned)
				by_zone[k](&b, &boot->zones[i]);
	}
	expect_sums(&b);
	expect_lines(&b);
	return b.m;
}
