/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/owners.h"

#include <errno.h>
#include <fnmatch.h>
#include <string.h>
#include <unistd.h>

#include "board/board.h"
#include "policy/ini_reader.h"
#include "policy/policy.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

struct reader {
	struct arena *arena;
	const char *file;
	struct owners *owners;
	struct error *error;
};

static int refuse(struct reader *r, int line, const char *wrong, const char *right)
{
	return error_set(r->error, -EINVAL, "%s:%d: \"%s\": expected %s", r->file, line, wrong, right);
}

static int open_section(struct reader *r, const struct ini_entry *entry)
{
	static const char *const words[] = { "name ", "compatible " };
	struct region_owner owner = { .line = entry->line };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		const char *pattern = entry->section + strlen(words[i]);

		if (strncmp(entry->section, words[i], strlen(words[i])) != 0)
			continue;
		owner.by_compatible = i == 1;
		owner.pattern = arena_strdup(r->arena, pattern + strspn(pattern, " "));
		arena_push(r->arena, r->owners->list, r->owners->count, owner);
		return 0;
	}
	return refuse(r, entry->line, entry->section, "[name PATTERN] or [compatible PATTERN]");
}

static int set_key(struct reader *r, const struct ini_entry *entry, struct region_owner *owner)
{
	const struct {
		const char *key, **text;
		bool *leave;
	} keys[] = {
		{ "owner", &owner->name, NULL },
		{ "source", &owner->source, NULL },
		{ "board", &owner->board, NULL },
		{ "may-move", NULL, &owner->may_move },
		{ "may-shrink", NULL, &owner->may_shrink },
		{ "may-remove", NULL, &owner->may_remove },
	};
	enum policy_answer answer;

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		if (strcmp(entry->key, keys[i].key) != 0)
			continue;
		if (keys[i].text)
			*keys[i].text = arena_strdup(r->arena, entry->value);
		else if (!policy_answer_read(entry->value, &answer))
			return refuse(r, entry->line, entry->value, "yes or no");
		else
			*keys[i].leave = answer == POLICY_YES;
		return 0;
	}
	return refuse(r, entry->line, entry->key, "owner, source, board, may-move, may-shrink or may-remove");
}

static int take(void *user, const struct ini_entry *entry)
{
	struct reader *r = user;

	if (!entry->key)
		return open_section(r, entry);
	if (!*entry->section)
		return refuse(r, entry->line, entry->key, "[name PATTERN] or [compatible PATTERN] before it");
	return set_key(r, entry, &r->owners->list[r->owners->count - 1]);
}

int owners_parse(struct arena *arena, const char *name, struct bytes text, struct owners *owners,
				 struct error *error)
{
	struct reader r = { arena, arena_strdup(arena, name), owners, error };
	size_t first = owners->count;
	int ret = ini_read(r.file, text, take, &r, error);

	for (size_t i = first; ret == 0 && i < owners->count; i++)
		if (!owners->list[i].name)
			ret = refuse(&r, owners->list[i].line, owners->list[i].pattern, "owner = TEXT in this section");
	return ret;
}

int owners_read_beside(struct arena *arena, const char *beside, struct owners *owners, struct error *error)
{
	const char *slash = strrchr(beside, '/');
	const char *path = arena_printf(arena, "%.*sowners.ini", slash ? (int)(slash - beside) + 1 : 0, beside);
	struct bytes text;
	int ret;

	if (access(path, F_OK) != 0)
		return 0;
	ret = file_read(arena, path, MIB(1), &text, error);
	return ret ? ret : owners_parse(arena, path, text, owners, error);
}

void owners_add_shipped(struct arena *arena, struct owners *owners)
{
	struct bytes text = { (unsigned char *)arena_strdup(arena, owners_shipped), strlen(owners_shipped) };
	struct error ignored;

	/* a test reads it, too */
	owners_parse(arena, "owners.ini", text, owners, &ignored);
}

static bool is_of_board(const struct region_owner *owner, const struct board *board)
{
	for (size_t i = 0; owner->board && i < board->compatible_count; i++)
		if (fnmatch(owner->board, board->compatible[i], 0) == 0)
			return true;
	return !owner->board;
}

static bool fits(struct arena *scratch, const struct region_owner *owner, const struct rmem_node *node)
{
	const char *stem = arena_strndup(scratch, node->name, strcspn(node->name, "@"));

	for (size_t i = 0; owner->by_compatible && i < node->compatible_count; i++)
		if (fnmatch(owner->pattern, node->compatible[i], 0) == 0)
			return true;
	return !owner->by_compatible && (fnmatch(owner->pattern, stem, 0) == 0 ||
									 (node->label && fnmatch(owner->pattern, node->label, 0) == 0));
}

const struct region_owner *owner_of(const struct owners *owners, const struct board *board,
									const struct rmem_node *node)
{
	struct arena *scratch = arena_new();
	const struct region_owner *found = NULL;

	for (size_t i = 0; i < owners->count && !found; i++)
		if (is_of_board(&owners->list[i], board) && fits(scratch, &owners->list[i], node))
			found = &owners->list[i];
	arena_free(scratch);
	return found;
}
