/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "input/container.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "input/blob.h"
#include "input/choose.h"
#include "input/kernel_image.h"
#include "input/overlay.h"
#include "input/tree.h"
#include "util/arena.h"
#include "util/decompress.h"
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
	const struct decompressor *d = decompressor_for(in);
	const char *kernel = kernel_image_name(in);
	const char *advice = look_alike_advice(in);

	if (d)
		return error_set(error, -EBADMSG, "%s-compressed data: no device tree found in it; " EXPECTED,
						 d->name);
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

#define AVB_FOOTER_BYTES 64

/*
 * A partition that Android Verified Boot signs: its image, padding, and a footer that tells the image's size.
 * Source: android:external/avb/libavb/avb_footer.h.
 */
static struct bytes without_footer(struct bytes in)
{
	const unsigned char *footer = in.data + in.size - AVB_FOOTER_BYTES;
	uint64_t size;

	if (in.size < AVB_FOOTER_BYTES || memcmp(footer, "AVBf", 4) != 0)
		return in;
	size = (uint64_t)load_be32(footer + 12) << 32 | load_be32(footer + 16);
	return size && size < in.size ? (struct bytes){ in.data, (size_t)size } : in;
}

int container_read(struct unpacking *u, struct bytes in, struct error *error)
{
	static const struct origin outside;
	struct contents *c = &u->contents;
	int ret;

	if (!in.size)
		return error_set(error, -EBADMSG, "is empty; " EXPECTED);
	c->arena = u->arena;
	c->source = (struct bytes){ 0 };
	ret = contents_collect(c, without_footer(in), &outside, error);
	if (ret == 0 && c->source.size) {
		u->path = c->source_compression ? NULL : u->path;
		u->compression = c->source_compression;
		ret = dts_open(u, c->source, error);
	}
	if (ret == 0 && !u->blob.fdt.data && !c->tree_count && !c->builtin_count && !c->kernel_count &&
		!c->cmdline_count && !c->has_initrd)
		ret = refuse_unknown(in, error);
	return ret;
}

static int refuse_kernel(const struct found_kernel *kernel, struct error *error)
{
	int ret = refuse_unknown(kernel->bytes, error);

	return kernel->from.compression ? error_prefix(error, "%s-compressed data", kernel->from.compression)
									: ret;
}

static int refuse_treeless(struct unpacking *u, struct error *error)
{
	const struct contents *c = &u->contents;

	if (c->builtin_count && !c->kernel_count)
		return error_set(error, -EBADMSG,
						 "holds no board's device tree, only one that a kernel has built in; " EXPECTED);
	if (c->kernel_count && !c->kernels[0].from.format)
		return refuse_kernel(&c->kernels[0], error);
	return error_set(
		error, -EBADMSG,
		"holds no device tree%s: give the board's .dtb, or the image that has it (vendor_boot, dtb or dtbo partition) as well",
		c->builtin_count ? " but one that its kernel has built in" : "");
}

/* What U-Boot does with "fdt" of several names: the first is the base, the others are overlays. */
static int apply_fit_overlays(struct unpacking *u, const struct found_tree *tree, struct error *error)
{
	int ret = 0;

	for (size_t i = 0; i < tree->overlay_count && ret == 0; i++) {
		struct contents scratch = { .arena = u->arena };
		const struct found_tree *overlay = NULL;

		ret = contents_collect(&scratch, tree->overlays[i], &tree->from, error);
		if (ret == 0)
			ret = choose_tree(&scratch, true, NULL, "--dtbo-entry", &overlay, error);
		if (ret == 0)
			ret = overlay_apply(u->arena, &u->blob.fdt, u->file, &overlay->blob, error);
		if (ret)
			return error_prefix(error, "FIT image: overlay /images/%s", tree->overlay_names[i]);
	}
	return ret;
}

/* "conf-1#ov": U-Boot takes a configuration, and overlays of further ones. */
static int apply_further(struct unpacking *u, const char *names, const char *option, struct error *error)
{
	int ret = 0;

	while (ret == 0 && (names = strchr(names, '#'))) {
		const char *name = arena_strndup(u->arena, names + 1, strcspn(names + 1, "#"));
		const struct found_tree *tree;

		names++;
		ret = choose_tree(&u->contents, true, name, option, &tree, error);
		if (ret == 0)
			ret = overlay_apply(u->arena, &u->blob.fdt, u->file, &tree->blob, error);
	}
	return ret;
}

static const char *asked_entry(const struct unpacking *u, const char **option)
{
	const struct tree_options *o = u->options;

	*option = u->wants_overlay || (!o->entry && !o->image_count && o->dtbo_entry) ? "--dtbo-entry"
			  : o->fit_config                                                     ? "--fit-config"
																				  : "--entry";
	if (u->wants_overlay)
		return o->dtbo_entry;
	if (o->fit_config || o->entry)
		return o->fit_config ? o->fit_config : o->entry;
	return o->overlay_count || o->image_count ? NULL : o->dtbo_entry;
}

static const char *entry_of(struct unpacking *u, const struct found_tree *tree)
{
	const struct found_tree **list =
		arena_alloc(u->arena, u->contents.tree_count * sizeof(struct found_tree *));
	size_t count = trees_of_kind(&u->contents, u->wants_overlay, list);

	for (size_t i = 0; i < count && (count > 1 || tree->from.numbered) && !tree->from.name; i++)
		if (list[i] == tree)
			return arena_printf(u->arena, "%zu", i);
	return tree->from.name;
}

int container_choose(struct unpacking *u, struct error *error)
{
	const char *option, *asked = asked_entry(u, &option), *base;
	const struct found_tree *tree;
	int ret;

	if (u->blob.fdt.data)
		return 0;
	if (!u->contents.tree_count)
		return refuse_treeless(u, error);
	asked = asked && *asked == '#' ? asked + 1 : asked;
	base = asked ? arena_strndup(u->arena, asked, strcspn(asked, "#")) : NULL;
	ret = choose_tree(&u->contents, u->wants_overlay, base, option, &tree, error);
	if (ret)
		return ret;
	u->blob = tree->blob;
	u->format = tree->from.format ? tree->from.format : "dtb";
	u->compression = tree->from.compression;
	u->entry = entry_of(u, tree);
	ret = apply_fit_overlays(u, tree, error);
	return ret || !asked ? ret : apply_further(u, asked, option, error);
}
