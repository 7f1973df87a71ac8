/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_SIM_STAGE_H
#define DTCARVE_SIM_STAGE_H

#include "sim/simulate.h"

/*
 * One run of a workload while it goes on. What happens is events: each task of
 * each consumer says when it wants to be looked at next, and the agenda gives
 * them their turns in the order of time. What flows (growth, ends of life, reads)
 * flows in portions of QUANTUM blocks, so that no step of time is left in what
 * comes out; `tick` only says how long a task may go without a look.
 */

#define QUANTUM 32  /* blocks taken in a row before others run */
#define NEVER 1e300 /* s */

struct agenda_entry {
	double time;
	uint32_t task;
};

/* A binary heap; an entry is stale where the task has another time by now. */
struct agenda {
	struct agenda_entry *entries;
	size_t count, room;
};

/* Blocks that are given back at a time. */
struct pending {
	double time;
	uint32_t blocks;
};

#define PENDING_MAX 256 /* bursts whose blocks are still held */

/* One who takes and gives back: a consumer, or one of its processes. */
struct task {
	const struct actor *actor;
	unsigned int owner;    /* 0: none yet */
	unsigned int overhead; /* owner of a process's page tables and stack */
	double next, last;     /* s: its next look, and the last one */
	double begun;          /* s: when it (re)started to grow, or was born */
	double dies;           /* s; of a process */
	double speed;          /* pages a second that a process grows by */
	int64_t full;          /* pages of a process, or of a consumer: drawn where it is a range */
	double lifetime;       /* s; of a consumer: drawn where it is a range */
	int64_t tables;        /* page tables that it has */
	uint32_t place;        /* among the processes of its consumer */
	uint32_t life;         /* whose size it has: its own place, or another one after it was killed */
	bool alive, thinned;
	bool settled;            /* its ranges are drawn */
	bool grown;              /* it has had its full size once */
	struct pending *pending; /* a ring, oldest first */
	unsigned int first, count;
};

struct stage {
	struct sim *sim;
	const struct workload *workload;
	const struct actor *actors;
	struct task *tasks;
	size_t task_count;
	size_t *first_task; /* by consumer, and one more */
	struct agenda agenda;
	uint64_t kills; /* that the tasks know of */
	double time, duration, give_up;
	struct sim_run *run;
};

/* agenda.c */
void agenda_add(struct agenda *agenda, double time, uint32_t task);
bool agenda_next(struct agenda *agenda, struct agenda_entry *entry);

/* Draws from a range; `most` is 0 where it is none, and then `spread` widens it to 1 - spread .. 1 + spread.
 */
double draw(struct stage *s, double least, double most, double spread);

static inline uint64_t *failures_of(const struct stage *s, const struct task *t)
{
	return &s->run->consumer_failures[t->actor->consumer - s->workload->consumers];
}

/* One attempt of a counted request. */
void count_attempt(struct stage *s, const struct task *t, bool failed);

/* Takes up to QUANTUM of the blocks; false where one is refused. */
bool take_some(struct stage *s, struct task *t, uint64_t blocks);
/* Pages of all tasks of a consumer. */
int64_t consumer_pages(const struct stage *s, size_t consumer);
/* The owner of a task, made when it is first asked for. */
unsigned int task_owner(struct stage *s, struct task *t, enum owner_kind kind, bool fifo);

/* Each lets a task do what is due and returns when it is to be looked at again. */
double flow_play(struct stage *s, struct task *t);    /* flow.c */
double process_play(struct stage *s, struct task *t); /* process.c */
double ask_play(struct stage *s, struct task *t);     /* ask.c: bursts, attempts, network buffers */
double buffers_play(struct stage *s, struct task *t); /* ask.c: CMA */

/* process.c: whether a consumer is made of processes, and of how many at a time. */
bool is_population(const struct consumer *c);
uint32_t population_size(const struct consumer *c);
void process_notice_kill(struct stage *s, struct task *t);

/* sample.c */
void take_sample(struct stage *s);
void keep_final(const struct stage *s);

#endif
