/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_UTIL_RANDOM_H
#define DTCARVE_UTIL_RANDOM_H

#include <stdint.h>

/* xoshiro256**: small, fast, and the same numbers from the same seed everywhere. */
struct random {
	uint64_t s[4];
};

/* Any seed is good; neighbouring seeds give unrelated numbers (splitmix64 spreads them). */
void random_seed(struct random *random, uint64_t seed);

static inline uint64_t random_rotl(uint64_t x, int k)
{
	return x << k | x >> (64 - k);
}

static inline uint64_t random_u64(struct random *random)
{
	uint64_t *s = random->s, result = random_rotl(s[1] * 5, 7) * 9, t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = random_rotl(s[3], 45);
	return result;
}

/* 0 .. bound - 1; bound > 0. */
static inline uint32_t random_below(struct random *random, uint32_t bound)
{
	return (uint32_t)((random_u64(random) >> 32) * bound >> 32);
}

/* 0 <= x < 1 */
double random_unit(struct random *random);

/* The integer below or above `mean`, so that the mean of many is `mean`; mean >= 0. */
uint64_t random_round(struct random *random, double mean);

#endif
