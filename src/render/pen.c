/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/pen.h"

#include <string.h>

#include "util/escape.h"
#include "util/utf8.h"
#include "util/arena.h"
#include "util/text.h"
#include "util/number.h"

/* Columns for text behind a lead, however narrow the page. */
#define LEAST_ROOM 20

/* Select Graphic Rendition of ECMA-48. */
static const char *const sgr[] = {
	[TONE_PLAIN] = NULL, [TONE_STRONG] = "1", [TONE_FAINT] = "2",
	[TONE_GOOD] = "32",  [TONE_WARN] = "33",  [TONE_BAD] = "1;31",
};

/* What the documents themselves use beyond ASCII. */
static const struct {
	const char *sign, *ascii;
} signs[] = { { "±", "+-" }, { "−", "-" }, { "·", "-" }, { "←", "<-" }, { "→", "->" }, { "≥", ">=" } };

static const char *to_ascii(const struct page_writer *w, const char *text)
{
	char *copy = arena_alloc(w->arena, strlen(text) + 1), *out = copy;

	while (*text) {
		size_t i = 0;

		while (i < ARRAY_SIZE(signs) && strncmp(text, signs[i].sign, strlen(signs[i].sign)) != 0)
			i++;
		if (i < ARRAY_SIZE(signs)) {
			/* no sign is shorter than what stands for it */
			out = stpcpy(out, signs[i].ascii);
			text += strlen(signs[i].sign);
		} else {
			*out++ = *text++;
		}
	}
	return copy;
}

const char *pen_clean(const struct page_writer *w, const char *text)
{
	if (!text)
		return "";
	return w->style.unicode ? escape_text(w->arena, text, false)
							: escape_text(w->arena, to_ascii(w, text), true);
}

static void put(const struct page_writer *w, const char *code, const char *text)
{
	if (w->style.colour && code && *text)
		fprintf(w->out, "\033[%sm%s\033[0m", code, text);
	else
		fputs(text, w->out);
}

void pen_toned(const struct page_writer *w, enum tone tone, const char *text)
{
	put(w, sgr[tone], text);
}

void pen_bar(const struct page_writer *w, bool taken, const char *bar)
{
	put(w, taken ? "2;36" : "36", bar);
}

void pen_kind(const struct page_writer *w, enum theme_colour kind, const char *text)
{
	/* as near to the theme's as a terminal of eight colours comes */
	static const char *const codes[COLOURS] = { [COLOUR_NOMAP] = "35", [COLOUR_RESERVED] = "33", [COLOUR_CMA] = "36",
												[COLOUR_KERNEL] = "94", [COLOUR_FREE] = "32",
												[COLOUR_UNUSED] = "90" };

	put(w, codes[kind], text);
}

void pen_blanks(const struct page_writer *w, size_t count)
{
	while (count--)
		fputc(' ', w->out);
}

void pen_end_line(const struct page_writer *w)
{
	fputc('\n', w->out);
}

static size_t first_word(const struct page_writer *w, const char *text)
{
	return text_width(arena_strndup(w->arena, text, strcspn(text, " ")));
}

void pen_hanging(const struct page_writer *w, const char *lead, size_t indent, const char *text,
				 enum tone tone)
{
	size_t before = text_width(lead);

	if (before > indent && before + max_u64(first_word(w, pen_clean(w, text)), LEAST_ROOM) > w->style.width) {
		/* a word that fits on the next line is not cut for what is left of this one */
		fputs(text_trimmed(w->arena, lead, strlen(lead), " "), w->out);
		pen_end_line(w);
		pen_blanks(w, indent);
		before = indent;
	} else {
		fputs(lead, w->out);
	}
	pen_goes_on(w, before, indent, text, tone);
}

void pen_goes_on(const struct page_writer *w, size_t before, size_t indent, const char *text, enum tone tone)
{
	const char *rest = pen_clean(w, text);
	size_t page = w->style.width;

	do {
		size_t bytes = text_line(rest, max_u64(page - min_u64(before, page), LEAST_ROOM));

		pen_toned(w, tone, arena_strndup(w->arena, rest, bytes));
		pen_end_line(w);
		rest += bytes + strspn(rest + bytes, " ");
		if (*rest)
			pen_blanks(w, indent);
		before = indent;
	} while (*rest);
}

void pen_paragraph(const struct page_writer *w, const char *lead, const char *text, enum tone tone)
{
	pen_hanging(w, lead, text_width(lead), text, tone);
}
