/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The list of rules, and what one of them means. */
#include <string.h>

#include "policy/gate_rules.h"
#include "render/json.h"
#include "render/paragraph.h"
#include "render/report.h"
#include "render/rules.h"

static size_t longest_id(void)
{
	size_t longest = 0;

	const struct rule *rule;

	for (size_t i = 0; (rule = gate_rule_at(i)); i++) {
		size_t length = strlen(rule->id);

		longest = length > longest ? length : longest;
	}
	return longest;
}

void text_write_rules(const struct text_style *style, FILE *out)
{
	static const char *const colours[] = { "\033[36m", "\033[33m", "\033[31m" };
	int width = (int)longest_id();
	const struct rule *rule;

	for (size_t i = 0; (rule = gate_rule_at(i)); i++)
		fprintf(out, "%-*s  %s%-7s%s  %s\n", width, rule->id, style->colour ? colours[rule->severity] : "",
				severity_name(rule->severity), style->colour ? "\033[0m" : "", rule->summary);
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
	json_t *list = json_array();
	const struct rule *any;

	for (size_t i = 0; (any = gate_rule_at(i)); i++)
		if (!rule || rule == any)
			json_array_append_new(list, rule_json(any));
	json_write(json_pack("{s:s, s:o}", "schema", "dtcarve-rules-1", "rules", list), out);
}
