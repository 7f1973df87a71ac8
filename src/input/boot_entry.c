/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "input/boot_entry.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "input/size_limits.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/file.h"
#include "util/number.h"

#define CONFIG_LIMIT_BYTES ((size_t)MIB(1))

const char *boot_text(const struct boot_entries *entries, const char *name)
{
	struct error ignored;
	struct bytes text;
	const char *path = arena_printf(entries->arena, "%s/%s", entries->folder, name);

	if (file_read(entries->arena, path, CONFIG_LIMIT_BYTES, &text, &ignored) ||
		memchr(text.data, '\0', text.size))
		return NULL;
	return (const char *)text.data;
}

/* --- lines ----------------------------------------------------------------------------------- */

/* The next line without blanks at its ends and without what # begins; NULL at the end. */
static const char *next_line(struct arena *arena, const char **text)
{
	const char *start = *text + strspn(*text, " \t\r\n"), *end;

	if (!*start)
		return NULL;
	end = start + strcspn(start, "\n");
	*text = end;
	if (*start == '#')
		return next_line(arena, text);
	while (end > start && isspace((unsigned char)end[-1]))
		end--;
	return arena_strndup(arena, start, (size_t)(end - start));
}

/* What follows a word and blanks, in any case of letters; NULL where the line begins with another. */
static const char *after_word(const char *line, const char *word)
{
	size_t length = strlen(word);

	if (strncasecmp(line, word, length) != 0 || (line[length] && !isspace((unsigned char)line[length])))
		return NULL;
	return line + length + strspn(line + length, " \t");
}

/* The value of "key=value", its quotes taken off. */
static const char *value_of(struct arena *arena, const char *line, const char *key)
{
	size_t length = strlen(key), size;
	const char *value = line + length + 1;

	if (strncmp(line, key, length) != 0 || line[length] != '=')
		return NULL;
	size = strlen(value);
	if (size >= 2 && (*value == '"' || *value == '\'') && value[size - 1] == *value)
		return arena_strndup(arena, value + 1, size - 2);
	return value;
}

/* A boot loader's variables, "${cbootargs}", are known to nobody here. */
static const char *without_variables(struct arena *arena, const char *text)
{
	char *copy = arena_strdup(arena, text), *to = copy;

	while (*text) {
		if (text[0] == '$' && text[1] == '{' && strchr(text, '}'))
			text = strchr(text, '}') + 1;
		else
			*to++ = *text++;
	}
	*to = '\0';
	return copy + strspn(copy, " ");
}

static struct boot_entry *add_entry(struct boot_entries *entries, const char *source, const char *title)
{
	struct boot_entry entry = { .title = title, .source = source };

	arena_push(entries->arena, entries->items, entries->count, entry);
	return &entries->items[entries->count - 1];
}

static struct boot_overlay *add_overlay(struct boot_entries *entries, struct boot_entry *entry,
										const char *path)
{
	struct boot_overlay overlay = { .path = path };

	arena_push(entries->arena, entry->overlays, entry->overlay_count, overlay);
	return &entry->overlays[entry->overlay_count - 1];
}

static void add_overlays(struct boot_entries *entries, struct boot_entry *entry, const char *list)
{
	for (list += strspn(list, " \t,"); *list; list += strspn(list, " \t,")) {
		size_t length = strcspn(list, " \t,");

		add_overlay(entries, entry, arena_strndup(entries->arena, list, length));
		list += length;
	}
}

/* --- extlinux and the Boot Loader Specification ------------------------------------------------ */

static void read_keyword(struct boot_entries *entries, struct boot_entry *e, const char *line)
{
	const struct {
		const char *word, **field;
	} words[] = { { "linux", &e->kernel },
				  { "kernel", &e->kernel },
				  { "initrd", &e->initrd },
				  { "fdt", &e->dtb },
				  { "devicetree", &e->dtb },
				  { "fdtdir", &e->dtb_folder },
				  { "devicetreedir", &e->dtb_folder },
				  { "append", &e->cmdline },
				  { "options", &e->cmdline },
				  { "title", &e->title },
				  { "version", &e->release } };
	const char *value = after_word(line, "fdtoverlays");

	if (!value)
		value = after_word(line, "devicetree-overlay");
	if (value)
		add_overlays(entries, e, value);
	for (size_t i = 0; !value && i < ARRAY_SIZE(words); i++) {
		const char *found = after_word(line, words[i].word);

		if (found)
			*words[i].field = words[i].field == &e->cmdline && e->cmdline
								  ? arena_printf(entries->arena, "%s %s", e->cmdline, found)
								  : found;
	}
}

static void clean_cmdlines(struct boot_entries *entries)
{
	for (size_t i = 0; i < entries->count; i++)
		if (entries->items[i].cmdline)
			entries->items[i].cmdline = without_variables(entries->arena, entries->items[i].cmdline);
}

void extlinux_read(struct boot_entries *entries, const char *source, const char *text)
{
	struct boot_entry *entry = NULL;
	const char *line, *chosen = NULL;

	while ((line = next_line(entries->arena, &text))) {
		const char *value = after_word(line, "default");

		if (value)
			chosen = value;
		value = after_word(line, "label");
		if (value)
			entry = add_entry(entries, source, value);
		else if (entry)
			read_keyword(entries, entry, line);
	}
	for (size_t i = 0; chosen && i < entries->count; i++)
		entries->items[i].is_default = strcmp(entries->items[i].title, chosen) == 0;
	clean_cmdlines(entries);
}

void bls_read(struct boot_entries *entries, const char *source, const char *text)
{
	struct boot_entry *entry = add_entry(entries, source, source);
	const char *line;

	while ((line = next_line(entries->arena, &text)))
		read_keyword(entries, entry, line);
	clean_cmdlines(entries);
}

/* --- grub.cfg ---------------------------------------------------------------------------------- */

static const char *menu_title(struct arena *arena, const char *line)
{
	char quote = *line;

	if (quote == '\'' || quote == '"')
		return arena_strndup(arena, line + 1, strcspn(line + 1, quote == '"' ? "\"" : "'"));
	return arena_strndup(arena, line, strcspn(line, " {"));
}

static void read_grub_line(struct boot_entries *entries, struct boot_entry *e, const char *line)
{
	const char *linux_line = after_word(line, "linux"), *value;
	size_t length;

	if (linux_line) {
		length = strcspn(linux_line, " \t");
		e->kernel = arena_strndup(entries->arena, linux_line, length);
		e->cmdline = linux_line + length + strspn(linux_line + length, " \t");
	}
	if ((value = after_word(line, "initrd")))
		e->initrd = arena_strndup(entries->arena, value, strcspn(value, " \t"));
	if ((value = after_word(line, "devicetree")))
		e->dtb = value;
}

void grub_read(struct boot_entries *entries, const char *source, const char *text)
{
	struct boot_entry *entry = NULL;
	const char *line;

	while ((line = next_line(entries->arena, &text))) {
		const char *title = after_word(line, "menuentry");

		if (title)
			entry = add_entry(entries, source, menu_title(entries->arena, title));
		else if (entry)
			read_grub_line(entries, entry, line);
	}
	if (entries->count)
		entries->items[0].is_default = true; /* GRUB_DEFAULT=0 */
	clean_cmdlines(entries);
}

/* --- armbianEnv.txt and uEnv.txt ----------------------------------------------------------------- */

/* Overlays stand in the folder of the board's vendor, as PREFIX-NAME.dtbo. */
static void armbian_overlays(struct boot_entries *entries, struct boot_entry *entry, const char *names,
							 const char *prefix, const char *fdtfile)
{
	const char *slash = strrchr(fdtfile, '/');

	for (names += strspn(names, " "); *names; names += strspn(names, " ")) {
		size_t length = strcspn(names, " ");

		add_overlay(entries, entry,
					arena_printf(entries->arena, "dtb/%.*soverlay/%s%s%.*s.dtbo",
								 slash ? (int)(slash - fdtfile) + 1 : 0, fdtfile, prefix, *prefix ? "-" : "",
								 (int)length, names));
		names += length;
	}
}

void armbian_read(struct boot_entries *entries, const char *source, const char *text)
{
	struct boot_entry *entry = add_entry(entries, source, source);
	const char *line, *value, *prefix = "", *overlays = "", *user = "", *fdtfile = "";

	while ((line = next_line(entries->arena, &text))) {
		if ((value = value_of(entries->arena, line, "fdtfile")))
			fdtfile = value;
		else if ((value = value_of(entries->arena, line, "overlay_prefix")))
			prefix = value;
		else if ((value = value_of(entries->arena, line, "overlays")))
			overlays = value;
		else if ((value = value_of(entries->arena, line, "user_overlays")))
			user = value;
		else if ((value = value_of(entries->arena, line, "extraargs")))
			entry->cmdline = value;
	}
	entry->dtb = *fdtfile ? arena_printf(entries->arena, "dtb/%s", fdtfile) : NULL;
	entry->dtb_folder = "dtb";
	entry->kernel = "Image";
	armbian_overlays(entries, entry, overlays, prefix, fdtfile);
	for (user += strspn(user, " "); *user; user += strspn(user, " ")) {
		size_t length = strcspn(user, " ");

		add_overlay(entries, entry,
					arena_printf(entries->arena, "overlay-user/%.*s.dtbo", (int)length, user));
		user += length;
	}
}

void uenv_read(struct boot_entries *entries, const char *source, const char *text)
{
	struct boot_entry *entry = add_entry(entries, source, source);
	const char *line, *value, *dtb = NULL;

	while ((line = next_line(entries->arena, &text))) {
		if ((value = value_of(entries->arena, line, "uname_r")))
			entry->release = value;
		else if ((value = value_of(entries->arena, line, "dtb")) ||
				 (value = value_of(entries->arena, line, "fdtfile")))
			dtb = value;
		else if ((value = value_of(entries->arena, line, "cmdline")) ||
				 (value = value_of(entries->arena, line, "bootargs")) ||
				 (value = value_of(entries->arena, line, "optargs")))
			entry->cmdline = without_variables(entries->arena, value);
		else if (strncmp(line, "uboot_overlay_addr", 18) == 0 && (value = strchr(line, '=')) && value[1])
			add_overlay(entries, entry, value + 1);
	}
	entry->dtb_folder = entry->release ? arena_printf(entries->arena, "dtbs/%s", entry->release) : "dtbs";
	entry->dtb = dtb ? arena_printf(entries->arena, "%s/%s", entry->dtb_folder, dtb) : NULL;
	entry->kernel = entry->release ? arena_printf(entries->arena, "vmlinuz-%s", entry->release) : "zImage";
}

/* --- config.txt of Raspberry Pi ------------------------------------------------------------------ */

/* The trees that a filter is for; a filter without a row is for other conditions, which count as unmet. */
static const struct pi_filter {
	const char *name, *trees[3];
} pi_filters[] = {
	{ "all", { "" } },
	{ "pi0", { "bcm2708-rpi-zero" } },
	{ "pi0w", { "bcm2708-rpi-zero-w" } },
	{ "pi02", { "bcm2710-rpi-zero-2" } },
	{ "pi1", { "bcm2708-rpi-b", "bcm2708-rpi-cm" } },
	{ "pi2", { "bcm2709-", "bcm2710-rpi-2" } },
	{ "pi3", { "bcm2710-rpi-3", "bcm2710-rpi-cm3" } },
	{ "pi3+", { "bcm2710-rpi-3-b-plus" } },
	{ "pi4", { "bcm2711-" } },
	{ "pi400", { "bcm2711-rpi-400" } },
	{ "cm4", { "bcm2711-rpi-cm4" } },
	{ "pi5", { "bcm2712-" } },
	{ "pi500", { "bcm2712-rpi-500" } },
	{ "cm5", { "bcm2712-rpi-cm5" } },
};

/* Whether "[pi4]" is for a tree "bcm2711-rpi-4-b.dtb"; where no tree is told, for all of them. */
static bool filter_holds(const char *filter, size_t length, const char *dtb)
{
	const char *slash = dtb ? strrchr(dtb, '/') : NULL;
	const char *name = slash ? slash + 1 : dtb;

	for (size_t i = 0; i < ARRAY_SIZE(pi_filters); i++) {
		const struct pi_filter *f = &pi_filters[i];

		if (strlen(f->name) != length || strncmp(f->name, filter, length) != 0)
			continue;
		for (size_t t = 0; t < ARRAY_SIZE(f->trees) && f->trees[t]; t++)
			if (!*f->trees[t] || !name || strncmp(name, "bcm27", 5) != 0 ||
				strncmp(name, f->trees[t], strlen(f->trees[t])) == 0)
				return true;
	}
	return false;
}

static void split_params(struct boot_entries *entries, struct boot_overlay *overlay, const char *list)
{
	for (list += strspn(list, ","); *list; list += strspn(list, ",")) {
		size_t length = strcspn(list, ",");

		arena_push(entries->arena, overlay->params, overlay->param_count,
				   arena_strndup(entries->arena, list, length));
		list += length;
	}
}

/* dtoverlay=NAME,PARAM...: NAME:PARAM is the older way; an empty one ends the parameters of the one before.
 */
static void raspberry_overlay(struct boot_entries *entries, struct boot_entry *entry, const char *value)
{
	size_t length = strcspn(value, ",:");

	if (length)
		split_params(entries,
					 add_overlay(entries, entry,
								 arena_printf(entries->arena, "overlays/%.*s.dtbo", (int)length, value)),
					 value[length] ? value + length + 1 : "");
	else
		add_overlay(entries, entry, NULL);
}

/* A dtparam is of the overlay before it where that has it, else of the base; which, only its tree can say. */
static void raspberry_param(struct boot_entries *entries, struct boot_entry *entry, const char *value)
{
	struct boot_overlay *last = entry->overlay_count ? &entry->overlays[entry->overlay_count - 1] : NULL;

	split_params(entries, last ? last : add_overlay(entries, entry, NULL), value);
}

static void raspberry_line(struct boot_entries *entries, struct boot_entry *entry, const char *line)
{
	const char *value;

	if ((value = value_of(entries->arena, line, "dtoverlay")) ||
		(value = value_of(entries->arena, line, "device_tree_overlay")))
		raspberry_overlay(entries, entry, value);
	else if ((value = value_of(entries->arena, line, "dtparam")) ||
			 (value = value_of(entries->arena, line, "device_tree_param")))
		raspberry_param(entries, entry, value);
	else if ((value = value_of(entries->arena, line, "device_tree")))
		entry->dtb = value;
	else if ((value = value_of(entries->arena, line, "kernel")))
		entry->kernel = value;
	else if ((value = value_of(entries->arena, line, "total_mem")))
		entry->total_mem = strtoull(value, NULL, 0);
	else if ((value = value_of(entries->arena, line, "gpu_mem")))
		entry->gpu_mem = strtoull(value, NULL, 0);
	else if ((value = after_word(line, "initramfs")) || (value = value_of(entries->arena, line, "initramfs")))
		entry->initrd = arena_strndup(entries->arena, value, strcspn(value, " \t"));
	else if ((value = value_of(entries->arena, line, "cmdline")))
		entry->cmdline = boot_text(entries, arena_printf(entries->arena, "%s%s", entries->prefix, value));
}

static void raspberry_lines(struct boot_entries *entries, struct boot_entry *entry, const char *text,
							unsigned int depth)
{
	bool holds = true;
	const char *line, *name;

	while ((line = next_line(entries->arena, &text))) {
		if (*line == '[')
			holds = filter_holds(line + 1, strcspn(line + 1, "]"), entry->dtb);
		else if (holds && (name = after_word(line, "include")) && depth < CONTAINER_LAYERS)
			raspberry_lines(entries, entry,
							boot_text(entries, arena_printf(entries->arena, "%s%s", entries->prefix, name))
								?: "",
							depth + 1);
		else if (holds)
			raspberry_line(entries, entry, line);
	}
}

void raspberry_read(struct boot_entries *entries, const char *source, const char *text)
{
	struct boot_entry *entry = add_entry(entries, source, source);
	const char *cmdline = boot_text(entries, arena_printf(entries->arena, "%scmdline.txt", entries->prefix));

	entry->dtb = entries->board_tree;
	if (cmdline)
		entry->cmdline = arena_strndup(entries->arena, cmdline, strcspn(cmdline, "\r\n"));
	raspberry_lines(entries, entry, text, 0);
}
