/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as captured zoneinfo and pagetypeinfo, parted by the first
 * NUL. What is taken must answer requests of every order with sane counts.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "alloc/headroom.h"
#include "proc/memory_capture.h"
#include "kernel/version.h"
#include "util/arena.h"
#include "util/error.h"

static void ask(struct arena *arena, const struct memory_state *state)
{
	static const char *const masks[] = { "GFP_ATOMIC", "GFP_KERNEL", "GFP_HIGHUSER_MOVABLE" };

	for (unsigned int order = 0; order <= state->kernel.max_order; order++) {
		struct alloc_request request;
		struct headroom h;
		struct error error;

		if (request_make(arena, &state->kernel, order, masks[order % 3], &request, &error))
			abort();
		h = headroom_count(arena, state, &request);
		if (h.blocks.low < 0 || h.blocks.low > h.blocks.value || h.blocks.value > h.blocks.high)
			abort();
	}
}

int fuzz_proc(const uint8_t *data, size_t size)
{
	static const char *const releases[] = { "3.18", "4.19", "6.1", "6.12" };
	struct arena *arena = arena_new();
	char *text = arena_strndup(arena, (const char *)data, size),
		 *copy = arena_memdup(arena, data, size + !size);
	size_t first = strlen(text);
	struct alloc_kernel kernel = { .page_shift = 12, .pageblock_order = 10, .max_order = 10 };
	struct proc_texts texts = { "capture", "zoneinfo", "pagetypeinfo", text, NULL };
	struct memory_state *state;
	struct error error;

	texts.pagetypeinfo =
		first < size ? arena_strndup(arena, copy + first + 1, size - first - 1) : arena_strdup(arena, "");
	kernel.version = kernel_version_parse(releases[size % 4]);
	kernel.rules = page_alloc_rules_for(kernel.version);
	if (proc_state_parse(&texts, &kernel, &state, &error) == 0) {
		ask(arena, state);
		memory_state_free(state);
	}
	arena_free(arena);
	return 0;
}
