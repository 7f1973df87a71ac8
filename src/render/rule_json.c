/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rules as JSON. */
#include <jansson.h>

#include "policy/policy_findings.h"
#include "render/json.h"
#include "render/rule_json.h"

static json_t *rule_json(const struct rule *rule)
{
	return json_packed("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "id", rule->id, "severity",
					   severity_name(rule->severity), "summary", rule->summary, "what", rule->what,
					   "versions", rule->versions, "example", rule->example, "mend", rule->mend);
}

void json_write_rules(const struct rule *rule, FILE *out)
{
	json_t *list = json_new_array();

	for (const struct rule *any = gate_rule_after(""); any; any = gate_rule_after(any->id))
		if (!rule || rule == any)
			json_append(list, rule_json(any));
	json_write(json_packed("{s:s, s:O}", "schema", "dtcarve-rules-1", "rules", list), out);
}
