/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "input/boot_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "input/boot_entry.h"
#include "input/choose.h"
#include "input/container.h"
#include "input/size_limits.h"
#include "input/overlay.h"
#include "input/overlay_params.h"
#include "input/tree.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

#define TREES_LIMIT 2048
#define FOLDER_DEPTH 4

/* Where each boot loader has its configuration, the first that is there counts. */
static const struct layout {
	const char *prefix, *file;
	bool finds_tree; /* it looks for the board's tree beside its configuration by itself */
	void (*read)(struct boot_entries *entries, const char *source, const char *text);
} layouts[] = {
	{ "", "extlinux/extlinux.conf", false, extlinux_read },
	{ "", "extlinux.conf", false, extlinux_read },
	{ "boot/", "boot/extlinux/extlinux.conf", false, extlinux_read },
	{ "", "loader/entries", false, bls_read },
	{ "boot/", "boot/loader/entries", false, bls_read },
	{ "", "config.txt", true, raspberry_read },
	{ "firmware/", "firmware/config.txt", true, raspberry_read },
	{ "boot/firmware/", "boot/firmware/config.txt", true, raspberry_read },
	{ "boot/", "boot/config.txt", true, raspberry_read },
	{ "", "armbianEnv.txt", false, armbian_read },
	{ "boot/", "boot/armbianEnv.txt", false, armbian_read },
	{ "", "uEnv.txt", false, uenv_read },
	{ "boot/", "boot/uEnv.txt", false, uenv_read },
	{ "", "grub/grub.cfg", false, grub_read },
	{ "", "grub.cfg", false, grub_read },
	{ "", "grub2/grub.cfg", false, grub_read },
	{ "boot/", "boot/grub/grub.cfg", false, grub_read },
};

struct search {
	struct unpacking *u;
	struct boot_entries entries;
};

static bool exists(struct arena *arena, const char *folder, const char *name)
{
	return access(arena_printf(arena, "%s/%s", folder, name), F_OK) == 0;
}

static const struct layout *layout_of(const char *folder)
{
	struct arena *arena = arena_new();
	const struct layout *found = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(layouts) && !found; i++)
		if (exists(arena, folder, layouts[i].file))
			found = &layouts[i];
	arena_free(arena);
	return found;
}

bool boot_folder_matches(const char *path)
{
	return layout_of(path) != NULL;
}

/* A path of the configuration is one of the partition, or of the root: with "/boot" before it or without. */
static const char *find_file(struct search *s, const char *name)
{
	struct arena *arena = s->u->arena;
	const char *bare = name + strspn(name, "/");
	const char *tries[] = { arena_printf(arena, "%s%s", s->entries.prefix, bare), bare,
							strncmp(bare, "boot/", 5) == 0 ? bare + 5 : bare,
							arena_printf(arena, "boot/%s", bare) };

	for (size_t i = 0; i < ARRAY_SIZE(tries); i++)
		if (exists(arena, s->entries.folder, tries[i]))
			return arena_printf(arena, "%s/%s", s->entries.folder, tries[i]);
	return NULL;
}

static int not_there(struct search *s, const struct boot_entry *e, const char *what, const char *name,
					 struct error *error)
{
	return error_set(error, -ENOENT, "%s/%s: entry %s names the %s %s, which is not in the folder",
					 s->entries.folder, e->source, e->title, what, name);
}

/* --- the entry --------------------------------------------------------------------------------- */

/* Names of a folder in order; hidden ones are left out. */
static const char **list_folder(struct arena *arena, const char *path, size_t *count)
{
	char **all;
	const char **names;
	size_t all_count;
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	folder_names(arena, fd, TREES_LIMIT, &all, &all_count);
	names = arena_alloc(arena, all_count * sizeof(*names));
	*count = 0;
	for (size_t i = 0; i < all_count; i++)
		if (all[i][0] != '.')
			names[(*count)++] = all[i];
	return names;
}

static bool ends_in(const char *name, const char *suffix)
{
	size_t length = strlen(name), end = strlen(suffix);

	return length > end && strcmp(name + length - end, suffix) == 0;
}

static void read_entries(struct search *s, const struct layout *layout)
{
	struct arena *arena = s->u->arena;
	const char *text = boot_text(&s->entries, layout->file), **names;
	size_t count;

	if (text) {
		layout->read(&s->entries, layout->file, text);
		return;
	}
	names = list_folder(arena, arena_printf(arena, "%s/%s", s->entries.folder, layout->file), &count);
	for (size_t i = 0; i < count; i++) {
		const char *name = arena_printf(arena, "%s/%s", layout->file, names[i]);

		text = ends_in(names[i], ".conf") ? boot_text(&s->entries, name) : NULL;
		if (text)
			layout->read(&s->entries, name, text);
	}
}

static bool is_asked(const struct boot_entry *e, size_t index, const char *asked)
{
	char *end;
	unsigned long number = strtoul(asked, &end, 10);

	return (*asked && !*end && number == index) || strcmp(e->title, asked) == 0;
}

static int choose_entry(struct search *s, const struct layout *layout, const struct boot_entry **chosen,
						struct error *error)
{
	struct boot_entries *entries = &s->entries;
	const char *asked = s->u->options->entry, *list = "";

	*chosen = NULL;
	for (size_t i = 0; i < entries->count; i++) {
		const struct boot_entry *e = &entries->items[i];

		if (entries->count == 1 || (asked ? is_asked(e, i, asked) : e->is_default))
			*chosen = *chosen ? *chosen : e;
		list = strlen(list) < 600
				   ? arena_printf(s->u->arena, "%s%s%zu (%.60s)", list, i ? ", " : "", i, e->title)
				   : list;
	}
	if (*chosen)
		return 0;
	if (!entries->count)
		return error_set(error, -EBADMSG, "%s/%s: has no entry to boot", entries->folder, layout->file);
	return error_set(error, asked ? -EINVAL : -ENOTUNIQ,
					 "%s/%s: has %zu entries: choose one with --entry: %s", entries->folder, layout->file,
					 entries->count, list);
}

/* --- the tree ---------------------------------------------------------------------------------- */

static int read_into(struct search *s, const char *path, struct error *error)
{
	struct bytes in;
	int ret = file_read(s->u->arena, path, CONTAINER_LIMIT_BYTES, &in, error);

	if (ret)
		return ret;
	s->u->path = path;
	s->u->read = in;
	ret = container_read(s->u, in, error);
	return ret && !s->u->located ? error_prefix(error, "%s", path) : ret;
}

/* All trees below a folder, each with its name there. */
static void add_trees(struct search *s, const char *name, unsigned int depth)
{
	struct arena *arena = s->u->arena;
	const char *folder = *name ? arena_printf(arena, "%s/%s", s->entries.folder, name) : s->entries.folder;
	size_t count, size;
	const char **names = list_folder(arena, folder, &count);

	for (size_t i = 0; i < count; i++) {
		const char *path = arena_printf(arena, "%s/%s", folder, names[i]);
		struct origin from = { .place = arena_printf(arena, "%s%s%s", name, *name ? "/" : "", names[i]),
							   .numbered = true };
		struct error ignored;
		struct bytes in;
		struct stat st;

		if (stat(path, &st) == 0 && S_ISDIR(st.st_mode) && depth < FOLDER_DEPTH &&
			strcmp(names[i], "overlays") != 0)
			add_trees(s, from.place, depth + 1);
		else if (ends_in(names[i], ".dtb") && s->u->contents.tree_count < TREES_LIMIT &&
				 file_read(arena, path, TREE_LIMIT_BYTES, &in, &ignored) == 0)
			contents_add_tree(&s->u->contents, in, &from, &size);
	}
}

/* Where the entry names no tree, the boot loader knows the board; we ask. */
static int pick_tree(struct search *s, const char *folder, const char **name, struct error *error)
{
	const char *asked = s->entries.count > 1 ? NULL : s->u->options->entry;
	const struct found_tree *tree;
	int ret;

	s->u->contents.arena = s->u->arena;
	s->u->contents.tree_count = 0;
	add_trees(s, folder, 0);
	if (!s->u->contents.tree_count)
		return error_set(error, -ENOENT, "%s: no device tree below %s", s->entries.folder,
						 *folder ? folder : "it");
	ret = choose_tree(&s->u->contents, false, asked, "--entry", &tree, error);
	if (ret)
		return error_prefix(error, "%s%s%s", s->entries.folder, *folder ? "/" : "", folder);
	*name = tree->from.place;
	s->u->contents.tree_count = 0;
	return 0;
}

static int open_tree(struct search *s, const struct boot_entry *e, struct error *error)
{
	const char *name = e->dtb, *path;
	int ret = 0;

	if (!name && !e->dtb_folder)
		return error_set(error, -EINVAL,
						 "%s/%s: entry %s names no device tree: firmware brings it; give it as FILE.dtb",
						 s->entries.folder, e->source, e->title);
	path = name ? find_file(s, name) : NULL;
	if (name && !path && (!e->dtb_folder || !find_file(s, e->dtb_folder)))
		return not_there(s, e, "device tree", name, error);
	if (!path) {
		const char *folder = find_file(s, e->dtb_folder);

		if (!folder)
			return not_there(s, e, "folder of device trees", e->dtb_folder, error);
		ret = pick_tree(s, folder + strlen(s->entries.folder) + 1, &name, error);
		path = ret ? NULL : find_file(s, name);
	}
	if (ret == 0)
		ret = read_into(s, path, error);
	if (ret)
		return ret;
	ret = container_choose(s->u, error);
	return ret ? error_prefix(error, "%s", path) : 0;
}

/* --- overlays ---------------------------------------------------------------------------------- */

/* The parameters that a tree has; a boot loader knows more (audio=on), which change no memory. */
static int set_known(struct search *s, struct blob *blob, const struct boot_overlay *o, bool overlay,
					 struct error *error)
{
	const char **params = NULL;
	size_t count = 0;

	for (size_t i = 0; i < o->param_count; i++)
		if (tree_has_param(blob, o->params[i]))
			arena_push(s->u->arena, params, count, o->params[i]);
	if (overlay)
		return overlay_set_params(s->u->arena, blob, params, count, error);
	return count ? tree_set_params(s->u->arena, blob, params, count, error) : 0;
}

static int apply_overlay(struct search *s, const struct boot_entry *e, const struct boot_overlay *o,
						 struct error *error)
{
	struct unpacking overlay = { .arena = s->u->arena, .options = s->u->options, .wants_overlay = true };
	struct search inner = { .u = &overlay, .entries = s->entries };
	int ret;

	overlay.file = find_file(s, o->path);
	if (!overlay.file)
		return not_there(s, e, "overlay", o->path, error);
	ret = read_into(&inner, overlay.file, error);
	if (ret == 0)
		ret = container_choose(&overlay, error);
	if (ret == 0)
		ret = set_known(s, &overlay.blob, o, true, error);
	if (ret == 0 && overlay.blob.fragment)
		ret = overlay_apply(s->u->arena, &s->u->blob.fdt, s->u->file, &overlay.blob, error);
	return ret && !overlay.located ? error_prefix(error, "%s", overlay.file) : ret;
}

/* What is no parameter of an overlay is one of the base. */
static int apply_overlays(struct search *s, const struct boot_entry *e, struct error *error)
{
	int ret = 0;

	for (size_t i = 0; i < e->overlay_count && ret == 0; i++) {
		const struct boot_overlay *o = &e->overlays[i];

		if (o->path)
			ret = apply_overlay(s, e, o, error);
		if (ret == 0)
			ret = set_known(s, &s->u->blob, o, false, error);
	}
	return ret;
}

/* --- what comes with it ------------------------------------------------------------------------ */

static struct origin origin_of(struct search *s, const struct boot_entry *e)
{
	return (struct origin){ .place = arena_printf(s->u->arena, "%s, %s", e->source, e->title) };
}

static void add_kernel(struct search *s, const struct boot_entry *e)
{
	const char *path = e->kernel ? find_file(s, e->kernel) : NULL;
	struct origin from = { .place = path };
	struct error ignored;
	struct bytes in;

	if (path && file_read(s->u->arena, path, CONTAINER_LIMIT_BYTES, &in, &ignored) == 0)
		contents_add_kernel(&s->u->contents, in, &from);
}

static void add_initrd(struct search *s, const struct boot_entry *e)
{
	const char *path = e->initrd ? find_file(s, e->initrd) : NULL;
	struct origin from = { .place = path };
	struct stat st;

	if (path && stat(path, &st) == 0)
		contents_add_initrd(&s->u->contents, (uint64_t)st.st_size, &from);
}

/* "config-5.10.168" beside the kernel: by the release, else the only one. */
static const char *beside(struct search *s, const char *stem, const char *release)
{
	struct arena *arena = s->u->arena;
	const char *folder = arena_printf(arena, "%s/%s", s->entries.folder, s->entries.prefix);
	size_t count, found = 0;
	const char **names = list_folder(arena, folder, &count), *only = NULL;

	if (release)
		return find_file(s, arena_printf(arena, "%s-%s", stem, release));
	for (size_t i = 0; i < count; i++)
		if (strncmp(names[i], stem, strlen(stem)) == 0 && names[i][strlen(stem)] == '-' && !found++)
			only = names[i];
	return found == 1 ? find_file(s, only) : NULL;
}

/* The release that a kernel's file name ends in: vmlinuz-6.1.0-18-arm64. */
static const char *release_of(const struct boot_entry *e)
{
	const char *slash = e->kernel ? strrchr(e->kernel, '/') : NULL;
	const char *name = slash ? slash + 1 : e->kernel;
	const char *dash = name ? strchr(name, '-') : NULL;

	if (e->release)
		return e->release;
	return dash && dash[1] >= '1' && dash[1] <= '9' ? dash + 1 : NULL;
}

/* A Raspberry Pi's firmware keeps the top of the first GiB for the GPU. bcm2711: 76 MiB where nothing is
 * told. */
static void add_banks(struct search *s, const struct boot_entry *e)
{
	uint64_t first = min_u64(e->total_mem, 1024), gpu = e->gpu_mem ? e->gpu_mem : 76;
	struct contents *c = &s->u->contents;

	if (!e->total_mem || first <= gpu)
		return;
	c->banks[c->bank_count++] = (struct range){ 0, MIB(first - gpu) };
	if (e->total_mem > 1024)
		c->banks[c->bank_count++] = (struct range){ MIB(1024), MIB(e->total_mem - 1024) };
	c->banks_from = origin_of(s, e);
}

static void add_told(struct search *s, const struct boot_entry *e)
{
	struct contents *c = &s->u->contents;
	struct origin from = origin_of(s, e);
	const char *release = release_of(e);

	add_kernel(s, e);
	add_initrd(s, e);
	add_banks(s, e);
	if (e->cmdline)
		contents_add_cmdline(c, e->cmdline, strlen(e->cmdline), &from);
	c->config = beside(s, "config", release);
	c->system_map = beside(s, "System.map", release);
	if (!c->kernel_count)
		c->release = release;
}

int boot_folder_open(struct unpacking *u, const char *path, struct error *error)
{
	const struct layout *layout = layout_of(path);
	struct search s = { .u = u, .entries = { .arena = u->arena, .folder = path, .prefix = layout->prefix } };
	const struct boot_entry *entry = NULL;
	int ret = 0;

	u->located = true;
	if (layout->finds_tree)
		ret = pick_tree(&s, layout->prefix, &s.entries.board_tree, error);
	if (ret)
		return ret;
	read_entries(&s, layout);
	ret = choose_entry(&s, layout, &entry, error);
	if (ret == 0)
		ret = open_tree(&s, entry, error);
	if (ret == 0)
		ret = apply_overlays(&s, entry, error);
	if (ret == 0)
		add_told(&s, entry);
	u->format = "boot folder";
	u->entry = entry ? entry->title : NULL;
	return ret;
}
