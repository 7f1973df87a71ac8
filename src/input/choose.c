/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "input/choose.h"

#include <errno.h>
#include <inttypes.h>
#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/contents.h"
#include "util/error.h"
#include "util/memory.h"
#include "util/number.h"

#define LIST_BYTES 800 /* of an error's line */

struct choice {
	const struct found_tree **trees;
	size_t count;
};

size_t trees_of_kind(const struct contents *contents, bool overlay, const struct found_tree **list)
{
	size_t count = 0;

	for (size_t i = 0; i < contents->tree_count; i++)
		if (contents->trees[i].damage || (contents->trees[i].blob.fragment != NULL) == overlay)
			list[count++] = &contents->trees[i];
	if (!count) /* the other kind: what comes next says what is wrong with it */
		for (size_t i = 0; i < contents->tree_count; i++)
			list[count++] = &contents->trees[i];
	return count;
}

static const char *compatible_of(const struct found_tree *tree)
{
	return tree->damage ? NULL : fdt_stringlist_get(tree->blob.fdt.data, 0, "compatible", 0, NULL);
}

static const char *title_of(const struct found_tree *tree)
{
	return tree->damage ? "damaged" : blob_title(tree->blob.fdt.data);
}

/* "0 (Board 0; vendor,board-0; msm-id 0x1)" */
static int describe(const struct found_tree *tree, size_t index, char *text, size_t room)
{
	const char *words[] = { tree->from.name, title_of(tree), compatible_of(tree), tree->from.ids };
	int used = snprintf(text, room, "%zu (", index);
	bool first = true;

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (!words[i] || (i == 2 && strcmp(words[1], words[2]) == 0))
			continue;
		used += snprintf(text + used, room - (size_t)used, "%s%.60s", first ? "" : "; ", words[i]);
		first = false;
	}
	return used + snprintf(text + used, room - (size_t)used, ")");
}

static void list_trees(const struct choice *c, char list[LIST_BYTES])
{
	size_t used = 0;

	for (size_t i = 0; i < c->count; i++) {
		char item[300];
		size_t length = (size_t)describe(c->trees[i], i, item, sizeof(item));

		if (used + length + 10 > LIST_BYTES) {
			snprintf(list + used, LIST_BYTES - used, ", ...");
			return;
		}
		used += (size_t)snprintf(list + used, LIST_BYTES - used, "%s%s", i ? ", " : "", item);
	}
}

static bool has_compatible(const struct found_tree *tree, const char *asked)
{
	return !tree->damage && fdt_stringlist_search(tree->blob.fdt.data, 0, "compatible", asked) >= 0;
}

static bool is_called(const struct found_tree *tree, const char *asked)
{
	if (tree->from.name && strcmp(tree->from.name, asked) == 0)
		return true;
	return has_compatible(tree, asked) || strcmp(title_of(tree), asked) == 0;
}

static bool has_id(const struct found_tree *tree, uint64_t id)
{
	return tree->from.has_id && tree->from.id == id;
}

/* How many are meant by exact name or number; by a part of the model where none is. */
static size_t match(const struct choice *c, const char *asked, const struct found_tree **found)
{
	bool by_id = strncmp(asked, "id=", 3) == 0 || strncmp(asked, "0x", 2) == 0;
	const char *digits = strncmp(asked, "id=", 3) == 0 ? asked + 3 : asked;
	uint64_t number;
	bool is_number = parse_size(digits, &number);
	size_t count = 0;

	if (is_number && !by_id && number < c->count) {
		*found = c->trees[number];
		return 1;
	}
	for (size_t i = 0; i < c->count; i++)
		if (by_id && is_number ? has_id(c->trees[i], number) : is_called(c->trees[i], asked))
			*found = count++ ? *found : c->trees[i];
	for (size_t i = 0; !count && !is_number && i < c->count; i++)
		if (strcasestr(title_of(c->trees[i]), asked))
			*found = count++ ? *found : c->trees[i];
	return count;
}

static bool all_the_same(const struct choice *c)
{
	for (size_t i = 1; i < c->count; i++) {
		const struct bytes *one = &c->trees[0]->blob.fdt, *other = &c->trees[i]->blob.fdt;

		if (c->trees[0]->damage || c->trees[i]->damage || one->size != other->size ||
			memcmp(one->data, other->data, one->size) != 0 || c->trees[i]->from.name)
			return false;
	}
	return true;
}

/* Without a word: the only one, or the one that is booted by default. */
static const struct found_tree *obvious(const struct choice *c)
{
	const struct found_tree *chosen = all_the_same(c) && c->count ? c->trees[0] : NULL;

	for (size_t i = 0; i < c->count && !chosen; i++)
		if (c->trees[i]->is_default)
			chosen = c->trees[i];
	return chosen;
}

static int choose(const struct choice *c, const char *asked, const char *option,
				  const struct found_tree **tree, struct error *error)
{
	char list[LIST_BYTES] = "";
	size_t count;

	*tree = asked ? NULL : obvious(c);
	if (*tree)
		return 0;
	list_trees(c, list);
	if (!asked)
		return error_set(error, -ENOTUNIQ, "holds %zu %s: choose one with %s: %s", c->count,
						 c->trees[0]->blob.fragment ? "overlays" : "device trees", option, list);
	count = match(c, asked, tree);
	if (count == 1)
		return 0;
	*tree = NULL;
	return error_set(error, -EINVAL, "%s %s is %s: choose by index: %s", option, asked,
					 count ? "more than one tree" : "none of its trees", list);
}

int choose_tree(const struct contents *contents, bool overlay, const char *asked, const char *option,
				const struct found_tree **tree, struct error *error)
{
	struct choice c = { .trees = memory_new((contents->tree_count + 1) * sizeof(*c.trees)) };
	int ret;

	*tree = NULL;
	c.count = trees_of_kind(contents, overlay, c.trees);
	ret = choose(&c, asked, option, tree, error);
	memory_free(c.trees);
	if (ret == 0 && (*tree)->damage)
		return error_set(error, -EBADMSG, "%s%s%s", (*tree)->from.place ? (*tree)->from.place : "",
						 (*tree)->from.place ? ": " : "", (*tree)->damage);
	return ret;
}
