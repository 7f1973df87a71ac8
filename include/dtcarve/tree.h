/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_TREE_H
#define DTCARVE_TREE_H

#include <dtcarve/context.h>
#include <dtcarve/options.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One flat device tree, out of whatever container held it, overlays applied. */
struct dtcarve_tree;

/*
 * Loads the tree in the file or folder `path` ("-" reads standard input), told
 * apart by its content: .dtb, .dts, FIT image, boot image of any kind that
 * doc/IMAGES.md lists, tree behind a kernel image, /proc/device-tree or a copy of
 * it, a boot folder or a root; each plain or compressed with gzip, zlib, xz, lzma,
 * lz4 (frames and the kernel's legacy format) or zstd.
 * A file may have 512 MiB, also unpacked, a tree 64 MiB and 64 levels of nodes.
 * Source is compiled by the programs cpp and dtc; a process that ignores SIGCHLD
 * cannot wait for them, and no other thread may call setenv() then.
 *
 * 0, or a negative errno: -ENOENT and the like of the file, -EFBIG beyond a
 * limit, -ENOTSUP for a compression that was left out of the build, -EINVAL for
 * bad content and where several trees are there and none is chosen. NULL
 * options: none.
 */
DTCARVE_API int dtcarve_tree_load(struct dtcarve_ctx *ctx, const char *path,
								  const struct dtcarve_options *options, struct dtcarve_tree **tree);

/* Likewise from `size` bytes at `data`, which are copied; `name` stands for the file in errors. */
DTCARVE_API int dtcarve_tree_from_bytes(struct dtcarve_ctx *ctx, const void *data, size_t size,
										const char *name, const struct dtcarve_options *options,
										struct dtcarve_tree **tree);

DTCARVE_API void dtcarve_tree_free(struct dtcarve_tree *tree);

/* As it was given; "<stdin>" for "-". */
DTCARVE_API const char *dtcarve_tree_get_file(const struct dtcarve_tree *tree);

/* What held it, for a person: "dtb", "dts", "FIT image", "Android boot image", "appended DTB", "boot folder",
 * ...; never NULL. */
DTCARVE_API const char *dtcarve_tree_get_format(const struct dtcarve_tree *tree);

/* "gzip", "zlib", "xz", "lzma", "lz4" or "zstd" where the whole file is compressed, or NULL. */
DTCARVE_API const char *dtcarve_tree_get_compression(const struct dtcarve_tree *tree);

/* Configuration of the FIT image, or index among several trees, or NULL. */
DTCARVE_API const char *dtcarve_tree_get_entry(const struct dtcarve_tree *tree);

/* The flat tree itself, of version 16 or 17, checked in full; 8-byte aligned. *size is its length in bytes;
 * NULL: not told. */
DTCARVE_API const void *dtcarve_tree_get_fdt(const struct dtcarve_tree *tree, size_t *size);

#ifdef __cplusplus
}
#endif

#endif
