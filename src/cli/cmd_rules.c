/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <argp.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/output_options.h"
#include "cli/result.h"
#include "cli/setting.h"
#include "document/pages.h"
#include "policy/policy_findings.h"
#include "render/rule_json.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/output.h"
#include "util/number.h"
#include "util/nearest.h"

struct arguments {
	struct output_options output;
	const char *id;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		if (a->id)
			argp_error(state, "one rule at a time: %s and %s", a->id, arg);
		a->id = arg;
		return 0;
	default:
		return command_parse(NULL, &a->output, NULL, key, arg, state);
	}
}

static const struct argp argp = {
	NULL,
	parse,
	"[ID]",
	"Lists the rules that boards are held against, or explains the one called ID.\vExample: dtcarve rules cma-misaligned",
	output_and_format_argp,
	NULL,
	NULL,
};

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

static int write_rules(const struct arguments *a, const struct rule *rule, struct error *error)
{
	struct output result;
	int ret;

	if (output_format(&a->output) != FORMAT_JSON)
		return output_page(
			&a->output, rule ? page_of_rule(a->output.arena, rule) : page_of_rules(a->output.arena), error);
	ret = output_open(&result, a->output.path, error);
	if (ret)
		return ret;
	json_write_rules(rule, result.out);
	return output_close(&result, 0, error);
}

static int run_rules(int argc, char **argv)
{
	struct arguments a = { .output = { .arena = arena_new(),
									   .formats = FORMAT_DOCUMENTS | FORMAT_BIT(JSON) } };
	const struct rule *rule;
	struct error error;
	int status = EXIT_OK;

	parse_arguments(&argp, argc, argv, &a);
	rule = a.id ? gate_rule_find(a.id) : NULL;
	if (a.id && !rule)
		status = unknown_rule(a.id);
	else if (write_rules(&a, rule, &error) != 0)
		status = trouble(&error);
	arena_free(a.output.arena);
	return status;
}

const struct command rules_command = { "rules", "list the rules that boards are held against, explain one",
									   run_rules, &argp };
