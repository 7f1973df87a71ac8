/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/advice.h"

#include <string.h>

#include "alloc/headroom.h"
#include "alloc/zone_state.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "plan/plan.h"
#include "util/arena.h"
#include "util/number.h"

struct adviser {
	struct arena *arena;
	struct plan *plan;
	const struct boot *boot;          /* of the first site, with the plan */
	const struct memory_state *state; /* likewise */
};

static void advise(struct adviser *a, const char *text)
{
	struct advice advice = { text };

	arena_push(a->arena, a->plan->advice, a->plan->advice_count, advice);
}

static uint64_t kib_of(const struct adviser *a, int64_t pages)
{
	return (uint64_t)(pages > 0 ? pages : 0) << (a->boot->kernel->page_shift - 10);
}

/* --- watermarks ---------------------------------------------------------------------- */

/* The state with all marks `percent` of what they are. */
static struct memory_state with_marks(struct adviser *a, int64_t percent)
{
	struct memory_state state = *a->state;

	state.zones = arena_memdup(a->arena, state.zones, state.zone_count * sizeof(*state.zones));
	for (size_t i = 0; i < state.zone_count; i++) {
		struct zone_state *z = &state.zones[i];
		int64_t more = z->min * percent / 100 - z->min;

		z->min += more;
		z->low += more;
		z->high += more;
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

static void on_min_free(struct adviser *a, const struct need *need)
{
	struct headroom now = headroom_count(a->arena, a->state, &need->request);
	struct memory_state doubled = with_marks(a, 200),
						*twice = arena_memdup(a->arena, &doubled, sizeof(doubled));
	struct headroom then = headroom_count(a->arena, twice, &need->request);

	advise(
		a,
		arena_printf(
			a->arena,
			"vm.min_free_kbytes=%llu (now %llu): kswapd keeps %llu KiB more free for requests that may not "
			"sleep once memory is full; \"%s\" finds %lld blocks at boot instead of %lld",
			(unsigned long long)kib_of(a, sum_of_min(twice)),
			(unsigned long long)kib_of(a, sum_of_min(a->state)),
			(unsigned long long)kib_of(a, sum_of_min(twice) - sum_of_min(a->state)), need->text,
			(long long)then.blocks.value, (long long)now.blocks.value));
}

static void on_scale_factor(struct adviser *a)
{
	int64_t gap = 0, managed = 0;

	if (!a->state->kernel.rules.scale_factor)
		return;
	for (size_t i = 0; i < a->state->zone_count; i++) {
		gap += a->state->zones[i].low - a->state->zones[i].min;
		managed += (int64_t)a->state->zones[i].managed;
	}
	if (managed / 50 <= gap)
		return;
	advise(
		a,
		arena_printf(
			a->arena,
			"vm.watermark_scale_factor=200: kswapd wakes %llu KiB above the min mark instead of %llu, so "
			"that a "
			"burst of atomic requests meets free memory more often; what it keeps free serves no page cache",
			(unsigned long long)kib_of(a, managed / 50), (unsigned long long)kib_of(a, gap)));
}

/* --- CMA -------------------------------------------------------------------------------- */

static void on_default_pool(struct adviser *a)
{
	for (size_t i = 0; i < a->boot->cma_count; i++) {
		const struct cma_area *area = &a->boot->cma[i];
		uint64_t half = round_up(area->range.size / 2, a->boot->kernel->cma_granule);

		if (!area->is_default || area->region == SIZE_MAX || a->boot->regions[area->region].node != SIZE_MAX)
			continue;
		if (half >= area->range.size)
			continue;
		advise(a, arena_printf(a->arena,
							   "cma=%lluM on the kernel command line: the default pool is %llu MiB by "
							   "configuration or command "
							   "line; unmovable requests could use %llu MiB more",
							   (unsigned long long)(half >> 20), (unsigned long long)(area->range.size >> 20),
							   (unsigned long long)((area->range.size - half) >> 20)));
	}
}

static void on_missing_pool(struct adviser *a)
{
	for (size_t i = 0; i < a->plan->need_count; i++)
		if (a->plan->needs[i].kind == NEED_CMA && a->plan->after.values[i] < a->plan->needs[i].target)
			advise(a, arena_printf(
						  a->arena,
						  "cma=%lluM on the kernel command line makes a default pool that holds \"%s\"; "
						  "unmovable requests "
						  "lose as much",
						  (unsigned long long)(round_up((uint64_t)a->plan->needs[i].target + KIB(256),
														max_u64(a->boot->kernel->cma_granule, MIB(1))) >>
											   20),
						  a->plan->needs[i].text));
}

static void on_balance(struct adviser *a)
{
	int64_t cma = 0, rest = 0;

	for (size_t i = 0; i < a->state->zone_count; i++) {
		cma += a->state->zones[i].free_cma;
		rest += a->state->zones[i].free - a->state->zones[i].free_cma;
	}
	if (cma == 0 || a->state->kernel.rules.cma != CMA_LAST_RESORT)
		return;
	advise(a, arena_printf(a->arena,
						   "back-port the CMA balance rule (Linux 5.7, __rmqueue(): movable requests take "
						   "CMA while it is more "
						   "than half of the free pages): this kernel leaves %llu MiB of free CMA idle until "
						   "the other %llu MiB "
						   "are used up",
						   (unsigned long long)(kib_of(a, cma) >> 10),
						   (unsigned long long)(kib_of(a, rest) >> 10)));
}

/* --- the driver --------------------------------------------------------------------------- */

static void on_request(struct adviser *a, const struct need *need)
{
	const struct alloc_request *r = &need->request;

	if (r->order == 0)
		return;
	if (!gfp_may_sleep(&r->gfp))
		advise(a, arena_printf(a->arena,
							   "in the driver behind \"%s\": may it sleep there, GFP_KERNEL lets reclaim and "
							   "compaction help; "
							   "allocated once at probe time it never fails later",
							   need->text));
	advise(a, arena_printf(a->arena, "in the driver behind \"%s\": %s", need->text,
						   gfp_may_sleep(&r->gfp)
							   ? "kvmalloc() where no device sees the memory falls back to single pages"
							   : "split into single pages (a scatter list, or page fragments of order 0) it "
								 "needs no contiguous block"));
}

void advice_find(struct arena *arena, struct plan *plan)
{
	bool changed = plan->planned && plan->planned[0].settled;
	struct adviser a = { arena, plan, changed ? plan->planned[0].boot : plan->sites[0].boot,
						 changed ? plan->planned[0].settled : plan->sites[0].settled };
	bool told_marks = false;

	if (!a.boot->boots || plan->before.met)
		return;
	on_missing_pool(&a);
	on_default_pool(&a);
	on_balance(&a);
	for (size_t i = 0; i < plan->need_count; i++) {
		if (plan->needs[i].kind != NEED_REQUEST)
			continue;
		if (!gfp_may_sleep(&plan->needs[i].request.gfp) && !told_marks) {
			on_min_free(&a, &plan->needs[i]);
			on_scale_factor(&a);
			told_marks = true;
		}
		on_request(&a, &plan->needs[i]);
	}
}
