/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/gate_judge.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "alloc/boot_state.h"
#include "alloc/headroom.h"
#include "board/board.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "policy/need.h"
#include "policy/policy.h"
#include "policy/policy_findings.h"
#include "alloc/account.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"
#include "util/size.h"

struct judging {
	struct arena *arena;
	const struct gate *gate;
	const struct boot *boot;
	struct account account;
	struct finding *list;
	size_t count;
};

static void add(struct judging *j, enum gate_rule rule, const char *path, const char *message,
				const char *hint)
{
	struct finding f = {
		.rule = &policy_findings[rule], .severity = policy_findings[rule].severity, .message = message, .hint = hint
	};

	f.path = arena_strdup(j->arena, path);
	arena_push(j->arena, j->list, j->count, f);
}

static const char *words(struct judging *j, uint64_t bytes)
{
	return size_text(j->arena, bytes);
}

static const char *release(const struct judging *j)
{
	return j->boot->kernel->release;
}

/* --- budgets --------------------------------------------------------------------------- */

static uint64_t bound(const struct judging *j, const struct gate_size *size)
{
	return size->percent ? (uint64_t)account_figure(&j->account, "ddr").value / 100 * size->value
						 : size->value;
}

static const char *bound_words(struct judging *j, const struct gate_size *size)
{
	if (!size->percent)
		return words(j, size->value);
	return arena_printf(j->arena, "%" PRIu64 "%% of the RAM (%s)", size->value, words(j, bound(j, size)));
}

/* "12 MiB", "between 12 MiB and 64 MiB" */
static const char *range_words(struct judging *j, struct estimate bytes)
{
	const char *low = words(j, (uint64_t)(bytes.low > 0 ? bytes.low : 0));

	if (is_exact(bytes))
		return low;
	return arena_printf(j->arena, "between %s and %s", low, words(j, (uint64_t)bytes.high));
}

/* What is not known that moves the figures most. */
static const char *unknowns(struct judging *j)
{
	const char *text = "the kernel's own needs";

	for (size_t i = 0, told = 0; i < j->boot->assumption_count && told < 2; i++) {
		const struct assumption *a = &j->boot->assumptions[i];

		if ((a->moves || !told) && !unknown_is_weighed_only(a->unknown))
			text = told++ ? arena_printf(j->arena, "%s; %s", text, a->what) : a->what;
	}
	return text;
}

static void add_open(struct judging *j, enum gate_rule rule, const char *path, const char *told)
{
	add(j, GATE_OPEN, path,
		arena_printf(j->arena, "%s is open: %s, because it is not known: %s", policy_findings[rule].id, told,
					 unknowns(j)),
		NULL);
}

/* Open: one end of the range keeps the limit, the other breaks it. */
static void judge_limit(struct judging *j, const struct gate_size *size, enum gate_rule rule,
						struct estimate bytes, bool at_most, const char *what)
{
	int64_t limit = (int64_t)bound(j, size), best = at_most ? bytes.low : bytes.high,
			worst = at_most ? bytes.high : bytes.low;
	const char *asks = at_most ? "allows" : "wants", *told;

	if (!size->present || (at_most ? worst <= limit : worst >= limit))
		return;
	told = arena_printf(j->arena, "%s: %s with Linux %s, %s:%d %s %s", what, range_words(j, bytes),
						release(j), j->gate->file, size->line, asks, bound_words(j, size));
	if (at_most ? best > limit : best < limit)
		add(j, rule, "/reserved-memory", told, NULL);
	else
		add_open(j, rule, "/reserved-memory", told);
}

static void judge_budgets(struct judging *j)
{
	const struct gate *g = j->gate;

	judge_limit(
		j, &g->no_map_max, GATE_NO_MAP,
		estimate_add(account_figure(&j->account, "nomap"), account_figure(&j->account, "nomap-removed")),
		true, "no-map memory");
	judge_limit(j, &g->cma_max, GATE_CMA, account_figure(&j->account, "cma"), true, "CMA pools");
	judge_limit(j, &g->unmovable_min, GATE_UNMOVABLE, unmovable_bytes(j->boot), false,
				"memory that unmovable requests can use");
	judge_limit(j, &g->cma_run_min, GATE_CMA_RUN, largest_pool(j->boot), false, "the largest CMA pool");
}

/* --- needs ----------------------------------------------------------------------------- */

static void judge_order_9(struct judging *j, const struct memory_state *state)
{
	const struct gate_size *min = &j->gate->order_9_min;
	struct alloc_request request;
	struct estimate blocks;
	struct error ignored;
	const char *told;

	if (!min->present || state->kernel.max_order < 9 ||
		request_make(j->arena, &state->kernel, 9, "GFP_KERNEL", &request, &ignored) != 0)
		return;
	blocks = headroom_count(j->arena, state, &request).blocks;
	told = arena_printf(j->arena,
						"order-9 blocks for GFP_KERNEL: %" PRId64 "%s with Linux %s, %s:%d wants %" PRIu64,
						blocks.value, is_exact(blocks) ? "" : " (estimate)", release(j), j->gate->file,
						min->line, min->value);
	if (blocks.high < (int64_t)min->value)
		add(j, GATE_ORDER_9, "/reserved-memory", told, NULL);
	else if (blocks.low < (int64_t)min->value)
		add_open(j, GATE_ORDER_9, "/reserved-memory", told);
}

static const char *amount(struct judging *j, const struct need *need, int64_t value)
{
	uint64_t n = value > 0 ? (uint64_t)value : 0;

	return need_in_blocks(need) ? arena_printf(j->arena, "%" PRIu64 " block%s", n, n == 1 ? "" : "s")
								: words(j, n);
}

static void judge_need(struct judging *j, const struct gate_need *told, const struct need *need,
					   struct estimate has)
{
	const char *text;

	if (need_is_met(need, has))
		return;
	text = arena_printf(j->arena, "need%s%s (%s): has %s%s%s, wants %s with Linux %s", *told->name ? " " : "",
						told->name, told->request, amount(j, need, has.low), is_exact(has) ? "" : " to ",
						is_exact(has) ? "" : amount(j, need, has.high), amount(j, need, need->target),
						release(j));
	if (has.high < need->target || need->certainty == NEED_LIKELY)
		add(j, GATE_NEED, "/", text, "\"dtcarve suggest\" finds what to change");
	else
		add_open(j, GATE_NEED, "/", text);
}

static int judge_needs(struct judging *j, unsigned int cpus, struct error *error)
{
	size_t count = j->gate->need_count;
	struct need *needs = arena_alloc(j->arena, count * sizeof(*needs));
	struct estimate *values = arena_alloc(j->arena, count * sizeof(*values));
	struct memory_state *state;
	int ret = 0;

	if (!j->boot->boots || (!count && !j->gate->order_9_min.present))
		return 0;
	state = memory_state_from_boot(j->boot, cpus);
	judge_order_9(j, state);
	for (size_t i = 0; ret == 0 && i < count; i++)
		if (need_parse(j->arena, &state->kernel, j->gate->needs[i].request, &needs[i], error) != 0)
			ret = error_prefix(error, "%s:%d", j->gate->file, j->gate->needs[i].line);
	if (ret == 0)
		needs_measure(j->arena, needs, count, j->boot, state, values);
	for (size_t i = 0; ret == 0 && i < count; i++)
		/* what fails under a load, a boot does not tell */
		if (needs[i].kind != NEED_FAIL)
			judge_need(j, &j->gate->needs[i], &needs[i], values[i]);
	memory_state_free(state);
	return ret;
}

/* --- demands --------------------------------------------------------------------------- */

uint64_t region_bytes(const struct boot *boot, size_t region)
{
	const struct region *r = &boot->regions[region];
	uint64_t bytes = r->range.size;

	for (size_t i = 0; i < r->extra_count; i++)
		bytes = add_sat(bytes, r->extra[i].size);
	return bytes;
}

uint64_t demand_in_region(const struct demand *demand, const struct boot *boot, size_t region)
{
	enum region_kind kind = boot->regions[region].kind;

	return demand_bytes(demand, page_size(boot->kernel),
						kind == REGION_CMA        ? POOL_CMA
						: kind == REGION_COHERENT ? POOL_COHERENT
												  : POOL_PLAIN);
}

static void judge_demand(struct judging *j, const struct gate_demand *d)
{
	for (size_t i = 0; i < j->boot->region_count; i++) {
		uint64_t takes, has;

		if (!j->boot->regions[i].path || strcmp(j->boot->regions[i].path, d->path) != 0)
			continue;
		takes = demand_in_region(&d->demand, j->boot, i);
		has = j->boot->regions[i].outcome == REGION_APPLIED ? region_bytes(j->boot, i) : 0;
		if (takes > has)
			add(j, GATE_DEMAND, d->path,
				arena_printf(j->arena,
							 "its users allocate %s (%s with alignment, %s:%d), it gives %s with Linux %s",
							 words(j, demand_sum(&d->demand)), words(j, takes), j->gate->file, d->line,
							 words(j, has), release(j)),
				arena_printf(j->arena, "at least 0x%" PRIx64 " bytes", takes));
		return;
	}
	add(j, GATE_DEMAND, d->path,
		arena_printf(j->arena, "%s:%d demands %s of it, the tree has no such region", j->gate->file, d->line,
					 words(j, demand_sum(&d->demand))),
		NULL);
}

/* --- reach ----------------------------------------------------------------------------- */

static void judge_reach(struct judging *j, const struct region *r)
{
	uint64_t reach = r->path ? policy_reach(j->gate->regions, j->gate->region_count, r->path) : UINT64_MAX;
	const char *told;

	if (r->outcome != REGION_APPLIED || add_sat(r->reach.base_high, r->reach.size_high) <= reach)
		return;
	told = arena_printf(j->arena, "0x%" PRIx64 "..0x%" PRIx64 " (%s) with Linux %s, its users reach 0x%" PRIx64 " by %s",
						r->range.base, range_end(r->range) - 1, words(j, r->range.size), release(j), reach - 1,
						j->gate->file);
	if (add_sat(r->reach.base_low, r->reach.size_low) > reach)
		add(j, GATE_REACH, r->path, told, "\"dtcarve suggest\" finds a place below");
	else
		add_open(j, GATE_REACH, r->path, told);
}

int gate_judge(struct arena *arena, const struct gate *gate, const struct boot *boot, unsigned int cpus,
			   struct finding **findings, size_t *count, struct error *error)
{
	struct judging j = { .arena = arena, .gate = gate, .boot = boot };
	int ret;

	*findings = NULL;
	j.account = account_of(arena, boot);
	if (boot->boots)
		judge_budgets(&j);
	ret = judge_needs(&j, cpus, error);
	for (size_t i = 0; ret == 0 && i < gate->demand_count; i++)
		judge_demand(&j, &gate->demands[i]);
	for (size_t i = 0; ret == 0 && i < boot->region_count; i++)
		judge_reach(&j, &boot->regions[i]);
	*findings = j.list;
	*count = j.count;
	return ret;
}

static const struct gate_demand *demand_of(const struct gate *gate, const char *path)
{
	for (size_t i = 0; i < gate->demand_count; i++)
		if (strcmp(gate->demands[i].path, path) == 0)
			return &gate->demands[i];
	return NULL;
}

/* Any of it will do where only its place is wrong. */
size_t gate_needs(struct arena *arena, const struct gate *gate, const struct boot *boot, struct need **needs)
{
	size_t count = 0;

	*needs = NULL;
	for (size_t i = 0; i < boot->region_count; i++) {
		const struct region *r = &boot->regions[i];
		const struct gate_demand *demand = r->path ? demand_of(gate, r->path) : NULL;
		uint64_t takes = demand ? demand_in_region(&demand->demand, boot, i) : 0;
		uint64_t reach = r->path ? policy_reach(gate->regions, gate->region_count, r->path) : UINT64_MAX;
		struct need need = { .kind = NEED_CMA, .pool = r->path, .target = (int64_t)takes };

		if (r->kind != REGION_CMA || (takes <= region_bytes(boot, i) && range_end(r->range) <= reach))
			continue;
		if (!takes)
			need.target = (int64_t)boot->kernel->cma_granule;
		need.text = arena_printf(arena, "cma %" PRIu64 "K pool=%s [%s]", (uint64_t)need.target / KIB(1), r->path,
								 takes ? "demand" : "reach");
		arena_push(arena, *needs, count, need);
	}
	return count;
}
