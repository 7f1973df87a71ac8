/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_EXPLAIN_EXPLANATION_H
#define DTCARVE_EXPLAIN_EXPLANATION_H

#include "explain/diagnosis.h"

struct arena;
struct board_facts;

/* Where the memory of the machine is at the time of the dump, pages; KLOG_NONE where the log does not tell.
 */
struct dump_account {
	int64_t ram, reserved, managed;
	int64_t cma_total, cma_free;
	int64_t free, free_outside_cma;
	int64_t lru, slab; /* up to 2.6.27: programs and files together, and all slabs */
	int64_t anon, file, slab_reclaimable, slab_unreclaimable, page_tables, stacks, pcp;
	int64_t swap_total, swap_free;
	int64_t unaccounted; /* managed less all that is named */
};

struct sentences {
	const char **text;
	size_t count;
};

/* A diagnosis in words. Everything lives in the arena that was given. */
struct explanation {
	const struct diagnosis *diagnosis;
	const char *request;       /* "order 3 (8 pages, 32 KiB), GFP_ATOMIC|__GFP_COMP": one line */
	const char *verdict;       /* the answer in one or two sentences */
	struct sentences evidence; /* what it rests on */
	struct sentences board;    /* how it agrees with the device tree; empty without one */
	struct sentences advice;   /* what to change, the most useful first */
	struct dump_account account;
};

/* `facts` may be NULL. */
void explain_diagnosis(struct arena *arena, const struct diagnosis *diagnosis,
					   const struct board_facts *facts, struct explanation *explanation);

/* The parts of it, one file each. */
struct dump_account dump_account_of(const struct diagnosis *diagnosis);
const char *word_request(struct arena *arena, const struct diagnosis *diagnosis);
const char *word_verdict(struct arena *arena, const struct diagnosis *diagnosis,
						 const struct dump_account *account);
struct sentences word_evidence(struct arena *arena, const struct diagnosis *diagnosis,
							   const struct dump_account *account);
struct sentences word_advice(struct arena *arena, const struct diagnosis *diagnosis,
							 const struct dump_account *account);

/* A CMA request of a page or two in the first seconds: before there is page cache to speak of. */
bool word_is_early_cma(const struct klog_event *event);

/* "12.3 MiB", "64 KiB": a count of pages for people. */
const char *word_pages(struct arena *arena, const struct diagnosis *diagnosis, int64_t pages);

/* A report that is put into words, and the sentences so far. */
struct saying {
	struct arena *arena;
	const struct diagnosis *d;
	const struct klog_event *e;
	const struct dump_account *account;
	struct sentences out;
	bool told_unaccounted;
};

#define SAY(v, ...) add_sentence((v)->arena, &(v)->out, __VA_ARGS__)
#define LL(number) ((long long)(number))

/* Adds a sentence, printf-like. */
void add_sentence(struct arena *arena, struct sentences *sentences, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
