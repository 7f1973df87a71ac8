/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/markup.h"

#include <assert.h>
#include <stdarg.h>

#include "util/escape.h"
#include "util/arena.h"

/* What ends a text or an attribute value, and the backtick, which old browsers took for a quote. */
static const char *entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	case '`':
		return "&#96;";
	default:
		return NULL;
	}
}

static void put_escaped(struct markup *m, const char *text)
{
	const char *as = "";

	for (text = escape_text(m->arena, text, false); as; text++) {
		size_t plain = 0;

		while (!(as = entity(text[plain])) && text[plain])
			plain++;
		fwrite(text, 1, plain, m->out);
		text += plain;
		if (as)
			fputs(as, m->out);
	}
}

static void close_tag(struct markup *m)
{
	if (m->in_tag)
		fputc('>', m->out);
	m->in_tag = 0;
}

void markup_begin(struct markup *m, const char *name)
{
	close_tag(m);
	assert(m->depth < MARKUP_DEPTH);
	m->open[m->depth++] = name;
	fputc('<', m->out);
	fputs(name, m->out);
	m->in_tag = 1;
}

void markup_attribute(struct markup *m, const char *name, const char *value)
{
	fputc(' ', m->out);
	fputs(name, m->out);
	fputs("=\"", m->out);
	put_escaped(m, value);
	fputc('"', m->out);
}

void markup_attributef(struct markup *m, const char *name, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	markup_attribute(m, name, arena_vprintf(m->arena, format, args));
	va_end(args);
}

/* As "%.2f" does, by whole numbers where that is sure to round alike: a drawing has a great many. */
static int print_hundredths(char *text, size_t room, double value)
{
	double hundredths = value * 100;
	long whole = value >= 0 && value < 1e6 ? (long)(hundredths + 0.5) : 0;
	double off = hundredths - (double)whole;

	if (!whole || off > 0.499 || off < -0.499)
		return snprintf(text, room, "%.2f", value);
	return snprintf(text, room, "%ld.%02ld", whole / 100, whole % 100);
}

void markup_number(struct markup *m, const char *name, double value)
{
	char text[32];
	int length = print_hundredths(text, sizeof(text), value);

	while (length > 1 && text[length - 1] == '0')
		length--;
	if (text[length - 1] == '.')
		length--;
	text[length] = '\0';
	markup_attribute(m, name, text);
}

void markup_text(struct markup *m, const char *text)
{
	close_tag(m);
	put_escaped(m, text);
}

void markup_end(struct markup *m)
{
	close_tag(m);
	fprintf(m->out, "</%s>", m->open[--m->depth]);
}

void markup_end_empty(struct markup *m)
{
	fputs("/>", m->out);
	m->in_tag = 0;
	m->depth--;
}

void markup_newline(struct markup *m)
{
	close_tag(m);
	fputc('\n', m->out);
}

void markup_element(struct markup *m, const char *name, const char *class, const char *text)
{
	markup_begin(m, name);
	if (class)
		markup_attribute(m, "class", class);
	markup_text(m, text);
	markup_end(m);
}

void markup_own(struct markup *m, const char *literal)
{
	close_tag(m);
	fputs(literal, m->out);
}

void markup_label(struct markup *m, const char *class, double x, double y, const char *text)
{
	markup_begin(m, "text");
	if (class)
		markup_attribute(m, "class", class);
	markup_number(m, "x", x);
	markup_number(m, "y", y);
	markup_text(m, text);
	markup_end(m);
}
