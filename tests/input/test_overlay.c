/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <libfdt.h>
#include <string.h>

#include "input/blob.h"
#include "input/overlay.h"
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

TestSuite(overlay, .init = setup, .fini = teardown);

static struct tree_options with(const char **overlays, size_t count)
{
	return (struct tree_options){ .overlays = overlays, .overlay_count = count };
}

static struct tree *apply(struct bytes base, const char **overlays, size_t count)
{
	struct tree_options options = with(overlays, count);
	struct error error;
	struct tree *tree;

	cr_assert_eq(load(base, &options, &tree, &error), 0, "%s", error.text);
	return tree;
}

/* The line begins with the overlay's own file. */
static void refuse(struct bytes base, const char *overlay, const char *first, const char *second)
{
	struct tree_options options = with(&overlay, 1);
	struct error error = { 0 };
	struct tree *tree;

	cr_assert_lt(tree_from_bytes(base.data, base.size, "BASE", &options, &tree, &error), 0);
	cr_assert_eq(strncmp(error.text, overlay, strlen(overlay)), 0, "%s", error.text);
	cr_assert(strstr(error.text, first), "'%s' must be in: %s", first, error.text);
	cr_assert(strstr(error.text, second), "'%s' must be in: %s", second, error.text);
}

static const char *string_at(const struct tree *tree, const char *path, const char *property)
{
	int node = fdt_path_offset(tree->fdt, path);
	const char *value = node < 0 ? NULL : fdt_getprop(tree->fdt, node, property, NULL);

	cr_assert(value, "no %s:%s", path, property);
	return value;
}

static unsigned int cell_at(const struct tree *tree, const char *path, const char *property)
{
	fdt32_t value;

	memcpy(&value, string_at(tree, path, property), 4);
	return fdt32_to_cpu(value);
}

Test(overlay, labels_paths_phandles_and_symbols)
{
	const char *overlay = scratch_file(s, "o.dtbo", overlay_blob(s->arena));
	struct tree *tree = apply(board_blob(s->arena), &overlay, 1);

	cr_assert_str_eq(string_at(tree, "/soc/wifi@5a000000", "status"), "okay");
	cr_assert_eq(cell_at(tree, "/soc/camera@5b000000", "memory-region"), 1);
	cr_assert_eq(cell_at(tree, "/soc/camera@5b000000", "self"),
				 cell_at(tree, "/soc/camera@5b000000", "phandle"));
	cr_assert_str_eq(string_at(tree, "/__symbols__", "camera"), "/soc/camera@5b000000");
	tree_free(tree);
}

static const char first_source[] = "/dts-v1/; /plugin/;\n"
								   "&soc { a: dma@1 { x = \"first\"; y = \"first\"; }; };\n";
static const char second_source[] = "/dts-v1/; /plugin/;\n"
									"&a { x = \"second\"; };\n";

Test(overlay, source_is_compiled_and_several_come_in_order)
{
	const char *both[] = { scratch_text(s, "1.dtso", first_source),
								 scratch_text(s, "2.dtso", second_source) };
	const char *swapped[] = { both[1], both[0] };
	struct tree_options options = with(swapped, 2);
	struct tree *tree = apply(board_blob(s->arena), both, 2);

	cr_assert_str_eq(string_at(tree, "/soc/dma@1", "x"), "second");
	cr_assert_str_eq(string_at(tree, "/soc/dma@1", "y"), "first");
	tree_free(tree);
	expect_file_refusal(scratch_file(s, "b.dtb", board_blob(s->arena)), &options, "2.dtso", "label 'a'",
						NULL);
}

Test(overlay, a_base_from_source_gets_labels)
{
	const char *overlay = scratch_text(s, "1.dtso", "/dts-v1/; /plugin/; &uart { status = \"okay\"; };");
	const char *base = scratch_text(s, "b.dts", "/dts-v1/; / { uart: serial { status = \"disabled\"; }; };");
	struct tree_options options = with(&overlay, 1);
	struct error error;
	struct tree *tree;

	cr_assert_eq(load_file(base, &options, &tree, &error), 0, "%s", error.text);
	cr_assert_str_eq(string_at(tree, "/serial", "status"), "okay");
	tree_free(tree);
	cr_assert_eq(load_file(base, NULL, &tree, &error), 0, "%s", error.text);
	cr_assert_lt(fdt_path_offset(tree->fdt, "/__symbols__"), 0);
	tree_free(tree);
}

Test(overlay, one_that_needs_much_room)
{
	const char *big = arena_printf(
		s->arena, "/dts-v1/; /plugin/;\n#define A b = \"%0*d\";\n&soc { n1 { A }; n2 { A }; n3 { A }; };",
		200000, 0);
	const char *overlay = scratch_text(s, "big.dtso", big);
	struct tree *tree = apply(board_blob(s->arena), &overlay, 1);

	cr_assert_eq(strlen(string_at(tree, "/soc/n3", "b")), 200000);
	tree_free(tree);
}

Test(overlay, a_base_without_symbols_is_told_with_the_label)
{
	const char *overlay = scratch_file(s, "o.dtbo", overlay_blob(s->arena));

	refuse(model_blob(s->arena, "bare"), overlay, "label 'wifi' (for /fragment@0:target:0)",
		   "BASE has no /__symbols__");
}

Test(overlay, a_label_that_is_missing_is_named)
{
	const char *overlay = scratch_text(s, "o.dtso", "/dts-v1/; /plugin/; &nosuch { };");

	refuse(board_blob(s->arena), overlay, "label 'nosuch'", "not in /__symbols__ of BASE");
}

Test(overlay, a_target_path_that_is_missing_is_named)
{
	const char *overlay = scratch_text(s, "o.dtso", "/dts-v1/; /plugin/; &{/soc/gone} { };");

	refuse(board_blob(s->arena), overlay, "/fragment@0:target-path", "BASE has no node /soc/gone");
}

Test(overlay, a_plain_tree_is_no_overlay)
{
	refuse(board_blob(s->arena), scratch_file(s, "o.dtb", model_blob(s->arena, "x")), "is no overlay",
		   "__overlay__");
}

Test(overlay, a_bad_file_is_named)
{
	struct bytes cut = overlay_blob(s->arena);

	cut.size -= 5;
	refuse(board_blob(s->arena), scratch_file(s, "o.dtbo", cut), "cut off", "offset 4");
	refuse(board_blob(s->arena), arena_printf(s->arena, "%s/none.dtbo", s->folder), "No such file", "");
	refuse(board_blob(s->arena), scratch_text(s, "o.dtso", "/dts-v1/; /plugin/;\n&a {"),
		   "o.dtso:2:", "syntax error");
}

static unsigned char *find(struct bytes blob, const char *text)
{
	unsigned char *at = memmem(blob.data, blob.size, text, strlen(text));

	cr_assert(at, "%s", text);
	return at;
}

/* libfdt 1.6.1 adds 4294967295 to a pointer for this */
Test(overlay, fixups_that_lie_are_refused)
{
	static const struct {
		const char *from, *to;
	} lies[] = {
		{ "memory-region:0", "memory-region:1" },
		{ "memory-region:0", "memory-region:9" },
		{ "memory-region:0", "memory-region:x" },
		{ "memory-region:0", "memory-region:\0" },
		{ "memory-region:0", "nemory-region:0" },
		{ "memory-region:0", "memory-region;0" },
		{ "/fragment@0:target:0", "/__fixups__:wifi:0\0\0" },
		{ "/fragment@0:target:0", "fragment@00:target:0" },
		{ "/fragment@0:target:0", "/fragment@9:target:0" },
		{ "/fragment@0:target:0", "////////////////////" },
		{ "/fragment@0:target:0", "/fragment@0:tar:get0" },
		{ "/fragment@0:target:0", "::::::::::::::::::::" },
	};

	for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		struct bytes overlay = overlay_blob(s->arena);

		memcpy(find(overlay, lies[i].from), lies[i].to, strlen(lies[i].from));
		refuse(board_blob(s->arena), scratch_file(s, "o.dtbo", overlay), "/__fixups__", "");
	}
}

Test(overlay, local_fixups_that_lie_are_refused)
{
	struct bytes overlay = overlay_blob(s->arena);
	int node = fdt_path_offset(overlay.data, "/__local_fixups__/fragment@1/__overlay__/camera@5b000000");

	cr_assert_eq(fdt_setprop_inplace_u32(overlay.data, node, "self", 1), 0);
	refuse(board_blob(s->arena), scratch_file(s, "o.dtbo", overlay), "/__local_fixups__", "4 bytes at 1");
	cr_assert_eq(fdt_setprop_inplace_u32(overlay.data, node, "self", 0xfffffffe), 0);
	refuse(board_blob(s->arena), scratch_file(s, "o.dtbo", overlay), "/__local_fixups__",
		   "4 bytes at 4294967294");
}

/* A path that begins with an alias can lead libfdt 1.6.1 round for ever. */
Test(overlay, a_relative_target_path_is_refused)
{
	struct bytes overlay = overlay_blob(s->arena);

	memcpy(find(overlay, "/soc"), "soc", 4);
	refuse(board_blob(s->arena), scratch_file(s, "o.dtbo", overlay), "/fragment@1:target-path", "full path");
}

Test(overlay, symbols_of_the_base_that_lie_are_refused)
{
	const char *overlay = scratch_file(s, "o.dtbo", overlay_blob(s->arena));
	struct bytes base = board_blob(s->arena);
	int node = fdt_path_offset(base.data, "/__symbols__");
	char *path = fdt_getprop_w(base.data, node, "wifi", NULL);

	*path = 'x';
	refuse(base, overlay, "label 'wifi'", "no path");
	*path = '/';
	path[3] = 'X';
	refuse(base, overlay, "label 'wifi'", "is no node");
}

static void apply_mutant(struct bytes base, struct bytes overlay)
{
	struct arena *arena = arena_new();
	struct blob tree, fragments;
	struct error error;

	if (blob_adopt(arena, base, &tree, &error) == 0 && blob_adopt(arena, overlay, &fragments, &error) == 0 &&
		overlay_apply(arena, &tree.fdt, "BASE", &fragments, &error) == 0)
		cr_assert_eq(fdt_check_full(tree.fdt.data, tree.fdt.size), 0);
	arena_free(arena);
}

Test(overlay, every_byte_of_an_overlay_may_be_wrong)
{
	struct bytes base = board_blob(s->arena), overlay = overlay_blob(s->arena);

	for (size_t at = 0; at < overlay.size; at++) {
		for (unsigned int bit = 0; bit < 8; bit += 3) {
			overlay.data[at] ^= (unsigned char)(1u << bit);
			apply_mutant(base, overlay);
			overlay.data[at] ^= (unsigned char)(1u << bit);
		}
	}
}

Test(overlay, every_byte_of_a_base_may_be_wrong)
{
	struct bytes base = board_blob(s->arena), overlay = overlay_blob(s->arena);

	for (size_t at = 0; at < base.size; at++) {
		base.data[at] ^= 0x81;
		apply_mutant(base, overlay);
		base.data[at] ^= 0x81;
	}
}
