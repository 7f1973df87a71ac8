/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_INPUT_TREE_H
#define DTCARVE_INPUT_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/file.h"
#include "util/range.h"

struct arena;
struct error;

/* What the image that holds a tree tells of the boot, each with where it stands; NULL or 0: nothing. */
struct image_told {
	const char *cmdline, *cmdline_from; /* put together in the boot loader's order */
	struct bytes kernel;                /* as it is in the image, perhaps compressed */
	const char *kernel_from;
	const char *release; /* of the kernel, where the container itself tells */
	uint64_t initrd_bytes;
	const char *initrd_from;
	const char *config, *system_map; /* files beside the kernel */
	struct range banks[2];           /* RAM, in the place of the tree's where that tells none */
	size_t bank_count;
	const char *banks_from;
};

/* One flat device tree, out of whatever container held it. */
struct tree {
	struct arena *arena;     /* owns all that the tree points to */
	const char *file;        /* as the user gave it; "<stdin>" for "-" */
	const char *format;      /* "dtb", "dts", "FIT image", "Android boot image", "appended DTB", "device-tree
								folder" ... */
	const char *compression; /* "gzip", "zstd" or "lz4" where the whole file is compressed, or NULL */
	const char *entry;       /* FIT configuration, or index among several trees, or NULL */
	const void
		*fdt; /* version 16 or 17, blob_check() has passed, 8-byte aligned, at most 64 levels of nodes */
	size_t size;         /* fdt_totalsize(fdt), bytes */
	const void *symbols; /* of source: the same tree with /__symbols__ for its labels, checked as `fdt` is; or
							NULL */
	struct image_told told;
};

struct tree_options {
	const char **overlays; /* overlays in any container or as source, applied in this order */
	size_t overlay_count;
	const char **images; /* of the same board, read with the file (vendor_boot.img, dtbo.img) */
	size_t image_count;
	const char **include_dirs; /* for .dts input: -i of cpp and dtc */
	size_t include_dir_count;
	bool untrusted; /* source may read its own folders, these and the include_dirs, and no /incbin/ */
	const char *const *own_dirs; /* folders that the user named as input */
	size_t own_dir_count;
	const char
		*entry; /* which of several trees: an index, "id=0x3" or "0x3", a compatible, a part of the model,
				   a FIT configuration; NULL: the only one, or the one that is booted by default */
	const char *dtbo_entry; /* likewise for overlays; for the board's own tree where there are no overlays */
	const char *fit_config; /* configuration of a FIT image, "conf-1#overlay" with overlays of others on it */
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

/*
 * How many boards' trees the file holds that are for --entry to choose from;
 * 1 where one is taken without a word, or where it cannot be read.
 */
size_t tree_choices(const char *path, const struct tree_options *options);

/* Is a file called a tree or the source of one? */
bool is_tree_name(const char *name);

void tree_free(struct tree *tree);

#endif
