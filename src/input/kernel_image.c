/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "input/kernel_image.h"

#include <string.h>

#include "input/blob.h"
#include "util/number.h"

/* linux:arch/arm/boot/compressed/head.S: magic number, start and end address of the zImage */
#define ZIMAGE_MAGIC_OFFSET 0x24
#define ZIMAGE_MAGIC 0x016f2818
#define ZIMAGE_START_OFFSET 0x28
#define ZIMAGE_END_OFFSET 0x2c
#define ZIMAGE_HEADER_BYTES 0x30

static const struct kernel_magic {
	size_t offset, length;
	const char *magic, *name;
} magics[] = {
	{ ZIMAGE_MAGIC_OFFSET, 4, "\x18\x28\x6f\x01", "zImage" },
	{ ZIMAGE_MAGIC_OFFSET, 4, "\x01\x6f\x28\x18", "zImage" },
	{ 0x38, 4, "ARM\x64", "arm64 Image" },
	{ 0x38, 4, "RSC\x05", "riscv Image" },
	{ 0x04, 4, "zimg", "EFI zboot image" },
};

const char *kernel_image_name(struct bytes in)
{
	for (size_t i = 0; i < ARRAY_SIZE(magics); i++) {
		const struct kernel_magic *m = &magics[i];

		if (in.size >= m->offset + m->length && memcmp(in.data + m->offset, m->magic, m->length) == 0)
			return m->name;
	}
	return NULL;
}

size_t kernel_image_end(struct bytes in)
{
	uint32_t (*load)(const unsigned char *) = load_le32;
	uint32_t start, end;

	if (in.size < ZIMAGE_HEADER_BYTES)
		return 0;
	if (load_be32(in.data + ZIMAGE_MAGIC_OFFSET) == ZIMAGE_MAGIC)
		load = load_be32;
	else if (load_le32(in.data + ZIMAGE_MAGIC_OFFSET) != ZIMAGE_MAGIC)
		return 0;
	start = load(in.data + ZIMAGE_START_OFFSET);
	end = load(in.data + ZIMAGE_END_OFFSET);
	return end > start && end - start <= in.size ? end - start : 0;
}
