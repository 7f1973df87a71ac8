/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Explanations as a document that is written section by section, as the log goes by. */
#include "document/pages.h"
#include "render/explain_writers.h"
#include "render/writer.h"
#include "util/arena.h"

struct state {
	struct page_writer writer;
	bool begun; /* nothing is written of logs that cannot be read */
};

static struct page *page_begun(void)
{
	return page_new(arena_new(), "Memory that was asked for and not had", NULL);
}

/* What stands on the page, which is not needed any more. */
static void write_page(struct state *s, struct page *page)
{
	if (page->section_count && !s->begun)
		page_begin(&s->writer, page);
	s->begun = s->begun || page->section_count;
	page_sections(&s->writer, page);
	arena_free(page->arena);
}

static void begin(struct state *s, const struct page_format *format, const struct text_style *style,
				  FILE *out)
{
	s->writer = (struct page_writer){ .format = format, .style = *style, .out = out };
}

static void begin_text(void *state, const struct text_style *style, FILE *out)
{
	begin(state, &page_as_text, style, out);
}

static void begin_markdown(void *state, const struct text_style *style, FILE *out)
{
	begin(state, &page_as_markdown, style, out);
}

static void begin_html(void *state, const struct text_style *style, FILE *out)
{
	begin(state, &page_as_html, style, out);
}

static void event(void *state, const char *file, const struct explanation *x)
{
	struct page *page = page_begun();

	page_event(page, file, x);
	write_page(state, page);
}

static void boot(void *state, const char *file, const struct boot_explanation *b)
{
	struct page *page = page_begun();

	page_boot(page, file, b);
	write_page(state, page);
}

static void summary(void *state, const struct summary *sum)
{
	struct page *page = page_begun();

	page_summary(page, sum);
	write_page(state, page);
}

static void end(void *state, bool complete)
{
	struct state *s = state;
	struct page *page = page_begun();

	if (complete && !s->begun) {
		page_section(page, "nothing", NULL, NULL);
		page_text(page, TONE_PLAIN,
				  "Nothing to explain: no allocation failure, OOM kill or refused carve-out found.");
	}
	write_page(s, page);
	page = page_begun();
	if (s->begun)
		page_end(&s->writer, page);
	arena_free(page->arena);
}

const struct explain_format explain_text = { begin_text, event, boot, summary, end, sizeof(struct state) };
const struct explain_format explain_markdown = { begin_markdown, event, boot,
												 summary,        end,   sizeof(struct state) };
const struct explain_format explain_html = { begin_html, event, boot, summary, end, sizeof(struct state) };
