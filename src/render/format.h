/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_FORMAT_H
#define DTCARVE_RENDER_FORMAT_H

/* All formats that a command may write in. */

struct arena;
struct page_format;

enum format_id {
	FORMAT_TEXT,
	FORMAT_JSON,
	FORMAT_MARKDOWN,
	FORMAT_HTML,
	FORMAT_SVG,
	FORMAT_SARIF,
	FORMAT_JUNIT,
	FORMAT_GITHUB,
	FORMAT_GITLAB,
	FORMATS
};

/* Sets of formats have a bit for each. */
#define FORMAT_BIT(format) (1u << FORMAT_##format)
/* Those that any document can be written in. */
#define FORMAT_DOCUMENTS (FORMAT_BIT(TEXT) | FORMAT_BIT(MARKDOWN) | FORMAT_BIT(HTML))

struct format {
	const char *name;               /* "markdown" */
	const char *suffix;             /* ".md": of the files that have it; NULL: none has */
	const struct page_format *page; /* NULL: no document, the command has a writer of its own */
};

extern const struct format formats[FORMATS];

/* By name, and by the end of a file's name; FORMATS where none of the set fits. */
enum format_id format_by_name(unsigned int set, const char *name);
enum format_id format_by_file(unsigned int set, const char *path);

/* "text, json or svg" */
const char *format_names(struct arena *arena, unsigned int set);

#endif
