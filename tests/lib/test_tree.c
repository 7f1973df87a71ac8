/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/fixture.h"

static int load(struct dtcarve_ctx *ctx, const char *source, const struct dtcarve_options *options,
				struct dtcarve_tree **tree)
{
	return dtcarve_tree_from_bytes(ctx, source, strlen(source), "a board", options, tree);
}

Test(lib_tree, tells_where_it_comes_from)
{
	struct dtcarve_ctx *ctx = new_context();
	struct dtcarve_tree *tree = NULL, *again = NULL;
	const void *fdt;
	size_t size = 0;

	cr_assert_eq(load(ctx, board_source, NULL, &tree), 0);
	cr_expect_str_eq(dtcarve_tree_get_file(tree), "a board");
	cr_expect_str_eq(dtcarve_tree_get_format(tree), "dts");
	cr_expect_null(dtcarve_tree_get_compression(tree));
	cr_expect_null(dtcarve_tree_get_entry(tree));
	fdt = dtcarve_tree_get_fdt(tree, &size);
	cr_assert_eq(dtcarve_tree_from_bytes(ctx, fdt, size, "its blob", NULL, &again), 0);
	cr_expect_str_eq(dtcarve_tree_get_format(again), "dtb");
	dtcarve_tree_free(again);
	dtcarve_tree_free(tree);
	dtcarve_ctx_free(ctx);
}

static char *write_overlay(void)
{
	static const char overlay[] = "/dts-v1/; /plugin/; / { fragment@0 { target-path = \"/\";"
								  " __overlay__ { model = \"Changed\"; }; }; };";
	char *path = strdup("/tmp/dtcarve-overlay-XXXXXX");
	int fd = mkstemp(path);

	cr_assert_geq(fd, 0);
	cr_assert_eq(write(fd, overlay, strlen(overlay)), (ssize_t)strlen(overlay));
	close(fd);
	return path;
}

Test(lib_tree, applies_overlays)
{
	struct dtcarve_ctx *ctx = new_context();
	struct dtcarve_options *options = NULL;
	struct dtcarve_tree *tree = NULL;
	struct dtcarve_board *board = NULL;
	char *path = write_overlay();
	int ret;

	cr_assert_eq(dtcarve_options_new(&options), 0);
	dtcarve_options_add_overlay(options, path);
	dtcarve_options_add_include_dir(options, "/tmp");
	ret = load(ctx, board_source, options, &tree);
	unlink(path);
	free(path);
	cr_assert_eq(ret, 0, "%s", dtcarve_ctx_get_error(ctx));
	cr_assert_eq(dtcarve_board_read(tree, NULL, &board), 0);
	cr_expect_str_eq(dtcarve_board_get_model(board), "Changed");
	dtcarve_board_free(board);
	dtcarve_tree_free(tree);
	dtcarve_options_free(options);
	dtcarve_ctx_free(ctx);
}

Test(lib_tree, tells_what_is_wrong)
{
	struct dtcarve_ctx *ctx = new_context();
	struct dtcarve_tree *tree = NULL;

	cr_expect_lt(load(ctx, "/dts-v1/; / {", NULL, &tree), 0);
	cr_expect(strncmp(dtcarve_ctx_get_error(ctx), "a board", 7) == 0, "%s", dtcarve_ctx_get_error(ctx));
	cr_expect_lt(load(ctx, "\n", NULL, &tree), 0);
	cr_expect_null(tree);
	dtcarve_ctx_free(ctx);
}

Test(lib_tree, choices_of_other_containers_are_no_matter)
{
	struct dtcarve_ctx *ctx = new_context();
	struct dtcarve_options *options = NULL;
	struct dtcarve_tree *tree = NULL;

	cr_assert_eq(dtcarve_options_new(&options), 0);
	dtcarve_options_set_fit_config(options, "conf-1");
	dtcarve_options_set_overlay_entry(options, "3");
	cr_assert_eq(load(ctx, board_source, options, &tree), 0, "%s", dtcarve_ctx_get_error(ctx));
	dtcarve_tree_free(tree);
	dtcarve_options_free(options);
	dtcarve_ctx_free(ctx);
}
