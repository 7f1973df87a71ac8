/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/board_options.h"

#include <stdlib.h>
#include <string.h>

#include "alloc/boot_state.h"
#include "board/board.h"
#include "board/firmware_map.h"
#include "cli/general_options.h"
#include "cli/help.h"
#include "cli/made_from.h"
#include "cli/result.h"
#include "cli/setting.h"
#include "input/image_kernel.h"
#include "policy/defaults.h"
#include "util/arena.h"
#include "util/bank.h"
#include "util/error.h"
#include "util/file.h"
#include "util/number.h"
#include "util/text.h"

#define CMDLINE_LIMIT_BYTES ((size_t)KIB(64))

enum {
	KEY_DDR = 0x100,
	KEY_KERNEL,
	KEY_KERNEL_CONFIG,
	KEY_SYSTEM_MAP,
	KEY_IMAGE,
	KEY_KERNEL_BASE,
	KEY_INITRD,
	KEY_FDT_BASE,
	KEY_CMDLINE,
	KEY_EFI,
	KEY_FIRMWARE_MAP,
	KEY_CPUS,
	KEY_ARCH,
	KEY_PAGE_SIZE,
	KEY_OVERLAY,
	KEY_FIT_CONFIG,
	KEY_ENTRY,
	KEY_WITH_IMAGE,
	KEY_DTBO_ENTRY,
	KEY_UNTRUSTED,
};

static const struct argp_option options[] = {
	{ NULL, 0, NULL, 0, "The board:", 1 },
	{ "ddr", KEY_DDR, "SIZE[@BASE]", OPTION_HIDDEN,
	  "DDR of the board instead of its memory nodes; repeat for more banks", 0 },
	{ "overlay", KEY_OVERLAY, "FILE", OPTION_HIDDEN, "Apply a device-tree overlay; repeat, in order", 0 },
	{ "include", 'i', "DIR", OPTION_HIDDEN, "Include path for .dts input", 0 },
	{ "untrusted", KEY_UNTRUSTED, NULL, OPTION_HIDDEN, "Strangers' source: reads nothing from elsewhere", 0 },
	{ "fit-config", KEY_FIT_CONFIG, "NAME", OPTION_HIDDEN, "Configuration of a FIT image", 0 },
	{ "entry", KEY_ENTRY, "N|NAME", OPTION_HIDDEN, "Which of several trees: index, id=N, model or compatible",
	  0 },
	{ "with-image", KEY_WITH_IMAGE, "FILE", OPTION_HIDDEN, "Another image of the same board; repeat", 0 },
	{ "dtbo-entry", KEY_DTBO_ENTRY, "N|NAME", OPTION_HIDDEN, "Likewise of several overlays", 0 },
	{ "cpus", KEY_CPUS, "N", OPTION_HIDDEN, "Possible CPUs (default: counted from /cpus)", 0 },
	{ "arch", KEY_ARCH, "ARCH", OPTION_HIDDEN, "arm, arm64 or riscv64 (default: told by the tree)", 0 },
	{ NULL, 0, NULL, 0, "The kernel:", 2 },
	{ "kernel", KEY_KERNEL, "VERSION|FILE", OPTION_HIDDEN, "Kernel version or kernel-profile file", 0 },
	{ "kernel-config", KEY_KERNEL_CONFIG, "FILE", OPTION_HIDDEN, "Its .config", 0 },
	{ "system-map", KEY_SYSTEM_MAP, "FILE", OPTION_HIDDEN, "Its System.map", 0 },
	{ "image", KEY_IMAGE, "FILE", OPTION_HIDDEN, "Its Image, zImage or Image.gz, in any container", 0 },
	{ "page-size", KEY_PAGE_SIZE, "SIZE", OPTION_HIDDEN, "4K, 16K or 64K", 0 },
	{ NULL, 0, NULL, 0, "The boot loader:", 3 },
	{ "kernel-base", KEY_KERNEL_BASE, "ADDR", OPTION_HIDDEN, "Where the image is loaded", 0 },
	{ "initrd", KEY_INITRD, "SIZE[@ADDR]", OPTION_HIDDEN, "The initrd, when /chosen does not tell", 0 },
	{ "fdt-base", KEY_FDT_BASE, "ADDR", OPTION_HIDDEN, "Where the tree is loaded", 0 },
	{ "firmware-map", KEY_FIRMWARE_MAP, "FILE", OPTION_HIDDEN,
	  "What firmware says of the memory: memmap, bdinfo, boot log, /proc/iomem ...", 0 },
	{ "efi", KEY_EFI, NULL, OPTION_HIDDEN, "The kernel is started by EFI, not from the tree alone", 0 },
	{ "cmdline", KEY_CMDLINE, "STRING", OPTION_HIDDEN,
	  "Kernel command line, @FILE: in a file (default: /chosen bootargs)", 0 },
	{ NULL, 0, NULL, 0, NULL, 0 },
};

static uint64_t parse_address(struct argp_state *state, const char *option, const char *text)
{
	uint64_t value;

	if (!parse_size(text, &value))
		argp_error(state, "--%s %s: expected a number such as 0x80000000 or 512M", option, text);
	return value;
}

/* Without 0x it is read as a decimal, as the kernel reads it, which is hardly meant where no page begins there. */
static uint64_t parse_place(struct argp_state *state, const char *option, const char *text)
{
	uint64_t value = parse_address(state, option, text);

	if (text[strspn(text, "0123456789")] == '\0' && value % KIB(4))
		argp_error(state, "--%s %s: no address of a page%s%s%s", option, text,
				   means_hexadecimal(text) ? ": did you mean 0x" : ", expected for example 0x80000000",
				   means_hexadecimal(text) ? text : "", means_hexadecimal(text) ? "?" : "");
	return value;
}

static uint64_t parse_page_size(struct argp_state *state, const char *text)
{
	uint64_t value;

	if (!parse_size(text, &value) || (value != KIB(4) && value != KIB(16) && value != KIB(64)))
		argp_error(state, "--page-size %s: expected 4K, 16K or 64K", text);
	return value;
}

static void parse_banks(struct argp_state *state, struct arena *arena, const char *option, const char *text,
						struct banks *banks)
{
	struct error error;

	if (banks_parse(arena, option, text, banks, &error))
		argp_error(state, "%s", error.text);
}

/* SIZE or SIZE@ADDR of something that is no DDR. */
static struct range parse_initrd(struct argp_state *state, const char *text)
{
	struct range r = { NO_BASE, 0 };
	const char *end;

	if (!parse_size_up_to(text, '@', &r.size, &end) || !r.size ||
		(*end == '@' && (!parse_size(end + 1, &r.base) || r.base == NO_BASE)))
		argp_error(state, "--initrd %s: expected SIZE or SIZE@ADDR, for example 8M@0x84000000", text);
	return r;
}

/* As one line: a file of it often ends with a newline. */
static const char *read_cmdline(struct argp_state *state, struct arena *arena, const char *path)
{
	struct error error;
	struct bytes text;

	if (file_read(arena, path, CMDLINE_LIMIT_BYTES, &text, &error) || memchr(text.data, '\0', text.size))
		argp_error(state, "--cmdline @%s: cannot be read as text", path);
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] == '\n' || text.data[i] == '\r')
			text.data[i] = ' ';
	while (text.size && text.data[text.size - 1] == ' ')
		text.data[--text.size] = '\0';
	return (const char *)text.data;
}

static const struct firmware_map *read_firmware_map(struct arena *arena, const char *path)
{
	const struct firmware_map *map;
	struct error error;

	if (firmware_map_read(arena, path, &map, &error))
		exit(trouble(&error));
	return map;
}

/* Options that only keep what they are given. */
static const struct {
	int key;
	struct setting setting;
} settings[] = {
	{ KEY_KERNEL, { .kind = SET_TEXT, .offset = offsetof(struct board_options, kernel.kernel) } },
	{ KEY_KERNEL_CONFIG, { .kind = SET_TEXT, .offset = offsetof(struct board_options, kernel.config) } },
	{ KEY_SYSTEM_MAP, { .kind = SET_TEXT, .offset = offsetof(struct board_options, kernel.system_map) } },
	{ KEY_IMAGE, { .kind = SET_TEXT, .offset = offsetof(struct board_options, kernel.image) } },
	{ KEY_FIT_CONFIG, { .kind = SET_TEXT, .offset = offsetof(struct board_options, tree.fit_config) } },
	{ KEY_ENTRY, { .kind = SET_TEXT, .offset = offsetof(struct board_options, tree.entry) } },
	{ KEY_DTBO_ENTRY, { .kind = SET_TEXT, .offset = offsetof(struct board_options, tree.dtbo_entry) } },
	{ KEY_UNTRUSTED, { .kind = SET_FLAG, .offset = offsetof(struct board_options, tree.untrusted) } },
	{ KEY_EFI, { .kind = SET_FLAG, .offset = offsetof(struct board_options, boot.efi) } },
	{ KEY_CPUS, { .kind = SET_UNSIGNED, .offset = offsetof(struct board_options, boot.cpus), .least = 1, .most = 8192 } },
};

static const char *name_of(int key)
{
	const struct argp_option *option = options;

	while (option->key != key)
		option++;
	return option->name;
}

static error_t parse_setting(int key, char *arg, struct argp_state *state, struct board_options *o)
{
	for (size_t i = 0; i < ARRAY_SIZE(settings); i++) {
		if (settings[i].key != key)
			continue;
		setting_set(&settings[i].setting, o->arena, o, name_of(key), arg, state);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static error_t parse_number(int key, char *arg, struct argp_state *state, struct board_options *o)
{
	switch (key) {
	case KEY_PAGE_SIZE:
		o->kernel.page_size = parse_page_size(state, arg);
		return 0;
	case KEY_KERNEL_BASE:
		o->boot.kernel_base = parse_place(state, "kernel-base", arg);
		o->boot.has_kernel_base = true;
		return 0;
	case KEY_FDT_BASE:
		o->boot.fdt_base = parse_place(state, "fdt-base", arg);
		o->boot.has_fdt_base = true;
		return 0;
	case KEY_INITRD:
		o->boot.initrd = parse_initrd(state, arg);
		return 0;
	default:
		return parse_setting(key, arg, state, o);
	}
}

static void add_ddr(struct board_options *o, const char *arg, struct argp_state *state)
{
	if (o->many) {
		arena_push(o->arena, o->ddr_words, o->ddr_word_count, arg);
	} else {
		parse_banks(state, o->arena, "ddr", arg, &o->banks);
	}
}

int board_add_image(struct board_options *o, const char *path)
{
	arena_push(o->arena, o->tree.images, o->tree.image_count, path);
	return 0;
}

static void keep_typed(struct board_options *o, int key, const char *arg)
{
	for (size_t i = 0; i < ARRAY_SIZE(options); i++)
		if (options[i].name && options[i].key == key)
			o->typed = arena_printf(o->arena, "%s --%s%s%s", o->typed ? o->typed : "", options[i].name, arg ? " " : "",
									arg ? text_quoted(o->arena, arg) : "");
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct board_options *o = state->input;

	keep_typed(o, key, arg);
	switch (key) {
	case KEY_DDR:
		add_ddr(o, arg, state);
		return 0;
	case KEY_OVERLAY:
		arena_push(o->arena, o->tree.overlays, o->tree.overlay_count, arg);
		return 0;
	case 'i':
		arena_push(o->arena, o->tree.include_dirs, o->tree.include_dir_count, arg);
		return 0;
	case KEY_WITH_IMAGE:
		return board_add_image(o, arg);
	case KEY_ARCH:
		if (!arch_from_name(arg, &o->kernel.arch))
			argp_error(state, "--arch %s: expected arm, arm64 or riscv64", arg);
		o->arch_given = true;
		return 0;
	case KEY_FIRMWARE_MAP:
		o->boot.firmware_map = read_firmware_map(o->arena, arg);
		return 0;
	case KEY_CMDLINE:
		o->boot.cmdline = *arg == '@' ? read_cmdline(state, o->arena, arg + 1) : arg;
		return 0;
	default:
		return parse_number(key, arg, state, o);
	}
}

const struct argp board_argp = { options, parse_option, NULL, NULL, NULL, board_help_filter, NULL };

/* An option tells the DDR, else firmware's map, else the defaults, else the tree. */
static int set_ddr(const struct board_options *o, const struct defaults *defaults, struct board *board,
				   struct error *error)
{
	int ret;

	if (o->banks.count)
		return board_set_ddr(board, o->banks.items, o->banks.count, false, error);
	if (!defaults->ddr.text || o->boot.firmware_map)
		return board_need_memory(board, o->boot.firmware_map, error);
	ret = board_set_ddr(board, defaults->banks.items, defaults->banks.count, false, error);
	board->ddr_from = defaults->ddr.from;
	return ret ? error_prefix(error, "%s", defaults->ddr.from) : 0;
}

static int find_defaults(const struct board_options *o, const char *path, const struct board *board,
						 struct defaults *defaults, struct error *error)
{
	const struct default_user user = defaults_of_user(o->arena);
	const char *at = o->at ? o->at : path;
	const struct default_files *files;
	int ret;

	*defaults = (struct defaults){ 0 };
	if (!defaults_wanted())
		return 0;
	ret = defaults_read(o->arena, at, &user, &files, error);
	if (ret == 0)
		*defaults = defaults_of(files, at, board ? board->model : NULL, board ? board->compatible : NULL,
								board ? board->compatible_count : 0);
	return ret;
}

int captures_defaults(const struct board_options *o, const char *folder, struct defaults *defaults,
					  struct error *error)
{
	return find_defaults(o, arena_printf(o->arena, "%s/", folder), NULL, defaults, error);
}

static int read_board(const struct board_options *o, const char *path, const struct tree *tree,
					  struct board **board, struct defaults *defaults, struct error *error)
{
	int ret = board_read(tree, board, error);

	if (ret == 0)
		ret = find_defaults(o, path, *board, defaults, error);
	return ret ? ret : set_ddr(o, defaults, *board, error);
}

int board_load(const struct board_options *o, const char *path, struct tree **tree, struct board **board,
			   struct defaults *defaults, struct error *error)
{
	int ret = tree_load(path, &o->tree, tree, error);

	*board = NULL;
	if (ret == 0)
		ret = read_board(o, path, *tree, board, defaults, error);
	if (ret) {
		board_free(*board);
		tree_free(*tree);
		*board = NULL;
		*tree = NULL;
	}
	return ret;
}

int board_read_image(const struct board_options *o, struct kernel_options *kernel, struct error *error)
{
	return kernel->image ? image_kernel_read(o->arena, kernel->image, &kernel->image_bytes, error) : 0;
}

static void tell_default(const struct board_options *o, const struct default_value *value, bool used)
{
	if (!used || !o->origin || !o->origin->command)
		return;
	origin_add(o->arena, o->origin, value->file);
	origin_add(o->arena, o->origin, value->text);
}

static int replay(const struct board_options *o, const struct defaults *defaults, struct prediction *p,
				  struct error *error)
{
	struct kernel_options kernel = kernel_options_for(&o->kernel, p->board, o->arch_given);
	int ret;

	defaults_lend_kernel(defaults, &kernel);
	ret = board_read_image(o, &kernel, error);
	if (ret == 0)
		ret = kernel_load(&kernel, &p->kernel, error);
	if (ret == 0)
		ret = boot_predict(p->board, p->kernel, &o->boot, &p->boot, error);
	if (ret)
		return ret;
	tell_default(o, &defaults->ddr, p->board->ddr_from);
	tell_default(o, &defaults->kernel, p->kernel->told_by);
	tell_default(o, &defaults->config, p->kernel->config_told_by);
	p->settled = memory_state_from_boot(p->boot, o->boot.cpus ? o->boot.cpus : p->board->cpus);
	ret = usual_headroom(p->settled->arena, p->settled, &p->headroom, error);
	if (ret == 0)
		p->findings = findings_new(p->board, p->kernel, p->boot);
	return ret;
}

int predict_tree(const struct board_options *o, const char *path, struct tree *tree, struct prediction *p,
				 struct error *error)
{
	struct defaults defaults;
	int ret;

	*p = (struct prediction){ .tree = tree };
	ret = read_board(o, path, tree, &p->board, &defaults, error);
	if (ret == 0)
		ret = replay(o, &defaults, p, error);
	if (ret)
		prediction_free(p);
	return ret;
}

int predict(const struct board_options *o, const char *path, struct prediction *p, struct error *error)
{
	struct tree *tree;
	int ret = tree_load(path, &o->tree, &tree, error);

	*p = (struct prediction){ 0 };
	return ret ? ret : predict_tree(o, path, tree, p, error);
}

void prediction_free(struct prediction *p)
{
	memory_state_free(p->settled);
	findings_free(p->findings);
	boot_free(p->boot);
	kernel_free(p->kernel);
	board_free(p->board);
	tree_free(p->tree);
	*p = (struct prediction){ 0 };
}

struct site prediction_site(const struct board_options *o, const struct prediction *p,
							const struct kernel *kernel, const char *name)
{
	unsigned int cpus = o->boot.cpus ? o->boot.cpus : p->board->cpus;

	return (struct site){ name, p->board, kernel, &o->boot, cpus, p->boot, p->settled };
}
