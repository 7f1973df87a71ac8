/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "util/decompress.h"

#include <errno.h>
#include <string.h>

#include "util/error.h"
#include "util/number.h"

static bool is_xz(struct bytes in)
{
	return in.size >= 6 && memcmp(in.data, "\3757zXZ", 6) == 0;
}

/* Of the older format: properties of the default, a dictionary of a power of two, size told or not. */
static bool is_lzma(struct bytes in)
{
	return in.size >= 13 && in.data[0] == 0x5d && in.data[1] == 0 && in.data[2] == 0 && in.data[4] < 0x10 &&
		   (in.data[3] & 0x7f) == 0 && (in.data[12] == 0 || in.data[12] == 0xff);
}

static bool matches(struct bytes in)
{
	return is_xz(in) || is_lzma(in);
}

#ifdef HAVE_LZMA
#include <lzma.h>

#define MEMORY_LIMIT MIB(256)

static const char *complaint(lzma_ret status)
{
	switch (status) {
	case LZMA_MEMLIMIT_ERROR:
		return "needs more than 256 MiB to unpack";
	case LZMA_OPTIONS_ERROR:
		return "has options that are not supported";
	case LZMA_DATA_ERROR:
		return "its sum is wrong";
	default:
		return "no such code";
	}
}

static int run_stream(lzma_stream *z, struct bytes in, struct unpacked *out, struct error *error)
{
	lzma_ret status = LZMA_OK;

	while (status == LZMA_OK) {
		int ret = unpacked_make_room(out, error);

		if (ret)
			return ret;
		z->next_out = out->data + out->size;
		z->avail_out = out->room - out->size;
		status = lzma_code(z, LZMA_RUN);
		out->size = out->room - z->avail_out;
	}
	if (status == LZMA_STREAM_END)
		return 0;
	if (status == LZMA_BUF_ERROR)
		return error_set(error, -EBADMSG, "is cut off at byte %zu", in.size);
	return error_set(error, -EBADMSG, "damaged before offset %zu: %s", in.size - z->avail_in,
					 complaint(status));
}

static int unxz(struct bytes in, struct unpacked *out, size_t *used, struct error *error)
{
	lzma_stream z = LZMA_STREAM_INIT;
	lzma_ret status =
		is_xz(in) ? lzma_stream_decoder(&z, MEMORY_LIMIT, 0) : lzma_alone_decoder(&z, MEMORY_LIMIT);
	int ret;

	if (status != LZMA_OK)
		return error_set(error, -ENOMEM, "liblzma cannot start");
	z.next_in = in.data;
	z.avail_in = in.size;
	ret = run_stream(&z, in, out, error);
	*used = in.size - z.avail_in;
	lzma_end(&z);
	return ret;
}

#else
#define unxz NULL
#endif

const struct decompressor xz_decompressor = { "xz", "xz", matches, unxz };
