/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/number.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

uint64_t roundup_pow2(uint64_t x)
{
	const uint64_t highest = (uint64_t)1 << 63;

	if (x <= 1)
		return 1;
	return x > highest ? highest : (uint64_t)1 << (ilog2_u64(x - 1) + 1);
}

unsigned int ilog2_u64(uint64_t x)
{
	return 63u - (unsigned int)__builtin_clzll(x);
}

uint64_t isqrt_u64(uint64_t x)
{
	uint64_t root = 0;

	for (uint64_t bit = x ? (uint64_t)1 << (ilog2_u64(x) & ~1u) : 0; bit; bit >>= 2) {
		uint64_t trial = root + bit;

		root >>= 1;
		if (x >= trial) {
			x -= trial;
			root += bit;
		}
	}
	return root;
}

/* 0 for a letter that is no suffix */
static unsigned int suffix_shift(char letter)
{
	static const char letters[] = "KMGTPE";
	const char *at = letter ? strchr(letters, toupper((unsigned char)letter)) : NULL;

	return at ? 10 * (unsigned int)(at - letters + 1) : 0;
}

static uint64_t read_size(const char *text, const char **end, bool *fits)
{
	unsigned int shift;
	uint64_t n;
	char *stop;

	*fits = true;
	if (!isdigit((unsigned char)*text)) {
		*end = text;
		return 0;
	}
	errno = 0;
	n = strtoull(text, &stop, 0);
	*fits = errno == 0;
	shift = suffix_shift(*stop);
	*end = stop + (shift != 0);
	if (n > UINT64_MAX >> shift)
		*fits = false;
	return n << shift;
}

uint64_t memparse(const char *text, const char **end)
{
	bool fits;

	return read_size(text, end, &fits);
}

bool parse_size_up_to(const char *text, char separator, uint64_t *size, const char **end)
{
	bool fits;

	*size = read_size(text, end, &fits);
	return fits && *end != text && (**end == '\0' || **end == separator);
}

bool parse_size(const char *text, uint64_t *size)
{
	const char *end;

	return parse_size_up_to(text, '\0', size, &end);
}

bool means_hexadecimal(const char *text)
{
	char *end;
	unsigned long long value;

	errno = 0;
	value = isxdigit((unsigned char)*text) ? strtoull(text, &end, 16) : 0;
	return value && !errno && *end == '\0' && value % KIB(4) == 0;
}

bool parse_seconds(const char *text, uint64_t *seconds)
{
	static const struct {
		const char *unit;
		unsigned int seconds;
	} units[] = { { "", 1 },     { "s", 1 },      { "sec", 1 },   { "m", 60 },    { "min", 60 },
				  { "h", 3600 }, { "hour", 3600 }, { "d", 86400 }, { "day", 86400 } };
	char *end;
	double number;

	if (!isdigit((unsigned char)*text))
		return false;
	number = strtod(text, &end);
	/* no 0x10, no 1e3 */
	if (end > text + strspn(text, "0123456789."))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(units); i++)
		if (strcmp(units[i].unit, end) == 0 && number * units[i].seconds < 1e15) {
			*seconds = (uint64_t)(number * units[i].seconds);
			return true;
		}
	return false;
}

bool factor_parse(const char *text, double *factor)
{
	char *end;

	*factor = strtod(text, &end);
	return end != text && *end == '\0' && *factor >= 0.1 && *factor <= 10;
}
