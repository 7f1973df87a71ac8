/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Static Analysis Results Interchange Format 2.1.0, as code-scanning services take it. */
#include "config.h"

#include <ctype.h>
#include <string.h>

#include "check/check.h"
#include "render/check_writers.h"
#include "render/json.h"
#include "util/arena.h"

struct writer {
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

static json_t *message(const char *text)
{
	return json_packed("{s:O}", "text", json_text(text));
}

static json_t *list_of(json_t *item)
{
	return json_packed("[O]", item);
}

/* The file with its place where one is known, and the node. `id` and `text` are those of a related location.
 */
static json_t *location(struct writer *w, const char *file, struct source_place place, const char *node,
						int id, const char *text)
{
	const char *name = node ? strrchr(node, '/') : NULL;
	json_t *physical =
		json_packed("{s:{s:s}}", "artifactLocation", "uri", uri_of(w->arena, place.file ? place.file : file));
	json_t *o = json_packed("{s:O}", "physicalLocation", physical);

	if (place.file)
		json_put(physical, "region",
				 json_packed("{s:I, s:I}", "startLine", (json_int_t)place.line, "startColumn",
							 (json_int_t)place.column));
	if (node)
		json_put(o, "logicalLocations",
				 list_of(json_packed("{s:O, s:O, s:s}", "name", json_text(name && name[1] ? name + 1 : node),
									 "fullyQualifiedName", json_text(node), "kind", "element")));
	if (text) {
		json_put(o, "id", json_int(id));
		json_put(o, "message", message(text));
	}
	return o;
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

static json_t *rule_json(struct writer *w, const struct rule *rule)
{
	return json_packed("{s:s, s:O, s:O, s:{s:O, s:O}, s:{s:s}}", "id", rule->id, "shortDescription",
					   message(rule->summary), "fullDescription", message(rule->what), "help", "text",
					   json_text(help_text(w->arena, rule)), "markdown",
					   json_text(help_markdown(w->arena, rule)), "defaultConfiguration", "level",
					   severity_name(rule->severity));
}

static json_t *tool(struct writer *w)
{
	json_t *rules = json_new_array();

	for (size_t i = 0; i < w->rule_count; i++)
		json_append(rules, rule_json(w, w->rules[i]));
	return json_packed("{s:{s:s, s:s, s:O}}", "driver", "name", "dtcarve", "version", PACKAGE_VERSION,
					   "rules", rules);
}

static size_t rule_index(const struct writer *w, const struct rule *rule)
{
	size_t i = 0;

	while (w->rules[i] != rule)
		i++;
	return i;
}

/* --- results -------------------------------------------------------------------- */

static void add_related(json_t *o, struct writer *w, const struct check_board *board,
						const struct check_finding *f)
{
	json_t *related = json_new_array();

	if (f->twin_text)
		json_append(related, location(w, board->file, f->twin, f->path, 1, f->twin_text));
	if (f->other_path)
		json_append(related, location(w, board->file, f->other_place, f->other_path, f->twin_text ? 2 : 1,
									  "the other node"));
	if (json_array_size(related))
		json_put(o, "relatedLocations", related);
}

static void add_standing(json_t *o, const struct check_finding *f)
{
	json_t *suppression;

	if (f->standing == STANDING_KNOWN)
		json_put(o, "baselineState", json_text("unchanged"));
	if (f->standing != STANDING_ACCEPTED)
		return;
	suppression = json_packed("{s:s}", "kind", "external");
	json_add_text(suppression, "justification", f->reason);
	json_put(o, "suppressions", list_of(suppression));
}

static json_t *result(struct writer *w, const struct check_board *board, size_t index)
{
	const struct check_finding *f = &board->findings[index];
	const char *text = arena_printf(w->arena, "%s: %s%s%s%s", f->path, f->message,
									check_variant_words(w->arena, board, f->variants), f->hint ? ". " : "",
									f->hint ? f->hint : "");
	json_t *o =
		json_packed("{s:s, s:I, s:s, s:O, s:O, s:{s:s}}", "ruleId", f->rule->id, "ruleIndex",
					(json_int_t)rule_index(w, f->rule), "level", severity_name(f->severity), "message",
					message(text), "locations", list_of(location(w, board->file, f->place, f->path, 0, NULL)),
					"partialFingerprints", "dtcarveFinding/v1", check_fingerprint(w->arena, board, index));

	add_related(o, w, board, f);
	add_standing(o, f);
	return o;
}

static json_t *results(struct writer *w)
{
	json_t *list = json_new_array();

	for (size_t b = 0; b < w->check->board_count; b++)
		for (size_t i = 0; i < w->check->boards[b].finding_count; i++)
			json_append(list, result(w, &w->check->boards[b], i));
	return list;
}

static json_t *invocation(struct writer *w)
{
	json_t *notes = json_new_array();

	for (size_t b = 0; b < w->check->board_count; b++) {
		const struct check_board *board = &w->check->boards[b];

		for (size_t i = 0; i < board->trouble_count; i++)
			json_append(notes, json_packed("{s:s, s:O, s:O}", "level", "error", "message",
										   message(board->troubles[i]), "locations",
										   list_of(location(w, board->file, (struct source_place){ 0 }, NULL,
															0, NULL))));
	}
	return json_packed("{s:b, s:O}", "executionSuccessful", w->check->troubles == 0,
					   "toolExecutionNotifications", notes);
}

void check_write_sarif(const struct check *check, FILE *out)
{
	struct writer w = { .check = check, .arena = arena_new() };

	w.rules = check_rules(w.arena, check, &w.rule_count);
	json_write(json_packed("{s:s, s:s, s:[{s:O, s:[O], s:s, s:O}]}", "$schema",
						   "https://json.schemastore.org/sarif-2.1.0.json", "version", "2.1.0", "runs",
						   "tool", tool(&w), "invocations", invocation(&w), "columnKind", "utf16CodeUnits",
						   "results", results(&w)),
			   out);
	arena_free(w.arena);
}
