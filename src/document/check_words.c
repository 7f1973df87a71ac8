/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document/check_words.h"

#include <stdlib.h>
#include <string.h>

#include "check/check.h"
#include "findings/findings.h"
#include "document/report_words.h"
#include "kernel/family.h"
#include "util/arena.h"
#include "util/number.h"
#include "util/size.h"
#include "util/sort.h"

/* FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/; the NUL ends each part. */
static uint64_t mix(uint64_t hash, const char *text)
{
	do {
		hash = (hash ^ (unsigned char)*text) * 0x100000001b3u;
	} while (*text++);
	return hash;
}

const char *check_fingerprint(struct arena *arena, const struct check_board *board, size_t index)
{
	const struct check_finding *f = &board->findings[index];
	const char *file = strncmp(board->file, "./", 2) == 0 ? board->file + 2 : board->file;
	const char *parts[] = { file,          f->rule->id, f->path,
							f->other_path, f->property, arena_printf(arena, "%u", f->alike) };
	uint64_t a = 0xcbf29ce484222325u, b = 0x84222325cbf29ce4u;

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		a = mix(a, parts[i] ? parts[i] : "");
		b = mix(b, parts[i] ? parts[i] : "");
	}
	return arena_printf(arena, "%016llx%016llx", (unsigned long long)a, (unsigned long long)b);
}

const char *check_variant_words(struct arena *arena, const struct check_board *board, uint64_t variants)
{
	size_t count = board->variants.count;
	const char *text = "";

	if (count < 2 || variants == UINT64_MAX >> (64 - count))
		return "";
	for (size_t i = 0; i < count; i++)
		if (variants >> i & 1)
			text = arena_printf(arena, "%s%s%s", text, *text ? ", " : "",
								variant_words(arena, &board->variants.items[i]));
	return arena_printf(arena, " [%s]", text);
}

static int by_id(const void *a, const void *b)
{
	const struct rule *const *x = a, *const *y = b;

	return strcmp((*x)->id, (*y)->id);
}

static bool has_rule(const struct rule **rules, size_t count, const struct rule *rule)
{
	for (size_t i = 0; i < count; i++)
		if (rules[i] == rule)
			return true;
	return false;
}

const struct rule **check_rules(struct arena *arena, const struct check *check, size_t *count)
{
	const struct rule **rules = NULL;

	*count = 0;
	for (size_t b = 0; b < check->board_count; b++) {
		const struct check_board *board = &check->boards[b];

		for (size_t i = 0; i < board->finding_count; i++)
			if (!has_rule(rules, *count, board->findings[i].rule))
				arena_push(arena, rules, *count, board->findings[i].rule);
	}
	if (*count)
		sort_items(rules, *count, sizeof(const struct rule *), by_id);
	return rules;
}

static const char *count_words(struct arena *arena, size_t count, const char *word)
{
	return arena_printf(arena, "%zu %s%s", count, word, count == 1 ? "" : "s");
}

#define SKIPPED_SHOWN 5

const char *check_skipped_words(struct arena *arena, const struct check *check)
{
	const char *names = "";

	if (!check->skipped_count)
		return NULL;
	for (size_t i = 0; i < check->skipped_count && i < SKIPPED_SHOWN; i++)
		names = arena_printf(arena, "%s%s%s", names, i ? ", " : "", check->skipped[i]);
	return arena_printf(arena, "skipped, as not called .dtb or .dts (name an image to check it): %s: %s%s",
						count_words(arena, check->skipped_count, "file"), names,
						check->skipped_count > SKIPPED_SHOWN ? ", ..." : "");
}

const char *check_basis_words(struct arena *arena, const struct check_board *board, size_t variant)
{
	const struct variant *asked = &board->variants.items[variant];
	const struct check_basis *basis = board->bases ? &board->bases[variant] : NULL;

	if (!basis || !basis->checked)
		return variant_words(arena, asked);
	return arena_printf(arena, "%s%s, Linux %s", size_text(arena, basis->ram),
						basis->ddr_from ? arena_printf(arena, " (%s)", basis->ddr_from) : "", basis->kernel);
}

const char *check_verdict_words(struct arena *arena, const struct check_board *board, size_t variant,
								enum severity *worst)
{
	size_t counts[SEVERITY_ERROR + 1] = { 0 };

	*worst = SEVERITY_NOTE;
	if (!board->bases || !board->bases[variant].checked) {
		*worst = SEVERITY_ERROR;
		return "not checked";
	}
	for (size_t i = 0; i < board->finding_count; i++) {
		const struct check_finding *f = &board->findings[i];

		if (f->standing != STANDING_NEW || !(f->variants >> variant & 1))
			continue;
		counts[f->severity]++;
		*worst = f->severity > *worst ? f->severity : *worst;
	}
	return severity_count_words(arena, counts);
}

static bool any_rule(const struct check *check, const char *prefix)
{
	for (size_t b = 0; b < check->board_count; b++)
		for (size_t i = 0; i < check->boards[b].finding_count; i++) {
			const struct check_finding *f = &check->boards[b].findings[i];

			if (f->standing == STANDING_NEW && strncmp(f->rule->id, prefix, strlen(prefix)) == 0)
				return true;
		}
	return false;
}

static const struct check_finding *worst_finding(const struct check *check)
{
	const struct check_finding *worst = NULL;

	for (size_t b = 0; b < check->board_count; b++)
		for (size_t i = 0; i < check->boards[b].finding_count; i++) {
			const struct check_finding *f = &check->boards[b].findings[i];

			if (f->standing == STANDING_NEW && (!worst || f->severity > worst->severity))
				worst = f;
		}
	return worst;
}

static bool kernel_missing(const struct check *check)
{
	for (size_t b = 0; b < check->board_count; b++)
		for (size_t i = 0; check->boards[b].bases && i < check->boards[b].variants.count; i++)
			if (check->boards[b].bases[i].checked && !check->boards[b].bases[i].given)
				return true;
	return false;
}

const char *check_next_words(struct arena *arena, const struct check *check)
{
	const struct check_finding *worst = worst_finding(check);

	if (check->troubles)
		return "mend what kept boards from being checked, standard error tells it, then check again";
	if (kernel_missing(check))
		return arena_printf(arena,
							"name the kernel that the boards run by --kernel: without it the rules of Linux %s hold",
							NEWEST_KERNEL);
	if (any_rule(check, "policy-need") || any_rule(check, "policy-unmovable") || any_rule(check, "policy-order"))
		return "dtcarve suggest --policy FILE BOARD finds carve-outs that meet the policy";
	if (worst)
		return arena_printf(arena, "dtcarve rules %s explains the %s and how to mend it", worst->rule->id,
							severity_name(worst->severity));
	if (check->board_count && !check->policies)
		return "dtcarve policy --init BOARDS -o dtcarve.ini writes down what the boards have today, for later checks to hold";
	return NULL;
}

const char *check_sum_words(struct arena *arena, const struct check *c)
{
	const char *text =
		arena_printf(arena, "%s in %s: %s, %s, %s", count_words(arena, c->board_count, "board"),
					 count_words(arena, c->variant_count, "variant"),
					 count_words(arena, c->counts[SEVERITY_ERROR], "error"),
					 count_words(arena, c->counts[SEVERITY_WARNING], "warning"),
					 count_words(arena, c->counts[SEVERITY_NOTE], "note"));

	if (c->known)
		text = arena_printf(arena, "%s; %zu known from the baseline", text, c->known);
	if (c->accepted)
		text = arena_printf(arena, "%s; %zu accepted", text, c->accepted);
	if (c->troubles)
		text = arena_printf(arena, "%s; %zu not checked", text, c->troubles);
	if (c->guessed)
		text = arena_printf(arena, "%s; where RAM begins is a guess for %zu (--ddr SIZE@BASE tells)", text,
							c->guessed);
	return text;
}
