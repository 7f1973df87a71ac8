/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/version.h"

#include <ctype.h>

/* One decimal field of at most three digits; NULL where there is none. */
static const char *read_field(const char *text, unsigned int *value)
{
	int digits = 0;

	*value = 0;
	for (; isdigit((unsigned char)*text) && digits < 4; text++, digits++)
		*value = *value * 10 + (unsigned int)(*text - '0');
	return digits > 0 && digits < 4 ? text : NULL;
}

uint32_t kernel_version_parse(const char *text)
{
	unsigned int major, minor, patch = 0;
	const char *next = read_field(text, &major);

	if (!next || *next != '.')
		return 0;
	next = read_field(next + 1, &minor);
	if (!next || major > 255 || minor > 255)
		return 0;
	if (*next == '.' && !read_field(next + 1, &patch))
		patch = 0;
	return KERNEL_VERSION(major, minor, patch);
}
