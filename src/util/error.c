/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "util/escape.h"

/* Names inside a hostile tree or file must not steer a terminal or break the one line. */
static void show(struct error *error, const char *text)
{
	escape_line(error->text, sizeof(error->text), text, false);
}

int error_set(struct error *error, int code, const char *format, ...)
{
	char text[sizeof(error->text)];
	va_list args;

	if (!error)
		return code;
	error->code = code;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	show(error, text);
	return code;
}

int error_prefix(struct error *error, const char *format, ...)
{
	char text[2 * sizeof(error->text)];
	size_t length;
	va_list args;

	if (!error)
		return 0;
	va_start(args, format);
	vsnprintf(text, sizeof(error->text), format, args);
	va_end(args);
	length = strlen(text);
	snprintf(text + length, sizeof(text) - length, ": %s", error->text);
	show(error, text);
	return error->code;
}
