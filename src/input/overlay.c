/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "input/overlay.h"

#include <errno.h>
#include <libfdt.h>
#include <string.h>

#include "input/blob.h"
#include "input/size_limits.h"
#include "util/arena.h"
#include "util/error.h"

#define FIRST_SLACK_BYTES 4096

/* libfdt leaves both trees broken when it fails, so that each try gets copies. */
static int try_apply(const struct bytes *base, const struct bytes *overlay, unsigned char *result,
					 size_t room, unsigned char *scratch)
{
	int ret = fdt_open_into(base->data, result, (int)room);

	memcpy(scratch, overlay->data, overlay->size);
	return ret ? ret : fdt_overlay_apply(result, scratch);
}

/* Names the first fragment whose target is not in the base: the usual reason, and libfdt does not tell which.
 */
static int explain_target(const void *base, const char *base_file, const void *overlay, struct error *error)
{
	int node;

	fdt_for_each_subnode(node, overlay, 0)
	{
		const char *name = fdt_get_name(overlay, node, NULL);
		const char *path = fdt_getprop(overlay, node, "target-path", NULL);

		if (fdt_subnode_offset(overlay, node, "__overlay__") < 0)
			continue;
		if (path && fdt_path_offset(base, path) < 0)
			return error_set(error, -EINVAL, "/%s:target-path: %s has no node %s", name, base_file, path);
		if (!path && !fdt_getprop(overlay, node, "target", NULL))
			return error_set(error, -EBADMSG, "/%s has neither target nor target-path", name);
	}
	return -ENOENT;
}

static int explain(int failure, const void *base, const char *base_file, const void *overlay,
				   struct error *error)
{
	int ret = explain_target(base, base_file, overlay, error);

	if (ret != -ENOENT)
		return ret;
	if (failure == -FDT_ERR_NOSPACE)
		return error_set(error, -EFBIG, "makes a tree of more than the %zu bytes that can be read",
						 TREE_LIMIT_BYTES);
	return error_set(error, -EINVAL, "cannot be applied to %s: libfdt says %s", base_file,
					 fdt_strerror(failure));
}

static int take_result(struct arena *arena, unsigned char *result, struct bytes *base, struct error *error)
{
	struct bytes packed;
	struct blob blob;
	int ret;

	fdt_pack(result);
	packed.size = fdt_totalsize(result);
	packed.data = arena_memdup(arena, result, packed.size);
	ret = blob_adopt(arena, packed, &blob, error);
	if (ret)
		return error_prefix(error, "makes a broken tree of its base");
	*base = blob.fdt;
	return 0;
}

int overlay_apply(struct arena *arena, struct bytes *base, const char *base_file, const struct blob *overlay,
				  struct error *error)
{
	size_t room = base->size + 2 * overlay->fdt.size + FIRST_SLACK_BYTES;
	int failure = -FDT_ERR_NOSPACE;
	int ret = overlay_check(base->data, base_file, overlay, error);

	if (ret)
		return ret;
	for (; failure == -FDT_ERR_NOSPACE && room <= 4 * TREE_LIMIT_BYTES; room *= 2) {
		struct arena *work = arena_new();
		unsigned char *result = arena_alloc(work, room);

		failure = try_apply(base, &overlay->fdt, result, room, arena_alloc(work, overlay->fdt.size));
		if (failure == 0)
			ret = take_result(arena, result, base, error);
		arena_free(work);
	}
	return failure ? explain(failure, base->data, base_file, overlay->fdt.data, error) : ret;
}
