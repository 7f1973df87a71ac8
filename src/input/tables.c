/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables of device trees with numbers by which a boot loader chooses. They
 * differ in where the header and an entry have what.
 * Sources: android:system/libufdt/utils/src/dt_table.h; Qualcomm's dtbtool;
 * Samsung's dtbhtool; Unisoc's dtbtool; u-boot (Amlogic): common/aml_dt.c.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "input/contents.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

#define HEADER_BYTES 32
#define ENTRY_LIMIT 4096

/* One field of an entry that the boot loader compares, by the name that people know. */
struct table_field {
	const char *name;
	size_t offset, length; /* 4: a number; longer, or `text`: characters, its four bytes reversed */
	bool text;
};

struct table_layout {
	const char *magic;
	uint32_t version; /* 0: any */
	bool big_endian;
	size_t version_at, count_at, first_entry, stride; /* 0: the header tells both */
	size_t offset_at, size_at;
	struct table_field ids[6];
};

static const struct table_layout layouts[] = {
	{ "\xd7\xb7\xab\x1e", 0, true, 28, 16, 0, 0, 4, 0, { { "id", 8, 4, false }, { "rev", 12, 4, false } } },
	{ "QCDT",
	  1,
	  false,
	  4,
	  8,
	  12,
	  20,
	  12,
	  16,
	  { { "msm-id", 0, 4, false }, { "board-id", 4, 4, false }, { "soc-rev", 8, 4, false } } },
	{ "QCDT",
	  2,
	  false,
	  4,
	  8,
	  12,
	  24,
	  16,
	  20,
	  { { "msm-id", 0, 4, false },
		{ "board-id", 4, 4, false },
		{ "subtype", 8, 4, false },
		{ "soc-rev", 12, 4, false } } },
	{ "QCDT",
	  3,
	  false,
	  4,
	  8,
	  12,
	  40,
	  32,
	  36,
	  { { "msm-id", 0, 4, false },
		{ "board-id", 4, 4, false },
		{ "subtype", 8, 4, false },
		{ "soc-rev", 12, 4, false },
		{ "pmic", 16, 4, false } } },
	{ "DTBH",
	  2,
	  false,
	  4,
	  8,
	  12,
	  32,
	  20,
	  24,
	  { { "chip", 0, 4, false },
		{ "platform", 4, 4, false },
		{ "subtype", 8, 4, false },
		{ "hw-rev", 12, 4, false },
		{ "hw-rev-end", 16, 4, false } } },
	{ "SPRD",
	  1,
	  false,
	  4,
	  8,
	  12,
	  20,
	  12,
	  16,
	  { { "chip", 0, 4, false }, { "board-id", 4, 4, false }, { "soc-rev", 8, 4, false } } },
	{ "AML_",
	  1,
	  false,
	  4,
	  8,
	  12,
	  20,
	  12,
	  16,
	  { { "soc", 0, 4, true }, { "platform", 4, 4, true }, { "variant", 8, 4, true } } },
	{ "AML_",
	  2,
	  false,
	  4,
	  8,
	  12,
	  56,
	  48,
	  52,
	  { { "soc", 0, 16, true }, { "platform", 16, 16, true }, { "variant", 32, 16, true } } },
};

static uint32_t number_at(const struct table_layout *l, const unsigned char *at)
{
	return l->big_endian ? load_be32(at) : load_le32(at);
}

/* Amlogic writes each four characters from the last to the first, filled up with blanks. */
static size_t put_text(char *to, const unsigned char *at, size_t length)
{
	size_t used = 0;

	for (size_t word = 0; word < length; word += 4)
		for (size_t i = 4; i-- > 0;)
			if (at[word + i] > ' ' && at[word + i] < 0x7f)
				to[used++] = (char)at[word + i];
	to[used] = '\0';
	return used;
}

static const char *ids_of(struct contents *contents, const struct table_layout *l, const unsigned char *entry)
{
	char text[240] = "";
	size_t used = 0;

	for (size_t i = 0; i < ARRAY_SIZE(l->ids) && l->ids[i].name; i++) {
		const struct table_field *field = &l->ids[i];
		char value[24];

		if (field->text)
			put_text(value, entry + field->offset, field->length);
		else
			snprintf(value, sizeof(value), "0x%" PRIx32, number_at(l, entry + field->offset));
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s %s", used ? " " : "", field->name,
								 value);
	}
	return arena_strdup(contents->arena, text);
}

static int collect_entry(struct contents *contents, const struct table_layout *l, struct bytes in,
						 const unsigned char *entry, const struct origin *from, struct error *error)
{
	struct origin here = *from;
	struct bytes part;
	size_t before;
	int ret;

	ret = container_part(in, number_at(l, entry + l->offset_at), number_at(l, entry + l->size_at),
						 strrchr(here.place, ',') ? strrchr(here.place, ',') + 2 : here.place, &part, error);
	if (ret)
		return ret;
	here.ids = ids_of(contents, l, entry);
	here.has_id = !l->ids[0].text;
	here.id = here.has_id ? number_at(l, entry + l->ids[0].offset) : 0;
	here.numbered = true;
	before = contents->tree_count + contents->builtin_count;
	ret = contents_collect(contents, part, &here, error);
	if (ret == 0 && contents->tree_count + contents->builtin_count == before)
		contents_add_damaged(contents, "holds no device tree", &here);
	return ret;
}

static int collect_table(struct contents *contents, const struct table_layout *l, const char *name,
						 struct bytes in, const struct origin *from, struct error *error)
{
	size_t stride = l->stride ? l->stride : number_at(l, in.data + 12);
	size_t first = l->first_entry ? l->first_entry : number_at(l, in.data + 20);
	uint32_t count = number_at(l, in.data + l->count_at);
	int ret = 0;

	if (stride < 20)
		return error_set(error, -EBADMSG, "entries of %zu bytes (offset 12), they have 32 or more", stride);
	if (first > in.size || count > (in.size - first) / stride)
		return error_set(error, -EBADMSG,
						 "%" PRIu32 " entries at offset 0x%zx run past the end of the image at 0x%zx", count,
						 first, in.size);
	if (!count)
		return error_set(error, -EBADMSG, "has no entries (offset %zu)", l->count_at);
	if (count > ENTRY_LIMIT)
		return error_set(error, -EFBIG, "%" PRIu32 " entries: at most %d are read", count, ENTRY_LIMIT);
	for (uint32_t i = 0; i < count && ret == 0; i++) {
		struct origin here = origin_inside(contents, from, name, "entry %" PRIu32, i);

		ret = collect_entry(contents, l, in, in.data + first + i * stride, &here, error);
		if (ret)
			ret = error_prefix(error, "entry %" PRIu32, i);
	}
	return ret;
}

static int collect_by_magic(const char *name, struct contents *contents, struct bytes in,
							const struct origin *from, struct error *error)
{
	if (in.size < HEADER_BYTES)
		return error_set(error, -EBADMSG, "is cut off: %zu bytes are less than its header of %d", in.size,
						 HEADER_BYTES);
	for (size_t i = 0; i < ARRAY_SIZE(layouts); i++) {
		const struct table_layout *l = &layouts[i];

		if (memcmp(in.data, l->magic, 4) == 0 &&
			(!l->version || l->version == number_at(l, in.data + l->version_at)))
			return collect_table(contents, l, name, in, from, error);
	}
	return error_set(error, -ENOTSUP, "version %" PRIu32 " (offset 4) is not known", load_le32(in.data + 4));
}

/* clang-format off */
#define TABLE(word, magic, name)                                                                             \
	static int word##_collect(struct contents *c, struct bytes in, const struct origin *f, struct error *e)  \
	{ return collect_by_magic(name, c, in, f, e); }                                                          \
	const struct container_kind word##_kind = { name, magic, 4, NULL, word##_collect };
/* clang-format on */

TABLE(android_table, "\xd7\xb7\xab\x1e", "Android dtbo image")
TABLE(qcdt, "QCDT", "Qualcomm device-tree table")
TABLE(dtbh, "DTBH", "Samsung device-tree table")
TABLE(sprd, "SPRD", "Unisoc device-tree table")
TABLE(amlogic, "AML_", "Amlogic device-tree table")
