/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/rendering.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <dtcarve/report.h>

#include "lib/objects.h"
#include "render/writer.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"
#include "util/text_file.h"

const struct text_style usual_style = { .verbose = true, .unicode = true, .width = 80 };

int render_in_memory(int (*write)(const void *object, const struct writing *w), const void *object, int format,
					 char **text, size_t *size, struct error *error)
{
	struct writing w = { .format = format, .error = error };
	struct text_file *file;
	size_t length;
	char *whole;
	int ret;

	*text = NULL;
	ENTRY(error);
	file = text_file_open();
	w.out = file->out;
	w.arena = arena_new();
	ret = write(object, &w);
	arena_free(w.arena);
	fflush(file->out);
	length = file->size;
	whole = text_file_close(file);
	/* the caller knows free() */
	if (ret == 0 && !(*text = malloc(length + 1)))
		memory_out();
	if (ret == 0)
		memcpy(*text, whole, length + 1);
	memory_free(whole);
	if (size && ret == 0)
		*size = length;
	return ret;
}

int find_format(const struct writing *w, unsigned int set)
{
	static const enum format_id ids[] = {
		[DTCARVE_FORMAT_TEXT] = FORMAT_TEXT,         [DTCARVE_FORMAT_JSON] = FORMAT_JSON,
		[DTCARVE_FORMAT_MARKDOWN] = FORMAT_MARKDOWN, [DTCARVE_FORMAT_HTML] = FORMAT_HTML,
		[DTCARVE_FORMAT_SVG] = FORMAT_SVG,           [DTCARVE_FORMAT_SARIF] = FORMAT_SARIF,
		[DTCARVE_FORMAT_JUNIT] = FORMAT_JUNIT,       [DTCARVE_FORMAT_GITHUB] = FORMAT_GITHUB,
		[DTCARVE_FORMAT_GITLAB] = FORMAT_GITLAB,
	};

	if (w->format >= 0 && (size_t)w->format < ARRAY_SIZE(ids) && (set >> ids[w->format] & 1))
		return (int)ids[w->format];
	return error_set(w->error, -EINVAL, "format %d: expected one of enum dtcarve_format that this is written in",
					 w->format);
}

int render_page(const struct page *page, const struct writing *w)
{
	int id = find_format(w, FORMAT_DOCUMENTS);

	if (id < 0)
		return id;
	page_write(formats[id].page, &usual_style, page, w->out);
	return 0;
}
