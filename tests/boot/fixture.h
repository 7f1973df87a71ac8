/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_TESTS_BOOT_FIXTURE_H
#define DTCARVE_TESTS_BOOT_FIXTURE_H

#include "board/board.h"
#include "boot/boot.h"
#include "kernel/kernel.h"

/*
 * A board from the inside of a tree's root, as source. Two address and two
 * size cells, unless the text sets its own; fails the test where it cannot be read.
 */
struct board *board_from(const char *root);

/* A kernel: a version, and a profile's lines ("" for none) such as "CONFIG_NUMA=y\n#dtcarve
 * page_size=16384\n". */
struct kernel *kernel_from(const char *version, enum arch arch, const char *profile);

/* One prediction; what it stands on goes with it. */
struct predicted {
	struct board *board;
	struct kernel *kernel;
	struct boot *boot;
};

/* The image lies at `kernel_base` (0: guessed), command line `arguments`. */
struct predicted boot_from(const char *root, struct kernel *kernel, uint64_t kernel_base,
						   const char *arguments);
void predicted_free(struct predicted *p);

/* Look-ups: each fails the test where there is no such thing. */
const struct region *region_of(const struct boot *boot, const char *path);
const struct zone *zone_named(const struct boot *boot, const char *name);
const struct cma_area *area_named(const struct boot *boot, const char *name);

/* A line of the boot log that contains the text, of a region or of the board. */
bool is_said(const struct boot *boot, const char *text);

#endif
