/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/plan_advice.h"

#include <string.h>

#include "alloc/boot_state.h"
#include "alloc/headroom.h"
#include "alloc/request.h"
#include "sim/scenario.h"
#include "alloc/zone_state.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "plan/load_test.h"
#include "plan/plan.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"
#include "util/sort.h"
#include "util/size.h"

struct adviser {
	struct arena *arena;
	struct plan *plan;
	const struct load_test *load;     /* or NULL */
	const struct boot *boot;          /* of the first site, with the plan */
	const struct memory_state *state; /* likewise */
};

/* What brings nothing, or does harm, is no advice. */
static void advise(struct adviser *a, double gain, const char *text)
{
	struct advice advice = { text, gain };

	if (!(gain > 0))
		return;
	arena_push(a->arena, a->plan->advice, a->plan->advice_count, advice);
}

static unsigned long long kib_of(const struct adviser *a, int64_t pages)
{
	return (unsigned long long)(pages > 0 ? pages : 0) << (a->boot->kernel->page_shift - 10);
}

static unsigned long long mib_of(const struct adviser *a, int64_t pages)
{
	return kib_of(a, pages) >> 10;
}

/* --- what a change would bring ---------------------------------------------------------- */

/* Blocks in a row that a request written so gets. */
static int64_t blocks_for(const struct adviser *a, const struct memory_state *state, const char *asked,
						  unsigned int *order)
{
	struct alloc_request request;
	struct error error;

	if (request_parse(a->arena, &state->kernel, asked, &request, &error))
		return 0;
	*order = request.order;
	return headroom_count(a->arena, state, &request).blocks.value;
}

static const char *share_text(const struct adviser *a, const struct share *share)
{
	return arena_printf(a->arena, "%s %% (%s)", figure_text(a->arena, 100 * share->value),
						figure_range(a->arena, 100 * share->low, 100 * share->high));
}

struct effect {
	double gain; /* as of struct advice */
	const char *text; /* NULL: not known */
};

/*
 * The effect of another state or another request on a need: blocks at boot with the
 * plan, or, under load, the share that fails on the tree as it is, as a plan that
 * meets the need leaves nothing to win.
 */
static struct effect effect_on(struct adviser *a, size_t i, const struct memory_state *state, const char *asked)
{
	struct effect effect = { 0 };
	struct need need = a->plan->needs[i];
	struct load_test load;
	struct failing failing;
	struct error error;

	if (need.kind == NEED_REQUEST) {
		unsigned int order = need.request.order;
		int64_t with = blocks_for(a, state, asked, &order), without = a->plan->after.values[i].value;

		/* of smaller blocks so many more are needed */
		effect.gain = (double)((with >> (need.request.order - order)) - without) / (double)need.target;
		effect.text = arena_printf(a->arena, "%lld blocks at boot with it, %lld without", (long long)with,
								   (long long)without);
		return effect;
	}
	need.asked = asked;
	if (!a->load)
		return effect;
	load = *a->load;
	load.load = a->plan->before.failing[i].load;
	if (load_test_run(a->arena, &load, state, &need, 1, STAGE_GLANCE, &failing, NULL, &error))
		return effect;
	effect.gain = a->plan->before.failing[i].share.value - failing.share.value;
	effect.text = arena_printf(a->arena, "on the tree as it is %s fail with it, %s without",
							   share_text(a, &failing.share), share_text(a, &a->plan->before.failing[i].share));
	return effect;
}

/* The state that effect_on() shall begin with. */
static const struct memory_state *state_for(const struct adviser *a, size_t i)
{
	return a->plan->needs[i].kind == NEED_FAIL ? a->plan->sites[0].settled : a->state;
}

static const char *asked_by(const struct need *need)
{
	return need->kind == NEED_FAIL ? need->asked : need->text;
}

static struct memory_state *copy_state(struct adviser *a, const struct memory_state *from)
{
	struct memory_state *state = arena_memdup(a->arena, from, sizeof(*from));

	state->zones = arena_memdup(a->arena, from->zones, from->zone_count * sizeof(*from->zones));
	return state;
}

/* --- watermarks ---------------------------------------------------------------------- */

/* vm.min_free_kbytes twice as high: all marks move up by the min mark. */
static struct memory_state *with_min_doubled(struct adviser *a, const struct memory_state *from)
{
	struct memory_state *state = copy_state(a, from);

	for (size_t i = 0; i < state->zone_count; i++) {
		struct zone_state *z = &state->zones[i];

		z->low += z->min;
		z->high += z->min;
		z->min += z->min;
	}
	return state;
}

/* linux:mm/page_alloc.c:__setup_per_zone_wmarks, from 4.6 on. */
static struct memory_state *with_scale_factor(struct adviser *a, const struct memory_state *from,
											  uint64_t factor)
{
	struct memory_state *state = copy_state(a, from);

	for (size_t i = 0; i < state->zone_count; i++) {
		struct zone_state *z = &state->zones[i];
		int64_t gap = (int64_t)(z->managed * factor / 10000);

		z->low = z->min + gap > z->low ? z->min + gap : z->low;
		z->high = z->low + gap > z->high ? z->low + gap : z->high;
	}
	return state;
}

static int64_t sum_of_min(const struct memory_state *state)
{
	int64_t pages = 0;

	for (size_t i = 0; i < state->zone_count; i++)
		pages += state->zones[i].min;
	return pages;
}

static int64_t sum_of_gaps(const struct memory_state *state)
{
	int64_t pages = 0;

	for (size_t i = 0; i < state->zone_count; i++)
		pages += state->zones[i].low - state->zones[i].min;
	return pages;
}

static void on_min_free(struct adviser *a, size_t i)
{
	const struct memory_state *now = state_for(a, i), *twice = with_min_doubled(a, now);
	struct effect effect = effect_on(a, i, twice, asked_by(&a->plan->needs[i]));

	if (effect.text)
		advise(
			a, effect.gain,
			arena_printf(
				a->arena,
				"vm.min_free_kbytes=%llu (now %llu): kswapd keeps %llu KiB more free for requests that may not sleep once memory is full; %s",
				kib_of(a, sum_of_min(twice)), kib_of(a, sum_of_min(now)),
				kib_of(a, sum_of_min(twice) - sum_of_min(now)), effect.text));
}

#define SCALE_FACTOR 200

static void on_scale_factor(struct adviser *a, size_t i)
{
	const struct memory_state *now = state_for(a, i), *then = with_scale_factor(a, now, SCALE_FACTOR);
	struct effect effect;

	if (!now->kernel.rules.scale_factor || sum_of_gaps(then) <= sum_of_gaps(now))
		return;
	effect = effect_on(a, i, then, asked_by(&a->plan->needs[i]));
	if (effect.text)
		advise(
			a, effect.gain,
			arena_printf(
				a->arena,
				"vm.watermark_scale_factor=%d: kswapd wakes %llu KiB above the min mark instead of %llu, so that a burst of atomic requests meets free memory more often; %s",
				SCALE_FACTOR, kib_of(a, sum_of_gaps(then)), kib_of(a, sum_of_gaps(now)), effect.text));
}

/* --- CMA -------------------------------------------------------------------------------- */

/* The boot with one word more on the command line, replayed on the plan's board; NULL where it fails. */
static struct boot *boot_with(struct adviser *a, const char *word)
{
	const struct site *site = &a->plan->sites[0];
	struct boot_options options = *site->options;
	struct boot *boot;
	struct error error;

	options.cmdline = arena_printf(a->arena, "%s%s%s", a->boot->cmdline ? a->boot->cmdline : "",
								   a->boot->cmdline && *a->boot->cmdline ? " " : "", word);
	if (boot_predict(a->boot->board, site->kernel, &options, &boot, &error))
		return NULL;
	if (boot->boots)
		return boot;
	boot_free(boot);
	return NULL;
}

static double share_of_all(const struct adviser *a, int64_t pages)
{
	return (double)pages / (double)(a->boot->totals.managed.value + 1);
}

/* Some need gets less than it wants by it, and less than without. */
static bool harms_a_need(struct adviser *a, const struct boot *boot)
{
	struct memory_state *settled = memory_state_from_boot(boot, a->plan->sites[0].cpus);
	struct estimate *with = arena_alloc(a->arena, a->plan->need_count * sizeof(*with));
	bool harms = false;

	settled->kernel.gfp_config = a->state->kernel.gfp_config;
	needs_measure(a->arena, a->plan->needs, a->plan->need_count, boot, settled, with);
	for (size_t i = 0; i < a->plan->need_count; i++)
		harms |= a->plan->needs[i].kind != NEED_FAIL && !need_is_met(&a->plan->needs[i], with[i]) &&
				 with[i].value < a->plan->after.values[i].value;
	memory_state_free(settled);
	return harms;
}

static void on_default_pool(struct adviser *a)
{
	for (size_t i = 0; i < a->boot->cma_count; i++) {
		const struct cma_area *area = &a->boot->cma[i];
		uint64_t half = round_up(area->range.size / 2, max_u64(a->boot->kernel->cma_granule, MIB(1)));
		const char *word = arena_printf(a->arena, "cma=%lluM", (unsigned long long)(half >> 20));
		struct boot *boot;

		if (!area->is_default || area->region == SIZE_MAX ||
			a->boot->regions[area->region].node != SIZE_MAX || half >= area->range.size)
			continue;
		boot = boot_with(a, word);
		if (!boot)
			continue;
		if (harms_a_need(a, boot)) {
			boot_free(boot);
			continue;
		}
		advise(
			a, share_of_all(a, boot->totals.unmovable.value - a->boot->totals.unmovable.value),
			arena_printf(
				a->arena,
				"%s on the kernel command line: the default pool is %llu MiB by configuration or command line; unmovable requests could use %llu MiB more, %llu instead of %llu",
				word, (unsigned long long)(area->range.size >> 20),
				mib_of(a, boot->totals.unmovable.value - a->boot->totals.unmovable.value),
				mib_of(a, boot->totals.unmovable.value), mib_of(a, a->boot->totals.unmovable.value)));
		boot_free(boot);
	}
}

static void on_missing_pool(struct adviser *a)
{
	for (size_t i = 0; i < a->plan->need_count; i++) {
		const struct need *need = &a->plan->needs[i];
		uint64_t size =
			round_up((uint64_t)need->target + KIB(256), max_u64(a->boot->kernel->cma_granule, MIB(1)));
		const char *word = arena_printf(a->arena, "cma=%lluM", (unsigned long long)(size >> 20));
		struct boot *boot;
		struct estimate value;

		if (need->kind != NEED_CMA || need->pool || need_is_met(need, a->plan->after.values[i]))
			continue;
		boot = boot_with(a, word);
		if (!boot)
			continue;
		needs_measure(a->arena, need, 1, boot, a->state, &value);
		if (need_is_met(need, value))
			advise(
				a, 1,
				arena_printf(
					a->arena,
					"%s on the kernel command line makes a default pool that holds \"%s\"; unmovable requests can use %llu MiB then, %llu now",
					word, need->text, mib_of(a, boot->totals.unmovable.value),
					mib_of(a, a->boot->totals.unmovable.value)));
		boot_free(boot);
	}
}

/* A tree that keeps CMA for __GFP_CMA has to give that up for the rule. */
static struct effect balance_effect(struct adviser *a)
{
	struct adviser plain = *a;
	struct scenario scenario;
	struct load_test load;

	if (a->load) {
		load = *a->load;
		scenario = *load.scenario;
		scenario.vendor_cma = false;
		load.scenario = &scenario;
		plain.load = &load;
	}
	for (size_t i = 0; i < a->plan->need_count; i++)
		if (a->plan->needs[i].kind == NEED_FAIL) {
			struct memory_state *state = copy_state(a, a->plan->sites[0].settled);

			state->kernel.rules.cma = CMA_BALANCED;
			state->kernel.gfp_config &= ~(unsigned int)GFP_CONFIG_ANDROID_CMA;
			return effect_on(&plain, i, state, a->plan->needs[i].asked);
		}
	return (struct effect){ 0, NULL };
}

static void on_balance(struct adviser *a)
{
	int64_t cma = 0, rest = 0;
	struct effect effect;

	for (size_t i = 0; i < a->state->zone_count; i++) {
		cma += a->state->zones[i].free_cma;
		rest += a->state->zones[i].free - a->state->zones[i].free_cma;
	}
	if (cma == 0 || a->state->kernel.rules.cma != CMA_LAST_RESORT)
		return;
	effect = balance_effect(a);
	advise(
		a, effect.text ? effect.gain : share_of_all(a, cma),
		arena_printf(
			a->arena,
			"back-port the CMA balance rule (Linux 5.8, __rmqueue(): movable requests take CMA while it is more than half of the free pages): this kernel leaves %llu MiB of free CMA idle until the other %llu MiB are used up, with the rule movable pages go there from %llu MiB on%s%s",
			mib_of(a, cma), mib_of(a, rest), mib_of(a, cma < rest ? cma : rest), effect.text ? "; " : "",
			effect.text ? effect.text : ""));
}

/* --- the driver --------------------------------------------------------------------------- */

static void on_other_request(struct adviser *a, size_t i, const char *advice, const char *asked)
{
	struct effect effect = effect_on(a, i, state_for(a, i), asked);

	if (effect.text)
		advise(a, effect.gain,
			   arena_printf(a->arena, "in the driver behind \"%s\": %s (\"%s\"); %s", a->plan->needs[i].text,
							advice, asked, effect.text));
}

static void on_request(struct adviser *a, size_t i)
{
	const struct alloc_request *r = &a->plan->needs[i].request;
	const char *flags = gfp_may_sleep(&r->gfp) ? "GFP_KERNEL" : "GFP_ATOMIC";

	if (!gfp_may_sleep(&r->gfp))
		on_other_request(
			a, i,
			"may it sleep there, reclaim and compaction help; allocated once at probe time it never fails later",
			arena_printf(a->arena, "order=%u gfp=GFP_KERNEL", r->order));
	if (r->order == 0)
		return;
	if (r->order > 1)
		on_other_request(a, i, "buffers of half the size, twice as many",
						 arena_printf(a->arena, "order=%u gfp=%s", r->order - 1, flags));
	on_other_request(
		a, i,
		gfp_may_sleep(&r->gfp)
			? "kvmalloc() where no device sees the memory falls back to single pages"
			: "split into single pages (a scatter list, or page fragments of order 0) it needs no contiguous block",
		arena_printf(a->arena, "order=0 gfp=%s", flags));
}

static int by_gain(const void *x, const void *y)
{
	const struct advice *a = x, *b = y;

	return (a->gain < b->gain) - (a->gain > b->gain);
}

void advice_find(struct arena *arena, const struct load_test *load, struct plan *plan)
{
	bool changed = plan->planned && plan->planned[0].settled;
	struct adviser a = { arena, plan, load, changed ? plan->planned[0].boot : plan->sites[0].boot,
						 changed ? plan->planned[0].settled : plan->sites[0].settled };
	bool told_marks = false;

	if (!a.boot->boots || plan->before.met)
		return;
	on_missing_pool(&a);
	on_default_pool(&a);
	on_balance(&a);
	for (size_t i = 0; i < plan->need_count; i++) {
		if (plan->needs[i].kind != NEED_REQUEST && plan->needs[i].kind != NEED_FAIL)
			continue;
		if (!gfp_may_sleep(&plan->needs[i].request.gfp) && !told_marks) {
			on_min_free(&a, i);
			on_scale_factor(&a, i);
			told_marks = true;
		}
		on_request(&a, i);
	}
	if (plan->advice_count)
		sort_items(plan->advice, plan->advice_count, sizeof(*plan->advice), by_gain);
}
