/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "boot/fixture.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "input/tree.h"
#include "util/arena.h"
#include "util/error.h"

struct board *board_from(const char *root)
{
	struct arena *arena = arena_new();
	const char *source =
		arena_printf(arena, "/dts-v1/;\n/ { #address-cells = <2>; #size-cells = <2>; };\n/ { %s };\n", root);
	struct board *board = NULL;
	struct tree *tree = NULL;
	struct error error;

	cr_assert_eq(tree_from_bytes(source, strlen(source), "board.dts", NULL, &tree, &error), 0, "%s",
				 error.text);
	cr_assert_eq(board_read(tree, &board, &error), 0, "%s", error.text);
	tree_free(tree);
	arena_free(arena);
	return board;
}

static void write_profile(int file, const char *version, const char *profile)
{
	cr_assert_gt(dprintf(file, "#dtcarve release=%s\n%s", version, profile), 0);
	close(file);
}

struct kernel *kernel_from(const char *version, enum arch arch, const char *profile)
{
	char path[] = "/tmp/dtcarve-profile-XXXXXX";
	struct kernel_options options = { .kernel = *profile ? path : version, .arch = arch };
	struct kernel *kernel = NULL;
	struct error error;
	int file = mkstemp(path), ret;

	cr_assert_geq(file, 0);
	write_profile(file, version, profile);
	ret = kernel_load(&options, &kernel, &error);
	unlink(path);
	cr_assert_eq(ret, 0, "%s", error.text);
	return kernel;
}

struct predicted boot_from(const char *root, struct kernel *kernel, uint64_t kernel_base,
						   const char *arguments)
{
	struct predicted p = { board_from(root), kernel, NULL };
	struct boot_options options = { .has_kernel_base = kernel_base != 0,
									.kernel_base = kernel_base,
									.cmdline = arguments };
	struct error error;

	cr_assert_eq(boot_predict(p.board, kernel, &options, &p.boot, &error), 0, "%s", error.text);
	return p;
}

void predicted_free(struct predicted *p)
{
	boot_free(p->boot);
	kernel_free(p->kernel);
	board_free(p->board);
}

const struct region *region_of(const struct boot *boot, const char *path)
{
	for (size_t i = 0; i < boot->region_count; i++)
		if (strcmp(boot->regions[i].path, path) == 0 || strcmp(boot->regions[i].name, path) == 0)
			return &boot->regions[i];
	cr_assert_fail("no region %s", path);
	return NULL;
}

const struct zone *zone_named(const struct boot *boot, const char *name)
{
	for (size_t i = 0; i < boot->zone_count; i++)
		if (strcmp(boot->zones[i].name, name) == 0)
			return &boot->zones[i];
	cr_assert_fail("no zone %s", name);
	return NULL;
}

const struct cma_area *area_named(const struct boot *boot, const char *name)
{
	for (size_t i = 0; i < boot->cma_count; i++)
		if (strcmp(boot->cma[i].name, name) == 0)
			return &boot->cma[i];
	cr_assert_fail("no CMA area %s", name);
	return NULL;
}

bool is_said(const struct boot *boot, const char *text)
{
	for (size_t i = 0; i < boot->message_count; i++)
		if (strstr(boot->messages[i].text, text))
			return true;
	for (size_t i = 0; i < boot->region_count; i++)
		for (size_t j = 0; j < boot->regions[i].dmesg_count; j++)
			if (strstr(boot->regions[i].dmesg[j], text))
				return true;
	return false;
}
