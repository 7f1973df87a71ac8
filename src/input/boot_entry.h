/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_INPUT_BOOT_ENTRY_H
#define DTCARVE_INPUT_BOOT_ENTRY_H

/* What one entry of a boot loader's configuration says, as it is written there. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct boot_overlay {
	const char *path;    /* NULL: parameters of the base */
	const char **params; /* "cma-512", "size=3" */
	size_t param_count;
};

struct boot_entry {
	const char *title;
	const char *source; /* the file that says it, below the folder */
	const char *kernel, *initrd, *dtb, *dtb_folder, *cmdline, *release;
	struct boot_overlay *overlays; /* in order */
	size_t overlay_count;
	bool is_default;
	uint64_t total_mem, gpu_mem; /* MiB, of a Raspberry Pi; 0: not told */
};

struct boot_entries {
	struct arena *arena;
	const char *folder; /* that the files are looked for in */
	const char *prefix; /* of the configuration within it: "" or "boot/" ... */
	const char
		*board_tree; /* the file of the board's own tree, where the loader finds it by itself; or NULL */
	struct boot_entry *items;
	size_t count;
};

/* Each reads one kind of configuration, `text` being the file `source`. */
void extlinux_read(struct boot_entries *entries, const char *source, const char *text);
void bls_read(struct boot_entries *entries, const char *source, const char *text);
void raspberry_read(struct boot_entries *entries, const char *source, const char *text);
void armbian_read(struct boot_entries *entries, const char *source, const char *text);
void uenv_read(struct boot_entries *entries, const char *source, const char *text);
void grub_read(struct boot_entries *entries, const char *source, const char *text);

/* A text file of the folder, or NULL; `name` is below entries->folder. */
const char *boot_text(const struct boot_entries *entries, const char *name);

#endif
