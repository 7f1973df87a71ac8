/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * U-Boot's FIT images: a flat tree with /images and /configurations. The data of
 * an image is a property of its node, or lies behind the tree (data-offset counts
 * from its end, rounded up to 4), or anywhere in the file (data-position).
 * Source: u-boot:doc/usage/fit/source_file_format.rst.
 */
#include <errno.h>
#include <inttypes.h>
#include <libfdt.h>
#include <string.h>

#include "input/contents.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

struct fit {
	struct contents *contents;
	struct bytes file; /* the tree and what lies behind it */
	const struct origin *from;
	int images; /* node offsets, or negative */
	int configurations;
};

static bool is_image(const void *fdt, int node)
{
	static const char *const marks[] = { "data", "data-offset", "data-position", "type" };

	for (size_t i = 0; i < ARRAY_SIZE(marks); i++)
		if (fdt_getprop(fdt, node, marks[i], NULL))
			return true;
	return false;
}

bool fit_matches(const void *fdt)
{
	int images = fdt_subnode_offset(fdt, 0, "images");
	int image = images < 0 ? images : fdt_first_subnode(fdt, images);

	return image >= 0 && is_image(fdt, image);
}

static const char *text_of(const void *fdt, int node, const char *property)
{
	return fdt_stringlist_get(fdt, node, property, 0, NULL);
}

static int cell(const struct fit *f, int image, const char *property, uint32_t *value)
{
	int length;
	const void *data = fdt_getprop(f->file.data, image, property, &length);

	if (!data || length != 4)
		return -ENOENT;
	*value = load_be32(data);
	return 0;
}

static int external_data(const struct fit *f, int image, const char *name, struct bytes *data,
						 struct error *error)
{
	uint32_t offset, size;
	uint64_t start;

	if (cell(f, image, "data-position", &offset) == 0)
		start = offset;
	else if (cell(f, image, "data-offset", &offset) == 0)
		start = round_up(fdt_totalsize(f->file.data), 4) + offset;
	else
		return error_set(error, -EBADMSG, "/images/%s has neither data, data-offset nor data-position", name);
	if (cell(f, image, "data-size", &size) < 0)
		return error_set(error, -EBADMSG, "/images/%s has no data-size of one cell", name);
	if (container_part(f->file, start, size, "data", data, error))
		return error_prefix(error, "/images/%s", name);
	return 0;
}

/* The bytes of /images/NAME and its node. */
static int find_image(const struct fit *f, const char *name, int *image, struct bytes *data,
					  struct error *error)
{
	const void *inline_data;
	int length;

	*image = fdt_subnode_offset(f->file.data, f->images, name);
	if (*image < 0)
		return error_set(error, -EBADMSG, "has no /images/%s", name);
	inline_data = fdt_getprop(f->file.data, *image, "data", &length);
	if (!inline_data)
		return external_data(f, *image, name, data, error);
	*data =
		(struct bytes){ f->file.data + ((const unsigned char *)inline_data - f->file.data), (size_t)length };
	return 0;
}

static bool is_of_type(const struct fit *f, int image, const char *wanted)
{
	const char *type = text_of(f->file.data, image, "type");

	return !type || strcmp(type, wanted) == 0;
}

/* The one tree of an image of type flat_dt, with the configuration's name. */
static int collect_tree(const struct fit *f, const char *image_name, const char *config, struct error *error)
{
	struct origin here =
		origin_inside(f->contents, f->from, "FIT image", config ? "configuration %s" : "/images/%s",
					  config ? config : image_name);
	size_t before = f->contents->tree_count;
	struct bytes data;
	int image, ret = find_image(f, image_name, &image, &data, error);

	if (ret == 0 && !is_of_type(f, image, "flat_dt"))
		ret = error_set(error, -EBADMSG, "/images/%s is of type %s, not flat_dt", image_name,
						text_of(f->file.data, image, "type"));
	if (ret)
		return ret;
	here.name = config ? config : image_name;
	ret = contents_collect(f->contents, data, &here, error);
	if (ret)
		return error_prefix(error, "/images/%s", image_name);
	if (f->contents->tree_count == before)
		return error_set(error, -EBADMSG, "/images/%s holds no device tree", image_name);
	f->contents->tree_count = before + 1;
	return 0;
}

/* What U-Boot does with "fdt" of several names: the first is the base, the others are overlays. */
static int note_overlays(const struct fit *f, int config, struct found_tree *tree, struct error *error)
{
	int count = fdt_stringlist_count(f->file.data, config, "fdt"), ret = 0;

	for (int i = 1; i < count && ret == 0; i++) {
		const char *name = fdt_stringlist_get(f->file.data, config, "fdt", i, NULL);
		size_t names = tree->overlay_count;
		struct bytes data;
		int image;

		ret = find_image(f, name, &image, &data, error);
		if (ret)
			break;
		arena_push(f->contents->arena, tree->overlay_names, names, name);
		arena_push(f->contents->arena, tree->overlays, tree->overlay_count, data);
	}
	return ret;
}

static void collect_config(const struct fit *f, int config, bool is_default)
{
	const char *name = fdt_get_name(f->file.data, config, NULL);
	const char *image = text_of(f->file.data, config, "fdt");
	struct origin here = { .format = f->from->format ? f->from->format : "FIT image", .name = name };
	struct contents *c = f->contents;
	size_t before = c->tree_count;
	struct error why;
	int ret;

	ret = image
			  ? collect_tree(f, image, name, &why)
			  : error_set(&why, -EINVAL, "/configurations/%s has no fdt property: choose one that has", name);
	if (ret == 0)
		ret = note_overlays(f, config, &c->trees[c->tree_count - 1], &why);
	if (ret) { /* the fault of this one alone */
		c->tree_count = before;
		contents_add_damaged(c, why.text, &here);
	}
	c->trees[c->tree_count - 1].is_default = is_default;
}

/* Kernel, ramdisk and command line of the configuration that is booted. */
static int collect_boot(const struct fit *f, int config, struct error *error)
{
	struct origin here = origin_inside(f->contents, f->from, "FIT image", "configuration %s",
									   fdt_get_name(f->file.data, config, NULL));
	const char *kernel = text_of(f->file.data, config, "kernel"),
			   *ramdisk = text_of(f->file.data, config, "ramdisk");
	const char *bootargs = text_of(f->file.data, config, "bootargs");
	struct bytes data;
	int image, ret = 0;

	if (kernel)
		ret = find_image(f, kernel, &image, &data, error);
	if (ret == 0 && kernel)
		ret = contents_collect(f->contents, data, &here, error);
	if (ret == 0 && ramdisk)
		ret = find_image(f, ramdisk, &image, &data, error);
	if (ret == 0 && ramdisk)
		contents_add_initrd(f->contents, data.size, &here);
	if (bootargs)
		contents_add_cmdline(f->contents, bootargs, strlen(bootargs), &here);
	return ret;
}

static int collect_configs(const struct fit *f, struct error *error)
{
	const void *fdt = f->file.data;
	const char *chosen = text_of(fdt, f->configurations, "default");
	int config, ret = 0, only = fdt_first_subnode(fdt, f->configurations);

	if (!chosen && only >= 0 && fdt_next_subnode(fdt, only) < 0)
		chosen = fdt_get_name(fdt, only, NULL);
	if (chosen && fdt_subnode_offset(fdt, f->configurations, chosen) < 0)
		return error_set(error, -EBADMSG, "its default configuration, /configurations/%s, is not there",
						 chosen);
	fdt_for_each_subnode(config, fdt, f->configurations)
	{
		bool is_default = chosen && strcmp(chosen, fdt_get_name(fdt, config, NULL)) == 0;

		if (ret == 0)
			collect_config(f, config, is_default);
		if (ret == 0 && is_default)
			ret = collect_boot(f, config, error);
	}
	return ret;
}

/* Without /configurations each image of type flat_dt is one to choose. */
static int collect_images(const struct fit *f, struct error *error)
{
	int node, ret = 0;

	fdt_for_each_subnode(node, f->file.data, f->images)
	{
		const char *type = text_of(f->file.data, node, "type");

		if (ret == 0 && type && strcmp(type, "flat_dt") == 0)
			ret = collect_tree(f, fdt_get_name(f->file.data, node, NULL), NULL, error);
	}
	return ret;
}

int fit_collect(struct contents *contents, struct bytes in, const struct origin *from, struct error *error)
{
	struct fit f = { .contents = contents, .file = in, .from = from };
	int ret;

	if ((uintptr_t)in.data % 8)
		f.file.data = arena_memdup(contents->arena, in.data, in.size);
	f.images = fdt_subnode_offset(f.file.data, 0, "images");
	f.configurations = fdt_subnode_offset(f.file.data, 0, "configurations");
	ret = f.configurations < 0 ? collect_images(&f, error) : collect_configs(&f, error);
	return ret ? error_prefix(error, "FIT image") : 0;
}
