/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "boot/random_board.h"

#include <criterion/criterion.h>
#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board/board.h"
#include "input/tree.h"
#include "util/error.h"
#include "util/number.h"

#define ROOM (1u << 20)
#define MOST_BANKS 4

struct sketch {
	struct random *random;
	char *fdt;
	bool hostile;
	uint32_t address_cells, size_cells;
	struct range banks[MOST_BANKS];
	size_t bank_count;
};

static uint64_t below(struct sketch *s, uint64_t limit)
{
	return random_below(s->random, limit);
}

static bool chance(struct sketch *s, unsigned int percent)
{
	return random_chance(s->random, percent);
}

static void must(int ret)
{
	cr_assert_eq(ret, 0, "libfdt: %s", fdt_strerror(ret));
}

static void put_cells(unsigned char **at, uint64_t value, uint32_t cells)
{
	for (uint32_t i = 0; i < 4 * cells; i++) {
		uint32_t shift = 8 * (4 * cells - 1 - i);

		*(*at)++ = (unsigned char)(shift < 64 ? value >> shift : 0);
	}
}

/* `extra` bytes too many spoil the length. */
static void put_ranges(struct sketch *s, const char *name, const struct range *ranges, size_t count,
					   size_t extra)
{
	unsigned char bytes[1024] = { 0 }, *at = bytes;

	for (size_t i = 0; i < count; i++) {
		put_cells(&at, ranges[i].base, s->address_cells);
		put_cells(&at, ranges[i].size, s->size_cells);
	}
	must(fdt_property(s->fdt, name, bytes, (int)((size_t)(at - bytes) + extra)));
}

static void put_number(struct sketch *s, const char *name, uint64_t value, uint32_t cells)
{
	unsigned char bytes[64] = { 0 }, *at = bytes;

	put_cells(&at, value, cells);
	must(fdt_property(s->fdt, name, bytes, (int)(at - bytes)));
}

static void put_text(struct sketch *s, const char *name, const char *text)
{
	must(fdt_property(s->fdt, name, text, (int)strlen(text) + 1));
}

static void put_flag(struct sketch *s, const char *name, unsigned int percent)
{
	if (chance(s, percent))
		must(fdt_property(s->fdt, name, NULL, 0));
}

/* Sizes that tempt: around powers of two, odd, nothing, all. */
static uint64_t any_number(struct sketch *s)
{
	uint64_t power = (uint64_t)1 << below(s, 64);

	switch (below(s, 6)) {
	case 0:
		return 0;
	case 1:
		return UINT64_MAX - below(s, 3) * 4096;
	case 2:
		return power - 1;
	case 3:
		return random_next(s->random);
	default:
		return power;
	}
}

static uint64_t alignment(struct sketch *s)
{
	static const uint64_t choices[] = { 1, 64, 4096, 65536, MIB(1), MIB(2), MIB(4), MIB(4), MIB(32) };

	return choices[below(s, ARRAY_SIZE(choices))];
}

static struct range place(struct sketch *s)
{
	struct range bank = s->banks[below(s, s->bank_count)];
	uint64_t align = alignment(s);

	if (s->hostile && chance(s, 30))
		return (struct range){ any_number(s), any_number(s) };
	if (chance(s, 5))
		return (struct range){ round_down(below(s, GIB(8)), align), MIB(1) };
	return (struct range){ round_down(bank.base + below(s, bank.size ? bank.size : 1), align),
						   round_up(below(s, MIB(24)) + 1, align) };
}

static void choose_banks(struct sketch *s)
{
	static const uint64_t bases[] = { 0, MIB(64), 0x40000000, 0x80000000, GIB(4), GIB(32) };
	uint64_t at = bases[below(s, ARRAY_SIZE(bases))];

	s->bank_count = 1 + below(s, MOST_BANKS);
	for (size_t i = 0; i < s->bank_count; i++) {
		uint64_t size = chance(s, 70) ? MIB(64) << below(s, 6) : MIB(33) + below(s, GIB(1));

		s->banks[i] = s->hostile && chance(s, 25) ? (struct range){ any_number(s), any_number(s) }
												  : (struct range){ at, size };
		at = round_down(at + size + (chance(s, 60) ? below(s, 8) * MIB(32) : below(s, GIB(1))), alignment(s));
	}
}

static void put_memory(struct sketch *s)
{
	for (size_t i = 0; i < s->bank_count; i++) {
		char name[32];

		snprintf(name, sizeof(name), "memory@%zx", i);
		must(fdt_begin_node(s->fdt, name));
		put_text(s, "device_type", "memory");
		if (chance(s, 5))
			put_text(s, "status", "disabled");
		put_ranges(s, "reg", &s->banks[i], 1, chance(s, 3) ? 4 : 0);
		if (chance(s, 3))
			put_ranges(s, "linux,usable-memory", &s->banks[i], 1, 0);
		must(fdt_end_node(s->fdt));
	}
}

static void put_region(struct sketch *s, size_t n)
{
	struct range ranges[3] = { place(s), place(s), place(s) };
	char name[32];

	snprintf(name, sizeof(name), "region@%zx", n);
	must(fdt_begin_node(s->fdt, name));
	if (chance(s, 65)) {
		put_ranges(s, "reg", ranges, chance(s, 90) ? 1 : below(s, 4), chance(s, 3) ? 4 : 0);
	} else {
		put_number(s, "size", s->hostile ? any_number(s) : ranges[0].size, chance(s, 95) ? s->size_cells : 1);
		if (chance(s, 60))
			put_number(s, "alignment", s->hostile ? any_number(s) : alignment(s), s->address_cells);
		if (chance(s, 50))
			put_ranges(s, "alloc-ranges", s->banks, 1 + below(s, s->bank_count), chance(s, 3) ? 4 : 0);
	}
	if (chance(s, 50))
		put_text(s, "compatible", chance(s, 90) ? "shared-dma-pool" : "restricted-dma-pool");
	put_flag(s, "no-map", 30);
	put_flag(s, "reusable", 45);
	put_flag(s, "linux,cma-default", 5);
	if (chance(s, 5))
		put_text(s, "status", "disabled");
	must(fdt_end_node(s->fdt));
}

static void put_reserved_memory(struct sketch *s)
{
	size_t count = chance(s, 80) ? below(s, 12) : below(s, s->hostile ? 1500 : 150);

	must(fdt_begin_node(s->fdt, "reserved-memory"));
	must(fdt_property_u32(s->fdt, "#address-cells", s->address_cells));
	must(fdt_property_u32(s->fdt, "#size-cells", s->size_cells));
	put_flag(s, "ranges", 98);
	for (size_t i = 0; i < count; i++)
		put_region(s, i);
	must(fdt_end_node(s->fdt));
}

static void put_chosen(struct sketch *s)
{
	static const char *const arguments[] = { "",
											 "cma=64M",
											 "cma=33M@0x50000000",
											 "cma=16M@1G-3G",
											 "cma=0",
											 "mem=256M",
											 "mem=96M@0x48000000 mem=32M",
											 "crashkernel=64M",
											 "crashkernel=64M@0x50000000",
											 "crashkernel=128M,high crashkernel=16M,low",
											 "kernelcore=128M",
											 "movablecore=30%",
											 "swiotlb=force log_buf_len=1M",
											 "vmalloc=400M earlycon",
											 "rodata=full debug_pagealloc=on",
											 "transparent_hugepage=always hugepages=20" };
	struct range initrd = place(s);
	const char *text = arguments[below(s, ARRAY_SIZE(arguments))];

	must(fdt_begin_node(s->fdt, "chosen"));
	if (chance(s, 60))
		put_text(s, "bootargs", text);
	if (chance(s, 50)) {
		put_number(s, "linux,initrd-start", initrd.base, 2);
		put_number(s, "linux,initrd-end", initrd.base + initrd.size, 2);
	}
	if (chance(s, 3))
		put_ranges(s, "linux,usable-memory-range", s->banks, 1, 0);
	if (chance(s, 3))
		put_ranges(s, "linux,elfcorehdr", &initrd, 1, 0);
	must(fdt_end_node(s->fdt));
}

static void put_cpus(struct sketch *s)
{
	uint64_t count = s->hostile && chance(s, 10) ? 2000 : 1 + below(s, 8);

	must(fdt_begin_node(s->fdt, "cpus"));
	for (uint64_t i = 0; i < count; i++) {
		char name[32];

		snprintf(name, sizeof(name), "cpu@%lx", i);
		must(fdt_begin_node(s->fdt, name));
		put_text(s, "device_type", "cpu");
		must(fdt_end_node(s->fdt));
	}
	must(fdt_end_node(s->fdt));
}

static void put_tree(struct sketch *s)
{
	static const uint32_t cells[] = { 2, 2, 2, 2, 1, 1, 3 };

	s->address_cells = cells[below(s, ARRAY_SIZE(cells))];
	s->size_cells = chance(s, 90) ? s->address_cells : cells[below(s, ARRAY_SIZE(cells))];
	choose_banks(s);
	must(fdt_create(s->fdt, ROOM));
	for (uint64_t i = below(s, 4); i-- > 0;) {
		struct range r = place(s);

		must(fdt_add_reservemap_entry(s->fdt, r.base, r.size));
	}
	must(fdt_finish_reservemap(s->fdt));
	must(fdt_begin_node(s->fdt, ""));
	must(fdt_property_u32(s->fdt, "#address-cells", s->address_cells));
	must(fdt_property_u32(s->fdt, "#size-cells", s->size_cells));
	put_cpus(s);
	put_memory(s);
	if (chance(s, 95))
		put_reserved_memory(s);
	put_chosen(s);
	must(fdt_end_node(s->fdt));
	must(fdt_finish(s->fdt));
}

struct board *random_board(struct random *random, bool hostile)
{
	struct sketch s = { .random = random, .fdt = calloc(1, ROOM), .hostile = hostile };
	struct tree tree = { .file = "board", .format = "dtb" };
	struct board *board = NULL;
	struct error error;

	cr_assert_not_null(s.fdt);
	put_tree(&s);
	tree.fdt = s.fdt;
	tree.size = fdt_totalsize(s.fdt);
	cr_assert_eq(board_read(&tree, &board, &error), 0, "%s", error.text);
	free(s.fdt);
	return board;
}
