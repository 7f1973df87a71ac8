/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/fixture.h"

#include <criterion/criterion.h>
#include <string.h>

static const char head[] =
	"/dts-v1/;\n/ {\n#address-cells = <2>;\n#size-cells = <2>;\ncompatible = \"test,board\";\n"
	"cpus { #address-cells = <1>; #size-cells = <0>;\n"
	"cpu@0 { device_type = \"cpu\"; compatible = \"arm,cortex-a53\"; reg = <0>; }; };\n"
	"reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;\n";

static void predict(struct planning *p, const char *release, enum arch arch)
{
	struct kernel_options kernel = { .kernel = release, .arch = arch };
	struct error error;

	cr_assert_eq(board_read(p->tree, &p->board, &error), 0, "%s", error.text);
	cr_assert_eq(kernel_load(&kernel, &p->kernel, &error), 0, "%s", error.text);
	cr_assert_eq(boot_predict(p->board, p->kernel, &p->options, &p->boot, &error), 0, "%s", error.text);
	p->settled = memory_state_from_boot(p->boot, 1);
	p->site = (struct site){ NULL, p->board, p->kernel, &p->options, 1, p->boot, p->settled };
}

struct planning *planning_new(const char *release, const char *regions)
{
	return planning_with_ddr(release, 512, regions);
}

struct planning *planning_with_ddr(const char *release, unsigned int mib, const char *regions)
{
	return planning_at(release, 0x40000000, mib, regions);
}

struct planning *planning_at(const char *release, uint32_t base, unsigned int mib, const char *regions)
{
	struct arena *arena = arena_new();
	struct planning *p = planning_from(
		release, ARCH_ARM64,
		arena_printf(arena, "%s%s};\nmemory@%x { device_type = \"memory\"; reg = <0 0x%x 0 0x%x>; };\n};\n", head,
					 regions, base, base, mib << 20));

	arena_free(arena);
	return p;
}

struct planning *planning_from(const char *release, enum arch arch, const char *source)
{
	struct arena *arena = arena_new();
	struct planning *p = arena_new_object(arena, struct planning);
	struct error error;

	p->arena = arena;
	cr_assert_eq(tree_from_bytes(source, strlen(source), "board.dts", NULL, &p->tree, &error), 0, "%s",
				 error.text);
	predict(p, release, arch);
	return p;
}

void planning_free(struct planning *p)
{
	memory_state_free(p->settled);
	boot_free(p->boot);
	kernel_free(p->kernel);
	board_free(p->board);
	tree_free(p->tree);
	arena_free(p->arena);
}

struct policy planning_policy(struct planning *p, const char *text)
{
	struct bytes bytes = { (unsigned char *)arena_strdup(p->arena, text), strlen(text) };
	struct policy policy;
	struct error error;

	cr_assert_eq(policy_parse(p->arena, "board.ini", bytes, &policy, &error), 0, "%s", error.text);
	return policy;
}

void planning_need(struct planning *p, const char *text)
{
	struct need need;
	struct error error;

	cr_assert_eq(need_parse(p->arena, &p->settled->kernel, text, &need, &error), 0, "%s", error.text);
	arena_push(p->arena, p->needs, p->need_count, need);
}

struct plan_input planning_input(const struct planning *p)
{
	return (struct plan_input){
		.tree = p->tree, .sites = &p->site, .site_count = 1, .needs = p->needs, .need_count = p->need_count
	};
}

size_t planning_node(const struct planning *p, const char *name)
{
	for (size_t n = 0; n < p->board->rmem_count; n++)
		if (strcmp(p->board->rmem[n].name, name) == 0)
			return n;
	cr_assert_fail("no region %s", name);
	return SIZE_MAX;
}
