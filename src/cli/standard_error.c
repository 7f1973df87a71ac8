/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/standard_error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "cli/result.h"
#include "util/escape.h"

#define LINE_BYTES 2048

/* How much of it was written is of no use to anyone: there is nowhere to complain. */
static void write_out(const char *text)
{
	size_t left = strlen(text);
	ssize_t n;

	for (; left && (n = write(STDERR_FILENO, text, left)) > 0; text += n)
		left -= (size_t)n;
}

static void show_line(const char *text, size_t length)
{
	char line[LINE_BYTES], shown[4 * LINE_BYTES + 1];

	memcpy(line, text, length);
	line[length] = '\0';
	escape_line(shown, sizeof(shown), line, !terminal_is_utf8());
	write_out(shown);
}

static ssize_t show(void *cookie, const char *text, size_t size)
{
	(void)cookie;
	for (size_t at = 0; at < size;) {
		const char *stop = memchr(text + at, '\n', size - at);
		size_t length = stop ? (size_t)(stop - text) - at : size - at;
		size_t part = length < LINE_BYTES ? length : LINE_BYTES - 1;

		show_line(text + at, part);
		if (stop && part == length) {
			write_out("\n");
			part++;
		}
		at += part;
	}
	return (ssize_t)size;
}

void standard_error_guard(void)
{
#ifdef __GLIBC__
	static char buffer[LINE_BYTES];
	FILE *shown = fopencookie(NULL, "w", (cookie_io_functions_t){ .write = show });

	if (!shown)
		return;
	setvbuf(shown, buffer, _IOLBF, sizeof(buffer));
	stderr = shown;
#else
	(void)show; /* there stderr cannot be another stream; errors are shown so in any case */
#endif
}

void progress_print(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vdprintf(STDERR_FILENO, format, args);
	va_end(args);
}
