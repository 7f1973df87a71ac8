/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_RULES_H
#define DTCARVE_RENDER_RULES_H

#include <stdio.h>

struct rule;
struct text_style;

/* One line a rule, sorted by identifier; and all that one of them says. */
void text_write_rules(const struct text_style *style, FILE *out);
void text_write_rule(const struct rule *rule, const struct text_style *style, FILE *out);

/* The same as JSON, schema dtcarve-rules-1: one rule, or all for NULL. */
void json_write_rules(const struct rule *rule, FILE *out);

#endif
