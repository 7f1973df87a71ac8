/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <string.h>

#include "alloc/boot_state.h"
#include "alloc/usual.h"
#include "board/board.h"
#include "boot/boot.h"
#include "compare/compare.h"
#include "input/scratch.h"
#include "kernel/kernel.h"
#include "util/number.h"

#define HEAD                                                                                                 \
	"/dts-v1/;\n/ {\n#address-cells = <1>; #size-cells = <1>; compatible = \"v,b\";\n"                       \
	"cpus { #address-cells = <1>; #size-cells = <0>; cpu@0 { device_type = \"cpu\"; compatible = "           \
	"\"arm,cortex-a53\";"                                                                                    \
	" reg = <0>; }; };\nmemory@80000000 { device_type = \"memory\"; reg = <0x80000000 0x20000000>; };\n"
#define BOARD(regions) HEAD "reserved-memory {\n#address-cells = <1>; #size-cells = <1>; ranges;\n" regions "}; };\n"
#define NO_REGIONS HEAD "};\n"

struct side {
	struct tree *tree;
	struct board *board;
	struct kernel *kernel;
	struct boot *boot;
	struct memory_state *settled;
	struct usual_headroom headroom;
	struct findings *findings;
};

static struct scratch *s;
static struct side sides[2];
static struct comparison *c;

static void setup(void)
{
	s = scratch_new();
}

static void free_side(struct side *side)
{
	findings_free(side->findings);
	memory_state_free(side->settled);
	boot_free(side->boot);
	kernel_free(side->kernel);
	board_free(side->board);
	tree_free(side->tree);
}

static void teardown(void)
{
	comparison_free(c);
	free_side(&sides[0]);
	free_side(&sides[1]);
	scratch_free(s);
}

TestSuite(compare, .init = setup, .fini = teardown);

static struct compare_side predict(struct side *side, const char *name, const char *source)
{
	struct kernel_options kernel = { .kernel = "6.6", .arch = ARCH_ARM64 };
	struct boot_options boot = { 0 };
	struct error error;

	cr_assert_eq(tree_load(scratch_text(s, name, source), NULL, &side->tree, &error), 0, "%s", error.text);
	cr_assert_eq(board_read(side->tree, &side->board, &error), 0);
	cr_assert_eq(kernel_load(&kernel, &side->kernel, &error), 0);
	cr_assert_eq(boot_predict(side->board, side->kernel, &boot, &side->boot, &error), 0);
	side->settled = memory_state_from_boot(side->boot, side->board->cpus);
	cr_assert_eq(usual_headroom(side->settled->arena, side->settled, &side->headroom, &error), 0);
	side->findings = findings_new(side->board, side->kernel, side->boot);
	return (
		struct compare_side){ name, side->board, side->kernel, side->boot, &side->headroom, side->findings };
}

static void compare_sources(const char *old, const char *new)
{
	struct compare_side a = predict(&sides[0], "old.dts", old), b = predict(&sides[1], "new.dts", new);

	c = compare(&a, &b);
}

static bool has_cost(const char *part)
{
	for (size_t i = 0; i < c->cost_count; i++)
		if (strstr(c->costs[i], part))
			return true;
	return false;
}

Test(compare, the_same_board_does_not_differ)
{
	compare_sources(BOARD("a@90000000 { reg = <0x90000000 0x100000>; };"),
					BOARD("a@90000000 { reg = <0x90000000 0x100000>; };"));
	cr_expect_not(c->differs);
	cr_expect_eq(c->cost_count, 0);
	cr_expect_eq(c->region_count + c->account.count + c->zones.count + c->headroom.count + c->finding_count,
				 0);
}

Test(compare, a_larger_region)
{
	compare_sources(BOARD("a@90000000 { reg = <0x90000000 0x100000>; no-map; };"),
					BOARD("a@90000000 { reg = <0x90000000 0x1900000>; no-map; };"));
	cr_expect(c->differs);
	cr_assert_eq(c->region_count, 1);
	cr_expect_eq(c->regions[0].change, CHANGE_RESIZED);
	cr_expect(has_cost("memory that unmovable requests can use"));
	cr_expect(has_cost("MiB less memory"));
	cr_expect(has_cost("order-9 blocks for GFP_KERNEL "));
}

Test(compare, a_move_changes_the_name)
{
	compare_sources(BOARD("a@90000000 { reg = <0x90000000 0x100000>; };"),
					BOARD("a@91000000 { reg = <0x91000000 0x100000>; };"));
	cr_assert_eq(c->region_count, 1);
	cr_expect_eq(c->regions[0].change, CHANGE_MOVED);
	cr_assert_eq(c->rename_count, 1);
	cr_expect_str_eq(c->renames[0].new, "/reserved-memory/a@91000000");
	cr_expect_eq(c->finding_count, 0, "findings follow the node");
}

/* What stands on one side alone is added or removed as its side says, a row for /reserved-memory itself too, which the
 * old kernels have a line for where the node is missing. */
Test(compare, what_is_added_is_never_called_removed)
{
	static const char *const with[] = {
		BOARD("a@90000000 { reg = <0x90000000 0x100000>; no-map; };"),
		BOARD("a@90000000 { reg = <0x90000000 0x100000>; }; b { size = <0x400000>; };"),
		BOARD("p { compatible = \"shared-dma-pool\"; reusable; size = <0x1000000>; linux,cma-default; };"),
	};
	const char *without[] = { BOARD(""), NO_REGIONS };

	for (size_t w = 0; w < 2 * ARRAY_SIZE(with); w++)
		for (int swapped = 0; swapped < 2; swapped++) {
			const char *more = with[w / 2], *less = without[w % 2];
			enum region_change wanted = swapped ? CHANGE_REMOVED : CHANGE_ADDED;
			size_t found = 0;

			teardown();
			setup();
			c = NULL;
			compare_sources(swapped ? more : less, swapped ? less : more);
			for (size_t i = 0; i < c->region_count; i++) {
				const struct region_diff *diff = &c->regions[i];

				if (diff->old && diff->new)
					continue;
				cr_expect_eq(!diff->old, diff->change == CHANGE_ADDED);
				if (strncmp((diff->new ? diff->new : diff->old)->path, "/reserved-memory", 16) == 0) {
					cr_expect_eq(diff->change, wanted, "%s is %s", (diff->new ? diff->new : diff->old)->path,
								 change_name(diff->change));
					found++;
				}
			}
			cr_expect_gt(found, 0, "board %zu", w);
		}
}

Test(compare, two_for_one_is_no_move)
{
	compare_sources(BOARD("a@90000000 { reg = <0x90000000 0x100000>; };"),
					BOARD("a@91000000 { reg = <0x91000000 0x100000>; };\n"
						  "a@92000000 { reg = <0x92000000 0x100000>; };"));
	cr_assert_eq(c->region_count, 3);
	cr_expect_eq(c->regions[0].change, CHANGE_REMOVED);
	cr_expect_eq(c->regions[1].change, CHANGE_ADDED);
	cr_expect_eq(c->regions[2].change, CHANGE_ADDED);
}

Test(compare, another_kind_is_a_change)
{
	compare_sources(BOARD("a@90000000 { reg = <0x90000000 0x100000>; };"),
					BOARD("a@90000000 { reg = <0x90000000 0x100000>; no-map; };"));
	cr_assert_eq(c->region_count, 1);
	cr_expect_eq(c->regions[0].change, CHANGE_OTHER);
}

Test(compare, findings_gone_and_new)
{
	compare_sources(
		BOARD("a@90000000 { compatible = \"shared-dma-pool\"; reusable; reg = <0x90000000 0x123000>; };"),
		BOARD("a@90000000 { compatible = \"shared-dma-pool\"; reusable; reg = <0x90000000 0x200000>; };\n"
			  "b@92000000 { compatible = \"shared-dma-pool\"; reusable; reg = <0x92000000 0x123000>; };"));
	size_t gone = 0, new = 0;

	for (size_t i = 0; i < c->finding_count; i++) {
		if (strcmp(c->findings[i].finding->rule->id, "cma-misaligned") != 0)
			continue;
		gone += c->findings[i].change == FINDING_GONE;
		new += c->findings[i].change == FINDING_NEW;
	}
	cr_expect_eq(gone, 1);
	cr_expect_eq(new, 1);
	cr_expect(has_cost("new or worse"));
}
