/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KERNEL_IMAGE_H
#define DTCARVE_KERNEL_IMAGE_H

#include "util/file.h"

struct error;
struct facts;

/*
 * Tells what a kernel image says of itself: architecture, page size, size in
 * memory and offset out of its header, its version, and the configuration that
 * CONFIG_IKCONFIG builds in. Takes an arm64 or riscv64 Image, an arm zImage, an
 * EFI zboot image or a vmlinux, plain or compressed as a whole.
 * -EBADMSG for what is none of these or is cut off.
 * Sources: linux:Documentation/arch/{arm64/booting,riscv/boot-image-header}.rst,
 * arch/arm/boot/compressed/{head.S,vmlinux.lds.S}, drivers/firmware/efi/libstub/zboot-header.S.
 */
int image_tell(struct facts *facts, const char *file, struct bytes in, struct error *error);

#endif
