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
	return x > highest ? highest : (uint64_t)1 << fls_u64(x - 1);
}

unsigned int fls_u64(uint64_t x)
{
	return x ? ilog2_u64(x) + 1 : 0;
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

/* Of 2^shift, what the digits behind a point tell; nine of them count. */
static uint64_t fraction_of(const char *digits, unsigned int shift)
{
	uint64_t part = 0, whole = 1;

	for (; isdigit((unsigned char)*digits) && whole < 1000000000; digits++) {
		part = 10 * part + (uint64_t)(*digits - '0');
		whole *= 10;
	}
	return (uint64_t)(((unsigned __int128)part << shift) / whole);
}

/* "B" or "iB" behind a unit, as people write it and memparse() does not. */
static const char *behind_unit(const char *text)
{
	text += (*text == 'i' || *text == 'I') && toupper((unsigned char)text[1]) == 'B';
	return text + (toupper((unsigned char)*text) == 'B');
}

/* "2.5G"; false where it is not such a word. */
static bool read_point(const char *text, uint64_t *size, const char **end, bool *fits)
{
	const char *point = text + strspn(text, "0123456789"), *unit;
	uint64_t whole = read_size(text, end, fits), more;
	unsigned int shift;

	if (point == text || *point != '.' || !isdigit((unsigned char)point[1]))
		return false;
	unit = point + 1 + strspn(point + 1, "0123456789");
	shift = suffix_shift(*unit);
	if (!shift)
		return false;
	more = fraction_of(point + 1, shift);
	*fits = *fits && whole <= (UINT64_MAX - more) >> shift;
	*size = (whole << shift) + more;
	*end = unit + 1;
	return true;
}

bool parse_size_up_to(const char *text, char separator, uint64_t *size, const char **end)
{
	bool fits;

	if (!read_point(text, size, end, &fits))
		*size = read_size(text, end, &fits);
	if (*end > text && suffix_shift((*end)[-1]))
		*end = behind_unit(*end);
	if (*end == text || (**end && **end != separator))
		return false;
	if (!fits)
		*size = UINT64_MAX;
	return fits;
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
