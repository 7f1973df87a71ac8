/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sim/sim.h"
#include "util/memory.h"

bool owner_is_movable(const struct owner *owner)
{
	return owner->kind == OWNER_ANON || owner->kind == OWNER_FILE || owner->kind == OWNER_SHMEM ||
		   owner->kind == OWNER_ZRAM;
}

static void grow_owners(struct sim *sim)
{
	sim->owner_room = sim->owner_room ? sim->owner_room * 2 : 64;
	sim->owners = memory_resize(sim->owners, sim->owner_room * sizeof(*sim->owners));
}

static unsigned int unused_owner(struct sim *sim)
{
	for (unsigned int i = 1; i < sim->owner_count; i++)
		if (sim->owners[i].unused)
			return i;
	if (sim->owner_count == SIM_OWNERS)
		return 0;
	if (sim->owner_count == sim->owner_room)
		grow_owners(sim);
	sim->owners[sim->owner_count] = (struct owner){ 0 };
	return sim->owner_count++;
}

unsigned int sim_add_owner(struct sim *sim, enum owner_kind kind, bool fifo)
{
	unsigned int index = unused_owner(sim);
	struct owner *owner = &sim->owners[index];

	if (index == 0)
		return 0;
	*owner = (struct owner){ .kind = kind, .fifo = fifo, .bag = owner->bag, .bag_room = owner->bag_room };
	list_init(&owner->list);
	return index;
}

void sim_drop_owner(struct sim *sim, unsigned int index)
{
	sim_release(sim, index, UINT64_MAX);
	sim_unswap(sim, index, sim->owners[index].swapped);
	sim->owners[index].unused = true;
}

static void bag_grow(struct owner *owner)
{
	owner->bag_room = owner->bag_room ? owner->bag_room * 2 : 1024;
	owner->bag = memory_resize(owner->bag, owner->bag_room * sizeof(*owner->bag));
}

/* A frame in a bag knows its place there. */
static void bag_put(struct sim *sim, struct owner *owner, size_t place, frame_t frame)
{
	owner->bag[place] = frame;
	sim->buddy->frames[frame].next = (uint32_t)place;
}

void owner_add(struct sim *sim, unsigned int index, frame_t frame, unsigned int order)
{
	struct owner *owner = &sim->owners[index];
	struct frame *f = &sim->buddy->frames[frame];

	f->state = FRAME_USED;
	f->order = (uint8_t)order;
	f->owner = (uint16_t)index;
	owner->pages += INT64_C(1) << order;
	if (owner->fifo) {
		list_add_last(sim->buddy, &owner->list, frame);
		return;
	}
	if (owner->bag_count == owner->bag_room)
		bag_grow(owner);
	bag_put(sim, owner, owner->bag_count++, frame);
}

frame_t owner_first(struct sim *sim, struct owner *owner)
{
	if (owner->fifo)
		return owner->list.first;
	if (owner->bag_count == 0)
		return NO_FRAME;
	return owner->bag[random_below(&sim->random, (uint32_t)owner->bag_count)];
}

void owner_remove(struct sim *sim, frame_t frame)
{
	struct owner *owner = frame_owner(sim, frame);
	struct frame *f = &sim->buddy->frames[frame];

	owner->pages -= INT64_C(1) << f->order;
	if (owner->fifo)
		list_remove(sim->buddy, &owner->list, frame);
	else
		bag_put(sim, owner, f->next, owner->bag[--owner->bag_count]);
	f->state = FRAME_TAIL;
}

void owner_replace(struct sim *sim, frame_t frame, frame_t by)
{
	struct frame *frames = sim->buddy->frames;
	struct owner *owner = frame_owner(sim, frame);

	frames[by].state = FRAME_USED;
	frames[by].order = frames[frame].order;
	frames[by].owner = frames[frame].owner;
	frames[by].next = frames[frame].next;
	frames[by].prev = frames[frame].prev;
	frames[frame].state = FRAME_TAIL;
	if (!owner->fifo) {
		owner->bag[frames[by].next] = by;
		return;
	}
	if (frames[by].prev != NO_FRAME)
		frames[frames[by].prev].next = by;
	else
		owner->list.first = by;
	if (frames[by].next != NO_FRAME)
		frames[frames[by].next].prev = by;
	else
		owner->list.last = by;
}

static void release_one(struct sim *sim, frame_t frame)
{
	owner_remove(sim, frame);
	page_give(sim, frame);
}

#define RELEASE_BATCH 16

/*
 * Places in the bag for the next `count` releases. Random pages are far apart in
 * memory: what will be touched is fetched while the others are still on their way.
 */
static void choose_places(struct sim *sim, const struct owner *owner, uint32_t *places, size_t count)
{
	const struct frame *frames = sim->buddy->frames;

	for (size_t i = 0; i < count; i++) {
		places[i] = random_below(&sim->random, (uint32_t)(owner->bag_count - i));
		__builtin_prefetch(&owner->bag[places[i]]);
	}
	for (size_t i = 0; i < count; i++) {
		__builtin_prefetch(&frames[owner->bag[places[i]]], 1);
		__builtin_prefetch(&frames[owner->bag[owner->bag_count - 1 - i]], 1);
	}
}

static uint64_t release_bag(struct sim *sim, struct owner *owner, uint64_t blocks)
{
	uint64_t done = 0;

	while (done < blocks && owner->bag_count > 0) {
		uint32_t places[RELEASE_BATCH];
		size_t count = blocks - done < RELEASE_BATCH ? (size_t)(blocks - done) : RELEASE_BATCH;

		if (count > owner->bag_count)
			count = owner->bag_count;
		choose_places(sim, owner, places, count);
		for (size_t i = 0; i < count; i++)
			release_one(sim, owner->bag[places[i]]);
		done += count;
	}
	return done;
}

static uint64_t release_fifo(struct sim *sim, struct owner *owner, uint64_t blocks)
{
	uint64_t done = 0;

	for (; done < blocks && owner->list.first != NO_FRAME; done++)
		release_one(sim, owner->list.first);
	return done;
}

uint64_t sim_release(struct sim *sim, unsigned int index, uint64_t blocks)
{
	struct owner *owner = &sim->owners[index];

	return owner->fifo ? release_fifo(sim, owner, blocks) : release_bag(sim, owner, blocks);
}

void sim_thin(struct sim *sim, unsigned int index, uint32_t n)
{
	struct owner *owner = &sim->owners[index];
	uint32_t seen = 0;

	if (n == 0)
		return;
	if (!owner->fifo) {
		/* from the end, since a removal moves the last element down */
		for (size_t i = owner->bag_count; i-- > 0; seen++)
			if (seen % n)
				release_one(sim, owner->bag[i]);
		return;
	}
	for (frame_t frame = owner->list.first, next; frame != NO_FRAME; frame = next, seen++) {
		next = sim->buddy->frames[frame].next;
		if (seen % n)
			release_one(sim, frame);
	}
}

void sim_unswap(struct sim *sim, unsigned int index, int64_t pages)
{
	struct owner *owner = &sim->owners[index];

	if (pages > owner->swapped)
		pages = owner->swapped;
	owner->swapped -= pages;
	sim->swap_free += pages;
	zram_drop(sim, pages);
}
