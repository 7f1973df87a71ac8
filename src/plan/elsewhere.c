/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the boot loader puts the kernel, the initrd and the device tree is assumed as long
 * as nobody tells. Neither a pool nor a block can lie over them: so a need that no plan
 * meets is tried with each of them elsewhere in its bank, too.
 */
#include <string.h>

#include "alloc/boot_state.h"
#include "board/board.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "plan/planner.h"
#include "util/arena.h"
#include "util/error.h"
#include "policy/need.h"
#include "util/number.h"

#define REPLAYS 30

/* What may be told to lie elsewhere. */
struct loaded {
	const char *what, *option;
	bool (*is_assumed)(const struct site *site);
	struct range (*lies)(const struct boot *boot);
	void (*tell)(struct boot_options *options, struct range place);
};

/* --- the kernel, the initrd, the tree ----------------------------------------------------- */

static bool kernel_is_assumed(const struct site *site)
{
	return !site->boot->kernel_base_known;
}

static struct range kernel_lies(const struct boot *boot)
{
	return boot->kernel_image;
}

static void tell_kernel(struct boot_options *options, struct range place)
{
	options->has_kernel_base = true;
	options->kernel_base = place.base;
}

static bool initrd_is_assumed(const struct site *site)
{
	return site->boot->initrd.size && site->options->initrd.size && site->options->initrd.base == UINT64_MAX;
}

static struct range initrd_lies(const struct boot *boot)
{
	return boot->initrd;
}

static void tell_initrd(struct boot_options *options, struct range place)
{
	options->initrd.base = place.base;
}

static bool tree_is_assumed(const struct site *site)
{
	return !site->boot->fdt_base_known;
}

static struct range tree_lies(const struct boot *boot)
{
	return (struct range){ boot->fdt.base, boot->board->fdt_size };
}

static void tell_tree(struct boot_options *options, struct range place)
{
	options->has_fdt_base = true;
	options->fdt_base = place.base;
}

static const struct loaded all_loaded[] = {
	{ "the device tree", "--fdt-base", tree_is_assumed, tree_lies, tell_tree },
	{ "the initrd", "--initrd", initrd_is_assumed, initrd_lies, tell_initrd },
	{ "the kernel", "--kernel-base", kernel_is_assumed, kernel_lies, tell_kernel },
};

/* --- the planner's sites with one of them elsewhere ------------------------------------------ */

static bool predict_there(struct planner *p, const struct loaded *loaded, struct range place, struct site *sites,
						  struct planned_site *there)
{
	for (size_t s = 0; s < p->in->site_count; s++) {
		struct boot_options *options =
			arena_memdup(p->arena, p->in->sites[s].options, sizeof(*p->in->sites[s].options));
		struct error error;

		loaded->tell(options, place);
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

static bool is_met_at(struct planner *p, const struct loaded *loaded, struct range place)
{
	struct site *sites = arena_alloc(p->arena, p->in->site_count * sizeof(*sites));
	struct planned_site *there = arena_alloc(p->arena, p->in->site_count * sizeof(*there));
	struct bench bench = p->bench;
	size_t replays = p->in->replays ? min_u64(p->in->replays, REPLAYS) : REPLAYS;
	struct search search = { &bench, p->in->tree, p->limits, replays };
	struct layout from;
	bool met = predict_there(p, loaded, place, sites, there) && sites[0].boot->boots;

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

/* --- where else ------------------------------------------------------------------------------- */

/* At the ends of the bank that the kernel lies in, and behind the kernel. */
static size_t places_in(const struct boot *boot, struct range now, struct range places[3])
{
	uint64_t size = round_up(now.size, MIB(2)), ends[3];
	struct range bank;
	size_t count = 0;

	if (!board_bank_of(boot->board, boot->kernel_image, &bank))
		return 0;
	ends[0] = round_up(range_end(boot->kernel_image), MIB(2));
	ends[1] = round_down(range_end(bank) - min_u64(size, bank.size), MIB(2));
	ends[2] = round_up(bank.base, MIB(2));
	for (size_t k = 0; k < ARRAY_SIZE(ends); k++) {
		struct range place = { ends[k], now.size };

		if (range_contains(bank, place) && place.base != now.base)
			places[count++] = place;
	}
	return count;
}

/* A piece of a pool may lack much because of little; blocks lack no more than what lies in them, and a few. */
static bool may_stand_in_the_way(const struct site *site, const struct need *need, int64_t has, struct range of)
{
	int64_t unit = (int64_t)(page_size(site->kernel) << need->request.order);

	if (!need_in_blocks(need))
		return need->kind == NEED_CMA;
	return need->target - has <= (int64_t)of.size / unit + 2;
}

static const struct need *unmet_for(const struct plan *plan, struct range of)
{
	for (size_t i = 0; i < plan->site_count * plan->need_count; i++) {
		const struct need *need = &plan->needs[i % plan->need_count];
		struct estimate has = plan->after.values[i];

		if (need_is_met(need, has))
			continue;
		if (!may_stand_in_the_way(&plan->sites[0], need, need_judged(need, has), of))
			return NULL;
		return need;
	}
	return NULL;
}

static const char *told(struct planner *p, const struct loaded *loaded, struct range now, struct range place,
						const struct need *need)
{
	bool sized = loaded->tell == tell_initrd;

	return arena_printf(p->arena, "%s, assumed at 0x%llx as nobody tells: with %s %s0x%llx a plan meets \"%s\"",
						loaded->what, (unsigned long long)now.base, loaded->option,
						sized ? arena_printf(p->arena, "%llu@", (unsigned long long)now.size) : "",
						(unsigned long long)place.base, need->text);
}

const char *planner_place_to_tell(struct planner *p)
{
	const struct site *site = &p->in->sites[0];

	for (size_t i = 0; i < ARRAY_SIZE(all_loaded) && site->boot->boots; i++) {
		const struct loaded *loaded = &all_loaded[i];
		struct range now = loaded->lies(site->boot), places[3];
		const struct need *need = unmet_for(p->plan, now);
		size_t count = need && loaded->is_assumed(site) ? places_in(site->boot, now, places) : 0;

		for (size_t k = 0; k < count; k++)
			if (is_met_at(p, loaded, places[k]))
				return told(p, loaded, now, places[k], need);
	}
	return NULL;
}
