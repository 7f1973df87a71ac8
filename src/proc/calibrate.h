/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PROC_CALIBRATE_H
#define DTCARVE_PROC_CALIBRATE_H

struct board;
struct boot_options;
struct error;
struct facts;
struct kernel_options;
struct observed;

/*
 * Replays the boot that was observed and tells what no input did: options that
 * its numbers give away, and by how many pages the kernel's own needs differ from
 * the model (reserved_adjust, reserved_spread, calibrated_boots). What the
 * options of the boot leave open, command line and places, is taken from what was
 * observed. A profile that was calibrated before is confirmed or widened.
 * -EINVAL where board and boot do not belong together.
 */
int calibrate(struct facts *facts, const struct observed *observed, const struct board *board,
			  const struct kernel_options *kernel_options, const struct boot_options *boot_options,
			  struct error *error);

#endif
