/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_TREE_H
#define DTCARVE_TREE_H

#include <dtcarve/context.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One flat device tree, out of whatever container held it, overlays applied. */
struct dtcarve_tree;

/* How to load a tree. Texts are copied; a choice that the container does not offer is no matter. */
struct dtcarve_tree_options;

/* 0, or -ENOMEM. */
DTCARVE_API int dtcarve_tree_options_new(struct dtcarve_tree_options **options);
DTCARVE_API void dtcarve_tree_options_free(struct dtcarve_tree_options *options);

/* A file with an overlay, in any container or as source; several are applied in the order added. */
DTCARVE_API void dtcarve_tree_options_add_overlay(struct dtcarve_tree_options *options, const char *path);

/* For .dts source: a folder where cpp and dtc look for includes, as their -i. */
DTCARVE_API void dtcarve_tree_options_add_include_dir(struct dtcarve_tree_options *options, const char *path);

/* Configuration of a FIT image; NULL: its default one. */
DTCARVE_API void dtcarve_tree_options_set_fit_config(struct dtcarve_tree_options *options, const char *name);

/* Entry of an Android dtbo image: "3" an index, "id=0x3" or "0x3" an id; index of several appended trees;
 * NULL: the only one. */
DTCARVE_API void dtcarve_tree_options_set_dtbo_entry(struct dtcarve_tree_options *options, const char *entry);

/*
 * Loads the tree in the file or folder `path` ("-" reads standard input), told
 * apart by its content: .dtb, .dts, FIT image, Android dtbo image, tree behind
 * a kernel image, /proc/device-tree or a copy of it, each plain or compressed.
 * A file may have 512 MiB, also unpacked, a tree 64 MiB and 64 levels of nodes.
 * Source is compiled by the programs cpp and dtc; a process that ignores SIGCHLD
 * cannot wait for them, and no other thread may call setenv() then.
 *
 * 0, or a negative errno: -ENOENT and the like of the file, -EFBIG beyond a
 * limit, -ENOTSUP for a compression that was left out of the build, -EINVAL for
 * bad content. NULL options: none.
 */
DTCARVE_API int dtcarve_tree_load(struct dtcarve_ctx *ctx, const char *path,
								  const struct dtcarve_tree_options *options, struct dtcarve_tree **tree);

/* Likewise from `size` bytes at `data`, which are copied; `name` stands for the file in errors. */
DTCARVE_API int dtcarve_tree_from_bytes(struct dtcarve_ctx *ctx, const void *data, size_t size,
										const char *name, const struct dtcarve_tree_options *options,
										struct dtcarve_tree **tree);

DTCARVE_API void dtcarve_tree_free(struct dtcarve_tree *tree);

/* As it was given; "<stdin>" for "-". */
DTCARVE_API const char *dtcarve_tree_get_file(const struct dtcarve_tree *tree);

/* "dtb", "dts", "FIT image", "Android dtbo image", "appended DTB", "device-tree folder". */
DTCARVE_API const char *dtcarve_tree_get_format(const struct dtcarve_tree *tree);

/* "gzip", "zstd" or "lz4" where the whole file is compressed, or NULL. */
DTCARVE_API const char *dtcarve_tree_get_compression(const struct dtcarve_tree *tree);

/* Configuration of the FIT image, or index in the dtbo image or of several appended trees, or NULL. */
DTCARVE_API const char *dtcarve_tree_get_entry(const struct dtcarve_tree *tree);

/* The flat tree itself, of version 16 or 17, checked in full; 8-byte aligned. *size is its length in bytes.
 */
DTCARVE_API const void *dtcarve_tree_get_fdt(const struct dtcarve_tree *tree, size_t *size);

#ifdef __cplusplus
}
#endif

#endif
