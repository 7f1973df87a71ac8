/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/image.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "kernel/config.h"
#include "kernel/elf.h"
#include "kernel/facts.h"
#include "util/arena.h"
#include "util/decompress.h"
#include "util/error.h"
#include "util/load.h"
#include "util/number.h"

#define UNPACKED_LIMIT ((size_t)MIB(512))
#define IMAGE_LIMIT GIB(1)
#define LAYERS 4

/* One image on its way from a file to what it tells. */
struct image {
	struct facts *facts;
	const char *file;
	unsigned int layers;
};

static int open_image(struct image *image, struct bytes in, struct error *error);

static const unsigned char *find(struct bytes in, const char *text)
{
	return in.size ? memmem(in.data, in.size, text, strlen(text)) : NULL;
}

static struct bytes behind(struct bytes in, const unsigned char *at)
{
	return bytes_from(in, (size_t)(at - in.data));
}

/* --- inside an unpacked kernel -------------------------------------------------------------- */

/* linux:init/version.c:linux_banner; a format string "Linux version %s" does not count */
static int tell_release(struct image *image, struct bytes in, struct error *error)
{
	static const char banner[] = "Linux version ";
	const unsigned char *at;

	for (struct bytes rest = in; (at = find(rest, banner)) != NULL; rest = behind(in, at)) {
		size_t length = 0;

		at += sizeof(banner) - 1;
		while (at + length < in.data + in.size && isgraph(at[length]) && length < 100)
			length++;
		if (length && isdigit(*at))
			return facts_tell(image->facts, image->file, "release",
							  arena_strndup(image->facts->arena, (const char *)at, length), error);
	}
	return 0;
}

/* linux:kernel/configs.c: the .config in gzip between two marks */
static int tell_config(struct image *image, struct bytes in, struct error *error)
{
	struct arena *arena = image->facts->arena;
	const char *source = arena_printf(arena, "configuration in %s", image->file);
	const unsigned char *start = find(in, "IKCFG_ST");
	struct bytes packed, text;
	struct config config;
	size_t used;
	int ret;

	if (!start)
		return 0;
	packed = behind(in, start + 8);
	if (!gzip_decompressor.matches(packed))
		return 0;
	ret = decompress(&gzip_decompressor, arena, packed, (size_t)MIB(8), &text, &used, error);
	if (ret)
		return error_prefix(error, "%s", source);
	ret = config_parse(arena, source, (const char *)text.data, text.size, &config, error);
	return ret ? ret : facts_tell_config(image->facts, source, &config, true, error);
}

static int tell_contents(struct image *image, struct bytes in, struct error *error)
{
	int ret = tell_release(image, in, error);

	return ret ? ret : tell_config(image, in, error);
}

/* --- arm64 and riscv64 Image ---------------------------------------------------------------- */

#define IMAGE_HEADER 64

static int tell_page_size(struct image *image, uint64_t flags, struct error *error)
{
	static const uint64_t sizes[] = { 0, KIB(4), KIB(16), KIB(64) };
	uint64_t size = sizes[flags >> 1 & 3];

	return size ? facts_tell_number(image->facts, image->file, "page_size", size, error) : 0;
}

static int tell_image(struct image *image, struct bytes in, const char *arch, struct error *error)
{
	uint64_t text_offset = load_le64(in.data + 8), size = load_le64(in.data + 16),
			 flags = load_le64(in.data + 24);
	int ret;

	if (size && (size < in.size || size > IMAGE_LIMIT))
		return error_set(error, -EBADMSG,
						 "%s: the header says an image size of %" PRIu64
						 " bytes (offset 16), the file has %zu: it is damaged",
						 image->file, size, in.size);
	if (text_offset >= IMAGE_LIMIT)
		return error_set(error, -EBADMSG,
						 "%s: the header says a text offset of 0x%" PRIx64 " (offset 8): it is damaged",
						 image->file, text_offset);
	ret = facts_tell(image->facts, image->file, "arch", arch, error);
	if (ret == 0 && strcmp(arch, "arm64") == 0)
		ret = tell_page_size(image, flags, error);
	/* up to 3.16 the header had no size, and no offset in a byte order that is known */
	if (ret == 0 && size)
		ret = facts_tell_number(image->facts, image->file, "image_size", size, error);
	if (ret == 0 && size)
		ret = facts_tell_number(image->facts, image->file, "text_offset", text_offset, error);
	return ret ? ret : tell_contents(image, in, error);
}

/* --- arm zImage ----------------------------------------------------------------------------- */

#define ZIMAGE_MAGIC 0x016f2818
#define ZIMAGE_ENDIAN 0x04030201
#define ZIMAGE_MORE 0x45454545  /* a table follows */
#define ZIMAGE_SIZES 0x5a534c4b /* its entry about sizes */

struct zimage {
	uint32_t start, end;
	bool has_sizes;
	uint64_t piggy_end; /* offset behind the compressed kernel */
	uint64_t inflated, bss, text_offset;
};

static int read_zimage(const struct image *image, struct bytes in, struct zimage *z, struct error *error)
{
	uint32_t table;

	z->start = load_le32(in.data + 0x28);
	z->end = load_le32(in.data + 0x2c);
	if (z->end <= z->start || z->end - z->start > in.size)
		return error_set(error, -EBADMSG,
						 "%s: is cut off: the zImage header says %" PRIu32 " bytes, %zu are there",
						 image->file, z->end - z->start, in.size);
	if (load_le32(in.data + 0x30) != ZIMAGE_ENDIAN || load_le32(in.data + 0x34) != ZIMAGE_MORE)
		return 0;
	table = load_le32(in.data + 0x38);
	if (table > in.size || in.size - table < 24 || load_le32(in.data + table + 4) != ZIMAGE_SIZES)
		return 0;
	z->piggy_end = load_le32(in.data + table + 8);
	if (z->piggy_end > in.size - 4)
		return error_set(error, -EBADMSG,
						 "%s: damaged: the zImage's table at offset 0x%" PRIx32
						 " points behind the end of the file",
						 image->file, table);
	z->inflated = load_le32(in.data + z->piggy_end);
	z->bss = load_le32(in.data + table + 12);
	z->text_offset = load_le32(in.data + table + 16);
	z->has_sizes =
		z->inflated && z->inflated < IMAGE_LIMIT && z->bss < IMAGE_LIMIT && z->text_offset < IMAGE_LIMIT;
	return 0;
}

/*
 * The compressed kernel stands somewhere in the zImage: whichever of the places
 * that look like one unpacks to the size that the header tells.
 */
#define PLACES_TRIED 16

static bool unpack_kernel(struct image *image, struct bytes in, uint64_t inflated, struct bytes *out)
{
	struct error ignored;
	size_t used, tried = 0;

	for (size_t at = 0x40; at < in.size && tried < PLACES_TRIED; at++) {
		struct bytes rest = bytes_from(in, at);
		const struct decompressor *d = decompressor_for(rest);

		if (!d || (d == &gzip_decompressor && rest.data[0] != 0x1f))
			continue;
		tried++;
		if (decompress(d, image->facts->arena, rest, inflated ? inflated : UNPACKED_LIMIT, out, &used,
					   &ignored) == 0 &&
			(inflated ? out->size == inflated : out->size > in.size))
			return true;
	}
	return false;
}

/* From _text, as the decompressor puts it, to the end of bss; what the kernel reserves begins at _stext. */
static int tell_zimage_sizes(struct image *image, const struct zimage *z, struct error *error)
{
	uint64_t start = round_up(z->text_offset + 1, MIB(1));
	int ret = facts_tell_number(image->facts, image->file, "text_offset", z->text_offset, error);

	/* the head is shorter than the 1 MiB on which STRICT_KERNEL_RWX has the text start */
	if (ret == 0 && z->text_offset + z->inflated + z->bss > start) {
		ret = facts_tell_number(image->facts, image->file, "kernel_start_offset", start, error);
		if (ret == 0)
			ret = facts_tell_number(image->facts, image->file, "image_size",
									z->text_offset + z->inflated + z->bss - start, error);
	}
	return ret ? ret : facts_tell_number(image->facts, image->file, "bss_size", z->bss, error);
}

static int tell_zimage(struct image *image, struct bytes in, struct error *error)
{
	struct zimage z = { 0 };
	struct bytes kernel;
	int ret = read_zimage(image, in, &z, error);

	if (ret == 0)
		ret = facts_tell(image->facts, image->file, "arch", "arm", error);
	if (ret == 0)
		ret = facts_tell_number(image->facts, image->file, "page_size", KIB(4), error);
	if (ret == 0 && z.has_sizes)
		ret = tell_zimage_sizes(image, &z, error);
	if (ret == 0 && unpack_kernel(image, in, z.has_sizes ? z.inflated : 0, &kernel))
		ret = tell_contents(image, kernel, error);
	else if (ret == 0)
		facts_warn(image->facts, "%s: the kernel in it does not unpack: only the header of the zImage counts",
				   image->file);
	return ret;
}

/* --- EFI zboot ------------------------------------------------------------------------------ */

static int open_zboot(struct image *image, struct bytes in, struct error *error)
{
	uint32_t offset = load_le32(in.data + 8), size = load_le32(in.data + 12);

	if (offset > in.size || size > in.size - offset || !size)
		return error_set(error, -EBADMSG,
						 "%s: is cut off: the zboot header says %" PRIu32 " bytes at offset 0x%" PRIx32
						 ", the file has %zu",
						 image->file, size, offset, in.size);
	return open_image(image, (struct bytes){ in.data + offset, size }, error);
}

/* -------------------------------------------------------------------------------------------- */

static int open_compressed(struct image *image, const struct decompressor *d, struct bytes in,
						   struct error *error)
{
	struct bytes out;
	size_t used;
	int ret = decompress(d, image->facts->arena, in, UNPACKED_LIMIT, &out, &used, error);

	return ret ? error_prefix(error, "%s: %s-compressed data", image->file, d->name)
			   : open_image(image, out, error);
}

static bool has_magic(struct bytes in, size_t offset, const char *magic)
{
	return in.size >= IMAGE_HEADER && memcmp(in.data + offset, magic, 4) == 0;
}

static int open_image(struct image *image, struct bytes in, struct error *error)
{
	const struct decompressor *d;

	if (!in.size)
		return error_set(error, -EBADMSG, "%s: is empty: expected a kernel image", image->file);
	if (image->layers++ == LAYERS)
		return error_set(error, -ELOOP, "%s: more than %d layers of compression", image->file, LAYERS);
	if (has_magic(in, 4, "zimg"))
		return open_zboot(image, in, error);
	if (has_magic(in, 0x38, "ARM\x64"))
		return tell_image(image, in, "arm64", error);
	if (has_magic(in, 0x38, "RSC\x05"))
		return tell_image(image, in, "riscv64", error);
	if (has_magic(in, 0x24, "\x18\x28\x6f\x01"))
		return tell_zimage(image, in, error);
	if (elf_matches(in)) {
		int ret = elf_tell(image->facts, image->file, in, error);

		return ret ? ret : tell_contents(image, in, error);
	}
	d = decompressor_for(in);
	if (d)
		return open_compressed(image, d, in, error);
	return error_set(
		error, -EBADMSG,
		"%s: is no kernel image: expected an Image of arm64 or riscv64, a zImage or a vmlinux, plain or compressed",
		image->file);
}

int image_tell(struct facts *facts, const char *file, struct bytes in, struct error *error)
{
	struct image image = { facts, file, 0 };

	return open_image(&image, in, error);
}
