/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Device trees found by their magic number: behind a kernel image, as
 * CONFIG_ARM_APPENDED_DTB and boot loaders of Android take them, or in an image
 * of an unknown kind. A kernel has trees built in as well
 * (linux:drivers/of/empty_root.dts, unittest-data), so that only those at the
 * very end of a kernel image count.
 */
#include <errno.h>
#include <string.h>

#include "input/contents.h"
#include "input/size_limits.h"
#include "util/arena.h"
#include "util/error.h"

#define CANDIDATE_LIMIT 4096
/* Bytes of headers' sizes that are looked through before a file of look-alikes is given up */
#define WORK_LIMIT_BYTES (2 * CONTAINER_LIMIT_BYTES)

struct span {
	size_t offset, size;
};

struct scan {
	struct contents *contents;
	struct bytes in;
	struct span *trees;
	size_t count;
	bool damaged; /* `why` is about the last thing that has the magic and a plausible version */
	size_t damaged_at;
	struct error why;
};

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

static size_t scan_one(struct scan *s, size_t offset)
{
	struct bytes at = bytes_from(s->in, offset);
	struct span tree = { .offset = offset };
	struct outline outline;
	struct error why;

	if (blob_check_header(at, &why) == 0) {
		s->contents->work += load_be32(at.data + 4);
		if (blob_check(at, &outline, &why) == 0) {
			tree.size = outline.size;
			arena_push(s->contents->arena, s->trees, s->count, tree);
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

static void scan_all(struct scan *s, size_t from)
{
	static const unsigned char magic[] = { 0xd0, 0x0d, 0xfe, 0xed };

	while (from < s->in.size && s->count < CANDIDATE_LIMIT && s->contents->work < WORK_LIMIT_BYTES) {
		const unsigned char *at = memmem(s->in.data + from, s->in.size - from, magic, sizeof(magic));

		if (!at)
			return;
		from = (size_t)(at - s->in.data);
		from += scan_one(s, from);
	}
}

/* The number of trees that follow each other to the end of the input. */
static size_t count_at_end(const struct scan *s)
{
	size_t end = s->in.size, n = 0;

	while (n < s->count) {
		const struct span *tree = &s->trees[s->count - 1 - n];

		if (!is_padding(s->in, tree->offset + tree->size, end))
			break;
		end = tree->offset;
		n++;
	}
	return n;
}

int scan_collect(struct contents *contents, struct bytes in, size_t start, bool at_end_only,
				 const struct origin *from, struct error *error)
{
	struct scan s = { .contents = contents, .in = in };
	size_t count, size, before = contents->tree_count;

	scan_all(&s, start);
	count = at_end_only ? count_at_end(&s) : s.count;
	contents->builtin_count += s.count - count;
	for (size_t i = s.count - count; i < s.count; i++) {
		struct bytes at = { in.data + s.trees[i].offset, s.trees[i].size };
		struct origin here = origin_inside(contents, from, NULL, "offset 0x%zx", s.trees[i].offset);

		contents_add_tree(contents, at, &here, &size);
	}
	if (s.damaged && contents->tree_count == before && (!s.count || at_end_only) && !contents->tree_count)
		return error_set(error, -EBADMSG, "device tree at offset 0x%zx: %s", s.damaged_at, s.why.text);
	return 0;
}
