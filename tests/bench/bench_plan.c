/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How long `suggest` thinks about a board with 64 regions of which 16 may change. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "alloc/boot_state.h"
#include "board/board.h"
#include "boot/boot.h"
#include "input/tree.h"
#include "kernel/kernel.h"
#include "plan/plan.h"
#include "policy/policy.h"
#include "util/arena.h"
#include "util/error.h"

#define REGIONS 64
#define CHANGEABLE 16

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void check(int ret, const struct error *error)
{
	if (ret == 0)
		return;
	fprintf(stderr, "bench_plan: %s\n", error->text);
	exit(1);
}

/* 2 GiB with a region every 24 MiB, every fourth a CMA pool of 12 to 20 MiB, the others firmware's. */
static const char *source(struct arena *arena)
{
	char *text = arena_strdup(
		arena, "/dts-v1/;\n/ {\n#address-cells = <2>;\n#size-cells = <2>;\n"
			   "memory@40000000 { device_type = \"memory\"; reg = <0 0x40000000 0 0x80000000>; };\n"
			   "reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;\n");

	for (unsigned int i = 0; i < REGIONS; i++) {
		unsigned int base = 0x44000000 + i * 0x1800000;

		if (i % (REGIONS / CHANGEABLE) == 0)
			text = arena_printf(
				arena, "%spool@%x { compatible = \"shared-dma-pool\"; reusable; reg = <0 0x%x 0 0x%x>; };\n",
				text, base, base, 0xc00000 + i % 3 * 0x400000);
		else
			text = arena_printf(arena, "%sfirmware@%x { no-map; reg = <0 0x%x 0 0x180000>; };\n", text, base,
								base);
	}
	return arena_printf(arena, "%s};\n};\n", text);
}

static struct policy all_free(struct arena *arena)
{
	static const char text[] = "[region /reserved-memory/pool*]\nmay-move = yes\nmay-shrink-to = 2M\n";
	struct bytes bytes = { (unsigned char *)arena_strdup(arena, text), sizeof(text) - 1 };
	struct policy policy;
	struct error error;

	check(policy_parse(arena, "bench.ini", bytes, &policy, &error), &error);
	return policy;
}

static void run(const struct site *site, const struct tree *tree, const char *text)
{
	struct arena *arena = arena_new();
	struct policy policy = all_free(arena);
	struct plan_input input = {
		.tree = tree, .sites = site, .site_count = 1, .need_count = 1, .policy = &policy
	};
	struct need need;
	struct plan *plan;
	struct error error;
	double start;

	check(need_parse(arena, &site->settled->kernel, text, &need, &error), &error);
	input.needs = &need;
	start = now();
	check(plan_make(&input, &plan, &error), &error);
	printf("suggest, 64 regions, 16 changeable, %-36s %6.3f s, %zu replays, %s, %s\n", text, now() - start,
		   plan->replays, plan->met ? "met" : "not met", plan->proven ? "proven" : "not proven");
	plan_free(plan);
	arena_free(arena);
}

int main(void)
{
	struct arena *arena = arena_new();
	const char *text = source(arena);
	struct kernel_options options = { .kernel = "6.1", .arch = ARCH_ARM64 };
	struct boot_options boot_options = { 0 };
	struct error error;
	struct tree *tree;
	struct board *board;
	struct kernel *kernel;
	struct boot *boot;
	struct memory_state *settled;

	check(tree_from_bytes(text, strlen(text), "bench.dts", NULL, &tree, &error), &error);
	check(board_read(tree, &board, &error), &error);
	check(kernel_load(&options, &kernel, &error), &error);
	check(boot_predict(board, kernel, &boot_options, &boot, &error), &error);
	settled = memory_state_from_boot(boot, 4);
	struct site site = { NULL, board, kernel, &boot_options, 4, boot, settled };

	run(&site, tree, "order=9 free 790 blocks");
	run(&site, tree, "order=10 free 380 blocks");
	run(&site, tree, "order=10 free 700 blocks");
	run(&site, tree, "order=3 gfp=GFP_ATOMIC count=210000");
	run(&site, tree, "unmovable 1680M");
	run(&site, tree, "unmovable 3G");
	memory_state_free(settled);
	boot_free(boot);
	kernel_free(kernel);
	board_free(board);
	tree_free(tree);
	arena_free(arena);
	return 0;
}
