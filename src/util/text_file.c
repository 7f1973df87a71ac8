/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/text_file.h"

#include <errno.h>
#include <string.h>
#include <sys/types.h>

#include "util/memory.h"

#define LEAST_ROOM 4096

/* stdio must not be left in the middle: it is told, and text_file_close() sees it. */
static ssize_t take(void *cookie, const char *data, size_t size)
{
	struct text_file *f = cookie;

	if (f->room - f->size <= size) {
		size_t room = f->room > LEAST_ROOM ? f->room : LEAST_ROOM;
		char *bigger;

		while (room - f->size <= size)
			room *= 2;
		bigger = memory_try_resize(f->text, room);
		if (!bigger) {
			errno = ENOMEM;
			return 0;
		}
		f->text = bigger;
		f->room = room;
	}
	memcpy(f->text + f->size, data, size);
	f->size += size;
	return (ssize_t)size;
}

static void close_stream(void *stream)
{
	fclose(stream);
}

struct text_file *text_file_open(void)
{
	struct text_file *f = memory_new(sizeof(*f));

	f->text = memory_new(LEAST_ROOM);
	f->room = LEAST_ROOM;
	f->out = fopencookie(f, "w", (cookie_io_functions_t){ .write = take });
	if (!f->out)
		memory_out();
	memory_adopt(f->out, close_stream);
	return f;
}

char *text_file_close(struct text_file *f)
{
	char *text;
	int trouble = ferror(f->out);

	memory_release(f->out);
	trouble = fclose(f->out) || trouble;
	text = f->text;
	text[f->size] = '\0';
	memory_free(f);
	if (trouble)
		memory_out();
	return text;
}
