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
#include <stdio.h>
#include <string.h>

#include "input/blob.h"
#include "input/container.h"
#include "input/overlay.h"
#include "input/tree.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

struct fit {
	struct unpacking *u;
	struct bytes file; /* the tree and what lies behind it */
	int images;        /* node offsets, or negative */
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

static void list_children(const struct fit *f, int parent, char *list, size_t room)
{
	const void *fdt = f->file.data;
	size_t used = 0;
	int node;

	list[0] = '\0';
	fdt_for_each_subnode(node, fdt, parent)
	{
		const char *description = text_of(fdt, node, "description");
		int n;

		if (room - used < 120) {
			snprintf(list + used, room - used, ", ...");
			return;
		}
		n = snprintf(list + used, room - used, "%s%.50s%s%.40s%s", used ? ", " : "",
					 fdt_get_name(fdt, node, NULL), description ? " (" : "", description ? description : "",
					 description ? ")" : "");
		used += n > 0 ? (size_t)n : 0;
	}
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
		return error_set(error, -EBADMSG,
						 "FIT image: /images/%s has neither data, data-offset nor data-position", name);
	if (cell(f, image, "data-size", &size) < 0)
		return error_set(error, -EBADMSG, "FIT image: /images/%s has no data-size of one cell", name);
	if (start > f->file.size || size > f->file.size - start)
		return error_set(error, -EBADMSG,
						 "FIT image: data of /images/%s, %" PRIu32 " bytes at offset 0x%" PRIx64
						 ", runs past the end of the file at 0x%zx",
						 name, size, start, f->file.size);
	*data = (struct bytes){ f->file.data + start, size };
	return 0;
}

static int image_data(const struct fit *f, int image, const char *name, struct bytes *data,
					  struct error *error)
{
	int length;
	const void *inline_data = fdt_getprop(f->file.data, image, "data", &length);

	if (!inline_data)
		return external_data(f, image, name, data, error);
	*data =
		(struct bytes){ f->file.data + ((const unsigned char *)inline_data - f->file.data), (size_t)length };
	return 0;
}

static int find_image(const struct fit *f, const char *name, int *image, struct error *error)
{
	const char *type;
	char list[500];

	*image = fdt_subnode_offset(f->file.data, f->images, name);
	if (*image < 0) {
		list_children(f, f->images, list, sizeof(list));
		return error_set(error, -EBADMSG, "FIT image: has no /images/%s, there are: %s", name, list);
	}
	type = text_of(f->file.data, *image, "type");
	if (type && strcmp(type, "flat_dt") != 0)
		return error_set(error, -EBADMSG, "FIT image: /images/%s is of type %s, not flat_dt", name, type);
	return 0;
}

static int open_image(const struct fit *f, const char *name, struct unpacking *into, struct error *error)
{
	struct bytes data;
	int image;
	int ret = find_image(f, name, &image, error);

	if (ret == 0)
		ret = image_data(f, image, name, &data, error);
	if (ret)
		return ret;
	into->path = NULL;
	ret = container_open(into, data, error);
	return ret && !into->located ? error_prefix(error, "FIT image: /images/%s", name) : ret;
}

/* What U-Boot does with "fdt" of several names: the first is the base, the others are overlays. */
static int apply_fit_overlays(const struct fit *f, int config, struct error *error)
{
	int count = fdt_stringlist_count(f->file.data, config, "fdt");

	for (int i = 1; i < count; i++) {
		struct unpacking overlay = *f->u;
		const char *name = fdt_stringlist_get(f->file.data, config, "fdt", i, NULL);
		int ret;

		overlay.wants_overlay = true;
		ret = open_image(f, name, &overlay, error);
		if (ret == 0)
			ret = overlay_apply(f->u->arena, &f->u->blob.fdt, f->u->file, &overlay.blob, error);
		if (ret)
			return overlay.located ? ret : error_prefix(error, "FIT image: overlay /images/%s", name);
	}
	return 0;
}

static int find_config(const struct fit *f, const char **name, int *config, struct error *error)
{
	const char *asked = f->u->options->fit_config;
	char list[500];

	*name = asked && *asked == '#' ? asked + 1 : asked;
	if (!*name)
		*name = text_of(f->file.data, f->configurations, "default");
	if (!*name) {
		*config = fdt_first_subnode(f->file.data, f->configurations);
		if (*config >= 0 && fdt_next_subnode(f->file.data, *config) < 0) {
			*name = fdt_get_name(f->file.data, *config, NULL);
			return 0;
		}
	}
	list_children(f, f->configurations, list, sizeof(list));
	if (!*name)
		return error_set(error, -EINVAL,
						 "FIT image: has no default configuration: choose one with --fit-config: %s", list);
	*config = fdt_subnode_offset(f->file.data, f->configurations, *name);
	if (*config < 0)
		return error_set(error, -EINVAL, "FIT image: has no %s /configurations/%s, there are: %s",
						 asked ? "configuration" : "default configuration", *name, list);
	return 0;
}

static int open_config(const struct fit *f, struct error *error)
{
	const char *name, *image;
	int config;
	int ret = find_config(f, &name, &config, error);

	if (ret)
		return ret;
	image = text_of(f->file.data, config, "fdt");
	if (!image)
		return error_set(error, -EINVAL,
						 "FIT image: /configurations/%s has no fdt property: choose one that has", name);
	if (!f->u->entry)
		f->u->entry = arena_strdup(f->u->arena, name);
	ret = open_image(f, image, f->u, error);
	return ret ? ret : apply_fit_overlays(f, config, error);
}

/* Without /configurations there must be one tree among the images. */
static int open_only_image(const struct fit *f, struct error *error)
{
	const void *fdt = f->file.data;
	const char *name = NULL;
	unsigned int count = 0;
	int node;

	fdt_for_each_subnode(node, fdt, f->images)
	{
		const char *type = text_of(fdt, node, "type");

		if (type && strcmp(type, "flat_dt") == 0) {
			name = fdt_get_name(fdt, node, NULL);
			count++;
		}
	}
	if (count != 1)
		return error_set(error, -EBADMSG,
						 "FIT image: has no /configurations and %u images of type flat_dt, it takes one",
						 count);
	return open_image(f, name, f->u, error);
}

int fit_open(struct unpacking *u, struct bytes in, struct error *error)
{
	struct fit f = { .u = u, .file = in };

	if ((uintptr_t)in.data % 8) {
		f.file.data = arena_memdup(u->arena, in.data, in.size);
		f.file.size = in.size;
	}
	f.images = fdt_subnode_offset(f.file.data, 0, "images");
	f.configurations = fdt_subnode_offset(f.file.data, 0, "configurations");
	if (!u->format)
		u->format = "FIT image";
	if (f.configurations < 0 && u->options->fit_config)
		return error_set(error, -EINVAL, "FIT image: has no /configurations, so no %s",
						 u->options->fit_config);
	return f.configurations < 0 ? open_only_image(&f, error) : open_config(&f, error);
}
