/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/changes.h"

#include <stdio.h>
#include <string.h>

#include "board/board.h"
#include "boot/boot.h"
#include "boot/dma_windows.h"
#include "kernel/kernel.h"
#include "plan/pool_evidence.h"
#include "plan/plan.h"
#include "util/arena.h"
#include "util/number.h"
#include "util/size.h"

#define MOST_OBSTACLES 8

static bool was_refused(const struct plan *plan, size_t n)
{
	const struct region *region = boot_region(plan->sites[0].boot, n);

	return region && region->outcome != REGION_APPLIED;
}

enum change_action change_action_of(const struct plan *plan, size_t n)
{
	const struct place *from = &plan->from.places[n], *to = &plan->to.places[n];

	if (to->heir)
		return ACTION_MERGE;
	if (to->removed)
		return ACTION_REMOVE;
	if (to->form != FORM_SAME)
		return ACTION_CONVERT;
	if (to->window.size)
		return ACTION_WINDOW;
	if (was_refused(plan, n))
		return ACTION_ALIGN;
	if (to->range.size < from->range.size)
		return ACTION_SHRINK;
	return to->range.size > from->range.size ? ACTION_GROW : ACTION_MOVE;
}

/* --- reason and risk ------------------------------------------------------------- */

/* The first line that is no good news: a pool may be made and not activated later. */
static const char *said_by_kernel(const struct plan *plan, size_t n)
{
	const struct region *region = boot_region(plan->sites[0].boot, n);

	for (size_t d = 0; region && d < region->dmesg_count; d++)
		if (!strstr(region->dmesg[d], "created CMA memory pool") && !strstr(region->dmesg[d], "initialized node"))
			return region->dmesg[d];
	return "the kernel refuses it";
}

/* "; /soc/codec addresses ... only", or "" where its users reach all of the range. */
static const char *beyond_reach(struct arena *arena, const struct plan *plan, size_t n, struct range range)
{
	const struct boot *boot = plan->sites[0].boot;
	bool in_part;
	const struct bus_reach *told = dma_out_of_reach(boot->kernel, &boot->board->rmem[n], range, &in_part);

	if (told)
		return arena_printf(arena, "; %s", dma_reach_text(arena, told));
	return range_set_covers(&plan->limits[n].reach, range)
			   ? ""
			   : "; its users do not address all of it, the policy says";
}

static const char *reason_of(struct arena *arena, const struct plan *plan, const struct change *c)
{
	const struct limits *l = &plan->limits[c->node];
	const char *text;

	switch (c->action) {
	case ACTION_ALIGN:
		if (plan->to.places[c->node].mended)
			return arena_printf(arena, "the region was refused (\"%s\"); now size and alignment have the cells that the kernel reads",
								said_by_kernel(plan, c->node));
		return arena_printf(arena, "the pool was refused (\"%s\"); this is the nearest legal place",
							said_by_kernel(plan, c->node));
	case ACTION_WINDOW:
		return arena_printf(arena, "%s%s%s%s; within alloc-ranges 0x%llx..0x%llx it lies in one zone", l->why,
							beyond_reach(arena, plan, c->node, c->from),
							was_refused(plan, c->node) ? "; " : "",
							was_refused(plan, c->node) ? said_by_kernel(plan, c->node) : "",
							(unsigned long long)plan->to.places[c->node].window.base,
							(unsigned long long)range_end(plan->to.places[c->node].window) - 1);
	case ACTION_GROW:
		return arena_printf(arena, "%s; no pool was large enough for the CMA that is needed", l->why);
	case ACTION_MOVE:
		if (!plan->before.legal)
			return arena_printf(arena, "%s; as the tree is, %s", l->why, plan->before.why);
		text = beyond_reach(arena, plan, c->node, c->from);
		return arena_printf(arena, "%s%s", l->why, *text ? text : "; here it cuts fewer high-order blocks");
	case ACTION_MERGE:
		return arena_printf(arena, "%s; its users share %s, which keeps what both need", l->why,
							c->successor);
	case ACTION_CONVERT:
		return plan->to.places[c->node].form == FORM_REUSABLE
				   ? arena_printf(arena, "%s; as a CMA pool, %s, movable pages may use it meanwhile", l->why,
								  c->successor)
				   : arena_printf(arena, "%s; as %s the kernel places it where it cuts nothing", l->why,
								  c->successor);
	case ACTION_REMOVE:
		return arena_printf(arena, "%s: %s that nobody is known to use", l->why, size_text(arena, c->from.size));
	default:
		return arena_printf(arena, "%s; %s %s", l->why, size_text(arena, c->from.size - c->to.size),
							c->gain_pages > 0 ? "go back to unmovable requests" : "less is reserved");
	}
}

static const char *shrink_risk(struct arena *arena, const struct evidence *evidence, const struct limits *l,
							   struct change *c)
{
	if (l->peak > 0 && evidence) {
		c->risk = RISK_NONE;
		return arena_printf(arena, "stays above the observed peak and %u %%, %s",
							evidence->margin_percent, size_text(arena, l->peak));
	}
	if (l->demand > 0) {
		c->risk = RISK_NONE;
		return arena_printf(arena, "stays above what the policy says that its users allocate, %s",
							size_text(arena, l->demand));
	}
	c->risk = l->role == ROLE_UNOWNED ? RISK_REVIEW : RISK_DRIVER;
	return "its user must be content with less: the policy says that it is";
}

static const char *risk_of(struct arena *arena, const struct plan *plan, const struct evidence *evidence,
						   struct change *c)
{
	const struct limits *l = &plan->limits[c->node];
	bool moved = !c->dynamic && c->to.base != c->from.base;

	if (c->action == ACTION_SHRINK)
		return shrink_risk(arena, evidence, l, c);
	if (c->action == ACTION_REMOVE) {
		c->risk = RISK_REVIEW;
		return "nobody may use it: somebody answers for that with the leave to remove it";
	}
	if (c->action == ACTION_MERGE || c->action == ACTION_CONVERT) {
		c->risk = RISK_DRIVER;
		return c->action == ACTION_MERGE
				   ? "its users must be able to reach the shared pool, and together fit into it"
			   : plan->to.places[c->node].form == FORM_REUSABLE
				   ? "its driver must allocate with the DMA API instead of mapping the region: the policy says that it does"
				   : "its driver must ask the tree for the address, and nobody else may know the old one";
	}
	c->risk = moved && l->role != ROLE_CMA ? RISK_DRIVER : RISK_NONE;
	if (c->risk == RISK_DRIVER)
		return "whoever knows the old address must learn the new one";
	return moved ? "its driver asks the tree for the address" : "none";
}

/* --- one by one -------------------------------------------------------------------- */

static const char *successor_of(struct arena *arena, const struct plan *plan, size_t n)
{
	const struct board *board = plan->sites[0].board;
	const struct place *place = &plan->to.places[n];

	if (place->heir)
		return board->rmem[place->heir - 1].path;
	return place->form == FORM_SAME ? NULL : successor_path(arena, board, &plan->to, n);
}

static struct change change_of(struct arena *arena, const struct plan *plan, size_t n)
{
	const struct board *board = plan->sites[0].board;
	struct change c = { .node = n,
						.path = board->rmem[n].path,
						.action = change_action_of(plan, n),
						.from = plan->from.places[n].range,
						.to = plan->to.places[n].range,
						.dynamic = is_dynamic(board, n) || plan->to.places[n].form == FORM_DYNAMIC,
						.successor = successor_of(arena, plan, n) };

	if (plan->to.places[n].removed)
		c.to.size = 0;
	return c;
}

/* Steps on the way are not put under load. */
static void blank_failing(const struct plan *plan, struct estimate *values)
{
	for (size_t i = 0; i < plan->site_count * plan->need_count; i++)
		if (plan->needs[i % plan->need_count].kind == NEED_FAIL)
			values[i] = exact(-1);
}

/* Each change on top of those before it, so that the gains add up to the whole. */
static void tell_steps(struct arena *arena, struct bench *bench, struct plan *plan)
{
	struct layout layout = layout_copy(arena, &plan->from);
	int64_t pages = plan->before.usable_pages;

	for (size_t i = 0; i < plan->change_count; i++) {
		struct change *c = &plan->changes[i];
		struct trial trial;

		layout.places[c->node] = plan->to.places[c->node];
		trial = i + 1 == plan->change_count ? plan->after : trial_run(arena, bench, &layout);
		if (i + 1 < plan->change_count)
			blank_failing(plan, trial.values);
		c->values = trial.values;
		c->gain_pages = trial.usable_pages - pages;
		pages = trial.usable_pages;
	}
}

/* Where the kernel puts a dynamic region after the change. */
static void place_dynamic(const struct plan *plan, struct change *c)
{
	const struct boot *boot = plan->planned ? plan->planned[0].boot : NULL;
	const char *path = c->action == ACTION_CONVERT ? c->successor : c->path;

	for (size_t i = 0; boot && c->dynamic && c->to.size && i < boot->region_count; i++)
		if (strcmp(boot->regions[i].path, path) == 0 && boot->regions[i].range.size)
			c->to.base = boot->regions[i].range.base;
}

/* --- obstacles ------------------------------------------------------------------------ */

static void add_obstacle(struct arena *arena, struct plan *plan, const char *text)
{
	arena_push(arena, plan->obstacles, plan->obstacle_count, text);
}

/* The largest region that cannot give any more and was not named yet. */
static size_t next_obstacle(const struct plan *plan, const bool *named)
{
	size_t largest = SIZE_MAX;

	for (size_t n = 0; n < plan->from.count; n++) {
		const struct place *to = &plan->to.places[n];

		if (named[n] || to->removed || to->range.size == 0 || plan->limits[n].role == ROLE_UNREADABLE)
			continue;
		if (largest == SIZE_MAX || to->range.size > plan->to.places[largest].range.size)
			largest = n;
	}
	return largest;
}

static const char *obstacle_text(struct arena *arena, const struct plan *plan, size_t n)
{
	const struct limits *l = &plan->limits[n];
	const char *path = plan->sites[0].board->rmem[n].path;
	const char *size = size_text(arena, plan->to.places[n].range.size);
	const char *beyond = l->needed ? beyond_reach(arena, plan, n, plan->to.places[n].range) : "";

	if (l->fixed)
		return arena_printf(arena, "%s, %s, is fixed: %s%s", path, size, l->why, beyond);
	if (*beyond)
		return arena_printf(arena, "%s, %s: %s", path, size, beyond + 2);
	if (l->needed > plan->to.places[n].range.size)
		return arena_printf(arena, "%s, %s: nowhere is room for the %s that are needed of it", path, size,
							size_text(arena, l->needed));
	if (l->asks == ASKS_NEED)
		return arena_printf(
			arena,
			"%s, %s: nobody told how much of it is in use: --evidence, [demand %s] or may-shrink-to in the policy",
			path, size, path);
	if (l->demand > 0 && l->demand >= l->peak)
		return arena_printf(arena, "%s, %s left: its users allocate %s", path, size,
							size_text(arena, l->demand));
	if (l->peak > 0)
		return arena_printf(arena, "%s, %s left: its observed peak with margin is %s", path, size,
							size_text(arena, l->peak));
	return arena_printf(arena, "%s, %s left: %s", path, size,
						plan->to.places[n].range.size > l->min_size   ? "no further cut helps"
						: l->by_policy                                ? "the policy allows no less"
						: plan->to.places[n].range.size <= l->granule ? "no region can be smaller"
																	  : "no further cut helps");
}

static const char *on_site(struct arena *arena, const struct plan *plan, size_t i)
{
	const char *ddr = plan->sites[i / plan->need_count].name;

	return ddr ? arena_printf(arena, " with %s", ddr) : "";
}

static void tell_failing(struct arena *arena, struct plan *plan)
{
	for (size_t i = 0; plan->after.failing && i < plan->site_count * plan->need_count; i++) {
		const struct need *need = &plan->needs[i % plan->need_count];
		const struct share *share = &plan->after.failing[i].share;

		if (need->kind == NEED_FAIL && !plan_meets(plan, i))
			add_obstacle(
				arena, plan,
				arena_printf(
					arena,
					"\"%s\"%s: with all that the regions may give %s %% still fail (95 %%: %s) at %s times the load; wanted is %s times",
					need->text, on_site(arena, plan, i), figure_text(arena, 100 * share->value),
					figure_range(arena, 100 * share->low, 100 * share->high),
					figure_text(arena, plan->after.failing[i].load), figure_text(arena, plan->load)));
	}
}

/* What is missing of each need. */
static void tell_shortage(struct arena *arena, struct plan *plan)
{
	for (size_t i = 0; i < plan->site_count * plan->need_count; i++) {
		const struct need *need = &plan->needs[i % plan->need_count];
		int64_t missing = need->target - need_judged(need, plan->after.values[i]);
		const char *amount;

		if (missing <= 0 || need->kind == NEED_FAIL)
			continue;
		amount = need_in_blocks(need)
					 ? arena_printf(arena, "%lld block%s", (long long)missing, missing == 1 ? "" : "s")
					 : size_text(arena, (uint64_t)missing);
		add_obstacle(arena, plan,
					 arena_printf(arena, "\"%s\"%s: still %s short%s", need->text, on_site(arena, plan, i),
								  amount,
								  plan->after.values[i].value >= need->target
									  ? " at the low end of what is not known: --likely takes the likeliest"
									  : ""));
	}
}

/* Memory that is there, but not for what is needed. */
static void tell_zones(struct arena *arena, struct plan *plan)
{
	const struct boot *boot = plan->planned ? plan->planned[0].boot : plan->sites[0].boot;
	bool asked = false;

	for (size_t i = 0; i < plan->site_count * plan->need_count; i++)
		asked |= plan->needs[i % plan->need_count].kind == NEED_USABLE && !plan_meets(plan, i);
	for (size_t z = 0; asked && z < boot->zone_count; z++) {
		const struct zone *zone = &boot->zones[z];

		if ((zone->type == ZONE_HIGHMEM || zone->type == ZONE_MOVABLE) && zone->managed.value > 0)
			add_obstacle(arena, plan,
						 arena_printf(arena, "unmovable requests get nothing of zone %s, %s%s", zone->title,
									  size_text(arena, (uint64_t)zone->managed.value << boot->kernel->page_shift),
									  zone->type == ZONE_MOVABLE ? ": kernelcore= or movablecore= makes it" : ""));
	}
}

static const char *why_no_pool(struct arena *arena, const struct plan *plan, const char *path)
{
	for (size_t n = 0; n < plan->from.count; n++)
		if (strcmp(plan->sites[0].board->rmem[n].path, path) == 0 && plan->limits[n].role != ROLE_CMA &&
			!plan->limits[n].may_convert)
			return arena_printf(arena, "%s is no CMA pool: %s", path, plan->limits[n].why);
	return NULL;
}

/* Of a need of CMA that no region can give anything to; NULL where one can. */
static const char *pool_text(struct arena *arena, const struct plan *plan, const struct need *need)
{
	const struct boot *boot = plan->planned ? plan->planned[0].boot : plan->sites[0].boot;

	if (need->kind != NEED_CMA)
		return NULL;
	if (need->pool)
		return why_no_pool(arena, plan, need->pool);
	for (size_t i = 0; i < boot->cma_count; i++) {
		const struct cma_area *area = &boot->cma[i];

		if (area->is_default && area->region != SIZE_MAX && boot->regions[area->region].node == SIZE_MAX &&
			area->range.size < (uint64_t)need->target)
			return arena_printf(arena, "the default pool, %s, is no region of the tree: .config or cma= tells its size",
								size_text(arena, area->range.size));
	}
	return NULL;
}

/* false: whatever regions give back, no need that is not met has more. */
static bool regions_matter(struct arena *arena, struct plan *plan)
{
	const char *told = NULL;
	bool matter = plan->after.why != NULL;

	for (size_t i = 0; i < plan->site_count * plan->need_count; i++) {
		const char *text = pool_text(arena, plan, &plan->needs[i % plan->need_count]);

		if (plan_meets(plan, i))
			continue;
		matter |= !text;
		told = text ? text : told;
	}
	if (told)
		add_obstacle(arena, plan, told);
	return matter || !told;
}

static void tell_obstacles(struct arena *arena, struct plan *plan)
{
	bool *named = arena_alloc(arena, (plan->from.count + 1) * sizeof(*named));
	size_t needs;

	if (plan->after.why)
		add_obstacle(arena, plan, plan->after.why);
	tell_failing(arena, plan);
	tell_shortage(arena, plan);
	if (!regions_matter(arena, plan))
		return;
	needs = plan->obstacle_count;
	tell_zones(arena, plan);
	for (size_t i = 0; i < MOST_OBSTACLES; i++) {
		size_t n = next_obstacle(plan, named);

		if (n == SIZE_MAX)
			break;
		named[n] = true;
		add_obstacle(arena, plan, obstacle_text(arena, plan, n));
	}
	if (plan->obstacle_count == needs)
		add_obstacle(
			arena, plan,
			"the tree has no region that could give memory back: the DDR is too small for the needs");
}

void changes_tell(struct arena *arena, struct bench *bench, const struct evidence *evidence,
				  struct plan *plan)
{
	for (size_t n = 0; n < plan->from.count; n++) {
		struct change c;

		if (place_equal(&plan->from.places[n], &plan->to.places[n]))
			continue;
		c = change_of(arena, plan, n);
		place_dynamic(plan, &c);
		arena_push(arena, plan->changes, plan->change_count, c);
	}
	tell_steps(arena, bench, plan);
	for (size_t i = 0; i < plan->change_count; i++) {
		plan->changes[i].reason = reason_of(arena, plan, &plan->changes[i]);
		plan->changes[i].risk_text = risk_of(arena, plan, evidence, &plan->changes[i]);
	}
	if (!plan->met)
		tell_obstacles(arena, plan);
}
