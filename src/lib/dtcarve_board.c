/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "board/board.h"

#include <errno.h>
#include <stdlib.h>

#include <dtcarve/board.h>

#include "lib/objects.h"
#include "lib/dtcarve_options.h"

static int read_board(struct dtcarve_board *object, const struct dtcarve_options *o)
{
	struct error *error = &object->ctx->error;
	const struct firmware_map *map;
	struct error silent;
	int ret = board_read(object->tree->tree, &object->board, error);

	if (ret == 0 && o->ddr_count)
		return board_set_ddr(object->board, o->ddr, o->ddr_count, false, error);
	/* what came with the tree tells its RAM; where nothing does, that is of no matter yet */
	if (ret == 0) {
		options_read_map(o, object->board->arena, &map, &silent);
		board_need_memory(object->board, map, &silent);
	}
	return ret;
}

int dtcarve_board_read(struct dtcarve_tree *tree, const struct dtcarve_options *options,
					   struct dtcarve_board **result)
{
	struct dtcarve_board *object;
	int ret;

	*result = NULL;
	ENTRY(&tree->ctx->error);
	object = memory_new(sizeof(*object));
	object->ctx = hold(tree->ctx);
	object->tree = hold(tree);
	hold(object);
	ret = read_board(object, options_or_none(options));
	GIVE(ret, object, dtcarve_board_free);
}

USER_FREER(dtcarve_board_free, board, board_free(board->board), dtcarve_tree_free(board->tree),
		   dtcarve_ctx_free(board->ctx))

int dtcarve_board_set_ddr(struct dtcarve_board *board, const struct dtcarve_range *banks, size_t count)
{
	struct error *error = &board->ctx->error;
	struct range *copy;
	int ret;

	if (board->users > 1)
		return error_set(error, -EBUSY, "%s: a boot was predicted of the board: set its DDR before that",
						 board->board->file);
	if (!count)
		return error_set(error, -EINVAL, "%s: no bank of DDR: give one or more", board->board->file);
	ENTRY(error);
	copy = memory_new(count * sizeof(*copy));
	for (size_t i = 0; i < count; i++)
		copy[i] = (struct range){ banks[i].base, banks[i].size };
	ret = board_set_ddr(board->board, copy, count, false, error);
	memory_free(copy);
	return ret;
}

GETTER(const struct dtcarve_tree *, dtcarve_board_get_tree, board, board->tree)
GETTER(const char *, dtcarve_board_get_model, board, board->board->model)
GETTER(size_t, dtcarve_board_get_compatible_count, board, board->board->compatible_count)
GETTER_AT(const char *, dtcarve_board_get_compatible, board, board->board->compatible_count,
		  board->board->compatible[index], NULL)
GETTER(enum dtcarve_arch, dtcarve_board_get_arch, board, (enum dtcarve_arch)board->board->arch)
GETTER(unsigned int, dtcarve_board_get_cpus, board, board->board->cpus)
GETTER(const char *, dtcarve_board_get_bootargs, board, board->board->chosen.bootargs)
GETTER(uint64_t, dtcarve_board_get_memory_told, board, board_memory_told(board->board))

/* linux,usable-memory stands for reg (linux:drivers/of/fdt.c:early_init_dt_scan_memory). */
static const struct tuples *bank_tuples(const struct memory_node *memory)
{
	return memory_tuples(memory);
}

size_t dtcarve_board_get_bank_count(const struct dtcarve_board *board)
{
	size_t count = 0;

	for (size_t i = 0; i < board->board->memory_count; i++)
		count += bank_tuples(&board->board->memory[i])->count;
	return count;
}

struct dtcarve_range dtcarve_board_get_bank(const struct dtcarve_board *board, size_t index)
{
	for (size_t i = 0; i < board->board->memory_count; i++) {
		const struct tuples *tuples = bank_tuples(&board->board->memory[i]);

		if (index < tuples->count)
			return public_range(tuples->items[index]);
		index -= tuples->count;
	}
	return (struct dtcarve_range){ 0, 0 };
}

GETTER(size_t, dtcarve_board_get_memreserve_count, board, board->board->memreserve_count)
GETTER_AT(struct dtcarve_range, dtcarve_board_get_memreserve, board, board->board->memreserve_count,
		  public_range(board->board->memreserve[index]), NO_RANGE)
GETTER(size_t, dtcarve_board_get_rmem_count, board, board->board->rmem_count)
GETTER_AT(const struct dtcarve_rmem *, dtcarve_board_get_rmem, board, board->board->rmem_count,
		  (const struct dtcarve_rmem *)(const void *)&board->board->rmem[index], NULL)
