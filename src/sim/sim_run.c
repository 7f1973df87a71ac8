/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/simulate.h"

/*
 * One run of a workload: time goes on in ticks; in each, every consumer gives
 * back and takes what it would, a slice at a time, and kswapd and kcompactd get
 * their turn in between.
 */

#define SLICE 64        /* blocks taken in a row before others run */
#define PENDING_MAX 256 /* bursts whose blocks are still held */

/* Blocks that are given back at a time. */
struct pending {
	uint64_t tick;
	uint32_t blocks;
};

/* A consumer at work. */
struct player {
	const struct actor *actor;
	unsigned int owner;
	double begun;  /* s: when it (re)started to grow */
	uint64_t next; /* tick of its next burst */
	bool thinned;
	struct pending pending[PENDING_MAX]; /* a ring, oldest first */
	unsigned int first, count;
};

struct stage {
	struct sim *sim;
	const struct workload *workload;
	struct player *players;
	size_t count;
	uint64_t tick;
	double time;
	struct sim_run *run;
};

/* --- giving back -------------------------------------------------------------------------- */

static int64_t blocks_of(const struct stage *s, const struct player *p)
{
	return s->sim->owners[p->owner].pages >> p->actor->consumer->order;
}

static void release_after(const struct stage *s, struct player *p, double seconds, uint32_t blocks)
{
	uint64_t ticks = (uint64_t)(seconds / s->workload->tick);

	if (p->count == PENDING_MAX) {
		/* too many at once to tell apart: the oldest go early */
		sim_release(s->sim, p->owner, p->pending[p->first].blocks);
		p->first = (p->first + 1) % PENDING_MAX;
		p->count--;
	}
	p->pending[(p->first + p->count++) % PENDING_MAX] = (struct pending){ s->tick + ticks + 1, blocks };
}

static void release_due(const struct stage *s, struct player *p)
{
	while (p->count > 0 && p->pending[p->first].tick <= s->tick) {
		sim_release(s->sim, p->owner, p->pending[p->first].blocks);
		p->first = (p->first + 1) % PENDING_MAX;
		p->count--;
	}
}

/* Ends of life, spread at random over the blocks. */
static void churn(const struct stage *s, struct player *p)
{
	const struct consumer *c = p->actor->consumer;
	double share;

	if (c->lifetime <= 0)
		return;
	share = s->workload->tick / c->lifetime;
	sim_release(s->sim, p->owner,
				random_round(&s->sim->random, (double)blocks_of(s, p) * (share < 1 ? share : 1)));
}

/* --- taking ---------------------------------------------------------------------------------- */

static int64_t full_size(const struct stage *s, const struct player *p)
{
	const struct actor *a = p->actor;

	if (a->share_of == SIZE_MAX)
		return a->target;
	return (int64_t)(a->consumer->size.value * (double)s->sim->owners[s->players[a->share_of].owner].pages);
}

static bool is_over(const struct stage *s, const struct consumer *c)
{
	return c->stop > 0 && s->time >= c->stop;
}

/* Pages it should have by now. */
static int64_t wanted_pages(const struct stage *s, const struct player *p)
{
	const struct consumer *c = p->actor->consumer;
	int64_t full = full_size(s, p);
	double since = s->time - (p->begun > c->start ? p->begun : c->start);

	if (since < 0 || is_over(s, c))
		return 0;
	if (c->every > 0) {
		since = fmod(since, c->every);
		if (c->hold > 0 && since >= c->hold)
			return 0;
	}
	if (c->ramp <= 0 || since >= c->ramp || full == INT64_MAX)
		return full;
	return (int64_t)((double)full * since / c->ramp);
}

static void take_slices(const struct stage *s, struct player *p, uint64_t blocks)
{
	for (uint64_t done = 0; done < blocks; done++) {
		if (done % SLICE == 0) {
			sim_background(s->sim);
			s->sim->cpu = random_below(&s->sim->random, s->sim->cpus);
		}
		if (!sim_alloc(s->sim, &p->actor->request, p->owner)) {
			s->run->consumer_failures[p - s->players]++;
			return;
		}
	}
}

static uint64_t rate_limit(const struct stage *s, const struct consumer *c, uint64_t blocks)
{
	uint64_t limit;

	if (c->rate <= 0)
		return blocks;
	limit = random_round(&s->sim->random, c->rate * s->workload->tick);
	return blocks < limit ? blocks : limit;
}

/* Page cache: what is read comes in, whether there is room or not; beyond its size the oldest goes. */
static void stream(const struct stage *s, struct player *p)
{
	const struct consumer *c = p->actor->consumer;
	int64_t wanted = wanted_pages(s, p);

	if (wanted == 0 || s->time < c->start)
		return;
	take_slices(s, p, random_round(&s->sim->random, c->rate * s->workload->tick));
	if (s->sim->owners[p->owner].pages > wanted)
		sim_release(s->sim, p->owner, (uint64_t)(s->sim->owners[p->owner].pages - wanted) >> c->order);
}

/* What hangs on another consumer does not shrink with it page by page: emptied slabs are filled again. */
static bool follows_loosely(const struct stage *s, const struct player *p)
{
	return p->actor->share_of != SIZE_MAX && s->sim->owners[p->owner].pages < 2 * wanted_pages(s, p);
}

/* What lies in swap is part of a consumer's size; what it touches again comes back. */
static void fault_in(const struct stage *s, struct player *p, int64_t wanted)
{
	const struct owner *owner = &s->sim->owners[p->owner];
	double share = p->actor->consumer->lifetime > 0 ? s->workload->tick / p->actor->consumer->lifetime : 0;
	int64_t over = owner->pages + owner->swapped - wanted;

	if (owner->swapped == 0)
		return;
	if (over > 0)
		sim_unswap(s->sim, p->owner, over);
	sim_unswap(s->sim, p->owner, (int64_t)random_round(&s->sim->random, (double)owner->swapped * share));
}

static void keep_size(const struct stage *s, struct player *p)
{
	const struct consumer *c = p->actor->consumer;
	int64_t wanted = wanted_pages(s, p), missing;

	fault_in(s, p, wanted);
	missing = (wanted - s->sim->owners[p->owner].swapped - s->sim->owners[p->owner].pages) >> c->order;

	if (missing > 0)
		take_slices(s, p, rate_limit(s, c, (uint64_t)missing));
	else if (missing < 0 && !follows_loosely(s, p))
		sim_release(s->sim, p->owner, (uint64_t)-missing);
}

/* Everything at once, as in an interrupt: nobody makes room meanwhile. */
static void burst(const struct stage *s, struct player *p)
{
	const struct consumer *c = p->actor->consumer;
	uint32_t got = 0;

	if (s->time < c->start || is_over(s, c) || s->tick < p->next)
		return;
	/* between half and one and a half of the usual distance */
	p->next = s->tick + 1 + (uint64_t)(c->every * (0.5 + random_unit(&s->sim->random)) / s->workload->tick);
	s->sim->cpu = random_below(&s->sim->random, s->sim->cpus);
	while (got < c->count && sim_alloc(s->sim, &p->actor->request, p->owner))
		got++;
	s->run->consumer_failures[p - s->players] += c->count - got;
	if (got > 0)
		release_after(s, p, c->hold, got);
}

/* A counted request: an attempt fails when not all of its blocks are to be had. */
static void attempt(const struct stage *s, struct player *p)
{
	const struct consumer *c = p->actor->consumer;
	unsigned int index = p->actor->index;
	uint64_t attempts;

	if (s->time < c->start || is_over(s, c))
		return;
	attempts = random_poisson(&s->sim->random, c->rate * s->workload->tick);
	for (; attempts > 0; attempts--) {
		uint32_t got = 0;

		s->sim->cpu = random_below(&s->sim->random, s->sim->cpus);
		while (got < c->count && sim_alloc(s->sim, &p->actor->request, p->owner))
			got++;
		s->run->attempts[index]++;
		s->run->failures[index] += got < c->count;
		if (got > 0)
			release_after(s, p, c->hold, got);
	}
}

static void keep_buffers(const struct stage *s, struct player *p)
{
	struct owner *owner = &s->sim->owners[p->owner];
	int64_t wanted = wanted_pages(s, p), chunk = p->actor->chunk > 0 ? p->actor->chunk : 1;

	if (p->actor->consumer->lifetime > 0 && random_unit(&s->sim->random) < s->workload->tick /
																			   p->actor->consumer->lifetime *
																			   (double)(owner->pages / chunk))
		sim_release(s->sim, p->owner, (uint64_t)chunk);
	if (owner->pages > wanted)
		sim_release(s->sim, p->owner, (uint64_t)(owner->pages - wanted));
	while (owner->pages + chunk <= wanted) {
		if (!sim_cma_alloc(s->sim, p->owner, (uint32_t)chunk)) {
			s->run->consumer_failures[p - s->players]++;
			return;
		}
	}
}

/* --- one consumer, one tick --------------------------------------------------------------------- */

static void note_kill(const struct stage *s, struct player *p)
{
	struct owner *owner = &s->sim->owners[p->owner];

	if (!owner->killed)
		return;
	/* somebody starts it again, and it grows anew */
	owner->killed = false;
	p->begun = s->time + 1;
}

static void thin_once(const struct stage *s, struct player *p)
{
	const struct consumer *c = p->actor->consumer;

	if (c->thin == 0 || p->thinned || s->time < c->thin_at)
		return;
	sim_thin(s->sim, p->owner, c->thin);
	p->thinned = true;
}

static void live(const struct stage *s, struct player *p)
{
	churn(s, p);
	keep_size(s, p);
}

static void play(const struct stage *s, struct player *p)
{
	const struct consumer *c = p->actor->consumer;

	note_kill(s, p);
	release_due(s, p);
	thin_once(s, p);
	if (p->thinned)
		return;
	switch (c->kind) {
	case CONSUMER_REQUEST:
		attempt(s, p);
		break;
	case CONSUMER_BURST:
		burst(s, p);
		break;
	case CONSUMER_CMA:
		keep_buffers(s, p);
		break;
	case CONSUMER_FILE:
		if (c->rate > 0 && !is_over(s, c))
			stream(s, p);
		else
			live(s, p);
		break;
	default:
		live(s, p);
	}
}

/* --- samples --------------------------------------------------------------------------------------- */

static void sample_zone(const struct zone_state *z, unsigned int max_order, struct sim_sample *sample)
{
	const unsigned int types = TYPE_BIT(UNMOVABLE) | TYPE_BIT(MOVABLE) | TYPE_BIT(RECLAIMABLE);

	sample->free_outside_cma += z->free - z->free_cma;
	sample->free_cma += z->free_cma;
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

static void take_sample(const struct stage *s)
{
	struct sim_sample *sample = &s->run->samples[s->run->sample_count];

	if (s->run->sample_count == SIM_SAMPLES)
		return;
	s->run->sample_count++;
	*sample = (struct sim_sample){ .time = s->time };
	for (unsigned int i = 0; i < s->sim->buddy->zone_count; i++)
		sample_zone(&s->sim->buddy->zones[i].state, s->sim->buddy->kernel.max_order, sample);
	for (unsigned int i = 1; i < s->sim->owner_count; i++)
		sample_owner(&s->sim->owners[i], sample);
}

/* --- the run ------------------------------------------------------------------------------------------- */

static enum owner_kind owner_kind(enum consumer_kind kind)
{
	switch (kind) {
	case CONSUMER_ANON:
		return OWNER_ANON;
	case CONSUMER_FILE:
		return OWNER_FILE;
	case CONSUMER_SHMEM:
		return OWNER_SHMEM;
	case CONSUMER_SLAB:
		return OWNER_SLAB;
	case CONSUMER_RECLAIMABLE:
		return OWNER_SLAB_RECLAIMABLE;
	case CONSUMER_CMA:
		return OWNER_CMA;
	default:
		return OWNER_KERNEL;
	}
}

static void add_players(struct stage *s, const struct actor *actors)
{
	for (size_t i = 0; i < s->count; i++) {
		enum consumer_kind kind = actors[i].consumer->kind;
		/* what is streamed goes in the order in which it came, what is used again and again does not */
		bool streamed = kind == CONSUMER_FILE && actors[i].consumer->rate > 0;
		bool fifo = streamed || kind == CONSUMER_RECLAIMABLE || kind == CONSUMER_BURST ||
					kind == CONSUMER_REQUEST || kind == CONSUMER_CMA;

		s->players[i].actor = &actors[i];
		s->players[i].owner = sim_add_owner(s->sim, owner_kind(kind), fifo);
	}
}

/* What is left at the end, for those who count blocks in it. */
static void keep_final(const struct stage *s)
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

static void play_all(struct stage *s, double duration, const atomic_bool *stop, atomic_ullong *ticks)
{
	uint64_t last = (uint64_t)(duration / s->workload->tick);
	uint64_t every = last / SIM_SAMPLES + 1, second = (uint64_t)(1 / s->workload->tick);

	if (second == 0)
		second = 1;

	for (s->tick = 0; s->tick < last && !atomic_load_explicit(stop, memory_order_relaxed); s->tick++) {
		uint32_t start = random_below(&s->sim->random, (uint32_t)s->count);

		s->time = (double)s->tick * s->workload->tick;
		if (s->tick % every == 0)
			take_sample(s);
		for (size_t i = 0; i < s->count; i++)
			play(s, &s->players[(start + i) % s->count]);
		sim_background(s->sim);
		if ((s->tick + 1) % second == 0)
			sim_decay_pcp(s->sim);
		if ((s->tick + 1) % (second / 2 + 1) == 0)
			sim_compact_proactively(s->sim);
		atomic_fetch_add_explicit(ticks, 1, memory_order_relaxed);
	}
	s->run->time = (double)s->tick * s->workload->tick;
	s->run->whole = s->tick == last;
}

int sim_run(const struct sim_boot *boot, const struct workload *workload, const struct actor *actors,
			double duration, uint64_t seed, const atomic_bool *stop, atomic_ullong *ticks,
			struct sim_run *run)
{
	struct stage s = { .workload = workload, .count = workload->consumer_count, .run = run };
	int64_t managed = 0, swap = 0;
	int ret;

	for (size_t i = 0; i < boot->zone_count; i++)
		managed += (int64_t)boot->zones[i].state.managed;
	if (workload->swap.unit == AMOUNT_PAGES)
		swap = (int64_t)workload->swap.value;
	else if (workload->swap.unit == AMOUNT_BYTES)
		swap = (int64_t)workload->swap.value >> boot->kernel.page_shift;
	else if (workload->swap.unit == AMOUNT_SHARE)
		swap = (int64_t)(workload->swap.value * (double)managed);
	run->seed = seed;
	ret = sim_new(boot, seed, swap, &s.sim);
	if (ret)
		return ret;
	s.players = calloc(s.count, sizeof(*s.players));
	if (!s.players) {
		sim_free(s.sim);
		return -ENOMEM;
	}
	add_players(&s, actors);
	play_all(&s, duration, stop, ticks);
	take_sample(&s);
	keep_final(&s);
	run->events = s.sim->events;
	free(s.players);
	sim_free(s.sim);
	return 0;
}
