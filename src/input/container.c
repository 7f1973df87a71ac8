/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "input/container.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "input/blob.h"
#include "util/decompress.h"
#include "input/kernel_image.h"
#include "input/limits.h"
#include "util/error.h"

/* What is often mistaken for one of our inputs, with what to do about it. */
static const struct look_alike {
	size_t offset, length;
	const char *magic, *advice;
} look_alikes[] = {
	{ 0, 6, "\3757zXZ\0", "xz-compressed data: unpack it first (xz -d)" },
	{ 0, 3, "BZh", "bzip2-compressed data: unpack it first (bzip2 -d)" },
	{ 0, 5, "\x5d\0\0\0\x04", "lzma-compressed data: unpack it first (xz -d)" },
	{ 0, 5, "\x5d\0\0\x80\0", "lzma-compressed data: unpack it first (xz -d)" },
	{ 0, 4, "\x89LZO", "lzop-compressed data: unpack it first (lzop -d)" },
	{ 0, 4, "PK\x03\x04", "a zip archive: unpack it first" },
	{ 257, 5, "ustar", "a tar archive: unpack it first" },
	{ 0, 4, "\177ELF", "an ELF file without a device tree in it" },
	{ 0, 8, "ANDROID!", "an Android boot image without a device tree in it that is not compressed" },
	{ 0, 4, "\x27\x05\x19\x56", "a U-Boot legacy image without a device tree in it" },
};

#define EXPECTED                                                                                             \
	"expected a .dtb, .dts, FIT image, Android dtbo image or a kernel image with a device tree appended"

static const char *look_alike_advice(struct bytes in)
{
	for (size_t i = 0; i < ARRAY_SIZE(look_alikes); i++) {
		const struct look_alike *l = &look_alikes[i];

		if (in.size >= l->offset + l->length && memcmp(in.data + l->offset, l->magic, l->length) == 0)
			return l->advice;
	}
	return NULL;
}

/* Mostly ASCII, and no control bytes but those of a terminal. */
static bool is_text(struct bytes in)
{
	size_t foreign = 0;

	for (size_t i = 0; i < in.size; i++) {
		if (in.data[i] == '\0' || (in.data[i] < 0x20 && !strchr("\t\n\v\f\r\033", in.data[i])))
			return false;
		foreign += in.data[i] >= 0x80;
	}
	return foreign <= in.size / 4;
}

static int refuse_unknown(struct bytes in, struct error *error)
{
	const char *kernel = kernel_image_name(in);
	const char *advice = look_alike_advice(in);

	if (kernel)
		return error_set(
			error, -EBADMSG,
			"is a kernel image (%s) without a device tree appended: give the board's .dtb, or append it to the image",
			kernel);
	if (advice)
		return error_set(error, -EBADMSG, "is %s; " EXPECTED, advice);
	if (is_text(in))
		return error_set(error, -EBADMSG,
						 "is text, but no device-tree source: it has no /dts-v1/; and no node");
	if (in.size < 4)
		return error_set(error, -EBADMSG, "%zu bytes are no device tree; " EXPECTED, in.size);
	return error_set(error, -EBADMSG,
					 "no device tree found (the bytes at offset 0 are %02x %02x %02x %02x); " EXPECTED,
					 in.data[0], in.data[1], in.data[2], in.data[3]);
}

static int open_blob(struct unpacking *u, struct bytes in, struct error *error)
{
	struct blob blob;
	int ret = blob_adopt(u->arena, in, &blob, error);

	if (ret)
		return ret;
	if (blob.has_images && fit_matches(blob.fdt.data))
		return fit_open(u, in, error);
	if (!u->format)
		u->format = "dtb";
	u->blob = blob;
	return 0;
}

/* A compressed tree or kernel; a tree may follow the compressed data. */
static int open_compressed(struct unpacking *u, const struct decompressor *d, struct bytes in,
						   struct error *error)
{
	struct bytes out;
	size_t used;
	int ret = decompress(d, u->arena, in, CONTAINER_LIMIT_BYTES, &out, &used, error);

	if (ret)
		return error_prefix(error, "%s-compressed data", d->name);
	ret = appended_open(u, bytes_from(in, used), error);
	if (ret != -ENOENT)
		return ret;
	u->path = NULL;
	if (!u->compression && !u->format)
		u->compression = d->name;
	ret = container_open(u, out, error);
	return ret && !u->located ? error_prefix(error, "%s-compressed data", d->name) : ret;
}

static int open_unknown(struct unpacking *u, struct bytes in, struct error *error)
{
	int ret = appended_open(u, in, error);

	return ret == -ENOENT ? refuse_unknown(in, error) : ret;
}

int container_open(struct unpacking *u, struct bytes in, struct error *error)
{
	const struct decompressor *d;

	if (!in.size)
		return error_set(error, -EBADMSG, "is empty; " EXPECTED);
	if (u->layers++ == CONTAINER_LAYERS)
		return error_set(error, -ELOOP, "more than %d containers one in the other", CONTAINER_LAYERS);
	if (blob_has_magic(in))
		return open_blob(u, in, error);
	if (dtbo_image_matches(in))
		return dtbo_image_open(u, in, error);
	d = decompressor_for(in);
	if (d)
		return open_compressed(u, d, in, error);
	if (!u->format && dts_matches(in)) /* no boot loader takes source out of an image */
		return dts_open(u, in, error);
	return open_unknown(u, in, error);
}

void list_choice(char *list, size_t room, unsigned int index, const char *title)
{
	size_t used = strlen(list);

	if (room - used > 80)
		snprintf(list + used, room - used, "%s%u (%.60s)", used ? ", " : "", index, title);
	else if (room - used > 5 && (used < 3 || strcmp(list + used - 3, "...") != 0))
		snprintf(list + used, room - used, ", ...");
}
