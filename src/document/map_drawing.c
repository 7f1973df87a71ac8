/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document/map_drawing.h"

#include <stdint.h>
#include <stdlib.h>

#include "document/report.h"
#include "util/arena.h"
#include "util/number.h"
#include "util/sort.h"

#define ROOM (MAP_WIDTH - 2 * MAP_MARGIN)
#define TOP 88.0          /* above the first strip: legend, zones, addresses */
#define STRIP_HEIGHT 46.0 /* of the first strip */
#define LENS_HEIGHT 40.0  /* of a magnified one */
#define BELOW_STRIP 26.0  /* marks and letters */
#define ABOVE_LENS 20.0   /* letter and address */
#define BELOW_LENS 16.0
#define BANK_GAP 8.0 /* between two banks, less where there are very many */
#define MOST_GAPS (ROOM / 4)
#define LEAST_BANK 6.0
#define LEAST_SLOT 1.5 /* a tick, however small the region */
#define SMALL 30.0     /* below that, a name or number does not fit */
#define SMALL_GAP 6.0  /* beside a small region, is magnified with it */
#define NEAR 56.0      /* regions so near to each other share a magnified strip */
#define LENS_GAP 14.0
#define LEAST_LENS 92.0
#define MOST_STRETCH 2.2
#define WISH_NAMED 76.0 /* what an item of a magnified strip would like to have */
#define WISH_GAP 34.0
#define LEAST_NAMED 24.0 /* what it gets at least */
#define LEAST_GAP 12.0
#define MARK_GAP 24.0 /* between the marks of two magnified strips, for their letters */
#define MOST_ITEMS 12 /* in one magnified strip */

struct layout {
	struct arena *arena;
	struct map_drawing *d;
	const struct map_item **drawn; /* what is drawn, by address */
	size_t drawn_count;
	uint64_t *ends; /* a tree: the highest end of each pair, leaf by leaf from `leaves` on; the root is 1 */
	size_t leaves;
};

static bool is_named(const struct map_item *item)
{
	return item->kind == MAP_REGION || item->kind == MAP_OWN;
}

static bool is_drawn(const struct map_item *item)
{
	return item->kind >= MAP_REGION && item->kind != MAP_HOLE;
}

size_t map_number(const struct map_drawing *d, const struct map_item *item)
{
	return d->numbers[item - d->map.items];
}

static void number_items(struct layout *l)
{
	size_t next = 1;

	l->d->numbers = arena_alloc(l->arena, (l->d->map.count + 1) * sizeof(*l->d->numbers));
	for (size_t i = 0; i < l->d->map.count; i++)
		if (is_named(&l->d->map.items[i]))
			l->d->numbers[i] = next++;
}

/* --- what lies where ------------------------------------------------------------------------ */

static int by_base(const void *a, const void *b)
{
	const struct map_item *x = *(const struct map_item *const *)a, *y = *(const struct map_item *const *)b;

	LESS_FIRST(range.base);
	return (x > y) - (x < y);
}

static void sort_drawn(struct layout *l)
{
	const struct memory_map *map = &l->d->map;

	l->drawn = arena_alloc(l->arena, (map->count + 1) * sizeof(*l->drawn));
	for (size_t i = 0; i < map->count; i++)
		if (is_drawn(&map->items[i]) && map->items[i].range.size)
			l->drawn[l->drawn_count++] = &map->items[i];
	sort_items(l->drawn, l->drawn_count, sizeof(*l->drawn), by_base);
	for (l->leaves = 1; l->leaves < l->drawn_count;)
		l->leaves *= 2;
	l->ends = arena_alloc(l->arena, 2 * l->leaves * sizeof(*l->ends));
	for (size_t i = 0; i < l->drawn_count; i++)
		l->ends[l->leaves + i] = range_end(l->drawn[i]->range);
	for (size_t i = l->leaves; --i > 0;)
		l->ends[i] = max_u64(l->ends[2 * i], l->ends[2 * i + 1]);
}

/* The first item from `at` on that ends behind an address: one that reaches far hides no other's end. */
static size_t first_ending_behind(const struct layout *l, size_t at, uint64_t address)
{
	size_t i = l->leaves + at;

	while (l->ends[i] <= address) {
		while (i & 1) /* the right one of its pair */
			i /= 2;
		if (!i)
			return l->drawn_count;
		i++;
	}
	while (i < l->leaves) {
		i *= 2;
		i += l->ends[i] <= address;
	}
	return i - l->leaves;
}

/* The next item from *at on that lies in the range, or NULL; *at 0 begins. */
static const struct map_item *next_in(const struct layout *l, struct range range, size_t *at)
{
	size_t next = *at < l->drawn_count ? first_ending_behind(l, *at, range.base) : l->drawn_count;

	if (next >= l->drawn_count || l->drawn[next]->range.base >= range_end(range))
		return NULL;
	*at = next + 1;
	return l->drawn[next];
}

/* --- the strip to scale -------------------------------------------------------------------- */

/* Banks side by side; one that would not be seen gets a little from the others. */
static void place_banks(struct layout *l)
{
	struct map_drawing *d = l->d;
	double total = 0, room = ROOM, x = MAP_MARGIN, drawn = 0, gap = BANK_GAP;

	for (size_t i = 0; i < d->map.count; i++) {
		struct map_bank bank = { .range = d->map.items[i].range };

		if (d->map.items[i].kind != MAP_BANK)
			continue;
		arena_push(l->arena, d->banks, d->bank_count, bank);
		total += (double)bank.range.size;
	}
	if (gap * (double)d->bank_count > MOST_GAPS)
		gap = MOST_GAPS / (double)d->bank_count;
	if (d->bank_count)
		room -= gap * (double)(d->bank_count - 1);
	for (size_t i = 0; i < d->bank_count; i++) {
		double width = room * (double)d->banks[i].range.size / total;

		d->banks[i].width = width < LEAST_BANK ? LEAST_BANK : width;
		drawn += d->banks[i].width;
	}
	for (size_t i = 0; i < d->bank_count; i++) {
		d->banks[i].width *= room / drawn;
		d->banks[i].x = x;
		x += d->banks[i].width + gap;
	}
}

static double scale_of(const struct map_bank *bank)
{
	return bank->width / (double)bank->range.size;
}

static struct range common(struct range a, struct range b)
{
	return range_between(max_u64(a.base, b.base), min_u64(range_end(a), range_end(b)));
}

static void add_slot(struct layout *l, struct map_strip *strip, const struct map_bank *bank,
					 const struct map_item *item)
{
	struct range part = common(item->range, bank->range);
	struct map_slot slot = { .item = item };

	if (!part.size)
		return;
	slot.x = bank->x + (double)(part.base - bank->range.base) * scale_of(bank);
	slot.width = (double)part.size * scale_of(bank);
	slot.small = is_named(item) && slot.width < SMALL;
	if (slot.width < LEAST_SLOT && is_named(item))
		slot.width = LEAST_SLOT;
	if (slot.x + slot.width > bank->x + bank->width)
		slot.x = bank->x + bank->width - slot.width;
	arena_push(l->arena, strip->slots, strip->slot_count, slot);
}

static struct map_strip strip_to_scale(struct layout *l)
{
	struct map_strip strip = { .x = MAP_MARGIN, .y = TOP, .width = ROOM, .height = STRIP_HEIGHT };
	const struct map_item *item;

	for (size_t b = 0; b < l->d->bank_count; b++)
		for (size_t at = 0; (item = next_in(l, l->d->banks[b].range, &at));)
			add_slot(l, &strip, &l->d->banks[b], item);
	return strip;
}

/* --- magnified strips ------------------------------------------------------------------------ */

/* Where an address stands in a magnified strip: borders of items, in ascending order, each with its place. */
struct ruler {
	uint64_t *at;
	double *x;
	size_t count;
};

/* A run of small items in one bank, before it has a place. */
struct lens {
	struct range range;
	double x, end; /* in the strip to scale */
	double scale;  /* of its bank */
	size_t items;
	double wish;
};

static int by_address(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void add_border(struct layout *l, struct ruler *r, uint64_t at, struct range range)
{
	if (at >= range.base && at <= range_end(range))
		arena_push(l->arena, r->at, r->count, at);
}

static struct ruler borders_in(struct layout *l, struct range range)
{
	const struct map_item *item;
	struct ruler r = { 0 };
	size_t kept = 0;

	for (size_t at = 0; (item = next_in(l, range, &at));) {
		add_border(l, &r, item->range.base, range);
		add_border(l, &r, range_end(item->range), range);
	}
	add_border(l, &r, range.base, range);
	add_border(l, &r, range_end(range), range);
	sort_items(r.at, r.count, sizeof(*r.at), by_address);
	for (size_t i = 0; i < r.count; i++)
		if (!kept || r.at[i] != r.at[kept - 1])
			r.at[kept++] = r.at[i];
	r.count = kept;
	r.x = arena_alloc(l->arena, (r.count + 1) * sizeof(*r.x));
	return r;
}

/* The rest of a page that an item ends in belongs to none: it needs no width. */
static double least_width(const struct layout *l, struct range piece)
{
	const struct map_item *item;
	double least = 0;

	for (size_t at = 0; (item = next_in(l, piece, &at));) {
		if (is_named(item))
			return LEAST_NAMED;
		least = LEAST_GAP;
	}
	return least;
}

/* The width of all pieces at one scale, none below its least. */
static double width_at(const struct ruler *r, const double *least, double scale)
{
	double width = 0;

	for (size_t i = 0; i + 1 < r->count; i++) {
		double w = (double)(r->at[i + 1] - r->at[i]) * scale;

		width += w < least[i] ? least[i] : w;
	}
	return width;
}

/* The largest scale at which all pieces fit. */
static double fitting_scale(const struct ruler *r, const double *least, double width)
{
	double low = 0, high = width / (double)(r->at[r->count - 1] - r->at[0]);

	for (int i = 0; i < 60; i++) {
		double middle = (low + high) / 2;

		if (width_at(r, least, middle) > width)
			high = middle;
		else
			low = middle;
	}
	return low;
}

/* Returns the scale, or 0 where some pieces are wider than it says. */
static double place_borders(struct layout *l, struct ruler *r, double x, double width)
{
	double *least = arena_alloc(l->arena, r->count * sizeof(*least));
	double scale, factor, sum = 0;
	bool one_scale = true;

	for (size_t i = 0; i + 1 < r->count; i++)
		sum += least[i] = least_width(l, range_between(r->at[i], r->at[i + 1]));
	for (size_t i = 0; sum > width && i + 1 < r->count; i++)
		least[i] *= width / sum;
	scale = fitting_scale(r, least, width);
	factor = width / width_at(r, least, scale);
	for (size_t i = 0; i < r->count; i++) {
		double w;

		r->x[i] = x;
		if (i + 1 == r->count)
			break;
		w = (double)(r->at[i + 1] - r->at[i]) * scale;
		one_scale = one_scale && w >= least[i];
		x += (w < least[i] ? least[i] : w) * factor;
	}
	return one_scale ? scale * factor : 0;
}

static double place_of(const struct ruler *r, uint64_t at)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->at[i] >= at)
			return r->x[i];
	return r->x[r->count - 1];
}

static struct map_strip strip_of(struct layout *l, const struct lens *lens, double x, double y, double width)
{
	struct map_strip strip = { lens->range, x, y, width, LENS_HEIGHT, NULL, 0, NULL, 0 };
	struct ruler ruler = borders_in(l, lens->range);
	const struct map_item *item;

	strip.times = place_borders(l, &ruler, x, width) / lens->scale;
	for (size_t at = 0; (item = next_in(l, lens->range, &at));) {
		struct range part = common(item->range, lens->range);
		struct map_slot slot = { .item = item };

		slot.x = place_of(&ruler, part.base);
		slot.width = place_of(&ruler, range_end(part)) - slot.x;
		arena_push(l->arena, strip.slots, strip.slot_count, slot);
	}
	return strip;
}

static const char *letter_of(struct layout *l, size_t index)
{
	const char *prefix = index >= 26 ? letter_of(l, index / 26 - 1) : "";

	return arena_printf(l->arena, "%s%c", prefix, (char)('A' + index % 26));
}

static void measure(struct layout *l, struct lens *lens)
{
	const struct map_item *item;

	lens->items = 0;
	lens->wish = 0;
	for (size_t at = 0; (item = next_in(l, lens->range, &at));) {
		lens->items++;
		lens->wish += is_named(item) ? WISH_NAMED : WISH_GAP;
	}
	if (lens->wish < LEAST_LENS)
		lens->wish = LEAST_LENS;
	if (lens->wish > ROOM)
		lens->wish = ROOM;
}

struct lenses {
	struct lens *items;
	size_t count;
};

/* Most of the item is in the lens already: one of a chain that overlap each other needs none of its own. */
static bool mostly_in(const struct map_item *item, const struct lens *lens)
{
	return lens && ranges_overlap(item->range, lens->range) &&
		   common(item->range, lens->range).size >= item->range.size / 2;
}

/* Small regions one after the other go into one lens as long as they are near and few. */
static struct lenses find_lenses(struct layout *l, const struct map_strip *whole)
{
	const struct map_bank *bank = l->d->banks; /* as the slots go on, so does it */
	struct lenses found = { 0 };

	for (size_t i = 0; i < whole->slot_count; i++) {
		const struct map_slot *slot = &whole->slots[i];
		struct lens *last = found.count ? &found.items[found.count - 1] : NULL, wider = { 0 };

		if (!slot->small)
			continue;
		while (slot->x >= bank->x + bank->width && bank + 1 < l->d->banks + l->d->bank_count)
			bank++;
		if (last) {
			wider = *last;
			wider.range = range_between(last->range.base,
										max_u64(range_end(last->range), range_end(slot->item->range)));
			wider.end = slot->x + slot->width > last->end ? slot->x + slot->width : last->end;
			measure(l, &wider);
		}
		if (last && slot->x - last->end <= NEAR && wider.items <= MOST_ITEMS && last->x >= bank->x) {
			*last = wider;
		} else if (!mostly_in(slot->item, last)) {
			struct lens lens = {
				common(slot->item->range, bank->range), slot->x, slot->x + slot->width, scale_of(bank), 0, 0
			};

			measure(l, &lens);
			arena_push(l->arena, found.items, found.count, lens);
		}
	}
	return found;
}

/* A small gap on either side belongs to the picture. */
static void widen(struct layout *l, struct lens *lens, const struct lens *before)
{
	const struct range around =
		range_between(lens->range.base ? lens->range.base - 1 : 0, add_sat(range_end(lens->range), 1));
	const struct map_item *item;

	for (size_t at = 0; (item = next_in(l, around, &at));) {
		double width = (double)item->range.size * lens->scale;
		uint64_t end = range_end(item->range);

		if (item->kind != MAP_FREE || width >= SMALL_GAP)
			continue;
		if (item->range.base == range_end(lens->range)) {
			lens->range.size += item->range.size;
			lens->end += width;
		} else if (end == lens->range.base && (!before || range_end(before->range) <= item->range.base)) {
			lens->range = range_between(item->range.base, range_end(lens->range));
			lens->x -= width;
		}
	}
	measure(l, lens);
}

static void widen_all(struct layout *l, struct lenses *lenses)
{
	for (size_t i = 0; i < lenses->count; i++)
		widen(l, &lenses->items[i], i ? &lenses->items[i - 1] : NULL);
}

/* One mark for lenses that stand too near to each other to have one each. */
static void add_mark(struct layout *l, const struct lens *lens, const char *letter)
{
	struct map_drawing *d = l->d;
	struct map_mark *last = d->mark_count ? &d->marks[d->mark_count - 1] : NULL, mark;

	if (last && lens->x - (last->x + last->width) < MARK_GAP) {
		last->last = letter;
		last->width = lens->end - last->x;
		return;
	}
	mark = (struct map_mark){ letter, letter, lens->x, lens->end - lens->x };
	arena_push(l->arena, d->marks, d->mark_count, mark);
}

/* As many lenses in a row as have room; returns how many. */
static size_t place_row(struct layout *l, const struct lenses *lenses, size_t first, double y)
{
	double wish = lenses->items[first].wish, x = MAP_MARGIN, stretch;
	size_t count = 1;

	while (first + count < lenses->count && wish + LENS_GAP + lenses->items[first + count].wish <= ROOM)
		wish += LENS_GAP + lenses->items[first + count++].wish;
	stretch = (ROOM - LENS_GAP * (double)(count - 1)) / (wish - LENS_GAP * (double)(count - 1));
	if (stretch > MOST_STRETCH)
		stretch = MOST_STRETCH;
	for (size_t i = first; i < first + count; i++) {
		struct map_strip strip = strip_of(l, &lenses->items[i], x, y, lenses->items[i].wish * stretch);

		strip.letter = letter_of(l, i);
		add_mark(l, &lenses->items[i], strip.letter);
		arena_push(l->arena, l->d->strips, l->d->strip_count, strip);
		x += strip.width + LENS_GAP;
	}
	return count;
}

static void find_shown(struct layout *l)
{
	struct map_drawing *d = l->d;

	d->shown = arena_alloc(l->arena, (d->map.count + 1) * sizeof(*d->shown));
	for (size_t s = 0; s < d->strip_count; s++)
		for (size_t i = 0; i < d->strips[s].slot_count; i++)
			if (!d->strips[s].slots[i].small)
				d->shown[d->strips[s].slots[i].item - d->map.items] = true;
}

const struct map_drawing *map_drawing_new(struct arena *arena, const struct report *report)
{
	struct layout l = { .arena = arena, .d = arena_new_object(arena, struct map_drawing) };
	struct map_drawing *d = l.d;
	struct map_strip whole;
	struct lenses lenses;
	double y = TOP + STRIP_HEIGHT + BELOW_STRIP;

	d->report = report;
	d->map = memory_map_of(arena, report->boot);
	number_items(&l);
	sort_drawn(&l);
	place_banks(&l);
	whole = strip_to_scale(&l);
	arena_push(arena, d->strips, d->strip_count, whole);
	lenses = find_lenses(&l, &whole);
	widen_all(&l, &lenses);
	for (size_t i = 0; i < lenses.count; y += LENS_HEIGHT + BELOW_LENS) {
		y += ABOVE_LENS;
		i += place_row(&l, &lenses, i, y);
	}
	d->height = y;
	find_shown(&l);
	return d;
}

bool map_shows(const struct map_drawing *d, const struct map_item *item)
{
	return d->shown[item - d->map.items];
}
