/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "input/overlay.h"

#include <errno.h>
#include <inttypes.h>
#include <libfdt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/blob.h"
#include "util/error.h"
#include "util/number.h"

/* One mark in an overlay: 4 bytes of a property that libfdt will overwrite. */
struct mark {
	const char *path, *property;
	int path_length, property_length;
	uint64_t offset;
};

static bool is_special(const void *overlay, int node)
{
	static const char *const names[] = { "/__fixups__", "/__local_fixups__", "/__symbols__" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (fdt_path_offset(overlay, names[i]) == node)
			return true;
	return false;
}

static bool names(const struct mark *m, const char *property)
{
	return strlen(property) == (size_t)m->property_length &&
		   memcmp(m->property, property, strlen(property)) == 0;
}

/* "/fragment@0" with property "target", or "/fragment@0/__overlay__" and below with any but a phandle. */
static bool is_allowed(const void *overlay, const struct mark *m)
{
	static const char inner[] = "/__overlay__";
	const char *end = m->path + m->path_length;
	const char *slash;
	int fragment;

	if (m->path_length < 2 || m->path[0] != '/')
		return false;
	slash = memchr(m->path + 1, '/', (size_t)m->path_length - 1);
	fragment = fdt_path_offset_namelen(overlay, m->path, (int)((slash ? slash : end) - m->path));
	if (fragment <= 0 || is_special(overlay, fragment))
		return false;
	if (!slash)
		return names(m, "target");
	if ((size_t)(end - slash) < strlen(inner) || memcmp(slash, inner, strlen(inner)) != 0)
		return false;
	slash += strlen(inner);
	return (slash == end || *slash == '/') && !names(m, "phandle") && !names(m, "linux,phandle");
}

static int check_mark(const void *overlay, const struct mark *m, const char *table, struct error *error)
{
	int node, length;

	if (!is_allowed(overlay, m))
		return error_set(
			error, -EBADMSG,
			"%s names %.*s:%.*s, it must be a property below a fragment's __overlay__, or its target", table,
			m->path_length, m->path, m->property_length, m->property);
	node = fdt_path_offset_namelen(overlay, m->path, m->path_length);
	if (node < 0 || !fdt_getprop_namelen(overlay, node, m->property, m->property_length, &length))
		return error_set(error, -EBADMSG, "%s names %.*s:%.*s, which is not there", table, m->path_length,
						 m->path, m->property_length, m->property);
	if (m->offset > (uint64_t)length || (uint64_t)length - m->offset < 4)
		return error_set(error, -EBADMSG, "%s names 4 bytes at %" PRIu64 " of %.*s:%.*s, which has %d", table,
						 m->offset, m->path_length, m->path, m->property_length, m->property, length);
	return 0;
}

/* PATH:PROPERTY:OFFSET; the offset in plain decimals that fit libfdt's int */
static int parse_mark(const char *text, struct mark *m)
{
	const char *colon = strchr(text, ':');
	const char *second = colon ? strchr(colon + 1, ':') : NULL;

	if (!second || second == colon + 1 || !second[1] || strlen(second + 1) > 9)
		return -EBADMSG;
	if (strspn(second + 1, "0123456789") != strlen(second + 1))
		return -EBADMSG;
	*m = (struct mark){ .path = text,
						.path_length = (int)(colon - text),
						.property = colon + 1,
						.property_length = (int)(second - colon - 1),
						.offset = strtoul(second + 1, NULL, 10) };
	return 0;
}

static int check_label(const void *base, const char *base_file, const char *label, const char *used_at,
					   struct error *error)
{
	int symbols = fdt_path_offset(base, "/__symbols__");
	const char *path;
	int length, node;

	if (symbols < 0)
		return error_set(
			error, -EINVAL,
			"needs the label '%s' (for %s), but %s has no /__symbols__: compile the base with dtc -@", label,
			used_at, base_file);
	path = fdt_getprop(base, symbols, label, &length);
	if (!path)
		return error_set(error, -EINVAL, "needs the label '%s' (for %s), which is not in /__symbols__ of %s",
						 label, used_at, base_file);
	if (length < 1 || path[length - 1] != '\0' || path[0] != '/')
		return error_set(error, -EBADMSG, "label '%s': /__symbols__ of %s has no path for it", label,
						 base_file);
	node = fdt_path_offset(base, path);
	if (node < 0)
		return error_set(error, -EBADMSG, "label '%s': %s, where /__symbols__ of %s has it, is no node",
						 label, path, base_file);
	if (fdt_get_phandle(base, node) == 0)
		return error_set(error, -EBADMSG, "label '%s': %s of %s has no phandle: compile the base with dtc -@",
						 label, path, base_file);
	return 0;
}

static int check_fixup(const void *base, const char *base_file, const void *overlay, int property,
					   struct error *error)
{
	const char *label;
	int length;
	const char *text = fdt_getprop_by_offset(overlay, property, &label, &length);
	const char *end = text + length;
	int ret;

	if (!text || length < 1 || end[-1] != '\0')
		return error_set(error, -EBADMSG, "/__fixups__:%s is no list of strings", text ? label : "?");
	ret = check_label(base, base_file, label, text, error);
	for (; ret == 0 && text < end; text += strlen(text) + 1) {
		struct mark m;

		if (parse_mark(text, &m) < 0)
			return error_set(error, -EBADMSG, "/__fixups__:%s: '%s' must be PATH:PROPERTY:OFFSET", label,
							 text);
		ret = check_mark(overlay, &m, "/__fixups__", error);
	}
	return ret;
}

static int check_fixups(const void *base, const char *base_file, const void *overlay, struct error *error)
{
	int node = fdt_path_offset(overlay, "/__fixups__");
	int property;
	int ret = 0;

	if (node < 0)
		return 0;
	fdt_for_each_property_offset(property, overlay, node)
	{
		ret = check_fixup(base, base_file, overlay, property, error);
		if (ret)
			return ret;
	}
	return 0;
}

static int check_local_property(const void *overlay, const char *path, int property, struct error *error)
{
	const char *name;
	int length;
	const unsigned char *cells = fdt_getprop_by_offset(overlay, property, &name, &length);

	if (!cells || length % 4)
		return error_set(error, -EBADMSG, "/__local_fixups__%s:%s is no list of cells", path,
						 cells ? name : "?");
	for (int at = 0; at < length; at += 4) {
		struct mark m = { .path = path,
						  .path_length = (int)strlen(path),
						  .property = name,
						  .property_length = (int)strlen(name),
						  .offset = load_be32(cells + at) };
		int ret = check_mark(overlay, &m, "/__local_fixups__", error);

		if (ret)
			return ret;
	}
	return 0;
}

/* The nodes below /__local_fixups__ mirror the overlay's own; the depth of both was limited by blob_check().
 */
static int check_local_fixups(const void *overlay, int node, char *path, size_t used, size_t room,
							  struct error *error)
{
	int property, child;
	int ret = 0;

	fdt_for_each_property_offset(property, overlay, node)
	{
		ret = check_local_property(overlay, path, property, error);
		if (ret)
			return ret;
	}
	fdt_for_each_subnode(child, overlay, node)
	{
		int n = snprintf(path + used, room - used, "/%s", fdt_get_name(overlay, child, NULL));

		if (n < 0 || (size_t)n >= room - used)
			return error_set(error, -EBADMSG, "/__local_fixups__ has a path of more than %zu bytes", room);
		ret = check_local_fixups(overlay, child, path, used + (size_t)n, room, error);
		if (ret)
			return ret;
		path[used] = '\0';
	}
	return 0;
}

static int check_targets(const void *overlay, struct error *error)
{
	int node;

	fdt_for_each_subnode(node, overlay, 0)
	{
		int length;
		const char *path = fdt_getprop(overlay, node, "target-path", &length);

		if (path && (length < 1 || path[length - 1] != '\0' || path[0] != '/'))
			return error_set(error, -EBADMSG, "/%s:target-path must be the full path of a node",
							 fdt_get_name(overlay, node, NULL));
	}
	return 0;
}

/* As dtc makes it of "/plugin/; / { };": nothing is to be changed, as suggest says where all needs are met.
 */
static bool is_bare(const void *fdt)
{
	return fdt_first_subnode(fdt, 0) < 0 && fdt_first_property_offset(fdt, 0) < 0;
}

int overlay_check(const void *base, const char *base_file, const struct blob *blob, struct error *error)
{
	const void *overlay = blob->fdt.data;
	int local = fdt_path_offset(overlay, "/__local_fixups__");
	char path[4096] = "";
	int ret;

	if (!blob->fragment && !is_bare(overlay))
		return error_set(
			error, -EINVAL,
			"is no overlay: no fragment with an __overlay__ node in it (compile it as /plugin/)");
	ret = check_targets(overlay, error);
	if (ret == 0 && local >= 0)
		ret = check_local_fixups(overlay, local, path, 0, sizeof(path), error);
	return ret ? ret : check_fixups(base, base_file, overlay, error);
}
