/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <string.h>

#include "boot/boot.h"
#include "kernel/kernel.h"
#include "document/memory_map.h"
#include "render/sample.h"
#include "util/number.h"

static const struct map_item *find_region(const struct memory_map *map, const char *name)
{
	for (size_t i = 0; i < map->count; i++)
		if (map->items[i].kind == MAP_REGION && strcmp(map->items[i].region->name, name) == 0)
			return &map->items[i];
	cr_assert_fail("no region %s in the map", name);
	return NULL;
}

static size_t count_kind(const struct memory_map *map, enum map_kind kind)
{
	size_t count = 0;

	for (size_t i = 0; i < map->count; i++)
		count += map->items[i].kind == kind;
	return count;
}

Test(memory_map, items_ascend_and_leave_no_byte_of_a_clean_bank_out)
{
	struct sample s = sample_load("uniphier-ld20.dts", "uniphier-ld20.kernel");
	struct memory_map map = memory_map_of(s.arena, s.boot);
	uint64_t at = 0x80000000, page = page_size(s.kernel);

	for (size_t i = 0; i < map.count; i++) {
		const struct map_item *item = &map.items[i];

		if (item->kind <= MAP_ZONE)
			continue;
		cr_expect_leq(item->range.base - round_down(at, page), page, "gap before 0x%lx", item->range.base);
		cr_expect_null(item->overlaps);
		at = range_end(item->range);
	}
	cr_assert_eq(round_up(at, page), 0x100000000);
	cr_assert_eq(count_kind(&map, MAP_BANK), 1);
	cr_assert_eq(count_kind(&map, MAP_REGION), 12);
	sample_free(&s);
}

Test(memory_map, two_banks_have_a_hole_and_a_zone_border)
{
	struct sample s = sample_load("two-banks-4g.dts", "6.1");
	struct memory_map map = memory_map_of(s.arena, s.boot);

	cr_assert_eq(map.bank_count, 2);
	cr_assert_eq(count_kind(&map, MAP_HOLE), 1);
	cr_assert_eq(count_kind(&map, MAP_ZONE), 2);
	for (size_t i = 0; i < map.count; i++)
		if (map.items[i].kind == MAP_HOLE)
			cr_assert_eq(range_end(map.items[i].range), 0x880000000);
	sample_free(&s);
}

/* The upper 256 MiB of 1 GiB are a zone of their own, and nothing is placed where it begins. */
static const char movable_zone[] =
	"/dts-v1/;\n"
	"/ { #address-cells = <1>; #size-cells = <1>;\n"
	"  chosen { bootargs = \"cma=0 movablecore=256M\"; };\n"
	"  cpus { #address-cells = <1>; #size-cells = <0>;\n"
	"    cpu@0 { device_type = \"cpu\"; compatible = \"arm,cortex-a53\"; reg = <0>; }; };\n"
	"  memory@40000000 { device_type = \"memory\"; reg = <0x40000000 0x40000000>; };\n"
	"};\n";

Test(memory_map, free_memory_ends_at_a_zone)
{
	struct sample s = sample_from_source(movable_zone, "6.1");
	struct memory_map map = memory_map_of(s.arena, s.boot);
	bool ends = false, begins = false;

	for (size_t i = 0; i < map.count; i++) {
		if (map.items[i].kind != MAP_FREE)
			continue;
		ends |= range_end(map.items[i].range) == 0x70000000;
		begins |= map.items[i].range.base == 0x70000000;
	}
	cr_assert(ends);
	cr_assert(begins);
	sample_free(&s);
}

Test(memory_map, overlaps_and_places_outside_are_noted)
{
	struct sample s = sample_load("mistakes.dts", "6.1");
	struct memory_map map = memory_map_of(s.arena, s.boot);

	cr_assert_str_eq(find_region(&map, "overlapping@a5100000")->overlaps, "overlapped@a5000000");
	cr_assert_null(find_region(&map, "overlapped@a5000000")->overlaps);
	cr_assert_eq(find_region(&map, "beyond@200000000")->outside, MIB(16));
	cr_assert_eq(find_region(&map, "edge@13fc00000")->outside, MIB(4));
	cr_assert_eq(find_region(&map, "nobody@a9000000")->outside, 0);
	sample_free(&s);
}

Test(memory_map, a_gap_knows_the_largest_block_in_it)
{
	struct sample s = sample_load("uniphier-ld20.dts", "uniphier-ld20.kernel");
	struct memory_map map = memory_map_of(s.arena, s.boot);
	const struct map_item *first = NULL, *large = NULL;

	for (size_t i = 0; i < map.count; i++) {
		if (map.items[i].kind == MAP_FREE && map.items[i].range.base == 0x80000000)
			first = &map.items[i];
		if (map.items[i].kind == MAP_FREE && map.items[i].range.base == 0xe4000000)
			large = &map.items[i];
	}
	cr_assert_not_null(first);
	cr_assert_eq(first->range.size, KIB(512));
	cr_assert_eq(first->largest_order, 7);
	cr_assert_not_null(large);
	cr_assert_eq(large->largest_order, s.kernel->max_order);
	sample_free(&s);
}
