/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_UTIL_DECOMPRESS_H
#define DTCARVE_UTIL_DECOMPRESS_H

#include <stdbool.h>

#include "util/file.h"

struct arena;
struct error;
struct unpacked;

/*
 * One compressed format. `run` unpacks from the start of `in` into `out`, and
 * sets *used to the bytes of `in` that belonged to it; it is NULL in a build without the library.
 */
struct decompressor {
	const char *name, *library; /* as configure's --with-... has it */
	bool (*matches)(struct bytes in);
	int (*run)(struct bytes in, struct unpacked *out, size_t *used, struct error *error);
};

extern const struct decompressor gzip_decompressor; /* and zlib streams, as an Android dtbo image has them */
extern const struct decompressor zstd_decompressor;
extern const struct decompressor xz_decompressor;  /* and the older .lzma */
extern const struct decompressor lz4_decompressor; /* frames, and the legacy format of kernel images */

/* By the magic number; NULL for what is not compressed. */
const struct decompressor *decompressor_for(struct bytes in);

/* At most `limit` bytes into the arena, with a NUL behind them. The error's line has the offset, and no file
 * name. */
int decompress(const struct decompressor *d, struct arena *arena, struct bytes in, size_t limit,
			   struct bytes *out, size_t *used, struct error *error);

/* The other way, with no time in it: the same bytes give the same. -ENOTSUP without zlib. */
int gzip_pack(struct arena *arena, struct bytes in, struct bytes *out, struct error *error);

/* For the decompressors: room of at least 1 byte at data + size, up to `room`. */
struct unpacked {
	unsigned char *data;
	size_t size, room, limit;
};

int unpacked_make_room(struct unpacked *out, struct error *error);

#endif
