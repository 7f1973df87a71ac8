/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How many blocks of each order the usual requests get, how much memory that is, and what limits them. */
#include <inttypes.h>

#include "alloc/usual.h"
#include "render/free_lists.h"
#include "render/table.h"
#include "util/arena.h"
#include "util/number.h"

static const char *const names[USUAL_MASKS] = { "GFP_ATOMIC", "GFP_KERNEL", "movable" };

/* The order, then three cells a mask. */
#define CELLS (1 + 3 * USUAL_MASKS)

static const char *limit_letter(enum headroom_limit limit)
{
	static const char *const letters[] = {
		[LIMIT_WATERMARK] = "w", [LIMIT_LOWMEM_RESERVE] = "r", [LIMIT_BLOCKS] = "b", [LIMIT_ZONE] = "z"
	};

	return letters[limit];
}

static void fill_cells(const struct pen *pen, unsigned int page_shift, const struct headroom *h,
					   struct cell cells[3])
{
	const char *sign = is_exact(h->blocks) ? "" : h->lower_bound ? ">=" : "~";
	uint64_t kib = (uint64_t)h->blocks.value << (h->request->order + page_shift) >> 10;

	cells[0] = (struct cell){ arena_printf(pen->arena, "%s%" PRId64, sign, h->blocks.value),
							  h->blocks.value ? TINT_PLAIN : TINT_BAD };
	cells[1] = (struct cell){ arena_printf(pen->arena, "%" PRIu64, kib), TINT_FAINT };
	cells[2] = (struct cell){ limit_letter(h->limit), TINT_FAINT };
}

void usual_headroom_write(const struct pen *pen, const struct memory_state *memory,
						  const struct headroom *rows, size_t count)
{
	struct column columns[CELLS] = { { .align = ALIGN_RIGHT } };
	struct cell cells[CELLS] = { { "order", TINT_FAINT } };
	struct table *table;

	for (size_t i = 1; i < CELLS; i++) {
		columns[i] = (struct column){ .align = ALIGN_RIGHT, .gap = i % 3 ? 2 : 1 };
		cells[i] = (struct cell){ i % 3 == 1 ? names[i / 3] : i % 3 == 2 ? "KiB" : "", TINT_FAINT };
	}
	table = table_new(pen, columns, CELLS);
	table_add(table, cells);
	for (size_t i = 0; i + USUAL_MASKS <= count; i += USUAL_MASKS) {
		cells[0] = (struct cell){ arena_printf(pen->arena, "%u", rows[i].request->order), TINT_FAINT };
		for (size_t mask = 0; mask < USUAL_MASKS; mask++)
			fill_cells(pen, memory->kernel.page_shift, &rows[i + mask], &cells[1 + 3 * mask]);
		table_add(table, cells);
	}
	table_write(table);
	pen_paragraph(
		pen, "",
		"limited by: w watermark, b free blocks, r lowmem_reserve, z no zone; ~ estimate, >= at least, as reclaim and compaction may free more",
		TINT_FAINT);
}
