/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include <criterion/criterion.h>
#include <string.h>

#include "util/decompress.h"
#include "input/packing.h"
#include "input/scratch.h"
#include "util/number.h"

static struct scratch *s;

static void setup(void)
{
	s = scratch_new();
}

static void teardown(void)
{
	scratch_free(s);
}

TestSuite(container, .init = setup, .fini = teardown);

Test(container, garbage_is_named)
{
	expect_refusal((struct bytes){ NULL, 0 }, NULL, "is empty", "expected a .dtb", NULL);
	expect_refusal(bytes_of("x"), NULL, "is text", NULL);
	expect_refusal(repeat(s->arena, 0xa5, 3), NULL, "3 bytes are no device tree", NULL);
	expect_refusal(repeat(s->arena, 0xa5, 5000), NULL, "no device tree found", "a5 a5 a5 a5", NULL);
	expect_refusal(bytes_of("hello, this is prose / not a node"), NULL, "is text", "/dts-v1/", NULL);
	expect_refusal(bytes_of("\177ELF\2\1\1"), NULL, "ELF", NULL);
	expect_refusal(bytes_of("BZh91AY\x80"), NULL, "bzip2 -d", NULL);
	expect_refusal(bytes_copy(s->arena, "\3757zXZ\0\0", 7), NULL, "xz-compressed data", NULL);
}

Test(container, all_zeros_and_all_ones_are_no_tree)
{
	expect_refusal(repeat(s->arena, 0, 100000), NULL, "no device tree found", NULL);
	expect_refusal(repeat(s->arena, 0xff, 100000), NULL, "no device tree found", NULL);
}

static void expect_model(struct bytes in, const char *format, const char *compression, const char *model)
{
	struct error error;
	struct tree *tree;

	cr_assert_eq(load(in, NULL, &tree, &error), 0, "%s", error.text);
	cr_assert_str_eq(tree->format, format);
	cr_assert_str_eq(tree->compression ? tree->compression : "", compression);
	cr_assert_str_eq(model_of(tree), model);
	tree_free(tree);
}

Test(container, bytes_behind_a_tree_are_no_concern)
{
	struct bytes board = board_blob(s->arena);

	expect_model(board, "dtb", "", "board");
	expect_model(join(s->arena, board, repeat(s->arena, 0x77, 333)), "dtb", "", "board");
}

Test(container, compressed_trees_are_unpacked)
{
	struct bytes board = board_blob(s->arena);

	for (const struct packer *p = packers; p->name; p++)
		expect_model(p->pack(s->arena, board), "dtb", p->name, "board");
}

/* Whatever this build cannot read must be told from what is damaged. */
Test(container, a_build_without_a_library_says_so)
{
#ifndef HAVE_ZLIB
	expect_refusal(bytes_copy(s->arena, "\x1f\x8b\x08\0\0\0\0\0", 8), NULL, "gzip-compressed", "--with-zlib",
				   NULL);
#endif
#ifndef HAVE_ZSTD
	expect_refusal(bytes_copy(s->arena, "\x28\xb5\x2f\xfd\0\0\0\0", 8), NULL, "zstd-compressed",
				   "--with-zstd", NULL);
#endif
#ifndef HAVE_LZ4
	expect_refusal(bytes_copy(s->arena, "\x04\x22\x4d\x18\0\0\0\0", 8), NULL, "lz4-compressed", "--with-lz4",
				   NULL);
#endif
}

Test(container, compressed_trees_may_be_compressed_again_but_not_for_ever)
{
	struct bytes in = board_blob(s->arena);

	for (const struct packer *p = packers; p->name; p++) {
		struct bytes packed = in;

		for (int i = 0; i < 3; i++)
			packed = p->pack(s->arena, packed);
		expect_model(packed, "dtb", p->name, "board");
		expect_refusal(p->pack(s->arena, packed), NULL, "more than 4 containers", NULL);
	}
}

Test(container, every_truncation_of_a_compressed_tree_is_refused_or_read)
{
	struct bytes board = board_blob(s->arena);

	for (const struct packer *p = packers; p->name; p++) {
		struct bytes packed = p->pack(s->arena, board);

		for (size_t size = 0; size < packed.size; size++) {
			struct bytes cut = { arena_memdup(s->arena, packed.data, size), size };
			struct error error;
			struct tree *tree;

			if (load(cut, NULL, &tree, &error) == 0)
				tree_free(tree);
			else
				cr_assert(size < 8 || strstr(error.text, p->name), "%s", error.text);
		}
	}
}

Test(container, every_byte_of_a_compressed_tree_may_be_wrong)
{
	struct bytes board = board_blob(s->arena);

	for (const struct packer *p = packers; p->name; p++) {
		struct bytes packed = p->pack(s->arena, board);

		for (size_t at = 0; at < packed.size; at++) {
			struct error error;
			struct tree *tree;

			packed.data[at] ^= 0x55;
			if (load(packed, NULL, &tree, &error) == 0)
				tree_free(tree);
			packed.data[at] ^= 0x55;
		}
	}
}

Test(container, a_bomb_is_stopped_at_the_limit)
{
	struct bytes zeros = repeat(s->arena, 0, MIB(40));

	for (const struct packer *p = packers; p->name; p++) {
		struct bytes bomb = p->pack(s->arena, zeros);
		struct error error = { 0 };
		struct bytes out;
		size_t used;

		cr_assert_eq(decompress(decompressor_for(bomb), s->arena, bomb, MIB(40), &out, &used, &error), 0,
					 "%s", error.text);
		cr_assert_eq(out.size, zeros.size);
		cr_assert_eq(used, bomb.size);
		cr_assert_lt(decompress(decompressor_for(bomb), s->arena, bomb, MIB(40) - 1, &out, &used, &error), 0);
		cr_assert(strstr(error.text, "unpacks to more than"), "%s", error.text);
	}
}

Test(container, a_compressed_kernel_is_named)
{
	for (const struct packer *p = packers; p->name; p++)
		expect_refusal(p->pack(s->arena, arm64_image(s->arena, 70000)), NULL, p->name,
					   "(arm64 Image) without a device tree appended", NULL);
}

Test(container, source_inside_of_gzip_is_compiled)
{
	struct bytes source = bytes_of("/dts-v1/; / { model = \"packed\"; };");

	for (const struct packer *p = packers; p->name; p++)
		expect_model(p->pack(s->arena, source), "dts", p->name, "packed");
}
