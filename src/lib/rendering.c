/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/rendering.h"

#include <errno.h>
#include <stdlib.h>

#include <dtcarve/report.h>

#include "render/writer.h"
#include "util/error.h"
#include "util/number.h"

int render_in_memory(int (*write)(const void *object, int choice, FILE *out), const void *object, int choice,
					 char **text, size_t *size, struct error *error)
{
	char *data = NULL;
	size_t length = 0;
	FILE *memory = open_memstream(&data, &length);
	int ret;

	*text = NULL;
	if (!memory)
		return error_set(error, -ENOMEM, "out of memory");
	ret = write(object, choice, memory);
	if (fclose(memory) != 0 && ret == 0)
		ret = error_set(error, -ENOMEM, "out of memory");
	if (ret) {
		free(data);
		return ret;
	}
	*text = data;
	if (size)
		*size = length;
	return 0;
}

int render_page(const struct page *page, int format, const struct text_style *style, FILE *out,
				struct error *error)
{
	static const struct text_style usual = { .unicode = true, .width = 80 };
	static const struct page_format *const ways[] = { [DTCARVE_FORMAT_TEXT] = &page_as_text,
													  [DTCARVE_FORMAT_MARKDOWN] = &page_as_markdown,
													  [DTCARVE_FORMAT_HTML] = &page_as_html };

	if (format < 0 || (size_t)format >= ARRAY_SIZE(ways) || !ways[format])
		return refuse_format(format, error);
	page_write(ways[format], style ? style : &usual, page, out);
	return 0;
}

int refuse_format(int format, struct error *error)
{
	return error_set(error, -EINVAL, "format %d: expected one of enum dtcarve_format that this is written in",
					 format);
}
