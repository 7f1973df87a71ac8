/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_UTIL_NUMBER_H
#define DTCARVE_UTIL_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

#define KIB(n) ((uint64_t)(n) << 10)
#define MIB(n) ((uint64_t)(n) << 20)
#define GIB(n) ((uint64_t)(n) << 30)

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* `align` is a power of two. */
static inline uint64_t round_down(uint64_t x, uint64_t align)
{
	return x & ~(align - 1);
}

/* Saturates at the highest multiple of `align`. */
static inline uint64_t round_up(uint64_t x, uint64_t align)
{
	return x > UINT64_MAX - (align - 1) ? round_down(UINT64_MAX, align) : round_down(x + align - 1, align);
}

static inline uint64_t div_round_up(uint64_t n, uint64_t d)
{
	return n / d + (n % d != 0);
}

static inline bool is_aligned(uint64_t x, uint64_t align)
{
	return (x & (align - 1)) == 0;
}

static inline uint64_t min_u64(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static inline uint64_t max_u64(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

static inline int64_t max_i64(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static inline uint64_t distance_u64(uint64_t a, uint64_t b)
{
	return a > b ? a - b : b - a;
}

/* a + b, or UINT64_MAX where that does not fit. */
static inline uint64_t add_sat(uint64_t a, uint64_t b)
{
	return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

uint64_t roundup_pow2(uint64_t x);  /* saturates at 2^63 */
unsigned int ilog2_u64(uint64_t x); /* floor(log2 x), x > 0 */
unsigned int fls_u64(uint64_t x);   /* bits up to the highest that is set, 0 for 0 */
uint64_t isqrt_u64(uint64_t x);     /* floor(sqrt x), as the kernel's int_sqrt */

/*
 * The kernel's memparse(): strtoull with base 0, then one of K M G T P E in
 * either case. *end is left behind what was read; nothing read leaves it at `text`.
 * Source: linux:lib/cmdline.c:memparse.
 */
uint64_t memparse(const char *text, const char **end);

/* A whole string in memparse syntax, or as people write it: "2GB", "2GiB", "2.5G"; false where it is empty, has a
 * rest or does not fit 64 bits, which leaves UINT64_MAX. */
bool parse_size(const char *text, uint64_t *size);

/* Likewise up to a separator, or to the end. */
bool parse_size_up_to(const char *text, char separator, uint64_t *size, const char **end);

/* "80000000": digits without 0x that are the address of a page only when they are read as hexadecimal ones.
 */
bool means_hexadecimal(const char *text);

/* "90", "5m", "1.5h": a time in seconds; false where it is none. */
bool parse_seconds(const char *text, uint64_t *seconds);

/* A plain factor such as 1.25, from 0.1 to 10. */
bool factor_parse(const char *text, double *factor);

#endif
