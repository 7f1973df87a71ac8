/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>

#include "sim/stage.h"

/*
 * Consumers that are one body of pages: it grows to its size, its blocks end
 * their lives one by one, and what is read streams through it.
 */

#define SHORTEST 1e-3 /* s between two looks */
#define LATER 0.1     /* s until somebody who was refused asks again */

static bool is_over(const struct stage *s, const struct consumer *c)
{
	return c->stop > 0 && s->time >= c->stop;
}

static int64_t full_size(const struct stage *s, const struct task *t)
{
	const struct actor *a = t->actor;

	if (a->share_of == SIZE_MAX)
		return t->full;
	return (int64_t)(a->consumer->size.value * (double)consumer_pages(s, a->share_of));
}

/* Whether it is there at the moment, of one that comes every so often. */
static bool is_present(const struct stage *s, const struct task *t, double *since)
{
	const struct consumer *c = t->actor->consumer;

	*since = s->time - c->start;
	if (*since < 0 || is_over(s, c))
		return false;
	if (c->every > 0)
		*since = fmod(*since, c->every);
	return c->every <= 0 || c->hold <= 0 || *since < c->hold;
}

/* Pages it should have by now. */
static int64_t wanted_pages(const struct stage *s, const struct task *t)
{
	const struct consumer *c = t->actor->consumer;
	int64_t full = full_size(s, t);
	double since;

	if (!is_present(s, t, &since))
		return 0;
	if (c->ramp <= 0 || since >= c->ramp || full == INT64_MAX)
		return full;
	return (int64_t)((double)full * since / c->ramp);
}

/* Of so many blocks with a lifetime those that end in this time. */
static uint64_t ends_of(struct stage *s, const struct task *t, int64_t blocks, double elapsed)
{
	double lifetime = t->lifetime;

	if (lifetime <= 0 || blocks <= 0)
		return 0;
	return random_round(&s->sim->random, (double)blocks * -expm1(-elapsed / lifetime));
}

/* Ends of life, spread at random over the blocks. */
static uint64_t churn(struct stage *s, struct task *t, double elapsed)
{
	int64_t blocks = s->sim->owners[t->owner].pages >> t->actor->consumer->order;

	return sim_release(s->sim, t->owner, ends_of(s, t, blocks, elapsed));
}

/*
 * What replaces the blocks that ended comes at once; what reclaim took comes back
 * when it is used again, after a lifetime.
 */
static uint64_t due_blocks(struct stage *s, struct task *t, int64_t missing, uint64_t ended, double elapsed)
{
	const struct consumer *c = t->actor->consumer;
	uint64_t due = (uint64_t)missing, limit;

	t->grown |= s->time >= c->start + c->ramp + t->lifetime;
	if (t->grown && t->lifetime > 0 && (uint64_t)missing > ended)
		due = ended + ends_of(s, t, missing - (int64_t)ended, elapsed);
	if (c->rate <= 0)
		return due;
	limit = random_round(&s->sim->random, c->rate * elapsed);
	return limit < due ? limit : due;
}

/* What hangs on another consumer does not shrink with it page by page: emptied slabs are filled again. */
static bool follows_loosely(const struct stage *s, const struct task *t, int64_t wanted)
{
	return t->actor->share_of != SIZE_MAX && s->sim->owners[t->owner].pages < 2 * wanted;
}

/* What lies in swap is part of a consumer's size; what it touches again comes back. */
static void fault_in(struct stage *s, const struct task *t, int64_t wanted, double elapsed)
{
	const struct owner *owner = &s->sim->owners[t->owner];
	double share = t->lifetime > 0 ? -expm1(-elapsed / t->lifetime) : 0;
	int64_t over = owner->pages + owner->swapped - wanted;

	if (owner->swapped == 0)
		return;
	if (over > 0)
		sim_unswap(s->sim, t->owner, over);
	sim_unswap(s->sim, t->owner, (int64_t)random_round(&s->sim->random, (double)owner->swapped * share));
}

/* Blocks a second that come and go by themselves. */
static double flow_of(const struct stage *s, const struct task *t)
{
	const struct consumer *c = t->actor->consumer;
	double blocks = (double)(s->sim->owners[t->owner].pages >> c->order), flow = 0;
	int64_t full = full_size(s, t);

	if (t->lifetime > 0)
		flow = blocks / t->lifetime;
	if (c->ramp > 0 && s->time < c->start + c->ramp && full != INT64_MAX)
		flow += (double)(full >> c->order) / c->ramp;
	return flow;
}

/* A portion at a time, but a look once a tick. */
static double next_look(const struct stage *s, const struct task *t, double flow)
{
	double step = flow > 0 ? QUANTUM / flow : s->workload->tick;

	(void)t;
	if (step > s->workload->tick)
		step = s->workload->tick;
	return s->time + (step < SHORTEST ? SHORTEST : step);
}

/* Page cache: what is read comes in, whether there is room or not; beyond its size the oldest goes. */
static double stream(struct stage *s, struct task *t, double elapsed)
{
	const struct consumer *c = t->actor->consumer;
	int64_t wanted = wanted_pages(s, t), pages = s->sim->owners[t->owner].pages;
	double rate = c->rate;

	if (t->actor->set > 0)
		rate *= pages < t->actor->set ? 1 - (double)pages / (double)t->actor->set : 0;
	if (!take_some(s, t, random_round(&s->sim->random, rate * elapsed)))
		return s->time + LATER;
	pages = s->sim->owners[t->owner].pages;
	if (pages > wanted)
		sim_release(s->sim, t->owner, (uint64_t)(pages - wanted) >> c->order);
	return next_look(s, t, rate > 0 ? rate : 1);
}

static double keep_size(struct stage *s, struct task *t, double elapsed)
{
	const struct consumer *c = t->actor->consumer;
	int64_t wanted = wanted_pages(s, t), missing;
	uint64_t blocks, ended = churn(s, t, elapsed);

	fault_in(s, t, wanted, elapsed);
	missing = (wanted - s->sim->owners[t->owner].swapped - s->sim->owners[t->owner].pages) >> c->order;
	if (missing < 0 && !follows_loosely(s, t, wanted))
		sim_release(s->sim, t->owner, (uint64_t)-missing);
	if (missing <= 0) {
		t->grown |= s->time >= c->start + c->ramp;
		return next_look(s, t, flow_of(s, t));
	}
	blocks = due_blocks(s, t, missing, ended, elapsed);
	if (!take_some(s, t, blocks))
		return s->time + LATER;
	/* without a limit the next portion comes as soon as this one is filled */
	return blocks > QUANTUM ? s->sim->now : next_look(s, t, c->rate > 0 ? c->rate : flow_of(s, t));
}

static void thin_once(struct stage *s, struct task *t)
{
	const struct consumer *c = t->actor->consumer;

	if (c->thin == 0 || t->thinned || s->time < c->thin_at)
		return;
	sim_thin(s->sim, t->owner, c->thin);
	t->thinned = true;
}

static enum owner_kind kind_of(enum consumer_kind kind)
{
	switch (kind) {
	case CONSUMER_FILE:
		return OWNER_FILE;
	case CONSUMER_SHMEM:
		return OWNER_SHMEM;
	case CONSUMER_SLAB:
		return OWNER_SLAB;
	case CONSUMER_RECLAIMABLE:
		return OWNER_SLAB_RECLAIMABLE;
	default:
		return OWNER_KERNEL;
	}
}

/* What is a range is another for each run: the spread of the runs then holds what is not known of the load.
 */
static void settle(struct stage *s, struct task *t)
{
	const struct actor *a = t->actor;

	t->settled = true;
	t->lifetime = draw(s, a->consumer->lifetime, a->consumer->lifetime_most, 0);
	t->full = a->target_most > 0 ? (int64_t)draw(s, (double)a->target, (double)a->target_most, 0) : a->target;
}

double flow_play(struct stage *s, struct task *t)
{
	const struct consumer *c = t->actor->consumer;
	bool streamed = c->kind == CONSUMER_FILE && c->rate > 0;
	double elapsed = s->time - t->last;

	if (s->time < c->start)
		return c->start;
	if (is_over(s, c)) {
		sim_drop_owner(s->sim, t->owner);
		return NEVER;
	}
	if (!t->settled)
		settle(s, t);
	/* what is streamed goes in the order in which it came, what is used again and again does not */
	task_owner(s, t, kind_of(c->kind), streamed || c->kind == CONSUMER_RECLAIMABLE);
	thin_once(s, t);
	if (t->thinned)
		return c->stop > 0 ? c->stop : NEVER;
	return streamed ? stream(s, t, elapsed) : keep_size(s, t, elapsed);
}
