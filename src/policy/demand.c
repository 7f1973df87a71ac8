/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/demand.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"
#include "util/text.h"

#define PITCH_ALIGN 64
#define SIDE_LIMIT 65536
#define COUNT_LIMIT 65536
#define CMA_ALIGNMENT 8 /* the default of CONFIG_CMA_ALIGNMENT, an order */

/* Bits a pixel, all planes together; the first plane's bits set the line. linux:include/uapi/drm/drm_fourcc.h
 */
static const struct {
	const char *fourcc;
	unsigned int bits, first_bits;
} formats[] = {
	{ "XR24", 32, 32 }, { "AR24", 32, 32 }, { "XB24", 32, 32 }, { "AB24", 32, 32 }, { "RX24", 32, 32 },
	{ "RA24", 32, 32 }, { "BX24", 32, 32 }, { "BA24", 32, 32 }, { "XR30", 32, 32 }, { "AR30", 32, 32 },
	{ "RG24", 24, 24 }, { "BG24", 24, 24 }, { "RG16", 16, 16 }, { "BG16", 16, 16 }, { "AR15", 16, 16 },
	{ "XR15", 16, 16 }, { "AR12", 16, 16 }, { "YUYV", 16, 16 }, { "UYVY", 16, 16 }, { "YVYU", 16, 16 },
	{ "NV12", 12, 8 },  { "NV21", 12, 8 },  { "NV16", 16, 8 },  { "NV61", 16, 8 },  { "NV24", 24, 8 },
	{ "YU12", 12, 8 },  { "YV12", 12, 8 },  { "P010", 24, 16 }, { "C8", 8, 8 },     { "R8", 8, 8 },
	{ "AR4H", 64, 64 }, { "XR4H", 64, 64 },
};

static bool read_count(const char *word, uint64_t *count)
{
	char *end;

	if (*word != 'x' || word[1] < '0' || word[1] > '9')
		return false;
	*count = strtoull(word + 1, &end, 10);
	return !*end && *count >= 1 && *count <= COUNT_LIMIT;
}

static bool read_sides(const char *word, uint64_t *width, uint64_t *height)
{
	char *end;

	if (*word < '0' || *word > '9')
		return false;
	*width = strtoull(word, &end, 10);
	if (*end != 'x' || end[1] < '0' || end[1] > '9')
		return false;
	*height = strtoull(end + 1, &end, 10);
	return !*end && *width >= 1 && *width <= SIDE_LIMIT && *height >= 1 && *height <= SIDE_LIMIT;
}

static bool frame_bytes(uint64_t width, uint64_t height, const char *fourcc, uint64_t *bytes)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		uint64_t line;

		if (strcmp(formats[i].fourcc, fourcc) != 0)
			continue;
		line = round_up(div_round_up(width * formats[i].first_bits, 8), PITCH_ALIGN);
		*bytes = div_round_up(line * height * formats[i].bits, formats[i].first_bits);
		return true;
	}
	return false;
}

/* "1920x1080 XR24", "8M", each with or without " x3". */
static bool read_part(struct arena *arena, const char *text, struct demand_part *part)
{
	char *words[4], *rest = arena_strdup(arena, text), *save = NULL;
	uint64_t width, height;
	size_t count = 0;

	*part = (struct demand_part){ .text = text, .count = 1 };
	for (char *word = strtok_r(rest, " \t", &save); word; word = strtok_r(NULL, " \t", &save)) {
		if (count == ARRAY_SIZE(words))
			return false;
		words[count++] = word;
	}
	if (count > 1 && read_count(words[count - 1], &part->count))
		count--;
	if (count == 2 && read_sides(words[0], &width, &height))
		return frame_bytes(width, height, words[1], &part->bytes);
	return count == 1 && parse_size(words[0], &part->bytes) && part->bytes;
}

int demand_parse(struct arena *arena, const char *text, struct demand *demand, struct error *error)
{
	*demand = (struct demand){ 0 };
	for (;;) {
		size_t length = strcspn(text, "+");
		const char *word = text_trimmed(arena, text, length, BLANKS);
		struct demand_part part;

		if (!read_part(arena, word, &part))
			return error_set(
				error, -EINVAL,
				"demand \"%s\": expected WIDTHxHEIGHT FOURCC xN, such as 1920x1080 XR24 x3, or SIZE xN",
				word);
		arena_push(arena, demand->parts, demand->count, part);
		if (!text[length])
			return 0;
		text += length + 1;
	}
}

uint64_t demand_sum(const struct demand *demand)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < demand->count; i++)
		for (uint64_t n = 0; n < demand->parts[i].count; n++)
			sum = add_sat(sum, demand->parts[i].bytes);
	return sum;
}

/* The next part in order of falling size, among equals by place. */
static const struct demand_part *next_largest(const struct demand *demand, const struct demand_part *last)
{
	const struct demand_part *best = NULL;

	for (const struct demand_part *p = demand->parts; p < demand->parts + demand->count; p++) {
		bool later = !last || p->bytes < last->bytes || (p->bytes == last->bytes && p > last);

		if (later && (!best || p->bytes > best->bytes))
			best = p;
	}
	return best;
}

uint64_t demand_bytes(const struct demand *demand, uint64_t page, enum demand_pool pool)
{
	const uint64_t align_limit = pool == POOL_PLAIN ? page
								 : pool == POOL_CMA ? page << CMA_ALIGNMENT
													: UINT64_MAX;
	const struct demand_part *part = NULL;
	uint64_t end = 0;

	while ((part = next_largest(demand, part))) {
		uint64_t size = round_up(part->bytes, page), align;

		if (pool == POOL_COHERENT)
			size = roundup_pow2(size);
		align = min_u64(roundup_pow2(size), align_limit);
		for (uint64_t n = 0; n < part->count; n++)
			end = add_sat(round_up(end, align), size);
	}
	return end;
}
