/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "boot/boot.h"

#include <errno.h>

#include <dtcarve/boot.h>

#include "board/board.h"
#include "lib/estimates.h"
#include "lib/objects.h"
#include "lib/dtcarve_options.h"
#include "util/arena.h"

struct dtcarve_boot *boot_hold(struct dtcarve_boot *boot)
{
	hold(boot);
	return boot;
}

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
	object->board = board_hold(board);
	object->kernel = kernel_hold(kernel);
	boot_hold(object);
	ret = options_read_map(options_or_none(options), object->arena, &object->options.firmware_map, error);
	if (ret == 0)
		ret = boot_predict(board->board, kernel->kernel, &object->options, &object->boot, error);
	if (ret)
		dtcarve_boot_free(object);
	else
		*result = object;
	return ret;
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

void dtcarve_boot_free(struct dtcarve_boot *boot)
{
	if (!boot || !let_go(boot))
		return;
	boot_free(boot->boot);
	dtcarve_kernel_free(boot->kernel);
	dtcarve_board_free(boot->board);
	arena_free(boot->arena);
	memory_free(boot);
}

const struct dtcarve_board *dtcarve_boot_get_board(const struct dtcarve_boot *boot)
{
	return boot->board;
}

const struct dtcarve_kernel *dtcarve_boot_get_kernel(const struct dtcarve_boot *boot)
{
	return boot->kernel;
}

bool dtcarve_boot_does_boot(const struct dtcarve_boot *boot)
{
	return boot->boot->boots;
}

const char *dtcarve_boot_get_reason(const struct dtcarve_boot *boot)
{
	return boot->boot->reason;
}

const char *dtcarve_boot_get_reason_path(const struct dtcarve_boot *boot)
{
	return boot->boot->reason_path;
}

size_t dtcarve_boot_get_region_count(const struct dtcarve_boot *boot)
{
	return boot->boot->region_count;
}

const struct dtcarve_region *dtcarve_boot_get_region(const struct dtcarve_boot *boot, size_t index)
{
	if (index >= boot->boot->region_count)
		return NULL;
	return (const struct dtcarve_region *)(const void *)&boot->boot->regions[index];
}

size_t dtcarve_boot_get_cma_count(const struct dtcarve_boot *boot)
{
	return boot->boot->cma_count;
}

const struct dtcarve_cma *dtcarve_boot_get_cma(const struct dtcarve_boot *boot, size_t index)
{
	if (index >= boot->boot->cma_count)
		return NULL;
	return (const struct dtcarve_cma *)(const void *)&boot->boot->cma[index];
}

size_t dtcarve_boot_get_zone_count(const struct dtcarve_boot *boot)
{
	return boot->boot->zone_count;
}

const struct dtcarve_zone *dtcarve_boot_get_zone(const struct dtcarve_boot *boot, size_t index)
{
	if (index >= boot->boot->zone_count)
		return NULL;
	return (const struct dtcarve_zone *)(const void *)&boot->boot->zones[index];
}

size_t dtcarve_boot_get_protection_columns(const struct dtcarve_boot *boot)
{
	return boot->boot->protection_columns;
}

struct dtcarve_estimate dtcarve_boot_get_present(const struct dtcarve_boot *boot)
{
	return public_estimate(boot->boot->totals.present);
}

struct dtcarve_estimate dtcarve_boot_get_managed(const struct dtcarve_boot *boot)
{
	return public_estimate(boot->boot->totals.managed);
}

struct dtcarve_estimate dtcarve_boot_get_cma_pages(const struct dtcarve_boot *boot)
{
	return public_estimate(boot->boot->totals.cma);
}

struct dtcarve_estimate dtcarve_boot_get_unmovable(const struct dtcarve_boot *boot)
{
	return public_estimate(boot->boot->totals.unmovable);
}

struct dtcarve_estimate dtcarve_boot_get_total_kb(const struct dtcarve_boot *boot)
{
	return public_estimate(boot->boot->total_kb);
}

struct dtcarve_estimate dtcarve_boot_get_reserved_kb(const struct dtcarve_boot *boot)
{
	return public_estimate(boot->boot->reserved_kb);
}

struct dtcarve_estimate dtcarve_boot_get_cma_kb(const struct dtcarve_boot *boot)
{
	return public_estimate(boot->boot->cma_kb);
}

struct dtcarve_estimate dtcarve_boot_get_min_free_kbytes(const struct dtcarve_boot *boot)
{
	return public_estimate(boot->boot->min_free_kbytes);
}

size_t dtcarve_boot_get_budget_count(const struct dtcarve_boot *boot)
{
	return boot->boot->budget_count;
}

const char *dtcarve_boot_get_budget_consumer(const struct dtcarve_boot *boot, size_t index)
{
	return index < boot->boot->budget_count ? boot->boot->budget[index].consumer : NULL;
}

int64_t dtcarve_boot_get_budget_bytes(const struct dtcarve_boot *boot, size_t index)
{
	return index < boot->boot->budget_count ? boot->boot->budget[index].bytes : 0;
}

bool dtcarve_boot_is_budget_exact(const struct dtcarve_boot *boot, size_t index)
{
	return index < boot->boot->budget_count && boot->boot->budget[index].exact;
}

static struct dtcarve_range list_range(const struct memblock_list *list, size_t index)
{
	return index < list->count ? public_range(list->regions[index].range) : (struct dtcarve_range){ 0, 0 };
}

size_t dtcarve_boot_get_memory_count(const struct dtcarve_boot *boot)
{
	return boot->boot->memblock.memory.count;
}

struct dtcarve_range dtcarve_boot_get_memory(const struct dtcarve_boot *boot, size_t index)
{
	return list_range(&boot->boot->memblock.memory, index);
}

bool dtcarve_boot_is_memory_no_map(const struct dtcarve_boot *boot, size_t index)
{
	const struct memblock_list *memory = &boot->boot->memblock.memory;

	return index < memory->count && (memory->regions[index].flags & MEMBLOCK_NOMAP) != 0;
}

size_t dtcarve_boot_get_reserved_count(const struct dtcarve_boot *boot)
{
	return boot->boot->memblock.reserved.count;
}

struct dtcarve_range dtcarve_boot_get_reserved(const struct dtcarve_boot *boot, size_t index)
{
	return list_range(&boot->boot->memblock.reserved, index);
}

struct dtcarve_range dtcarve_boot_get_kernel_image(const struct dtcarve_boot *boot)
{
	return public_range(boot->boot->kernel_image);
}

struct dtcarve_range dtcarve_boot_get_initrd(const struct dtcarve_boot *boot)
{
	return public_range(boot->boot->initrd);
}

struct dtcarve_range dtcarve_boot_get_fdt(const struct dtcarve_boot *boot)
{
	return public_range(boot->boot->fdt);
}

size_t dtcarve_boot_get_message_count(const struct dtcarve_boot *boot)
{
	return boot->boot->message_count;
}

const char *dtcarve_boot_get_message(const struct dtcarve_boot *boot, size_t index)
{
	return index < boot->boot->message_count ? boot->boot->messages[index].text : NULL;
}

size_t dtcarve_boot_get_assumption_count(const struct dtcarve_boot *boot)
{
	return boot->boot->assumption_count;
}

const char *dtcarve_boot_get_assumption(const struct dtcarve_boot *boot, size_t index)
{
	return index < boot->boot->assumption_count ? boot->boot->assumptions[index].what : NULL;
}
