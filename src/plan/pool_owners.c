/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who held what of the pools, as page_owner of the target tells it. */
#include "plan/pool_owners.h"

#include <errno.h>

#include "boot/boot.h"
#include "owners/answers.h"
#include "plan/pool_evidence.h"
#include "util/arena.h"
#include "util/error.h"

/* What cma_alloc() has handed out. What is lent, or pinned there by others, is no use of the pool. */
static uint64_t take_area(struct arena *arena, const struct area_answer *a, struct evidence *e)
{
	uint64_t used = 0;

	for (size_t i = 0; i < a->holder_count; i++) {
		const struct area_holder *h = &a->holders[i];
		const struct pool_holder holder = { .pool = a->place.name ? arena_strdup(arena, a->place.name) : NULL,
											.holder = arena_strdup(arena, h->holder->name),
											.is_module = h->holder->is_module,
											.buffers = h->chain->use == USE_CMA_BUFFER,
											.pages = h->pages };

		if (h->moves)
			continue;
		if (holder.buffers)
			used += h->pages;
		arena_push(arena, e->holders, e->holder_count, holder);
	}
	if (a->place.name)
		evidence_note_use(arena, e, arena_strdup(arena, a->place.name), used);
	return used;
}

int evidence_take_owners(struct arena *arena, const struct answers *answers, unsigned int page_shift,
						 struct evidence *e, struct error *error)
{
	uint64_t used = 0, total = 0;

	for (size_t i = 0; i < answers->area_count; i++) {
		used += take_area(arena, &answers->areas[i], e);
		total += answers->areas[i].place.pages;
	}
	if (answers->stray)
		return error_set(error, -EINVAL, "%s: has CMA pageblocks in no pool of this board: is it of another one?",
						 answers->owners->file);
	evidence_note_total(e, used << page_shift, total << page_shift);
	return 0;
}

static int take_dump(struct arena *arena, const struct holdings *dump, const struct boot *boot, unsigned int page_shift,
					 struct evidence *e, struct error *error)
{
	struct answers answers;

	if (!dump->has_blocks)
		return error_set(error, -ENODATA, "%s: tells no places of pages: expected /sys/kernel/debug/page_owner itself",
						 dump->file);
	answers_find(dump->arena, dump, boot, &answers);
	return evidence_take_owners(arena, &answers, page_shift, e, error);
}

int evidence_read_owners(struct arena *arena, const char *path, const struct boot *boot, unsigned int page_shift,
						 struct evidence *evidence, struct error *error)
{
	struct holdings_hints hints = { 0 };
	struct holdings *dump;
	int ret = holdings_read(path, &hints, &dump, error);

	if (ret == 0)
		ret = take_dump(arena, dump, boot, page_shift, evidence, error);
	holdings_free(dump);
	return ret;
}
