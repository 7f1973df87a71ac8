/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Device trees behind a kernel image, as CONFIG_ARM_APPENDED_DTB and boot
 * loaders of Android take them. A kernel has trees built in as well
 * (linux:drivers/of/empty_root.dts, unittest-data), so that only those at the
 * very end of a kernel image count.
 */
#include <errno.h>
#include <libfdt.h>
#include <string.h>

#include "input/blob.h"
#include "input/container.h"
#include "input/kernel_image.h"
#include "input/limits.h"
#include "input/tree.h"
#include "util/arena.h"
#include "util/error.h"

#define CANDIDATE_LIMIT 4096
/* Bytes of headers' sizes that are looked through before a file of look-alikes is given up */
#define WORK_LIMIT_BYTES (2 * CONTAINER_LIMIT_BYTES)

struct found {
	size_t offset, size;
};

struct scan {
	struct bytes in;
	struct found *trees;
	size_t count;
	size_t work;
	bool damaged; /* `why` is about the last thing that has the magic and a plausible version */
	size_t damaged_at;
	struct error why;
};

/* Padding, as flash tools leave it. */
static bool is_padding(struct bytes in, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (in.data[i] != 0x00 && in.data[i] != 0xff)
			return false;
	return true;
}

static bool looks_intended(struct bytes at)
{
	return at.size >= 28 && load_be32(at.data + 20) == 17 && load_be32(at.data + 24) == 16;
}

static size_t scan_one(struct scan *s, struct arena *arena, size_t offset)
{
	struct bytes at = bytes_from(s->in, offset);
	struct found tree = { .offset = offset };
	struct outline outline;
	struct error why;

	if (blob_check_header(at, &why) == 0) {
		s->work += load_be32(at.data + 4);
		if (blob_check(at, &outline, &why) == 0) {
			tree.size = outline.size;
			arena_push(arena, s->trees, s->count, tree);
			s->damaged = false;
			return tree.size;
		}
	}
	if (looks_intended(at)) {
		s->damaged = true;
		s->damaged_at = offset;
		s->why = why;
	}
	return 4;
}

static void scan_all(struct scan *s, struct arena *arena, size_t from)
{
	static const unsigned char magic[] = { 0xd0, 0x0d, 0xfe, 0xed };

	while (from < s->in.size && s->count < CANDIDATE_LIMIT && s->work < WORK_LIMIT_BYTES) {
		const unsigned char *at = memmem(s->in.data + from, s->in.size - from, magic, sizeof(magic));

		if (!at)
			return;
		from = (size_t)(at - s->in.data);
		from += scan_one(s, arena, from);
	}
}

/* The number of trees that follow each other to the end of the input. */
static size_t count_at_end(const struct scan *s)
{
	size_t end = s->in.size;
	size_t n = 0;

	while (n < s->count) {
		const struct found *tree = &s->trees[s->count - 1 - n];

		if (!is_padding(s->in, tree->offset + tree->size, end))
			break;
		end = tree->offset;
		n++;
	}
	return n;
}

static int take(struct unpacking *u, const struct scan *s, const struct found *tree, size_t index,
				size_t count, struct error *error)
{
	struct bytes at = { s->in.data + tree->offset, tree->size };
	int ret = blob_adopt(u->arena, at, &u->blob, error);

	if (ret)
		return error_prefix(error, "device tree at offset 0x%zx", tree->offset);
	if (!u->format)
		u->format = "appended DTB";
	if (count > 1 && !u->entry)
		u->entry = arena_printf(u->arena, "%zu", index);
	return 0;
}

static int list_found(struct unpacking *u, const struct scan *s, const struct found *trees, size_t count,
					  struct error *error)
{
	char list[600] = "";

	for (size_t i = 0; i < count; i++) {
		struct bytes at = { s->in.data + trees[i].offset, trees[i].size };
		struct blob blob;

		list_choice(list, sizeof(list), (unsigned int)i,
					blob_adopt(u->arena, at, &blob, error) == 0 ? blob_title(blob.fdt.data) : "damaged");
	}
	return error_set(error, -EINVAL, "holds %zu appended device trees: choose one with --dtbo-entry: %s",
					 count, list);
}

static int choose(struct unpacking *u, const struct scan *s, const struct found *trees, size_t count,
				  struct error *error)
{
	const char *entry = u->options->dtbo_entry;
	uint64_t index = 0;

	if (count > 1 && !entry)
		return list_found(u, s, trees, count, error);
	if (count > 1 && (!parse_size(entry, &index) || index >= count))
		return error_set(error, -EINVAL, "has no appended device tree %s: there are 0 to %zu", entry,
						 count - 1);
	return take(u, s, &trees[index], index, count, error);
}

int appended_open(struct unpacking *u, struct bytes in, struct error *error)
{
	struct scan s = { .in = in };
	size_t at_end;

	scan_all(&s, u->arena, kernel_image_end(in));
	at_end = count_at_end(&s);
	if (at_end)
		return choose(u, &s, s.trees + s.count - at_end, at_end, error);
	if (s.damaged && (!s.count || kernel_image_name(in)))
		return error_set(error, -EBADMSG, "device tree at offset 0x%zx: %s", s.damaged_at, s.why.text);
	if (s.count && !kernel_image_name(in))
		return choose(u, &s, s.trees, s.count, error);
	return -ENOENT;
}
