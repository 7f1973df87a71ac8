/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_INPUT_IMAGE_KERNEL_H
#define DTCARVE_INPUT_IMAGE_KERNEL_H

#include "util/file.h"

struct arena;
struct error;

/*
 * The kernel in any container of doc/IMAGES.md, or the whole file where it is
 * none; into the arena. A negative errno with one line where it cannot be read.
 */
int image_kernel_read(struct arena *arena, const char *path, struct bytes *kernel, struct error *error);

#endif
