/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>

#include "sim/stage.h"
#include "util/memory.h"
#include "util/number.h"

/* One run of a workload from the first event to the last. */

double draw(struct stage *s, double least, double most, double spread)
{
	double from = most > 0 ? least : least * (1 - spread), to = most > 0 ? most : least * (1 + spread);

	return to > from ? from + (to - from) * random_unit(&s->sim->random) : from;
}

bool take_some(struct stage *s, struct task *t, uint64_t blocks)
{
	s->sim->cpu = random_below(&s->sim->random, s->sim->cpus);
	for (uint64_t i = 0; i < blocks && i < QUANTUM; i++)
		if (!sim_alloc(s->sim, &t->actor->request, t->owner)) {
			++*failures_of(s, t);
			return false;
		}
	return true;
}

int64_t consumer_pages(const struct stage *s, size_t consumer)
{
	int64_t pages = 0;

	for (size_t i = s->first_task[consumer]; i < s->first_task[consumer + 1]; i++)
		pages += s->sim->owners[s->tasks[i].owner].pages;
	return pages;
}

unsigned int task_owner(struct stage *s, struct task *t, enum owner_kind kind, bool fifo)
{
	if (t->owner == 0)
		t->owner = sim_add_owner(s->sim, kind, fifo);
	return t->owner;
}

void count_attempt(struct stage *s, const struct task *t, bool failed)
{
	unsigned int index = t->actor->index;
	size_t at = s->run->sample_count > 0 ? s->run->sample_count - 1 : 0;

	s->run->attempts[index]++;
	s->run->failures[index] += failed;
	s->run->failures_at[index][at] += failed;
}

/* --- housekeeping: not a consumer's, at distances of its own ---------------------------------- */

enum chore { CHORE_SAMPLE, CHORE_DECAY, CHORE_COMPACT, CHORES };

static double chore_distance(const struct stage *s, enum chore chore)
{
	static const double distances[CHORES] = { [CHORE_DECAY] = 1, [CHORE_COMPACT] = 0.5 };

	return chore == CHORE_SAMPLE ? s->duration / (SIM_SAMPLES - 1) : distances[chore];
}

static void do_chore(struct stage *s, enum chore chore)
{
	switch (chore) {
	case CHORE_SAMPLE:
		take_sample(s);
		break;
	case CHORE_DECAY:
		sim_decay_pcp(s->sim);
		break;
	default:
		sim_compact_proactively(s->sim);
	}
}

/* --- events -------------------------------------------------------------------------------------- */

static double play(struct stage *s, struct task *t)
{
	switch (t->actor->consumer->kind) {
	case CONSUMER_REQUEST:
	case CONSUMER_BURST:
	case CONSUMER_NETWORK:
		return ask_play(s, t);
	case CONSUMER_CMA:
		return buffers_play(s, t);
	default:
		return is_population(t->actor->consumer) ? process_play(s, t) : flow_play(s, t);
	}
}

static void schedule(struct stage *s, struct task *t, double time)
{
	t->next = time;
	if (time < s->duration)
		agenda_add(&s->agenda, time, (uint32_t)(t - s->tasks));
}

/* Who was killed is looked at now, not when it would have had something to do. */
static void notice_kills(struct stage *s)
{
	for (size_t i = 0; i < s->task_count && s->kills != s->sim->events.oom_kills; i++) {
		struct task *t = &s->tasks[i];

		if (!t->alive || !s->sim->owners[t->owner].killed)
			continue;
		s->kills++;
		process_notice_kill(s, t);
		schedule(s, t, t->next);
	}
	s->kills = s->sim->events.oom_kills;
}

static void do_event(struct stage *s, const struct agenda_entry *entry)
{
	struct task *t = &s->tasks[entry->task];

	sim_advance(s->sim, entry->time);
	s->time = entry->time;
	if (entry->task >= s->task_count) {
		enum chore chore = (enum chore)(entry->task - s->task_count);

		do_chore(s, chore);
		agenda_add(&s->agenda, s->time + chore_distance(s, chore), entry->task);
	} else if (t->next == entry->time) {
		double next = play(s, t);

		t->last = s->time;
		schedule(s, t, next);
	} else {
		return;
	}
	if (s->kills != s->sim->events.oom_kills)
		notice_kills(s);
}

static void begin(struct stage *s)
{
	for (size_t i = 0; i < s->task_count; i++)
		schedule(s, &s->tasks[i], 0);
	for (unsigned int i = 0; i < CHORES; i++)
		agenda_add(&s->agenda, i == CHORE_SAMPLE ? 0 : 1, (uint32_t)(s->task_count + i));
}

#define ENOUGH_FAILURES 16

/* What fails so often is clear, and a board that has no memory left takes long to simulate. */
static bool is_hopeless(const struct stage *s)
{
	for (size_t i = 0; s->give_up > 0 && i < SIM_REQUESTS; i++)
		if (s->run->failures[i] >= ENOUGH_FAILURES &&
			(double)s->run->failures[i] > s->give_up * (double)s->run->attempts[i])
			return true;
	return false;
}

/* Progress counts in ticks, as many as a run has. */
static void play_all(struct stage *s, const atomic_bool *stop, atomic_ullong *ticks)
{
	struct agenda_entry entry;
	uint64_t told = 0;

	begin(s);
	while (agenda_next(&s->agenda, &entry) && entry.time < s->duration &&
		   !atomic_load_explicit(stop, memory_order_relaxed) && !is_hopeless(s)) {
		uint64_t now = (uint64_t)(entry.time / s->workload->tick);

		if (now > told)
			atomic_fetch_add_explicit(ticks, now - told, memory_order_relaxed);
		told = max_u64(told, now);
		do_event(s, &entry);
	}
	s->run->whole = !atomic_load_explicit(stop, memory_order_relaxed);
	if (s->run->whole)
		s->time = s->duration;
	s->run->time = s->time;
}

/* --- a run ------------------------------------------------------------------------------------------ */

static bool needs_pending(const struct consumer *c)
{
	return c->kind == CONSUMER_BURST || c->kind == CONSUMER_REQUEST || c->kind == CONSUMER_NETWORK;
}

static void make_tasks(struct stage *s)
{
	size_t consumers = s->workload->consumer_count, count = 0;

	s->first_task = memory_new((consumers + 1) * sizeof(*s->first_task));
	for (size_t i = 0; i < consumers; i++) {
		const struct consumer *c = &s->workload->consumers[i];

		s->first_task[i] = count;
		count += is_population(c) ? population_size(c) : 1;
	}
	s->first_task[consumers] = count;
	s->tasks = memory_new((count + 1) * sizeof(*s->tasks));
	s->task_count = count;
	for (size_t i = 0; i < consumers; i++)
		for (size_t k = s->first_task[i]; k < s->first_task[i + 1]; k++) {
			struct task *t = &s->tasks[k];

			t->actor = &s->actors[i];
			t->place = t->life = (uint32_t)(k - s->first_task[i]);
			if (needs_pending(t->actor->consumer))
				t->pending = memory_new(PENDING_MAX * sizeof(*t->pending));
		}
}

static void free_stage(struct stage *s)
{
	for (size_t i = 0; i < s->task_count; i++)
		memory_free(s->tasks[i].pending);
	memory_free(s->tasks);
	memory_free(s->first_task);
	memory_free(s->agenda.entries);
	sim_free(s->sim);
}

static int64_t swap_pages(const struct sim_boot *boot, const struct amount *swap)
{
	int64_t managed = 0;

	for (size_t i = 0; i < boot->zone_count; i++)
		managed += (int64_t)boot->zones[i].state.managed;
	return swap->unit == AMOUNT_NONE ? 0 : amount_pages(&boot->kernel, managed, swap);
}

int sim_run(const struct sim_boot *boot, const struct workload *workload, const struct actor *actors,
			const struct simulation_options *options, uint64_t seed, const atomic_bool *stop,
			atomic_ullong *ticks, struct sim_run *run)
{
	struct stage s = { .workload = workload,
					   .actors = actors,
					   .duration = options->duration,
					   .give_up = options->give_up,
					   .run = run };
	int ret = sim_new(boot, seed, swap_pages(boot, &workload->swap), &s.sim);

	run->seed = seed;
	if (ret)
		return ret;
	sim_use_zram(s.sim, workload->zram);
	make_tasks(&s);
	play_all(&s, stop, ticks);
	take_sample(&s);
	keep_final(&s);
	run->events = s.sim->events;
	free_stage(&s);
	return 0;
}
