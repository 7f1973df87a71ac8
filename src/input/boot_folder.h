/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_INPUT_BOOT_FOLDER_H
#define DTCARVE_INPUT_BOOT_FOLDER_H

#include <stdbool.h>

struct error;
struct unpacking;

/* Whether a folder is a boot partition or a root with one: it has a boot loader's configuration. */
bool boot_folder_matches(const char *path);

/*
 * Reads what a boot loader would take out of such a folder: the entry that is
 * booted by default or that options->entry names, its tree with overlays and
 * their parameters, command line, kernel, initrd, and config-* and System.map-*
 * of the kernel's release beside it. -ENOTUNIQ with a list where several entries
 * may be meant. Sources: extlinux (u-boot:doc/README.distro), the Boot Loader
 * Specification, config.txt of Raspberry Pi, armbianEnv.txt, uEnv.txt, grub.cfg.
 */
int boot_folder_open(struct unpacking *u, const char *path, struct error *error);

#endif
