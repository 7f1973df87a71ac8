/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <libfdt.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "input/folder.h"
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

TestSuite(folder, .init = setup, .fini = teardown);

static struct bytes raw(const char *data, size_t size)
{
	return bytes_copy(s->arena, data, size);
}

/* As /proc/device-tree shows a tree, with the names as properties. */
static const char *make_folder(void)
{
	scratch_file(s, "base/name", raw("", 1));
	scratch_file(s, "base/model", raw("folder", 7));
	scratch_file(s, "base/#address-cells", raw("\0\0\0\2", 4));
	scratch_file(s, "base/#size-cells", raw("\0\0\0\2", 4));
	scratch_file(s, "base/memory@80000000/name", raw("memory", 7));
	scratch_file(s, "base/memory@80000000/reg", raw("\0\0\0\0\x80\0\0\0\0\0\0\0\x40\0\0\0", 16));
	scratch_file(s, "base/reserved-memory/ranges", raw("", 0));
	scratch_file(s, "base/reserved-memory/b@2/no-map", raw("", 0));
	scratch_file(s, "base/reserved-memory/a@1/name", raw("not the node's", 15));
	return arena_printf(s->arena, "%s/base", s->folder);
}

static struct tree *load_folder(const char *path)
{
	struct error error;
	struct tree *tree;

	cr_assert_eq(load_file(path, NULL, &tree, &error), 0, "%s", error.text);
	cr_assert_str_eq(tree->format, "device-tree folder");
	return tree;
}

Test(folder, becomes_a_tree)
{
	struct tree *tree = load_folder(make_folder());
	int node = fdt_path_offset(tree->fdt, "/memory@80000000");
	int length;

	cr_assert_str_eq(model_of(tree), "folder");
	cr_assert(fdt_getprop(tree->fdt, node, "reg", &length));
	cr_assert_eq(length, 16);
	cr_assert_not(fdt_getprop(tree->fdt, node, "name", NULL));
	node = fdt_path_offset(tree->fdt, "/reserved-memory/a@1");
	cr_assert_str_eq(fdt_getprop(tree->fdt, node, "name", NULL), "not the node's");
	node = fdt_first_subnode(tree->fdt, fdt_path_offset(tree->fdt, "/reserved-memory"));
	cr_assert_str_eq(fdt_get_name(tree->fdt, node, NULL), "a@1");
	cr_assert_str_eq(fdt_get_name(tree->fdt, fdt_next_subnode(tree->fdt, node), NULL), "b@2");
	tree_free(tree);
}

Test(folder, the_folder_itself_may_be_a_link_but_links_inside_are_left_out)
{
	const char *path = make_folder();
	const char *link = arena_printf(s->arena, "%s/device-tree", s->folder);
	struct tree *tree;

	cr_assert_eq(symlink(path, link), 0);
	cr_assert_eq(symlink("..", arena_printf(s->arena, "%s/reserved-memory/loop", path)), 0);
	cr_assert_eq(symlink("/etc/hostname", arena_printf(s->arena, "%s/host", path)), 0);
	cr_assert_eq(mkfifo(arena_printf(s->arena, "%s/fifo", path), 0600), 0);
	tree = load_folder(link);
	cr_assert_lt(fdt_path_offset(tree->fdt, "/reserved-memory/loop"), 0);
	cr_assert_not(fdt_getprop(tree->fdt, 0, "host", NULL));
	cr_assert_not(fdt_getprop(tree->fdt, 0, "fifo", NULL));
	tree_free(tree);
}

Test(folder, any_other_folder_is_refused)
{
	scratch_text(s, "trees/a.dtb", "x");
	expect_file_refusal(s->folder, NULL, s->folder, "directory without a device tree", "/proc/device-tree",
						NULL);
	expect_file_refusal(arena_printf(s->arena, "%s/trees", s->folder), NULL, "directory without", NULL);
	cr_assert_not(folder_is_device_tree(s->folder));
	cr_assert(folder_is_device_tree(make_folder()));
}

Test(folder, grows_beyond_the_first_room)
{
	const char *path = make_folder();
	struct tree *tree;

	scratch_file(s, "base/big", repeat(s->arena, 0x42, 300000));
	scratch_file(s, "base/z/big", repeat(s->arena, 0x43, 900000));
	tree = load_folder(path);
	cr_assert_gt(tree->size, 1200000);
	tree_free(tree);
}

Test(folder, a_property_of_more_than_64_mib_is_refused)
{
	const char *path = make_folder();

	cr_assert_eq(truncate(scratch_text(s, "base/huge", ""), (off_t)65 << 20), 0);
	expect_file_refusal(path, NULL, "/base/huge", "more than the 67108864", NULL);
}

Test(folder, the_depth_has_a_limit)
{
	const char *path = make_folder();
	char *deep = arena_alloc(s->arena, 1024);

	strcpy(deep, "base");
	for (int i = 0; i < 70; i++)
		strcat(deep, "/n");
	scratch_text(s, arena_printf(s->arena, "%s/p", deep), "x");
	expect_file_refusal(path, NULL, "/n/n/n", "more than 64 levels", NULL);
}
