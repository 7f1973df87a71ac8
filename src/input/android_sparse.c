/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Android's sparse images, as fastboot sends them: chunks of data, of one
 * repeated word, and of nothing.
 * Source: android:system/core/libsparse/sparse_format.h.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "input/contents.h"
#include "input/size_limits.h"
#include "util/arena.h"
#include "util/error.h"

#define HEADER_BYTES 28
#define CHUNK_BYTES 12

enum chunk_type { CHUNK_RAW = 0xcac1, CHUNK_FILL = 0xcac2, CHUNK_SKIP = 0xcac3, CHUNK_CRC = 0xcac4 };

struct unfolding {
	struct bytes in, out;
	size_t at, to;
	uint32_t block;
};

static uint32_t load_le16(const unsigned char *at)
{
	return at[0] | (uint32_t)at[1] << 8;
}

static int put_chunk(struct unfolding *u, struct error *error)
{
	struct bytes chunk, data;
	uint64_t size, total;
	uint32_t type;
	int ret = container_part(u->in, u->at, CHUNK_BYTES, "a chunk's header", &chunk, error);

	if (ret)
		return ret;
	type = load_le16(chunk.data);
	size = type == CHUNK_CRC ? 0 : (uint64_t)load_le32(chunk.data + 4) * u->block;
	total = load_le32(chunk.data + 8);
	if (total < CHUNK_BYTES || size > u->out.size - u->to)
		return error_set(error, -EBADMSG,
						 "chunk at offset 0x%zx: %" PRIu64 " bytes do not fit in the image of %zu", u->at,
						 size, u->out.size);
	ret = container_part(u->in, u->at + CHUNK_BYTES, total - CHUNK_BYTES, "a chunk", &data, error);
	if (ret)
		return ret;
	if (type == CHUNK_RAW && data.size < size)
		return error_set(error, -EBADMSG, "chunk at offset 0x%zx has %zu bytes of %" PRIu64, u->at, data.size,
						 size);
	if (type == CHUNK_RAW)
		memcpy(u->out.data + u->to, data.data, size);
	for (uint64_t i = 0; type == CHUNK_FILL && data.size >= 4 && i < size; i += 4)
		memcpy(u->out.data + u->to + i, data.data, 4);
	u->at += total;
	u->to += size;
	return 0;
}

static int sparse_collect(struct contents *contents, struct bytes in, const struct origin *from,
						  struct error *error)
{
	struct unfolding u = { .in = in, .at = load_le16(in.data + 8), .block = load_le32(in.data + 12) };
	uint64_t size = (uint64_t)load_le32(in.data + 16) * u.block;
	struct origin inside = *from;
	int ret = 0;

	if (u.block == 0 || u.block % 4 || size > CONTAINER_LIMIT_BYTES)
		return error_set(error, -EFBIG,
						 "unfolds to %" PRIu64 " bytes in blocks of %" PRIu32 ": at most %zu can be read",
						 size, u.block, CONTAINER_LIMIT_BYTES);
	u.out.size = size;
	u.out.data = arena_alloc(contents->arena, size + 1);
	memset(u.out.data, 0, size + 1);
	for (uint32_t i = 0; ret == 0 && i < load_le32(in.data + 20); i++)
		ret = put_chunk(&u, error);
	if (!inside.compression)
		inside.compression = "Android sparse";
	return ret ? ret : contents_collect(contents, u.out, &inside, error);
}

const struct container_kind android_sparse_kind = { "Android sparse image", "\x3a\xff\x26\xed", HEADER_BYTES,
													NULL, sparse_collect };
