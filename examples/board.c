/* SPDX-License-Identifier: GPL-2.0-or-later */
/* board TREE: what a device tree says of memory. */
#include <inttypes.h>
#include <stdio.h>

#include <dtcarve/dtcarve.h>

static void print_node(const struct dtcarve_rmem *node)
{
	printf("  %s%s%s\n", dtcarve_rmem_get_path(node), dtcarve_rmem_is_no_map(node) ? ", no-map" : "",
		   dtcarve_rmem_is_reusable(node) ? ", reusable" : "");
	for (size_t i = 0; i < dtcarve_rmem_get_reg_count(node); i++) {
		struct dtcarve_range reg = dtcarve_rmem_get_reg(node, i);

		printf("    0x%" PRIx64 ", %" PRIu64 " KiB\n", reg.base, reg.size / 1024);
	}
	if (dtcarve_rmem_get_size(node))
		printf("    anywhere, %" PRIu64 " KiB\n", dtcarve_rmem_get_size(node) / 1024);
	for (size_t i = 0; i < dtcarve_rmem_get_consumer_count(node); i++)
		printf("    used by %s\n", dtcarve_rmem_get_consumer(node, i));
}

static void print_board(const struct dtcarve_board *board)
{
	const char *model = dtcarve_board_get_model(board);

	printf("%s, %s, %u CPUs, %" PRIu64 " MiB\n", model ? model : "no model",
		   dtcarve_arch_name(dtcarve_board_get_arch(board)), dtcarve_board_get_cpus(board),
		   dtcarve_board_get_memory_told(board) / 1024 / 1024);
	for (size_t i = 0; i < dtcarve_board_get_rmem_count(board); i++)
		print_node(dtcarve_board_get_rmem(board, i));
}

int main(int argc, char **argv)
{
	struct dtcarve_ctx *ctx;
	struct dtcarve_tree *tree = NULL;
	struct dtcarve_board *board = NULL;
	int ret;

	if (argc != 2 || dtcarve_ctx_new(&ctx))
		return 2;
	ret = dtcarve_tree_load(ctx, argv[1], NULL, &tree);
	if (ret == 0)
		ret = dtcarve_board_read(tree, NULL, &board);
	if (ret == 0)
		print_board(board);
	else
		fprintf(stderr, "board: %s\n", dtcarve_ctx_get_error(ctx));
	dtcarve_board_free(board);
	dtcarve_tree_free(tree);
	dtcarve_ctx_free(ctx);
	return ret ? 2 : 0;
}
