/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/need.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc/account.h"
#include "alloc/headroom.h"
#include "alloc/zone_state.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/named.h"
#include "util/number.h"
#include "util/text.h"

#define MAX_BLOCKS INT32_MAX
#define LEAST_BYTES KIB(4)      /* fewer are a forgotten K, M or G */
#define LEAST_FAIL_SHARE 0.0001 /* the simulation of less would take too long */

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

	if (!parse_size(arena_strndup(arena, *text, length), &size) || size < LEAST_BYTES || size > INT64_MAX)
		return false;
	*value = (int64_t)size;
	*text = skip_blanks(*text + length);
	return true;
}

static const struct word_value size_words[] = {
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
	if (pool) {
		rest = pool + strcspn(pool, " \t,");
		need->pool = arena_strndup(arena, pool, (size_t)(rest - pool));
	}
	if ((pool && *pool != '/') || *skip_blanks(rest))
		return refuse(need->text,
					  "\"cma 48M\" or \"cma 48M pool=/reserved-memory/NAME\", and nothing behind it", error);
	return 0;
}

/* Finds the words that ask for a certainty and blanks them out of `text`; false: they contradict. */
static bool cut_certainty(char *text, enum need_certainty *certainty)
{
	static const char *const words[] = { [NEED_CERTAIN] = "certain", [NEED_LIKELY] = "likely" };
	bool one = true;

	*certainty = NEED_UNSAID;
	for (size_t i = NEED_CERTAIN; i < ARRAY_SIZE(words); i++)
		for (char *at = text; (at = strstr(at, words[i])); at++) {
			size_t length = strlen(words[i]);

			if ((at > text && !strchr(" \t,", at[-1])) || !strchr(" \t,", at[length]))
				continue;
			memset(at, ' ', length);
			one &= *certainty == NEED_UNSAID || *certainty == (enum need_certainty)i;
			*certainty = (enum need_certainty)i;
		}
	return one;
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

/* Finds "fail<0.1%" and blanks it out of `text`; false where it is not there. `share` < 0: unreadable. */
static bool cut_fail(char *text, double *share)
{
	char *at = strstr(text, "fail"), *number, *end;

	if (!at || (at > text && !strchr(" \t,", at[-1])))
		return false;
	number = at + 4 + strspn(at + 4, " \t");
	*share = -1;
	if (*number != '<')
		return true;
	number += 1 + strspn(number + 1, " \t");
	if (isdigit((unsigned char)*number)) {
		*share = strtod(number, &end) / 100;
		end += strspn(end, " \t");
		*share = *end == '%' ? *share : -1;
		memset(at, ' ', (size_t)(end + (*end == '%') - at));
	}
	return true;
}

static int parse_fail(struct arena *arena, const struct alloc_kernel *kernel, struct need *need, char *text,
					  double share, struct error *error)
{
	int ret;

	if (!(share >= LEAST_FAIL_SHARE && share <= 1))
		return refuse(need->text, "fail<SHARE% with a share from 0.01 to 100, for example fail<0.1%", error);
	ret = request_parse(arena, kernel, text, &need->request, error);
	if (ret)
		return error_prefix(error, "need \"%s\"", need->text);
	if (need->request.count)
		return refuse(need->text, "either a count=N at boot or a fail<SHARE% under load: give two needs",
					  error);
	need->kind = NEED_FAIL;
	need->asked = text;
	need->request.text = need->text;
	need->target = NEED_FAIL_WHOLE - (int64_t)(share * NEED_FAIL_WHOLE + 0.5);
	return 0;
}

static int parse_request(struct arena *arena, const struct alloc_kernel *kernel, char *text,
						 struct need *need, struct error *error)
{
	double share;
	int ret;

	if (cut_fail(text, &share))
		return parse_fail(arena, kernel, need, text_trimmed(arena, text, strlen(text), BLANKS ","), share,
						  error);
	need->kind = cut_free(text, &need->target) ? NEED_FREE : NEED_REQUEST;
	ret = request_parse(arena, kernel, text, &need->request, error);
	if (ret)
		return error_prefix(error, "need \"%s\"", need->text);
	need->request.text = need->text;
	if (need->kind == NEED_REQUEST && (need->request.count == 0 || need->request.count > MAX_BLOCKS))
		return refuse(need->text, "a count=N of blocks, \"free N\", or fail<SHARE%", error);
	if (need->kind == NEED_REQUEST)
		need->target = (int64_t)need->request.count;
	return 0;
}

int need_parse(struct arena *arena, const struct alloc_kernel *kernel, const char *text, struct need *need,
			   struct error *error)
{
	char *asked = arena_strdup(arena, text);

	*need = (struct need){ .text = arena_strdup(arena, text) };
	if (!cut_certainty(asked, &need->certainty))
		return refuse(text, "either \"certain\" or \"likely\"", error);
	for (size_t i = 0; i < ARRAY_SIZE(size_words); i++) {
		const char *rest = behind_word(asked, size_words[i].word);

		if (!rest)
			continue;
		need->kind = (enum need_kind)size_words[i].value;
		return parse_amount(arena, rest, need, error);
	}
	return parse_request(arena, kernel, asked, need, error);
}

/* --- measuring --------------------------------------------------------------- */

/* A block of each CPU's list and of each end of what is uncertain may be broken. */
static struct estimate free_blocks(const struct memory_state *settled, unsigned int order)
{
	int64_t blocks = 0, fewer = 0, more = 0;

	for (size_t i = 0; i < settled->zone_count; i++) {
		const struct zone_state *zone = &settled->zones[i];

		blocks += zone_blocks_from(zone, TYPES_ALL & ~TYPE_BIT(CMA) & ~TYPE_BIT(ISOLATE), order);
		if (!zone_is_predicted(zone))
			continue;
		fewer += 2 + settled->kernel.cpus + ((zone->fewer + zone->cma_more) >> order);
		more += 2 + settled->kernel.cpus + ((zone->more + zone->cma_fewer) >> order);
	}
	return between(blocks > fewer ? blocks - fewer : 0, blocks, blocks + more);
}

static bool serves(const struct boot *boot, const struct cma_area *area, const struct need *need)
{
	if (!area->activated || !need->pool)
		return area->activated && area->is_default;
	return area->region != SIZE_MAX && strcmp(boot->regions[area->region].path, need->pool) == 0;
}

/*
 * The default pool holds the pool for atomic coherent DMA from an initcall on,
 * at its lower end (linux:kernel/dma/pool.c:atomic_pool_expand).
 */
static int64_t contiguous_bytes(const struct cma_area *area)
{
	uint64_t taken = area->is_default ? min_u64(area->range.size, NEED_ATOMIC_POOL_BYTES) : 0;

	return (int64_t)(area->range.size - taken);
}

struct estimate need_measure(struct arena *arena, const struct need *need, const struct boot *boot,
							 const struct memory_state *settled)
{
	int64_t largest = 0;

	switch (need->kind) {
	case NEED_REQUEST:
		return headroom_count(arena, settled, &need->request).blocks;
	case NEED_FREE:
		return free_blocks(settled, need->request.order);
	case NEED_MANAGED:
		return estimate_times(boot->totals.managed, (int64_t)page_size(boot->kernel));
	case NEED_USABLE:
		return unmovable_bytes(boot);
	case NEED_FAIL:
		return exact(0);
	default:
		for (size_t i = 0; i < boot->cma_count; i++)
			if (serves(boot, &boot->cma[i], need) && contiguous_bytes(&boot->cma[i]) > largest)
				largest = contiguous_bytes(&boot->cma[i]);
		return exact(largest);
	}
}

/* What the need's pool has left, or NULL without one. */
static int64_t *pool_of(const struct boot *boot, const struct need *need, int64_t *left)
{
	for (size_t i = 0; i < boot->cma_count; i++)
		if (serves(boot, &boot->cma[i], need))
			return &left[i];
	return NULL;
}

static int64_t take_piece(const struct boot *boot, const struct need *need, int64_t *left)
{
	int64_t *pool = pool_of(boot, need, left), got = pool ? *pool : 0;

	if (got >= need->target)
		*pool -= need->target;
	return got;
}

static void measure_cma(struct arena *arena, const struct need *needs, size_t count, const struct boot *boot,
						struct estimate *values)
{
	int64_t *left = arena_alloc(arena, (boot->cma_count + 1) * sizeof(*left));
	bool *done = arena_alloc(arena, (count + 1) * sizeof(*done));

	for (size_t i = 0; i < boot->cma_count; i++)
		left[i] = contiguous_bytes(&boot->cma[i]);
	for (;;) {
		size_t next = count;

		for (size_t i = 0; i < count; i++)
			if (needs[i].kind == NEED_CMA && !done[i] &&
				(next == count || needs[i].target > needs[next].target))
				next = i;
		if (next == count)
			return;
		done[next] = true;
		values[next] = exact(take_piece(boot, &needs[next], left));
	}
}

void needs_measure(struct arena *arena, const struct need *needs, size_t count, const struct boot *boot,
				   const struct memory_state *settled, struct estimate *values)
{
	for (size_t i = 0; i < count; i++)
		if (needs[i].kind != NEED_CMA)
			values[i] = need_measure(arena, &needs[i], boot, settled);
	measure_cma(arena, needs, count, boot, values);
}

const char *need_unit(const struct need *need)
{
	if (need->kind == NEED_FAIL)
		return "succeeding attempts of a million";
	return need_in_blocks(need) ? "blocks" : "bytes";
}
