/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KERNEL_VERSION_H
#define DTCARVE_KERNEL_VERSION_H

#include <stdint.h>

/*
 * A kernel release as one number that compares in release order, as the
 * kernel's own KERNEL_VERSION(); the patch level saturates at 255.
 */
#define KERNEL_VERSION(major, minor, patch)                                                                  \
	(((uint32_t)(major) << 16) | ((uint32_t)(minor) << 8) | ((patch) > 255 ? 255u : (uint32_t)(patch)))

/*
 * Reads "4.19", "6.1.0-50-arm64", "6.3.0-rc7-next-20230417" ...: 0 where the
 * text does not begin with MAJOR.MINOR, or no series of Linux has that number nor will have it soon. A
 * release candidate counts as its release, linux-next as the one behind it.
 */
uint32_t kernel_version_parse(const char *text);

/* "6.1" of "v6.1" and "linux-6.1": as tags and archives are called; else the text itself. */
const char *kernel_version_plain(const char *text);

#endif
