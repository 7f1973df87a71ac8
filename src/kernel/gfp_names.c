/* SPDX-License-Identifier: GPL-2.0-or-later */
/* GFP masks as text, both ways. Source: linux:lib/vsprintf.c:format_flags, include/trace/events/mmflags.h. */
#include "kernel/gfp.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/gfp_layout.h"
#include "util/error.h"
#include "util/number.h"
#include "util/nearest.h"

#define PREFIX "__GFP_"

#define NAME(flag) [GFP_FLAG_##flag] = PREFIX #flag
static const char *const flag_names[GFP_FLAG_COUNT] = {
	NAME(DMA),
	NAME(HIGHMEM),
	NAME(DMA32),
	NAME(MOVABLE),
	NAME(RECLAIMABLE),
	NAME(WAIT),
	NAME(HIGH),
	NAME(IO),
	NAME(FS),
	NAME(COLD),
	NAME(NOWARN),
	NAME(REPEAT),
	NAME(RETRY_MAYFAIL),
	NAME(NOFAIL),
	NAME(NORETRY),
	NAME(MEMALLOC),
	NAME(COMP),
	NAME(ZERO),
	NAME(NOMEMALLOC),
	NAME(HARDWALL),
	NAME(THISNODE),
	NAME(ATOMIC),
	NAME(ACCOUNT),
	NAME(NOACCOUNT),
	NAME(KMEMCG),
	NAME(NOTRACK),
	NAME(DIRECT_RECLAIM),
	NAME(KSWAPD_RECLAIM),
	NAME(NO_KSWAPD),
	NAME(OTHER_NODE),
	NAME(WRITE),
	NAME(NOLOCKDEP),
	NAME(ZEROTAGS),
	NAME(SKIP_ZERO),
	NAME(SKIP_KASAN),
	NAME(SKIP_KASAN_POISON),
	NAME(SKIP_KASAN_UNPOISON),
	NAME(NO_OBJ_EXT),
	NAME(CMA),
};

const char *gfp_flag_name(enum gfp_flag flag)
{
	return flag > GFP_FLAG_NONE && flag < GFP_FLAG_COUNT ? flag_names[flag] : "?";
}

/* --- text to mask --- */

static bool is_word(const char *name, const char *word, size_t length)
{
	return strlen(name) == length && memcmp(name, word, length) == 0;
}

/* One name in the flags it stands for; false where this layout knows no such name. */
static bool name_flags(const struct gfp_layout *layout, const char *word, size_t length, gfp_set *flags)
{
	for (size_t i = 0; i < gfp_composite_count; i++) {
		const struct gfp_composite *c = &gfp_composites[i];

		if (gfp_composite_known(c, layout) && is_word(c->name, word, length)) {
			*flags = c->flags;
			return true;
		}
	}
	for (int flag = GFP_FLAG_NONE + 1; flag < GFP_FLAG_COUNT; flag++) {
		if (is_word(flag_names[flag], word, length)) {
			*flags = (gfp_set)1 << flag;
			return true;
		}
	}
	*flags = GFP_SET(DIRECT_RECLAIM) | GFP_SET(KSWAPD_RECLAIM);
	return layout->revision != REV_WAIT && is_word(PREFIX "RECLAIM", word, length);
}

/* A hex or decimal word of the list; false where it is none or does not fit. */
static bool word_number(const char *word, size_t length, uint32_t *number)
{
	char text[16];
	char *end;
	unsigned long long value;

	if (length == 0 || length >= sizeof(text) || word[0] < '0' || word[0] > '9')
		return false;
	memcpy(text, word, length);
	text[length] = '\0';
	value = strtoull(text, &end, 0);
	*number = (uint32_t)value;
	return *end == '\0' && value <= UINT32_MAX;
}

gfp_set gfp_parse_names(const struct gfp_layout *layout, const char *names, unsigned int *strange)
{
	gfp_set all = 0, flags;
	uint32_t number;

	for (const char *word = names; *word; word += *word == '|') {
		size_t length = strcspn(word, "|");

		if (name_flags(layout, word, length, &flags))
			all |= flags;
		else if (word_number(word, length, &number))
			all |= gfp_decode(layout, number).flags;
		else
			(*strange)++;
		word += length;
	}
	return all;
}

/* The bits that hold `flags` in the layout; false where one of the flags has no bit there. */
static bool flags_mask(const struct gfp_layout *layout, gfp_set flags, uint32_t *mask)
{
	*mask = 0;
	for (unsigned int bit = 0; bit < 32; bit++) {
		gfp_set flag = (gfp_set)1 << gfp_flag_at(layout, bit);

		if (flags & flag & ~(gfp_set)1) {
			*mask |= 1u << bit;
			flags &= ~flag;
		}
	}
	return flags == 0;
}

/* The name of that layout that is nearest to the word, or NULL. */
static const char *nearest_name(const struct gfp_layout *layout, const char *word)
{
	const char *names[GFP_FLAG_COUNT + 64];
	size_t count = 0;

	for (size_t i = 0; i < gfp_composite_count && count < 64; i++)
		if (gfp_composite_known(&gfp_composites[i], layout))
			names[count++] = gfp_composites[i].name;
	for (int flag = GFP_FLAG_NONE + 1; flag < GFP_FLAG_COUNT; flag++)
		if (flag_names[flag])
			names[count++] = flag_names[flag];
	return nearest_word(word, names, count);
}

static int bad_word(struct error *error, const struct gfp_layout *layout, const char *word, size_t length)
{
	char text[64];
	const char *nearest;

	snprintf(text, sizeof(text), "%.*s", (int)(length < sizeof(text) ? length : sizeof(text) - 1), word);
	nearest = nearest_name(layout, text);
	if (nearest)
		return error_set(error, -EINVAL, "%s: no GFP name of Linux %s to %s: did you mean %s?", text,
						 layout->first, layout->last, nearest);
	return error_set(
		error, -EINVAL,
		"%.*s: no GFP name of Linux %s to %s; names like GFP_KERNEL|__GFP_ZERO or a mask like 0xcc0 would be right",
		(int)(length > 80 ? 80 : length), word, layout->first, layout->last);
}

int gfp_parse(const struct gfp_layout *layout, const char *text, struct gfp *gfp, struct error *error)
{
	uint32_t all = 0, mask;
	gfp_set flags;
	const char *word = text;

	do {
		size_t length = strcspn(word, "|");

		if (!word_number(word, length, &mask) &&
			(!name_flags(layout, word, length, &flags) || !flags_mask(layout, flags, &mask)))
			return bad_word(error, layout, word, length);
		all |= mask;
		word += length;
	} while (*word++ == '|');
	*gfp = gfp_decode(layout, all);
	return 0;
}

/* --- mask to text --- */

struct out {
	char *text;
	size_t size, used;
};

static void put_name(struct out *out, const char *name)
{
	int n = snprintf(out->text + out->used, out->size - out->used, "%s%s", out->used ? "|" : "", name);

	out->used = min_u64(out->used + (size_t)n, out->size - 1);
}

static gfp_set put_composites(struct out *out, const struct gfp *gfp)
{
	gfp_set left = gfp->flags;

	for (size_t i = 0; gfp_next_composite(gfp, &left, &i); i++)
		put_name(out, gfp_composites[i].name);
	return left;
}

char *gfp_describe(const struct gfp *gfp, char *text, size_t size)
{
	struct out out = { text, size, 0 };
	char hex[16];
	gfp_set left;

	if (size == 0)
		return text;
	text[0] = '\0';
	left = put_composites(&out, gfp);
	for (unsigned int bit = 0; bit < 32; bit++) {
		enum gfp_flag flag = gfp_flag_at(gfp->layout, bit);

		if (flag != GFP_FLAG_NONE && left >> flag & 1) {
			put_name(&out, gfp_flag_name(flag));
			left &= ~((gfp_set)1 << flag);
		}
	}
	if (gfp->unknown) {
		snprintf(hex, sizeof(hex), "%#x", gfp->unknown);
		put_name(&out, hex);
	}
	return text;
}
