/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The list of rules, and what one of them means. */
#include <jansson.h>
#include <string.h>

#include "render/paragraph.h"
#include "render/report.h"
#include "render/rules.h"
#include "rules/findings.h"

static size_t longest_id(void)
{
	size_t longest = 0;

	for (size_t i = 0; i < rule_count(); i++) {
		size_t length = strlen(rule_at(i)->id);

		longest = length > longest ? length : longest;
	}
	return longest;
}

void text_write_rules(const struct text_style *style, FILE *out)
{
	static const char *const colours[] = { "\033[36m", "\033[33m", "\033[31m" };
	int width = (int)longest_id();

	for (size_t i = 0; i < rule_count(); i++) {
		const struct rule *rule = rule_at(i);

		fprintf(out, "%-*s  %s%-7s%s  %s\n", width, rule->id, style->colour ? colours[rule->severity] : "",
				severity_name(rule->severity), style->colour ? "\033[0m" : "", rule->summary);
	}
}

static void put_section(const char *title, const char *text, const struct text_style *style, FILE *out)
{
	fprintf(out, "\n%s\n", title);
	paragraph(out, style->width, "", "", text);
}

static void put_example(const char *text, FILE *out)
{
	fputs("\nExample\n", out);
	while (*text) {
		size_t length = strcspn(text, "\n");

		fputs("    ", out);
		for (size_t i = 0; i < length; i++)
			fputs(text[i] == '\t' ? "    " : (char[]){ text[i], '\0' }, out);
		fputc('\n', out);
		text += length + (text[length] == '\n');
	}
}

void text_write_rule(const struct rule *rule, const struct text_style *style, FILE *out)
{
	fprintf(out, "%s (%s): %s\n\n", rule->id, severity_name(rule->severity), rule->summary);
	paragraph(out, style->width, "", "", rule->what);
	put_section("Versions", rule->versions, style, out);
	put_example(rule->example, out);
	put_section("How to mend it", rule->mend, style, out);
}

static json_t *rule_json(const struct rule *rule)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "id", rule->id, "severity",
					 severity_name(rule->severity), "summary", rule->summary, "what", rule->what, "versions",
					 rule->versions, "example", rule->example, "mend", rule->mend);
}

void json_write_rules(const struct rule *rule, FILE *out)
{
	json_t *list = json_array(), *json;

	for (size_t i = 0; i < rule_count(); i++)
		if (!rule || rule == rule_at(i))
			json_array_append_new(list, rule_json(rule_at(i)));
	json = json_pack("{s:s, s:o}", "schema", "dtcarve-rules-1", "rules", list);
	json_dumpf(json, out, JSON_INDENT(1) | JSON_ENSURE_ASCII);
	fputc('\n', out);
	json_decref(json);
}
