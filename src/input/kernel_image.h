/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_INPUT_KERNEL_IMAGE_H
#define DTCARVE_INPUT_KERNEL_IMAGE_H

#include <stddef.h>

#include "util/file.h"

/* "zImage", "arm64 Image", "riscv Image", "EFI zboot image", or NULL for anything else. */
const char *kernel_image_name(struct bytes in);

/* Where an appended tree can begin at the earliest: the end of a zImage, which its header tells; 0 elsewhere.
 */
size_t kernel_image_end(struct bytes in);

#endif
