/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/rendering.h"

#include <errno.h>
#include <stdlib.h>

#include <dtcarve/report.h>

#include "render/writer.h"
#include "util/error.h"
#include "util/number.h"

const struct text_style usual_style = { .unicode = true, .width = 80 };

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

int find_format(int format, unsigned int set, struct error *error)
{
	static const enum format_id ids[] = {
		[DTCARVE_FORMAT_TEXT] = FORMAT_TEXT,         [DTCARVE_FORMAT_JSON] = FORMAT_JSON,
		[DTCARVE_FORMAT_MARKDOWN] = FORMAT_MARKDOWN, [DTCARVE_FORMAT_HTML] = FORMAT_HTML,
		[DTCARVE_FORMAT_SVG] = FORMAT_SVG,           [DTCARVE_FORMAT_SARIF] = FORMAT_SARIF,
		[DTCARVE_FORMAT_JUNIT] = FORMAT_JUNIT,       [DTCARVE_FORMAT_GITHUB] = FORMAT_GITHUB,
		[DTCARVE_FORMAT_GITLAB] = FORMAT_GITLAB,
	};

	if (format >= 0 && (size_t)format < ARRAY_SIZE(ids) && (set >> ids[format] & 1))
		return (int)ids[format];
	return error_set(error, -EINVAL, "format %d: expected one of enum dtcarve_format that this is written in",
					 format);
}

int render_page(const struct page *page, int format, FILE *out, struct error *error)
{
	int id = find_format(format, FORMAT_DOCUMENTS, error);

	if (id < 0)
		return id;
	page_write(formats[id].page, &usual_style, page, out);
	return 0;
}
