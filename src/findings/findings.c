/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "findings/findings.h"

#include <stdlib.h>
#include <string.h>

#include "findings/inspect.h"
#include "util/arena.h"
#include "util/number.h"
#include "util/sort.h"

static const struct rule *const families[] = {
	alignment_rules, boot_loader_rules, cmdline_rules,   count_rules,   dynamic_rules,   firmware_rules, fragmentation_rules,
	loss_rules,      memory_rules,      outcome_rules,   overlap_rules, placement_rules, pool_rules,
	property_rules,  reference_rules,   structure_rules, unmodelled_rules, zone_rules,
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

	if (x->place.group != y->place.group)
		return x->place.group < y->place.group ? -1 : 1;
	if (x->place.index != y->place.index)
		return x->place.index < y->place.index ? -1 : 1;
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
	for (size_t i = 0; i < ARRAY_SIZE(families); i++) {
		for (in.rule = families[i]; in.rule->id; in.rule++)
			in.rule->check(&in);
	}
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
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_SIZE(families); i++)
		for (const struct rule *rule = families[i]; rule->id; rule++)
			count++;
	return count;
}

const struct rule *rule_after(const char *id)
{
	const struct rule *next = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(families); i++)
		for (const struct rule *rule = families[i]; rule->id; rule++)
			if (strcmp(rule->id, id) > 0 && (!next || strcmp(rule->id, next->id) < 0))
				next = rule;
	return next;
}

const struct rule *rule_find(const char *id)
{
	for (size_t i = 0; i < ARRAY_SIZE(families); i++)
		for (const struct rule *rule = families[i]; rule->id; rule++)
			if (strcmp(rule->id, id) == 0)
				return rule;
	return NULL;
}
