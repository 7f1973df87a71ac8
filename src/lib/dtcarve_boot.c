/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "boot/boot.h"

#include <errno.h>

#include <dtcarve/boot.h>

#include "board/board.h"
#include "lib/estimates.h"
#include "lib/objects.h"
#include "lib/dtcarve_options.h"
#include "util/arena.h"

int boot_must_come_up(const struct dtcarve_boot *boot)
{
	if (boot->boot->boots)
		return 0;
	return error_set(&boot->board->ctx->error, -ENODATA, "%s: this kernel does not come up on the board: %s",
					 boot->board->board->file, boot->boot->reason);
}

int dtcarve_boot_predict(struct dtcarve_board *board, struct dtcarve_kernel *kernel,
						 const struct dtcarve_options *options, struct dtcarve_boot **result)
{
	const struct boot_options *loader;
	struct error *error = &board->ctx->error;
	struct dtcarve_boot *object;
	int ret;

	*result = NULL;
	if (board->ctx != kernel->ctx)
		return error_set(error, -EINVAL, "%s: board and kernel are of different contexts: make both in one",
						 board->board->file);
	ENTRY(error);
	loader = &options_or_none(options)->boot;
	object = memory_new(sizeof(*object));
	object->arena = arena_new();
	object->options = *loader;
	if (loader->cmdline)
		object->options.cmdline = arena_strdup(object->arena, loader->cmdline);
	object->cpus = loader->cpus ? loader->cpus : board->board->cpus;
	object->board = hold(board);
	object->kernel = hold(kernel);
	hold(object);
	ret = options_read_map(options_or_none(options), object->arena, &object->options.firmware_map, error);
	if (ret == 0)
		ret = boot_predict(board->board, kernel->kernel, &object->options, &object->boot, error);
	GIVE(ret, object, dtcarve_boot_free);
}

int dtcarve_boot_load(struct dtcarve_ctx *ctx, const char *path, const char *release,
					  const struct dtcarve_options *options, struct dtcarve_boot **result)
{
	struct dtcarve_tree *tree = NULL;
	struct dtcarve_board *board = NULL;
	struct dtcarve_kernel *kernel = NULL;
	const struct firmware_map *map;
	int ret;

	*result = NULL;
	ENTRY(&ctx->error);
	ret = dtcarve_tree_load(ctx, path, options, &tree);
	if (ret == 0)
		ret = dtcarve_board_read(tree, options, &board);
	if (ret == 0)
		ret = options_read_map(options_or_none(options), board->board->arena, &map, &ctx->error);
	if (ret == 0)
		ret = board_need_memory(board->board, map, &ctx->error);
	if (ret == 0)
		ret = dtcarve_kernel_for_board(board, release, options, &kernel);
	if (ret == 0)
		ret = dtcarve_boot_predict(board, kernel, options, result);
	dtcarve_kernel_free(kernel);
	dtcarve_board_free(board);
	dtcarve_tree_free(tree);
	return ret;
}

USER_FREER(dtcarve_boot_free, boot, boot_free(boot->boot), dtcarve_kernel_free(boot->kernel),
		   dtcarve_board_free(boot->board), arena_free(boot->arena))

GETTER(const struct dtcarve_board *, dtcarve_boot_get_board, boot, boot->board)
GETTER(const struct dtcarve_kernel *, dtcarve_boot_get_kernel, boot, boot->kernel)
GETTER(bool, dtcarve_boot_does_boot, boot, boot->boot->boots)
GETTER(const char *, dtcarve_boot_get_reason, boot, boot->boot->reason)
GETTER(const char *, dtcarve_boot_get_reason_path, boot, boot->boot->reason_path)
GETTER(size_t, dtcarve_boot_get_region_count, boot, boot->boot->region_count)
GETTER_AT(const struct dtcarve_region *, dtcarve_boot_get_region, boot, boot->boot->region_count,
		  (const struct dtcarve_region *)(const void *)&boot->boot->regions[index], NULL)
GETTER(size_t, dtcarve_boot_get_cma_count, boot, boot->boot->cma_count)
GETTER_AT(const struct dtcarve_cma *, dtcarve_boot_get_cma, boot, boot->boot->cma_count,
		  (const struct dtcarve_cma *)(const void *)&boot->boot->cma[index], NULL)
GETTER(size_t, dtcarve_boot_get_zone_count, boot, boot->boot->zone_count)
GETTER_AT(const struct dtcarve_zone *, dtcarve_boot_get_zone, boot, boot->boot->zone_count,
		  (const struct dtcarve_zone *)(const void *)&boot->boot->zones[index], NULL)
GETTER(size_t, dtcarve_boot_get_protection_columns, boot, boot->boot->protection_columns)
GETTER(struct dtcarve_estimate, dtcarve_boot_get_present, boot, public_estimate(boot->boot->totals.present))
GETTER(struct dtcarve_estimate, dtcarve_boot_get_managed, boot, public_estimate(boot->boot->totals.managed))
GETTER(struct dtcarve_estimate, dtcarve_boot_get_cma_pages, boot, public_estimate(boot->boot->totals.cma))
GETTER(struct dtcarve_estimate, dtcarve_boot_get_unmovable, boot,
	   public_estimate(boot->boot->totals.unmovable))
GETTER(struct dtcarve_estimate, dtcarve_boot_get_total_kb, boot, public_estimate(boot->boot->total_kb))
GETTER(struct dtcarve_estimate, dtcarve_boot_get_reserved_kb, boot, public_estimate(boot->boot->reserved_kb))
GETTER(struct dtcarve_estimate, dtcarve_boot_get_cma_kb, boot, public_estimate(boot->boot->cma_kb))
GETTER(struct dtcarve_estimate, dtcarve_boot_get_min_free_kbytes, boot,
	   public_estimate(boot->boot->min_free_kbytes))
GETTER(size_t, dtcarve_boot_get_budget_count, boot, boot->boot->budget_count)
GETTER_AT(const char *, dtcarve_boot_get_budget_consumer, boot, boot->boot->budget_count,
		  boot->boot->budget[index].consumer, NULL)
GETTER_AT(int64_t, dtcarve_boot_get_budget_bytes, boot, boot->boot->budget_count,
		  boot->boot->budget[index].bytes, 0)
GETTER_BY(bool, dtcarve_boot_is_budget_exact, boot,
		  index < boot->boot->budget_count && boot->boot->budget[index].exact)

static struct dtcarve_range list_range(const struct memblock_list *list, size_t index)
{
	return index < list->count ? public_range(list->regions[index].range) : (struct dtcarve_range){ 0, 0 };
}

GETTER(size_t, dtcarve_boot_get_memory_count, boot, boot->boot->memblock.memory.count)
GETTER_BY(struct dtcarve_range, dtcarve_boot_get_memory, boot,
		  list_range(&boot->boot->memblock.memory, index))

bool dtcarve_boot_is_memory_no_map(const struct dtcarve_boot *boot, size_t index)
{
	const struct memblock_list *memory = &boot->boot->memblock.memory;

	return index < memory->count && (memory->regions[index].flags & MEMBLOCK_NOMAP) != 0;
}

GETTER(size_t, dtcarve_boot_get_reserved_count, boot, boot->boot->memblock.reserved.count)
GETTER_BY(struct dtcarve_range, dtcarve_boot_get_reserved, boot,
		  list_range(&boot->boot->memblock.reserved, index))
GETTER(struct dtcarve_range, dtcarve_boot_get_kernel_image, boot, public_range(boot->boot->kernel_image))
GETTER(struct dtcarve_range, dtcarve_boot_get_initrd, boot, public_range(boot->boot->initrd))
GETTER(struct dtcarve_range, dtcarve_boot_get_fdt, boot, public_range(boot->boot->fdt))
GETTER(size_t, dtcarve_boot_get_message_count, boot, boot->boot->message_count)
GETTER_AT(const char *, dtcarve_boot_get_message, boot, boot->boot->message_count,
		  boot->boot->messages[index].text, NULL)
GETTER(size_t, dtcarve_boot_get_assumption_count, boot, boot->boot->assumption_count)
GETTER_AT(const char *, dtcarve_boot_get_assumption, boot, boot->boot->assumption_count,
		  boot->boot->assumptions[index].what, NULL)
