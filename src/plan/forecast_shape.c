/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A number that tells layouts apart by what they leave free, not by where. */
#include "plan/forecast_work.h"

#include "boot/boot.h"
#include "kernel/kernel.h"
#include "util/number.h"

static uint64_t mixed(uint64_t a, uint64_t b, uint64_t c)
{
	uint64_t hash = (a * 0x9e3779b97f4a7c15 ^ b) * 0xbf58476d1ce4e5b9 ^ c;

	hash = (hash ^ hash >> 31) * 0x94d049bb133111eb;
	return hash ^ hash >> 29;
}

/* The blocks that the buddy allocator makes of a range: the sum does not tell where they lie. */
static uint64_t blocks_hash(const struct kernel *kernel, struct piece piece)
{
	uint64_t at = round_up(piece.range.base, page_size(kernel)) >> kernel->page_shift;
	uint64_t end = range_end(piece.range) >> kernel->page_shift, hash = 0;

	while (at < end) {
		unsigned int order = kernel->max_order;
		uint64_t blocks;

		while (order > 0 && (at & ((1ull << order) - 1) || (end - at) >> order == 0))
			order--;
		blocks = order == kernel->max_order ? (end - at) >> order : 1;
		hash += blocks * mixed(piece.zone, order, 1);
		at += blocks << order;
	}
	return hash;
}

/* Of a region: all but where in its zone it lies. */
static uint64_t region_hash(const struct ground *g, const struct layout *layout, size_t n)
{
	const struct place *p = &layout->places[n];
	bool elsewhere = p->window.size > 0 || is_placed_by_kernel(g, layout, n);
	uint64_t where = elsewhere ? mixed(p->window.base, p->window.size, 2) : ground_zone_at(g, p->range.base);

	return mixed(n, p->removed ? 0 : p->range.size, mixed(where, p->form | (uint64_t)p->mended << 8, p->heir));
}

uint64_t forecast_shape(const struct forecast *f, const struct ground *g, const struct layout *layout, const struct rest *rest)
{
	uint64_t hash = 0;

	for (size_t n = 0; n < layout->count; n++)
		hash += region_hash(g, layout, n);
	for (size_t i = 0; i < rest->count; i++)
		hash += blocks_hash(g->site->kernel, rest->pieces[i]);
	return mixed(hash, (uint64_t)(g->site - f->bench->sites), 3);
}
