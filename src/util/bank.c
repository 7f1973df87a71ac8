/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/bank.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

#define MOST_BYTES (UINT64_C(1) << 52)
#define PAGE_BYTES KIB(4)

struct reading {
	const char *option, *word; /* for messages */
	struct error *error;
};

static int refuse(const struct reading *r, const char *why)
{
	return error_set(r->error, -EINVAL, "--%s %s: %s", r->option, r->word, why);
}

static int read_size(const struct reading *r, uint64_t *size)
{
	const char *end;
	bool read = parse_size_up_to(r->word, '@', size, &end);

	if (!read && *size != UINT64_MAX)
		return refuse(r, "expected SIZE or SIZE@BASE, for example 512M@0x80000000");
	if (*size > MOST_BYTES)
		return refuse(r, "more than 4 PiB, which no board has");
	if (!*size || *size % PAGE_BYTES)
		return refuse(r, "no whole pages of 4 KiB: K, M or G behind the number?");
	return 0;
}

/* An address without 0x is read as a decimal, as the kernel reads it, and is hardly meant. */
static int read_base(const struct reading *r, const char *text, const char *end, uint64_t *base)
{
	char word[40];

	if ((size_t)(end - text) >= sizeof(word))
		return refuse(r, "no address behind @");
	memcpy(word, text, (size_t)(end - text));
	word[end - text] = '\0';
	if (!*word || !parse_size(word, base) || *base % PAGE_BYTES) {
		if (means_hexadecimal(word))
			return error_set(r->error, -EINVAL, "--%s %s: no address of a page behind @: did you mean 0x%s?",
							 r->option, r->word, word);
		return refuse(r, "no address of a page behind @, expected for example 0x80000000");
	}
	return 0;
}

static int check_place(const struct reading *r, const struct banks *banks, struct range bank)
{
	if (bank.base == NO_BASE)
		return 0;
	if (bank.base > UINT64_MAX - bank.size)
		return refuse(r, "ends beyond the address space");
	for (size_t i = 0; i < banks->count; i++)
		if (banks->items[i].base != NO_BASE && ranges_overlap(banks->items[i], bank))
			return refuse(r, "lies over another bank");
	return 0;
}

static int read_bank(const struct reading *r, struct banks *banks, struct arena *arena)
{
	const char *at = strchrnul(r->word, '@'), *end = r->word + strlen(r->word);
	struct range bank = { NO_BASE, 0 };
	int ret;

	if (strpbrk(at, ",; ")) /* check separates variants by a comma before it asks */
		return refuse(r, "banks of one board are joined by +, as in 1G@0x80000000+1G@0x100000000");
	ret = read_size(r, &bank.size);
	if (ret == 0 && *at)
		ret = read_base(r, at + 1, end, &bank.base);
	if (ret == 0)
		ret = check_place(r, banks, bank);
	if (ret == 0)
		arena_push(arena, banks->items, banks->count, bank);
	return ret;
}

int banks_parse(struct arena *arena, const char *option, const char *text, struct banks *banks,
				struct error *error)
{
	int ret;

	do {
		size_t length = strcspn(text, "+");
		const struct reading r = { option, arena_strndup(arena, text, length), error };

		ret = read_bank(&r, banks, arena);
		text += length;
	} while (ret == 0 && *text++);
	return ret;
}
