/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <string.h>

#include "policy/board_scope.h"
#include "policy/gate.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

static struct gate gate_for(struct arena *arena, const char *text, const char *board)
{
	struct bytes bytes = { (unsigned char *)arena_strdup(arena, text), strlen(text) };
	struct gate gate;
	struct error error;

	cr_assert_eq(gate_parse(arena, "p.ini", board_scope_of(arena, bytes, board), &gate, &error), 0, "%s", error.text);
	return gate;
}

Test(board_scope, a_name_is_that_of_the_file)
{
	cr_expect(board_scope_fits("clean", "boards/clean.dts"));
	cr_expect(board_scope_fits("clean.dtb", "clean.dtb"));
	cr_expect(board_scope_fits("rk3399-*", "a/b/rk3399-x.dts"));
	cr_expect(board_scope_fits("boards/*", "boards/clean.dts"));
	cr_expect_not(board_scope_fits("clean.dts", "clean.dtb"));
	cr_expect_not(board_scope_fits("clea", "clean.dtb"));
}

Test(board_scope, what_stands_behind_a_board_is_its_own)
{
	static const char text[] = "[budget]\ncma-max = 1M\n[board a*]\nkernel = 6.1\n[budget]\ncma-max = 2M\n"
							   "[board b]\nddr = 1G\n[budget]\ncma-max = 3M\n[board]\n[budget]\nno-map-max = 4M\n";
	struct arena *arena = arena_new();
	struct gate a = gate_for(arena, text, "x/a1.dts"), b = gate_for(arena, text, "b.dtb"),
				c = gate_for(arena, text, "c.dtb");

	cr_expect_eq(a.cma_max.value, MIB(2));
	cr_expect_eq(a.cma_max.line, 6, "lines keep their numbers");
	cr_expect_str_eq(a.kernels, "6.1");
	cr_expect_null(a.ddr);
	cr_expect_eq(b.cma_max.value, MIB(3));
	cr_expect_str_eq(b.ddr, "1G");
	cr_expect_eq(c.cma_max.value, MIB(1));
	cr_expect_null(c.kernels);
	cr_expect_eq(a.no_map_max.value, MIB(4));
	cr_expect_eq(c.no_map_max.value, MIB(4), "[board] is of all again");
	arena_free(arena);
}
