/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/policy.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "policy/board_scope.h"
#include "policy/ini_reader.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/nearest.h"
#include "util/number.h"

#define POLICY_LIMIT_BYTES MIB(1)
#define REGION_WORD "region "

struct reader {
	struct arena *arena;
	struct policy *policy;
	struct error *error;
	int line; /* of the key at hand */
};

static int refuse(struct reader *r, const char *wrong, const char *value, const char *right)
{
	return error_set(r->error, -EINVAL, "%s:%d: %s \"%s\": expected %s", r->policy->file, r->line, wrong,
					 value, right);
}

/* --- values ------------------------------------------------------------------ */

bool policy_answer_read(const char *value, enum policy_answer *answer)
{
	static const char *const yes[] = { "yes", "true", "on", "1" }, *const no[] = { "no", "false", "off",
																				   "0" };

	for (size_t i = 0; i < ARRAY_SIZE(yes); i++) {
		if (strcmp(value, yes[i]) == 0)
			*answer = POLICY_YES;
		else if (strcmp(value, no[i]) == 0)
			*answer = POLICY_NO;
		else
			continue;
		return true;
	}
	return false;
}

static bool read_answer(struct arena *arena, const char *value, void *answer)
{
	(void)arena;
	return policy_answer_read(value, answer);
}

static bool read_size(struct arena *arena, const char *value, void *to)
{
	struct policy_size *size = to;
	size_t length = strlen(value);

	size->present = true;
	size->percent = length > 1 && value[length - 1] == '%';
	if (!size->percent)
		return parse_size(value, &size->value);
	return parse_size(arena_strndup(arena, value, length - 1), &size->value) && size->value <= 100;
}

static bool read_reach(struct arena *arena, const char *value, void *reach)
{
	struct policy_size size;

	if (!read_size(arena, value, &size) || size.percent || !size.value)
		return false;
	*(uint64_t *)reach = size.value;
	return true;
}

static bool read_weight(struct arena *arena, const char *value, void *of)
{
	struct policy_region *region = of;
	char *end;
	double weight = strtod(value, &end);

	(void)arena;
	if (end == value || *end || !(weight >= 0 && weight <= 1000))
		return false;
	region->has_weight = true;
	region->weight_permille = (uint32_t)(weight * 1000 + 0.5);
	return true;
}

/* --- keys -------------------------------------------------------------------- */

#define MEMBER(member) offsetof(struct policy_region, member)
#define YES_OR_NO "yes or no"
#define SIZE_OR_SHARE "a size such as 16M, or a share such as 50%"

static const struct {
	const char *name;
	bool (*read)(struct arena *arena, const char *value, void *member);
	size_t member; /* 0: the region itself */
	const char *right;
} keys[] = {
	{ "fixed", read_answer, MEMBER(fixed), YES_OR_NO },
	{ "may-shrink-to", read_size, MEMBER(shrink_to), SIZE_OR_SHARE },
	{ "min-size", read_size, MEMBER(min_size), SIZE_OR_SHARE },
	{ "max-shrink", read_size, MEMBER(max_shrink), SIZE_OR_SHARE },
	{ "may-move", read_answer, MEMBER(may_move), YES_OR_NO },
	{ "may-convert", read_answer, MEMBER(may_convert), YES_OR_NO },
	{ "may-merge", read_answer, MEMBER(may_merge), YES_OR_NO },
	{ "may-remove", read_answer, MEMBER(may_remove), YES_OR_NO },
	{ "reach", read_reach, MEMBER(reach), "a size such as 4G: what a mask of 32 bits reaches" },
	{ "weight", read_weight, 0, "a number from 0 to 1000" },
};

static int unknown_key(struct reader *r, const char *name)
{
	const char *names[ARRAY_SIZE(keys)], *nearest;

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		names[i] = keys[i].name;
	nearest = nearest_word(name, names, ARRAY_SIZE(keys));
	if (nearest)
		return error_set(r->error, -EINVAL, "%s:%d: unknown key \"%s\": did you mean \"%s\"?",
						 r->policy->file, r->line, name, nearest);
	return refuse(
		r, "unknown key", name,
		"fixed, may-shrink-to, min-size, max-shrink, may-move, may-convert, may-merge, may-remove, reach or weight");
}

static int set_key(struct reader *r, struct policy_region *region, const char *name, const char *value)
{
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		if (strcmp(keys[i].name, name) != 0)
			continue;
		return keys[i].read(r->arena, value, (char *)region + keys[i].member)
				   ? 0
				   : refuse(r, name, value, keys[i].right);
	}
	return unknown_key(r, name);
}

/* --- sections ---------------------------------------------------------------- */

static struct policy_region *region_of(struct reader *r, const char *path)
{
	struct policy *p = r->policy;
	struct policy_region region = { .path = path, .line = r->line };

	if (p->region_count && strcmp(p->regions[p->region_count - 1].path, path) == 0)
		return &p->regions[p->region_count - 1];
	region.path = arena_strdup(r->arena, path);
	arena_push(r->arena, p->regions, p->region_count, region);
	return &p->regions[p->region_count - 1];
}

static int take_region(struct reader *r, const char *path, const char *name, const char *value)
{
	path += strspn(path, " \t\"");
	if (*path != '/')
		return refuse(r, "section", path, "[region /reserved-memory/NAME], a node's path");
	if (!name)
		return 0;
	return set_key(r, region_of(r, path), name, value);
}

static int take_need(struct reader *r, const char *name, const char *value)
{
	if (strncmp(name, "need", 4) != 0 || (name[4] && name[4] != '.'))
		return refuse(r, "unknown key", name, "need = REQUEST or need.NAME = REQUEST, repeated for more");
	arena_push(r->arena, r->policy->needs, r->policy->need_count, arena_strdup(r->arena, value));
	return 0;
}

static int take(void *user, const struct ini_entry *entry)
{
	struct reader *r = user;

	r->line = entry->line;
	if (strncmp(entry->section, REGION_WORD, strlen(REGION_WORD)) == 0)
		return take_region(r, entry->section + strlen(REGION_WORD), entry->key, entry->value);
	if (strcmp(entry->section, "needs") == 0 && entry->key)
		return take_need(r, entry->key, entry->value);
	if (!*entry->section)
		return refuse(r, "key", entry->key,
					  "a section such as [needs] or [region /reserved-memory/NAME] before it");
	/* a file that `check` reads too has sections of its own */
	return 0;
}

int policy_parse(struct arena *arena, const char *name, struct bytes text, struct policy *policy,
				 struct error *error)
{
	struct reader r = { .arena = arena, .policy = policy, .error = error };

	*policy = (struct policy){ .file = arena_strdup(arena, name) };
	return ini_read(policy->file, text, take, &r, error);
}

int policy_read(struct arena *arena, const char *path, const char *board, struct policy *policy,
				struct error *error)
{
	struct bytes text;
	int ret = file_read(arena, path, POLICY_LIMIT_BYTES, &text, error);

	return ret ? ret : policy_parse(arena, path, board_scope_of(arena, text, board), policy, error);
}

bool policy_names(const struct policy_region *region, const char *path)
{
	return strcmp(region->path, path) == 0 || fnmatch(region->path, path, FNM_PATHNAME) == 0;
}

uint64_t policy_reach(const struct policy_region *regions, size_t count, const char *path)
{
	uint64_t reach = UINT64_MAX;

	for (size_t i = 0; i < count; i++)
		if (regions[i].reach && policy_names(&regions[i], path))
			reach = min_u64(reach, regions[i].reach);
	return reach;
}
