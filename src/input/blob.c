/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "input/blob.h"

#include <errno.h>
#include <inttypes.h>
#include <libfdt.h>
#include <stdio.h>
#include <string.h>

#include "input/size_limits.h"
#include "util/arena.h"
#include "util/error.h"

#define OLDEST_VERSION 16
#define NEWEST_VERSION 17
#define HEADER_BYTES_V16 36
#define HEADER_BYTES_V17 40
#define PATH_SHOWN 200

struct header {
	uint32_t totalsize, off_struct, off_strings, off_reserve, version, last_comp, size_strings, size_struct;
};

/* A walk through the structure block; offsets count from the start of the blob. */
struct walk {
	const unsigned char *data;
	size_t at, end;      /* in the structure block */
	size_t strings_size; /* up to and with its last NUL */
	unsigned int depth;  /* open nodes */
	bool rooted;
	size_t names[NODE_DEPTH_LIMIT]; /* of the open nodes */
	struct outline *outline;
};

bool blob_has_magic(struct bytes in)
{
	return in.size >= 4 && load_be32(in.data) == FDT_MAGIC;
}

static int read_header(struct bytes in, struct header *h, struct error *error)
{
	if (!blob_has_magic(in))
		return error_set(error, -EBADMSG, "no device-tree magic 0xd00dfeed at offset 0");
	if (in.size < HEADER_BYTES_V17)
		return error_set(error, -EBADMSG, "is cut off: %zu bytes are less than a device-tree header has (%d)",
						 in.size, HEADER_BYTES_V17);
	*h = (struct header){
		.totalsize = load_be32(in.data + 4),
		.off_struct = load_be32(in.data + 8),
		.off_strings = load_be32(in.data + 12),
		.off_reserve = load_be32(in.data + 16),
		.version = load_be32(in.data + 20),
		.last_comp = load_be32(in.data + 24),
		.size_strings = load_be32(in.data + 32),
		.size_struct = load_be32(in.data + 36),
	};
	return 0;
}

static int check_version(const struct header *h, struct error *error)
{
	if (h->version < OLDEST_VERSION)
		return error_set(
			error, -ENOTSUP,
			"device-tree format version %" PRIu32
			" (offset 20) is too old: it takes version %d or %d, convert with dtc -I dtb -O dtb -V %d",
			h->version, OLDEST_VERSION, NEWEST_VERSION, NEWEST_VERSION);
	if (h->last_comp > NEWEST_VERSION)
		return error_set(error, -ENOTSUP,
						 "device-tree format version %" PRIu32 ", compatible back to %" PRIu32
						 " only (offset 24), is too new: it takes version %d or %d",
						 h->version, h->last_comp, OLDEST_VERSION, NEWEST_VERSION);
	if (h->last_comp > h->version)
		return error_set(error, -EBADMSG,
						 "device-tree header says version %" PRIu32 ", but last compatible version %" PRIu32
						 " (offset 24): it cannot be the higher one",
						 h->version, h->last_comp);
	return 0;
}

static int check_size(const struct header *h, size_t size, struct error *error)
{
	size_t least = h->version < 17 ? HEADER_BYTES_V16 : HEADER_BYTES_V17;

	if (h->totalsize < least)
		return error_set(error, -EBADMSG,
						 "device-tree header says %" PRIu32
						 " bytes in all (offset 4): less than its header of %zu bytes",
						 h->totalsize, least);
	if (h->totalsize > TREE_LIMIT_BYTES)
		return error_set(error, -EFBIG,
						 "device-tree header says %" PRIu32
						 " bytes in all (offset 4): more than the %zu that can be read",
						 h->totalsize, TREE_LIMIT_BYTES);
	if (h->totalsize > size)
		return error_set(error, -EBADMSG,
						 "is cut off: the device-tree header says %" PRIu32
						 " bytes in all (offset 4), %zu are there",
						 h->totalsize, size);
	return 0;
}

static int check_block(const struct header *h, const char *name, uint32_t offset, uint32_t size,
					   uint32_t align, struct error *error)
{
	uint32_t least = h->version < 17 ? HEADER_BYTES_V16 : HEADER_BYTES_V17;

	if (offset % align)
		return error_set(error, -EBADMSG, "%s at offset 0x%" PRIx32 " must be %" PRIu32 "-byte aligned", name,
						 offset, align);
	if (offset < least || offset > h->totalsize || size > h->totalsize - offset)
		return error_set(error, -EBADMSG,
						 "%s, %" PRIu32 " bytes at offset 0x%" PRIx32
						 ", must lie between the header and the end, 0x%" PRIx32,
						 name, size, offset, h->totalsize);
	return 0;
}

static int check_header(struct bytes in, struct header *h, struct error *error)
{
	int ret = read_header(in, h, error);

	if (ret == 0)
		ret = check_version(h, error);
	if (ret == 0)
		ret = check_size(h, in.size, error);
	if (ret == 0 && h->version < 17 && h->off_struct <= h->totalsize)
		h->size_struct = h->totalsize - h->off_struct;
	if (ret == 0)
		ret = check_block(h, "memory reservation block", h->off_reserve, 0, 8, error);
	if (ret == 0)
		ret = check_block(h, "structure block", h->off_struct, h->size_struct, 4, error);
	if (ret == 0)
		ret = check_block(h, "strings block", h->off_strings, h->size_strings, 1, error);
	return ret;
}

int blob_check_header(struct bytes in, struct error *error)
{
	struct header h;

	return check_header(in, &h, error);
}

static int check_reservations(const unsigned char *data, const struct header *h, struct error *error)
{
	static const unsigned char last[16];
	size_t at = h->off_reserve;

	for (; h->totalsize - at >= sizeof(last); at += sizeof(last))
		if (memcmp(data + at, last, sizeof(last)) == 0)
			return 0;
	return error_set(error, -EBADMSG,
					 "memory reservations at offset 0x%" PRIx32 " run to the end, 0x%" PRIx32
					 ", without the entry of zeros that must be the last",
					 h->off_reserve, h->totalsize);
}

static void print_path(const struct walk *w, char path[PATH_SHOWN])
{
	size_t used = 0;

	snprintf(path, PATH_SHOWN, "/");
	for (unsigned int i = 1; i < w->depth; i++) {
		int n = snprintf(path + used, PATH_SHOWN - used, "/%s", (const char *)w->data + w->names[i]);

		if (n < 0 || (size_t)n >= PATH_SHOWN - used) {
			snprintf(path + PATH_SHOWN - 4, 4, "...");
			return;
		}
		used += (size_t)n;
	}
}

static int fail_at(const struct walk *w, size_t at, struct error *error, const char *what)
{
	char path[PATH_SHOWN];

	if (!w->depth)
		return error_set(error, -EBADMSG, "damaged at offset 0x%zx of the device tree: %s", at, what);
	print_path(w, path);
	return error_set(error, -EBADMSG, "damaged at offset 0x%zx of the device tree, node %s: %s", at, path,
					 what);
}

/* Where the name that begins here ends; w->end where it does not. *clean: it holds no control byte and no
 * '/'. */
static size_t end_of_name(const struct walk *w, bool *clean)
{
	static const bool unclean[256] = { [1 ... 0x1f] = true, [0x7f] = true, ['/'] = true };
	const unsigned char *at = w->data + w->at, *end = w->data + w->end;
	bool any = false;

	for (; at < end && *at; at++)
		any |= unclean[*at];
	*clean = !any;
	return (size_t)(at - w->data);
}

static int check_name(const struct walk *w, size_t length, bool clean, struct error *error)
{
	if (w->depth == 0 && length)
		return fail_at(w, w->at, error, "the root node has a name, it must be empty");
	if (w->depth && !length)
		return fail_at(w, w->at, error, "a node has an empty name");
	return clean ? 0 : fail_at(w, w->at, error, "a node's name holds a control byte or a '/'");
}

static bool is_name(const unsigned char *name, size_t length, const char *wanted)
{
	return length == strlen(wanted) && memcmp(name, wanted, length) == 0;
}

static void note_node(struct walk *w, const unsigned char *name, size_t length)
{
	if (w->depth == 2 && is_name(name, length, "images"))
		w->outline->has_images = true;
	if (w->depth == 3 && !w->outline->fragment && is_name(name, length, "__overlay__"))
		w->outline->fragment = (const char *)w->data + w->names[1];
}

static int begin_node(struct walk *w, struct error *error)
{
	bool clean;
	size_t end = end_of_name(w, &clean);
	int ret;

	if (end == w->end)
		return fail_at(w, w->at, error, "a node's name does not end before the structure block does");
	if (w->depth == 0 && w->rooted)
		return fail_at(w, w->at, error, "a second root node: there must be one");
	if (w->depth == NODE_DEPTH_LIMIT)
		return fail_at(w, w->at, error, "more than 64 levels of nodes (the kernel takes no more)");
	ret = check_name(w, end - w->at, clean, error);
	if (ret)
		return ret;
	w->names[w->depth++] = w->at;
	w->rooted = true;
	note_node(w, w->data + w->at, end - w->at);
	w->at += round_up((uint64_t)(end - w->at) + 1, 4);
	return 0;
}

static int skip_property(struct walk *w, struct error *error)
{
	size_t start = w->at - 4;
	uint32_t length, name;

	if (!w->depth)
		return fail_at(w, start, error, "a property outside of any node");
	if (w->end - w->at < 8)
		return fail_at(w, start, error, "a property does not fit in the structure block");
	length = load_be32(w->data + w->at);
	name = load_be32(w->data + w->at + 4);
	w->at += 8;
	if (length > w->end - w->at || round_up(length, 4) > w->end - w->at)
		return fail_at(w, start, error, "a property's length runs past the end of the structure block");
	if (name >= w->strings_size)
		return fail_at(w, start, error, "a property's name lies outside of the strings block");
	w->at += round_up(length, 4);
	return 0;
}

static int end_node(struct walk *w, struct error *error)
{
	if (!w->depth)
		return fail_at(w, w->at - 4, error, "a node ends that never began");
	w->depth--;
	return 0;
}

static int check_structure(struct walk *w, struct error *error)
{
	int ret = 0;

	while (ret == 0) {
		if (w->at > w->end || w->end - w->at < 4)
			return fail_at(w, w->end, error, "the structure block ends without its end mark");
		w->at += 4;
		switch (load_be32(w->data + w->at - 4)) {
		case FDT_BEGIN_NODE:
			ret = begin_node(w, error);
			break;
		case FDT_PROP:
			ret = skip_property(w, error);
			break;
		case FDT_END_NODE:
			ret = end_node(w, error);
			break;
		case FDT_NOP:
			break;
		case FDT_END:
			if (w->depth)
				return fail_at(w, w->at - 4, error, "the structure ends inside of a node");
			if (!w->rooted)
				return fail_at(w, w->at - 4, error, "the tree has no root node");
			return 0;
		default:
			return fail_at(w, w->at - 4, error, "no such tag: expected a node's begin or end, or a property");
		}
	}
	return ret;
}

/* Names end with a NUL when they begin before the last one of the block. */
static size_t terminated_size(const unsigned char *strings, size_t size)
{
	const unsigned char *last = size ? memrchr(strings, '\0', size) : NULL;

	return last ? (size_t)(last - strings) + 1 : 0;
}

int blob_check(struct bytes in, struct outline *outline, struct error *error)
{
	struct walk w = { .data = in.data, .outline = outline };
	struct header h;
	int ret = check_header(in, &h, error);

	if (ret == 0)
		ret = check_reservations(in.data, &h, error);
	if (ret)
		return ret;
	w.at = h.off_struct;
	w.end = (size_t)h.off_struct + h.size_struct;
	w.strings_size = terminated_size(in.data + h.off_strings, h.size_strings);
	*outline = (struct outline){ .size = h.totalsize };
	return check_structure(&w, error);
}

/* With a NUL behind it, as file_read() leaves. */
static struct bytes aligned_copy(struct arena *arena, struct bytes in)
{
	struct bytes copy = { arena_alloc(arena, in.size + 1), in.size };

	memcpy(copy.data, in.data, in.size);
	return copy;
}

int blob_adopt(struct arena *arena, struct bytes in, struct blob *blob, struct error *error)
{
	struct outline outline;
	int ret = blob_check(in, &outline, error);

	if (ret)
		return ret;
	in.size = outline.size;
	*blob = (struct blob){ in, outline.fragment, outline.has_images };
	if ((uintptr_t)in.data % 8)
		blob->fdt = aligned_copy(arena, in);
	return 0;
}

const char *blob_title(const void *fdt)
{
	const char *title = fdt_stringlist_get(fdt, 0, "model", 0, NULL);

	if (!title || !*title)
		title = fdt_stringlist_get(fdt, 0, "compatible", 0, NULL);
	return title && *title ? title : "no model";
}
