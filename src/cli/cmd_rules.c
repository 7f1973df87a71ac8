/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "document/pages.h"
#include "policy/policy_findings.h"
#include "render/rule_json.h"
#include "util/error.h"
#include "util/number.h"
#include "util/nearest.h"

static void check(void *arguments, struct argp_state *state)
{
	const struct command_line *line = arguments;

	if (line->word_count > 1)
		argp_error(state, "one rule at a time: %s and %s", line->words[0], line->words[1]);
}

static const char *nearest_rule(const char *id)
{
	const char *ids[256];
	size_t count = 0;

	for (const struct rule *rule = gate_rule_after(""); rule && count < ARRAY_SIZE(ids);
		 rule = gate_rule_after(rule->id))
		ids[count++] = rule->id;
	return nearest_word(id, ids, count);
}

/* The identifiers that have the word in them help whoever remembers a part. */
static int unknown_rule(const char *id)
{
	const char *separator = "; did you mean ";
	const struct rule *rule = *id ? gate_rule_after("") : NULL;
	size_t named = 0;

	fprintf(stderr, "dtcarve: rules: there is no rule \"%s\"", id);
	for (; rule && named < 5; rule = gate_rule_after(rule->id)) {
		if (!strstr(rule->id, id))
			continue;
		fprintf(stderr, "%s%s", separator, rule->id);
		separator = ", ";
		named++;
	}
	if (!named && nearest_rule(id))
		fprintf(stderr, "%s%s", separator, nearest_rule(id));
	fputs(named || nearest_rule(id) ? "?\n" : " (dtcarve rules lists them)\n", stderr);
	return EXIT_TROUBLE;
}

static int write_rules(const struct command_line *line, const struct rule *rule, struct error *error)
{
	OUTPUT(&line->output, rule ? page_of_rule(line->arena, rule) : page_of_rules(line->arena),
		   json_write_rules(rule, out), error);
}

static int run_rules(void *arguments, struct error *error)
{
	const struct command_line *line = arguments;
	const char *id = line->word_count ? line->words[0] : NULL;
	const struct rule *rule = id ? gate_rule_find(id) : NULL;

	if (id && !rule)
		return unknown_rule(id);
	return write_rules(line, rule, error);
}

const struct work rules_work = { .size = sizeof(struct command_line), .check = check, .run = run_rules };
