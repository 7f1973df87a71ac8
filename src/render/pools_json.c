/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "board/board.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "plan/oversized.h"
#include "render/json.h"
#include "render/pools_json.h"
#include "util/arena.h"

json_t *pool_row_to_json(const struct boot *boot, const struct pool_row *row)
{
	struct arena *arena = arena_new();
	const struct region *r = row->region;
	json_t *o = json_packed("{s:O, s:s, s:O, s:O}", "name", json_text(r->name), "kind",
						  region_kind_name(r->kind), "base", json_address(r->range.base), "size",
						  json_uint(row->size));
	const struct rmem_node *node = r->node < boot->board->rmem_count ? &boot->board->rmem[r->node] : NULL;

	json_add_text(o, "path", r->path);
	json_put(o, "users", json_texts(node ? node->consumers : NULL, node ? node->consumer_count : 0));
	if (row->limits && row->limits->demand)
		json_put(o, "demand", json_uint(row->limits->demand));
	if (row->limits && row->limits->peak && !row->limits->peak_of_all)
		json_put(o, "peak_with_margin", json_uint(row->limits->peak));
	if (row->used)
		json_put(o, "idle", json_uint(row->idle));
	json_put(o, "cut", json_uint(row->cut));
	if (row->cmdline_size)
		json_put(o, "cmdline_size", json_uint(row->cmdline_size));
	json_put(o, "leave", json_text(pool_leave(arena, row)));
	arena_free(arena);
	return o;
}

void pools_write_json(const struct boot *boot, const struct pool_rows *rows, FILE *out)
{
	json_t *kernel = json_new_object(), *o;

	json_add_text(kernel, "version", boot->kernel->release);
	json_add_kernel_basis(kernel, boot->kernel);
	o = json_packed("{s:s, s:O, s:O}", "schema", "dtcarve-pools-1", "kernel", kernel, "pools",
					JSON_LIST(i, rows->count, pool_row_to_json(boot, &rows->items[i])));
	if (rows->oversized)
		json_add_text(o, "oversized", rows->oversized->region->name);
	json_write(o, out);
}
