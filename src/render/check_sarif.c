/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Static Analysis Results Interchange Format 2.1.0, as code-scanning services take it. */
#include "config.h"

#include <ctype.h>
#include <string.h>

#include "check/check.h"
#include "render/check.h"
#include "render/json_writer.h"
#include "util/arena.h"

struct writer {
	struct json_writer json;
	const struct check *check;
	struct arena *arena;
	const struct rule **rules;
	size_t rule_count;
};

/* A file's name as a URI reference, RFC 3986. */
static const char *uri_of(struct arena *arena, const char *file)
{
	char *uri = arena_alloc(arena, 3 * strlen(file) + sizeof("file://")), *to = uri;

	if (strncmp(file, "./", 2) == 0)
		file += 2;
	if (*file == '/')
		to = stpcpy(to, "file://");
	for (; *file; file++) {
		if (isalnum((unsigned char)*file) || strchr("-._~/", *file))
			*to++ = *file;
		else
			to += sprintf(to, "%%%02X", (unsigned char)*file);
	}
	return uri;
}

static void put_message(struct json_writer *w, const char *key, const char *text)
{
	jsonw_open(w, key, '{');
	jsonw_string(w, "text", text);
	jsonw_close(w, '}');
}

static void put_file(struct writer *w, const char *file)
{
	jsonw_open(&w->json, "artifactLocation", '{');
	jsonw_string(&w->json, "uri", uri_of(w->arena, file));
	jsonw_close(&w->json, '}');
}

/* The file with its place where one is known, and the node. `id` and `text` are those of a related location.
 */
static void put_location(struct writer *w, const char *file, struct source_place place, const char *node,
						 int id, const char *text)
{
	struct json_writer *j = &w->json;
	const char *name = node ? strrchr(node, '/') : NULL;

	jsonw_open(j, NULL, '{');
	if (text)
		jsonw_integer(j, "id", id);
	jsonw_open(j, "physicalLocation", '{');
	put_file(w, place.file ? place.file : file);
	if (place.file) {
		jsonw_open(j, "region", '{');
		jsonw_integer(j, "startLine", (int64_t)place.line);
		jsonw_integer(j, "startColumn", (int64_t)place.column);
		jsonw_close(j, '}');
	}
	jsonw_close(j, '}');
	if (node) {
		jsonw_open(j, "logicalLocations", '[');
		jsonw_open(j, NULL, '{');
		jsonw_string(j, "name", name && name[1] ? name + 1 : node);
		jsonw_string(j, "fullyQualifiedName", node);
		jsonw_string(j, "kind", "element");
		jsonw_close(j, '}');
		jsonw_close(j, ']');
	}
	if (text)
		put_message(j, "message", text);
	jsonw_close(j, '}');
}

/* --- rules ---------------------------------------------------------------------- */

static const char *help_markdown(struct arena *arena, const struct rule *rule)
{
	return arena_printf(arena, "%s\n\n**By version:** %s\n\n```dts\n%s\n```\n\n**How to mend it:** %s",
						rule->what, rule->versions, rule->example, rule->mend);
}

static const char *help_text(struct arena *arena, const struct rule *rule)
{
	return arena_printf(arena, "%s\n\nBy version: %s\n\nHow to mend it: %s", rule->what, rule->versions,
						rule->mend);
}

static void put_rule(struct writer *w, const struct rule *rule)
{
	struct json_writer *j = &w->json;

	jsonw_open(j, NULL, '{');
	jsonw_string(j, "id", rule->id);
	put_message(j, "shortDescription", rule->summary);
	put_message(j, "fullDescription", rule->what);
	jsonw_open(j, "help", '{');
	jsonw_string(j, "text", help_text(w->arena, rule));
	jsonw_string(j, "markdown", help_markdown(w->arena, rule));
	jsonw_close(j, '}');
	jsonw_open(j, "defaultConfiguration", '{');
	jsonw_string(j, "level", severity_name(rule->severity));
	jsonw_close(j, '}');
	jsonw_close(j, '}');
}

static void put_tool(struct writer *w)
{
	struct json_writer *j = &w->json;

	jsonw_open(j, "tool", '{');
	jsonw_open(j, "driver", '{');
	jsonw_string(j, "name", "dtcarve");
	jsonw_string(j, "version", PACKAGE_VERSION);
	jsonw_open(j, "rules", '[');
	for (size_t i = 0; i < w->rule_count; i++)
		put_rule(w, w->rules[i]);
	jsonw_close(j, ']');
	jsonw_close(j, '}');
	jsonw_close(j, '}');
}

static size_t rule_index(const struct writer *w, const struct rule *rule)
{
	size_t i = 0;

	while (w->rules[i] != rule)
		i++;
	return i;
}

/* --- results -------------------------------------------------------------------- */

static void put_related(struct writer *w, const struct check_board *board, const struct check_finding *f)
{
	if (!f->twin_text && !f->other_path)
		return;
	jsonw_open(&w->json, "relatedLocations", '[');
	if (f->twin_text)
		put_location(w, board->file, f->twin, f->path, 1, f->twin_text);
	if (f->other_path)
		put_location(w, board->file, f->other_place, f->other_path, f->twin_text ? 2 : 1, "the other node");
	jsonw_close(&w->json, ']');
}

static void put_standing(struct writer *w, const struct check_finding *f)
{
	struct json_writer *j = &w->json;

	if (f->standing == STANDING_KNOWN)
		jsonw_string(j, "baselineState", "unchanged");
	if (f->standing != STANDING_ACCEPTED)
		return;
	jsonw_open(j, "suppressions", '[');
	jsonw_open(j, NULL, '{');
	jsonw_string(j, "kind", "external");
	if (f->reason)
		jsonw_string(j, "justification", f->reason);
	jsonw_close(j, '}');
	jsonw_close(j, ']');
}

static void put_result(struct writer *w, const struct check_board *board, size_t index)
{
	const struct check_finding *f = &board->findings[index];
	struct json_writer *j = &w->json;

	jsonw_open(j, NULL, '{');
	jsonw_string(j, "ruleId", f->rule->id);
	jsonw_integer(j, "ruleIndex", (int64_t)rule_index(w, f->rule));
	jsonw_string(j, "level", severity_name(f->severity));
	put_message(j, "message",
				arena_printf(w->arena, "%s: %s%s%s%s", f->path, f->message,
							 check_variant_words(w->arena, board, f->variants), f->hint ? ". " : "",
							 f->hint ? f->hint : ""));
	jsonw_open(j, "locations", '[');
	put_location(w, board->file, f->place, f->path, 0, NULL);
	jsonw_close(j, ']');
	put_related(w, board, f);
	jsonw_open(j, "partialFingerprints", '{');
	jsonw_string(j, "dtcarveFinding/v1", check_fingerprint(w->arena, board, index));
	jsonw_close(j, '}');
	put_standing(w, f);
	jsonw_close(j, '}');
}

static void put_results(struct writer *w)
{
	jsonw_open(&w->json, "results", '[');
	for (size_t b = 0; b < w->check->board_count; b++) {
		const struct check_board *board = &w->check->boards[b];
		struct arena *whole = w->arena;

		w->arena = arena_new();
		for (size_t i = 0; i < board->finding_count; i++)
			put_result(w, board, i);
		arena_free(w->arena);
		w->arena = whole;
	}
	jsonw_close(&w->json, ']');
}

static void put_trouble(struct writer *w, const struct check_board *board, const char *text)
{
	struct json_writer *j = &w->json;

	jsonw_open(j, NULL, '{');
	jsonw_string(j, "level", "error");
	put_message(j, "message", text);
	jsonw_open(j, "locations", '[');
	put_location(w, board->file, (struct source_place){ 0 }, NULL, 0, NULL);
	jsonw_close(j, ']');
	jsonw_close(j, '}');
}

static void put_invocation(struct writer *w)
{
	struct json_writer *j = &w->json;

	jsonw_open(j, "invocations", '[');
	jsonw_open(j, NULL, '{');
	jsonw_bool(j, "executionSuccessful", w->check->troubles == 0);
	jsonw_open(j, "toolExecutionNotifications", '[');
	for (size_t b = 0; b < w->check->board_count; b++)
		for (size_t i = 0; i < w->check->boards[b].trouble_count; i++)
			put_trouble(w, &w->check->boards[b], w->check->boards[b].troubles[i]);
	jsonw_close(j, ']');
	jsonw_close(j, '}');
	jsonw_close(j, ']');
}

void check_write_sarif(const struct check *check, FILE *out)
{
	struct writer w = { .check = check, .arena = arena_new() };
	struct json_writer *j = &w.json;

	w.rules = check_rules(w.arena, check, &w.rule_count);
	jsonw_begin(j, out);
	jsonw_open(j, NULL, '{');
	jsonw_string(j, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
	jsonw_string(j, "version", "2.1.0");
	jsonw_open(j, "runs", '[');
	jsonw_open(j, NULL, '{');
	put_tool(&w);
	put_invocation(&w);
	jsonw_string(j, "columnKind", "utf16CodeUnits");
	put_results(&w);
	jsonw_close(j, '}');
	jsonw_close(j, ']');
	jsonw_close(j, '}');
	arena_free(w.arena);
}
