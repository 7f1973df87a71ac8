/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/format.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "render/writer.h"
#include "util/arena.h"

const struct format formats[FORMATS] = {
	[FORMAT_TEXT] = { "text", ".txt", &page_as_text },
	[FORMAT_JSON] = { "json", ".json", NULL },
	[FORMAT_MARKDOWN] = { "markdown", ".md", &page_as_markdown },
	[FORMAT_HTML] = { "html", ".html", &page_as_html },
	[FORMAT_SVG] = { "svg", ".svg", NULL },
	[FORMAT_SARIF] = { "sarif", ".sarif", NULL },
	[FORMAT_JUNIT] = { "junit", ".xml", NULL },
	[FORMAT_GITHUB] = { "github", NULL, NULL },
	[FORMAT_GITLAB] = { "gitlab", NULL, NULL },
};

enum format_id format_by_name(unsigned int set, const char *name)
{
	for (unsigned int i = 0; i < FORMATS; i++)
		if ((set >> i & 1) && strcmp(formats[i].name, name) == 0)
			return (enum format_id)i;
	return FORMATS;
}

enum format_id format_by_file(unsigned int set, const char *path)
{
	size_t length = strlen(path);

	for (unsigned int i = 0; i < FORMATS; i++) {
		size_t suffix = formats[i].suffix ? strlen(formats[i].suffix) : SIZE_MAX;

		if ((set >> i & 1) && length > suffix && strcasecmp(path + length - suffix, formats[i].suffix) == 0)
			return (enum format_id)i;
	}
	return FORMATS;
}

const char *format_names(struct arena *arena, unsigned int set)
{
	const char *text = "";

	for (unsigned int i = 0; i < FORMATS; i++) {
		unsigned int rest = set >> i;

		if (rest & 1)
			text = arena_printf(arena, "%s%s%s", text,
								!*text      ? ""
								: rest == 1 ? " or "
											: ", ",
								formats[i].name);
	}
	return text;
}
