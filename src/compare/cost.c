/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a change costs or brings, in words that need no knowledge of mm/. */
#include <inttypes.h>
#include <string.h>

#include "compare/compare.h"
#include "kernel/kernel.h"
#include "util/arena.h"
#include "util/named.h"
#include "util/number.h"
#include "util/size.h"

static const struct word_pair told[] = { /* a row of the account, and its words */
	{ "ddr", "DDR" },
	{ "managed", "memory that Linux manages" },
	{ "unmovable", "memory that unmovable requests can use" },
	{ "cma", "in CMA pools, for movable pages only" },
};

static void add_cost(struct comparison *c, const char *line)
{
	arena_push(c->arena, c->costs, c->cost_count, line);
}

static void tell_bytes(struct comparison *c, const struct figure_diff *figure, const char *words)
{
	int64_t change = figure->new.value - figure->old.value;

	if (change)
		add_cost(c, arena_printf(c->arena, "%s %s %s",
								 size_text_fixed(c->arena, change < 0 ? 0 - (uint64_t)change : (uint64_t)change),
								 change < 0 ? "less" : "more", words));
}

static void tell_account(struct comparison *c)
{
	for (size_t t = 0; t < ARRAY_SIZE(told); t++)
		for (size_t i = 0; i < c->account.count; i++)
			if (strcmp(c->account.items[i].id, told[t].word) == 0)
				tell_bytes(c, &c->account.items[i], told[t].other);
}

static void tell_blocks(struct comparison *c, unsigned int order, const char *mask)
{
	for (size_t i = 0; i < c->headroom.count; i++) {
		const struct figure_diff *figure = &c->headroom.items[i];

		if (figure->order == order && strcmp(figure->label, mask) == 0 &&
			figure->old.value != figure->new.value)
			add_cost(c, arena_printf(c->arena, "order-%u blocks for %s %" PRId64 " -> %" PRId64, order, mask,
									 figure->old.value, figure->new.value));
	}
}

static void tell_findings(struct comparison *c)
{
	size_t worse = 0, better = 0;

	for (size_t i = 0; i < c->finding_count; i++) {
		worse += c->findings[i].change == FINDING_NEW || c->findings[i].change == FINDING_WORSE;
		better += c->findings[i].change == FINDING_GONE || c->findings[i].change == FINDING_BETTER;
	}
	if (worse)
		add_cost(c, arena_printf(c->arena, "%zu finding%s new or worse", worse, worse == 1 ? "" : "s"));
	if (better)
		add_cost(c, arena_printf(c->arena, "%zu finding%s gone or less bad", better, better == 1 ? "" : "s"));
}

void tell_costs(struct comparison *c)
{
	const struct boot *old = c->old.boot, *new = c->new.boot;

	if (old->boots && !new->boots)
		add_cost(c, arena_printf(c->arena, "the board does not boot any more: %s", new->reason));
	else if (!old->boots && new->boots)
		add_cost(c, "the board boots now");
	tell_account(c);
	/* pageblocks are what huge pages and large buffers come in; order 3 is what network drivers ask for */
	tell_blocks(c, c->new.kernel->pageblock_order, "GFP_KERNEL");
	tell_blocks(c, 3, "GFP_ATOMIC");
	tell_findings(c);
}
