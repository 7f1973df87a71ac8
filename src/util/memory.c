/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/memory.h"

#include <errno.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/error.h"

/* What stands before each piece: a place in a ring, alone or with a guard's others. */
struct piece {
	struct memory_ring link;
	void (*drop)(void *memory); /* or NULL */
	alignas(max_align_t) unsigned char bytes[];
};

struct adopted {
	struct adopted *below;
	void *what;
	void (*drop)(void *what);
};

/* Of the thread: where it goes back to, and what it adopted. */
static _Thread_local struct memory_guard *innermost;
static _Thread_local struct adopted *adopted;

static void be_alone(struct memory_ring *link)
{
	link->prev = link->next = link;
}

static void leave_ring(struct memory_ring *link)
{
	link->prev->next = link->next;
	link->next->prev = link->prev;
	be_alone(link);
}

static void enter_ring(struct memory_ring *link, struct memory_ring *ring)
{
	link->next = ring;
	link->prev = ring->prev;
	ring->prev->next = link;
	ring->prev = link;
}

static void free_piece(struct piece *p)
{
	leave_ring(&p->link);
	if (p->drop)
		p->drop(p->bytes);
	free(p);
}

static void free_ring(struct memory_ring *ring)
{
	while (ring->next != ring)
		free_piece((struct piece *)ring->next);
}

/* To another ring; NULL: each piece for itself. */
static void hand_over(struct memory_ring *ring, struct memory_ring *to)
{
	while (ring->next != ring) {
		struct memory_ring *link = ring->next;

		leave_ring(link);
		if (to)
			enter_ring(link, to);
	}
}

static void drop_adopted(const struct adopted *until, bool call)
{
	while (adopted != until) {
		struct adopted top = *adopted;

		free(adopted);
		adopted = top.below;
		if (call)
			top.drop(top.what);
	}
}

/* --- guards --------------------------------------------------------------------- */

/* Numbers are read and written in one way, whatever the program's locale: as the C locale has them. */
static locale_t one_way(void)
{
	return newlocale(LC_ALL_MASK, "C", (locale_t)0); /* allocates nothing */
}

void memory_guard_begin(struct memory_guard *guard)
{
	guard->locale = uselocale(one_way());
	guard->outer = innermost;
	guard->adopted = adopted;
	guard->out = false;
	be_alone(&guard->ring);
	innermost = guard;
}

void memory_guard_end(struct memory_guard *guard)
{
	if (guard->out)
		return;
	uselocale(guard->locale);
	innermost = guard->outer;
	hand_over(&guard->ring, guard->outer ? &guard->outer->ring : NULL);
	/* an outer guard may still have to go back */
	if (!guard->outer)
		drop_adopted(guard->adopted, false);
}

/* What a thread allocated stays until it is joined. */
static _Thread_local bool keeps;

void memory_out(void)
{
	static const char line[] = "out of memory\n";
	struct memory_guard *guard = innermost;

	if (!guard) {
		if (write(STDERR_FILENO, line, sizeof(line) - 1) < 0)
			abort();
		abort();
	}
	uselocale(guard->locale);
	innermost = guard->outer;
	guard->out = true;
	drop_adopted(guard->adopted, true);
	if (!keeps || guard->outer)
		free_ring(&guard->ring);
	longjmp(guard->back, 1);
}

int memory_guard(int (*run)(void *context), void *context, struct error *error)
{
	MEMORY_GUARD(guard);
	if (setjmp(guard.back))
		return error_set(error, -ENOMEM, "out of memory");
	return run(context);
}

/* --- pieces --------------------------------------------------------------------- */

static void *not_null(void *memory)
{
	if (!memory)
		memory_out();
	return memory;
}

void *memory_chunk(size_t size)
{
	return not_null(malloc(size));
}

static struct piece *piece_of(void *memory)
{
	return (struct piece *)((unsigned char *)memory - offsetof(struct piece, bytes));
}

static struct piece *enter(struct piece *p)
{
	be_alone(&p->link);
	if (innermost)
		enter_ring(&p->link, &innermost->ring);
	return p;
}

void *memory_new_with(size_t size, void (*drop)(void *memory))
{
	struct piece *p;

	if (size > SIZE_MAX - sizeof(*p))
		memory_out();
	p = enter(not_null(calloc(1, sizeof(*p) + size)));
	p->drop = drop;
	return p->bytes;
}

void *memory_new(size_t size)
{
	return memory_new_with(size, NULL);
}

/* Its neighbours must not see where it stood. */
static struct piece *move(struct piece *p, size_t size)
{
	struct memory_ring *before = p->link.prev == &p->link ? NULL : p->link.prev;
	struct piece *bigger;

	leave_ring(&p->link);
	bigger = realloc(p, sizeof(*p) + size);
	if (bigger)
		p = bigger;
	be_alone(&p->link);
	if (before)
		enter_ring(&p->link, before->next);
	return bigger;
}

void *memory_try_resize(void *memory, size_t size)
{
	struct piece *p;

	if (size > SIZE_MAX - sizeof(*p))
		return NULL;
	if (memory)
		p = move(piece_of(memory), size);
	else
		p = calloc(1, sizeof(*p) + size);
	if (p && !memory)
		enter(p);
	return p ? p->bytes : NULL;
}

void *memory_resize(void *memory, size_t size)
{
	return not_null(memory_try_resize(memory, size));
}

void memory_free(void *memory)
{
	if (memory)
		free_piece(piece_of(memory));
}

/* --- what is adopted ------------------------------------------------------------- */

void memory_adopt(void *what, void (*drop)(void *what))
{
	struct adopted *top = malloc(sizeof(*top));

	if (!top) {
		drop(what);
		memory_out();
	}
	*top = (struct adopted){ adopted, what, drop };
	adopted = top;
}

void memory_release(const void *what)
{
	struct adopted **at = &adopted, *found;

	while (*at && (*at)->what != what)
		at = &(*at)->below;
	found = *at;
	if (!found)
		return;
	*at = found->below;
	free(found);
}

void memory_drop_latest(void (*drop)(void *what))
{
	const struct adopted *until = adopted;

	while (until && until->drop == drop)
		until = until->below;
	drop_adopted(until, true);
}

/* --- threads -------------------------------------------------------------------- */

struct memory_share {
	struct memory_ring ring;
	bool out;
};

struct memory_share *memory_share_new(void)
{
	struct memory_share *share = memory_new(sizeof(*share));

	be_alone(&share->ring);
	return share;
}

static int run_here(struct memory_guard *guard, int (*run)(void *context), void *context)
{
	if (setjmp(guard->back))
		return -ENOMEM;
	return run(context);
}

int memory_share_run(struct memory_share *share, int (*run)(void *context), void *context)
{
	struct memory_guard guard, *outer = innermost;
	int ret;

	/* as a thread's outermost, also where it is the one that started the others */
	innermost = NULL;
	keeps = true;
	memory_guard_begin(&guard);
	ret = run_here(&guard, run, context);
	keeps = false;
	innermost = outer;
	hand_over(&guard.ring, &share->ring);
	if (!guard.out)
		drop_adopted(guard.adopted, false);
	share->out = guard.out;
	return ret;
}

bool memory_share_take(struct memory_share *share)
{
	bool out = share->out;

	hand_over(&share->ring, innermost ? &innermost->ring : NULL);
	memory_free(share);
	return out;
}
