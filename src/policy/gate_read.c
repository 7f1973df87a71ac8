/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/board_scope.h"
#include "policy/gate.h"
#include "policy/policy_findings.h"
#include "policy/ini_reader.h"
#include "policy/policy.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/nearest.h"
#include "util/number.h"

#define POLICY_LIMIT_BYTES ((size_t)MIB(1))

static const char *const sections[] = {
	"board", "needs", "budget", "severity", "accept RULE PATH", "demand PATH", "region PATH", "defaults"
};

struct reader {
	struct arena *arena;
	struct gate *gate;
	struct error *error;
	const struct ini_entry *entry;
};

static int refuse(const struct reader *r, const char *wrong, const char *value, const char *right)
{
	return error_set(r->error, -EINVAL, "%s:%d: %s \"%s\": expected %s", r->gate->file, r->entry->line, wrong,
					 value, right);
}

/* "did you mean" where a word is near, else all words. */
static int refuse_word(const struct reader *r, const char *wrong, const char *word, const char *const words[],
					   size_t count)
{
	const char *nearest = nearest_word(word, words, count), *list = "";

	if (nearest)
		return error_set(r->error, -EINVAL, "%s:%d: %s \"%s\": did you mean \"%s\"?", r->gate->file,
						 r->entry->line, wrong, word, nearest);
	for (size_t i = 0; i < count; i++)
		list = arena_printf(r->arena, "%s%s%s", list, i == 0 ? "" : i + 1 == count ? " or " : ", ", words[i]);
	return refuse(r, wrong, word, list);
}

static const struct rule *read_rule(const struct reader *r, const char *id, int *ret)
{
	const struct rule *rule = gate_rule_find(id);
	const char **ids = NULL;
	size_t count = 0;

	*ret = 0;
	if (rule)
		return rule;
	for (rule = gate_rule_after(""); rule; rule = gate_rule_after(rule->id))
		arena_push(r->arena, ids, count, rule->id);
	if (nearest_word(id, ids, count))
		*ret = refuse_word(r, "unknown rule", id, ids, count);
	else
		*ret = refuse(r, "unknown rule", id, "one that \"dtcarve rules\" lists");
	return NULL;
}

static bool read_size(struct arena *arena, const char *value, struct gate_size *size)
{
	size_t length = strlen(value);

	size->percent = length > 1 && value[length - 1] == '%';
	if (!size->percent)
		return parse_size(value, &size->value);
	return parse_size(arena_strndup(arena, value, length - 1), &size->value) && size->value <= 100;
}

/* --- sections ------------------------------------------------------------------------ */

static int take_board(struct reader *r)
{
	static const char *const keys[] = { "ddr", "kernel" };
	const struct ini_entry *e = r->entry;

	if (strcmp(e->key, "ddr") == 0) {
		r->gate->ddr = arena_strdup(r->arena, e->value);
		r->gate->ddr_line = e->line;
	} else if (strcmp(e->key, "kernel") == 0) {
		r->gate->kernels = arena_strdup(r->arena, e->value);
	} else {
		return refuse_word(r, "unknown key", e->key, keys, ARRAY_SIZE(keys));
	}
	return *e->value ? 0 : refuse(r, e->key, e->value, "a list such as 512M,1G or 5.10,6.1");
}

static int take_need(struct reader *r)
{
	static const char *const keys[] = { "need", "need.NAME" };
	const struct ini_entry *e = r->entry;
	struct gate_need need = { .line = e->line };

	if (strncmp(e->key, "need", 4) != 0 || (e->key[4] && e->key[4] != '.'))
		return refuse_word(r, "unknown key", e->key, keys, ARRAY_SIZE(keys));
	need.name = arena_strdup(r->arena, e->key[4] ? e->key + 5 : "");
	need.request = arena_strdup(r->arena, e->value);
	arena_push(r->arena, r->gate->needs, r->gate->need_count, need);
	return 0;
}

static int take_budget(struct reader *r)
{
	static const char *const keys[] = { "no-map-max", "cma-max", "unmovable-min", "cma-run-min",
										"order-9-min" };
	struct gate *g = r->gate;
	struct gate_size *const sizes[] = { &g->no_map_max, &g->cma_max, &g->unmovable_min, &g->cma_run_min,
										&g->order_9_min };
	const struct ini_entry *e = r->entry;

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		if (strcmp(e->key, keys[i]) != 0)
			continue;
		*sizes[i] = (struct gate_size){ .present = true, .line = e->line };
		if (!read_size(r->arena, e->value, sizes[i]))
			return refuse(r, e->key, e->value, "a size such as 64M, or a share of the RAM such as 10%");
		if (sizes[i] == &g->order_9_min && sizes[i]->percent)
			return refuse(r, e->key, e->value, "a number of blocks");
		return 0;
	}
	return refuse_word(r, "unknown key", e->key, keys, ARRAY_SIZE(keys));
}

static int take_severity(struct reader *r)
{
	static const char *const names[] = { "note", "warning", "error", "off" };
	const struct ini_entry *e = r->entry;
	struct gate_severity s = { 0 };
	int ret;

	s.rule = read_rule(r, e->key, &ret);
	if (ret)
		return ret;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (strcmp(e->value, names[i]) != 0)
			continue;
		s.off = i > SEVERITY_ERROR;
		s.severity = s.off ? SEVERITY_NOTE : (enum severity)i;
		arena_push(r->arena, r->gate->severities, r->gate->severity_count, s);
		return 0;
	}
	return refuse_word(r, "severity", e->value, names, ARRAY_SIZE(names));
}

/* The section that the last entry was in, or a new one. */
static struct gate_acceptance *acceptance_of(struct reader *r, const char *id, const char *path, int *ret)
{
	struct gate *g = r->gate;
	struct gate_acceptance a = { .line = r->entry->line }, *last;

	a.rule = read_rule(r, id, ret);
	if (*ret)
		return NULL;
	last = g->acceptance_count ? &g->acceptances[g->acceptance_count - 1] : NULL;
	if (last && last->rule == a.rule && strcmp(last->path, path) == 0)
		return last;
	a.path = arena_strdup(r->arena, path);
	arena_push(r->arena, g->acceptances, g->acceptance_count, a);
	return &g->acceptances[g->acceptance_count - 1];
}

static int take_acceptance(struct reader *r, const char *words)
{
	static const char *const keys[] = { "reason", "until" };
	const struct ini_entry *e = r->entry;
	const char *id = arena_strndup(r->arena, words, strcspn(words, " \t"));
	const char *path = words + strlen(id);
	struct gate_acceptance *a;
	int ret;

	path += strspn(path, " \t");
	if (*path != '/')
		return refuse(r, "section", e->section, "[accept RULE PATH], with a node's path");
	a = acceptance_of(r, id, path, &ret);
	if (!a || !e->key)
		return ret;
	if (strcmp(e->key, "reason") == 0) {
		a->reason = arena_strdup(r->arena, e->value);
		return *e->value ? 0 : refuse(r, "reason", "", "why the finding is lived with");
	}
	if (strcmp(e->key, "until") != 0)
		return refuse_word(r, "unknown key", e->key, keys, ARRAY_SIZE(keys));
	a->has_until = true;
	a->line = e->line;
	a->until_text = arena_strdup(r->arena, e->value);
	return date_parse(e->value, &a->until) ? 0 : refuse(r, "until", e->value, "a date YYYY-MM-DD");
}

static int take_demand(struct reader *r, const char *path)
{
	static const char *const keys[] = { "buffers" };
	const struct ini_entry *e = r->entry;
	struct gate_demand d = { .path = arena_strdup(r->arena, path), .line = e->line };

	if (*path != '/')
		return refuse(r, "section", e->section, "[demand PATH], with a region's path");
	if (!e->key)
		return 0;
	if (strcmp(e->key, keys[0]) != 0)
		return refuse_word(r, "unknown key", e->key, keys, ARRAY_SIZE(keys));
	if (demand_parse(r->arena, e->value, &d.demand, r->error) != 0)
		return error_prefix(r->error, "%s:%d", r->gate->file, e->line);
	arena_push(r->arena, r->gate->demands, r->gate->demand_count, d);
	return 0;
}

/* What stands behind "WORD " in a section's name, or NULL. */
static const char *behind(const char *section, const char *word)
{
	size_t length = strlen(word);

	if (strncmp(section, word, length) != 0 || section[length] != ' ')
		return NULL;
	return section + length + strspn(section + length, " \t");
}

static int take(void *user, const struct ini_entry *entry)
{
	static const struct {
		const char *name;
		int (*take)(struct reader *r);
	} plain[] = { { "board", take_board },
				  { "needs", take_need },
				  { "budget", take_budget },
				  { "severity", take_severity } };
	struct reader *r = user;
	const char *words;

	r->entry = entry;
	for (size_t i = 0; i < ARRAY_SIZE(plain); i++)
		if (strcmp(entry->section, plain[i].name) == 0)
			return entry->key ? plain[i].take(r) : 0;
	if ((words = behind(entry->section, "accept")))
		return take_acceptance(r, words);
	if ((words = behind(entry->section, "demand")))
		return take_demand(r, words);
	if (behind(entry->section, "region") || behind(entry->section, "defaults") || strcmp(entry->section, "defaults") == 0)
		return 0; /* the plan's, or what policy/defaults.h reads */
	if (!*entry->section && entry->key)
		return refuse(r, "key", entry->key, "a section such as [board] or [budget] before it");
	return refuse_word(r, "unknown section", entry->section, sections, ARRAY_SIZE(sections));
}

const char *gate_section_at(size_t index)
{
	return index < ARRAY_SIZE(sections) ? sections[index] : NULL;
}

bool gate_has_section(const char *section)
{
	for (size_t i = 0; i < ARRAY_SIZE(sections); i++) {
		size_t length = strcspn(sections[i], " ");

		if (strncmp(section, sections[i], length) == 0 && (!section[length] || strchr(" \t", section[length])))
			return true;
	}
	return false;
}

static int check_acceptances(const struct gate *gate, struct error *error)
{
	for (size_t i = 0; i < gate->acceptance_count; i++)
		if (!gate->acceptances[i].reason)
			return error_set(error, -EINVAL, "%s:%d: [accept %s %s] has no reason: expected reason = TEXT",
							 gate->file, gate->acceptances[i].line, gate->acceptances[i].rule->id,
							 gate->acceptances[i].path);
	return 0;
}

int gate_parse(struct arena *arena, const char *name, struct bytes text, struct gate *gate,
			   struct error *error)
{
	struct reader r = { .arena = arena, .gate = gate, .error = error };
	struct policy plan;
	int ret;

	*gate = (struct gate){ .file = arena_strdup(arena, name) };
	ret = ini_read(gate->file, text, take, &r, error);
	if (ret == 0)
		ret = policy_parse(arena, name, text, &plan, error); /* refuses wrong keys of [region] */
	if (ret == 0) {
		gate->regions = plan.regions;
		gate->region_count = plan.region_count;
	}
	return ret ? ret : check_acceptances(gate, error);
}

int gate_read(struct arena *arena, const char *path, const char *board, struct gate *gate,
			  struct error *error)
{
	struct bytes text;
	int ret = file_read(arena, path, POLICY_LIMIT_BYTES, &text, error);

	return ret ? ret : gate_parse(arena, path, board_scope_of(arena, text, board), gate, error);
}
