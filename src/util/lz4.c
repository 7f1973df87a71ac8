/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "util/decompress.h"

#include <errno.h>

#include "util/load.h"
#include "util/error.h"
#include "util/number.h"

#define LZ4_FRAME 0x184d2204
#define LZ4_LEGACY 0x184c2102 /* what lz4 -l writes, and so the kernel's build for Image.lz4 */

static bool begins_with(struct bytes in, uint32_t magic)
{
	return in.size >= 4 && load_le32(in.data) == magic;
}

static bool matches(struct bytes in)
{
	return begins_with(in, LZ4_FRAME) || begins_with(in, LZ4_LEGACY);
}

#ifdef HAVE_LZ4
#include <lz4.h>
#include <lz4frame.h>

#define LEGACY_BLOCK_BYTES ((int)MIB(8))

static int run_frame(LZ4F_dctx *context, struct bytes in, struct unpacked *out, size_t *used,
					 struct error *error)
{
	size_t more = 1;

	while (more) {
		size_t got, taken = in.size - *used;
		int ret = unpacked_make_room(out, error);

		if (ret)
			return ret;
		got = out->room - out->size;
		more = LZ4F_decompress(context, out->data + out->size, &got, in.data + *used, &taken, NULL);
		if (LZ4F_isError(more))
			return error_set(error, -EBADMSG, "damaged near offset %zu: %s", *used, LZ4F_getErrorName(more));
		if (more && !got && !taken)
			return error_set(error, -EBADMSG, "is cut off at byte %zu", in.size);
		out->size += got;
		*used += taken;
	}
	return 0;
}

static int run_frames(struct bytes in, struct unpacked *out, size_t *used, struct error *error)
{
	LZ4F_dctx *context;
	int ret;

	*used = 0;
	if (LZ4F_isError(LZ4F_createDecompressionContext(&context, LZ4F_VERSION)))
		return error_set(error, -ENOMEM, "lz4 cannot start");
	do
		ret = run_frame(context, in, out, used, error);
	while (ret == 0 && begins_with(bytes_from(in, *used), LZ4_FRAME));
	LZ4F_freeDecompressionContext(context);
	return ret;
}

/* No byte of LZ4 stands for more than 255. Less room than that is only left at the limit. */
static int make_block_room(struct unpacked *out, size_t packed, struct error *error)
{
	size_t size = out->size;
	size_t most = (size_t)min_u64(255 * (uint64_t)packed, (uint64_t)LEGACY_BLOCK_BYTES);
	int ret = 0;

	while (ret == 0 && out->room - size < most && out->room < out->limit) {
		out->size = out->room;
		ret = unpacked_make_room(out, error);
	}
	out->size = size;
	return ret;
}

static int run_block(struct bytes block, struct unpacked *out, struct error *error)
{
	int got;
	int ret = make_block_room(out, block.size, error);

	if (ret)
		return ret;
	got = LZ4_decompress_safe((const char *)block.data, (char *)out->data + out->size, (int)block.size,
							  (int)min_u64(out->room - out->size, (uint64_t)LEGACY_BLOCK_BYTES));
	if (got < 0)
		return -EBADMSG;
	out->size += (size_t)got;
	return 0;
}

/*
 * Blocks of up to 8 MiB, each behind its size, and no end mark: what can be no
 * size of a block belongs to whatever follows.
 */
static int run_legacy(struct bytes in, struct unpacked *out, size_t *used, struct error *error)
{
	*used = 4;
	while (in.size - *used >= 4) {
		uint32_t size = load_le32(in.data + *used);
		int ret;

		if (size == LZ4_LEGACY) {
			*used += 4;
			continue;
		}
		if (!size || size > (uint32_t)LZ4_COMPRESSBOUND(LEGACY_BLOCK_BYTES))
			return 0;
		if (in.size - *used == 4) /* the unpacked size, from linux:scripts/Makefile.lib:size_append */
			return 0;
		if (size > in.size - *used - 4)
			return error_set(error, -EBADMSG, "is cut off: block at offset %zu has %u bytes, %zu are there",
							 *used, size, in.size - *used - 4);
		ret = run_block((struct bytes){ in.data + *used + 4, size }, out, error);
		if (ret == -EBADMSG)
			return error_set(error, ret,
							 "damaged in the block at offset %zu, or unpacks to more than %zu bytes", *used,
							 out->limit);
		if (ret)
			return ret;
		*used += 4 + size;
	}
	return 0;
}

static int unlz4(struct bytes in, struct unpacked *out, size_t *used, struct error *error)
{
	return begins_with(in, LZ4_LEGACY) ? run_legacy(in, out, used, error) : run_frames(in, out, used, error);
}

#else
#define unlz4 NULL
#endif

const struct decompressor lz4_decompressor = { "lz4", "lz4", matches, unlz4 };
