/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "findings/findings.h"

#include <stdlib.h>
#include <string.h>

#include "findings/inspect.h"
#include "util/arena.h"
#include "util/number.h"
#include "util/sort.h"

static const struct rule rules[] = {
#define RULE(check, id, severity, ...) { id, SEVERITY_##severity, check, __VA_ARGS__ },
#include "findings/catalogue.h"
#undef RULE
};

const char *severity_name(enum severity severity)
{
	static const char *const names[] = { "note", "warning", "error" };

	return names[severity];
}

static const struct region **match_outcomes(struct arena *arena, const struct board *board,
											const struct boot *boot)
{
	const struct region **outcomes = arena_alloc(arena, board->rmem_count * sizeof(const struct region *));

	for (size_t i = 0; i < boot->region_count; i++)
		if (boot->regions[i].node < board->rmem_count)
			outcomes[boot->regions[i].node] = &boot->regions[i];
	return outcomes;
}

static int by_place(const void *a, const void *b)
{
	const struct placed_finding *x = a, *y = b;
	int order;

	LESS_FIRST(place.group);
	LESS_FIRST(place.index);
	order = strcmp(x->finding.rule->id, y->finding.rule->id);
	return order ? order : strcmp(x->finding.message, y->finding.message);
}

struct findings *findings_new(const struct board *board, const struct kernel *kernel, const struct boot *boot)
{
	struct arena *arena = arena_new();
	struct findings *findings = arena_new_object(arena, struct findings);
	struct inspection in = { .arena = arena, .board = board, .kernel = kernel, .boot = boot };

	findings->arena = arena;
	cmdline_parse(arena, boot->cmdline, &in.cmdline);
	in.space = space_read(arena, board, boot);
	in.outcomes = match_outcomes(arena, board, boot);
	for (in.rule = rules; in.rule < rules + ARRAY_SIZE(rules); in.rule++)
		in.rule->check(&in);
	if (in.count)
		sort_items(in.list, in.count, sizeof(*in.list), by_place);
	for (size_t i = 0; i < in.count; i++)
		arena_push(arena, findings->items, findings->count, in.list[i].finding);
	return findings;
}

void findings_free(struct findings *findings)
{
	if (findings)
		arena_free(findings->arena);
}

size_t rule_count(void)
{
	return ARRAY_SIZE(rules);
}

const struct rule *rule_after(const char *id)
{
	const struct rule *next = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(rules); i++)
		if (strcmp(rules[i].id, id) > 0 && (!next || strcmp(rules[i].id, next->id) < 0))
			next = &rules[i];
	return next;
}

const struct rule *rule_find(const char *id)
{
	for (size_t i = 0; i < ARRAY_SIZE(rules); i++)
		if (strcmp(rules[i].id, id) == 0)
			return &rules[i];
	return NULL;
}
