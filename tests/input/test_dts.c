/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "input/dts.h"
#include "input/scratch.h"

static struct scratch *s;

static void setup(void)
{
	s = scratch_new();
}

static void teardown(void)
{
	scratch_free(s);
}

TestSuite(dts, .init = setup, .fini = teardown);

static bool matches(const char *text)
{
	return dts_matches(bytes_of(text));
}

Test(dts, source_is_told_from_other_text)
{
	cr_assert(matches("/dts-v1/;\n/ { };"));
	cr_assert(matches("/ {\n};"));
	cr_assert(matches("/* x */ &uart0\n{ };"));
	cr_assert(matches("#include \"soc.dtsi\"\n"));
	cr_assert_not(matches("int main(void)\n{\n}\n"));
	cr_assert_not(matches("{ \"schema\": 1 }"));
	cr_assert_not(matches("CONFIG_CMA=y\n"));
	cr_assert_not(matches(""));
	cr_assert_not(dts_matches(bytes_copy(s->arena, "/dts-v1/;\0", 10)));
}

static struct tree *compile(const char *path, const struct tree_options *options)
{
	struct error error;
	struct tree *tree;

	cr_assert_eq(load_file(path, options, &tree, &error), 0, "%s", error.text);
	cr_assert_str_eq(tree->format, "dts");
	return tree;
}

static const char board[] = "/dts-v1/;\n"
							"#include \"soc.dtsi\"\n"
							"#include <dt-bindings/made-up.h>\n"
							"/ { model = MODEL; size = <(SIZE * 2)>; };\n";

Test(dts, includes_macros_and_folders)
{
	const char *path = scratch_text(s, "board/board.dts", board);
	const char *folder = arena_printf(s->arena, "%s/include", s->folder);
	struct tree_options options = { .include_dirs = &folder, .include_dir_count = 1 };
	struct tree *tree;

	scratch_text(s, "board/soc.dtsi", "/ { soc { }; };\n");
	scratch_text(s, "include/dt-bindings/made-up.h", "#define MODEL \"made up\"\n#define SIZE 0x800\n");
	tree = compile(path, &options);
	cr_assert_str_eq(model_of(tree), "made up");
	cr_assert_eq(fdt32_to_cpu(*(const fdt32_t *)fdt_getprop(tree->fdt, 0, "size", NULL)), 0x1000);
	cr_assert_geq(fdt_path_offset(tree->fdt, "/soc"), 0);
	tree_free(tree);
	expect_file_refusal(path, NULL, "board.dts:3:", "dt-bindings/made-up.h", "-i", NULL);
}

Test(dts, includes_of_dtc_are_found_beside_the_file_and_in_folders)
{
	const char *path =
		scratch_text(s, "board/board.dts", "/dts-v1/;\n/include/ \"a.dtsi\"\n/include/ \"b.dtsi\"\n");
	const char *folder = arena_printf(s->arena, "%s/more", s->folder);
	struct tree_options options = { .include_dirs = &folder, .include_dir_count = 1 };

	scratch_text(s, "board/a.dtsi", "/ { model = \"a\"; };");
	scratch_text(s, "more/b.dtsi", "/ { b { }; };");
	tree_free(compile(path, &options));
	expect_file_refusal(path, NULL, "board.dts:3: ", "Couldn't open \"b.dtsi\"", "-i", NULL);
}

Test(dts, a_name_like_an_option_is_a_name)
{
	scratch_text(s, "-o.dts", "/dts-v1/; / { model = \"dash\"; };");
	cr_assert_eq(chdir(s->folder), 0);
	tree_free(compile("-o.dts", NULL));
}

Test(dts, an_error_has_file_line_and_column)
{
	static const struct {
		const char *source, *place, *words;
	} wrong[] = {
		{ "/dts-v1/;\n/ { a = <1> }\n", "e.dts:2:13: ", "syntax error" },
		{ "/dts-v1/;\n/ { a = <&foo>; };\n", "e.dts:2:", "non-existent node or label \"foo\"" },
		{ "/dts-v1/;\n&foo { };\n", "e.dts:2:", "foo not found" },
		{ "/dts-v1/;\n\n#error because\n", "e.dts:3:", "because" },
		{ "/dts-v1/;\n#if 1\n/ { };\n", "e.dts:2", "unterminated #if" },
		{ "/dts-v1/;\n/ { a = <1>; a = <2>; };\n", "e.dts:2:", "Duplicate property" },
		{ "/dts-v1/;\n/ { a = /incbin/(\"gone\"); };\n", "e.dts:2: ", "Couldn't open \"gone\"" },
		{ "/ { };\n", "e.dts:1:", "/dts-v1/; must come first" },
		{ "#define X / { a;\n#include \"i.dtsi\"\n", "i.dtsi:2:", "syntax error" },
	};

	scratch_text(s, "i.dtsi", "/dts-v1/;\n/ { ) };\n");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		expect_file_refusal(scratch_text(s, "e.dts", wrong[i].source), NULL, "e.dts", wrong[i].place,
							wrong[i].words, NULL);
}

Test(dts, from_memory_the_given_name_stands_for_the_file)
{
	expect_refusal(bytes_of("/dts-v1/;\n/ { a };\n"), NULL, "FILE:2:", "syntax error", NULL);
}

Test(dts, an_overlay_is_no_base)
{
	expect_file_refusal(scratch_text(s, "o.dts", "/dts-v1/; /plugin/; &a { };"), NULL, "is an overlay",
						"--overlay", NULL);
}

/* 4 TiB, if it ran to its end */
Test(dts, a_macro_bomb_is_stopped)
{
	const char *text = arena_printf(s->arena, "/dts-v1/;\n#define A0 \"%0*d\",\n", 1 << 20, 0);

	for (int i = 1; i <= 22; i++)
		text = arena_printf(s->arena, "%s#define A%d A%d A%d\n", text, i, i - 1, i - 1);
	text = arena_printf(s->arena, "%s/ { a = A22 \"\"; };\n", text);
	expect_file_refusal(scratch_text(s, "bomb.dts", text), NULL, "bomb.dts", "more than the 16777216 bytes",
						NULL);
}

Test(dts, programs_are_those_of_the_environment)
{
	const char *path = scratch_text(s, "board.dts", "/dts-v1/;\n/ { model = \"a\"; };\n");

	setenv("DTC", "no-such-dtc -x", 1);
	expect_file_refusal(path, NULL, "no-such-dtc", "install device-tree-compiler", NULL);
	unsetenv("DTC");
	setenv("CPP", "false", 1);
	expect_file_refusal(path, NULL, "false fails and does not say why", NULL);
	setenv("CPP", "cat --no-such-option", 1);
	expect_file_refusal(path, NULL, "cat fails: cat: unrecognized option", NULL);
	setenv("CPP", " cpp -DA ", 1);
	setenv("DTC", " ", 1);
	tree_free(compile(path, NULL));
}
