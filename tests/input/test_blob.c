/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#include "input/blob.h"
#include "input/size_limits.h"
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

TestSuite(blob, .init = setup, .fini = teardown);

/* An exact copy on the heap, so that a sanitizer sees each byte that is read beyond it. */
static int check_copy(const unsigned char *data, size_t size, size_t shift)
{
	unsigned char *room = malloc(size + shift ? size + shift : 1);
	struct error error;
	struct outline outline;
	int ret;

	cr_assert(room);
	memcpy(room + shift, data, size);
	ret = blob_check((struct bytes){ room + shift, size }, &outline, &error);
	cr_assert(ret == 0 || strlen(error.text) > 10);
	free(room);
	return ret;
}

Test(blob, a_whole_tree_passes_at_any_alignment)
{
	struct bytes board = board_blob(s->arena);

	for (size_t shift = 0; shift < 8; shift++)
		cr_assert_eq(check_copy(board.data, board.size, shift), 0);
}

Test(blob, every_truncation_is_refused)
{
	struct bytes board = board_blob(s->arena);

	cr_assert_gt(board.size, 1500);
	for (size_t size = 0; size < board.size; size++)
		cr_assert_lt(check_copy(board.data, size, 0), 0, "%zu of %zu bytes", size, board.size);
}

/* A truncation that the header agrees to: blocks and tags are what is cut then. */
Test(blob, every_truncation_with_a_matching_header_is_refused)
{
	struct bytes board = board_blob(s->arena);

	for (size_t size = 40; size < board.size - 1; size++) {
		put_be32(board.data + 4, (unsigned int)size);
		cr_assert_lt(check_copy(board.data, size, 0), 0, "%zu bytes", size);
	}
}

static void load_mutant(struct bytes mutant)
{
	struct error error;
	struct tree *tree;

	check_copy(mutant.data, mutant.size, 0);
	if (load(mutant, NULL, &tree, &error) == 0)
		tree_free(tree);
}

/* What passes must pass fdt_check_full(), which load() asserts; nothing may crash. */
Test(blob, every_byte_may_be_anything)
{
	static const unsigned char values[] = { 0x00, 0x01, 0x02, 0x03, 0x09, 0x7f, 0x80, 0xf4, 0xff };
	struct bytes board = board_blob(s->arena);

	for (size_t at = 0; at < board.size; at++) {
		unsigned char kept = board.data[at];

		for (size_t i = 0; i < sizeof(values); i++) {
			board.data[at] = values[i];
			load_mutant(board);
		}
		board.data[at] = kept;
	}
}

Test(blob, random_mutations_do_no_harm)
{
	struct bytes board = board_blob(s->arena);
	unsigned long state = 0x9e3779b97f4a7c15;

	for (int round = 0; round < 2000; round++) {
		struct bytes mutant = { arena_memdup(s->arena, board.data, board.size), board.size };

		for (int i = 0; i < 1 + round % 8; i++) {
			state = state * 6364136223846793005ul + 1442695040888963407ul;
			mutant.data[(state >> 33) % mutant.size] = (unsigned char)(state >> 25);
		}
		load_mutant(mutant);
	}
}

static struct bytes with_be32(struct bytes blob, size_t offset, unsigned int value)
{
	struct bytes changed = { arena_memdup(s->arena, blob.data, blob.size), blob.size };

	put_be32(changed.data + offset, value);
	return changed;
}

Test(blob, the_header_is_refused_with_what_would_be_right)
{
	struct bytes board = board_blob(s->arena);
	unsigned int size = (unsigned int)board.size;

	expect_refusal(with_be32(board, 4, size + 1), NULL, "cut off", "offset 4", NULL);
	expect_refusal(with_be32(board, 4, 39), NULL, "less than its header", NULL);
	expect_refusal(with_be32(board, 4, 0x40000000), NULL, "more than the 67108864", NULL);
	expect_refusal(with_be32(board, 4, 0xffffffff), NULL, "more than the 67108864", NULL);
	expect_refusal(with_be32(board, 8, load_be32(board.data + 8) + 2), NULL, "structure block",
				   "4-byte aligned", NULL);
	expect_refusal(with_be32(board, 8, 0xfffffffc), NULL, "structure block", "must lie between", NULL);
	expect_refusal(with_be32(board, 12, size), NULL, "strings block", "must lie between", NULL);
	expect_refusal(with_be32(board, 16, 44), NULL, "memory reservation block", "8-byte aligned", NULL);
	expect_refusal(with_be32(board, 16, 0), NULL, "memory reservation block", "must lie between", NULL);
	expect_refusal(with_be32(board, 20, 3), NULL, "version 3", "too old", "16 or 17", NULL);
	expect_refusal(with_be32(board, 20, 15), NULL, "version 15", "too old", NULL);
	expect_refusal(with_be32(board, 24, 18), NULL, "too new", NULL);
	expect_refusal(with_be32(with_be32(board, 20, 16), 24, 17), NULL, "last compatible version", NULL);
	expect_refusal(with_be32(board, 32, 0xffffffff), NULL, "strings block", NULL);
	expect_refusal(with_be32(board, 36, 0xfffffff0), NULL, "structure block", NULL);
}

Test(blob, version_16_and_versions_that_read_as_17_are_taken)
{
	struct bytes board = board_blob(s->arena);
	struct error error;
	struct tree *tree;

	cr_assert_eq(load(with_be32(board, 20, 16), NULL, &tree, &error), 0, "%s", error.text);
	tree_free(tree);
	cr_assert_eq(load(with_be32(board, 20, 99), NULL, &tree, &error), 0, "%s", error.text);
	tree_free(tree);
}

static size_t offset_of_property(struct bytes blob, const char *path, const char *name)
{
	int node = fdt_path_offset(blob.data, path);
	const unsigned char *value = fdt_getprop(blob.data, node, name, NULL);

	cr_assert(value);
	return (size_t)(value - blob.data) - 12;
}

/* libfdt 1.6.1 goes round for ever where offset + length wraps to where it was. */
Test(blob, a_property_length_that_wraps_around_is_refused)
{
	struct bytes board = board_blob(s->arena);
	size_t at = offset_of_property(board, "/soc", "#size-cells");

	expect_refusal(with_be32(board, at + 4, 0xfffffff4), NULL, "node /soc", "length", NULL);
	expect_refusal(with_be32(board, at + 4, 0x7fffffff), NULL, "node /soc", "length", NULL);
	expect_refusal(with_be32(board, at + 8, 0xffff), NULL, "node /soc", "name lies outside", NULL);
	expect_refusal(with_be32(board, at, 7), NULL, "node /soc", "no such tag", NULL);
	expect_refusal(with_be32(board, at, FDT_END), NULL, "node /soc", "ends inside", NULL);
}

Test(blob, reservations_without_an_end_are_refused)
{
	struct bytes board = board_blob(s->arena);
	size_t at = load_be32(board.data + 16);

	for (size_t i = at; i + 8 <= board.size; i += 8)
		if (load_be32(board.data + i) == 0)
			board.data[i] = 1;
	expect_refusal(board, NULL, "memory reservations", "entry of zeros", NULL);
}

static struct bytes nested(unsigned int levels)
{
	unsigned char *fdt = arena_alloc(s->arena, 65536);

	fdt_create(fdt, 65536);
	fdt_finish_reservemap(fdt);
	for (unsigned int i = 0; i < levels; i++)
		cr_assert_eq(fdt_begin_node(fdt, i ? "a" : ""), 0);
	for (unsigned int i = 0; i < levels; i++)
		cr_assert_eq(fdt_end_node(fdt), 0);
	cr_assert_eq(fdt_finish(fdt), 0);
	return (struct bytes){ fdt, fdt_totalsize(fdt) };
}

Test(blob, the_depth_has_a_limit)
{
	struct error error;
	struct tree *tree;

	cr_assert_eq(load(nested(NODE_DEPTH_LIMIT), NULL, &tree, &error), 0, "%s", error.text);
	tree_free(tree);
	expect_refusal(nested(NODE_DEPTH_LIMIT + 1), NULL, "more than 64 levels", "/a/a/a", NULL);
	expect_refusal(nested(3000), NULL, "more than 64 levels", NULL);
}

Test(blob, names_are_checked)
{
	struct bytes board = board_blob(s->arena);
	unsigned char *name = memmem(board.data, board.size, "uart@54006100", 13);

	cr_assert(name);
	name[4] = '\n';
	expect_refusal(board, NULL, "/soc", "control byte", NULL);
	name[4] = '/';
	expect_refusal(board, NULL, "/soc", "'/'", NULL);
	name[0] = '\0';
	expect_refusal(board, NULL, "/soc", "empty name", NULL);
}

Test(blob, a_tree_needs_one_root)
{
	struct bytes board = board_blob(s->arena);
	unsigned char *structure = board.data + load_be32(board.data + 8);

	put_be32(structure, FDT_END);
	expect_refusal(board, NULL, "no root", NULL);
	put_be32(structure, FDT_END_NODE);
	expect_refusal(board, NULL, "never began", NULL);
	put_be32(structure, FDT_NOP);
	put_be32(structure + 4, FDT_NOP); /* the root's empty name */
	expect_refusal(board, NULL, "outside of any node", NULL);
}
