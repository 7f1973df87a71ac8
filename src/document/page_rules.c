/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The list of rules, and what one of them means. */
#include <string.h>

#include "document/page_sections.h"
#include "document/pages.h"
#include "policy/policy_findings.h"
#include "util/arena.h"

static const struct page_column columns[] = { { "", COLUMN_WORD }, { "", COLUMN_WORD }, { "", COLUMN_TEXT } };

struct page *page_of_rules(struct arena *arena)
{
	struct page *page = page_new(arena, "What boards are held against", NULL);
	struct page_table *table;

	page_section(page, "rules", "Rules", NULL);
	table = page_table(page, columns, sizeof(columns) / sizeof(columns[0]));
	for (const struct rule *rule = gate_rule_after(""); rule; rule = gate_rule_after(rule->id))
		page_row(page, table,
				 (const struct page_cell[]){
					 { .text = rule->id, .tone = TONE_STRONG },
					 { .text = severity_name(rule->severity), .tone = severity_tone(rule->severity) },
					 { .text = rule->summary } });
	return page;
}

static void add_text(struct page *page, const char *id, const char *title, const char *text)
{
	page_section(page, id, title, NULL);
	page_text(page, TONE_PLAIN, text);
}

struct page *page_of_rule(struct arena *arena, const struct rule *rule)
{
	struct page *page = page_new(arena, rule->id,
								 arena_printf(arena, "%s: %s", severity_name(rule->severity), rule->summary));

	add_text(page, "what", "What it finds", rule->what);
	add_text(page, "versions", "Versions", rule->versions);
	page_section(page, "example", "Example", NULL);
	page_source(page, rule->example);
	add_text(page, "mend", "How to mend it", rule->mend);
	return page;
}
