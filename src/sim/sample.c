/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sim/stage.h"

/* What is seen of a run: the board at one moment, and what it was like in the end. */

static void sample_zone(const struct zone_state *z, unsigned int max_order, struct sim_sample *sample)
{
	const unsigned int types = TYPE_BIT(UNMOVABLE) | TYPE_BIT(MOVABLE) | TYPE_BIT(RECLAIMABLE);

	sample->free_outside_cma += z->free - z->free_cma;
	sample->free_cma += z->free_cma;
	sample->highatomic += z->reserved_highatomic;
	for (unsigned int type = 0; type < MIGRATE_TYPES; type++)
		sample->pageblocks[type] += z->pageblocks[type];
	for (unsigned int k = 0; k <= max_order; k++) {
		sample->blocks[k] += zone_blocks_from(z, types, k);
		for (unsigned int type = 0; type < MIGRATE_TYPES; type++)
			sample->nr_free[type][k] += z->nr_free[type][k];
	}
}

static void sample_owner(const struct owner *owner, struct sim_sample *sample)
{
	if (owner->kind == OWNER_FILE)
		sample->file += owner->pages;
	else if (owner->kind == OWNER_ANON || owner->kind == OWNER_SHMEM)
		sample->anon += owner->pages;
	else
		sample->unmovable += owner->pages;
	if (owner->kind == OWNER_CMA)
		sample->cma_buffers += owner->pages;
}

void take_sample(struct stage *s)
{
	struct sim_sample *sample = &s->run->samples[s->run->sample_count];

	if (s->run->sample_count == SIM_SAMPLES)
		return;
	s->run->sample_count++;
	*sample = (struct sim_sample){ .time = s->time, .oom_kills = (int64_t)s->sim->events.oom_kills };
	for (unsigned int i = 0; i < s->sim->buddy->zone_count; i++)
		sample_zone(&s->sim->buddy->zones[i].state, s->sim->buddy->kernel.max_order, sample);
	for (unsigned int i = 1; i < s->sim->owner_count; i++)
		sample_owner(&s->sim->owners[i], sample);
}

/* What is left at the end, for those who count blocks in it. */
void keep_final(const struct stage *s)
{
	struct memory_state *final = &s->run->final;

	final->kernel = s->sim->buddy->kernel;
	final->reclaimable = -1;
	final->zone_count = s->sim->buddy->zone_count;
	for (unsigned int i = 0; i < final->zone_count; i++) {
		const struct buddy_zone *zone = &s->sim->buddy->zones[i];

		final->zones[i] = zone->state;
		final->zones[i].pcp.batch = zone->batch;
		final->zones[i].pcp.count = 0;
		for (unsigned int cpu = 0; cpu < s->sim->cpus; cpu++)
			final->zones[i].pcp.count += zone->pcps[cpu].count;
	}
}
