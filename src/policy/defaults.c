/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/defaults.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/family.h"
#include "kernel/gather.h"
#include "kernel/kernel.h"
#include "policy/board_scope.h"
#include "policy/gate.h"
#include "policy/ini_reader.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/nearest.h"
#include "util/number.h"

#define FILE_NAME "dtcarve.ini"
#define FILE_LIMIT_BYTES ((size_t)KIB(256))
#define MOST_FOLDERS 64
#define SECTION "defaults"

struct section {
	const char *glob; /* "": of all boards */
	struct defaults says;
	struct section *before; /* it in the same file */
};

struct default_files {
	const char *path, *name, *folder; /* name: as it is told; folder: with the slash behind, or "" */
	struct section *last;
	struct default_files *next; /* farther away */
};

struct reader {
	struct arena *arena;
	struct default_files *file;
	bool users; /* nothing but defaults stands in it */
	const struct ini_entry *entry;
	struct error *error;
};

/* --- what stands in a file ----------------------------------------------------------------- */

static int refuse(const struct reader *r, const char *right)
{
	return error_set(r->error, -EINVAL, "%s:%d: %s \"%s\": expected %s", r->file->name, r->entry->line,
					 r->entry->key, r->entry->value, right);
}

static int refuse_word(const struct reader *r, const char *what, const char *word, const char *const words[],
					   size_t count)
{
	const char *nearest = nearest_word(word, words, count), *list = "";

	for (size_t i = 0; i < count; i++)
		list = arena_printf(r->arena, "%s%s%s", list, i == 0 ? "" : i + 1 == count ? " or " : ", ", words[i]);
	return error_set(r->error, -EINVAL, nearest ? "%s:%d: unknown %s \"%s\": did you mean \"%s\"?"
												: "%s:%d: unknown %s \"%s\": expected %s",
					 r->file->name, r->entry->line, what, word, nearest ? nearest : list);
}

static const char *beside(const struct reader *r, const char *name)
{
	return *name == '/' ? arena_strdup(r->arena, name) : arena_printf(r->arena, "%s%s", r->file->folder, name);
}

static int take_kernel(struct reader *r, struct defaults *d, const char *from)
{
	const char *value = r->entry->value, *path = beside(r, value);

	d->kernel = (struct default_value){ kernel_option_is_file(path) ? path : arena_strdup(r->arena, value), from, r->file->path };
	if (d->kernel.text == path || kernel_named_version(value))
		return 0;
	return refuse(r, "a version such as 6.1, or a kernel profile beside this file");
}

static int take_file(struct reader *r, struct default_value *value, const char *from)
{
	*value = (struct default_value){ beside(r, r->entry->value), from, r->file->path };
	return kernel_option_is_file(value->text) ? 0 : refuse(r, "a file beside this one");
}

static int take_ddr(struct reader *r, struct defaults *d, const char *from)
{
	d->ddr = (struct default_value){ arena_strdup(r->arena, r->entry->value), from, r->file->path };
	d->banks = (struct banks){ 0 };
	if (!*r->file->last->glob)
		return error_set(r->error, -EINVAL,
						 "%s:%d: ddr: of which board? expected it in a section such as [defaults raspberrypi,4*]",
						 r->file->name, r->entry->line);
	if (banks_parse(r->arena, "ddr", r->entry->value, &d->banks, r->error))
		return error_prefix(r->error, "%s:%d", r->file->name, r->entry->line);
	return 0;
}

static int take_key(struct reader *r)
{
	static const char *const keys[] = { "kernel", "profile", "kernel-config", "ddr" };
	struct defaults *d = &r->file->last->says;
	const char *from = arena_printf(r->arena, "%s:%d", r->file->name, r->entry->line), *key = r->entry->key;

	if (strcmp(key, "kernel") == 0)
		return take_kernel(r, d, from);
	if (strcmp(key, "profile") == 0)
		return take_file(r, &d->kernel, from);
	if (strcmp(key, "kernel-config") == 0)
		return take_file(r, &d->config, from);
	if (strcmp(key, "ddr") == 0)
		return take_ddr(r, d, from);
	return refuse_word(r, "key", key, keys, ARRAY_SIZE(keys));
}

static int begin_section(struct reader *r, const char *glob)
{
	struct section *s = arena_new_object(r->arena, struct section);

	s->glob = arena_strdup(r->arena, glob + strspn(glob, " \t"));
	s->before = r->file->last;
	r->file->last = s;
	return 0;
}

static bool is_defaults(const char *section)
{
	size_t length = strlen(SECTION);

	return strncmp(section, SECTION, length) == 0 && (!section[length] || strchr(" \t", section[length]));
}

static int take(void *user, const struct ini_entry *entry)
{
	static const char *const own[] = { SECTION, SECTION " GLOB" };
	const char *all[16];
	struct reader *r = user;
	size_t count = 0;

	r->entry = entry;
	if (is_defaults(entry->section))
		return entry->key ? take_key(r) : begin_section(r, entry->section + strlen(SECTION));
	if (!*entry->section)
		return error_set(r->error, -EINVAL, "%s:%d: %s: expected a section such as [" SECTION "] before it",
						 r->file->name, entry->line, entry->key);
	if (!r->users && gate_has_section(entry->section))
		return 0;
	for (; count < ARRAY_SIZE(own); count++)
		all[count] = own[count];
	for (size_t i = 0; !r->users && gate_section_at(i); i++)
		all[count++] = gate_section_at(i);
	return refuse_word(r, "section", entry->section, all, count);
}

/* --- which files -------------------------------------------------------------------------- */

static bool exists(struct arena *arena, const char *folder, const char *name)
{
	return access(arena_printf(arena, "%s%s", folder, name), F_OK) == 0;
}

static bool is_root(struct arena *arena, const char *folder)
{
	struct stat here, above;

	return stat(*folder ? folder : ".", &here) != 0 || stat(arena_printf(arena, "%s..", folder), &above) != 0 ||
		   (here.st_dev == above.st_dev && here.st_ino == above.st_ino);
}

/* "a/b/" -> "a/" -> "" -> "../" -> "../../" */
static const char *above(struct arena *arena, const char *folder)
{
	size_t length = strlen(folder), last = length ? length - 1 : 0;

	while (last && folder[last - 1] != '/')
		last--;
	if (!length || strcmp(folder + last, "../") == 0 || strcmp(folder + last, "./") == 0)
		return arena_printf(arena, "%s../", folder);
	return arena_strndup(arena, folder, last);
}

struct search {
	struct arena *arena;
	struct default_files *first, **end;
	struct error *error;
};

static int add_file(struct search *s, const char *path, const char *name, bool users)
{
	const char *slash = strrchr(path, '/');
	struct default_files *file = arena_new_object(s->arena, struct default_files);
	struct reader r = { .arena = s->arena, .file = file, .users = users, .error = s->error };
	struct bytes text;
	int ret = file_read(s->arena, path, FILE_LIMIT_BYTES, &text, s->error);

	*file = (struct default_files){ .path = path, .name = name };
	file->folder = arena_strndup(s->arena, path, slash ? (size_t)(slash - path) + 1 : 0);
	if (ret == 0)
		ret = ini_read(name, text, take, &r, s->error);
	if (ret == 0 && file->last) {
		*s->end = file;
		s->end = &file->next;
	}
	return ret;
}

static int search_upwards(struct search *s, const char *folder)
{
	int ret = 0;

	for (unsigned int i = 0; ret == 0 && i < MOST_FOLDERS; i++) {
		const char *path = arena_printf(s->arena, "%s" FILE_NAME, folder);

		if (exists(s->arena, folder, FILE_NAME))
			ret = add_file(s, path, path, false);
		if (exists(s->arena, folder, ".git") || is_root(s->arena, folder))
			break;
		folder = above(s->arena, folder);
	}
	return ret;
}

int defaults_read(struct arena *arena, const char *board, const struct default_user *user,
				  const struct default_files **files, struct error *error)
{
	struct search s = { .arena = arena, .error = error };
	const char *slash = board ? strrchr(board, '/') : NULL;
	int ret;

	s.end = &s.first;
	ret = search_upwards(&s, slash ? arena_strndup(arena, board, (size_t)(slash - board) + 1) : "");
	if (ret == 0 && !s.first && slash)
		ret = search_upwards(&s, "");
	if (ret == 0 && user->path && access(user->path, F_OK) == 0)
		ret = add_file(&s, user->path, user->name, true);
	*files = s.first;
	return ret;
}

/* --- what they say ------------------------------------------------------------------------- */

static bool fits(const char *glob, const char *board, const char *model, const char *const *compatible,
				 size_t count)
{
	if ((model && fnmatch(glob, model, FNM_CASEFOLD) == 0) || (board && board_scope_fits(glob, board)))
		return true;
	for (size_t i = 0; i < count; i++)
		if (fnmatch(glob, compatible[i], FNM_CASEFOLD) == 0)
			return true;
	return false;
}

static void take_over(struct defaults *d, const struct defaults *more)
{
	if (!d->kernel.text)
		d->kernel = more->kernel;
	if (!d->config.text)
		d->config = more->config;
	if (!d->ddr.text) {
		d->ddr = more->ddr;
		d->banks = more->banks;
	}
}

struct defaults defaults_of(const struct default_files *files, const char *board, const char *model,
							const char *const *compatible, size_t compatible_count)
{
	struct defaults d = { 0 };

	for (; files; files = files->next) {
		for (const struct section *s = files->last; s; s = s->before)
			if (*s->glob && fits(s->glob, board, model, compatible, compatible_count))
				take_over(&d, &s->says);
		for (const struct section *s = files->last; s; s = s->before)
			if (!*s->glob)
				take_over(&d, &s->says);
	}
	return d;
}

void defaults_lend_kernel(const struct defaults *d, struct kernel_options *o)
{
	bool told = o->image || o->told_image.size || kernel_option_is_file(o->kernel);

	if (!o->kernel) {
		o->fallback = d->kernel.text;
		o->fallback_from = d->kernel.from;
	}
	if (!o->config && !told) {
		o->config = d->config.text;
		o->config_from = d->config.from;
	}
}
