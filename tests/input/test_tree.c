/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

TestSuite(tree, .init = setup, .fini = teardown);

static void from_stdin(const char *path)
{
	int fd = open(path, O_RDONLY);

	cr_assert_geq(fd, 0);
	cr_assert_eq(dup2(fd, STDIN_FILENO), STDIN_FILENO);
	close(fd);
}

static void expect(const char *path, const char *file, const char *format, const char *model)
{
	struct error error;
	struct tree *tree;

	cr_assert_eq(load_file(path, NULL, &tree, &error), 0, "%s", error.text);
	cr_assert_str_eq(tree->file, file);
	cr_assert_str_eq(tree->format, format);
	cr_assert_str_eq(model_of(tree), model);
	cr_assert_null(tree->compression);
	cr_assert_null(tree->entry);
	cr_assert_eq((uintptr_t)tree->fdt % 8, 0);
	tree_free(tree);
}

Test(tree, the_content_counts_and_not_the_name)
{
	const char *blob = scratch_file(s, "board.dts", board_blob(s->arena));
	const char *source = scratch_text(s, "board.dtb", "/dts-v1/; / { model = \"text\"; };");

	expect(blob, blob, "dtb", "board");
	expect(source, source, "dts", "text");
}

Test(tree, standard_input)
{
	from_stdin(scratch_file(s, "b", board_blob(s->arena)));
	expect("-", "<stdin>", "dtb", "board");
	from_stdin(scratch_text(s, "t", "/dts-v1/; / { model = \"text\"; };"));
	expect("-", "<stdin>", "dts", "text");
	from_stdin(scratch_text(s, "e", "/dts-v1/; / {"));
	expect_file_refusal("-", NULL, "<stdin>:1:", "syntax error", NULL);
	from_stdin("/dev/null");
	expect_file_refusal("-", NULL, "<stdin>: is empty", NULL);
}

Test(tree, what_is_no_file_is_refused)
{
	const char *fifo = arena_printf(s->arena, "%s/fifo", s->folder);
	const char *sparse = scratch_text(s, "sparse", "");

	cr_assert_eq(mkfifo(fifo, 0600), 0);
	expect_file_refusal(fifo, NULL, fifo, "is empty", NULL);
	expect_file_refusal("/dev/zero", NULL, "/dev/zero", "neither", NULL);
	expect_file_refusal(arena_printf(s->arena, "%s/none", s->folder), NULL, "No such file", NULL);
	cr_assert_eq(truncate(sparse, ((off_t)512 << 20) + 1), 0);
	expect_file_refusal(sparse, NULL, sparse, "more than the 536870912", NULL);
	expect_file_refusal(scratch_text(s, "empty", ""), NULL, "is empty", NULL);
}

Test(tree, an_overlay_is_no_base)
{
	expect_refusal(overlay_blob(s->arena), NULL, "is an overlay", "/fragment@0/__overlay__", NULL);
}

Test(tree, freeing_nothing_is_fine)
{
	tree_free(NULL);
}
