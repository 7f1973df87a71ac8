/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "util/decompress.h"

#include <errno.h>

#include "util/load.h"
#include "util/error.h"

#define ZSTD_FRAME 0xfd2fb528

static bool matches(struct bytes in)
{
	return in.size >= 4 && load_le32(in.data) == ZSTD_FRAME;
}

#ifdef HAVE_ZSTD
#include <zstd.h>

static int run_frame(ZSTD_DCtx *context, ZSTD_inBuffer *in, struct unpacked *out, struct error *error)
{
	size_t more = 1;

	while (more) {
		size_t before = in->pos;
		ZSTD_outBuffer to;
		int ret = unpacked_make_room(out, error);

		if (ret)
			return ret;
		to = (ZSTD_outBuffer){ out->data, out->room, out->size };
		more = ZSTD_decompressStream(context, &to, in);
		if (ZSTD_isError(more))
			return error_set(error, -EBADMSG, "damaged near offset %zu: %s", before, ZSTD_getErrorName(more));
		if (more && to.pos == out->size && in->pos == in->size)
			return error_set(error, -EBADMSG, "is cut off at byte %zu", in->size);
		out->size = to.pos;
	}
	return 0;
}

static int unzstd(struct bytes in, struct unpacked *out, size_t *used, struct error *error)
{
	ZSTD_DCtx *context = ZSTD_createDCtx();
	ZSTD_inBuffer from = { in.data, in.size, 0 };
	int ret;

	if (!context)
		return error_set(error, -ENOMEM, "zstd cannot start");
	do
		ret = run_frame(context, &from, out, error);
	while (ret == 0 && matches(bytes_from(in, from.pos)));
	*used = from.pos;
	ZSTD_freeDCtx(context);
	return ret;
}

#else
#define unzstd NULL
#endif

const struct decompressor zstd_decompressor = { "zstd", "zstd", matches, unzstd };
