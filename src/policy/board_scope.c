/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/board_scope.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <string.h>

#include "util/arena.h"
#include "util/error.h"
#include "util/nearest.h"
#include "util/number.h"
#include "util/text.h"

static const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

const char *board_scope_name(struct arena *arena, const char *board)
{
	const char *name = file_name(board), *dot = strrchr(name, '.');

	return arena_strndup(arena, name, dot && dot != name ? (size_t)(dot - name) : strlen(name));
}

bool board_scope_fits(const char *glob, const char *board)
{
	struct arena *arena = arena_new();
	bool fits = fnmatch(glob, board, 0) == 0 || fnmatch(glob, file_name(board), 0) == 0 ||
				fnmatch(glob, board_scope_name(arena, board), 0) == 0;

	arena_free(arena);
	return fits;
}

/* The GLOB of a line "[board GLOB]", "" of "[board]", NULL of any other. */
static const char *glob_of(struct arena *arena, const char *line, size_t length)
{
	const char *text = text_trimmed(arena, line, length, BLANKS), *end = strchr(text, ']');

	if (strncmp(text, "[board", 6) != 0 || !end || (text[6] != ']' && text[6] != ' ' && text[6] != '\t'))
		return NULL;
	return text_trimmed(arena, text + 6, (size_t)(end - text) - 6, BLANKS);
}

struct line {
	char *at;
	size_t length; /* without the newline */
};

static bool next_line(struct bytes text, size_t *at, struct line *line)
{
	char *start = (char *)text.data + *at, *end;

	if (*at >= text.size)
		return false;
	end = memchr(start, '\n', text.size - *at);
	*line = (struct line){ start, end ? (size_t)(end - start) : text.size - *at };
	*at += line->length + 1;
	return true;
}

struct bytes board_scope_of(struct arena *arena, struct bytes text, const char *board)
{
	struct bytes mine = { (unsigned char *)arena_strndup(arena, (const char *)text.data, text.size), text.size };
	struct arena *scratch = arena_new();
	bool kept = true;
	struct line line;
	size_t at = 0;

	while (next_line(mine, &at, &line)) {
		const char *glob = glob_of(scratch, line.at, line.length);

		if (glob)
			kept = !*glob || !board || board_scope_fits(glob, board);
		if (!kept)
			memset(line.at, ' ', line.length);
		else if (glob && *glob) /* a section of its own no more */
			memcpy(memset(line.at, ' ', line.length), "[board]", 7);
	}
	arena_free(scratch);
	return mine;
}

/* --- names that fit nothing ------------------------------------------------------------ */

struct names {
	const char **items;
	size_t count;
};

static void add_folder(struct arena *arena, const char *beside, struct names *names)
{
	static const char *const suffixes[] = { ".dts", ".dtb", ".itb", ".img" };
	const char *slash = strrchr(beside, '/');
	DIR *folder = opendir(slash ? arena_strndup(arena, beside, (size_t)(slash - beside) + 1) : ".");

	for (struct dirent *entry; folder && (entry = readdir(folder));)
		for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++)
			if (text_ends_with(entry->d_name, suffixes[i]))
				arena_push(arena, names->items, names->count, arena_strdup(arena, entry->d_name));
	if (folder)
		closedir(folder);
}

static int refuse(struct arena *arena, const char *file, unsigned int line, const char *glob,
				  const struct names *names, struct error *error)
{
	const char **plain = arena_alloc(arena, (names->count + 1) * sizeof(*plain)), *nearest;

	for (size_t i = 0; i < names->count; i++)
		plain[i] = board_scope_name(arena, names->items[i]);
	nearest = nearest_word(glob, plain, names->count);
	if (nearest)
		return error_set(error, -EINVAL, "%s:%u: [board %s]: no board has that name: did you mean [board %s]?",
						 file, line, glob, nearest);
	return error_set(error, -EINVAL,
					 "%s:%u: [board %s]: no board has that name: expected one of a board's file, * and ? fit any",
					 file, line, glob);
}

int board_scope_check(struct arena *arena, const char *file, const char *const boards[], size_t count,
					  struct error *error)
{
	struct names names = { 0 };
	unsigned int number = 0;
	struct bytes text;
	struct line line;
	size_t at = 0;
	int ret = file_read(arena, file, (size_t)MIB(1), &text, error);

	add_folder(arena, file, &names);
	for (size_t i = 0; i < count; i++) {
		arena_push(arena, names.items, names.count, boards[i]);
		add_folder(arena, boards[i], &names);
	}
	while (ret == 0 && next_line(text, &at, &line)) {
		const char *glob = glob_of(arena, line.at, line.length);
		bool fits = !glob || !*glob;

		number++;
		for (size_t i = 0; i < names.count && !fits; i++)
			fits = board_scope_fits(glob, names.items[i]);
		if (!fits)
			ret = refuse(arena, file, number, glob, &names, error);
	}
	return ret;
}
