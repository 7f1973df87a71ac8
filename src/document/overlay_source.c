/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A plan as an overlay that dtc compiles without a warning: all changes below one fragment. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "board/board.h"
#include "plan/plan.h"
#include "plan/rewire.h"
#include "document/overlay_source.h"
#include "util/arena.h"
#include "util/error.h"

#define NAME_BYTES "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789,._+-@"

static void print_cells(FILE *out, uint32_t cells, uint64_t value)
{
	for (uint32_t i = cells; i-- > 0;)
		fprintf(out, "0x%" PRIx32 "%s", i < 2 ? (uint32_t)(value >> (32 * i)) : 0, i ? " " : "");
}

static void print_number(FILE *out, const char *name, uint32_t cells, uint64_t value)
{
	fprintf(out, "\t\t\t\t%s = <", name);
	print_cells(out, cells, value);
	fputs(">;\n", out);
}

static void print_range(FILE *out, const char *name, const struct board *board, struct range range)
{
	fprintf(out, "\t\t\t\t%s = <", name);
	print_cells(out, board->address_cells, range.base);
	if (board->size_cells)
		fputc(' ', out);
	print_cells(out, board->size_cells, range.size);
	fputs(">;\n", out);
}

/* No overlay can take no-map or reg away: a node of its own takes the old one's place. */
static void print_successor(FILE *out, const struct plan *plan, const struct change *c)
{
	const struct board *board = plan->sites[0].board;
	const struct rmem_node *node = &board->rmem[c->node];
	const struct place *place = &plan->to.places[c->node];

	fprintf(out, "\n\t\t\t/* %s: %s */\n\t\t\tsuccessor_%zu: %s {\n", change_action_name(c->action), c->path,
			c->node, strrchr(c->successor, '/') + 1);
	if (place->form != FORM_NO_MAP && (place->form == FORM_REUSABLE || node->reusable))
		fputs("\t\t\t\tcompatible = \"shared-dma-pool\";\n\t\t\t\treusable;\n", out);
	else if (place->form == FORM_NO_MAP || node->no_map)
		fputs("\t\t\t\tno-map;\n", out);
	if (form_has_reg(place->form)) {
		print_range(out, "reg", board, place->range);
	} else {
		print_number(out, "size", board->size_cells, place->range.size);
		print_number(out, "alignment", board->size_cells, successor_alignment(place));
		print_range(out, "alloc-ranges", board, place->window);
	}
	fputs("\t\t\t};\n", out);
}

static void print_fragment(FILE *out, size_t number, const char *path, const char *body)
{
	fprintf(out,
			"\n\tfragment@%zx {\n\t\ttarget-path = \"%s\";\n\n\t\t__overlay__ {\n\t\t\t%s;\n\t\t};\n\t};\n",
			number, path, body);
}

/* The nodes that others replace, then the devices that name others now. */
static void print_further(FILE *out, const struct plan *plan)
{
	struct arena *arena = arena_new();
	size_t number = 1, count;
	struct rewire *list = rewires_find(arena, plan->tree, plan->sites[0].board, &plan->to, &count);

	for (size_t i = 0; i < plan->change_count; i++)
		if (plan->changes[i].action == ACTION_CONVERT)
			print_fragment(out, number++, plan->changes[i].path, "status = \"disabled\"");
	for (size_t i = 0; i < count; i++) {
		const char *cells = "";

		for (size_t c = 0; c < list[i].count; c++) {
			const struct rewire_cell *cell = &list[i].cells[c];

			cells = cell->successor == SIZE_MAX
						? arena_printf(arena, "%s%s0x%" PRIx32, cells, c ? " " : "", cell->phandle)
						: arena_printf(arena, "%s%s&successor_%zu", cells, c ? " " : "", cell->successor);
		}
		print_fragment(out, number++, list[i].path, arena_printf(arena, "memory-region = <%s>", cells));
	}
	arena_free(arena);
}

static void print_node(FILE *out, const struct plan *plan, const struct change *c)
{
	const struct board *board = plan->sites[0].board;
	const struct rmem_node *node = &board->rmem[c->node];
	const struct place *place = &plan->to.places[c->node];
	bool removed = c->action == ACTION_REMOVE || c->action == ACTION_MERGE;

	if (c->action == ACTION_CONVERT) {
		print_successor(out, plan, c);
		return;
	}
	fprintf(out, "\n\t\t\t/* %s: %s */\n\t\t\t%s {\n", change_action_name(c->action), c->path, node->name);
	/* a node with a unit name needs its reg, also where it stays the same */
	if (!c->dynamic)
		print_range(out, "reg", board, removed ? c->from : c->to);
	else if (!removed)
		print_number(out, "size", size_cells_at(board, c->node, place), c->to.size);
	if (!removed && place->mended && node->alignment.present)
		print_number(out, "alignment", board->address_cells, node->alignment.value);
	if (!removed && place->window.size)
		print_range(out, "alloc-ranges", board, place->window);
	if (removed)
		fputs("\t\t\t\tstatus = \"disabled\";\n", out);
	fputs("\t\t\t};\n", out);
}

static bool has_static(const struct plan *plan)
{
	for (size_t i = 0; i < plan->change_count; i++)
		if (!plan->changes[i].dynamic)
			return true;
	return false;
}

static int check_names(const struct plan *plan, struct error *error)
{
	for (size_t i = 0; i < plan->change_count; i++) {
		const char *name = plan->sites[0].board->rmem[plan->changes[i].node].name;

		if (!*name || name[strspn(name, NAME_BYTES)])
			return error_set(error, -EINVAL,
							 "%s: its name cannot be written as source: take the changed tree, -o FILE.dtb",
							 plan->changes[i].path);
	}
	return 0;
}

int plan_print_overlay(FILE *out, const struct plan *plan, struct error *error)
{
	const struct rmem_root *root = &plan->sites[0].board->rmem_root;
	int ret = check_names(plan, error);

	if (ret)
		return ret;
	fputs("/dts-v1/;\n/plugin/;\n\n/ {\n", out);
	if (plan->change_count) {
		fputs("\tfragment@0 {\n\t\ttarget-path = \"/reserved-memory\";\n\n\t\t__overlay__ {\n", out);
		if (has_static(plan))
			fprintf(out, "\t\t\t#address-cells = <%u>;\n\t\t\t#size-cells = <%u>;\n", root->address_cells,
					root->size_cells);
		for (size_t i = 0; i < plan->change_count; i++)
			print_node(out, plan, &plan->changes[i]);
		fputs("\t\t};\n\t};\n", out);
		print_further(out, plan);
	}
	fputs("};\n", out);
	return ferror(out) ? error_set(error, -EIO, "the overlay could not be written") : 0;
}
