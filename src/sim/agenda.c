/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sim/stage.h"
#include "util/memory.h"

static bool is_before(const struct agenda_entry *a, const struct agenda_entry *b)
{
	return a->time < b->time || (a->time <= b->time && a->task < b->task);
}

static void make_room(struct agenda *agenda)
{
	if (agenda->count < agenda->room)
		return;
	agenda->room = agenda->room ? agenda->room * 2 : 64;
	agenda->entries = memory_resize(agenda->entries, agenda->room * sizeof(*agenda->entries));
}

void agenda_add(struct agenda *agenda, double time, uint32_t task)
{
	struct agenda_entry entry = { time, task };
	size_t at;

	make_room(agenda);
	for (at = agenda->count++; at > 0 && is_before(&entry, &agenda->entries[(at - 1) / 2]); at = (at - 1) / 2)
		agenda->entries[at] = agenda->entries[(at - 1) / 2];
	agenda->entries[at] = entry;
}

bool agenda_next(struct agenda *agenda, struct agenda_entry *entry)
{
	struct agenda_entry last, *e = agenda->entries;
	size_t at = 0, child;

	if (agenda->count == 0)
		return false;
	*entry = e[0];
	last = e[--agenda->count];
	while ((child = 2 * at + 1) < agenda->count) {
		if (child + 1 < agenda->count && is_before(&e[child + 1], &e[child]))
			child++;
		if (!is_before(&e[child], &last))
			break;
		e[at] = e[child];
		at = child;
	}
	e[at] = last;
	return true;
}
