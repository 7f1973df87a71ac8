/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <string.h>

#include "input/packing.h"
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

TestSuite(appended, .init = setup, .fini = teardown);

static void expect_model(struct bytes in, const struct tree_options *options, const char *model)
{
	struct error error;
	struct tree *tree;

	cr_assert_eq(load(in, options, &tree, &error), 0, "%s", error.text);
	cr_assert_str_eq(tree->format, "appended DTB");
	cr_assert_str_eq(model_of(tree), model);
	tree_free(tree);
}

static void put_le32(unsigned char *at, size_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (unsigned char)(value >> (8 * i));
}

static struct bytes zimage(size_t size)
{
	struct bytes image = repeat(s->arena, 0x33, size);

	put_le32(image.data + 0x24, 0x016f2818);
	put_le32(image.data + 0x28, 0);
	put_le32(image.data + 0x2c, size);
	return image;
}

Test(appended, to_images_of_any_kind_and_alignment)
{
	struct bytes board = board_blob(s->arena);

	for (size_t size = 4000; size < 4009; size++) {
		expect_model(join(s->arena, zimage(size), board), NULL, "board");
		expect_model(join(s->arena, arm64_image(s->arena, size), board), NULL, "board");
		expect_model(join(s->arena, repeat(s->arena, 0x11, size), board), NULL, "board");
	}
}

Test(appended, to_compressed_images)
{
	struct bytes board = board_blob(s->arena);
	struct bytes image = arm64_image(s->arena, 100000);

	for (const struct packer *p = packers; p->name; p++) {
		expect_model(join(s->arena, p->pack(s->arena, image), board), NULL, "board");
		expect_model(p->pack(s->arena, join(s->arena, image, board)), NULL, "board");
	}
}

Test(appended, with_padding_behind_it)
{
	struct bytes board = board_blob(s->arena);
	struct bytes both = join(s->arena, arm64_image(s->arena, 9999), board);

	expect_model(join(s->arena, both, repeat(s->arena, 0, 4096)), NULL, "board");
	expect_model(join(s->arena, both, repeat(s->arena, 0xff, 17)), NULL, "board");
}

/* linux:drivers/of/empty_root.dts is in every kernel from 6.9 on */
Test(appended, trees_built_into_the_kernel_do_not_count)
{
	struct bytes built_in = join(s->arena, arm64_image(s->arena, 3000), model_blob(s->arena, "built in"));
	struct bytes image = join(s->arena, built_in, repeat(s->arena, 0x44, 3000));

	expect_refusal(image, NULL, "(arm64 Image) without a device tree appended", NULL);
	expect_model(join(s->arena, image, board_blob(s->arena)), NULL, "board");
}

Test(appended, several_are_listed_and_chosen_by_index)
{
	struct bytes two =
		join(s->arena, model_blob(s->arena, "first board"), model_blob(s->arena, "second board"));
	struct bytes image = join(s->arena, arm64_image(s->arena, 3001), two);

	expect_refusal(image, NULL, "2 device trees", "0 (first board), 1 (second board)", NULL);
	expect_refusal(image, &(struct tree_options){ .dtbo_entry = "2" }, "--dtbo-entry 2 is none of its trees",
				   "1 (second board)", NULL);
	expect_refusal(image, &(struct tree_options){ .dtbo_entry = "x" }, "none of its trees", NULL);
	expect_model(image, &(struct tree_options){ .dtbo_entry = "1" }, "second board");
}

Test(appended, one_that_is_cut_off_is_named_with_its_offset)
{
	struct bytes board = board_blob(s->arena);
	struct bytes cut = { board.data, board.size / 2 };

	expect_refusal(join(s->arena, zimage(0x1000), cut), NULL, "offset 0x1000", "cut off", NULL);
	for (const struct packer *p = packers; p->name; p++)
		expect_refusal(join(s->arena, p->pack(s->arena, arm64_image(s->arena, 5000)), cut), NULL, "cut off",
					   NULL);
}

Test(appended, the_magic_alone_is_no_tree)
{
	struct bytes image = arm64_image(s->arena, 1 << 20);

	for (size_t at = 64; at + 4 <= image.size; at += 4)
		put_be32(image.data + at, 0xd00dfeed);
	expect_refusal(image, NULL, "without a device tree appended", NULL);
}

/* Each look-alike claims the rest of the file: looking through all of it each time would take hours. */
Test(appended, look_alikes_cost_no_more_than_a_limit)
{
	struct bytes board = board_blob(s->arena);
	struct bytes in = repeat(s->arena, 0, 8 << 20);

	for (size_t at = 64; at + board.size < in.size; at += 40) {
		memcpy(in.data + at, board.data, 40);
		put_be32(in.data + at + 4, (unsigned int)(in.size - at));
		put_be32(in.data + at + 36, (unsigned int)(in.size - at - 0x1000));
	}
	expect_refusal(in, NULL, "offset", NULL);
}
