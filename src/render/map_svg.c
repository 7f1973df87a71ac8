/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The map as SVG. What is told of a region appears above it when the pointer or
 * the keyboard's focus is on it, by the style sheet alone; it is drawn later
 * than all that lies above, so nothing covers it.
 */
#include "render/map_svg.h"

#include <inttypes.h>
#include <string.h>

#include "board/board.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "document/amount.h"
#include "util/escape.h"
#include "document/map_drawing.h"
#include "document/map_words.h"
#include "document/page_sections.h"
#include "render/markup.h"
#include "render/page_style.h"
#include "document/report_words.h"
#include "render/report_writer.h"
#include "util/utf8.h"
#include "util/arena.h"
#include "util/size.h"

/* Widths of characters at the sizes of the style sheet, on the safe side. */
#define SANS 7.7
#define MONO 6.7

#define LEGEND_GAP 14.0
#define THIN 3.0 /* a slot that an edge would hide */
#define TITLE_COLUMNS 74
#define FACTS_COLUMNS 100
#define TIP_LINE 15.0
#define KEY_LINE 17.0

struct drawing {
	struct markup *m;
	struct arena *arena;
	const struct map_drawing *d;
	const struct boot *boot;
	bool links;   /* into the page around it */
	bool *linked; /* items, by number: one slot of each is what the table leads to */
	struct told *told; /* by item, of those that had a slot */
};

static const struct {
	enum theme_colour colour;
	const char *words;
} legend[] = {
	{ COLOUR_NOMAP, "no-map" }, { COLOUR_RESERVED, "reserved" },
	{ COLOUR_CMA, "CMA" },      { COLOUR_KERNEL, "kernel's own" },
	{ COLOUR_FREE, "free" },    { COLOUR_UNUSED, "not used by Linux" },
};

static enum theme_colour text_colour(const struct map_item *item)
{
	return (enum theme_colour)(map_colour(item) - COLOUR_NOMAP + COLOUR_ON_NOMAP);
}

/* A region that Linux did not take is an outline. */
static bool is_hollow(const struct map_item *item)
{
	return item->kind == MAP_REGION && !item->region->taken && item->region->outcome != REGION_APPLIED;
}

/* --- shapes ------------------------------------------------------------------------------------ */

static void put_rect(struct markup *m, const char *class, double x, double y, double width, double height)
{
	markup_begin(m, "rect");
	if (class)
		markup_attribute(m, "class", class);
	markup_number(m, "x", x);
	markup_number(m, "y", y);
	markup_number(m, "width", width);
	markup_number(m, "height", height);
	markup_end_empty(m);
}

static void put_line(struct markup *m, const char *path)
{
	markup_begin(m, "path");
	markup_attribute(m, "class", "mark");
	markup_attribute(m, "d", path);
	markup_end_empty(m);
}

/* Columns of a text as it will be shown: what is hostile in it takes more. */
static size_t shown_width(struct arena *arena, const char *text)
{
	return text_width(escape_text(arena, text, false));
}

/* The text, or what of it fits with an ellipsis. */
static const char *cut_to(struct arena *arena, const char *text, size_t columns)
{
	const char *cut = text;

	for (size_t left = columns; shown_width(arena, cut) > columns && left-- > 1;)
		cut = arena_printf(arena, "%.*s…", (int)text_prefix(text, left), text);
	return cut;
}

/* As much of the text as has room, NULL where that is less than a few characters. */
static const char *fitting(struct arena *arena, const char *text, double width)
{
	size_t columns = width > 0 ? (size_t)(width / SANS) : 0;

	if (shown_width(arena, text) <= columns)
		return text;
	return columns < 5 ? NULL : cut_to(arena, text, columns);
}

/* --- what is told of an item --------------------------------------------------------------------- */

struct lines {
	const char *text[10];
	size_t count;
};

/* The same in every slot of an item: overlapping ones have many. */
struct told {
	struct lines lines; /* as they fit */
	double width;
	const char *spoken, *label, *size;
	bool trouble;
};

static void add_line(struct lines *l, const char *text)
{
	if (text && *text && l->count < ARRAY_SIZE(l->text))
		l->text[l->count++] = text;
}

static const char *owners_line(const struct drawing *v, const struct map_item *item)
{
	const char *users = map_users(v->arena, v->boot, item, 4);

	if (item->kind != MAP_REGION || item->region->node == SIZE_MAX)
		return NULL;
	return *users ? arena_printf(v->arena, "used by %s", users) : "no device refers to it";
}

/* Name, path, kind and place, users, source, trouble. */
static struct lines lines_of(const struct drawing *v, const struct map_item *item)
{
	const char *name = map_name(v->arena, v->boot, item);
	size_t number = map_number(v->d, item);
	struct lines l = { 0 };
	const char *source = map_source(v->arena, v->d->report, item);

	add_line(&l, number ? arena_printf(v->arena, "%zu  %s", number, name) : map_kind(item));
	if (item->region && item->region->path && strcmp(item->region->path, name) != 0)
		add_line(&l, item->region->path);
	add_line(&l, arena_printf(v->arena, "%s, %s, %s%s to %s", map_kind(item),
							  size_text(v->arena, item->range.size), item->estimated ? "about " : "",
							  amount_address(v->arena, item->range.base),
							  amount_address(v->arena, range_end(item->range) - 1)));
	add_line(&l, owners_line(v, item));
	add_line(&l, map_note(v->arena, v->boot, item));
	add_line(&l, source ? arena_printf(v->arena, "source %s", source) : NULL);
	add_line(&l, map_troubles(v->arena, item));
	return l;
}

static double widest(struct arena *arena, const struct lines *l)
{
	size_t columns = 0;

	for (size_t i = 0; i < l->count; i++)
		columns = (size_t)max_u64(columns, shown_width(arena, l->text[i]));
	return (double)columns * MONO + 20;
}

/* Above the strip, as far to the right as it has room. */
static void put_tip(const struct drawing *v, const struct told *told, double x, double strip_y)
{
	const struct lines *l = &told->lines;
	double height = TIP_LINE * (double)l->count + 12, y = strip_y - height - 4, width = told->width;

	if (x + width > MAP_WIDTH - 2)
		x = MAP_WIDTH - 2 - width;
	if (x < 2)
		x = 2;
	if (y < 1)
		y = 1;
	markup_begin(v->m, "g");
	markup_attribute(v->m, "class", "tip");
	markup_attribute(v->m, "aria-hidden", "true");
	put_rect(v->m, NULL, x, y, width, height);
	for (size_t i = 0; i < l->count; i++)
		markup_label(v->m, i ? NULL : "b", x + 10, y + 18 + TIP_LINE * (double)i,
				 l->text[i]);
	markup_end(v->m);
}

static const char *spoken(const struct drawing *v, const struct lines *l)
{
	const char *text = l->text[0];

	for (size_t i = 1; i < l->count; i++)
		text = arena_printf(v->arena, "%s; %s", text, l->text[i]);
	return text;
}

static const struct told *told_of(const struct drawing *v, const struct map_item *item)
{
	struct told *t = &v->told[item - v->d->map.items];
	size_t number = map_number(v->d, item);

	if (t->lines.count)
		return t;
	t->lines = lines_of(v, item);
	t->spoken = spoken(v, &t->lines);
	t->width = widest(v->arena, &t->lines);
	if (t->width > MAP_WIDTH - 4)
		t->width = MAP_WIDTH - 4;
	for (size_t i = 0; i < t->lines.count; i++)
		t->lines.text[i] = cut_to(v->arena, t->lines.text[i], (size_t)((t->width - 20) / MONO + 0.01));
	t->label = item->kind == MAP_FREE ? "free" : map_name(v->arena, v->boot, item);
	if (number)
		t->label = arena_printf(v->arena, "%zu %s", number, t->label);
	t->size = size_text(v->arena, item->range.size);
	t->trouble = *map_troubles(v->arena, item);
	return t;
}

/* --- a strip ---------------------------------------------------------------------------------------- */

/* "vpu@84000000", else "vpu", else what of it has room. */
static const char *fitting_name(struct arena *arena, const char *name, double width)
{
	const char *at = strchr(name, '@');

	if (at && fitting(arena, name, width) != name)
		name = arena_strndup(arena, name, (size_t)(at - name));
	return fitting(arena, name, width);
}

/* The pale ones have an edge of their own, which must not stand out over the others. */
static double inset_of(const struct map_item *item, const struct told *told)
{
	return map_colour(item) >= COLOUR_FREE || is_hollow(item) || told->trouble ? 1 : 0;
}

/* A number always, the name where it has room. */
static void put_label(const struct drawing *v, const struct map_strip *strip, const struct map_slot *slot,
					  const struct told *told)
{
	const struct map_item *item = slot->item;
	const char *class = theme_name(is_hollow(item) ? COLOUR_TEXT : text_colour(item));
	size_t number = map_number(v->d, item);
	double x = slot->x + 5, room = slot->width - 9;
	const char *text = fitting_name(v->arena, told->label, room);

	if (!text && number) {
		text = arena_printf(v->arena, "%zu", number);
		if ((double)text_width(text) * SANS + 3 > slot->width)
			return;
		x = slot->x + (slot->width - (double)text_width(text) * SANS) / 2;
	}
	if (!text || !*text)
		return;
	markup_label(v->m, class, x, strip->y + strip->height / 2 - 3, text);
	if (fitting(v->arena, told->size, room) == told->size)
		markup_label(v->m, class, slot->x + 5, strip->y + strip->height / 2 + 12, told->size);
}

/* To the row of the table, and the first slot of an item from there. */
static void link_slot(const struct drawing *v, size_t number)
{
	markup_attributef(v->m, "href", "#m%zu", number);
	if (!v->linked[number])
		markup_attribute(v->m, "id", page_slot_id(v->arena, number));
	v->linked[number] = true;
}

/* Free memory is passed over by the keyboard, and what a magnified strip shows better. */
static void put_slot(const struct drawing *v, const struct map_strip *strip, const struct map_slot *slot)
{
	const struct told *told = told_of(v, slot->item);
	size_t number = map_number(v->d, slot->item);
	bool reached = number && !slot->small;
	double inset = inset_of(slot->item, told);

	markup_begin(v->m, reached && v->links ? "a" : "g");
	markup_attribute(v->m, "class", "slot");
	if (reached && v->links)
		link_slot(v, number);
	if (reached && !v->links) {
		markup_attribute(v->m, "tabindex", "0");
		markup_attribute(v->m, "role", "img");
	}
	if (reached)
		markup_attribute(v->m, "aria-label", told->spoken);
	markup_newline(v->m);
	put_rect(v->m,
			 arena_printf(v->arena, "k-%s%s%s%s", theme_name(map_colour(slot->item)),
						  is_hollow(slot->item) ? " hollow" : "",
						  told->trouble ? " trouble" : "", slot->width < THIN ? " thin" : ""),
			 slot->x + inset, strip->y + inset,
			 slot->width > 3 * inset ? slot->width - 2 * inset : slot->width, strip->height - 2 * inset);
	put_label(v, strip, slot, told);
	put_tip(v, told, slot->x, strip->y);
	markup_end(v->m);
	markup_newline(v->m);
}

static const char *scale_words(const struct drawing *v, const struct map_strip *strip)
{
	const char *size = size_text(v->arena, strip->range.size);

	if (strip->times >= 1.5)
		return arena_printf(v->arena, "%s, ×%.0f", size, strip->times);
	return strip->times > 0 ? size : arena_printf(v->arena, "%s, small ones widened", size);
}

/* "A  0x80000000  13.9 MiB, ×12", as much of it as has room. */
static void put_lens_head(const struct drawing *v, const struct map_strip *strip)
{
	const char *place = amount_address(v->arena, strip->range.base), *scale = scale_words(v, strip);
	double used = strip->x + (double)strlen(strip->letter) * 9 + 6;
	double room = strip->x + strip->width - used;

	markup_label(v->m, "letter", strip->x, strip->y - 6, strip->letter);
	markup_label(v->m, "mono", used, strip->y - 6, place);
	used += (double)strlen(place) * MONO + 8;
	room -= (double)strlen(place) * MONO + 8;
	if ((double)text_width(scale) * SANS <= room)
		markup_label(v->m, "faint", used, strip->y - 6, scale);
}

static void put_strip(const struct drawing *v, const struct map_strip *strip)
{
	if (strip->letter)
		put_lens_head(v, strip);
	for (size_t i = 0; i < strip->slot_count; i++)
		put_slot(v, strip, &strip->slots[i]);
}

/* --- around the first strip ----------------------------------------------------------------------- */

/* Where an address stands; one in a hole stands where the next bank begins. */
static double place_of_start(const struct map_drawing *d, uint64_t at)
{
	for (size_t i = 0; i < d->bank_count; i++) {
		const struct map_bank *b = &d->banks[i];

		if (at <= b->range.base)
			return b->x;
		if (at < range_end(b->range))
			return b->x + b->width * ((double)(at - b->range.base) / (double)b->range.size);
	}
	return MAP_WIDTH - MAP_MARGIN;
}

/* Of an exclusive end: one in a hole stands where the bank before it ends. */
static double place_of_end(const struct map_drawing *d, uint64_t at)
{
	double last = MAP_MARGIN;

	for (size_t i = 0; i < d->bank_count && at > d->banks[i].range.base; i++) {
		const struct map_bank *b = &d->banks[i];
		uint64_t part = min_u64(at - b->range.base, b->range.size);

		last = b->x + b->width * ((double)part / (double)b->range.size);
	}
	return last;
}

static void put_zone(const struct drawing *v, const struct map_item *item, double y)
{
	double x = place_of_start(v->d, item->range.base);
	double end = place_of_end(v->d, range_end(item->range));
	const char *words = arena_printf(v->arena, "zone %s", item->zone->title);

	put_line(v->m, arena_printf(v->arena, "M%.1f %.1fv-5H%.1fv5", x + 0.5, y, end - 0.5));
	if (fitting(v->arena, words, end - x) == words)
		markup_label(v->m, "faint", x + 2, y - 9, words);
}

static void put_zones(const struct drawing *v, double y)
{
	for (size_t i = 0; i < v->d->map.count; i++)
		if (v->d->map.items[i].kind == MAP_ZONE)
			put_zone(v, &v->d->map.items[i], y);
}

/* Where each bank begins, as far as one address does not run into the next; and where the last one ends. */
static void put_addresses(const struct drawing *v, double y)
{
	const struct map_drawing *d = v->d;
	double free_from = 0;
	const char *end;

	if (!d->bank_count)
		return;
	end = amount_address(v->arena, range_end(d->banks[d->bank_count - 1].range) - 1);
	for (size_t i = 0; i < d->bank_count; i++) {
		const char *text = amount_address(v->arena, d->banks[i].range.base);
		double width = (double)strlen(text) * MONO, stop = MAP_WIDTH - MAP_MARGIN;

		stop -= (double)strlen(end) * MONO + 12;
		if (d->banks[i].x < free_from || (i && d->banks[i].x + width > stop))
			continue;
		markup_label(v->m, "mono", d->banks[i].x, y, text);
		free_from = d->banks[i].x + width + 12;
	}
	markup_label(v->m, "mono end", MAP_WIDTH - MAP_MARGIN, y, end);
}

static bool shows(const struct map_drawing *d, enum theme_colour colour)
{
	for (size_t i = 0; i < d->map.count; i++)
		if (d->map.items[i].kind >= MAP_REGION && d->map.items[i].kind != MAP_HOLE &&
			map_colour(&d->map.items[i]) == colour)
			return true;
	return false;
}

static void put_legend(const struct drawing *v)
{
	double x = MAP_MARGIN, y = 16;

	for (size_t i = 0; i < ARRAY_SIZE(legend); i++) {
		if (!shows(v->d, legend[i].colour))
			continue;
		put_rect(v->m, arena_printf(v->arena, "k-%s", theme_name(legend[i].colour)), x, y - 10, 12, 12);
		markup_label(v->m, NULL, x + 18, y, legend[i].words);
		x += 18 + (double)text_width(legend[i].words) * SANS + LEGEND_GAP;
	}
}

static void put_marks(const struct drawing *v)
{
	const struct map_strip *s = &v->d->strips[0];
	double y = s->y + s->height + 3;

	for (size_t i = 0; i < v->d->mark_count; i++) {
		const struct map_mark *mark = &v->d->marks[i];
		bool one = strcmp(mark->first, mark->last) == 0;
		const char *words = one ? mark->first : arena_printf(v->arena, "%s–%s", mark->first, mark->last);
		double width = mark->width < 5 ? 5 : mark->width, x = mark->x + (mark->width - width) / 2;

		put_line(v->m, arena_printf(v->arena, "M%.1f %.1fv5H%.1fv-5", x, y, x + width));
		markup_label(v->m, "letter middle", x + width / 2, y + 18, words);
	}
}

static const char *banks_words(const struct drawing *v)
{
	size_t count = v->d->bank_count;

	if (count == 1)
		return "one bank, to scale";
	return arena_printf(v->arena, "%zu banks, to scale", count);
}

void map_svg_write_style(struct markup *m)
{
	theme_write_kinds(m);
	markup_own(
		m,
		"svg.map{font:12px system-ui,sans-serif;fill:var(--text)}svg.map rect{stroke:var(--page);stroke-width:1}svg.map .k-free{stroke:var(--free-edge)}svg.map .k-unused{stroke:var(--unused-edge)}svg.map .mark{fill:none;stroke:var(--faint)}svg.map .faint{fill:var(--faint)}svg.map .text{fill:var(--text)}svg.map .mono{font:11px ui-monospace,monospace;fill:var(--faint)}svg.map .end{text-anchor:end}svg.map .middle{text-anchor:middle}svg.map .letter{font-weight:600}svg.map .hollow{fill:var(--page);stroke:var(--bad);stroke-dasharray:4 3}svg.map .trouble{stroke:var(--bad);stroke-width:2}svg.map .thin{stroke:none}svg.map .slot{outline:none}svg.map .slot .tip{display:none;pointer-events:none}svg.map .slot:hover .tip,svg.map .slot:focus .tip,svg.map .slot:target .tip{display:inline}svg.map .slot:hover>rect,svg.map .slot:focus>rect,svg.map .slot:target>rect{stroke:var(--text);stroke-width:2.5}svg.map .tip rect{fill:var(--card);stroke:var(--faint)}svg.map .tip text{font:11px ui-monospace,monospace}svg.map .tip .b{font-weight:700}\n");
}

/* --- the key of the map that stands alone ------------------------------------------------------------ */

static void put_key_line(const struct drawing *v, const struct map_item *item, double y)
{
	const char *name = map_name(v->arena, v->boot, item), *trouble = map_troubles(v->arena, item);
	const char *users = map_users(v->arena, v->boot, item, 2);

	if (*users)
		name = arena_printf(v->arena, "%s ← %s", name, users);
	if (*trouble)
		name = arena_printf(v->arena, "%s (%s)", name, trouble);
	put_rect(v->m, arena_printf(v->arena, "k-%s", theme_name(map_colour(item))), MAP_MARGIN + 26, y - 9, 10,
			 10);
	markup_label(v->m, "end", MAP_MARGIN + 20, y, arena_printf(v->arena, "%zu", map_number(v->d, item)));
	markup_label(v->m, "mono", MAP_MARGIN + 44, y,
			 arena_printf(v->arena, "%s%s", item->estimated ? "~" : "",
						  amount_address(v->arena, item->range.base)));
	markup_label(v->m, "end", MAP_MARGIN + 240, y, size_text_fixed(v->arena, item->range.size));
	markup_label(v->m, "faint", MAP_MARGIN + 252, y, map_kind(item));
	name = fitting(v->arena, name, MAP_WIDTH - 2 * MAP_MARGIN - 330);
	markup_label(v->m, NULL, MAP_MARGIN + 330, y, name ? name : "");
}

static double put_key(const struct drawing *v, double y)
{
	for (size_t i = 0; i < v->d->map.count; i++)
		if (v->d->numbers[i])
			put_key_line(v, &v->d->map.items[i], y += KEY_LINE);
	return y;
}

static size_t key_lines(const struct map_drawing *d)
{
	size_t lines = 0;

	for (size_t i = 0; i < d->map.count; i++)
		lines += d->numbers[i] > 0;
	return lines;
}

/* --- the whole --------------------------------------------------------------------------------------- */

static void begin_svg(const struct drawing *v, double height)
{
	markup_begin(v->m, "svg");
	markup_attribute(v->m, "xmlns", "http://www.w3.org/2000/svg");
	markup_attribute(v->m, "class", "map");
	markup_attributef(v->m, "viewBox", "0 0 %.0f %.0f", MAP_WIDTH, height);
	markup_number(v->m, "width", MAP_WIDTH);
	markup_number(v->m, "height", height);
}

static void put_body(const struct drawing *v)
{
	const struct map_strip *first = &v->d->strips[0];

	put_legend(v);
	markup_label(v->m, "faint end", MAP_WIDTH - MAP_MARGIN, 16, banks_words(v));
	put_zones(v, first->y - 26);
	put_addresses(v, first->y - 8);
	put_marks(v);
	for (size_t i = 0; i < v->d->strip_count; i++)
		put_strip(v, &v->d->strips[i]);
}

void map_svg_write(struct markup *m, const struct map_drawing *d)
{
	const struct drawing v = { m, m->arena, d, d->report->boot, true,
							   arena_alloc(m->arena, (d->map.count + 1) * sizeof(bool)),
						   arena_alloc(m->arena, (d->map.count + 1) * sizeof(struct told)) };

	begin_svg(&v, d->height);
	markup_attribute(m, "role", "group");
	markup_attribute(m, "aria-label", "Map of the physical memory");
	markup_newline(m);
	put_body(&v);
	markup_end(m);
	markup_newline(m);
}

void report_write_svg(const struct report *report, FILE *out)
{
	struct markup m = { .out = out, .arena = arena_new() };
	const struct map_drawing *d = map_drawing_new(m.arena, report);
	const struct drawing v = { &m, m.arena, d, report->boot, false, NULL,
							   arena_alloc(m.arena, (d->map.count + 1) * sizeof(struct told)) };
	double head = 46, height = head + v.d->height + KEY_LINE * (double)key_lines(v.d) + 24;

	begin_svg(&v, height);
	markup_newline(&m);
	markup_element(&m, "title", NULL, board_name(report->board));
	markup_begin(&m, "style");
	theme_write(&m);
	map_svg_write_style(&m);
	markup_own(&m,
			   "svg.map .title{font-size:16px;font-weight:600}svg.map .ground{fill:var(--page);stroke:none}");
	markup_end(&m);
	markup_newline(&m);
	put_rect(&m, "ground", 0, 0, MAP_WIDTH, height);
	markup_label(&m, "title", MAP_MARGIN, 24, cut_to(m.arena, board_name(report->board), TITLE_COLUMNS));
	markup_label(&m, "faint", MAP_MARGIN, 41,
			 cut_to(m.arena, report_facts(m.arena, report, " · "), FACTS_COLUMNS));
	markup_newline(&m);
	markup_begin(&m, "g");
	markup_attributef(&m, "transform", "translate(0 %.0f)", head);
	markup_newline(&m);
	put_body(&v);
	put_key(&v, v.d->height);
	markup_end(&m);
	markup_end(&m);
	markup_newline(&m);
	arena_free(m.arena);
}
