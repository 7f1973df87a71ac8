/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/need.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc/headroom.h"
#include "alloc/zone_state.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

#define MAX_BLOCKS INT32_MAX
#define ATOMIC_POOL_BYTES KIB(256)

/* --- reading ----------------------------------------------------------------- */

static const char *skip_blanks(const char *text)
{
	return text + strspn(text, " \t,");
}

/* The text behind a leading word and one of its separators, or NULL. */
static const char *behind_word(const char *text, const char *word)
{
	size_t length = strlen(word);

	text = skip_blanks(text);
	if (strncmp(text, word, length) != 0 || !strchr(" \t=:", text[length]) || !text[length])
		return NULL;
	text = skip_blanks(text + length);
	return skip_blanks(text + strspn(text, "=:"));
}

static bool read_bytes(struct arena *arena, const char **text, int64_t *value)
{
	size_t length = strcspn(*text, " \t,");
	uint64_t size;

	if (!parse_size(arena_strndup(arena, *text, length), &size) || size == 0 || size > INT64_MAX)
		return false;
	*value = (int64_t)size;
	*text = skip_blanks(*text + length);
	return true;
}

static const struct {
	const char *word;
	enum need_kind kind;
} size_words[] = {
	{ "cma", NEED_CMA },          { "managed", NEED_MANAGED }, { "unmovable-usable", NEED_USABLE },
	{ "unmovable", NEED_USABLE }, { "usable", NEED_USABLE },
};

static int refuse(const char *text, const char *right, struct error *error)
{
	return error_set(error, -EINVAL, "need \"%s\": expected %s", text, right);
}

static int parse_amount(struct arena *arena, const char *rest, struct need *need, struct error *error)
{
	const char *pool;

	if (!read_bytes(arena, &rest, &need->target))
		return refuse(need->text, "a size such as 48M behind the first word", error);
	pool = need->kind == NEED_CMA ? behind_word(rest, "pool") : NULL;
	if (pool)
		need->pool = arena_strndup(arena, pool, strcspn(pool, " \t,"));
	if (pool ? *need->pool != '/' : *rest != '\0')
		return refuse(need->text,
					  "\"cma 48M\" or \"cma 48M pool=/reserved-memory/NAME\", and nothing behind it", error);
	return 0;
}

/* Finds the word "free" and its number; blanks both out of `text`. */
static bool cut_free(char *text, int64_t *blocks)
{
	for (char *at = text; (at = strstr(at, "free")); at += 4) {
		char *number = at + 4, *end;

		if (at > text && !strchr(" \t,", at[-1]))
			continue;
		number += strspn(number, " \t=:");
		*blocks = strtol(number, &end, 10);
		if (end == number || *blocks < 1 || *blocks > MAX_BLOCKS)
			continue;
		end += strspn(end, " \t");
		if (strncmp(end, "blocks", 6) == 0)
			end += 6;
		memset(at, ' ', (size_t)(end - at));
		return true;
	}
	return false;
}

static int parse_request(struct arena *arena, const struct alloc_kernel *kernel, struct need *need,
						 struct error *error)
{
	char *text = arena_strdup(arena, need->text);
	int ret;

	need->kind = cut_free(text, &need->target) ? NEED_FREE : NEED_REQUEST;
	ret = request_parse(arena, kernel, text, &need->request, error);
	if (ret)
		return error_prefix(error, "need \"%s\"", need->text);
	need->request.text = need->text;
	if (need->kind == NEED_REQUEST && (need->request.count == 0 || need->request.count > MAX_BLOCKS))
		return refuse(need->text, "a count=N of blocks, or \"free N\"", error);
	if (need->kind == NEED_REQUEST)
		need->target = (int64_t)need->request.count;
	return 0;
}

int need_parse(struct arena *arena, const struct alloc_kernel *kernel, const char *text, struct need *need,
			   struct error *error)
{
	*need = (struct need){ .text = arena_strdup(arena, text) };
	if (strstr(text, "fail<"))
		return refuse(
			text, "a count=N of blocks at boot; a share of failures under a workload is for simulate", error);
	for (size_t i = 0; i < ARRAY_SIZE(size_words); i++) {
		const char *rest = behind_word(text, size_words[i].word);

		if (!rest)
			continue;
		need->kind = size_words[i].kind;
		return parse_amount(arena, rest, need, error);
	}
	return parse_request(arena, kernel, need, error);
}

/* --- measuring --------------------------------------------------------------- */

static int64_t free_blocks(const struct memory_state *settled, unsigned int order)
{
	int64_t blocks = 0;

	for (size_t i = 0; i < settled->zone_count; i++)
		blocks +=
			zone_blocks_from(&settled->zones[i], TYPES_ALL & ~TYPE_BIT(CMA) & ~TYPE_BIT(ISOLATE), order);
	return blocks;
}

static int64_t managed_bytes(const struct boot *boot, bool without_cma)
{
	int64_t pages = 0;

	for (size_t i = 0; i < boot->zone_count; i++)
		if (boot->zones[i].present)
			pages += boot->zones[i].managed.value - (without_cma ? (int64_t)boot->zones[i].cma : 0);
	return pages << boot->kernel->page_shift;
}

static bool serves(const struct boot *boot, const struct cma_area *area, const struct need *need)
{
	if (!area->activated)
		return false;
	if (!need->pool)
		return true;
	return area->region != SIZE_MAX && strcmp(boot->regions[area->region].path, need->pool) == 0;
}

/*
 * The default pool holds the pool for atomic coherent DMA from an initcall on,
 * at its lower end (linux:kernel/dma/pool.c:atomic_pool_expand).
 */
static int64_t contiguous_bytes(const struct cma_area *area)
{
	uint64_t taken = area->is_default ? min_u64(area->range.size, ATOMIC_POOL_BYTES) : 0;

	return (int64_t)(area->range.size - taken);
}

int64_t need_measure(struct arena *arena, const struct need *need, const struct boot *boot,
					 const struct memory_state *settled)
{
	int64_t largest = 0;

	switch (need->kind) {
	case NEED_REQUEST:
		return headroom_count(arena, settled, &need->request).blocks.value;
	case NEED_FREE:
		return free_blocks(settled, need->request.order);
	case NEED_MANAGED:
		return managed_bytes(boot, false);
	case NEED_USABLE:
		return managed_bytes(boot, true);
	default:
		for (size_t i = 0; i < boot->cma_count; i++)
			if (serves(boot, &boot->cma[i], need) && contiguous_bytes(&boot->cma[i]) > largest)
				largest = contiguous_bytes(&boot->cma[i]);
		return largest;
	}
}

/* Needs that name a pool first, then the largest. */
static bool comes_before(const struct need *a, const struct need *b)
{
	if (!a->pool != !b->pool)
		return a->pool != NULL;
	return a->target > b->target;
}

static int64_t take_piece(const struct boot *boot, const struct need *need, int64_t *left)
{
	int64_t *best = NULL, got;

	for (size_t i = 0; i < boot->cma_count; i++)
		if (serves(boot, &boot->cma[i], need) && (!best || left[i] > *best))
			best = &left[i];
	if (!best)
		return 0;
	got = *best;
	if (got >= need->target)
		*best -= need->target;
	return got;
}

static void measure_cma(struct arena *arena, const struct need *needs, size_t count, const struct boot *boot,
						int64_t *values)
{
	int64_t *left = arena_alloc(arena, (boot->cma_count + 1) * sizeof(*left));
	bool *done = arena_alloc(arena, (count + 1) * sizeof(*done));

	for (size_t i = 0; i < boot->cma_count; i++)
		left[i] = contiguous_bytes(&boot->cma[i]);
	for (;;) {
		size_t next = count;

		for (size_t i = 0; i < count; i++)
			if (needs[i].kind == NEED_CMA && !done[i] &&
				(next == count || comes_before(&needs[i], &needs[next])))
				next = i;
		if (next == count)
			return;
		done[next] = true;
		values[next] = take_piece(boot, &needs[next], left);
	}
}

void needs_measure(struct arena *arena, const struct need *needs, size_t count, const struct boot *boot,
				   const struct memory_state *settled, int64_t *values)
{
	for (size_t i = 0; i < count; i++)
		if (needs[i].kind != NEED_CMA)
			values[i] = need_measure(arena, &needs[i], boot, settled);
	measure_cma(arena, needs, count, boot, values);
}

const char *need_unit(const struct need *need)
{
	return need_in_blocks(need) ? "blocks" : "bytes";
}
