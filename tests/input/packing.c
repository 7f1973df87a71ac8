/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "input/packing.h"

#include <criterion/criterion.h>
#include <stddef.h>
#include <string.h>

#include "util/arena.h"

#ifdef HAVE_ZLIB
#include <zlib.h>

static struct bytes deflate_with(struct arena *arena, struct bytes in, int window)
{
	z_stream z = { .next_in = in.data, .avail_in = (uInt)in.size };
	struct bytes out;

	cr_assert_eq(deflateInit2(&z, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
	out.size = deflateBound(&z, in.size);
	out.data = arena_alloc(arena, out.size);
	z.next_out = out.data;
	z.avail_out = (uInt)out.size;
	cr_assert_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
	out.size -= z.avail_out;
	deflateEnd(&z);
	return out;
}

static struct bytes pack_gzip(struct arena *arena, struct bytes in)
{
	return deflate_with(arena, in, 15 + 16);
}

static struct bytes pack_zlib(struct arena *arena, struct bytes in)
{
	return deflate_with(arena, in, 15);
}
#endif

#ifdef HAVE_ZSTD
#include <zstd.h>

static struct bytes pack_zstd(struct arena *arena, struct bytes in)
{
	size_t room = ZSTD_compressBound(in.size);
	struct bytes out = { arena_alloc(arena, room), 0 };

	out.size = ZSTD_compress(out.data, room, in.data, in.size, 3);
	cr_assert_not(ZSTD_isError(out.size));
	return out;
}
#endif

#ifdef HAVE_LZ4
#include <lz4.h>
#include <lz4frame.h>

static struct bytes pack_lz4(struct arena *arena, struct bytes in)
{
	size_t room = LZ4F_compressFrameBound(in.size, NULL);
	struct bytes out = { arena_alloc(arena, room), 0 };

	out.size = LZ4F_compressFrame(out.data, room, in.data, in.size, NULL);
	cr_assert_not(LZ4F_isError(out.size));
	return out;
}

static void put_le32(unsigned char *at, size_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (unsigned char)(value >> (8 * i));
}

/* As lz4 -l: blocks of 8 MiB, each behind its size. */
static struct bytes pack_lz4_legacy(struct arena *arena, struct bytes in)
{
	const size_t block = 8 << 20;
	size_t blocks = in.size / block + 1;
	struct bytes out = { arena_alloc(arena, 4 + blocks * (4 + (size_t)LZ4_compressBound((int)block))), 4 };

	put_le32(out.data, 0x184c2102);
	for (size_t at = 0; at < in.size; at += block) {
		size_t size = in.size - at < block ? in.size - at : block;
		int packed = LZ4_compress_default((const char *)in.data + at, (char *)out.data + out.size + 4,
										  (int)size, LZ4_compressBound((int)size));

		cr_assert_gt(packed, 0);
		put_le32(out.data + out.size, (size_t)packed);
		out.size += 4 + (size_t)packed;
	}
	return out;
}
#endif

const struct packer packers[] = {
#ifdef HAVE_ZLIB
	{ "gzip", pack_gzip }, { "gzip", pack_zlib },
#endif
#ifdef HAVE_ZSTD
	{ "zstd", pack_zstd },
#endif
#ifdef HAVE_LZ4
	{ "lz4", pack_lz4 },   { "lz4", pack_lz4_legacy },
#endif
	{ NULL, NULL },
};
