/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_TESTS_RANDOM_H
#define DTCARVE_TESTS_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

/* Reproducible random numbers (xorshift64*): a failing test names the seed of its round. */
struct random {
	uint64_t state; /* never 0 */
};

static inline struct random random_from(uint64_t seed)
{
	return (struct random){ seed * 0x9e3779b97f4a7c15u + 1 };
}

static inline uint64_t random_next(struct random *random)
{
	random->state ^= random->state >> 12;
	random->state ^= random->state << 25;
	random->state ^= random->state >> 27;
	return random->state * 0x2545f4914f6cdd1du;
}

/* From 0 to limit - 1. */
static inline uint64_t random_below(struct random *random, uint64_t limit)
{
	return (random_next(random) >> 11) % limit;
}

static inline bool random_chance(struct random *random, unsigned int percent)
{
	return random_below(random, 100) < percent;
}

#endif
