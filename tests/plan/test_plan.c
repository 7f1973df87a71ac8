/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "alloc/account.h"
#include "plan/plan.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "plan/pool_evidence.h"
#include "plan/fixture.h"
#include "plan/search.h"
#include "policy/gate.h"
#include "policy/owners.h"
#include "util/random.h"

static struct plan *plan_for(const struct planning *p, const struct policy *policy,
							 const struct evidence *evidence)
{
	struct plan_input input = planning_input(p);
	struct plan *plan;
	struct error error;

	input.policy = policy;
	input.evidence = evidence;
	cr_assert_eq(plan_make(&input, &plan, &error), 0, "%s", error.text);
	return plan;
}

static void need_more(struct planning *p, int64_t bytes)
{
	planning_need(p, arena_printf(p->arena, "unmovable %lld", (long long)(unmovable_bytes(p->boot).low + bytes)));
}

/* --- the search finds the cheapest ------------------------------------------------- */

struct exhaustive {
	struct bench bench;
	const struct plan *plan;
	struct arena *arena;
	size_t tried, cheaper;
};

/* Replays every layout over granules that is cheaper than the plan, cut at both ends. */
static void try_all(struct exhaustive *e, struct layout *layout, size_t n)
{
	const struct limits *l = &e->plan->limits[n];
	const struct place from = e->plan->from.places[n < layout->count ? n : 0];

	if (!cost_less(layout_cost(e->plan->limits, &e->plan->from, layout), e->plan->cost))
		return;
	if (n == layout->count) {
		e->tried++;
		e->cheaper += trial_run(e->arena, &e->bench, layout).met;
		return;
	}
	try_all(e, layout, n + 1);
	for (uint64_t cut = l->granule; !l->fixed && cut <= from.range.size - l->min_size; cut += l->granule)
		for (uint64_t low = 0; low <= (l->may_move ? cut : 0); low += l->granule) {
			layout->places[n].range = (struct range){ from.range.base + low, from.range.size - cut };
			try_all(e, layout, n + 1);
		}
	if (!l->fixed && l->may_remove) {
		layout->places[n] = (struct place){ .range = from.range, .removed = true };
		try_all(e, layout, n + 1);
	}
	layout->places[n] = from;
}

static size_t cheaper_layouts(const struct planning *p, const struct plan *plan, size_t *tried)
{
	struct exhaustive e = { .plan = plan, .arena = p->arena };
	struct layout layout = layout_copy(p->arena, &plan->from);

	e.bench = (struct bench){ .sites = &p->site,
							  .site_count = 1,
							  .needs = p->needs,
							  .need_count = p->need_count,
							  .from = &plan->from };
	try_all(&e, &layout, 0);
	*tried = e.tried;
	return e.cheaper;
}

/* CMA pools of 2 to 6 MiB with gaps of whole and broken blocks between them, and weights of their own. */
static const char *random_board(struct arena *arena, struct random *random, size_t regions, char **policy)
{
	uint64_t at = 0x44000000;
	char *text = arena_strdup(arena, "");

	*policy = arena_strdup(arena, "");
	for (size_t i = 0; i < regions; i++) {
		uint64_t size = (uint64_t)(2 + random_below(random, 2)) << 21;
		char *name;

		at += (uint64_t)random_below(random, 4) << 20;
		text = arena_printf(
			arena, "%sgap%zu@%llx { no-map; compatible = \"test,gap\"; reg = <0 0x%llx 0 0x80000>; };\n",
			text, i, (unsigned long long)at, (unsigned long long)at);
		at = round_up(at + 0x80000, MIB(2)) + ((uint64_t)random_below(random, 3) << 21);
		name = arena_printf(arena, "pool%zu@%llx", i, (unsigned long long)at);
		text = arena_printf(
			arena, "%s%s { compatible = \"shared-dma-pool\"; reusable; reg = <0 0x%llx 0 0x%llx>; };\n", text,
			name, (unsigned long long)at, (unsigned long long)size);
		*policy = arena_printf(
			arena, "%s[region /reserved-memory/%s]\nmay-shrink-to = 2M\nmay-move = yes\nweight = %u\n",
			*policy, name, 1 + random_below(random, 3));
		at += size;
	}
	return text;
}

static void compare_with_exhaustive(size_t regions, uint64_t seed, const char *need)
{
	struct arena *arena = arena_new();
	struct random random;
	char *text;
	struct planning *p;
	struct policy policy;
	struct plan *plan;
	size_t cheaper, tried;

	random_seed(&random, seed);
	p = planning_new("6.1", random_board(arena, &random, regions, &text));
	policy = planning_policy(p, text);
	if (need)
		planning_need(
			p, arena_printf(
				   p->arena, "%s %lld", need,
				   (long long)(need_measure(p->arena, &(struct need){ .kind = NEED_FREE, .request.order = 9 },
											p->boot, p->settled).low +
							   3)));
	else
		need_more(p, (int64_t)MIB(4) - 4096 * (int64_t)(seed % 3));
	plan = plan_for(p, &policy, NULL);
	if (!plan->met)
		plan->cost.weighted = UINT64_MAX;
	cheaper = cheaper_layouts(p, plan, &tried);
	cr_assert_eq(cheaper, 0, "%zu regions, seed %llu: %zu of %zu cheaper layouts meet the need", regions,
				 (unsigned long long)seed, cheaper, tried);
	plan_free(plan);
	planning_free(p);
	arena_free(arena);
}

Test(plan, no_layout_over_granules_is_cheaper)
{
	for (uint64_t seed = 1; seed <= 6; seed++)
		compare_with_exhaustive(2 + seed % 3, seed, NULL);
}

Test(plan, eight_regions)
{
	compare_with_exhaustive(8, 100, NULL);
}

Test(plan, cheapest_for_blocks_too)
{
	for (uint64_t seed = 200; seed <= 204; seed++)
		compare_with_exhaustive(2 + seed % 3, seed, "order=9 free");
}

/* --- rules ---------------------------------------------------------------------------- */

#define POOL                                                                                                 \
	"pool: pool@50000000 { compatible = \"shared-dma-pool\"; reusable; reg = <0 0x50000000 0 0x4000000>; };\n"
/* Closes /reserved-memory: behind all regions. */
#define USER_OF(labels) "};\nuser { memory-region = <" labels ">;\n"
#define TRUST "optee@54000000 { no-map; reg = <0 0x54000000 0 0x2000000>; };\n"
#define ORPHAN "frames@58000000 { no-map; reg = <0 0x58000000 0 0x1000000>; };\n"

Test(plan, nothing_to_do)
{
	struct planning *p = planning_new("6.1", POOL);
	struct plan *plan;

	planning_need(p, "order=3 gfp=GFP_ATOMIC count=16");
	plan = plan_for(p, NULL, NULL);
	cr_assert(plan->met);
	cr_assert_eq(plan->change_count, 0);
	cr_assert_null(plan->changed);
	plan_free(plan);
	planning_free(p);
}

Test(plan, what_nobody_owns_stays_until_the_policy_lets_it_go)
{
	struct planning *p = planning_new("6.1", POOL TRUST ORPHAN USER_OF("&pool"));
	struct policy policy = planning_policy(p, "[region /reserved-memory/frames*]\nmay-remove = yes\n");
	struct plan *plan;

	need_more(p, (int64_t)MIB(10));
	plan = plan_for(p, NULL, NULL);
	cr_assert_not(plan->met);
	cr_assert(plan->by_default_rules);
	cr_assert_eq(plan->change_count, 0);
	cr_assert_eq(plan->question_count, 2);
	/* what is in use of the pool is not told either */
	cr_assert(strstr(plan->questions[0].text, "how much of it is in use"), "%s", plan->questions[0].text);
	cr_assert(strstr(plan->questions[1].text, "frames@58000000, 16 MiB at 0x58000000: who owns it?"), "%s",
			  plan->questions[1].text);
	cr_assert_str_eq(plan->questions[1].policy,
					 "[region /reserved-memory/frames@58000000]\nmay-remove = yes");
	cr_assert_geq(plan->questions[1].gain_pages, 4000);
	plan_free(plan);
	/* whole or not at all */
	plan = plan_for(p, &policy, NULL);
	cr_assert(plan->met);
	cr_assert_eq(plan->change_count, 1);
	cr_assert_eq(plan->changes[0].action, ACTION_REMOVE);
	cr_assert_eq(plan->changes[0].risk, RISK_REVIEW);
	plan_free(plan);
	planning_free(p);
}

Test(plan, the_leave_of_a_proven_owner_counts_and_a_guess_does_not)
{
	struct planning *p = planning_new("6.1", TRUST ORPHAN);
	struct region_owner owner = { .pattern = "frames", .name = "us", .may_remove = true };
	struct owners owners = { &owner, 1 };
	struct plan_input input;
	struct plan *plan;
	struct error error;

	need_more(p, (int64_t)MIB(10));
	input = planning_input(p);
	input.owners = &owners;
	cr_assert_eq(plan_make(&input, &plan, &error), 0, "%s", error.text);
	cr_assert_not(plan->met);
	plan_free(plan);
	owner.source = "design note 12";
	cr_assert_eq(plan_make(&input, &plan, &error), 0, "%s", error.text);
	cr_assert(plan->met);
	plan_free(plan);
	planning_free(p);
}

static struct gate gate_of(struct planning *p, const char *text)
{
	struct bytes bytes = { (unsigned char *)arena_strdup(p->arena, text), strlen(text) };
	struct gate gate;
	struct error error;

	cr_assert_eq(gate_parse(p->arena, "board.ini", bytes, &gate, &error), 0, "%s", error.text);
	return gate;
}

Test(plan, a_pool_keeps_what_its_users_allocate_by_the_policy)
{
	static const char demand[] =
		"[demand /reserved-memory/pool@50000000]\nbuffers = 8M x4 + 1920x1080 XR24 x3\n";
	struct planning *p = planning_new("6.1", POOL USER_OF("&pool"));
	struct gate gate = gate_of(p, demand);
	struct plan_input input;
	struct plan *plan;
	struct error error;

	need_more(p, (int64_t)MIB(6));
	input = planning_input(p);
	input.gate = &gate;
	cr_assert_eq(plan_make(&input, &plan, &error), 0, "%s", error.text);
	cr_assert(plan->met);
	cr_assert_geq(plan->changes[0].to.size, plan->limits[0].demand);
	cr_assert_gt(plan->limits[0].demand, MIB(32));
	plan_free(plan);
	planning_free(p);
}

Test(plan, what_check_would_refuse_is_no_plan)
{
	struct planning *p = planning_new("6.1", POOL USER_OF("&pool"));
	struct policy policy = planning_policy(p, "[region /reserved-memory/*]\nmay-shrink-to = 16M\n");
	struct gate gate = gate_of(p, "[budget]\ncma-run-min = 60M\n");
	struct plan_input input;
	struct plan *plan;
	struct error error;

	need_more(p, (int64_t)MIB(10));
	input = planning_input(p);
	input.policy = &policy;
	input.gate = &gate;
	cr_assert_eq(plan_make(&input, &plan, &error), 0, "%s", error.text);
	cr_assert_not(plan->met);
	cr_assert(strstr(plan->obstacles[0], "check would refuse the plan"), "%s", plan->obstacles[0]);
	plan_free(plan);
	planning_free(p);
}

Test(plan, more_than_there_is)
{
	struct planning *p = planning_new("6.1", POOL TRUST ORPHAN USER_OF("&pool"));
	struct policy policy = planning_policy(p, "[region /reserved-memory/pool*]\nmay-shrink-to = 2M\n"
											  "[region /reserved-memory/frames*]\nmay-remove = yes\n");
	struct plan *plan;

	need_more(p, (int64_t)MIB(100));
	plan = plan_for(p, &policy, NULL);
	cr_assert_not(plan->met);
	cr_assert_gt(plan->obstacle_count, 0);
	cr_assert(strstr(plan->obstacles[0], "MiB short"), "%s", plan->obstacles[0]);
	cr_assert(strstr(plan->obstacles[1], "optee@54000000"), "%s", plan->obstacles[1]);
	/* the best that can be had: all that may be given */
	cr_assert_eq(plan->change_count, 2);
	cr_assert_eq(plan->to.places[planning_node(p, "pool@50000000")].range.size, MIB(2));
	plan_free(plan);
	planning_free(p);
}

Test(plan, the_policy_has_its_way)
{
	struct planning *p = planning_new("6.1", POOL TRUST ORPHAN USER_OF("&pool"));
	struct policy policy =
		planning_policy(p, "[region /reserved-memory/frames*]\nfixed = yes\n"
						   "[region /reserved-memory/pool*]\nmin-size = 60M\n"
						   "[region /reserved-memory/optee*]\nfixed = no\nmax-shrink = 50%\n");
	struct plan *plan;

	need_more(p, (int64_t)MIB(10));
	plan = plan_for(p, &policy, NULL);
	cr_assert(plan->met);
	cr_assert_not(plan->by_default_rules);
	cr_assert_eq(plan->to.places[planning_node(p, "frames@58000000")].range.size, MIB(16));
	cr_assert_eq(plan->to.places[planning_node(p, "pool@50000000")].range.size, MIB(60));
	cr_assert_eq(plan->to.places[planning_node(p, "optee@54000000")].range.size, MIB(25));
	plan_free(plan);
	planning_free(p);
}

Test(plan, a_policy_for_no_region_is_refused)
{
	struct planning *p = planning_new("6.1", POOL);
	struct policy policy = planning_policy(p, "[region /reserved-memory/none]\nfixed = yes\n");
	struct plan_input input = planning_input(p);
	struct plan *plan;
	struct error error;

	input.policy = &policy;
	cr_assert_lt(plan_make(&input, &plan, &error), 0);
	cr_assert(strstr(error.text, "board.ini:2: [region /reserved-memory/none]"), "%s", error.text);
	planning_free(p);
}

Test(plan, no_pool_below_its_observed_peak)
{
	struct planning *p = planning_new("6.1", POOL);
	struct evidence evidence = { .has_total = true,
								 .used_bytes = MIB(40),
								 .total_bytes = MIB(64),
								 .margin_percent = 25,
								 .file_count = 1 };
	struct plan *plan;

	need_more(p, (int64_t)MIB(16));
	plan = plan_for(p, NULL, &evidence);
	cr_assert_not(plan->met);
	cr_assert_eq(plan->to.places[0].range.size, MIB(50));
	plan_free(plan);
	evidence.used_bytes = MIB(38);
	plan = plan_for(p, NULL, &evidence);
	cr_assert(plan->met);
	cr_assert_eq(plan->to.places[0].range.size, MIB(48));
	cr_assert_eq(plan->changes[0].risk, RISK_NONE);
	plan_free(plan);
	planning_free(p);
}

Test(plan, one_pool_keeps_what_cma_needs)
{
	struct planning *p =
		planning_new("6.1", POOL "two: two@5c000000 { compatible = \"shared-dma-pool\"; reusable;\n"
								 "reg = <0 0x5c000000 0 0x2000000>; };\n" USER_OF("&pool &two"));
	struct policy policy = planning_policy(p, "[region /reserved-memory/*]\nmay-shrink-to = 2M\n");
	struct plan *plan;

	planning_need(p, "cma 48M pool=/reserved-memory/pool@50000000");
	need_more(p, (int64_t)MIB(40));
	plan = plan_for(p, &policy, NULL);
	cr_assert(plan->met);
	cr_assert_geq(plan->to.places[0].range.size, MIB(48));
	cr_assert_eq(plan->to.places[0].range.size + plan->to.places[1].range.size, MIB(56));
	plan_free(plan);
	planning_free(p);
}

Test(plan, a_pool_grows_where_none_is_large_enough)
{
	struct planning *p = planning_new("6.1", POOL TRUST USER_OF("&pool"));
	struct plan *plan;

	planning_need(p, "cma 72M pool=/reserved-memory/pool@50000000");
	plan = plan_for(p, NULL, NULL);
	cr_assert(plan->met);
	cr_assert_eq(plan->change_count, 1);
	cr_assert_eq(plan->changes[0].action, ACTION_GROW);
	cr_assert_eq(plan->changes[0].to.size, MIB(72));
	/* not over the region behind it */
	cr_assert_leq(range_end(plan->changes[0].to), 0x54000000);
	plan_free(plan);
	planning_free(p);
}

Test(plan, a_refused_pool_is_mended)
{
	struct planning *p =
		planning_new("4.19", "odd: odd@50100000 { compatible = \"shared-dma-pool\"; reusable;\n"
							 "reg = <0 0x50100000 0 0x1000000>; };\n" USER_OF("&odd"));
	struct plan *plan;

	cr_assert_neq(p->boot->regions[0].outcome, REGION_APPLIED);
	planning_need(p, "cma 8M pool=/reserved-memory/odd@50100000");
	plan = plan_for(p, NULL, NULL);
	cr_assert(plan->met);
	cr_assert_eq(plan->changes[0].action, ACTION_ALIGN);
	cr_assert(is_aligned(plan->changes[0].to.base | plan->changes[0].to.size, p->kernel->cma_granule));
	plan_free(plan);
	planning_free(p);
}

/* As a maintainer would: the size stays, in as many cells as the kernel reads; so does the alignment. */
Test(plan, cells_that_the_kernel_refuses_are_mended)
{
	static const char *const properties[] = { "size = <0x1000000>; alignment = <0 0x400000>;",
											  "size = <0 0x1000000>; alignment = <0x400000>;",
											  "size = <0x1000000>; alignment = <0x400000>;" };

	for (size_t i = 0; i < sizeof(properties) / sizeof(properties[0]); i++) {
		char text[200];
		struct planning *p;
		struct plan *plan;
		const struct rmem_node *node;

		snprintf(text, sizeof(text), "pool { compatible = \"shared-dma-pool\"; reusable; linux,cma-default; %s };\n",
				 properties[i]);
		p = planning_new("6.1", text);
		cr_assert_neq(p->boot->regions[0].outcome, REGION_APPLIED);
		planning_need(p, "cma 15M pool=/reserved-memory/pool");
		plan = plan_for(p, NULL, NULL);
		cr_assert(plan->met, "%s", properties[i]);
		cr_assert_eq(plan->change_count, 1);
		cr_assert_eq(plan->changes[0].action, ACTION_ALIGN);
		node = &plan->planned[0].board->rmem[0];
		cr_assert_eq(node->size.length, 8);
		cr_assert_eq(node->size.value, MIB(16));
		cr_assert_eq(node->alignment.length, 8);
		cr_assert_eq(node->alignment.value, MIB(4));
		cr_assert_eq(plan->planned[0].boot->regions[0].outcome, REGION_APPLIED);
		plan_free(plan);
		planning_free(p);
	}
}

Test(plan, pools_outside_ram_are_moved_into_it)
{
	/* as a board with more DDR would have them */
	struct planning *p = planning_new("6.1", "a: a@60000000 { compatible = \"shared-dma-pool\"; reusable;\n"
											 "reg = <0 0x60000000 0 0x400000>; };\n"
											 "b: b@68000000 { compatible = \"shared-dma-pool\"; reusable;\n"
											 "reg = <0 0x68000000 0 0x800000>; };\n" USER_OF("&a &b"));
	struct plan *plan;

	cr_assert_not(p->boot->boots);
	planning_need(p, "cma 6M pool=/reserved-memory/b@68000000");
	plan = plan_for(p, NULL, NULL);
	cr_assert(plan->met);
	cr_assert_eq(plan->change_count, 2);
	for (size_t i = 0; i < 2; i++) {
		cr_assert_eq(plan->changes[i].action, ACTION_MOVE);
		cr_assert_leq(range_end(plan->changes[i].to), 0x60000000);
		cr_assert(strstr(plan->changes[i].reason, "as the tree is"), "%s", plan->changes[i].reason);
	}
	cr_assert(plan->planned[0].boot->boots);
	plan_free(plan);
	planning_free(p);
}

Test(plan, a_move_saves_a_cut)
{
	/* pools astride two blocks of order 10 break both */
	struct planning *p = planning_new("6.1", "a: a@50200000 { compatible = \"shared-dma-pool\"; reusable;\n"
											 "reg = <0 0x50200000 0 0x400000>; };\n"
											 "b: b@54200000 { compatible = \"shared-dma-pool\"; reusable;\n"
											 "reg = <0 0x54200000 0 0x400000>; };\n" USER_OF("&a &b"));
	struct plan *plan;
	int64_t now =
		need_measure(p->arena, &(struct need){ .kind = NEED_FREE, .request.order = 10 }, p->boot, p->settled).low;

	planning_need(p, arena_printf(p->arena, "order=10 free %lld", (long long)now + 1));
	plan = plan_for(p, NULL, NULL);
	cr_assert(plan->met);
	cr_assert_gt(plan->change_count, 0);
	cr_assert_eq(plan->changes[0].action, ACTION_MOVE);
	cr_assert_eq(plan->cost.weighted, 0);
	plan_free(plan);
	planning_free(p);
}

/* --- other forms ------------------------------------------------------------------------ */

#define USERS                                                                                                \
	"codec { memory-region = <&frames &one>; };\n"                                                           \
	"screen { memory-region = <&two>; };\n"

#define TWO_POOLS                                                                                            \
	"one: one@50000000 { compatible = \"shared-dma-pool\"; reusable; reg = <0 0x50000000 0 0x2000000>; };\n" \
	"two: two@52000000 { compatible = \"shared-dma-pool\"; reusable; reg = <0 0x52000000 0 0x2000000>; };\n" \
	"frames: frames@58100000 { no-map; reg = <0 0x58100000 0 0x1000000>; };\n"

static struct planning *planning_with_users(void)
{
	return planning_new("6.1", TWO_POOLS "};\ndevices {\n" USERS);
}

static const struct change *change_of(const struct plan *plan, enum change_action action)
{
	for (size_t i = 0; i < plan->change_count; i++)
		if (plan->changes[i].action == action)
			return &plan->changes[i];
	return NULL;
}

static size_t users_of(const struct plan *plan, const char *path)
{
	const struct board *board = plan->planned[0].board;

	for (size_t n = 0; n < board->rmem_count; n++)
		if (strcmp(board->rmem[n].path, path) == 0)
			return board->rmem[n].consumer_count;
	cr_assert_fail("no region %s", path);
	return 0;
}

Test(plan, pools_are_merged_where_the_policy_lets_them)
{
	struct planning *p = planning_with_users();
	struct evidence evidence = {
		.has_total = true, .used_bytes = MIB(20), .total_bytes = MIB(64), .margin_percent = 0, .file_count = 1
	};
	struct policy policy = planning_policy(p, "[region /reserved-memory/one*]\nmay-merge = yes\n"
											  "[region /reserved-memory/two*]\nmay-merge = yes\n");
	const struct change *merge;
	struct plan *plan;

	need_more(p, (int64_t)MIB(40));
	plan = plan_for(p, NULL, &evidence);
	cr_assert_not(plan->met);
	plan_free(plan);
	plan = plan_for(p, &policy, &evidence);
	cr_assert(plan->met);
	merge = change_of(plan, ACTION_MERGE);
	cr_assert(merge);
	cr_assert_eq(merge->risk, RISK_DRIVER);
	cr_assert_eq(users_of(plan, merge->path), 0);
	cr_assert_eq(users_of(plan, merge->successor), 2);
	/* the pool that stays holds the peak of both */
	for (size_t i = 0; i < plan->planned[0].boot->cma_count; i++)
		if (!plan->planned[0].boot->cma[i].is_default)
			cr_assert_geq(plan->planned[0].boot->cma[i].range.size, MIB(20));
	plan_free(plan);
	planning_free(p);
}

Test(plan, a_pool_that_grows_over_its_neighbour)
{
	struct planning *p = planning_with_users();
	struct policy policy =
		planning_policy(p, "[region /reserved-memory/*]\nmay-merge = yes\nmin-size = 100%\n");
	struct plan *plan;

	/* what is behind and before the two leaves no room */
	planning_need(p, "cma 48M pool=/reserved-memory/one@50000000");
	plan = plan_for(p, &policy, NULL);
	cr_assert(plan->met);
	plan_free(plan);
	planning_free(p);
}

Test(plan, no_map_becomes_a_pool)
{
	struct planning *p = planning_with_users();
	struct policy policy =
		planning_policy(p, "[region /reserved-memory/*]\nmay-convert = yes\nmax-shrink = 0\nmay-move = no\n");
	int64_t managed = need_measure(p->arena, &(struct need){ .kind = NEED_MANAGED }, p->boot, p->settled).low;
	const struct change *convert;
	struct plan *plan;

	planning_need(p, arena_printf(p->arena, "managed %lld", (long long)managed + (8 << 20)));
	plan = plan_for(p, &policy, NULL);
	cr_assert(plan->met);
	convert = change_of(plan, ACTION_CONVERT);
	cr_assert(convert);
	/* whole granules around what the driver had */
	cr_assert_eq(convert->to.base, 0x58000000);
	cr_assert_eq(convert->to.size, MIB(18));
	cr_assert_str_eq(convert->successor, "/reserved-memory/frames-pool@58000000");
	cr_assert_eq(users_of(plan, convert->successor), 1);
	cr_assert_eq(users_of(plan, convert->path), 0);
	plan_free(plan);
	planning_free(p);
}

Test(plan, a_place_is_left_to_the_kernel)
{
	struct planning *p =
		planning_new("6.1", "frames: frames@58300000 { no-map; reg = <0 0x58300000 0 0x200000>; };\n"
							"pool@50000000 { compatible = \"shared-dma-pool\"; reusable; linux,cma-default; "
							"reg = <0 0x50000000 0 0x400000>; };\n"
							"};\ndevices {\ncodec { memory-region = <&frames>; };\n");
	struct policy policy =
		planning_policy(p, "[region /reserved-memory/*]\nmay-convert = yes\nmay-move = no\nmax-shrink = 0\n");
	const struct change *convert;
	struct plan *plan;
	int64_t now =
		need_measure(p->arena, &(struct need){ .kind = NEED_FREE, .request.order = 10 }, p->boot, p->settled).low;

	planning_need(p, arena_printf(p->arena, "order=10 free %lld", (long long)now + 1));
	plan = plan_for(p, &policy, NULL);
	cr_assert(plan->met);
	convert = change_of(plan, ACTION_CONVERT);
	cr_assert(convert && convert->dynamic);
	cr_assert_str_eq(convert->successor, "/reserved-memory/frames-anywhere");
	cr_assert_eq(convert->to.size, MIB(2));
	cr_assert_neq(convert->to.base, 0x58300000);
	plan_free(plan);
	planning_free(p);
}

Test(plan, dynamic_regions_are_cut_by_size)
{
	struct planning *p =
		planning_new("6.1", "frames { compatible = \"shared-dma-pool\"; reusable; size = <0 0x4000000>;\n"
							"alloc-ranges = <0 0x40000000 0 0x20000000>; };\n");
	struct policy policy = planning_policy(p, "[region /reserved-memory/frames]\nmay-shrink-to = 8M\n");
	struct plan *plan;

	need_more(p, (int64_t)MIB(8));
	plan = plan_for(p, &policy, NULL);
	cr_assert(plan->met);
	cr_assert(plan->changes[0].dynamic);
	cr_assert_eq(plan->changes[0].to.size, MIB(56));
	plan_free(plan);
	planning_free(p);
}

Test(plan, regions_as_large_as_the_address_space)
{
	struct planning *p = planning_new(
		"4.19",
		"b@1 { compatible = \"shared-dma-pool\"; reusable; reg = <0 0x50000000 0xffffffff 0xffe00000>; };\n"
		"i { no-map; size = <0xffffffff 0xfffff000>; };\n"
		"c@2 { compatible = \"shared-dma-pool\"; reusable; reg = <0xffffffff 0xffe00000 0 0x400000>; };\n");
	struct plan *plan;

	planning_need(p, "unmovable 480M");
	plan = plan_for(p, NULL, NULL);
	cr_assert_gt(plan->replays, 0);
	plan_free(plan);
	planning_free(p);
}

/* --- beside the tree -------------------------------------------------------------------- */

static const char *advice_about(const struct plan *plan, const char *word)
{
	for (size_t i = 0; i < plan->advice_count; i++)
		if (strstr(plan->advice[i].text, word))
			return plan->advice[i].text;
	return NULL;
}

/* What brings most first, and nothing that brings nothing: a higher mark only takes blocks away at boot. */
Test(plan, advice_has_an_effect_in_numbers)
{
	struct planning *p = planning_new("4.19", POOL);
	struct plan *plan;

	planning_need(p, "order=3 gfp=GFP_ATOMIC count=9000000");
	plan = plan_for(p, NULL, NULL);
	cr_assert_not(plan->met);
	cr_assert(advice_about(plan, "single pages"));
	cr_assert(strstr(advice_about(plan, "single pages"), "blocks at boot with it"));
	cr_assert(advice_about(plan, "back-port the CMA balance rule"));
	cr_assert_not(advice_about(plan, "vm.min_free_kbytes"));
	cr_assert_not(advice_about(plan, "vm.watermark_scale_factor"));
	for (size_t i = 0; i < plan->advice_count; i++) {
		cr_assert_gt(plan->advice[i].gain, 0, "%s", plan->advice[i].text);
		cr_assert(i == 0 || plan->advice[i].gain <= plan->advice[i - 1].gain, "%s", plan->advice[i].text);
	}
	plan_free(plan);
	planning_free(p);
}

/* With kernelcore= unmovable requests never get what a pool in ZONE_MOVABLE gives back. */
Test(plan, what_only_movable_pages_get_is_no_gain)
{
	struct planning *p = planning_new("6.1", "top@5a000000 { compatible = \"shared-dma-pool\"; reusable;"
											 " reg = <0 0x5a000000 0 0x4000000>; };\n"
											 "low@43000000 { compatible = \"shared-dma-pool\"; reusable;"
											 " reg = <0 0x43000000 0 0x2000000>; };\n};\n"
											 "chosen { bootargs = \"kernelcore=128M cma=0\";\n");
	struct policy policy = planning_policy(p, "[region /reserved-memory/*]\nmay-move = no\nmay-shrink-to = 4M\n");
	struct plan *plan;

	planning_need(p, "unmovable 400M likely");
	plan = plan_for(p, &policy, NULL);
	cr_assert_not(plan->met);
	cr_assert_eq(plan->change_count, 1);
	cr_assert_str_eq(plan->changes[0].path, "/reserved-memory/low@43000000");
	cr_assert_eq(plan->changes[0].gain_pages, 28 << 8);
	plan_free(plan);
	planning_free(p);
}

/* Two pools that may be cut to 4 MiB: one that gives unmovable requests memory, and one that gives them none. */
static void expect_gain_of(struct planning *p, const char *giving, int64_t pages)
{
	struct policy policy = planning_policy(p, "[region /reserved-memory/*]\nmay-move = no\nmay-shrink-to = 4M\n");
	int64_t has = unmovable_bytes(p->boot).value;
	struct plan *plan;

	planning_need(p, arena_printf(p->arena, "unmovable %lld likely", (long long)(has + (pages << 12) + (int64_t)MIB(8))));
	plan = plan_for(p, &policy, NULL);
	cr_assert_not(plan->met);
	cr_assert_eq(plan->change_count, 1);
	cr_assert_str_eq(plan->changes[0].path, giving);
	/* and a few more, as the kernel's own early memory comes to lie elsewhere */
	cr_assert_geq(plan->changes[0].gain_pages, pages);
	cr_assert_lt(plan->changes[0].gain_pages, pages + 32);
	cr_assert_eq(plan->after.usable_pages - plan->before.usable_pages, plan->changes[0].gain_pages);
	plan_free(plan);
	planning_free(p);
}

#define POOL_AT(name, base, cells, size)                                                                      \
	name " { compatible = \"shared-dma-pool\"; reusable; reg = <" cells base " " cells size ">; };\n"

/* What a pool in HighMem gives back no unmovable request gets. */
Test(plan, high_memory_is_no_gain)
{
	expect_gain_of(
		planning_from("6.1", ARCH_ARM,
					  "/dts-v1/;\n/ {\n#address-cells = <1>;\n#size-cells = <1>;\ncompatible = \"test,board\";\n"
					  "memory@40000000 { device_type = \"memory\"; reg = <0x40000000 0x80000000>; };\n"
					  "cpus { #address-cells = <1>; #size-cells = <0>;\n"
					  "cpu@0 { device_type = \"cpu\"; compatible = \"arm,cortex-a7\"; reg = <0>; }; };\n"
					  "chosen { bootargs = \"cma=0\"; };\n"
					  "reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges;\n" POOL_AT(
						  "low@50000000", "0x50000000", "", "0x2000000")
						  POOL_AT("high@90000000", "0x90000000", "", "0x4000000") "};\n};\n"),
		"/reserved-memory/low@50000000", 28 << 8);
}

/* Half of each node is for movable pages only: of the pool in there nothing is gained. */
Test(plan, of_two_nodes_what_is_movable_is_no_gain)
{
	expect_gain_of(
		planning_from("6.1", ARCH_ARM64,
					  "/dts-v1/;\n/ {\n#address-cells = <2>;\n#size-cells = <2>;\ncompatible = \"test,board\";\n"
					  "memory@40000000 { device_type = \"memory\"; reg = <0 0x40000000 0 0x20000000>; numa-node-id = <0>; };\n"
					  "memory@60000000 { device_type = \"memory\"; reg = <0 0x60000000 0 0x20000000>; numa-node-id = <1>; };\n"
					  "cpus { #address-cells = <1>; #size-cells = <0>;\n"
					  "cpu@0 { device_type = \"cpu\"; compatible = \"arm,cortex-a53\"; reg = <0>; numa-node-id = <0>; };\n"
					  "cpu@1 { device_type = \"cpu\"; compatible = \"arm,cortex-a53\"; reg = <1>; numa-node-id = <1>; }; };\n"
					  "chosen { bootargs = \"cma=0 kernelcore=512M\"; };\n"
					  "reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;\n" POOL_AT(
						  "core@62000000", "0x62000000", "0 ", "0x2000000")
						  POOL_AT("movable@7a000000", "0x7a000000", "0 ", "0x4000000") "};\n};\n"),
		"/reserved-memory/core@62000000", 28 << 8);
}

/* Banks of two nodes in turn: one region lies in the spans of both. */
Test(plan, of_nodes_in_turn)
{
	struct planning *p = planning_from(
		"6.1", ARCH_ARM64,
		"/dts-v1/;\n/ {\n#address-cells = <2>;\n#size-cells = <2>;\ncompatible = \"test,board\";\n"
		"memory@40000000 { device_type = \"memory\"; reg = <0 0x40000000 0 0x10000000 0 0x60000000 0 0x10000000>; numa-node-id = <0>; };\n"
		"memory@50000000 { device_type = \"memory\"; reg = <0 0x50000000 0 0x10000000 0 0x70000000 0 0x10000000>; numa-node-id = <1>; };\n"
		"cpus { #address-cells = <1>; #size-cells = <0>;\n"
		"cpu@0 { device_type = \"cpu\"; compatible = \"arm,cortex-a53\"; reg = <0>; numa-node-id = <0>; };\n"
		"cpu@1 { device_type = \"cpu\"; compatible = \"arm,cortex-a53\"; reg = <1>; numa-node-id = <1>; }; };\n"
		"chosen { bootargs = \"cma=0\"; };\n"
		"reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;\n" POOL_AT(
			"first@54000000", "0x54000000", "0 ", "0x2000000") POOL_AT("second@64000000", "0x64000000", "0 ",
																		 "0x4000000") "};\n};\n");
	struct policy policy = planning_policy(p, POOLS_ARE_FREE);
	struct plan *plan;

	planning_need(p, arena_printf(p->arena, "unmovable %lld likely",
								  (long long)(unmovable_bytes(p->boot).value + (int64_t)MIB(40))));
	plan = plan_for(p, &policy, NULL);
	cr_assert(plan->met);
	plan_free(plan);
	planning_free(p);
}

/* Without a zone for movable pages all that either node gives back counts. */
Test(plan, of_two_nodes_both_count)
{
	struct planning *p = planning_from(
		"6.1", ARCH_ARM64,
		"/dts-v1/;\n/ {\n#address-cells = <2>;\n#size-cells = <2>;\ncompatible = \"test,board\";\n"
		"memory@40000000 { device_type = \"memory\"; reg = <0 0x40000000 0 0x20000000>; numa-node-id = <0>; };\n"
		"memory@60000000 { device_type = \"memory\"; reg = <0 0x60000000 0 0x20000000>; numa-node-id = <1>; };\n"
		"cpus { #address-cells = <1>; #size-cells = <0>;\n"
		"cpu@0 { device_type = \"cpu\"; compatible = \"arm,cortex-a53\"; reg = <0>; numa-node-id = <0>; };\n"
		"cpu@1 { device_type = \"cpu\"; compatible = \"arm,cortex-a53\"; reg = <1>; numa-node-id = <1>; }; };\n"
		"chosen { bootargs = \"cma=0\"; };\n"
		"reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;\n" POOL_AT(
			"first@50000000", "0x50000000", "0 ", "0x2000000") POOL_AT("second@70000000", "0x70000000", "0 ",
																		 "0x4000000") "};\n};\n");
	struct policy policy = planning_policy(p, "[region /reserved-memory/*]\nmay-move = no\nmay-shrink-to = 4M\n");
	struct plan *plan;
	int64_t gain = 0;

	planning_need(p, arena_printf(p->arena, "unmovable %lld likely",
								  (long long)(unmovable_bytes(p->boot).value + (int64_t)MIB(80))));
	plan = plan_for(p, &policy, NULL);
	cr_assert(plan->met);
	cr_assert_eq(plan->change_count, 2);
	for (size_t i = 0; i < plan->change_count; i++)
		gain += plan->changes[i].gain_pages;
	cr_assert_geq(gain, 80 << 8);
	cr_assert_eq(plan->after.usable_pages - plan->before.usable_pages, gain);
	plan_free(plan);
	planning_free(p);
}

/* RAM on both sides of 4 GiB, and pools above it whose users have a mask of 32 bits. */
static struct planning *planning_beyond_4g(void)
{
	return planning_from(
		"6.1", ARCH_ARM64,
		"/dts-v1/;\n/ {\n#address-cells = <2>;\n#size-cells = <2>;\ncompatible = \"test,board\";\n"
		"memory@80000000 { device_type = \"memory\"; reg = <0 0x80000000 0 0x40000000>, <1 0 0 0x40000000>; };\n"
		"cpus { #address-cells = <1>; #size-cells = <0>;\n"
		"cpu@0 { device_type = \"cpu\"; compatible = \"arm,cortex-a53\"; reg = <0>; }; };\n"
		"codec { memory-region = <1>; };\nsound { memory-region = <2>; };\n"
		"reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;\n"
		"video@120000000 { compatible = \"shared-dma-pool\"; reusable; reg = <1 0x20000000 0 0x4000000>; phandle = <1>; };\n"
		"dsp { compatible = \"shared-dma-pool\"; reusable; size = <0 0x2000000>; phandle = <2>; };\n};\n};\n");
}

static void expect_within_reach(const char *need, const char *rules, enum change_action action)
{
	struct planning *p = planning_beyond_4g();
	struct policy policy = planning_policy(p, rules);
	struct plan *plan;
	const struct boot *boot;

	planning_need(p, need);
	plan = plan_for(p, NULL, NULL);
	cr_assert_eq(plan->change_count, 0, "%s", "without a mask every address will do");
	plan_free(plan);
	plan = plan_for(p, &policy, NULL);
	cr_assert_not(plan->before.met);
	cr_assert(plan->met);
	cr_assert_eq(plan->change_count, 1);
	cr_assert_eq(plan->changes[0].action, action);
	boot = plan->planned[0].boot;
	for (size_t i = 0; i < boot->region_count; i++)
		if (boot->regions[i].path && strcmp(boot->regions[i].path, plan->changes[0].path) == 0)
			cr_assert_leq(range_end(boot->regions[i].range), GIB(4));
	plan_free(plan);
	planning_free(p);
}

Test(plan, a_pool_is_moved_to_where_its_users_reach)
{
	expect_within_reach("cma 60M pool=/reserved-memory/video@120000000",
						"[region /reserved-memory/video*]\nreach = 4G\n", ACTION_MOVE);
	expect_within_reach("cma 30M pool=/reserved-memory/dsp", "[region /reserved-memory/dsp]\nreach = 4G\n",
						ACTION_WINDOW);
}

/* 2 GiB from 0 on; the bus of the pool's user has these dma-ranges. */
static struct planning *planning_on_bus(const char *release, const char *dma_ranges)
{
	struct arena *arena = arena_new();
	struct planning *p = planning_from(
		release, ARCH_ARM64,
		arena_printf(
			arena,
			"/dts-v1/;\n/ {\n#address-cells = <2>;\n#size-cells = <2>;\ncompatible = \"test,board\";\n"
			"memory@0 { device_type = \"memory\"; reg = <0 0 0 0x80000000>; };\n"
			"cpus { #address-cells = <1>; #size-cells = <0>;\n"
			"cpu@0 { device_type = \"cpu\"; compatible = \"arm,cortex-a53\"; reg = <0>; }; };\n"
			"soc { #address-cells = <1>; #size-cells = <1>; ranges; %s\ncodec { memory-region = <1>; }; };\n"
			"reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;\n"
			"video { compatible = \"shared-dma-pool\"; reusable; size = <0 0x4000000>; phandle = <1>; };\n};\n};\n",
			dma_ranges));

	arena_free(arena);
	planning_need(p, "cma 60M pool=/reserved-memory/video");
	return p;
}

static void expect_brought_within(const char *release, const char *dma_ranges, const char *rules,
								  struct range reach)
{
	struct planning *p = planning_on_bus(release, dma_ranges);
	struct policy policy = planning_policy(p, rules);
	struct plan *plan = plan_for(p, &policy, NULL);

	cr_assert_not(range_contains(reach, plan->from.places[0].range), "%s", "the kernel places it at the top");
	cr_assert_not(plan->before.met);
	cr_assert(plan->met);
	cr_assert_eq(plan->change_count, 1);
	cr_assert_eq(plan->changes[0].action, ACTION_WINDOW);
	for (size_t i = 0; i < plan->planned[0].boot->region_count; i++)
		if (plan->planned[0].boot->regions[i].node == 0)
			cr_assert(range_contains(reach, plan->planned[0].boot->regions[i].range), "%s: 0x%llx", release,
					  (unsigned long long)plan->planned[0].boot->regions[i].range.base);
	plan_free(plan);
	planning_free(p);
}

Test(plan, a_pool_is_brought_to_where_the_bus_of_its_user_reaches)
{
	static const char gigabyte[] = "dma-ranges = <0xc0000000 0 0 0x40000000>;";
	static const char *const releases[] = { "4.19", "5.10", "6.1", "6.12" };

	for (size_t i = 0; i < ARRAY_SIZE(releases); i++)
		expect_brought_within(releases[i], gigabyte, "", (struct range){ 0, GIB(1) });
	expect_brought_within("6.12", gigabyte, "[region /reserved-memory/video]\nreach = 512M\n",
						  (struct range){ 0, MIB(512) });
	expect_brought_within("6.12", gigabyte, "[region /reserved-memory/video]\nreach = 4G\n",
						  (struct range){ 0, GIB(1) });
}

/* The kernel places it at the top of RAM, above the one, between or below the others. */
Test(plan, a_pool_is_brought_into_windows_with_a_lower_end)
{
	expect_brought_within("6.12", "dma-ranges = <0 0 0x20000000 0x20000000>;", "",
						  (struct range){ MIB(512), MIB(512) });
	expect_brought_within("6.12", "dma-ranges = <0 0 0x20000000 0x10000000>, <0x10000000 1 0 0x40000000>;", "",
						  (struct range){ MIB(512), MIB(256) });
}

/* A static pool below the window, which ends above it. */
Test(plan, a_pool_below_what_its_user_reaches_is_moved_up)
{
	struct planning *p = planning_from(
		"6.12", ARCH_ARM64,
		"/dts-v1/;\n/ {\n#address-cells = <2>;\n#size-cells = <2>;\ncompatible = \"test,board\";\n"
		"memory@0 { device_type = \"memory\"; reg = <0 0 0 0x80000000>; };\n"
		"cpus { #address-cells = <1>; #size-cells = <0>;\n"
		"cpu@0 { device_type = \"cpu\"; compatible = \"arm,cortex-a53\"; reg = <0>; }; };\n"
		"soc { #address-cells = <1>; #size-cells = <1>; ranges; dma-ranges = <0 0 0x40000000 0x40000000>;\n"
		"codec { memory-region = <1>; }; };\n"
		"reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;\n"
		"video@20000000 { compatible = \"shared-dma-pool\"; reusable; reg = <0 0x20000000 0 0x4000000>; phandle = <1>; };\n};\n};\n");
	struct plan *plan;

	planning_need(p, "cma 60M pool=/reserved-memory/video@20000000");
	plan = plan_for(p, NULL, NULL);
	cr_assert_not(plan->before.met);
	cr_assert(plan->met);
	cr_assert_eq(plan->change_count, 1);
	cr_assert_eq(plan->changes[0].action, ACTION_MOVE);
	cr_assert_geq(plan->changes[0].to.base, GIB(1));
	cr_assert_not_null(strstr(plan->changes[0].reason, "/soc/codec addresses 0x40000000..0x7fffffff only"), "%s",
					   plan->changes[0].reason);
	plan_free(plan);
	planning_free(p);
}

Test(plan, what_stands_in_the_way_names_the_bus)
{
	struct planning *p = planning_on_bus("6.12", "dma-ranges = <0xc0000000 0 0 0x40000000>;");
	struct policy policy = planning_policy(p, "[region /reserved-memory/video]\nfixed = yes\n");
	struct plan *plan = plan_for(p, &policy, NULL);
	bool named = false;

	cr_assert_not(plan->met);
	for (size_t i = 0; i < plan->obstacle_count; i++)
		named |= strstr(plan->obstacles[i], "addresses 0x0..0x3fffffff only, by the dma-ranges of /soc") != NULL;
	cr_assert(named);
	plan_free(plan);
	planning_free(p);
}

Test(plan, a_bus_without_bounds_changes_nothing)
{
	static const char *const unbound[] = { "", "dma-ranges;" };

	for (size_t i = 0; i < ARRAY_SIZE(unbound); i++) {
		struct planning *p = planning_on_bus("6.12", unbound[i]);
		struct plan *plan = plan_for(p, NULL, NULL);

		cr_assert(plan->before.met);
		cr_assert_eq(plan->change_count, 0);
		plan_free(plan);
		planning_free(p);
	}
}

static void predict_again(struct planning *p)
{
	struct error error;

	memory_state_free(p->settled);
	boot_free(p->boot);
	cr_assert_eq(boot_predict(p->board, p->kernel, &p->options, &p->boot, &error), 0, "%s", error.text);
	p->settled = memory_state_from_boot(p->boot, 1);
	p->site.boot = p->boot;
	p->site.settled = p->settled;
}

/* That the plan is not met, and what stands in its way with this option in it. */
static void expect_named(struct planning *p, const char *rules, const char *option)
{
	struct policy policy = planning_policy(p, rules);
	struct plan *plan = plan_for(p, &policy, NULL);
	const char *named = NULL;

	cr_assert_not(plan->met);
	for (size_t i = 0; i < plan->obstacle_count; i++)
		if (strstr(plan->obstacles[i], option))
			named = plan->obstacles[i];
	cr_assert(named, "%s: %s", option, plan->obstacle_count ? plan->obstacles[0] : "none");
	cr_assert(strstr(named, "a plan meets"), "%s", named);
	plan_free(plan);
	planning_free(p);
}

#define DEFAULT_POOL                                                                                         \
	"pool@50000000 { compatible = \"shared-dma-pool\"; reusable; linux,cma-default;"                         \
	" reg = <0 0x50000000 0 0x1000000>; };\n"
#define MAY_MOVE "[region /reserved-memory/*]\nmay-move = yes\n"

/* 512 MiB with the image at its start: only the device tree, assumed in the middle, is in the way of so much. */
Test(plan, an_assumption_in_the_way_is_named)
{
	struct planning *p = planning_new("6.1", DEFAULT_POOL);

	planning_need(p, "cma 470M");
	expect_named(p, MAY_MOVE, "--fdt-base 0x");
}

/* Behind a device tree that is told, in the middle. */
Test(plan, the_initrd_in_the_way_is_named)
{
	struct planning *p = planning_new("6.1", DEFAULT_POOL);

	p->options.has_fdt_base = true;
	p->options.fdt_base = 0x48000000;
	p->options.initrd = (struct range){ UINT64_MAX, MIB(32) };
	predict_again(p);
	cr_assert_gt(p->boot->initrd.base, 0x48000000);
	planning_need(p, "cma 360M");
	expect_named(p, MAY_MOVE, "--initrd 33554432@0x");
}

/* Behind a pool, where the boot loader would have it. */
Test(plan, the_kernel_in_the_way_is_named)
{
	struct planning *p = planning_new("6.1", "pool@41000000 { compatible = \"shared-dma-pool\"; reusable;"
											 " linux,cma-default; reg = <0 0x41000000 0 0x1000000>; };\n");

	p->options.has_fdt_base = true;
	p->options.fdt_base = 0x40800000;
	predict_again(p);
	planning_need(p, "cma 448M");
	expect_named(p, MAY_MOVE, "--kernel-base 0x");
}

/* With pages of 64 KiB the tree breaks a block of 64 MiB; behind the kernel lies one that is broken already. */
Test(plan, an_assumption_in_the_way_of_blocks_is_named)
{
	struct kernel_options options = { .kernel = "6.1", .arch = ARCH_ARM64, .page_size = 65536 };
	struct planning *p = planning_new("6.1", "};\nchosen { bootargs = \"cma=0\";\n");
	struct need need = { .kind = NEED_FREE, .request.order = 10 };
	struct error error;
	int64_t has;

	kernel_free(p->kernel);
	cr_assert_eq(kernel_load(&options, &p->kernel, &error), 0, "%s", error.text);
	p->site.kernel = p->kernel;
	predict_again(p);
	has = need_measure(p->arena, &need, p->boot, p->settled).value;
	planning_need(p, arena_printf(p->arena, "order=10 free %lld likely", (long long)has + 1));
	expect_named(p, "", "--fdt-base 0x");
}

/* What would bring nothing is no question, and what another node refers to has an owner. */
Test(plan, only_what_brings_something_is_asked)
{
	struct planning *p = planning_from(
		"6.1", ARCH_ARM64,
		"/dts-v1/;\n/ {\n#address-cells = <2>;\n#size-cells = <2>;\ncompatible = \"test,board\";\n"
		"chosen { bootargs = \"kernelcore=256M\"; };\n"
		"memory@80000000 { device_type = \"memory\"; reg = <0 0x80000000 0 0x40000000>; };\n"
		"cpus { #address-cells = <1>; #size-cells = <0>;\n"
		"cpu@0 { device_type = \"cpu\"; compatible = \"arm,cortex-a53\"; reg = <0>; }; };\n"
		"codec { memory-region = <1>; };\ngpu { memory-region = <2>; };\nheap { pool-of-heap = <3>; heap-mem = <3>; };\n"
		"reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;\n"
		"low@88000000 { compatible = \"shared-dma-pool\"; reusable; reg = <0 0x88000000 0 0x4000000>; phandle = <1>; };\n"
		"high@b0000000 { compatible = \"shared-dma-pool\"; reusable; reg = <0 0xb0000000 0 0x4000000>; phandle = <2>; };\n"
		"heap@8c000000 { compatible = \"shared-dma-pool\"; reusable; reg = <0 0x8c000000 0 0x2000000>; phandle = <3>; };\n};\n};\n");
	struct plan *plan;

	planning_need(p, "unmovable 700M");
	plan = plan_for(p, NULL, NULL);
	cr_assert_not(plan->met);
	cr_assert_eq(plan->question_count, 1);
	cr_assert_not_null(strstr(plan->questions[0].text, "/low@88000000"), "%s", plan->questions[0].text);
	cr_assert_not_null(strstr(plan->obstacles[1], "nothing of zone Movable"), "%s", plan->obstacles[1]);
	plan_free(plan);
	planning_free(p);
}

Test(plan, a_pool_on_the_command_line_is_replayed)
{
	struct planning *p = planning_new("6.1", "");
	struct plan *plan;

	planning_need(p, "cma 64M");
	plan = plan_for(p, NULL, NULL);
	cr_assert_not(plan->met);
	cr_assert(advice_about(plan, "cma=66M"), "%s", plan->advice_count ? plan->advice[0].text : "none");
	/* a smaller one brings memory, but takes from the very need */
	cr_assert_not(advice_about(plan, "cma=8M"));
	cr_assert(plan->obstacle_count == 2 && strstr(plan->obstacles[1], "the default pool, 16 MiB, is no region"));
	plan_free(plan);
	planning_free(p);
}
