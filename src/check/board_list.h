/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_CHECK_BOARD_LIST_H
#define DTCARVE_CHECK_BOARD_LIST_H

#include <stddef.h>

struct arena;
struct tree_options;

/* One board to check, or why its name leads to none. */
struct board_input {
	const char *path;
	const char *entry;   /* which of several trees in it, as --entry takes it; or NULL */
	const char *trouble; /* one line, or NULL */
};

struct board_list {
	struct board_input *items;
	size_t count;
	const char **skipped; /* files below a folder that are not called .dtb, .dts or .ini */
	size_t skipped_count;
};

/*
 * Adds a file, a folder that is itself a device tree (/proc/device-tree), or all
 * .dtb and .dts files below another folder, by name; symbolic links to folders
 * are not followed. Of a file that holds several trees each is a board, unless
 * the options choose one. A folder that cannot be read, or has no tree, is trouble.
 * What else lies in a folder is listed as skipped.
 */
void board_list_add(struct arena *arena, struct board_list *list, const char *path,
					const struct tree_options *options);

#endif
