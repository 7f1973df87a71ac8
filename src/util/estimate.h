/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_UTIL_ESTIMATE_H
#define DTCARVE_UTIL_ESTIMATE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * A number that knows how sure it is: low <= value <= high. It is exact, that
 * is, it follows from the kernel's rules and known inputs, when all three agree.
 */
struct estimate {
	int64_t value, low, high;
};

static inline struct estimate exact(int64_t value)
{
	return (struct estimate){ value, value, value };
}

static inline struct estimate between(int64_t low, int64_t value, int64_t high)
{
	return (struct estimate){ value, low < value ? low : value, high > value ? high : value };
}

static inline bool is_exact(struct estimate e)
{
	return e.low == e.value && e.value == e.high;
}

static inline struct estimate estimate_add(struct estimate a, struct estimate b)
{
	return (struct estimate){ a.value + b.value, a.low + b.low, a.high + b.high };
}

static inline struct estimate estimate_sub(struct estimate a, struct estimate b)
{
	return (struct estimate){ a.value - b.value, a.low - b.high, a.high - b.low };
}

static inline struct estimate estimate_max(struct estimate a, struct estimate b)
{
	return (struct estimate){ a.value > b.value ? a.value : b.value, a.low > b.low ? a.low : b.low,
							  a.high > b.high ? a.high : b.high };
}

/* The same value, doubted as far as the other's range goes. */
static inline struct estimate estimate_widen(struct estimate e, struct estimate other)
{
	return between(other.low < e.low ? other.low : e.low, e.value, other.high > e.high ? other.high : e.high);
}

static inline struct estimate estimate_times(struct estimate e, int64_t by)
{
	return (struct estimate){ e.value * by, e.low * by, e.high * by };
}

#endif
