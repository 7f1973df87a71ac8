/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check/board_list.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "input/folder.h"
#include "input/tree.h"
#include "util/arena.h"
#include "util/file.h"
#include "util/text.h"

#define FOLDER_DEPTH_LIMIT 32

static void add(struct arena *arena, struct board_list *list, const char *path, const char *trouble)
{
	struct board_input input = { arena_strdup(arena, path), NULL, trouble };

	arena_push(arena, list->items, list->count, input);
}

/* Each tree of an image; a file that is called a source or a tree is taken for one. */
static void add_all(struct arena *arena, struct board_list *list, const char *path,
					const struct tree_options *options)
{
	size_t count = options->entry || strcmp(path, "-") == 0 ? 1 : tree_choices(path, options);

	for (size_t i = 0; i < count; i++) {
		add(arena, list, path, NULL);
		if (count > 1)
			list->items[list->count - 1].entry = arena_printf(arena, "%zu", i);
	}
}

static int list_names(struct arena *arena, const char *path, char ***names, size_t *count)
{
	char **all;
	size_t all_count;
	int ret = folder_names(arena, open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), SIZE_MAX, &all, &all_count);

	for (size_t i = 0; i < all_count; i++)
		if (all[i][0] != '.')
			arena_push(arena, *names, *count, all[i]);
	return ret;
}

static const char *below(struct arena *arena, const char *folder, const char *name)
{
	size_t length = strlen(folder);

	return arena_printf(arena, "%s%s%s", folder, length && folder[length - 1] == '/' ? "" : "/", name);
}

static void walk(struct arena *arena, struct board_list *list, const char *folder, unsigned int depth,
				 const struct tree_options *options)
{
	char **names = NULL;
	size_t count = 0;
	int ret = list_names(arena, folder, &names, &count);

	if (ret)
		add(arena, list, folder, arena_printf(arena, "%s: %s", folder, strerror(-ret)));
	for (size_t i = 0; i < count; i++) {
		const char *path = below(arena, folder, names[i]);
		struct stat st;

		if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
			if (depth < FOLDER_DEPTH_LIMIT)
				walk(arena, list, path, depth + 1, options);
		} else if (is_tree_name(names[i])) {
			add_all(arena, list, path, options);
		} else if (!text_ends_with(names[i], ".ini")) { /* a policy or owners beside the boards */
			arena_push(arena, list->skipped, list->skipped_count, path);
		}
	}
}

void board_list_add(struct arena *arena, struct board_list *list, const char *path,
					const struct tree_options *options)
{
	size_t before = list->count;
	struct stat st;

	if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode) || folder_is_device_tree(path)) {
		add_all(arena, list, path, options);
		return;
	}
	walk(arena, list, path, 1, options);
	if (list->count == before)
		add(arena, list, path, arena_printf(arena, "%s: no .dtb or .dts file below this folder", path));
}
