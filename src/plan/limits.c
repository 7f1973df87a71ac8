/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/limits.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "board/board.h"
#include "board/label.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "plan/evidence.h"
#include "plan/owner.h"
#include "policy/policy.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

#define CARVE_OUT_STEP MIB(1)

/* What a byte costs where no policy tells: what nobody uses goes before what somebody may use. */
static const uint32_t default_weights[] = {
	[ROLE_CMA] = 1000,      [ROLE_ORPHAN] = 250,   [ROLE_DEVICE] = 4000,
	[ROLE_FIRMWARE] = 8000, [ROLE_UNREADABLE] = 0,
};

static const char *const role_names[] = {
	[ROLE_CMA] = "CMA pool",      [ROLE_ORPHAN] = "unowned",        [ROLE_DEVICE] = "device",
	[ROLE_FIRMWARE] = "firmware", [ROLE_UNREADABLE] = "not usable",
};

const char *region_role_name(enum region_role role)
{
	return role_names[role];
}

/* What the boot model made of a node; NULL where it never got to it. */
static const struct region *region_of(const struct boot *boot, size_t node)
{
	for (size_t i = 0; i < boot->region_count; i++)
		if (boot->regions[i].node == node)
			return &boot->regions[i];
	return NULL;
}

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

static enum region_role find_role(struct arena *arena, const struct limits_input *in,
								  const struct rmem_node *node, const struct region *region, struct limits *l)
{
	const char *owner = firmware_owner(in->boot->board, node, l->label);

	l->why = unreadable(node, region);
	if (l->why)
		return ROLE_UNREADABLE;
	if (region->kind == REGION_CMA) {
		l->why = node->consumer_count ? arena_printf(arena, "CMA pool of %s", node->consumers[0])
				 : node->cma_default  ? "default CMA pool"
									  : "CMA pool";
		return ROLE_CMA;
	}
	l->why = owner ? arena_printf(arena, "owner outside Linux: %s", owner) : NULL;
	if (owner)
		return ROLE_FIRMWARE;
	l->why =
		node->consumer_count ? arena_printf(arena, "used by %s", node->consumers[0]) : "nothing refers to it";
	if (node->consumer_count)
		return ROLE_DEVICE;
	if (node->named_elsewhere)
		l->why = "another node refers to it";
	if (node->named_elsewhere)
		return ROLE_DEVICE;
	if (node->dma_default || region->kind == REGION_RESTRICTED)
		l->why = "pool of a driver";
	return node->dma_default || region->kind == REGION_RESTRICTED ? ROLE_DEVICE : ROLE_ORPHAN;
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
static uint64_t peak_of(const struct limits_input *in, size_t node, bool *of_all)
{
	const struct boot *boot = in->boot;
	const struct evidence *e = in->evidence;
	uint64_t peak;

	for (size_t i = 0; e && i < boot->cma_count; i++) {
		if (boot->cma[i].region == SIZE_MAX || boot->regions[boot->cma[i].region].node != node)
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

static void apply_section(const struct policy_region *p, uint64_t size, struct limits *l)
{
	l->by_policy = true;
	l->fixed = p->fixed || l->role == ROLE_UNREADABLE;
	if (p->fixed)
		l->why = "the policy fixes it";
	if (p->min_size.present)
		l->min_size = max_u64(l->min_size, size_in_bytes(&p->min_size, size));
	if (p->max_shrink.present)
		l->min_size = max_u64(l->min_size, size - min_u64(size, size_in_bytes(&p->max_shrink, size)));
	if (p->may_move)
		l->may_move = p->may_move == POLICY_YES;
	if (p->may_convert)
		l->may_convert = p->may_convert == POLICY_YES;
	if (p->may_merge)
		l->may_merge = p->may_merge == POLICY_YES && l->role == ROLE_CMA;
	if (p->may_remove)
		l->may_remove = p->may_remove == POLICY_YES;
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

static struct limits limits_of(struct arena *arena, const struct limits_input *in, size_t n)
{
	const struct rmem_node *node = &in->boot->board->rmem[n];
	struct limits l = { .label = in->tree ? node_label(arena, in->tree, node->path) : NULL };

	l.role = find_role(arena, in, node, region_of(in->boot, n), &l);
	l.granule = granule_of(in, node, l.role);
	l.weight_permille = default_weights[l.role];
	l.fixed = l.role != ROLE_CMA && l.role != ROLE_ORPHAN;
	l.may_move = l.role == ROLE_CMA && node->reg.count == 1;
	l.may_remove = l.role == ROLE_ORPHAN;
	l.peak = peak_of(in, n, &l.peak_of_all);
	apply_policy(in->policy, node->path, size_of(node), &l);
	l.floor = max_u64(max_u64(l.min_size, l.peak_of_all ? 0 : l.peak), l.granule);
	l.min_size = max_u64(l.min_size, l.peak);
	if (l.min_size > 0)
		l.may_remove = false;
	if (!l.may_remove)
		l.min_size = max_u64(l.min_size, l.granule);
	l.min_size = l.fixed ? size_of(node) : least_size(size_of(node), &l);
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
