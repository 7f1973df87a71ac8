/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <math.h>

#include "boot/boot.h"
#include "document/map_drawing.h"
#include "render/sample.h"
#include "util/arena.h"

#define LEAST 12.0 /* units of the drawing: room for a number, or for the pointer */

static const char many[] =
	"/dts-v1/;\n"
	"/ { #address-cells = <2>; #size-cells = <2>; model = \"many\"; compatible = \"test,many\";\n"
	"  cpus { #address-cells = <1>; #size-cells = <0>;\n"
	"    cpu@0 { device_type = \"cpu\"; reg = <0>; compatible = \"arm,cortex-a53\"; }; };\n"
	"  memory@80000000 { device_type = \"memory\"; reg = <0 0x80000000 0 0x80000000>,\n"
	"    <8 0x80000000 0xf 0x80000000>; };\n"
	"  reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;\n"
	"    a@90000000 { reg = <0 0x90000000 0 0x1000>; };\n"
	"    b@90002000 { reg = <0 0x90002000 0 0x1000>; no-map; };\n"
	"    c@90100000 { reg = <0 0x90100000 0 0x4000000>; };\n"
	"    d@98000000 { reg = <0 0x98000000 0 0x1000>; no-map; };\n"
	"    e@880000000 { reg = <8 0x80000000 0 0x2000>; };\n"
	"  };\n"
	"};\n";

static bool is_named(const struct map_item *item)
{
	return item->kind == MAP_REGION || item->kind == MAP_OWN;
}

/* The widest slot of an item in any strip. */
static double widest(const struct map_drawing *d, const struct map_item *item)
{
	double width = 0;

	for (size_t s = 0; s < d->strip_count; s++)
		for (size_t i = 0; i < d->strips[s].slot_count; i++)
			if (d->strips[s].slots[i].item == item)
				width = fmax(width, d->strips[s].slots[i].width);
	return width;
}

static void expect_all_findable(const struct sample *s)
{
	const struct map_drawing *d = map_drawing_new(s->arena, &s->report);

	for (size_t i = 0; i < d->map.count; i++) {
		const struct map_item *item = &d->map.items[i];

		if (is_named(item) && item->outside < item->range.size)
			cr_expect_geq(widest(d, item), LEAST, "item %zu at 0x%lx", i, item->range.base);
	}
}

Test(map_drawing, every_region_is_large_enough_somewhere)
{
	struct sample one = sample_load("uniphier-ld20.dts", "uniphier-ld20.kernel");
	struct sample other = sample_from_source(many, "6.1");

	expect_all_findable(&one);
	expect_all_findable(&other);
	sample_free(&one);
	sample_free(&other);
}

/* Regions each of which overlaps the next fifteen: what is drawn grows with them, not with their pairs. */
Test(map_drawing, a_chain_of_overlapping_regions)
{
	static const size_t counts[] = { 64, 256 };

	for (size_t n = 0; n < 2; n++) {
		struct arena *arena = arena_new();
		const char *regions = "";
		struct sample s;
		const struct map_drawing *d;
		size_t slots = 0;

		for (size_t i = 0; i < counts[n]; i++)
			regions = arena_printf(arena, "%s r%zu@%zx { reg = <0x%zx 0x10000>; };", regions, i,
								   0x50000000 + i * 0x1000, 0x50000000 + i * 0x1000);
		s = sample_from_source(
			arena_printf(arena,
						 "/dts-v1/; / { #address-cells = <1>; #size-cells = <1>; compatible = \"test,chain\";"
						 " cpus { #address-cells = <1>; #size-cells = <0>;"
						 " cpu@0 { device_type = \"cpu\"; reg = <0>; compatible = \"arm,cortex-a53\"; }; };"
						 " memory@40000000 { device_type = \"memory\"; reg = <0x40000000 0x40000000>; };"
						 " reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; %s }; };\n",
						 regions),
			"6.1");
		expect_all_findable(&s);
		d = map_drawing_new(s.arena, &s.report);
		for (size_t i = 0; i < d->strip_count; i++)
			slots += d->strips[i].slot_count;
		cr_expect_leq(slots, 6 * counts[n], "%zu slots for %zu regions", slots, counts[n]);
		sample_free(&s);
		arena_free(arena);
	}
}

Test(map_drawing, the_first_strip_is_to_scale)
{
	struct sample s = sample_load("uniphier-ld20.dts", "uniphier-ld20.kernel");
	const struct map_drawing *d = map_drawing_new(s.arena, &s.report);
	const struct map_strip *strip = &d->strips[0];
	double scale = d->banks[0].width / (double)d->banks[0].range.size;

	cr_assert_null(strip->letter);
	for (size_t i = 0; i < strip->slot_count; i++) {
		const struct map_slot *slot = &strip->slots[i];
		double wanted = (double)slot->item->range.size * scale;

		if (wanted > 2)
			cr_expect_float_eq(slot->width, wanted, 0.01);
	}
	sample_free(&s);
}

Test(map_drawing, nothing_leaves_its_strip_and_no_strip_the_drawing)
{
	struct sample s = sample_from_source(many, "6.1");
	const struct map_drawing *d = map_drawing_new(s.arena, &s.report);

	for (size_t n = 0; n < d->strip_count; n++) {
		const struct map_strip *strip = &d->strips[n];

		cr_expect_geq(strip->x, 0);
		cr_expect_leq(strip->x + strip->width, MAP_WIDTH);
		cr_expect_leq(strip->y + strip->height, d->height);
		for (size_t i = 0; i < strip->slot_count; i++) {
			cr_expect_geq(strip->slots[i].x, strip->x - 0.01);
			cr_expect_leq(strip->slots[i].x + strip->slots[i].width, strip->x + strip->width + 0.01);
		}
	}
	sample_free(&s);
}

Test(map_drawing, regions_are_numbered_in_address_order)
{
	struct sample s = sample_from_source(many, "6.1");
	const struct map_drawing *d = map_drawing_new(s.arena, &s.report);
	size_t last = 0;

	for (size_t i = 0; i < d->map.count; i++)
		if (map_number(d, &d->map.items[i]))
			cr_expect_eq(map_number(d, &d->map.items[i]), ++last);
	cr_expect_gt(last, 5);
	sample_free(&s);
}
