/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/decompress.h"

#include <errno.h>
#include <string.h>

#include "util/arena.h"
#include "util/error.h"
#include "util/memory.h"
#include "util/number.h"

static const struct decompressor *const decompressors[] = {
	&gzip_decompressor,
	&zstd_decompressor,
	&lz4_decompressor,
	&xz_decompressor,
};

const struct decompressor *decompressor_for(struct bytes in)
{
	for (size_t i = 0; i < ARRAY_SIZE(decompressors); i++)
		if (decompressors[i]->matches(in))
			return decompressors[i];
	return NULL;
}

int unpacked_make_room(struct unpacked *out, struct error *error)
{
	size_t room = out->room ? 2 * out->room : (size_t)KIB(64);
	unsigned char *bigger;

	if (out->size < out->room)
		return 0;
	if (out->room >= out->limit)
		return error_set(error, -EFBIG, "unpacks to more than the %zu bytes that can be read", out->limit);
	if (room > out->limit)
		room = out->limit;
	bigger = memory_try_resize(out->data, room);
	if (!bigger)
		return error_set(error, -ENOMEM, "out of memory");
	out->data = bigger;
	out->room = room;
	return 0;
}

int decompress(const struct decompressor *d, struct arena *arena, struct bytes in, size_t limit,
			   struct bytes *out, size_t *used, struct error *error)
{
	struct unpacked output = { .limit = limit };
	int ret;

	if (!d->run)
		return error_set(error, -ENOTSUP,
						 "this build reads none: configure it --with-%s, or unpack the file first",
						 d->library);
	ret = d->run(in, &output, used, error);
	if (ret == 0) {
		out->size = output.size;
		out->data = arena_alloc(arena, output.size + 1);
		if (output.size)
			memcpy(out->data, output.data, output.size);
	}
	memory_free(output.data);
	return ret;
}
