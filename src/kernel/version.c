/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/version.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

/* One decimal field of at most three digits; NULL where there is none. */
static const char *read_field(const char *text, unsigned int *value)
{
	int digits = 0;

	*value = 0;
	for (; isdigit((unsigned char)*text) && digits < 4; text++, digits++)
		*value = *value * 10 + (unsigned int)(*text - '0');
	return digits > 0 && digits < 4 ? text : NULL;
}

/* The series behind: linux-next is named after the one that is about to come out, and holds what follows it. */
static void go_on(unsigned int *major, unsigned int *minor)
{
	static const struct {
		unsigned int major, minor;
	} last[] = { { 3, 19 }, { 4, 20 }, { 5, 19 }, { 6, 19 } };

	for (size_t i = 0; i < sizeof(last) / sizeof(*last); i++) {
		if (*major == last[i].major && *minor == last[i].minor) {
			++*major;
			*minor = 0;
			return;
		}
	}
	++*minor;
}

const char *kernel_version_plain(const char *text)
{
	static const char linux_word[] = "linux-";

	if (strncasecmp(text, linux_word, sizeof(linux_word) - 1) == 0)
		text += sizeof(linux_word) - 1;
	return (*text == 'v' || *text == 'V') && isdigit((unsigned char)text[1]) ? text + 1 : text;
}

uint32_t kernel_version_parse(const char *text)
{
	unsigned int major, minor, patch = 0;
	const char *next = read_field(kernel_version_plain(text), &major);

	if (!next || *next != '.')
		return 0;
	next = read_field(next + 1, &minor);
	if (!next || major > 255 || minor > 255)
		return 0;
	if (*next == '.' && !read_field(next + 1, &patch))
		patch = 0;
	if (strstr(next, "-next-"))
		go_on(&major, &minor);
	return KERNEL_VERSION(major, minor, patch);
}
