/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as the tar of a capture: its files stay within it, its series is
 * cut into samples, and the tree in it is taken or refused.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "input/tree.h"
#include "proc/captures.h"
#include "proc/samples.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/tar.h"

/* Any member as a series. */
static void cut(struct arena *arena, const struct tar_member *member)
{
	struct captures captures = { 0 };
	struct sample *samples = NULL;
	struct error error;
	size_t count = 0;

	captures.files[CAPTURE_SERIES].path = member->name;
	captures.files[CAPTURE_SERIES].text = member->bytes;
	captures.files[CAPTURE_SERIES].text.data =
		(unsigned char *)arena_strndup(arena, (const char *)member->bytes.data, member->bytes.size);
	if (samples_read(arena, &captures, &samples, &count, &error) == 0)
		for (size_t i = 0; i < count; i++)
			if (samples[i].time < 0 || (samples[i].meminfo && strlen(samples[i].meminfo) > member->bytes.size))
				abort();
}

int fuzz_capture(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct bytes in = { arena_memdup(arena, data, size), size };
	struct tar_member *members;
	struct tree *tree;
	struct error error;
	size_t count;

	if (tar_read(arena, in, &members, &count, &error) == 0) {
		for (size_t i = 0; i < count; i++) {
			const struct bytes *b = &members[i].bytes;

			if (b->data < in.data || b->data + b->size > in.data + in.size || strstr(members[i].name, "../"))
				abort();
			cut(arena, &members[i]);
		}
	}
	if (tree_from_bytes(data, size, "capture", NULL, &tree, &error) == 0)
		tree_free(tree);
	arena_free(arena);
	return 0;
}
