/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the boot loader puts the device tree is assumed as long as nobody tells. It is
 * small, but a pool cannot lie over it: so a need of one contiguous piece that no plan
 * meets is tried with the tree at either end of its bank, too.
 */
#include <string.h>

#include "alloc/boot_state.h"
#include "board/board.h"
#include "boot/boot.h"
#include "plan/planner.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

#define REPLAYS 60

/* The planner's sites with the tree at `base`. */
static bool predict_there(struct planner *p, uint64_t base, struct site *sites, struct planned_site *there)
{
	for (size_t s = 0; s < p->in->site_count; s++) {
		struct boot_options *options =
			arena_memdup(p->arena, p->in->sites[s].options, sizeof(*p->in->sites[s].options));
		struct error error;

		options->has_fdt_base = true;
		options->fdt_base = base;
		sites[s] = p->in->sites[s];
		sites[s].options = options;
		if (boot_predict(sites[s].board, sites[s].kernel, options, &there[s].boot, &error))
			return false;
		there[s].settled = memory_state_from_boot(there[s].boot, sites[s].cpus);
		sites[s].boot = there[s].boot;
		sites[s].settled = there[s].settled;
	}
	return true;
}

static bool is_met_at(struct planner *p, uint64_t base)
{
	struct site *sites = arena_alloc(p->arena, p->in->site_count * sizeof(*sites));
	struct planned_site *there = arena_alloc(p->arena, p->in->site_count * sizeof(*there));
	struct bench bench = p->bench;
	struct search search = { &bench, p->in->tree, p->limits, REPLAYS };
	struct layout from;
	bool met = predict_there(p, base, sites, there);

	if (met) {
		from = layout_of(p->arena, sites[0].boot);
		bench.sites = sites;
		bench.from = &from;
		met = search_plan(p->arena, &search).found;
	}
	for (size_t s = 0; s < p->in->site_count && there[s].boot; s++) {
		memory_state_free(there[s].settled);
		boot_free(there[s].boot);
	}
	return met;
}

/* Behind the image, and at the end of its bank. */
static size_t places_in(const struct boot *boot, uint64_t places[2])
{
	const struct board *board = boot->board;
	uint64_t size = round_up(board->fdt_size, MIB(2));
	size_t count = 0;

	for (size_t i = 0; i < board->memory_count; i++) {
		const struct tuples *t = board->memory[i].usable.present ? &board->memory[i].usable : &board->memory[i].reg;

		for (size_t j = 0; j < t->count; j++) {
			if (!range_contains(t->items[j], boot->kernel_image) || t->items[j].size < boot->kernel_image.size + 2 * size)
				continue;
			places[count++] = round_up(range_end(boot->kernel_image), MIB(2));
			places[count++] = round_down(range_end(t->items[j]) - size, MIB(2));
			return count;
		}
	}
	return count;
}

static const struct need *unmet_piece(const struct plan *plan)
{
	for (size_t i = 0; i < plan->site_count * plan->need_count; i++) {
		const struct need *need = &plan->needs[i % plan->need_count];

		if (need->kind == NEED_CMA && !need_is_met(need, plan->after.values[i]))
			return need;
	}
	return NULL;
}

const char *planner_place_to_tell(struct planner *p)
{
	const struct boot *boot = p->in->sites[0].boot;
	const struct need *need = unmet_piece(p->plan);
	uint64_t places[2];
	size_t count = need && boot->boots && !boot->fdt_base_known ? places_in(boot, places) : 0;

	for (size_t i = 0; i < count; i++)
		if (is_met_at(p, places[i]))
			return arena_printf(
				p->arena,
				"the device tree, assumed at 0x%llx as nobody tells: with --fdt-base 0x%llx a plan meets \"%s\"",
				(unsigned long long)boot->fdt.base, (unsigned long long)places[i], need->text);
	return NULL;
}
