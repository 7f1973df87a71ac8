/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/places.h"

#include "util/arena.h"
#include "util/number.h"

/* One "SIZE@BASE"; *text is left behind it. */
static bool read_place(const char **text, struct range *place)
{
	const char *end;

	place->size = memparse(*text, &end);
	if (end == *text || *end != '@' || !place->size)
		return false;
	*text = end + 1;
	place->base = memparse(*text, &end);
	if (end == *text || place->base > UINT64_MAX - place->size)
		return false;
	*text = end;
	return true;
}

bool places_parse(struct arena *arena, const char *text, struct range **places, size_t *count)
{
	struct range place;

	*places = NULL;
	*count = 0;
	while (read_place(&text, &place)) {
		arena_push(arena, *places, *count, place);
		if (*text != '+')
			return *text == '\0';
		text++;
	}
	return false;
}

const char *places_text(struct arena *arena, const struct range *places, size_t count)
{
	const char *text = "";

	for (size_t i = 0; i < count; i++)
		text = arena_printf(arena, "%s%s%lluK@0x%llx", text, i ? "+" : "",
							(unsigned long long)(places[i].size >> 10), (unsigned long long)places[i].base);
	return text;
}
