/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JUnit XML as the Ant schema has it: attributes and elements in its order, all that it wants. */
#include <string.h>
#include <time.h>

#include "check/check.h"
#include "render/check_writers.h"
#include "util/escape.h"
#include "util/arena.h"

struct writer {
	enum severity threshold;
	struct arena *arena;
	FILE *out;
	char when[32];
};

/* XML 1.0 has no way to write control bytes, so these are escaped as everywhere; then what is markup. */
static void put(const struct writer *w, const char *text)
{
	for (text = escape_text(w->arena, text, false); *text; text++) {
		const char *entity = *text == '&'   ? "&amp;"
							 : *text == '<' ? "&lt;"
							 : *text == '>' ? "&gt;"
							 : *text == '"' ? "&quot;"
											: NULL;

		if (entity)
			fputs(entity, w->out);
		else
			fputc(*text, w->out);
	}
}

static bool fails(const struct writer *w, const struct check_finding *f)
{
	return f->standing == STANDING_NEW && f->severity >= w->threshold;
}

static void open_case(const struct writer *w, const struct check_board *board, const char *name)
{
	fputs("    <testcase name=\"", w->out);
	put(w, name);
	fputs("\" classname=\"", w->out);
	put(w, board->file);
	fputs("\" time=\"0\"", w->out);
}

static void put_element(const struct writer *w, const char *element, const char *type, const char *message,
						const char *text)
{
	fprintf(w->out, ">\n      <%s message=\"", element);
	put(w, message);
	if (type) {
		fputs("\" type=\"", w->out);
		put(w, type);
	}
	fputs("\">", w->out);
	put(w, text);
	fprintf(w->out, "</%s>\n    </testcase>\n", element);
}

static const char *details(const struct writer *w, const struct check_board *board,
						   const struct check_finding *f)
{
	const char *place =
		f->place.file ? arena_printf(w->arena, "%s:%lu:%lu", f->place.file, f->place.line, f->place.column)
					  : board->file;

	return arena_printf(w->arena, "%s: %s (%s): %s: %s%s%s", place, severity_name(f->severity), f->rule->id,
						f->path, f->message, f->hint ? ". " : "", f->hint ? f->hint : "");
}

static void write_finding(const struct writer *w, const struct check_board *board,
						  const struct check_finding *f)
{
	const char *variants = check_variant_words(w->arena, board, f->variants);

	open_case(w, board, arena_printf(w->arena, "%s %s%s", f->rule->id, f->path, variants));
	if (fails(w, f))
		put_element(w, "failure", f->rule->id, f->message, details(w, board, f));
	else if (f->standing == STANDING_NEW)
		fputs("/>\n", w->out);
	else
		put_element(w, "skipped", NULL, f->reason ? f->reason : "known from the baseline",
					details(w, board, f));
}

static void write_properties(const struct writer *w, const struct check_board *board)
{
	fputs("    <properties>\n", w->out);
	for (size_t i = 0; i < board->variants.count; i++) {
		const char *words = variant_words(w->arena, &board->variants.items[i]);

		if (!*words)
			continue;
		fprintf(w->out, "      <property name=\"variant.%zu\" value=\"", i);
		put(w, words);
		fputs("\"/>\n", w->out);
	}
	fputs("    </properties>\n", w->out);
}

static void write_suite(const struct writer *w, const struct check_board *board, size_t id)
{
	size_t failures = 0, skipped = 0;
	bool nothing = board->finding_count + board->trouble_count == 0;

	for (size_t i = 0; i < board->finding_count; i++) {
		failures += fails(w, &board->findings[i]);
		skipped += board->findings[i].standing != STANDING_NEW;
	}
	fputs("  <testsuite package=\"dtcarve\" name=\"", w->out);
	put(w, board->file);
	fprintf(
		w->out,
		"\" id=\"%zu\" timestamp=\"%s\" hostname=\"localhost\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\" time=\"0\">\n",
		id, w->when, board->finding_count + board->trouble_count + nothing, failures, board->trouble_count,
		skipped);
	write_properties(w, board);
	for (size_t i = 0; i < board->trouble_count; i++) {
		open_case(w, board, "can be checked");
		put_element(w, "error", "trouble", board->troubles[i], board->troubles[i]);
	}
	for (size_t i = 0; i < board->finding_count; i++)
		write_finding(w, board, &board->findings[i]);
	if (nothing) {
		open_case(w, board, "no finding");
		fputs("/>\n", w->out);
	}
	fputs("    <system-out/>\n    <system-err/>\n  </testsuite>\n", w->out);
}

void check_write_junit(const struct check *check, enum severity threshold, int64_t when, FILE *out)
{
	struct writer w = { .threshold = threshold, .out = out };
	time_t seconds = (time_t)when;
	struct tm tm = { 0 };

	gmtime_r(&seconds, &tm);
	if (strftime(w.when, sizeof(w.when), "%Y-%m-%dT%H:%M:%S", &tm) != 19)
		strcpy(w.when, "1970-01-01T00:00:00");
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n", out);
	for (size_t b = 0; b < check->board_count; b++) {
		w.arena = arena_new();
		write_suite(&w, &check->boards[b], b);
		arena_free(w.arena);
	}
	fputs("</testsuites>\n", out);
}
