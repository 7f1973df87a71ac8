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

TestSuite(dtbo_image, .init = setup, .fini = teardown);

struct entry {
	struct bytes data;
	unsigned int id, revision;
};

static struct bytes image_of(const struct entry *entries, unsigned int count)
{
	struct bytes image = repeat(s->arena, 0, 32 + 32 * count);

	put_be32(image.data, 0xd7b7ab1e);
	put_be32(image.data + 8, 32);
	put_be32(image.data + 12, 32);
	put_be32(image.data + 16, count);
	put_be32(image.data + 20, 32);
	for (unsigned int i = 0; i < count; i++) {
		put_be32(image.data + 32 + 32 * i, (unsigned int)entries[i].data.size);
		put_be32(image.data + 36 + 32 * i, (unsigned int)image.size);
		put_be32(image.data + 40 + 32 * i, entries[i].id);
		put_be32(image.data + 44 + 32 * i, entries[i].revision);
		image = join(s->arena, image, entries[i].data);
	}
	put_be32(image.data + 4, (unsigned int)image.size);
	return image;
}

static struct bytes three_boards(void)
{
	return image_of((const struct entry[]){ { model_blob(s->arena, "zero"), 0x10, 0 },
											{ model_blob(s->arena, "one"), 0x11, 1 },
											{ model_blob(s->arena, "two"), 0x11, 2 } },
					3);
}

static void expect_model(struct bytes in, const char *choice, const char *entry, const char *model)
{
	struct tree_options options = { .dtbo_entry = choice };
	struct error error;
	struct tree *tree;

	cr_assert_eq(load(in, &options, &tree, &error), 0, "%s", error.text);
	cr_assert_str_eq(tree->format, "Android dtbo image");
	cr_assert_str_eq(tree->entry, entry);
	cr_assert_str_eq(model_of(tree), model);
	tree_free(tree);
}

Test(dtbo_image, the_only_entry_needs_no_choice)
{
	expect_model(image_of((const struct entry[]){ { board_blob(s->arena), 1, 0 } }, 1), NULL, "0", "board");
}

Test(dtbo_image, an_entry_is_chosen_by_index_or_id)
{
	struct bytes image = three_boards();

	expect_model(image, "0", "0", "zero");
	expect_model(image, "2", "2", "two");
	expect_model(image, "0x10", "0", "zero");
	expect_model(image, "id=16", "0", "zero");
}

Test(dtbo_image, without_a_choice_the_entries_are_listed)
{
	struct bytes image = three_boards();

	expect_refusal(image, NULL, "3 device trees", "--entry", "0 (zero; id 0x10 rev 0x0)", "id 0x11 rev 0x2",
				   NULL);
	expect_refusal(image, &(struct tree_options){ .dtbo_entry = "3" }, "none of its trees", "0 (zero; id 0x10", NULL);
	expect_refusal(image, &(struct tree_options){ .dtbo_entry = "id=7" }, "none of its trees", NULL);
	expect_refusal(image, &(struct tree_options){ .dtbo_entry = "0x11" }, "more than one tree", NULL);
	expect_refusal(image, &(struct tree_options){ .dtbo_entry = "first" }, "none of its trees", "0 (zero", NULL);
}

Test(dtbo_image, an_overlay_is_no_base)
{
	struct bytes image = image_of((const struct entry[]){ { overlay_blob(s->arena), 1, 0 } }, 1);

	expect_refusal(image, NULL, "is an overlay", "/fragment@0/__overlay__", "--overlay", NULL);
}

Test(dtbo_image, an_entry_may_be_an_overlay_for_another_base)
{
	struct bytes image = image_of((const struct entry[]){ { overlay_blob(s->arena), 1, 0 } }, 1);
	const char *overlay = scratch_file(s, "dtbo.img", image);
	struct tree_options options = { .overlays = &overlay, .overlay_count = 1 };
	struct error error;
	struct tree *tree;

	cr_assert_eq(load(board_blob(s->arena), &options, &tree, &error), 0, "%s", error.text);
	tree_free(tree);
}

Test(dtbo_image, compressed_entries)
{
	for (const struct packer *p = packers; p->name; p++) {
		struct bytes packed = p->pack(s->arena, board_blob(s->arena));

		expect_model(image_of((const struct entry[]){ { packed, 1, 0 } }, 1), NULL, "0", "board");
	}
}

Test(dtbo_image, the_table_is_checked)
{
	struct bytes image = three_boards();

	put_be32(image.data + 16, 0x10000000);
	expect_refusal(image, NULL, "268435456 entries", "past the end", NULL);
	put_be32(image.data + 16, 0);
	expect_refusal(image, NULL, "has no entries", NULL);
	image = three_boards();
	put_be32(image.data + 12, 0);
	expect_refusal(image, NULL, "entries of 0 bytes", NULL);
	image = three_boards();
	put_be32(image.data + 20, 0xffffffff);
	expect_refusal(image, NULL, "past the end", NULL);
	image = three_boards();
	put_be32(image.data + 36, 0xfffffff0);
	expect_refusal(image, &(struct tree_options){ .dtbo_entry = "0" }, "entry 0", "past the end", NULL);
	expect_refusal((struct bytes){ image.data, 31 }, NULL, "cut off", NULL);
}

Test(dtbo_image, a_text_inside_is_not_compiled)
{
	struct bytes source = bytes_of("/dts-v1/; / { };");

	expect_refusal(image_of((const struct entry[]){ { source, 1, 0 } }, 1), NULL, "entry 0", NULL);
}

Test(dtbo_image, every_truncation_and_mutation_is_survived)
{
	struct tree_options options = { .dtbo_entry = "1" };
	struct bytes image = three_boards();
	struct error error;
	struct tree *tree;

	for (size_t size = 0; size < image.size; size++) {
		struct bytes cut = { arena_memdup(s->arena, image.data, size), size };

		if (load(cut, &options, &tree, &error) == 0)
			tree_free(tree);
	}
	for (size_t at = 0; at < image.size; at++) {
		image.data[at] ^= 0xff;
		if (load(image, &options, &tree, &error) == 0)
			tree_free(tree);
		image.data[at] ^= 0xff;
	}
}
