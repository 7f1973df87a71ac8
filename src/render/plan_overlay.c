/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A plan as an overlay that dtc compiles without a warning: all changes below one fragment. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "board/board.h"
#include "plan/plan.h"
#include "render/plan.h"
#include "util/error.h"

#define NAME_BYTES "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789,._+-@"

static void print_cells(FILE *out, uint32_t cells, uint64_t value)
{
	for (uint32_t i = cells; i-- > 0;)
		fprintf(out, "0x%" PRIx32 "%s", i < 2 ? (uint32_t)(value >> (32 * i)) : 0, i ? " " : "");
}

static void print_reg(FILE *out, const struct board *board, struct range range)
{
	fputs("\t\t\t\treg = <", out);
	print_cells(out, board->address_cells, range.base);
	if (board->size_cells)
		fputc(' ', out);
	print_cells(out, board->size_cells, range.size);
	fputs(">;\n", out);
}

static void print_node(FILE *out, const struct plan *plan, const struct change *c)
{
	const struct board *board = plan->sites[0].board;
	const struct rmem_node *node = &board->rmem[c->node];
	bool removed = c->action == ACTION_REMOVE;

	fprintf(out, "\n\t\t\t/* %s: %s */\n\t\t\t%s {\n", change_action_name(c->action), c->path, node->name);
	/* a node with a unit name needs its reg, also where it stays the same */
	if (!c->dynamic)
		print_reg(out, board, removed ? c->from : c->to);
	else if (!removed) {
		fputs("\t\t\t\tsize = <", out);
		print_cells(out, (uint32_t)(node->size.length / 4), c->to.size);
		fputs(">;\n", out);
	}
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
	}
	fputs("};\n", out);
	return ferror(out) ? error_set(error, -EIO, "the overlay could not be written") : 0;
}
