/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a workload file. What is taken has consumers with
 * names, and times and amounts within bounds.
 */
#include <stdint.h>
#include <stdlib.h>

#include "fuzz.h"
#include "sim/workload.h"
#include "util/arena.h"
#include "util/error.h"

int fuzz_workload(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	char *text = arena_strndup(arena, (const char *)data, size);
	struct workload *workload;
	struct error error;

	if (workload_parse("w.ini", text, &workload, &error) == 0) {
		for (size_t i = 0; i < workload->consumer_count; i++) {
			const struct consumer *c = &workload->consumers[i];

			if (!c->name || !*c->name || c->order > 15 || !(c->size.value >= 0) || !(c->rate >= 0))
				abort();
		}
		workload_free(workload);
	}
	arena_free(arena);
	return 0;
}
