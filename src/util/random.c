/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/random.h"

#include <math.h>

void random_seed(struct random *random, uint64_t seed)
{
	for (int i = 0; i < 4; i++) {
		uint64_t z = seed += UINT64_C(0x9e3779b97f4a7c15);

		z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
		z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
		random->s[i] = z ^ z >> 31;
	}
}

double random_unit(struct random *random)
{
	return (double)(random_u64(random) >> 11) * 0x1.0p-53;
}

uint64_t random_round(struct random *random, double mean)
{
	double whole = floor(mean);

	return (uint64_t)whole + (random_unit(random) < mean - whole);
}
