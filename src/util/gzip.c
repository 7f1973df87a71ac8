/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "util/decompress.h"

#include <errno.h>

#include "util/arena.h"
#include "util/error.h"

static bool is_gzip(struct bytes in)
{
	return in.size >= 3 && in.data[0] == 0x1f && in.data[1] == 0x8b && in.data[2] == 8;
}

/* The second byte is none that text has. */
static bool is_zlib(struct bytes in)
{
	return in.size >= 2 && in.data[0] == 0x78 &&
		   (in.data[1] == 0x01 || in.data[1] == 0x9c || in.data[1] == 0xda);
}

static bool matches(struct bytes in)
{
	return is_gzip(in) || is_zlib(in);
}

#ifdef HAVE_ZLIB
#include <string.h>
#include <zlib.h>

#define GZIP_OR_ZLIB (15 + 32)
#define GZIP_WINDOW (15 + 16)

static int inflate_stream(z_stream *z, struct bytes in, struct unpacked *out, struct error *error)
{
	int status = Z_OK;

	while (status == Z_OK) {
		int ret = unpacked_make_room(out, error);

		if (ret)
			return ret;
		z->next_out = out->data + out->size;
		z->avail_out = (uInt)(out->room - out->size);
		status = inflate(z, Z_NO_FLUSH);
		out->size = out->room - z->avail_out;
	}
	if (status == Z_STREAM_END)
		return 0;
	if (z->avail_in == 0 && status == Z_BUF_ERROR)
		return error_set(error, -EBADMSG, "is cut off at byte %zu", in.size);
	return error_set(error, -EBADMSG, "damaged at offset %zu: %s", in.size - z->avail_in,
					 z->msg ? z->msg : "no such code");
}

/* A file may have several streams, one after the other. Source: RFC 1952, 2.2. */
static int gunzip(struct bytes in, struct unpacked *out, size_t *used, struct error *error)
{
	z_stream z = { .next_in = in.data, .avail_in = (uInt)in.size };
	int ret;

	if (inflateInit2(&z, GZIP_OR_ZLIB) != Z_OK)
		return error_set(error, -ENOMEM, "zlib cannot start");
	do {
		ret = inflate_stream(&z, in, out, error);
		*used = in.size - z.avail_in;
	} while (ret == 0 && is_gzip((struct bytes){ in.data + *used, z.avail_in }) && inflateReset(&z) == Z_OK);
	inflateEnd(&z);
	return ret;
}

int gzip_pack(struct arena *arena, struct bytes in, struct bytes *out, struct error *error)
{
	z_stream z = { .next_in = in.data, .avail_in = (uInt)in.size };
	size_t room;

	if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_WINDOW, 9, Z_DEFAULT_STRATEGY) != Z_OK)
		return error_set(error, -ENOMEM, "zlib cannot start");
	room = deflateBound(&z, (uLong)in.size);
	*out = (struct bytes){ arena_alloc(arena, room), 0 };
	z.next_out = out->data;
	z.avail_out = (uInt)room;
	deflate(&z, Z_FINISH);
	out->size = z.total_out;
	deflateEnd(&z);
	return 0;
}

#else
#define gunzip NULL

int gzip_pack(struct arena *arena, struct bytes in, struct bytes *out, struct error *error)
{
	(void)arena;
	(void)in;
	(void)out;
	return error_set(error, -ENOTSUP, "this build packs nothing: configure it --with-zlib");
}
#endif

const struct decompressor gzip_decompressor = { "gzip", "zlib", matches, gunzip };
