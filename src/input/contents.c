/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "input/contents.h"

#include <errno.h>
#include <inttypes.h>
#include <libfdt.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "input/container.h"
#include "input/kernel_image.h"
#include "input/size_limits.h"
#include "util/arena.h"
#include "util/decompress.h"
#include "util/error.h"
#include "util/number.h"

static const struct container_kind *const kinds[] = {
	&android_boot_kind,
	&android_vendor_boot_kind,
	&android_table_kind,
	&android_sparse_kind,
	&qcdt_kind,
	&dtbh_kind,
	&sprd_kind,
	&amlogic_kind,
	&rockchip_resource_kind,
	&rockchip_kernel_kind,
	&mediatek_kind,
	&uimage_kind,
	&zboot_kind,
	&uki_kind,
	&capture_kind,
};

bool container_matches(const struct container_kind *kind, struct bytes in)
{
	if (kind->matches)
		return kind->matches(in);
	return in.size >= kind->least && memcmp(in.data, kind->magic, strlen(kind->magic)) == 0;
}

int container_part(struct bytes in, uint64_t offset, uint64_t size, const char *what, struct bytes *part,
				   struct error *error)
{
	if (offset > in.size || size > in.size - offset)
		return error_set(error, -EBADMSG,
						 "%s, %" PRIu64 " bytes at offset 0x%" PRIx64 ", runs past the end at 0x%zx", what,
						 size, offset, in.size);
	*part = (struct bytes){ in.data + offset, (size_t)size };
	return 0;
}

struct origin origin_inside(struct contents *contents, const struct origin *from, const char *format,
							const char *place, ...)
{
	struct origin inside = *from;
	char text[200];
	va_list args;

	va_start(args, place);
	vsnprintf(text, sizeof(text), place, args);
	va_end(args);
	if (!inside.format)
		inside.format = format;
	inside.place = from->place ? arena_printf(contents->arena, "%s, %s", from->place, text)
							   : arena_strdup(contents->arena, text);
	return inside;
}

void contents_add_kernel(struct contents *contents, struct bytes bytes, const struct origin *from)
{
	struct found_kernel kernel = { *from, bytes };

	arena_push(contents->arena, contents->kernels, contents->kernel_count, kernel);
}

void contents_add_cmdline(struct contents *contents, const char *text, size_t room, const struct origin *from)
{
	struct found_text cmdline = { *from, NULL };
	size_t length = strnlen(text, room);

	while (length && strchr(" \n", text[length - 1]))
		length--;
	if (!length)
		return;
	cmdline.text = arena_printf(contents->arena, "%.*s", (int)length, text);
	arena_push(contents->arena, contents->cmdlines, contents->cmdline_count, cmdline);
}

void contents_add_initrd(struct contents *contents, uint64_t bytes, const struct origin *from)
{
	if (!bytes)
		return;
	if (!contents->has_initrd)
		contents->initrd_from = *from;
	contents->initrd_bytes += bytes;
	contents->has_initrd = true;
}

/*
 * A tree that a kernel brings for itself and that says nothing of a board:
 * linux:drivers/of/empty_root.dts, drivers/of/unittest-data.
 */
static bool is_builtin(const void *fdt)
{
	return !fdt_getprop(fdt, 0, "model", NULL) && !fdt_getprop(fdt, 0, "compatible", NULL) &&
		   fdt_subnode_offset(fdt, 0, "cpus") < 0 && fdt_subnode_offset(fdt, 0, "memory") < 0;
}

/* A table's numbers, or what the tree itself has for the boot loader to choose by. */
static const char *ids_in_tree(struct contents *contents, const void *fdt)
{
	static const char *const names[] = { "qcom,msm-id", "qcom,board-id" };
	char text[120] = "";
	size_t used = 0;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		int length;
		const unsigned char *cells = fdt_getprop(fdt, 0, names[i], &length);

		if (cells && length >= 4)
			used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s 0x%" PRIx32, used ? " " : "",
									 names[i] + strlen("qcom,"), load_be32(cells));
	}
	return used ? arena_strdup(contents->arena, text) : NULL;
}

void contents_add_damaged(struct contents *contents, const char *damage, const struct origin *from)
{
	struct found_tree tree = { .from = *from, .damage = arena_strdup(contents->arena, damage) };

	arena_push(contents->arena, contents->trees, contents->tree_count, tree);
}

void contents_add_tree(struct contents *contents, struct bytes in, const struct origin *from, size_t *size)
{
	struct found_tree tree = { .from = *from };
	struct error why;

	*size = 0;
	if (blob_adopt(contents->arena, in, &tree.blob, &why)) {
		contents_add_damaged(contents, why.text, from);
		return;
	}
	*size = tree.blob.fdt.size;
	if (from->format && !tree.blob.fragment && is_builtin(tree.blob.fdt.data)) {
		contents->builtin_count++;
		return;
	}
	if (!tree.from.ids)
		tree.from.ids = ids_in_tree(contents, tree.blob.fdt.data);
	arena_push(contents->arena, contents->trees, contents->tree_count, tree);
}

/* Padding, as flash tools leave it between trees. */
static size_t skip_padding(struct bytes in, size_t at)
{
	while (at < in.size && (in.data[at] == 0x00 || in.data[at] == 0xff))
		at++;
	return at;
}

/* One tree, or several put one behind the other. */
static int collect_trees(struct contents *contents, struct bytes in, const struct origin *from,
						 struct error *error)
{
	size_t at = 0, size, first = contents->tree_count;

	do {
		struct bytes rest = bytes_from(in, at);
		struct origin here = at ? origin_inside(contents, from, NULL, "offset 0x%zx", at) : *from;

		contents_add_tree(contents, rest, &here, &size);
		if (size && contents->tree_count > first) {
			const struct blob *blob = &contents->trees[contents->tree_count - 1].blob;

			if (blob->has_images && fit_matches(blob->fdt.data)) {
				contents->tree_count--;
				return fit_collect(contents, rest, &here, error);
			}
		}
		at = size ? skip_padding(in, at + size) : in.size;
	} while (blob_has_magic(bytes_from(in, at)));
	return 0;
}

/* A kernel unpacks to a few times its size; what unpacks to thousands was made to fill a memory. */
static size_t unpacked_limit(struct bytes in)
{
	return (size_t)min_u64(max_u64(UNPACKED_FREE_BYTES, (uint64_t)in.size * UNPACKED_TIMES),
						   CONTAINER_LIMIT_BYTES);
}

/* A compressed tree or kernel; trees may follow the compressed data. */
static int collect_compressed(struct contents *contents, const struct decompressor *d, struct bytes in,
							  const struct origin *from, struct error *error)
{
	struct origin inside = *from;
	struct bytes out;
	size_t used;
	int ret = decompress(d, contents->arena, in, unpacked_limit(in), &out, &used, error);

	if (ret)
		return error_prefix(error, "%s-compressed data", d->name);
	if (!from->format)
		inside.compression = d->name;
	ret = contents_collect(contents, out, &inside, error);
	if (ret)
		return error_prefix(error, "%s-compressed data", d->name);
	inside = *from;
	if (!inside.format)
		inside.format = "appended DTB";
	return scan_collect(contents, in, used, true, &inside, error);
}

static int collect_kernel(struct contents *contents, struct bytes in, const struct origin *from,
						  struct error *error)
{
	struct origin behind = *from;

	contents_add_kernel(contents, in, from);
	if (!behind.format)
		behind.format = "appended DTB";
	return scan_collect(contents, in, kernel_image_end(in), true, &behind, error);
}

static int collect_unknown(struct contents *contents, struct bytes in, const struct origin *from,
						   struct error *error)
{
	struct origin somewhere = *from;

	if (!from->format && dts_matches(in)) { /* no boot loader takes source out of an image */
		contents->source = in;
		contents->source_compression = from->compression;
		return 0;
	}
	if (!somewhere.format)
		somewhere.format = "appended DTB";
	return scan_collect(contents, in, 0, false, &somewhere, error);
}

int contents_collect(struct contents *contents, struct bytes in, const struct origin *from,
					 struct error *error)
{
	struct origin inside = *from;
	const struct decompressor *d = decompressor_for(in);

	if (inside.layers++ == CONTAINER_LAYERS)
		return error_set(error, -ELOOP, "more than %d containers one in the other", CONTAINER_LAYERS);
	if (blob_has_magic(in))
		return collect_trees(contents, in, &inside, error);
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (container_matches(kinds[i], in)) {
			int ret = kinds[i]->collect(contents, in, &inside, error);

			return ret ? error_prefix(error, "%s", kinds[i]->name) : 0;
		}
	}
	if (d)
		return collect_compressed(contents, d, in, &inside, error);
	if (kernel_image_name(in))
		return collect_kernel(contents, in, &inside, error);
	return collect_unknown(contents, in, &inside, error);
}
