/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/region_limits.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "board/board.h"
#include "boot/boot.h"
#include "boot/dma_windows.h"
#include "kernel/kernel.h"
#include "plan/pool_evidence.h"
#include "policy/gate.h"
#include "policy/gate_judge.h"
#include "policy/need.h"
#include "policy/owners.h"
#include "policy/policy.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

#define CARVE_OUT_STEP MIB(1)

/* What a byte costs where no policy tells. What nobody owns goes first, once somebody has said so. */
static const uint32_t default_weights[] = {
	[ROLE_CMA] = 1000,      [ROLE_UNOWNED] = 250,  [ROLE_DEVICE] = 4000,
	[ROLE_FIRMWARE] = 8000, [ROLE_UNREADABLE] = 0,
};

NAMER(region_role_name, region_role, REGION_ROLES, ENUM_NAME)

static uint64_t size_of(const struct rmem_node *node)
{
	return node->reg.count ? node->reg.items[0].size : node->size.value;
}

static const char *unreadable(const struct rmem_node *node, const struct region *region)
{
	if (!node->enabled)
		return "its status is not okay";
	if (node->depth != 1 || !region)
		return "it is no child of /reserved-memory itself";
	if (node->reg.present ? !node->reg.whole : !node->size.present)
		return "it has no usable reg or size";
	if (node->reg.count > 1)
		return "it has more than one range";
	if (size_of(node) == 0)
		return "its size is 0";
	return region->outcome == REGION_IGNORED ? "the kernel does not look at it" : NULL;
}

static const struct region_owner *proven_owner(const struct limits_input *in, const struct rmem_node *node)
{
	return owner_of(in->owners, in->boot->board, node);
}

/* A driver takes the region by its own compatible; pools are for whoever refers to them. */
static const char *own_compatible(const struct rmem_node *node)
{
	for (size_t i = 0; i < node->compatible_count; i++)
		if (strcmp(node->compatible[i], "shared-dma-pool") != 0 &&
			strcmp(node->compatible[i], "restricted-dma-pool") != 0)
			return node->compatible[i];
	return NULL;
}

static enum region_role role_of_carve_out(struct arena *arena, const struct limits_input *in,
										  const struct rmem_node *node, const struct region *region,
										  struct limits *l)
{
	const struct region_owner *owner = proven_owner(in, node);
	const char *compatible = own_compatible(node);

	if (owner || compatible)
		l->why = arena_printf(arena, "owner outside Linux: %s", owner ? owner->name : compatible);
	else if (node->consumer_count)
		l->why = arena_printf(arena, "used by %s", node->consumers[0]);
	else if (node->named_elsewhere)
		l->why = "another node refers to it";
	else if (node->dma_default || region->kind == REGION_RESTRICTED)
		l->why = "pool of a driver";
	else
		l->why = "nothing refers to it, and no owner is known";
	if (owner || compatible)
		return ROLE_FIRMWARE;
	return node->consumer_count || node->named_elsewhere || node->dma_default ||
				   region->kind == REGION_RESTRICTED
			   ? ROLE_DEVICE
			   : ROLE_UNOWNED;
}

static enum region_role find_role(struct arena *arena, const struct limits_input *in,
								  const struct rmem_node *node, const struct region *region, struct limits *l)
{
	l->why = unreadable(node, region);
	if (l->why)
		return ROLE_UNREADABLE;
	if (region->kind != REGION_CMA)
		return role_of_carve_out(arena, in, node, region, l);
	l->why = node->consumer_count    ? arena_printf(arena, "CMA pool of %s", node->consumers[0])
			 : node->cma_default     ? "default CMA pool"
			 : node->named_elsewhere ? "CMA pool that another node refers to"
									 : "CMA pool that nothing refers to";
	return ROLE_CMA;
}

static uint64_t granule_of(const struct limits_input *in, const struct rmem_node *node, enum region_role role)
{
	const struct kernel *k = in->boot->kernel;
	uint64_t step = in->step ? in->step : CARVE_OUT_STEP;

	if (role == ROLE_CMA)
		return max_u64(k->cma_granule, page_size(k));
	step = max_u64(step, page_size(k));
	return size_of(node) % step ? page_size(k) : step;
}

/* --- evidence ---------------------------------------------------------------- */

/* Older kernels number the pools in debugfs. */
static bool is_pool(const struct boot *boot, size_t area, const char *name)
{
	char *end;
	unsigned long number = strtoul(name, &end, 10);

	if (isdigit((unsigned char)*name) && !*end)
		return number == area;
	return strcmp(boot->cma[area].name, name) == 0;
}

static bool peak_of_pool(const struct boot *boot, const struct evidence *e, size_t area, uint64_t *peak)
{
	bool found = false;

	*peak = 0;
	for (size_t i = 0; i < e->pool_count; i++) {
		if (!is_pool(boot, area, e->pools[i].name))
			continue;
		*peak = max_u64(*peak, e->pools[i].used << boot->kernel->page_shift);
		found = true;
	}
	return found;
}

/* Where only the sum of all pools was seen, any one of them may have held all of it. */
uint64_t region_peak(const struct limits_input *in, const struct region *region, bool *of_all)
{
	const struct boot *boot = in->boot;
	const struct evidence *e = in->evidence;
	uint64_t peak;

	for (size_t i = 0; e && i < boot->cma_count; i++) {
		if (boot->cma[i].region == SIZE_MAX || &boot->regions[boot->cma[i].region] != region)
			continue;
		*of_all = !peak_of_pool(boot, e, i, &peak);
		if (!*of_all || e->has_total)
			return evidence_with_margin(e, peak ? peak : e->used_bytes);
	}
	return 0;
}

/* --- policy ------------------------------------------------------------------ */

static uint64_t size_in_bytes(const struct policy_size *size, uint64_t whole)
{
	return size->percent ? whole / 100 * size->value + whole % 100 * size->value / 100 : size->value;
}

static void raise_floor(const struct policy_size *size, uint64_t whole, struct limits *l)
{
	if (size->present)
		l->min_size = max_u64(l->min_size, size_in_bytes(size, whole));
}

/* Bounds bind everywhere; leave is given by name only: fixed = no to shrink, or one of the words with may. */
static void apply_section(const struct policy_region *p, uint64_t size, struct limits *l)
{
	const struct {
		enum policy_answer answer;
		bool *may;
	} leaves[] = {
		{ p->may_move, &l->may_move },
		{ p->may_convert, &l->may_convert },
		{ p->may_merge, &l->may_merge },
		{ p->may_remove, &l->may_remove },
		{ p->fixed ? (p->fixed == POLICY_NO ? POLICY_YES : POLICY_NO) : POLICY_UNSAID, &l->may_shrink },
		{ p->shrink_to.present ? POLICY_YES : POLICY_UNSAID, &l->may_shrink },
	};

	l->by_policy = true;
	for (size_t i = 0; i < ARRAY_SIZE(leaves); i++)
		if (leaves[i].answer)
			*leaves[i].may = leaves[i].answer == POLICY_YES;
	if (p->fixed == POLICY_YES) {
		l->may_move = l->may_convert = l->may_merge = l->may_remove = l->may_shrink = l->may_grow = false;
		l->why = "the policy fixes it";
	}
	raise_floor(&p->shrink_to, size, l);
	raise_floor(&p->min_size, size, l);
	if (p->max_shrink.present)
		l->min_size = max_u64(l->min_size, size - min_u64(size, size_in_bytes(&p->max_shrink, size)));
	l->bounded |= p->shrink_to.present || p->min_size.present || p->max_shrink.present;
	if (p->has_weight)
		l->weight_permille = p->weight_permille;
}

static void apply_policy(const struct policy *policy, const char *path, uint64_t size, struct limits *l)
{
	for (size_t i = 0; policy && i < policy->region_count; i++)
		if (policy_names(&policy->regions[i], path))
			apply_section(&policy->regions[i], size, l);
}

static int check_sections(const struct policy *policy, const struct board *board, struct error *error)
{
	for (size_t i = 0; policy && i < policy->region_count; i++) {
		const struct policy_region *p = &policy->regions[i];
		bool found = strpbrk(p->path, "*?[") != NULL;

		for (size_t n = 0; n < board->rmem_count && !found; n++)
			found = policy_names(p, board->rmem[n].path);
		if (!found)
			return error_set(error, -EINVAL, "%s:%d: [region %s]: %s has no such node", policy->file, p->line,
							 p->path, board->file);
	}
	return 0;
}

/* --- all together ------------------------------------------------------------ */

/* A region is cut by whole granules from the size it has. */
static uint64_t least_size(uint64_t size, const struct limits *l)
{
	uint64_t cuts = l->min_size < size ? (size - l->min_size) / l->granule : 0;

	return size - cuts * l->granule;
}

static uint64_t demand_of(const struct limits_input *in, size_t n)
{
	const struct boot *boot = in->boot;

	for (size_t i = 0; in->gate && i < in->gate->demand_count; i++)
		for (size_t r = 0; r < boot->region_count; r++)
			if (boot->regions[r].node == n && strcmp(in->gate->demands[i].path, boot->regions[r].path) == 0)
				return demand_in_region(&in->gate->demands[i].demand, boot, r);
	return 0;
}

/* The default pool has the kernel's pool for atomic DMA in it, too. */
static uint64_t needed_of(const struct limits_input *in, size_t n)
{
	const struct rmem_node *node = &in->boot->board->rmem[n];
	uint64_t bytes = 0;

	for (size_t i = 0; i < in->need_count; i++) {
		const struct need *need = &in->needs[i];

		if (need->kind == NEED_CMA && (need->pool ? strcmp(need->pool, node->path) == 0 : node->cma_default))
			bytes = add_sat(bytes, (uint64_t)need->target);
	}
	return bytes ? add_sat(bytes, node->cma_default ? NEED_ATOMIC_POOL_BYTES : 0) : 0;
}

/*
 * Only CMA pools change by default, as Linux alone uses them: one at a place when
 * its user is known. What a proven owner allows, and the policy, comes on top.
 */
static void find_leaves(const struct limits_input *in, size_t n, struct limits *l)
{
	const struct rmem_node *node = &in->boot->board->rmem[n];
	const struct region_owner *owner = l->role == ROLE_FIRMWARE ? proven_owner(in, node) : NULL;
	bool at_place = node->reg.count == 1;
	bool known = l->role == ROLE_CMA &&
				 (!at_place || node->consumer_count || node->cma_default || l->peak || l->demand);

	l->may_shrink = l->may_grow = known;
	l->may_move = known && at_place;
	if (l->role == ROLE_UNOWNED || l->role == ROLE_CMA)
		l->asks = known ? ASKS_NEED : node->named_elsewhere ? ASKS_NOTHING : ASKS_OWNER;
	if (owner && owner->source) {
		l->may_move |= owner->may_move;
		l->may_shrink |= owner->may_shrink;
		l->may_remove |= owner->may_remove;
	}
	apply_policy(in->policy, node->path, size_of(node), l);
	l->may_merge &= l->role == ROLE_CMA;
	if (l->role == ROLE_UNREADABLE)
		l->may_move = l->may_shrink = l->may_grow = l->may_convert = l->may_remove = l->may_merge = false;
}

/* A region is cut where somebody told how much of it is needed; of one that nobody uses nothing stays. */
static void find_least(uint64_t size, struct limits *l)
{
	bool leave = l->may_shrink;

	l->bounded |= l->peak || l->demand;
	l->min_size = max_u64(l->min_size, l->demand);
	l->min_size = max_u64(l->min_size, l->needed);
	l->floor = l->bounded ? max_u64(max_u64(l->min_size, l->peak_of_all ? 0 : l->peak), l->granule) : size;
	l->min_size = max_u64(l->min_size, l->peak);
	l->may_remove &= l->min_size == 0;
	l->may_shrink &= l->bounded;
	l->min_size = max_u64(l->min_size, l->granule);
	l->min_size = l->may_shrink ? least_size(size, l) : size;
	l->fixed =
		!l->may_move && !l->may_shrink && !l->may_grow && !l->may_convert && !l->may_merge && !l->may_remove;
	if (l->asks == ASKS_OWNER ? !l->fixed : !leave || l->bounded)
		l->asks = ASKS_NOTHING;
}

static struct range_set reach_of(struct arena *arena, const struct limits_input *in,
								 const struct rmem_node *node)
{
	struct range_set buses = dma_windows(arena, in->boot->kernel, node), told = { 0 };

	if (!in->policy)
		return buses;
	range_set_push(arena, &told,
				   range_between(0, policy_reach(in->policy->regions, in->policy->region_count, node->path)));
	return range_set_common(arena, &buses, &told);
}

static struct limits limits_of(struct arena *arena, const struct limits_input *in, size_t n)
{
	const struct rmem_node *node = &in->boot->board->rmem[n];
	const struct region *region = boot_region(in->boot, n);
	struct limits l = { .fixed = true, .reach = reach_of(arena, in, node) };

	l.role = find_role(arena, in, node, region, &l);
	l.granule = granule_of(in, node, l.role);
	l.weight_permille = default_weights[l.role];
	l.peak = region_peak(in, region, &l.peak_of_all);
	l.demand = demand_of(in, n);
	l.needed = needed_of(in, n);
	find_leaves(in, n, &l);
	find_least(size_of(node), &l);
	return l;
}

int limits_find(struct arena *arena, const struct limits_input *input, struct limits **limits,
				struct error *error)
{
	const struct board *board = input->boot->board;
	int ret = check_sections(input->policy, board, error);

	*limits = NULL;
	if (ret)
		return ret;
	*limits = arena_alloc(arena, (board->rmem_count + 1) * sizeof(**limits));
	for (size_t n = 0; n < board->rmem_count; n++)
		(*limits)[n] = limits_of(arena, input, n);
	return 0;
}
