/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_INPUT_TREE_H
#define DTCARVE_INPUT_TREE_H

#include <stddef.h>

struct arena;
struct error;

/* One flat device tree, out of whatever container held it. */
struct tree {
	struct arena *arena; /* owns all that the tree points to */
	const char *file;    /* as the user gave it; "<stdin>" for "-" */
	const char *format;  /* "dtb", "dts", "FIT image", "Android dtbo image", "appended DTB", "device-tree folder" */
	const char *entry;   /* configuration of the FIT or entry of the dtbo image that was taken, or NULL */
	const void *fdt;     /* version 16 or 17, fdt_check_full() has passed, 8-byte aligned */
	size_t size;         /* fdt_totalsize(fdt), bytes */
};

struct tree_options {
	const char *const *overlays; /* .dtbo or .dtso files, applied in this order */
	size_t overlay_count;
	const char *const *include_dirs; /* for .dts input: -i of cpp and dtc */
	size_t include_dir_count;
	const char *fit_config; /* configuration of a FIT image; NULL: its default */
	const char *dtbo_entry; /* index or id of an Android dtbo entry; NULL: the only one */
};

/*
 * Reads the tree in `path`, a container told apart by its content ("-" is
 * standard input), and applies the overlays. Returns 0 and a tree that the
 * caller frees with tree_free(), or a negative errno with one line in `error`
 * that begins with the file's name.
 */
int tree_load(const char *path, const struct tree_options *options, struct tree **tree, struct error *error);
void tree_free(struct tree *tree);

#endif
