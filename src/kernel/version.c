/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/version.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "util/number.h"

/* One decimal field of at most three digits; NULL where there is none. */
static const char *read_field(const char *text, unsigned int *value)
{
	int digits = 0;

	*value = 0;
	for (; isdigit((unsigned char)*text) && digits < 4; text++, digits++)
		*value = *value * 10 + (unsigned int)(*text - '0');
	return digits > 0 && digits < 4 ? text : NULL;
}

/* The last series of each major number; those from 7 on are not known yet. */
static unsigned int last_minor(unsigned int major)
{
	static const unsigned int last[] = {
		[2] = 6, [3] = 19, [4] = 20, [5] = 19, [6] = 19, [7] = 20, [8] = 20
	};

	return major < ARRAY_SIZE(last) ? last[major] : 0;
}

/* The series behind: linux-next is named after the one that is about to come out, and holds what follows it. */
static void go_on(unsigned int *major, unsigned int *minor)
{
	if (*minor < last_minor(*major)) {
		++*minor;
	} else {
		++*major;
		*minor = 0;
	}
}

/* "6.1.y" is the branch of the series; any other rest behind a dot is a number. */
static bool read_patch(const char *next, unsigned int *patch)
{
	if (*next != '.' || ((next[1] == 'x' || next[1] == 'y') && !isalnum((unsigned char)next[2])))
		return true;
	return read_field(next + 1, patch) != NULL;
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
	if (!next || last_minor(major) == 0 || minor > last_minor(major) || !read_patch(next, &patch))
		return 0;
	if (strstr(next, "-next-"))
		go_on(&major, &minor);
	return KERNEL_VERSION(major, minor, patch);
}
