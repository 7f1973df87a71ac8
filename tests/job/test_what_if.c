/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "job/what_if.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <libfdt.h>
#include <stdio.h>
#include <string.h>

#include "input/blob.h"
#include "input/edit.h"
#include "input/overlay.h"
#include "plan/fixture.h"
#include "util/number.h"

static const char regions[] =
	"fixed: fixed@44000000 { reg = <0 0x44000000 0 0x1000000>; no-map; };\n"
	"pool: pool@48000000 { reg = <0 0x48000000 0 0x2000000>; compatible = \"shared-dma-pool\"; reusable; };\n"
	"anywhere { size = <0 0x400000>; no-map; };\n"
	"two@50000000 { reg = <0 0x50000000 0 0x1000>, <0 0x50002000 0 0x1000>; };\n"
	"off@51000000 { reg = <0 0x51000000 0 0x1000>; status = \"disabled\"; };\n"
	"};\ncodec { memory-region = <&fixed &pool>; };\nisp { memory-region = <&pool>; };\nlast {\n";

static struct planning *p;
static struct what_if what;
static struct tree *changed;
static struct error error;

static void setup(void)
{
	p = planning_new("6.1", regions);
	changed = NULL;
}

static void teardown(void)
{
	tree_free(changed);
	planning_free(p);
}

TestSuite(what_if, .init = setup, .fini = teardown);

static int make(const char *edit)
{
	return what_if_make(p->arena, p->tree, p->boot, &edit, 1, &what, &error);
}

static const unsigned char *property(const char *path, const char *name, size_t wanted)
{
	size_t size;
	const unsigned char *value = tree_property(changed, path, name, &size);

	cr_assert(value, "%s %s", path, name);
	cr_assert_eq(size, wanted, "%s %s: %zu bytes", path, name, size);
	return value;
}

static bool has(const char *path, const char *name)
{
	size_t size;

	return tree_property(changed, path, name, &size);
}

static void apply(const char *edit)
{
	cr_assert_eq(make(edit), 0, "%s", error.text);
	cr_assert_eq(what_if_tree(&what, &changed, &error), 0, "%s", error.text);
}

Test(what_if, sizes_and_places)
{
	apply("/reserved-memory/fixed@44000000 size=8M base=0x45000000");
	cr_assert_arr_eq(property("/reserved-memory/fixed@44000000", "reg", 16), "\0\0\0\0\x45\0\0\0\0\0\0\0\0\x80\0\0", 16);
	tree_free(changed);
	apply("/reserved-memory/anywhere size=8M");
	cr_assert_arr_eq(property("/reserved-memory/anywhere", "size", 8), "\0\0\0\0\0\x80\0\0", 8);
	cr_assert_not(has("/reserved-memory/anywhere", "reg"));
	tree_free(changed);
	apply("/reserved-memory/anywhere base=0x46000000");
	cr_assert_arr_eq(property("/reserved-memory/anywhere", "reg", 16), "\0\0\0\0\x46\0\0\0\0\0\0\0\0\x40\0\0", 16);
}

Test(what_if, kinds)
{
	static const char new_pool[] = "/reserved-memory/fixed-pool@44000000", new_hole[] = "/reserved-memory/pool-carveout@48000000";

	apply("/reserved-memory/fixed@44000000 kind=reusable");
	cr_assert(has(new_pool, "reusable"));
	cr_assert_not(has(new_pool, "no-map"));
	cr_assert_str_eq((const char *)property("/reserved-memory/fixed@44000000", "status", 9), "disabled");
	cr_assert_arr_eq(property("/codec", "memory-region", 8), property(new_pool, "phandle", 4), 4);
	tree_free(changed);
	apply("/reserved-memory/pool@48000000 kind=no-map size=16M");
	cr_assert(has(new_hole, "no-map"));
	cr_assert_not(has(new_hole, "reusable"));
	cr_assert_arr_eq(property(new_hole, "reg", 16), "\0\0\0\0\x48\0\0\0\0\0\0\0\1\0\0\0", 16);
	cr_assert_arr_eq(property("/codec", "memory-region", 8) + 4, property(new_hole, "phandle", 4), 4);
	cr_assert_arr_eq(property("/isp", "memory-region", 4), property(new_hole, "phandle", 4), 4);
	tree_free(changed);
	apply("/reserved-memory/pool@48000000 kind=removed size=16M");
	cr_assert_str_eq((const char *)property("/reserved-memory/pool@48000000", "status", 9), "disabled");
	tree_free(changed);
	apply("/reserved-memory/pool@48000000 kind=reusable");
	cr_assert_eq(what.plan.edit_count, 0);
}

Test(what_if, refuses_with_a_reason)
{
	static const struct {
		const char *edit, *word;
	} cases[] = {
		{ "/reserved-memory/none size=1M", "no such region" },
		{ "/reserved-memory/two@50000000 size=1M", "more than one range" },
		{ "/reserved-memory/off@51000000 size=1M", "not okay" },
		{ "/reserved-memory/fixed@44000000 size=0", "kind=removed" },
		{ "/reserved-memory/fixed@44000000 size=x", "expected a number" },
		{ "/reserved-memory/fixed@44000000 kind=gone", "expected no-map" },
		{ "/reserved-memory/fixed@44000000 colour=red", "expected size=" },
		{ "/reserved-memory/fixed@44000000 16M", "expected size=" },
		{ "/reserved-memory/fixed@44000000 base=0xffffffffffff0000", "address space" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		cr_assert_eq(make(cases[i].edit), -EINVAL, "%s", cases[i].edit);
		cr_assert(strstr(error.text, cases[i].word), "%s: %s", cases[i].edit, error.text);
	}
}

#define ORDER_ROOM 2000

/* The names of all nodes and properties, as they stand. */
static const char *nodes_of(const void *fdt)
{
	char *names = arena_alloc(p->arena, ORDER_ROOM);
	size_t used = 0;
	int depth = 0;

	for (int node = 0; node >= 0 && used < ORDER_ROOM; node = fdt_next_node(fdt, node, &depth)) {
		int property;

		used += (size_t)snprintf(names + used, ORDER_ROOM - used, "%s ", fdt_get_name(fdt, node, NULL));
		fdt_for_each_property_offset (property, fdt, node) {
			const char *name;

			fdt_getprop_by_offset(fdt, property, &name, NULL);
			if (used < ORDER_ROOM)
				used += (size_t)snprintf(names + used, ORDER_ROOM - used, "%s ", name);
		}
	}
	return names;
}

/* Whatever is edited: the overlay makes of the tree what the edits make of it. */
Test(what_if, the_overlay_does_the_same)
{
	static const char *const edits[] = {
		"/reserved-memory/fixed@44000000 size=8M kind=reusable",
		"/reserved-memory/pool@48000000 kind=no-map base=0x4a000000",
		"/reserved-memory/anywhere size=8M",
	};
	struct bytes overlay, base = { arena_memdup(p->arena, p->tree->fdt, p->tree->size), p->tree->size };
	struct blob blob;

	for (size_t count = 0; count <= ARRAY_SIZE(edits); count++) {
		struct bytes now = base;

		cr_assert_eq(what_if_make(p->arena, p->tree, p->boot, edits, count, &what, &error), 0, "%s", error.text);
		cr_assert_eq(what_if_tree(&what, &changed, &error), 0, "%s", error.text);
		cr_assert_eq(plan_overlay(p->arena, &what.plan, &overlay, &error), 0, "%s", error.text);
		cr_assert_eq(blob_adopt(p->arena, overlay, &blob, &error), 0, "%s", error.text);
		cr_assert_eq(overlay_apply(p->arena, &now, "board", &blob, &error), 0, "%s", error.text);
		cr_assert_eq(now.size, changed->size, "%zu edits", count);
		cr_assert_arr_eq(nodes_of(now.data), nodes_of(changed->fdt), ORDER_ROOM, "%zu edits: nodes in another order", count);
		tree_free(changed);
		cr_assert_eq(tree_from_bytes(now.data, now.size, "board.dtb", NULL, &changed, &error), 0, "%s", error.text);
		for (size_t i = 0; i < what.plan.edit_count; i++) {
			const struct edit *edit = &what.plan.edits[i];

			if (edit->property)
				cr_assert_eq(memcmp(property(edit->path, edit->property, edit->size), edit->value, edit->size), 0, "%s %s",
							 edit->path, edit->property);
		}
		tree_free(changed);
		changed = NULL;
	}
}

Test(what_if, tells_what_can_be_done)
{
	struct what_if_regions list;

	cr_assert_eq(what_if_regions_of(p->arena, p->tree, p->boot, &list, &error), 0, "%s", error.text);
	cr_assert_geq(list.count, 4);
	for (size_t i = 0; i < list.count; i++) {
		const struct what_if_region *region = &list.items[i];
		const char *name = p->board->rmem[region->node].name;

		cr_assert_gt(region->granule, 0, "%s", name);
		cr_assert_eq(region->may_resize, strncmp(name, "two", 3) != 0 && strncmp(name, "off", 3) != 0, "%s", name);
		cr_assert_geq(region->room, region->range.size, "%s", name);
		if (strncmp(name, "fixed", 5) == 0)
			cr_assert_leq(region->room, 0x4000000);
	}
}
