/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "input/untrusted.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "input/size_limits.h"
#include "input/tree.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

/* As dtc has it: MAX_SRCFILE_DEPTH. */
#define MOST_DEPTH 200

static const char *folder_of(struct arena *arena, const char *path)
{
	const char *slash = path ? strrchr(path, '/') : NULL;

	if (!slash)
		return ".";
	return slash == path ? "/" : arena_strndup(arena, path, (size_t)(slash - path));
}

/* Without links and dots; NULL where there is no such file. */
static const char *real_path(struct arena *arena, const char *path)
{
	char real[PATH_MAX];

	return realpath(path, real) ? arena_strdup(arena, real) : NULL;
}

static bool is_below(struct arena *arena, const char *real, const char *folder)
{
	const char *top = real_path(arena, folder);
	size_t length = top ? strlen(top) : 0;

	if (length == 1)
		return true;
	return top && strncmp(real, top, length) == 0 && (real[length] == '/' || !real[length]);
}

static bool is_own(const struct unpacking *u, const char *real)
{
	const struct tree_options *o = u->options;

	if (is_below(u->arena, real, folder_of(u->arena, u->path)))
		return true;
	for (size_t i = 0; i < o->include_dir_count; i++)
		if (is_below(u->arena, real, o->include_dirs[i]))
			return true;
	for (size_t i = 0; i < o->own_dir_count; i++)
		if (is_below(u->arena, real, o->own_dirs[i]))
			return true;
	return false;
}

static int check_file(struct unpacking *u, const char *path, struct error *error)
{
	const char *real = real_path(u->arena, path);

	if (!real || is_own(u, real))
		return 0;
	u->located = true;
	return error_set(
		error, -EACCES,
		"%s: includes %s, which --untrusted refuses: it is in none of the source's own folders, nor of -i",
		u->file, path);
}

/* Up to the quote that ends a string, which begins behind the first; NULL where none does on this line. */
static const char *end_of_string(const char *text)
{
	for (; *text && *text != '\n' && *text != '"'; text++)
		if (*text == '\\' && text[1])
			text++;
	return *text == '"' ? text : NULL;
}

/* Of a file, as cpp and dtc write and read it: a backslash before what would end it. */
static const char *unquote(struct arena *arena, const char *start, const char *end)
{
	char *name = arena_strndup(arena, start, (size_t)(end - start)), *to = name;

	for (const char *from = name; *from; from++) {
		if (*from == '\\' && from[1])
			from++;
		*to++ = *from;
	}
	*to = '\0';
	return name;
}

int untrusted_check_includes(struct unpacking *u, const char *preprocessed, struct error *error)
{
	const char *next;
	int ret = 0;

	for (const char *line = preprocessed; ret == 0 && *line; line = next) {
		const char *quote, *end;

		next = strchrnul(line, '\n');
		next += *next != '\0';
		quote = *line == '#' ? memchr(line, '"', (size_t)(next - line)) : NULL;
		end = quote ? end_of_string(quote + 1) : NULL;
		if (end && end > quote + 1)
			ret = check_file(u, unquote(u->arena, quote + 1, end), error);
	}
	return ret;
}

/* --- what dtc reads itself ------------------------------------------------------------- */

/* `dir` is the folder of the file with the directive, NULL for what cpp wrote.
 * dtc:srcpos.c:srcfile_relative_open */
static const char *find_include(const struct unpacking *u, const char *dir, const char *name)
{
	const struct tree_options *o = u->options;
	struct arena *arena = u->arena;
	const char *path = *name == '/' || !dir ? name : arena_printf(arena, "%s/%s", dir, name);

	if (access(path, F_OK) == 0 || *name == '/')
		return path;
	path = arena_printf(arena, "%s/%s", folder_of(arena, u->path), name);
	for (size_t i = 0; access(path, F_OK) != 0 && i < o->include_dir_count; i++)
		path = arena_printf(arena, "%s/%s", o->include_dirs[i], name);
	return path;
}

static int check_text(struct unpacking *u, const char *dir, const char *text, unsigned int depth,
					  struct error *error);

static int check_include(struct unpacking *u, const char *dir, const char *name, unsigned int depth,
						 struct error *error)
{
	const char *path = find_include(u, dir, name);
	struct bytes text;
	int ret = check_file(u, path, error);

	if (ret)
		return ret;
	if (depth == MOST_DEPTH)
		return error_set(error, -EINVAL, "%s: /include/ goes deeper than %d files", u->file, MOST_DEPTH);
	if (access(path, F_OK) != 0)
		return 0; /* dtc will say so */
	ret = file_read(u->arena, path, SOURCE_LIMIT_BYTES, &text, error);
	return ret ? ret : check_text(u, folder_of(u->arena, path), (const char *)text.data, depth + 1, error);
}

/* Behind a comment that begins here, or `text` itself. */
static const char *skip_comment(const char *text)
{
	const char *end;

	if (strncmp(text, "//", 2) == 0)
		return strchrnul(text, '\n');
	if (strncmp(text, "/*", 2) != 0)
		return text;
	end = strstr(text + 2, "*/");
	return end ? end + 2 : text + strlen(text);
}

/* One that begins here; *text goes behind it. */
static int check_directive(struct unpacking *u, const char *dir, const char **text, unsigned int depth,
						   struct error *error)
{
	static const char include[] = "/include/", incbin[] = "/incbin/";
	const char *name, *end;

	if (strncmp(*text, incbin, strlen(incbin)) == 0) {
		u->located = true;
		return error_set(error, -EACCES, "%s: /incbin/ reads any file, which --untrusted refuses", u->file);
	}
	if (strncmp(*text, include, strlen(include)) != 0) {
		++*text;
		return 0;
	}
	name = *text + strlen(include);
	name += strspn(name, " \t\r\n");
	end = *name == '"' ? end_of_string(name + 1) : NULL;
	*text = end ? end + 1 : name;
	/* dtc takes the name as it stands between the quotes */
	return end ? check_include(u, dir, arena_strndup(u->arena, name + 1, (size_t)(end - name) - 1), depth,
							   error)
			   : 0;
}

static int check_text(struct unpacking *u, const char *dir, const char *text, unsigned int depth,
					  struct error *error)
{
	int ret = 0;

	while (ret == 0 && *text) {
		const char *behind = skip_comment(text);

		if (behind > text) {
			text = behind;
		} else if (*text == '"') {
			for (text++; *text && *text != '"'; text++)
				if (*text == '\\' && text[1])
					text++;
			text += *text != '\0';
		} else if (*text == '/') {
			ret = check_directive(u, dir, &text, depth, error);
		} else {
			text++;
		}
	}
	return ret;
}

int untrusted_check_directives(struct unpacking *u, struct bytes source, struct error *error)
{
	return check_text(u, NULL, (const char *)source.data, 0, error);
}
