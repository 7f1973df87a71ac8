/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_UTIL_MEMORY_H
#define DTCARVE_UTIL_MEMORY_H

/*
 * Where memory comes from, and what happens where there is none: the call of
 * memory_guard() that the thread is in returns -ENOMEM, as if what ran below it
 * had failed there. All that was allocated below it and is not free yet goes,
 * and what was adopted below it is dropped. So nobody in between looks at what
 * he gets, and nobody leaves half a value.
 *
 * Every entry of the library is such a call, the command line has one around a
 * command. Which one a thread is in is the only state that no parameter carries.
 */
#include <locale.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>

struct error;

/* What `run` returns, or -ENOMEM with "out of memory" in `error`, which may be NULL. */
int memory_guard(int (*run)(void *context), void *context, struct error *error);

/* Back to the guard. A thread without one ends the program. */
_Noreturn void memory_out(void);

/* Zeroed. What a resize adds is not. `drop` frees what else it has, wherever it goes. */
void *memory_new(size_t size);
void *memory_new_with(size_t size, void (*drop)(void *memory));
void *memory_resize(void *memory, size_t size);
void memory_free(void *memory); /* NULL is none */

/* For callers from libraries that cannot be left in the middle: NULL where there is none. */
void *memory_try_resize(void *memory, size_t size);

/* Not zeroed, and no guard's: the arena that it becomes a part of frees it, with free(). */
void *memory_chunk(size_t size);

/* What is not memory alone: `drop` is called when the guard is gone back to, the latest first. */
void memory_adopt(void *what, void (*drop)(void *what));
void memory_release(const void *what);             /* is the caller's again */
void memory_drop_latest(void (*drop)(void *what)); /* those adopted last with this `drop` */

/*
 * A thread: runs under a guard of its own and hands over to who started it, after
 * it was joined. What another thread may still look at stays until then.
 */
struct memory_share;

struct memory_share *memory_share_new(void);
int memory_share_run(struct memory_share *share, int (*run)(void *context), void *context);

/* Ends the share. True: the thread had to go back. */
bool memory_share_take(struct memory_share *share);

/*
 * The same around what is left of a function. The part that runs in the other case
 * must not look at variables that were set since:
 *
 *	MEMORY_GUARD(guard);
 *	if (setjmp(guard.back))
 *		return -ENOMEM;
 */
#define MEMORY_GUARD(guard)                                                                                  \
	struct memory_guard guard __attribute__((cleanup(memory_guard_end)));                                    \
	memory_guard_begin(&guard)

struct memory_ring {
	struct memory_ring *prev, *next;
};

struct memory_guard {
	struct memory_guard *outer;
	struct adopted *adopted; /* what was adopted before it began */
	struct memory_ring ring; /* of the pieces */
	bool out;
	locale_t locale; /* of the thread before it began */
	jmp_buf back;
};

void memory_guard_begin(struct memory_guard *guard);
void memory_guard_end(struct memory_guard *guard);

#endif
