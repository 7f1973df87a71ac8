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
	const char
		*format; /* "dtb", "dts", "FIT image", "Android dtbo image", "appended DTB", "device-tree folder" */
	const char *compression; /* "gzip", "zstd" or "lz4" where the whole file is compressed, or NULL */
	const char *entry; /* configuration of the FIT, or index in the dtbo image or of several appended trees,
						  or NULL */
	const void
		*fdt; /* version 16 or 17, fdt_check_full() has passed, 8-byte aligned, at most 64 levels of nodes */
	size_t size;         /* fdt_totalsize(fdt), bytes */
	const void *symbols; /* of source: the same tree with /__symbols__ for its labels, checked as `fdt` is; or
							NULL */
};

struct tree_options {
	const char *const *overlays; /* overlays in any container or as source, applied in this order */
	size_t overlay_count;
	const char *const *include_dirs; /* for .dts input: -i of cpp and dtc */
	size_t include_dir_count;
	const char *fit_config; /* configuration of a FIT image; NULL: its default */
	const char *dtbo_entry; /* Android dtbo entry: "3" an index, "id=0x3" or "0x3" an id; appended tree:
							   index; NULL: the only one */
};

/*
 * Reads the tree in `path`, a container told apart by its content ("-" is
 * standard input), and applies the overlays. Returns 0 and a tree that the
 * caller frees with tree_free(), or a negative errno with one line in `error`
 * that begins with the file's name. NULL options: none.
 *
 * A file may have 512 MiB, also unpacked, a tree 64 MiB; more is refused.
 */
int tree_load(const char *path, const struct tree_options *options, struct tree **tree, struct error *error);

/* Likewise from bytes in memory; `name` stands for the file in errors. Includes of source are sought in the
 * -i folders. */
int tree_from_bytes(const void *data, size_t size, const char *name, const struct tree_options *options,
					struct tree **tree, struct error *error);

void tree_free(struct tree *tree);

#endif
