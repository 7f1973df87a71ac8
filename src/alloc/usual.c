/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "alloc/usual.h"

#include "util/arena.h"

static const char *const masks[USUAL_MASKS] = { "GFP_ATOMIC", "GFP_KERNEL", "GFP_HIGHUSER_MOVABLE" };

int usual_headroom(struct arena *arena, const struct memory_state *state, struct usual_headroom *usual,
				   struct error *error)
{
	size_t count = (size_t)(state->kernel.max_order + 1) * USUAL_MASKS;
	struct alloc_request *requests = arena_alloc(arena, count * sizeof(*requests));

	usual->rows = arena_alloc(arena, count * sizeof(*usual->rows));
	usual->count = count;
	for (size_t i = 0; i < count; i++) {
		unsigned int order = (unsigned int)(i / USUAL_MASKS);
		int ret = request_make(arena, &state->kernel, order, masks[i % USUAL_MASKS], &requests[i], error);

		if (ret)
			return ret;
		usual->rows[i] = headroom_count(arena, state, &requests[i]);
	}
	return 0;
}
