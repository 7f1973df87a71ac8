/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each region's users, what the policy demands of it, and what it gives. */
#include <inttypes.h>
#include <string.h>

#include "board/board.h"
#include "boot/boot.h"
#include "document/pages.h"
#include "document/report_words.h"
#include "policy/gate_judge.h"
#include "util/number.h"
#include "util/size.h"

static const struct gate_demand *demand_of(const struct gate *gate, const char *path)
{
	for (size_t i = 0; path && i < gate->demand_count; i++)
		if (strcmp(gate->demands[i].path, path) == 0)
			return &gate->demands[i];
	return NULL;
}

static void add_users(struct page *page, struct page_table *table, const struct boot *boot,
					  const struct region *region)
{
	const struct rmem_node *node;

	if (region->node >= boot->board->rmem_count)
		return;
	node = &boot->board->rmem[region->node];
	for (size_t i = 0; i < node->consumer_count; i++)
		page_tell(page, table, "user", "%s", node->consumers[i]);
}

static void add_demand(struct page *page, struct page_table *table, const struct boot *boot,
					   const struct gate_demand *d, size_t region)
{
	uint64_t gives = region_bytes(boot, region), sum = demand_sum(&d->demand);
	uint64_t takes = demand_in_region(&d->demand, boot, region);
	uint64_t apart = gives >= takes ? gives - takes : takes - gives;

	for (size_t i = 0; i < d->demand.count; i++)
		page_tell(page, table, "needs", "%s: %" PRIu64 " x %s", d->demand.parts[i].text,
				  d->demand.parts[i].count, size_text(page->arena, d->demand.parts[i].bytes));
	page_tell(page, table, "sum", "%s, with alignment %s (%s lost)", size_text(page->arena, sum),
			  size_text(page->arena, takes), size_text(page->arena, takes - sum));
	page_tell(page, table, gives >= takes ? "left" : "short", "%s", size_text(page->arena, apart));
}

struct page *page_of_demands(struct arena *arena, const struct gate *gate, const struct boot *boot)
{
	struct page *page = page_new(arena, board_name(boot->board), NULL);

	page_section(page, "demands", "Demands", "what the regions give, and what is asked of them");
	for (size_t i = 0; i < boot->region_count; i++) {
		const struct region *region = &boot->regions[i];
		const struct gate_demand *demand = demand_of(gate, region->path);
		struct page_table *table;

		page_title(page, region->path ? region->path : region->name);
		table = page_pairs(page);
		page_tell(page, table, "gives", "%s (%s, %s)", size_text(arena, region_bytes(boot, i)),
				  region_kind_name(region->kind), region_outcome_name(region->outcome));
		add_users(page, table, boot, region);
		if (demand)
			add_demand(page, table, boot, demand, i);
	}
	return page;
}
