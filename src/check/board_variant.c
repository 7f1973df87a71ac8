/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check/board_variant.h"

#include <errno.h>
#include <string.h>

#include "util/arena.h"
#include "util/bank.h"
#include "util/error.h"
#include "util/number.h"
#include "util/text.h"

struct words {
	const char **items;
	size_t count;
};

/* What stands between the separators, blanks around it left out. */
static void split(struct arena *arena, const char *text, char separator, struct words *words)
{
	for (;;) {
		const char *end = strchrnul(text, separator);
		const char *word = text_trimmed(arena, text, (size_t)(end - text), BLANKS);

		arena_push(arena, words->items, words->count, word);
		if (!*end)
			return;
		text = end + 1;
	}
}

static int read_banks(struct arena *arena, const char *text, struct variant *variant, struct error *error)
{
	struct banks banks = { 0 };
	int ret = banks_parse(arena, "ddr", text, &banks, error);

	*variant = (struct variant){ .ddr = text, .banks = banks.items, .bank_count = banks.count };
	return ret;
}

/* The RAM sizes as one list of words, each one variant. */
static int list_sizes(struct arena *arena, const char *const *ddr, size_t count, struct words *words,
					  struct error *error)
{
	const char *joined = "";

	if (count == 1) {
		split(arena, ddr[0], ',', words);
		return 0;
	}
	for (size_t i = 0; i < count; i++) {
		if (strchr(ddr[i], ','))
			return error_set(error, -EINVAL,
							 "--ddr %s: a list of RAM sizes stands alone; join the banks of one size by +",
							 ddr[i]);
		joined = arena_printf(arena, "%s%s%s", joined, *joined ? "+" : "", ddr[i]);
	}
	if (count)
		arena_push(arena, words->items, words->count, joined);
	return 0;
}

static void combine(struct arena *arena, const struct variant *size, const struct words *kernels,
					struct variants *variants)
{
	for (size_t k = 0; k < kernels->count; k++) {
		struct variant v = *size;

		v.kernel = kernels->items[k];
		arena_push(arena, variants->items, variants->count, v);
	}
}

int variants_read(struct arena *arena, const char *const *ddr, size_t ddr_count, const char *kernels,
				  struct variants *variants, struct error *error)
{
	struct words sizes = { 0 }, versions = { 0 };
	int ret = list_sizes(arena, ddr, ddr_count, &sizes, error);

	*variants = (struct variants){ 0 };
	if (kernels)
		split(arena, kernels, ',', &versions);
	else
		arena_push(arena, versions.items, versions.count, NULL);
	if (ret == 0 && max_u64(sizes.count, 1) * versions.count > VARIANT_LIMIT)
		ret = error_set(error, -EINVAL, "%zu RAM sizes by %zu kernels: at most %d combinations in one run",
						sizes.count, versions.count, VARIANT_LIMIT);
	for (size_t i = 0; ret == 0 && i < sizes.count; i++) {
		struct variant size;

		ret = read_banks(arena, sizes.items[i], &size, error);
		if (ret == 0)
			combine(arena, &size, &versions, variants);
	}
	if (ret == 0 && sizes.count == 0)
		combine(arena, &(struct variant){ 0 }, &versions, variants);
	return ret;
}

const char *variant_words(struct arena *arena, const struct variant *variant)
{
	const char *ddr = variant->ddr ? arena_printf(arena, "--ddr %s", variant->ddr) : "";

	if (!variant->kernel)
		return ddr;
	return arena_printf(arena, "%s%s--kernel %s", ddr, *ddr ? " " : "", variant->kernel);
}
