/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_OPTIONS_H
#define DTCARVE_OPTIONS_H

#include <dtcarve/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * What is known of a board, its kernel and its boot loader beside the tree: the
 * options that the commands share. Every function that takes options takes NULL
 * for none, reads only those that concern it, and keeps nothing of them.
 *
 * Texts are copied. A setter called again replaces, NULL (or what is said there)
 * takes back; what is added stays. Setters cannot fail: what is wrong with a
 * value, or that there was no memory for it, is told by the function that uses it. One object may serve many calls and
 * threads, as long as nobody sets anything meanwhile.
 */
struct dtcarve_options;

/* 0, or -ENOMEM. */
DTCARVE_API int dtcarve_options_new(struct dtcarve_options **options);
DTCARVE_API void dtcarve_options_free(struct dtcarve_options *options);

/* --- the tree: dtcarve_tree_load(), dtcarve_tree_from_bytes() ---------------------- */

/* A file with an overlay, in any container or as source, "FILE.dtbo,PARAM=VALUE" with parameters of Raspberry
 * Pi's firmware; applied in the order added. */
DTCARVE_API void dtcarve_options_add_overlay(struct dtcarve_options *options, const char *path);

/* Another image of the same board, read together with the file: vendor_boot.img, dtbo.img. */
DTCARVE_API void dtcarve_options_add_image(struct dtcarve_options *options, const char *path);

/* For .dts source: a folder where cpp and dtc look for includes, as their -i. */
DTCARVE_API void dtcarve_options_add_include_dir(struct dtcarve_options *options, const char *path);

/* Which of several trees: an index from 0, "id=0x3", a compatible, a part of the model, a FIT configuration,
 * an entry of a boot folder. NULL: the only one, or the one that boots by default. */
DTCARVE_API void dtcarve_options_set_entry(struct dtcarve_options *options, const char *entry);

/* Likewise which of several overlays in an image. */
DTCARVE_API void dtcarve_options_set_overlay_entry(struct dtcarve_options *options, const char *entry);

/* Configuration of a FIT image, "conf-1#overlay" with overlays of others on it; NULL: its default one. */
DTCARVE_API void dtcarve_options_set_fit_config(struct dtcarve_options *options, const char *name);

/* --- the board: dtcarve_board_read() ----------------------------------------------- */

/* A bank of DDR in the place of the memory nodes, bytes; base DTCARVE_NO_BASE: where the tree's first memory
 * node starts. */
DTCARVE_API void dtcarve_options_add_ddr(struct dtcarve_options *options, struct dtcarve_range bank);

/* --- the kernel: dtcarve_kernel_load(), dtcarve_kernel_for_board() ----------------- */

/* Files: its .config, its System.map, its Image, zImage or Image.gz in any container. */
DTCARVE_API void dtcarve_options_set_config(struct dtcarve_options *options, const char *path);
DTCARVE_API void dtcarve_options_set_system_map(struct dtcarve_options *options, const char *path);
DTCARVE_API void dtcarve_options_set_image(struct dtcarve_options *options, const char *path);

/* Bytes: 4096, on arm64 also 16384 or 65536. 0: by .config or profile, else 4096. */
DTCARVE_API void dtcarve_options_set_page_size(struct dtcarve_options *options, uint64_t bytes);

/* In the place of what the tree tells; DTCARVE_ARCH_UNKNOWN: the tree tells. */
DTCARVE_API void dtcarve_options_set_arch(struct dtcarve_options *options, enum dtcarve_arch arch);

/* --- the boot loader: dtcarve_boot_predict() --------------------------------------- */

/* Physical addresses of kernel image and tree. DTCARVE_NO_BASE: as the boot protocol and U-Boot would place
 * them. */
DTCARVE_API void dtcarve_options_set_kernel_base(struct dtcarve_options *options, uint64_t address);
DTCARVE_API void dtcarve_options_set_fdt_base(struct dtcarve_options *options, uint64_t address);

/* Size in bytes; base DTCARVE_NO_BASE: as a boot loader would place it. Size 0: as /chosen tells. */
DTCARVE_API void dtcarve_options_set_initrd(struct dtcarve_options *options, struct dtcarve_range initrd);

/* The kernel command line. NULL: that of the image, or /chosen bootargs. */
DTCARVE_API void dtcarve_options_set_cmdline(struct dtcarve_options *options, const char *cmdline);

/* Possible CPUs, 1 to 8192. 0: as the tree counts. */
DTCARVE_API void dtcarve_options_set_cpus(struct dtcarve_options *options, unsigned int cpus);

/* The kernel is started by EFI, whose memory map the tree does not tell: ranges are as wide as that leaves
 * them. */
DTCARVE_API void dtcarve_options_set_efi(struct dtcarve_options *options, bool efi);

/* A file that tells what firmware says of the memory, of any kind that --firmware-map takes. It is read by
 * dtcarve_boot_predict() and dtcarve_check_new(), which fail with -EBADMSG where it holds no map. NULL: none. */
DTCARVE_API void dtcarve_options_set_firmware_map(struct dtcarve_options *options, const char *path);

/* --- what is kept ------------------------------------------------------------------ */

/* Keep what each step of early boot does, for dtcarve_report_render_trace() (false). */
DTCARVE_API void dtcarve_options_set_trace(struct dtcarve_options *options, bool on);

#ifdef __cplusplus
}
#endif

#endif
