/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Android's dtbo.img: a table of trees, with numbers by which the boot loader chooses.
 * Source: android:system/libufdt/utils/src/dt_table.h.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "input/blob.h"
#include "input/container.h"
#include "input/tree.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

#define DT_TABLE_MAGIC 0xd7b7ab1e
#define HEADER_BYTES 32
#define ENTRY_BYTES 32
#define ENTRIES_LISTED 12

struct table {
	struct unpacking *u;
	struct bytes in;
	uint32_t count, offset, stride;
};

struct entry {
	uint32_t size, offset, id, revision;
};

bool dtbo_image_matches(struct bytes in)
{
	return in.size >= 4 && load_be32(in.data) == DT_TABLE_MAGIC;
}

static int read_table(struct table *t, struct error *error)
{
	if (t->in.size < HEADER_BYTES)
		return error_set(error, -EBADMSG,
						 "Android dtbo image: is cut off: %zu bytes are less than its header of %d",
						 t->in.size, HEADER_BYTES);
	t->stride = load_be32(t->in.data + 12);
	t->count = load_be32(t->in.data + 16);
	t->offset = load_be32(t->in.data + 20);
	if (t->stride < ENTRY_BYTES)
		return error_set(error, -EBADMSG,
						 "Android dtbo image: entries of %" PRIu32 " bytes (offset 12), they have %d or more",
						 t->stride, ENTRY_BYTES);
	if (t->offset > t->in.size || t->count > (t->in.size - t->offset) / t->stride)
		return error_set(error, -EBADMSG,
						 "Android dtbo image: %" PRIu32 " entries at offset 0x%" PRIx32
						 " run past the end of the image at 0x%zx",
						 t->count, t->offset, t->in.size);
	if (!t->count)
		return error_set(error, -EBADMSG, "Android dtbo image: has no entries (offset 16)");
	return 0;
}

static struct entry entry_at(const struct table *t, uint32_t index)
{
	const unsigned char *at = t->in.data + t->offset + (size_t)index * t->stride;

	return (struct entry){ load_be32(at), load_be32(at + 4), load_be32(at + 8), load_be32(at + 12) };
}

static int entry_data(const struct table *t, uint32_t index, struct bytes *data, struct error *error)
{
	struct entry e = entry_at(t, index);

	if (e.offset > t->in.size || e.size > t->in.size - e.offset)
		return error_set(error, -EBADMSG,
						 "Android dtbo image: entry %" PRIu32 ", %" PRIu32 " bytes at offset 0x%" PRIx32
						 ", runs past the end of the image at 0x%zx",
						 index, e.size, e.offset, t->in.size);
	*data = (struct bytes){ t->in.data + e.offset, e.size };
	return 0;
}

static void list_entries(const struct table *t, char *list, size_t room)
{
	size_t used = 0;

	list[0] = '\0';
	for (uint32_t i = 0; i < t->count; i++) {
		struct entry e = entry_at(t, i);
		int n;

		if (i == ENTRIES_LISTED || room - used < 60) {
			snprintf(list + used, room - used, ", ...");
			return;
		}
		n = snprintf(list + used, room - used, "%s%" PRIu32 " (id 0x%" PRIx32 ", rev 0x%" PRIx32 ")",
					 i ? ", " : "", i, e.id, e.revision);
		used += n > 0 ? (size_t)n : 0;
	}
}

/* "3" is an index; "0x1f" or "id=31" an id. */
static int parse_choice(const char *text, bool *by_id, uint64_t *number)
{
	*by_id = strncmp(text, "id=", 3) == 0 || strncmp(text, "0x", 2) == 0;
	return parse_size(strncmp(text, "id=", 3) == 0 ? text + 3 : text, number) ? 0 : -EINVAL;
}

static int choose_by_id(const struct table *t, uint64_t id, uint32_t *index, const char *list,
						struct error *error)
{
	uint32_t found = 0;

	for (uint32_t i = 0; i < t->count; i++)
		if (entry_at(t, i).id == id && !found++)
			*index = i;
	if (!found)
		return error_set(error, -EINVAL, "Android dtbo image: no entry has id 0x%" PRIx64 ", there are: %s",
						 id, list);
	if (found > 1)
		return error_set(error, -EINVAL,
						 "Android dtbo image: %" PRIu32 " entries have id 0x%" PRIx64 ", choose by index: %s",
						 found, id, list);
	return 0;
}

static int choose(const struct table *t, uint32_t *index, struct error *error)
{
	const char *asked = t->u->options->dtbo_entry;
	char list[700];
	bool by_id;
	uint64_t number;

	*index = 0;
	if (!asked && t->count == 1)
		return 0;
	list_entries(t, list, sizeof(list));
	if (!asked)
		return error_set(error, -EINVAL,
						 "Android dtbo image: %" PRIu32 " entries, choose one with --dtbo-entry: %s",
						 t->count, list);
	if (parse_choice(asked, &by_id, &number) < 0)
		return error_set(error, -EINVAL, "Android dtbo image: entry '%s' is neither an index nor id=N: %s",
						 asked, list);
	if (by_id)
		return choose_by_id(t, number, index, list, error);
	if (number >= t->count)
		return error_set(error, -EINVAL, "Android dtbo image: no entry %" PRIu64 ", there are: %s", number,
						 list);
	*index = (uint32_t)number;
	return 0;
}

int dtbo_image_open(struct unpacking *u, struct bytes in, struct error *error)
{
	struct table t = { .u = u, .in = in };
	struct bytes data;
	uint32_t index;
	int ret = read_table(&t, error);

	if (ret == 0)
		ret = choose(&t, &index, error);
	if (ret == 0)
		ret = entry_data(&t, index, &data, error);
	if (ret)
		return ret;
	if (!u->format)
		u->format = "Android dtbo image";
	if (!u->entry)
		u->entry = arena_printf(u->arena, "%" PRIu32, index);
	u->path = NULL;
	ret = container_open(u, data, error);
	return ret && !u->located ? error_prefix(error, "Android dtbo image: entry %" PRIu32, index) : ret;
}
