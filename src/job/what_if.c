/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "job/what_if.h"

#include <errno.h>
#include <string.h>

#include "board/board.h"
#include "boot/boot.h"
#include "input/edit.h"
#include "input/tree.h"
#include "kernel/kernel.h"
#include "plan/changes.h"
#include "plan/region_limits.h"
#include "plan/rewire.h"
#include "policy/owners.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

/* --- what can be done ------------------------------------------------------------------------ */

static struct range bank_of(const struct boot *boot, uint64_t address)
{
	for (size_t i = 0; i < boot->ram_count; i++)
		if (range_contains(boot->ram[i], (struct range){ address, 1 }))
			return boot->ram[i];
	return (struct range){ 0, 0 };
}

/* To the next region above, or the end of the bank. */
static uint64_t room_above(const struct boot *boot, size_t self, struct range range, struct range bank)
{
	uint64_t end = bank.size ? range_end(bank) : range_end(range);

	for (size_t i = 0; i < boot->region_count; i++) {
		uint64_t base = boot->regions[i].range.base;

		if (i != self && boot->regions[i].range.size && base >= range_end(range) && base < end)
			end = base;
	}
	return end - range.base;
}

static bool can_replace(const struct tree *tree, const struct board *board, size_t node)
{
	const struct rmem_node *n = &board->rmem[node];

	return !n->named_elsewhere && (!n->consumer_count || can_rewire(tree, board, node));
}

static struct what_if_region region_at(const struct tree *tree, const struct boot *boot, size_t i, const struct limits *limits)
{
	const struct region *region = &boot->regions[i];
	const struct limits *l = &limits[region->node];
	bool readable = l->role != ROLE_UNREADABLE;
	struct range bank = bank_of(boot, region->range.base);

	return (struct what_if_region){
		.node = region->node,
		.range = region->range,
		.granule = l->granule ? l->granule : page_size(boot->kernel),
		.room = room_above(boot, i, region->range, bank),
		.bank = bank,
		.may_resize = readable,
		.may_move = readable,
		.may_convert = readable && can_replace(tree, boot->board, region->node),
		.why = l->why,
	};
}

int what_if_regions_of(struct arena *arena, const struct tree *tree, const struct boot *boot,
					   struct what_if_regions *regions,
					struct error *error)
{
	struct owners owners = { 0 };
	const struct limits_input input = { .boot = boot, .owners = &owners };
	struct limits *limits;
	int ret;

	*regions = (struct what_if_regions){ 0 };
	owners_add_shipped(arena, &owners);
	ret = limits_find(arena, &input, &limits, error);
	for (size_t i = 0; ret == 0 && i < boot->region_count; i++)
		if (boot->regions[i].node != SIZE_MAX) {
			struct what_if_region region = region_at(tree, boot, i, limits);

			arena_push(arena, regions->items, regions->count, region);
		}
	return ret;
}

/* --- one edit -------------------------------------------------------------------------------- */

struct editor {
	struct arena *arena;
	const struct tree *tree;
	const struct board *board;
	const struct boot *boot;
	struct what_if *what;
	struct error *error;
};

static int find_node(const struct editor *e, const char *path, size_t *node)
{
	for (*node = 0; *node < e->board->rmem_count; ++*node)
		if (strcmp(e->board->rmem[*node].path, path) == 0)
			return 0;
	return error_set(e->error, -EINVAL, "%s: no such region", path);
}

static int convert(const struct editor *e, size_t n, struct place *place, enum place_form form)
{
	const struct rmem_node *node = &e->board->rmem[n];
	const struct region *region = boot_region(e->boot, n);

	if (!can_replace(e->tree, e->board, n))
		return error_set(e->error, -EINVAL, "%s: its kind cannot be changed: another property than memory-region names it",
						 node->path);
	if (!node->reg.count && !(region && region->range.size))
		return error_set(e->error, -EINVAL, "%s: its kind cannot be changed: the kernel finds no place for it", node->path);
	place->form = form;
	return 0;
}

static int set_kind(const struct editor *e, size_t n, struct place *place, const char *kind)
{
	const struct rmem_node *node = &e->board->rmem[n];
	bool no_map = strcmp(kind, "no-map") == 0;

	if (strcmp(kind, "removed") == 0) {
		place->removed = true;
		return 0;
	}
	if (!no_map && strcmp(kind, "reusable") != 0)
		return error_set(e->error, -EINVAL, "%s: kind=%s: expected no-map, reusable or removed", node->path, kind);
	if (no_map ? node->no_map : node->reusable)
		return 0;
	return convert(e, n, place, no_map ? FORM_NO_MAP : FORM_REUSABLE);
}

/* In as many cells as the property has. */
static int set_number(const struct editor *e, size_t n, const char *name, const char *text, uint32_t cells, uint64_t *number)
{
	const char *path = e->board->rmem[n].path;

	if (!parse_size(text, number))
		return error_set(e->error, -EINVAL, "%s: %s=%s: expected a number such as 64M or 0x84000000", path, name, text);
	if (cells == 1 && *number > UINT32_MAX)
		return error_set(e->error, -EINVAL, "%s: %s=%s: the tree has one cell for it: at most 4 GiB", path, name, text);
	return 0;
}

static int set_word(const struct editor *e, size_t n, struct place *place, char *word)
{
	const struct rmem_node *node = &e->board->rmem[n];
	const char *value = strchr(word, '=');
	int ret;

	if (!value++)
		return error_set(e->error, -EINVAL, "%s: %s: expected size=, base= or kind=", node->path, word);
	if (strncmp(word, "kind=", 5) == 0)
		return set_kind(e, n, place, value);
	if (strncmp(word, "size=", 5) == 0) {
		ret = set_number(e, n, "size", value, e->board->size_cells, &place->range.size);
		if (ret == 0 && !place->range.size)
			ret = error_set(e->error, -EINVAL, "%s: size=0: kind=removed takes it away", node->path);
		return ret;
	}
	if (strncmp(word, "base=", 5) == 0) {
		place->pinned = !node->reg.count;
		return set_number(e, n, "base", value, e->board->address_cells, &place->range.base);
	}
	return error_set(e->error, -EINVAL, "%s: %s: expected size=, base= or kind=", node->path, word);
}

static const char *unreadable(const struct rmem_node *node)
{
	if (node->depth != 1)
		return "it is no child of /reserved-memory itself";
	if (node->reg.present ? !node->reg.whole : !node->size.present)
		return "it has no usable reg or size";
	if (node->reg.count > 1)
		return "it has more than one range";
	return node->enabled ? NULL : "its status is not okay";
}

static int read_edit(const struct editor *e, const char *line)
{
	char *rest = arena_strdup(e->arena, line), *word = strsep(&rest, " ");
	struct place *place;
	const char *why;
	size_t n;
	int ret = find_node(e, word, &n);

	if (ret)
		return ret;
	why = unreadable(&e->board->rmem[n]);
	if (why)
		return error_set(e->error, -EINVAL, "%s: it cannot be changed: %s", word, why);
	place = &e->what->plan.to.places[n];
	while (ret == 0 && (word = strsep(&rest, " ")))
		if (*word)
			ret = set_word(e, n, place, word);
	if (ret == 0 && place->range.base + (place->range.size - 1) < place->range.base)
		ret = error_set(e->error, -EINVAL, "%s: it would end behind the address space", e->board->rmem[n].path);
	return ret;
}

/* --- all together ----------------------------------------------------------------------------- */

static void tell_changes(const struct editor *e)
{
	struct plan *plan = &e->what->plan;

	for (size_t n = 0; n < plan->to.count; n++) {
		const struct place *from = &plan->from.places[n], *to = &plan->to.places[n];
		struct change change = { .node = n,
								 .path = e->board->rmem[n].path,
								 .action = change_action_of(plan, n),
								 .from = from->range,
								 .to = to->range,
								 .dynamic = is_dynamic(e->board, n) && !to->pinned && to->form == FORM_SAME };

		if (place_equal(from, to))
			continue;
		if (to->removed)
			change.to.size = 0;
		if (change.action == ACTION_CONVERT)
			change.successor = successor_path(e->arena, e->board, &plan->to, n);
		arena_push(e->arena, plan->changes, plan->change_count, change);
	}
}

int what_if_make(struct arena *arena, const struct tree *tree, const struct boot *boot, const char *const *edits,
				 size_t count, struct what_if *what, struct error *error)
{
	struct plan *plan = &what->plan;
	const struct editor e = { arena, tree, boot->board, boot, what, error };
	int ret = 0;

	*what = (struct what_if){ .site = { .board = boot->board, .boot = boot, .kernel = boot->kernel } };
	plan->tree = tree;
	plan->sites = &what->site;
	plan->site_count = 1;
	plan->from = layout_of(arena, boot);
	plan->to = layout_copy(arena, &plan->from);
	for (size_t i = 0; ret == 0 && i < count; i++)
		ret = read_edit(&e, edits[i]);
	for (size_t n = 0; n < plan->to.count; n++)
		if (plan->to.places[n].removed)
			plan->to.places[n] = (struct place){ .range = plan->from.places[n].range, .removed = true };
	if (ret)
		return ret;
	tell_changes(&e);
	plan->edits = layout_edits(arena, tree, boot->board, &plan->from, &plan->to, &plan->edit_count);
	return 0;
}

int what_if_tree(const struct what_if *what, struct tree **changed, struct error *error)
{
	int ret = tree_edit(what->plan.tree, what->plan.edits, what->plan.edit_count, changed, error);

	/* what the image around it tells holds as before */
	if (ret == 0)
		(*changed)->told = what->plan.tree->told;
	return ret;
}
