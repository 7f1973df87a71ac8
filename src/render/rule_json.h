/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_RULE_JSON_H
#define DTCARVE_RENDER_RULE_JSON_H

#include <stdio.h>

struct rule;

/* Schema dtcarve-rules-1: one rule, or all for NULL. */
void json_write_rules(const struct rule *rule, FILE *out);

#endif
