/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>

#include "sim/stage.h"

/*
 * Processes that come and go, each with its page tables and its kernel stack.
 * Stands for kernel/fork.c:dup_mm and alloc_thread_stack_node, mm/memory.c:__pte_alloc
 * and mm/mmap.c:exit_mmap.
 */

#define USUAL_PROCESSES 8 /* of a consumer whose pages have a lifetime */
#define USUAL_PAUSE 1.0   /* s */
#define USUAL_GROWTH 2.0  /* s that a process takes to get all it wants */
#define FORK_TIME 1e-3    /* s */
#define FIRST_TABLES 6    /* pages: one of each level above, and for stack, text and libraries */
#define TOUCHED 600.0     /* s in which a process comes back to each of its pages, unless it has a lifetime */

bool is_population(const struct consumer *c)
{
	return c->kind == CONSUMER_ANON || c->life_count > 0;
}

uint32_t population_size(const struct consumer *c)
{
	if (c->life_count > 0)
		return (uint32_t)c->life_count;
	if (c->processes > 0)
		return c->processes;
	return c->lifetime > 0 ? USUAL_PROCESSES : 1;
}

/* --- birth ------------------------------------------------------------------------------- */

static int64_t size_of_next(struct stage *s, const struct task *t)
{
	const struct consumer *c = t->actor->consumer;
	double share = 1.0 / population_size(c);

	if (c->size_most.unit != AMOUNT_NONE)
		return (int64_t)draw(s, (double)t->actor->target, (double)t->actor->target_most, 0);
	if (t->actor->share_of != SIZE_MAX)
		return (int64_t)(share * c->size.value * (double)consumer_pages(s, t->actor->share_of));
	return (int64_t)draw(s, share * (double)t->actor->target, 0, population_size(c) > 1 ? 0.5 : 0);
}

static double lifetime_of_next(struct stage *s, const struct task *t)
{
	const struct consumer *c = t->actor->consumer;

	if (c->every > 0)
		return c->hold > 0 ? draw(s, c->hold, c->hold_most, 0) : NEVER;
	return c->lifetime > 0 ? draw(s, c->lifetime, c->lifetime_most, 0.5) : NEVER;
}

/* Those of the first generation share the time that the consumer has to grow. */
static double growth_time(const struct stage *s, const struct task *t, double lifetime)
{
	const struct consumer *c = t->actor->consumer;
	bool first = s->time < c->start + c->ramp;

	if (c->rate > 0)
		return (double)t->full / c->rate;
	if (c->ramp > 0 && (first || c->every > 0))
		return c->every > 0 ? c->ramp : c->ramp / population_size(c);
	return lifetime / 4 < USUAL_GROWTH ? lifetime / 4 : USUAL_GROWTH;
}

static bool take_overhead(struct stage *s, struct task *t, const struct sim_request *request, uint32_t blocks)
{
	for (uint32_t i = 0; i < blocks; i++)
		if (!sim_alloc(s->sim, request, t->overhead)) {
			++*failures_of(s, t);
			return false;
		}
	return true;
}

static bool fork_it(struct stage *s, struct task *t)
{
	const struct actor *a = t->actor;
	unsigned int order = a->stack.slow.order;
	unsigned int pages = 1u << (PROCESS_STACK_SHIFT > s->sim->buddy->kernel.page_shift
									? PROCESS_STACK_SHIFT - s->sim->buddy->kernel.page_shift
									: 0);

	s->sim->now += FORK_TIME;
	t->overhead = sim_add_owner(s->sim, OWNER_KERNEL, false);
	t->tables = FIRST_TABLES;
	return t->overhead && take_overhead(s, t, &a->stack, pages >> order) &&
		   take_overhead(s, t, &a->table, FIRST_TABLES);
}

static void bury(struct stage *s, struct task *t)
{
	if (t->owner)
		sim_drop_owner(s->sim, t->owner);
	if (t->overhead)
		sim_drop_owner(s->sim, t->overhead);
	t->owner = t->overhead = 0;
	t->alive = false;
}

static enum owner_kind kind_of(enum consumer_kind kind)
{
	if (kind == CONSUMER_ANON)
		return OWNER_ANON;
	return kind == CONSUMER_SHMEM ? OWNER_SHMEM : kind == CONSUMER_FILE ? OWNER_FILE : OWNER_KERNEL;
}

/* False where it could not be forked. */
static bool bear(struct stage *s, struct task *t)
{
	const struct consumer *c = t->actor->consumer;
	double lifetime;

	if (c->life_count > 0) {
		t->full = c->lives[t->life].pages;
		if (t->actor->life_scale > 0)
			t->full = (int64_t)((double)t->full * t->actor->life_scale);
		t->dies = c->lives[t->place].stop;
		lifetime = t->dies - s->time;
	} else {
		t->full = size_of_next(s, t);
		lifetime = lifetime_of_next(s, t);
		t->dies = s->time + lifetime;
	}
	if (c->stop > 0 && t->dies > c->stop)
		t->dies = c->stop;
	t->alive = true;
	t->thinned = false;
	t->begun = s->time;
	t->speed = (double)t->full / fmax(growth_time(s, t, lifetime), 1e-6);
	task_owner(s, t, kind_of(c->kind), false);
	s->sim->owners[t->owner].spared = c->spared;
	if (c->kind == CONSUMER_ANON && !fork_it(s, t)) {
		bury(s, t);
		return false;
	}
	return true;
}

/* --- life ------------------------------------------------------------------------------------ */

/* A page table of the last level maps as many pages as it has entries of eight bytes. */
static bool add_tables(struct stage *s, struct task *t)
{
	const struct owner *owner = &s->sim->owners[t->owner];
	unsigned int shift = s->sim->buddy->kernel.page_shift - 3;
	int64_t wanted = FIRST_TABLES + ((owner->pages + owner->swapped) >> shift);

	if (t->actor->consumer->kind != CONSUMER_ANON || wanted <= t->tables)
		return true;
	if (!take_overhead(s, t, &t->actor->table, (uint32_t)(wanted - t->tables)))
		return false;
	t->tables = wanted;
	return true;
}

static double touch_again(struct stage *s, const struct task *t)
{
	double lifetime = t->actor->consumer->lifetime;
	double share = -expm1(-(s->time - t->last) / (lifetime > 0 ? lifetime : TOUCHED));
	int64_t swapped = s->sim->owners[t->owner].swapped;

	sim_unswap(s->sim, t->owner, (int64_t)random_round(&s->sim->random, (double)swapped * share));
	return s->time + 1;
}

static double grow(struct stage *s, struct task *t)
{
	const struct owner *owner = &s->sim->owners[t->owner];
	double due = t->speed * (s->time - t->begun);
	int64_t wanted = due < (double)t->full ? (int64_t)due : t->full;
	int64_t missing = (wanted - owner->pages - owner->swapped) >> t->actor->consumer->order;
	double again;

	if (missing > 0 && !(take_some(s, t, (uint64_t)missing) && add_tables(s, t)))
		return s->time + 0.1;
	if (missing > QUANTUM)
		return s->sim->now;
	again = wanted < t->full ? s->time + fmax(QUANTUM / t->speed, 1e-3) : t->dies;
	owner = &s->sim->owners[t->owner];
	if (owner->kind == OWNER_ANON || owner->kind == OWNER_SHMEM) {
		double touch = owner->swapped > 0 ? touch_again(s, t) : s->sim->swap_free > 0 ? s->time + 1 : NEVER;

		again = touch < again ? touch : again;
	}
	return again < t->dies ? again : t->dies;
}

static double next_birth(struct stage *s, const struct task *t)
{
	const struct consumer *c = t->actor->consumer;

	if (c->life_count > 0)
		return NEVER;
	if (c->every > 0)
		return fmax(t->begun + draw(s, c->every, c->every_most, 0), s->time);
	return s->time + (c->pause > 0 ? draw(s, c->pause, c->pause_most, 0) : USUAL_PAUSE);
}

/*
 * The OOM killer took its pages; whoever it was starts anew, with what is left of its time. Killed are the
 * largest: of recorded lives, the size is that of any.
 */
void process_notice_kill(struct stage *s, struct task *t)
{
	double again = s->time + draw(s, USUAL_PAUSE, 0, 0.5), dies = t->dies;

	bury(s, t);
	if (t->actor->consumer->life_count > 0)
		t->life = random_below(&s->sim->random, (uint32_t)t->actor->consumer->life_count);
	t->next = t->actor->consumer->life_count == 0 || dies > again ? again : NEVER;
}

static double first_birth(const struct task *t)
{
	const struct consumer *c = t->actor->consumer;

	if (c->life_count > 0)
		return c->lives[t->place].start;
	return c->start + (c->every > 0 ? 0 : c->ramp * t->place / population_size(c));
}

static double thin(struct stage *s, struct task *t)
{
	sim_thin(s->sim, t->owner, t->actor->consumer->thin);
	t->thinned = true;
	return t->dies;
}

double process_play(struct stage *s, struct task *t)
{
	const struct consumer *c = t->actor->consumer;

	if (s->time < first_birth(t))
		return first_birth(t);
	if (!t->alive && c->stop > 0 && s->time >= c->stop)
		return NEVER;
	if (!t->alive && !bear(s, t))
		return s->time + 0.1;
	if (s->time >= t->dies) {
		bury(s, t);
		return next_birth(s, t);
	}
	if (t->thinned)
		return t->dies;
	if (c->thin > 0 && s->time >= c->thin_at)
		return thin(s, t);
	return c->thin > 0 ? fmin(grow(s, t), c->thin_at) : grow(s, t);
}
