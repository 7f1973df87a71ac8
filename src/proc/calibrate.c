/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "proc/calibrate.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "board/board.h"
#include "boot/boot.h"
#include "kernel/facts.h"
#include "kernel/kernel.h"
#include "proc/observed.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

#define SOURCE "calibration"

/* One calibration: the boot, as it is replayed again and again under other assumptions. */
struct trial {
	struct facts *facts;
	const struct observed *observed;
	const struct board *board;
	const struct kernel_options *kernel_options;
	struct boot_options boot_options;
	struct error *error;
};

/* How a replay differs from what was observed. */
struct outcome {
	int64_t present; /* pages */
	int64_t total_kb;
	int64_t more_reserved; /* pages that the kernel took beyond the model */
	bool wrong_marks;      /* min_free_kbytes is far off: huge pages are on or off */
};

static bool can_compare(const struct observed *o)
{
	return o->managed >= 0 || o->reserved_kb != INT64_MIN;
}

static int64_t managed_pages(const struct boot *boot)
{
	int64_t sum = 0;

	for (size_t i = 0; i < boot->zone_count; i++)
		sum += boot->zones[i].managed.value;
	return sum;
}

static void compare(const struct trial *t, const struct kernel *k, const struct boot *boot,
					struct outcome *out)
{
	const struct observed *o = t->observed;
	int64_t min_free = boot->min_free_kbytes.value;

	out->total_kb = boot->total_kb.value;
	out->present = boot->total_kb.value / (int64_t)(page_size(k) >> 10);
	if (o->managed >= 0)
		out->more_reserved = managed_pages(boot) - o->managed;
	else
		out->more_reserved = (o->reserved_kb - boot->reserved_kb.value) / (int64_t)(page_size(k) >> 10);
	out->wrong_marks = o->min_free_kbytes >= 0 && llabs(min_free - o->min_free_kbytes) > min_free / 20;
}

/* Firmware keeps some MiB, and pages at the edges of its own: not another board, but nothing to count by. */
static bool is_near(int64_t told, int64_t here)
{
	return llabs(told - here) < here / 64;
}

/* A tree of another board shows in the sum of RAM, which the kernel prints; firmware may take some of it
 * first. */
static int check_board(const struct trial *t, const struct boot *boot)
{
	int64_t told = t->observed->total_kb, here = boot->total_kb.value;
	bool of_firmware = boot->efi && told >= boot->total_kb.low && told <= boot->total_kb.high;

	if (told < 0 || told == here || of_firmware || is_near(told, here))
		return 0;
	return error_set(t->error, -EINVAL,
					 "%s: the log has %" PRId64 " KiB of RAM, this tree gives %" PRId64
					 ": give the tree and the options (--ddr, --cmdline) of that boot",
					 t->board->file, told, here);
}

static int replay(const struct trial *t, const struct facts *facts, struct outcome *out)
{
	struct kernel *kernel;
	struct boot *boot;
	int ret = kernel_from_facts(facts, t->kernel_options, &kernel, t->error);

	if (ret)
		return ret;
	kernel->variant_count = 0;
	ret = boot_predict(t->board, kernel, &t->boot_options, &boot, t->error);
	if (ret == 0) {
		ret = check_board(t, boot);
		compare(t, kernel, boot, out);
		boot_free(boot);
	}
	kernel_free(kernel);
	return ret;
}

/* --- options that the numbers give away ----------------------------------------------------- */

/* Two settings of options that no log line tells, the usual one first. */
static const struct question {
	const char *option, *usual, *other;
	const char *with, *with_usual, *with_other; /* an option that goes with it, or NULL */
} questions[] = {
	{ "RODATA_FULL_DEFAULT_ENABLED", "y", "n", NULL, NULL, NULL },
	{ "TRANSPARENT_HUGEPAGE_ALWAYS", "y", "n", "TRANSPARENT_HUGEPAGE_MADVISE", "n", "n" },
	{ "ARM64_VA_BITS", "48", "39", NULL, NULL, NULL },
	{ "MEMCG", "y", "n", NULL, NULL, NULL },
	{ "PAGE_EXTENSION", "y", "n", NULL, NULL, NULL },
	{ "MEMORY_HOTREMOVE", "y", "n", NULL, NULL, NULL },
	{ "OF_DYNAMIC", "n", "y", NULL, NULL, NULL },
	{ "PAGE_IDLE_FLAG", "n", "y", NULL, NULL, NULL },
	{ "KFENCE", "n", "y", NULL, NULL, NULL },
};

#define QUESTIONS ARRAY_SIZE(questions)
#define PRICE 3    /* pages that an unusual setting must explain */
#define EVIDENT 24 /* pages between two settings that leave no doubt which it is */
#define WRONG_MARKS 1000000

static bool is_open(const struct facts *facts, const struct question *q)
{
	return !facts->whole && !config_option(&facts->config, q->option);
}

static void answer(struct facts *facts, const struct question *q, bool other)
{
	facts_tell_option(facts, SOURCE, q->option, other ? q->other : q->usual);
	if (q->with && !config_option(&facts->config, q->with))
		facts_tell_option(facts, SOURCE, q->with, other ? q->with_other : q->with_usual);
}

/* Pages by which the answers in the bits of `others` fail to explain what was observed. */
static int64_t price_of(const struct trial *t, unsigned int others, struct outcome *out)
{
	struct facts facts = { .arena = arena_new(), .config = t->facts->config };
	int64_t price = INT64_MAX;

	facts.config = config_copy(facts.arena, &t->facts->config);
	for (size_t i = 0; i < QUESTIONS; i++)
		if (is_open(t->facts, &questions[i]))
			answer(&facts, &questions[i], others >> i & 1);
	if (replay(t, &facts, out) == 0)
		price = llabs(out->more_reserved) + PRICE * __builtin_popcount(others) +
				(out->wrong_marks ? WRONG_MARKS : 0);
	arena_free(facts.arena);
	return price;
}

static unsigned int open_questions(const struct facts *facts)
{
	unsigned int open = 0;

	for (size_t i = 0; i < QUESTIONS; i++)
		open |= is_open(facts, &questions[i]) ? 1u << i : 0;
	return open;
}

/*
 * Tries all answers. A set that explains the boot to the page is kept; of one
 * that does not, only the answers whose other setting would be far off.
 */
static void answer_questions(const struct trial *t)
{
	unsigned int open = open_questions(t->facts), best = 0;
	struct outcome out;
	int64_t least = INT64_MAX;
	bool explained;

	for (unsigned int others = 0; open && others < 1u << QUESTIONS; others++) {
		int64_t price = others & ~open ? INT64_MAX : price_of(t, others, &out);

		if (price < least) {
			least = price;
			best = others;
		}
	}
	explained = least <= PRICE * __builtin_popcount(best) + 1;
	for (size_t i = 0; i < QUESTIONS; i++) {
		unsigned int bit = 1u << i;

		if (!(open & bit))
			continue;
		if (explained || best & bit || price_of(t, best ^ bit, &out) > least + EVIDENT)
			answer(t->facts, &questions[i], best & bit);
	}
}

/* --- the rest ------------------------------------------------------------------------------- */

static int64_t signed_fact(const struct facts *facts, const char *key)
{
	const char *text = config_fact(&facts->config, key);

	return text ? strtoll(text, NULL, 0) : 0;
}

static void replace(struct facts *facts, const char *key, int64_t value)
{
	facts_replace(facts, SOURCE, key, arena_printf(facts->arena, "%" PRId64, value));
}

/* Of several boots the middle counts, and how far they lie from it. */
static void tell_adjustment(struct facts *facts, int64_t more_reserved, int64_t present)
{
	int64_t boots = signed_fact(facts, "calibrated_boots"), old = signed_fact(facts, "reserved_adjust");
	int64_t spread = signed_fact(facts, "reserved_spread"), seen = old + more_reserved, low, high;

	low = boots && old - spread < seen ? old - spread : seen;
	high = boots && old + spread > seen ? old + spread : seen;
	replace(facts, "calibrated_boots", boots + 1);
	if (!boots)
		replace(facts, "calibrated_pages", present);
	replace(facts, "reserved_adjust", low + (high - low) / 2);
	replace(facts, "reserved_spread", high - low - (high - low) / 2);
}

static void locate_tree(struct trial *t)
{
	if (t->boot_options.has_fdt_base)
		return;
	for (size_t i = 0; i < t->observed->reserved_count && t->board->fdt_size; i++) {
		if (t->observed->reserved[i].size != t->board->fdt_size)
			continue;
		t->boot_options.has_fdt_base = true;
		t->boot_options.fdt_base = t->observed->reserved[i].base;
		return;
	}
}

static void complete_options(struct trial *t)
{
	const struct observed *o = t->observed;

	if (!t->boot_options.cmdline)
		t->boot_options.cmdline = o->cmdline;
	if (!t->boot_options.has_kernel_base && o->has_kernel_base) {
		t->boot_options.has_kernel_base = true;
		t->boot_options.kernel_base = o->kernel_base;
	}
	locate_tree(t);
}

/* The user knows better than the log which tree is that board's. */
static void tell_model(struct facts *facts, const struct board *board)
{
	bool seen = config_fact(&facts->config, "seen_pools") || config_fact(&facts->config, "seen_dma_limit");

	if (seen && board->model && *board->model && strlen(board->model) <= 200)
		facts_replace(facts, SOURCE, "seen_model", board->model);
}

int calibrate(struct facts *facts, const struct observed *observed, const struct board *board,
			  const struct kernel_options *kernel_options, const struct boot_options *boot_options,
			  struct error *error)
{
	struct trial t = { facts, observed, board, kernel_options, *boot_options, error };
	struct outcome out;
	int ret;

	tell_model(facts, board);
	if (!can_compare(observed)) {
		facts_warn(
			facts,
			"the kernel's own needs are not calibrated: the boot log has no \"Memory:\" line, and there is no zoneinfo");
		return 0;
	}
	complete_options(&t);
	ret = replay(&t, facts, &out);
	if (ret)
		return ret;
	if (observed->total_kb >= 0 && observed->total_kb != out.total_kb) {
		facts_warn(facts,
				   "the kernel's own needs are not calibrated: that boot had %" PRId64
				   " KiB of RAM, by the tree and the options it has %" PRId64,
				   observed->total_kb, out.total_kb);
		if (observed->total_kb < out.total_kb) {
			replace(facts, "seen_ram", observed->total_kb << 10);
			replace(facts, "seen_ram_tree", out.total_kb << 10);
		}
		return 0;
	}
	answer_questions(&t);
	ret = replay(&t, facts, &out);
	if (ret == 0)
		tell_adjustment(facts, out.more_reserved, out.present);
	return ret;
}
