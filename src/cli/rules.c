/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <argp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/result.h"
#include "policy/gate_rules.h"
#include "render/report.h"
#include "render/rules.h"

struct arguments {
	const char *id;
	bool json;
};

static const struct argp_option options[] = {
	{ "format", 'f', "FORMAT", 0, "text (default) or json", 0 },
	{ NULL, 0, NULL, 0, NULL, 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'f':
		a->json = strcmp(arg, "json") == 0;
		if (!a->json && strcmp(arg, "text") != 0)
			argp_error(state, "--format %s: expected text or json", arg);
		return 0;
	case ARGP_KEY_ARG:
		if (a->id)
			argp_error(state, "one rule at a time: %s and %s", a->id, arg);
		a->id = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	options,
	parse,
	"[ID]",
	"Lists the rules that boards are held against, or explains the one called ID.\vExample: dtcarve rules cma-misaligned",
	NULL,
	NULL,
	NULL,
};

/* The identifiers that have the word in them help whoever remembers a part. */
static int unknown_rule(const char *id)
{
	const char *separator = "; did you mean ";
	const struct rule *rule;
	size_t named = 0;

	fprintf(stderr, "dtcarve: rules: there is no rule \"%s\"", id);
	for (size_t i = 0; *id && (rule = gate_rule_at(i)) && named < 5; i++) {
		if (!strstr(rule->id, id))
			continue;
		fprintf(stderr, "%s%s", separator, rule->id);
		separator = ", ";
		named++;
	}
	fputs(named ? "?\n" : " (dtcarve rules lists them)\n", stderr);
	return EXIT_TROUBLE;
}

static int run(int argc, char **argv)
{
	const struct text_style style = result_style(NULL);
	struct arguments a = { 0 };
	const struct rule *rule;

	argp_err_exit_status = EXIT_TROUBLE;
	argp_parse(&argp, argc, argv, 0, NULL, &a);
	rule = a.id ? gate_rule_find(a.id) : NULL;
	if (a.id && !rule)
		return unknown_rule(a.id);
	if (a.json)
		json_write_rules(rule, stdout);
	else if (rule)
		text_write_rule(rule, &style, stdout);
	else
		text_write_rules(&style, stdout);
	return EXIT_OK;
}

const struct command rules_command = { "rules", "list the rules that boards are held against, explain one",
									   run };
