/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The map's first strip in characters, a colour a kind: where all banks lie to scale, before the table of what lies
 * there. */
#include "document/map_drawing.h"
#include "document/map_words.h"
#include "render/pen.h"

/* Of what a column shows, the widest; what is taken goes before what is free, else small regions are not seen. */
static const struct map_item *item_at(const struct map_strip *strip, double from, double to)
{
	const struct map_item *best = NULL;
	double widest = 0;

	for (size_t i = 0; i < strip->slot_count; i++) {
		const struct map_slot *s = &strip->slots[i];
		double start = s->x > from ? s->x : from, end = s->x + s->width < to ? s->x + s->width : to;
		double width = (end - start) * (s->item->kind == MAP_FREE ? 1 : 3);

		if (width > widest) {
			widest = width;
			best = s->item;
		}
	}
	return best;
}

void map_write_strip(const struct page_writer *w, const struct map_drawing *map)
{
	const struct map_strip *strip = &map->strips[0];
	unsigned int columns = w->style.width;

	if (!w->style.colour || !map->strip_count)
		return;
	for (unsigned int c = 0; c < columns; c++) {
		const struct map_item *item =
			item_at(strip, strip->x + strip->width * c / columns, strip->x + strip->width * (c + 1) / columns);

		if (item)
			pen_kind(w, map_colour(item), w->style.unicode ? "█" : "#");
		else
			pen_blanks(w, 1);
	}
	pen_end_line(w);
}
