/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/paragraph.h"

#include <string.h>

static unsigned int columns(const char *text, size_t length)
{
	unsigned int n = 0;

	for (size_t i = 0; i < length; i++)
		n += ((unsigned char)text[i] & 0xc0) != 0x80;
	return n;
}

void paragraph(FILE *out, unsigned int width, const char *first, const char *rest, const char *text)
{
	unsigned int column = columns(first, strlen(first));
	unsigned int indent = columns(rest, strlen(rest));
	unsigned int start = column;

	fputs(first, out);
	while (*text) {
		size_t length = strcspn(text, " ");
		unsigned int word = columns(text, length);

		if (length > 0 && column > start && column + 1 + word > width) {
			fprintf(out, "\n%s", rest);
			column = start = indent;
		}
		if (length > 0) {
			if (column > start) {
				putc(' ', out);
				column++;
			}
			fwrite(text, 1, length, out);
			column += word;
		}
		text += length;
		text += strspn(text, " ");
	}
	putc('\n', out);
}
