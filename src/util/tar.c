/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sources: POSIX.1-2017 pax, "ustar Interchange Format" and "pax Extended Header"; gnu:tar/src/tar.h. */
#include "util/tar.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

#define BLOCK 512

/* Where fields are in a header. */
enum { NAME = 0, SIZE = 124, CHECKSUM = 148, TYPE = 156, MAGIC = 257, PREFIX = 345 };
enum { NAME_SIZE = 100, SIZE_SIZE = 12, CHECKSUM_SIZE = 8, PREFIX_SIZE = 155 };

struct reading {
	struct arena *arena;
	struct bytes in;
	size_t at;
	const char *long_name; /* of the next member, from a header before it */
	struct error *error;
};

bool tar_matches(struct bytes in)
{
	return in.size >= BLOCK && memcmp(in.data + MAGIC, "ustar", 5) == 0;
}

static bool octal(const unsigned char *field, size_t size, uint64_t *value)
{
	size_t i = 0;

	*value = 0;
	while (i < size && field[i] == ' ')
		i++;
	for (; i < size && field[i] >= '0' && field[i] <= '7'; i++)
		*value = *value << 3 | (uint64_t)(field[i] - '0');
	return i == size || field[i] == ' ' || field[i] == '\0';
}

/* The sum of the header's bytes, with blanks where it stands itself. */
static bool is_sound(const unsigned char *header)
{
	uint64_t told, sum = (uint64_t)' ' * CHECKSUM_SIZE;

	for (size_t i = 0; i < BLOCK; i++)
		if (i < CHECKSUM || i >= CHECKSUM + CHECKSUM_SIZE)
			sum += header[i];
	return octal(header + CHECKSUM, CHECKSUM_SIZE, &told) && told == sum;
}

static bool is_end(const unsigned char *header)
{
	for (size_t i = 0; i < BLOCK; i++)
		if (header[i])
			return false;
	return true;
}

/* "23 path=device-tree/model\n" among the records; NULL where there is none. */
static const char *pax_path(struct arena *arena, struct bytes records)
{
	size_t at = 0;

	while (at < records.size) {
		const char *record = (const char *)records.data + at, *key;
		size_t length = 0, digits = 0;

		while (at + digits < records.size && digits < 6 && record[digits] >= '0' && record[digits] <= '9')
			length = length * 10 + (size_t)(record[digits++] - '0');
		if (digits + 1 >= length || length > records.size - at || record[digits] != ' ')
			return NULL;
		key = record + digits + 1;
		if (length - digits - 1 > 6 && memcmp(key, "path=", 5) == 0)
			return arena_strndup(arena, key + 5, length - digits - 7);
		at += length;
	}
	return NULL;
}

static const char *member_name(struct reading *r, const unsigned char *header)
{
	const char *name = r->long_name;
	bool posix = memcmp(header + MAGIC, "ustar\0", 6) == 0;

	r->long_name = NULL;
	if (!name && posix && header[PREFIX])
		name = arena_printf(r->arena, "%.*s/%.*s", PREFIX_SIZE, (const char *)header + PREFIX, NAME_SIZE,
							(const char *)header + NAME);
	if (!name)
		name = arena_strndup(r->arena, (const char *)header + NAME, NAME_SIZE);
	while (strncmp(name, "./", 2) == 0)
		name += 2 + strspn(name + 2, "/");
	return name;
}

static bool leads_out(const char *name)
{
	if (*name == '/')
		return true;
	for (const char *part = name; part; part = strchr(part, '/')) {
		part += *part == '/';
		if (strncmp(part, "..", 2) == 0 && (part[2] == '/' || part[2] == '\0'))
			return true;
	}
	return false;
}

static int next_header(struct reading *r, const unsigned char **header, struct bytes *content)
{
	uint64_t size;

	*header = r->in.data + r->at;
	if (!is_sound(*header) || !octal(*header + SIZE, SIZE_SIZE, &size))
		return error_set(r->error, -EBADMSG, "tar: damaged header at offset %zu", r->at);
	if (size > r->in.size - r->at - BLOCK)
		return error_set(r->error, -EBADMSG, "tar: the file at offset %zu is cut off: %llu bytes, %zu are there",
						 r->at, (unsigned long long)size, r->in.size - r->at - BLOCK);
	*content = (struct bytes){ r->in.data + r->at + BLOCK, (size_t)size };
	r->at += BLOCK + min_u64(round_up(size, BLOCK), r->in.size - r->at - BLOCK);
	return 0;
}

int tar_read(struct arena *arena, struct bytes in, struct tar_member **members, size_t *count,
			 struct error *error)
{
	struct reading r = { .arena = arena, .in = in, .error = error };

	*members = NULL;
	*count = 0;
	while (in.size - r.at >= BLOCK && !is_end(in.data + r.at)) {
		struct tar_member member;
		const unsigned char *header;
		size_t at = r.at;
		int ret = next_header(&r, &header, &member.bytes);

		if (ret)
			return ret;
		if (header[TYPE] == 'L')
			r.long_name = arena_strndup(arena, (const char *)member.bytes.data, member.bytes.size);
		else if (header[TYPE] == 'x')
			r.long_name = pax_path(arena, member.bytes);
		if (strchr("LKxg", header[TYPE]) && header[TYPE])
			continue;
		member.name = member_name(&r, header);
		if (leads_out(member.name))
			return error_set(error, -EBADMSG, "tar: the name at offset %zu leads out of the archive: %s", at,
							 member.name);
		if (header[TYPE] && !strchr("07", header[TYPE]))
			continue;
		if (*count == TAR_MEMBERS)
			return error_set(error, -EFBIG, "tar: more than %d files", TAR_MEMBERS);
		arena_push(arena, *members, *count, member);
	}
	return in.size - r.at < BLOCK && in.size != r.at
			   ? error_set(error, -EBADMSG, "tar: is cut off at offset %zu", in.size)
			   : 0;
}
