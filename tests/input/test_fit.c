/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <libfdt.h>
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

TestSuite(fit, .init = setup, .fini = teardown);

enum place { INLINE, OFFSET, POSITION };

struct image {
	const char *name, *type;
	struct bytes data;
	enum place place;
};

struct config {
	const char *name;
	const char *fdt; /* NUL-separated */
	int fdt_size;
};

#define POSITION_BASE 0x10000

static void add_image(void *fit, const struct image *image, unsigned int *at)
{
	cr_assert_eq(fdt_begin_node(fit, image->name), 0);
	put_text(fit, "type", image->type);
	if (image->place == INLINE) {
		cr_assert_eq(fdt_property(fit, "data", image->data.data, (int)image->data.size), 0);
	} else {
		cr_assert_eq(fdt_property_u32(fit, image->place == OFFSET ? "data-offset" : "data-position",
									  image->place == OFFSET ? *at : POSITION_BASE + *at),
					 0);
		cr_assert_eq(fdt_property_u32(fit, "data-size", (unsigned int)image->data.size), 0);
		*at += (unsigned int)image->data.size;
	}
	cr_assert_eq(fdt_end_node(fit), 0);
}

static void add_config(void *fit, const struct config *config)
{
	cr_assert_eq(fdt_begin_node(fit, config->name), 0);
	put_text(fit, "description", "a board");
	if (config->fdt)
		cr_assert_eq(fdt_property(fit, "fdt", config->fdt, config->fdt_size), 0);
	cr_assert_eq(fdt_end_node(fit), 0);
}

/* The external data follow the tree, or come at POSITION_BASE, in the order of the images. */
static struct bytes add_external(struct bytes fit, const struct image *images, enum place place)
{
	size_t start = place == OFFSET ? (fit.size + 3) / 4 * 4 : POSITION_BASE;
	struct bytes all = join(s->arena, fit, repeat(s->arena, 0, start - fit.size));

	for (; images->name; images++)
		if (images->place == place)
			all = join(s->arena, all, images->data);
	return all;
}

static struct bytes fit_of(const struct image *images, const char *standard, const struct config *configs)
{
	void *fit = arena_alloc(s->arena, 65536);
	enum place place = INLINE;
	unsigned int at = 0;
	struct bytes blob;

	cr_assert_eq(fdt_create(fit, 65536), 0);
	cr_assert_eq(fdt_finish_reservemap(fit), 0);
	cr_assert_eq(fdt_begin_node(fit, ""), 0);
	cr_assert_eq(fdt_begin_node(fit, "images"), 0);
	for (const struct image *i = images; i->name; i++) {
		add_image(fit, i, &at);
		place = i->place != INLINE ? i->place : place;
	}
	cr_assert_eq(fdt_end_node(fit), 0);
	if (configs) {
		cr_assert_eq(fdt_begin_node(fit, "configurations"), 0);
		if (standard)
			put_text(fit, "default", standard);
		for (; configs->name; configs++)
			add_config(fit, configs);
		cr_assert_eq(fdt_end_node(fit), 0);
	}
	cr_assert_eq(fdt_end_node(fit), 0);
	cr_assert_eq(fdt_finish(fit), 0);
	blob = (struct bytes){ fit, fdt_totalsize(fit) };
	return place == INLINE ? blob : add_external(blob, images, place);
}

static struct bytes two_boards(enum place place)
{
	struct bytes one = model_blob(s->arena, "one"), two = model_blob(s->arena, "two");

	return fit_of((const struct image[]){ { "kernel", "kernel", arm64_image(s->arena, 1001), place },
										  { "fdt-1", "flat_dt", one, place },
										  { "fdt-2", "flat_dt", two, place },
										  { .name = NULL } },
				  "conf-2",
				  (const struct config[]){ { "conf-1", "fdt-1", 6 },
										   { "conf-2", "fdt-2", 6 },
										   { "conf-3", NULL, 0 },
										   { "conf-4", "kernel", 7 },
										   { "conf-5", "gone", 5 },
										   { .name = NULL } });
}

static void expect_model(struct bytes in, const char *config, const char *entry, const char *model)
{
	struct tree_options options = { .fit_config = config };
	struct error error;
	struct tree *tree;

	cr_assert_eq(load(in, &options, &tree, &error), 0, "%s", error.text);
	cr_assert_str_eq(tree->format, "FIT image");
	cr_assert_str_eq(tree->entry ? tree->entry : "", entry);
	cr_assert_str_eq(model_of(tree), model);
	tree_free(tree);
}

Test(fit, the_default_and_a_chosen_configuration)
{
	for (enum place place = INLINE; place <= POSITION; place++) {
		struct bytes fit = two_boards(place);

		expect_model(fit, NULL, "conf-2", "two");
		expect_model(fit, "conf-1", "conf-1", "one");
		expect_model(fit, "#conf-1", "conf-1", "one");
	}
}

Test(fit, what_cannot_be_chosen_is_told_with_what_can)
{
	struct bytes fit = two_boards(INLINE);

	expect_refusal(fit, &(struct tree_options){ .fit_config = "none" }, "--fit-config none", "0 (conf-1; one",
				   NULL);
	expect_refusal(fit, &(struct tree_options){ .fit_config = "conf-3" }, "/configurations/conf-3",
				   "no fdt property", NULL);
	expect_refusal(fit, &(struct tree_options){ .fit_config = "conf-4" }, "/images/kernel", "not flat_dt",
				   NULL);
	expect_refusal(fit, &(struct tree_options){ .fit_config = "conf-5" }, "no /images/gone", NULL);
}

Test(fit, compressed_trees_and_a_compressed_image)
{
	for (const struct packer *p = packers; p->name; p++) {
		struct bytes packed = p->pack(s->arena, board_blob(s->arena));
		struct bytes fit =
			fit_of((const struct image[]){ { "fdt", "flat_dt", packed, OFFSET }, { .name = NULL } }, NULL,
				   (const struct config[]){ { "only", "fdt", 4 }, { .name = NULL } });

		expect_model(fit, NULL, "only", "board");
		expect_model(p->pack(s->arena, fit), NULL, "only", "board");
	}
}

Test(fit, without_configurations_the_only_tree_is_taken)
{
	struct bytes board = board_blob(s->arena);

	expect_model(fit_of((const struct image[]){ { "k", "kernel", bytes_of("x"), INLINE },
												{ "fdt", "flat_dt", board, INLINE },
												{ .name = NULL } },
						NULL, NULL),
				 NULL, "fdt", "board");
	expect_refusal(fit_of((const struct image[]){ { "a", "flat_dt", board, INLINE },
												  { "b", "flat_dt", board, INLINE },
												  { .name = NULL } },
						  NULL, NULL),
				   NULL, "0 (a; board", "1 (b; board", NULL);
}

Test(fit, several_configurations_and_no_default_must_be_chosen_from)
{
	struct bytes board = board_blob(s->arena);
	const struct image images[] = { { "fdt", "flat_dt", board, INLINE }, { .name = NULL } };
	const struct config configs[] = { { "a", "fdt", 4 }, { "b", "fdt", 4 }, { .name = NULL } };

	expect_refusal(fit_of(images, NULL, configs), NULL, "--entry", "0 (a; board", "1 (b; board", NULL);
	expect_refusal(fit_of(images, "c", configs), NULL, "default configuration", "/configurations/c", NULL);
}

Test(fit, overlays_of_a_configuration_are_applied)
{
	struct bytes fit = fit_of((const struct image[]){ { "base", "flat_dt", board_blob(s->arena), INLINE },
													  { "over", "flat_dt", overlay_blob(s->arena), OFFSET },
													  { .name = NULL } },
							  "c", (const struct config[]){ { "c", "base\0over", 10 }, { .name = NULL } });
	struct error error;
	struct tree *tree;
	int node;

	cr_assert_eq(load(fit, NULL, &tree, &error), 0, "%s", error.text);
	node = fdt_path_offset(tree->fdt, "/soc/wifi@5a000000");
	cr_assert_str_eq(fdt_getprop(tree->fdt, node, "status", NULL), "okay");
	tree_free(tree);
}

Test(fit, data_must_be_inside_of_the_file)
{
	for (enum place place = OFFSET; place <= POSITION; place++) {
		struct bytes fit = two_boards(place);

		fit.size -= 1;
		expect_refusal(fit, NULL, "/images/fdt-2", "past the end", NULL);
		expect_model(fit, "conf-1", "conf-1", "one");
	}
}

Test(fit, a_damaged_tree_inside_is_named)
{
	struct bytes bad = model_blob(s->arena, "bad");

	put_be32(bad.data + 20, 1);
	expect_refusal(
		fit_of((const struct image[]){ { "fdt", "flat_dt", bad, INLINE }, { .name = NULL } }, NULL, NULL),
		NULL, "/images/fdt", "version 1", NULL);
	expect_refusal(
		fit_of((const struct image[]){ { "fdt", "flat_dt", { bad.data, 0 }, INLINE }, { .name = NULL } },
			   NULL, NULL),
		NULL, "/images/fdt", "holds no device tree", NULL);
}

Test(fit, every_truncation_and_mutation_is_survived)
{
	struct bytes fit = two_boards(OFFSET);
	struct error error;
	struct tree *tree;

	for (size_t size = 0; size < fit.size; size += 3) {
		struct bytes cut = { arena_memdup(s->arena, fit.data, size), size };

		if (load(cut, NULL, &tree, &error) == 0)
			tree_free(tree);
	}
	for (size_t at = 0; at < fit.size; at++) {
		fit.data[at] ^= 0xff;
		if (load(fit, NULL, &tree, &error) == 0)
			tree_free(tree);
		fit.data[at] ^= 0xff;
	}
}
