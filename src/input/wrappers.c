/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Containers of one or a few parts: Rockchip's resource and kernel images,
 * MediaTek's partition header, U-Boot's legacy image.
 * Sources: u-boot:include/image.h, arch/arm/mach-rockchip/resource_img.c (Rockchip's).
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "input/contents.h"
#include "util/error.h"
#include "util/number.h"

#define ROCKCHIP_BLOCK_BYTES 512
#define ROCKCHIP_NAME_BYTES 220
#define MEDIATEK_HEADER_BYTES 512
#define UIMAGE_HEADER_BYTES 64
#define PART_LIMIT 1024

/* --- Rockchip ---------------------------------------------------------------------------- */

/* Files by name, of which those that end in .dtb are trees. */
static int resource_collect(struct contents *contents, struct bytes in, const struct origin *from,
							struct error *error)
{
	uint64_t at = (uint64_t)in.data[9] * ROCKCHIP_BLOCK_BYTES,
			 stride = (uint64_t)in.data[10] * ROCKCHIP_BLOCK_BYTES;
	/* the tool's struct is padded to 12 where it is not packed */
	uint32_t count = load_le32(in.data + 12) ? load_le32(in.data + 12) : load_le32(in.data + 11);
	int ret = stride ? 0 : error_set(error, -EBADMSG, "entries of 0 blocks (offset 10)");

	for (uint32_t i = 0; ret == 0 && i < count && i < PART_LIMIT; i++) {
		struct bytes entry, file;
		struct origin here;
		size_t length;

		ret = container_part(in, at + i * stride, ROCKCHIP_BLOCK_BYTES, "an entry", &entry, error);
		if (ret || memcmp(entry.data, "ENTR", 4) != 0)
			return ret;
		length = strnlen((const char *)entry.data + 4, ROCKCHIP_NAME_BYTES);
		if (length < 4 || memcmp(entry.data + 4 + length - 4, ".dtb", 4) != 0)
			continue;
		here = origin_inside(contents, from, "Rockchip resource image", "%.*s", (int)length,
							 (const char *)entry.data + 4);
		ret = container_part(in, (uint64_t)load_le32(entry.data + 260) * ROCKCHIP_BLOCK_BYTES,
							 load_le32(entry.data + 264), here.place, &file, error);
		if (ret == 0)
			ret = contents_collect(contents, file, &here, error);
	}
	return ret;
}

const struct container_kind rockchip_resource_kind = { "Rockchip resource image", "RSCE",
													   ROCKCHIP_BLOCK_BYTES, NULL, resource_collect };

static bool krnl_matches(struct bytes in)
{
	return in.size >= 8 && (memcmp(in.data, "KRNL", 4) == 0 || memcmp(in.data, "PARM", 4) == 0);
}

static int krnl_collect(struct contents *contents, struct bytes in, const struct origin *from,
						struct error *error)
{
	struct origin here = origin_inside(contents, from, "Rockchip kernel image", "kernel");
	struct bytes part;
	int ret = container_part(in, 8, load_le32(in.data + 4), "the kernel", &part, error);

	return ret ? ret : contents_collect(contents, part, &here, error);
}

const struct container_kind rockchip_kernel_kind = { "Rockchip kernel image", NULL, 0, krnl_matches,
													 krnl_collect };

/* --- MediaTek ---------------------------------------------------------------------------- */

/* Parts one behind the other, each with a header; a ramdisk says so by its name. */
static int mediatek_collect(struct contents *contents, struct bytes in, const struct origin *from,
							struct error *error)
{
	size_t at = 0;
	int ret = 0;

	for (unsigned int i = 0;
		 ret == 0 && i < PART_LIMIT && container_matches(&mediatek_kind, bytes_from(in, at)); i++) {
		const char *name = (const char *)in.data + at + 8;
		struct origin here = origin_inside(contents, from, "MediaTek image", "part %.32s", name);
		uint32_t size = load_le32(in.data + at + 4);
		struct bytes part;

		ret = container_part(in, at + MEDIATEK_HEADER_BYTES, size, here.place, &part, error);
		if (ret == 0 && (strncmp(name, "ROOTFS", 32) == 0 || strncmp(name, "RECOVERY", 32) == 0))
			contents_add_initrd(contents, size, &here);
		else if (ret == 0)
			ret = contents_collect(contents, part, &here, error);
		at += (size_t)round_up(MEDIATEK_HEADER_BYTES + (uint64_t)size, 16);
		if (at >= in.size)
			break;
	}
	return ret;
}

const struct container_kind mediatek_kind = { "MediaTek image", "\x88\x16\x88\x58", MEDIATEK_HEADER_BYTES,
											  NULL, mediatek_collect };

/* --- U-Boot's legacy image --------------------------------------------------------------- */

enum uimage_type { UIMAGE_RAMDISK = 3, UIMAGE_MULTI = 4 };

/* Sizes up to a 0, then the parts, each rounded up to 4: kernel, ramdisk, tree. */
static int uimage_parts(struct contents *contents, struct bytes data, const struct origin *from,
						struct error *error)
{
	uint64_t count = 0, at;
	int ret = 0;

	while (count < PART_LIMIT && 4 * (count + 1) <= data.size && load_be32(data.data + 4 * count))
		count++;
	at = 4 * (count + 1);
	for (uint64_t i = 0; ret == 0 && i < count; i++) {
		struct origin here = origin_inside(contents, from, "uImage", "part %" PRIu64, i);
		uint32_t size = load_be32(data.data + 4 * i);
		struct bytes part;

		ret = container_part(data, at, size, here.place, &part, error);
		if (ret == 0 && i == 1 && !blob_has_magic(part))
			contents_add_initrd(contents, size, &here);
		else if (ret == 0)
			ret = contents_collect(contents, part, &here, error);
		at += round_up(size, 4);
	}
	return ret;
}

static int uimage_collect(struct contents *contents, struct bytes in, const struct origin *from,
						  struct error *error)
{
	uint32_t size = load_be32(in.data + 12);
	struct origin here = origin_inside(contents, from, "uImage", "data");
	struct bytes data;
	int ret = container_part(in, UIMAGE_HEADER_BYTES, size, "its data", &data, error);

	if (ret)
		return ret;
	if (in.data[30] == UIMAGE_MULTI)
		ret = uimage_parts(contents, data, from, error);
	else if (in.data[30] == UIMAGE_RAMDISK)
		contents_add_initrd(contents, size, &here);
	else
		ret = contents_collect(contents, data, &here, error);
	here = origin_inside(contents, from, "uImage", "behind it");
	return ret ? ret : scan_collect(contents, in, UIMAGE_HEADER_BYTES + (size_t)size, true, &here, error);
}

const struct container_kind uimage_kind = { "U-Boot legacy image", "\x27\x05\x19\x56", UIMAGE_HEADER_BYTES,
											NULL, uimage_collect };
