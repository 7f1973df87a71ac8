/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Names inside a hostile tree or file must not steer a terminal or break the one line. */
static void make_printable(char *text)
{
	for (unsigned char *c = (unsigned char *)text; *c; c++)
		if (*c < 0x20 || *c == 0x7f)
			*c = '?';
}

int error_set(struct error *error, int code, const char *format, ...)
{
	va_list args;

	if (!error)
		return code;
	error->code = code;
	va_start(args, format);
	vsnprintf(error->text, sizeof(error->text), format, args);
	va_end(args);
	make_printable(error->text);
	return code;
}

int error_prefix(struct error *error, const char *format, ...)
{
	char rest[sizeof(error->text)];
	size_t length;
	va_list args;
	int n;

	if (!error)
		return 0;
	memcpy(rest, error->text, sizeof(rest));
	va_start(args, format);
	n = vsnprintf(error->text, sizeof(error->text), format, args);
	va_end(args);
	length = n < 0 ? 0 : strlen(error->text);
	snprintf(error->text + length, sizeof(error->text) - length, ": %s", rest);
	make_printable(error->text);
	return error->code;
}
