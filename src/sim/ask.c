/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>

#include "sim/stage.h"

/* Blocks that are taken at a time and given back some time later: bursts, counted attempts, buffers of
 * sockets. */

static void give_back_oldest(struct stage *s, struct task *t)
{
	sim_release(s->sim, t->owner, t->pending[t->first].blocks);
	t->first = (t->first + 1) % PENDING_MAX;
	t->count--;
}

static void release_after(struct stage *s, struct task *t, double seconds, uint32_t blocks)
{
	/* too many at once to tell apart: the oldest go early */
	if (t->count == PENDING_MAX)
		give_back_oldest(s, t);
	t->pending[(t->first + t->count++) % PENDING_MAX] = (struct pending){ s->time + seconds, blocks };
}

static void release_due(struct stage *s, struct task *t)
{
	while (t->count > 0 && t->pending[t->first].time <= s->time)
		give_back_oldest(s, t);
}

static uint32_t take_up_to(struct stage *s, struct task *t, uint32_t count)
{
	uint32_t got = 0;

	while (got < count && sim_alloc(s->sim, &t->actor->request, t->owner))
		got++;
	return got;
}

static void burst(struct stage *s, struct task *t)
{
	const struct consumer *c = t->actor->consumer;
	uint32_t got = take_up_to(s, t, c->count);

	*failures_of(s, t) += c->count - got;
	if (got > 0)
		release_after(s, t, draw(s, c->hold, c->hold_most, 0), got);
}

/* Fails when not all of its blocks are to be had. */
static void attempt(struct stage *s, struct task *t)
{
	const struct consumer *c = t->actor->consumer;
	uint32_t got = take_up_to(s, t, c->count);

	count_attempt(s, t, got < c->count);
	if (got > 0)
		release_after(s, t, draw(s, c->hold, c->hold_most, 0), got);
}

/*
 * Each block is an attempt of its own; where one is refused, single pages do.
 * Source: net/core/skbuff.c:alloc_skb_with_frags.
 */
static void fill_socket(struct stage *s, struct task *t)
{
	const struct consumer *c = t->actor->consumer;
	uint32_t blocks = 0;

	for (uint32_t i = 0; i < c->count; i++) {
		bool got = sim_alloc(s->sim, &t->actor->request, t->owner);

		count_attempt(s, t, !got);
		blocks += got;
		for (uint32_t k = 0; !got && k < 1u << t->actor->request.fast.order; k++)
			blocks += sim_alloc(s->sim, &t->actor->table, t->owner);
	}
	if (blocks > 0)
		release_after(s, t, draw(s, c->hold, c->hold_most, 0), blocks);
}

/* Attempts come as they like; bursts between half and one and a half of the usual distance. */
static double distance(struct stage *s, const struct consumer *c)
{
	if (c->every > 0)
		return draw(s, c->every, c->every_most, 0.5);
	return -log1p(-random_unit(&s->sim->random)) / c->rate;
}

static double earlier(const struct task *t)
{
	return t->count > 0 && t->pending[t->first].time < t->begun ? t->pending[t->first].time : t->begun;
}

double ask_play(struct stage *s, struct task *t)
{
	const struct consumer *c = t->actor->consumer;

	if (s->time < c->start)
		return c->start;
	task_owner(s, t, OWNER_KERNEL, true);
	release_due(s, t);
	if (c->stop > 0 && s->time >= c->stop)
		return t->count > 0 ? t->pending[t->first].time : NEVER;
	if (s->time < t->begun)
		return earlier(t);
	if (t->last > 0 || c->kind == CONSUMER_BURST) {
		s->sim->cpu = random_below(&s->sim->random, s->sim->cpus);
		if (c->kind == CONSUMER_BURST)
			burst(s, t);
		else if (c->kind == CONSUMER_NETWORK)
			fill_socket(s, t);
		else
			attempt(s, t);
	}
	t->begun = s->time + distance(s, c); /* when it asks next */
	return earlier(t);
}

/* --- buffers out of CMA areas ------------------------------------------------------------- */

static int64_t wanted_buffers(const struct stage *s, const struct task *t)
{
	const struct consumer *c = t->actor->consumer;
	double since = s->time - c->start;

	if (c->stop > 0 && s->time >= c->stop)
		return 0;
	if (c->every > 0) {
		since = fmod(since, c->every);
		if (c->hold > 0 && since >= c->hold)
			return 0;
	}
	return c->ramp > 0 && since < c->ramp ? (int64_t)((double)t->actor->target * since / c->ramp)
										  : t->actor->target;
}

static void end_buffer(struct stage *s, struct task *t, int64_t chunk)
{
	const struct consumer *c = t->actor->consumer;
	double buffers = (double)(s->sim->owners[t->owner].pages / chunk);
	uint64_t ends;

	if (c->lifetime <= 0)
		return;
	ends = random_round(&s->sim->random, buffers * -expm1(-(s->time - t->last) / c->lifetime));
	sim_release(s->sim, t->owner, ends * (uint64_t)chunk);
}

double buffers_play(struct stage *s, struct task *t)
{
	int64_t chunk = t->actor->chunk > 0 ? t->actor->chunk : 1, wanted = wanted_buffers(s, t), over;
	struct sim *sim = s->sim;

	if (s->time < t->actor->consumer->start)
		return t->actor->consumer->start;
	task_owner(s, t, OWNER_CMA, true);
	end_buffer(s, t, chunk);
	over = sim->owners[t->owner].pages - wanted;
	if (over > 0)
		sim_release(sim, t->owner, (uint64_t)over);
	while (sim->owners[t->owner].pages + chunk <= wanted) {
		if (!sim_cma_alloc(sim, t->owner, (uint32_t)chunk)) {
			++*failures_of(s, t);
			return s->time + 0.1;
		}
	}
	return s->time + s->workload->tick;
}
