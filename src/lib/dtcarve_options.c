/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/dtcarve_options.h"

#include <errno.h>

#include "board/firmware_map.h"
#include "lib/objects.h"
#include "util/arena.h"

int dtcarve_options_new(struct dtcarve_options **result)
{
	struct dtcarve_options *options;

	*result = NULL;
	ENTRY(NULL);
	options = memory_new(sizeof(*options));
	options->arena = arena_new();
	*result = options;
	return 0;
}

void dtcarve_options_free(struct dtcarve_options *options)
{
	if (!options)
		return;
	arena_free(options->arena);
	memory_free(options);
}

const struct dtcarve_options *options_or_none(const struct dtcarve_options *options)
{
	static const struct dtcarve_options none;

	if (options && options->out_of_memory)
		memory_out();
	return options ? options : &none;
}

/* --- the tree ------------------------------------------------------------------------ */

void dtcarve_options_add_overlay(struct dtcarve_options *options, const char *path)
{
	SETTER(options);
	arena_push(options->arena, options->overlays, options->tree.overlay_count,
			   arena_strdup_or_null(options->arena, path));
	options->tree.overlays = options->overlays;
}

void dtcarve_options_add_image(struct dtcarve_options *options, const char *path)
{
	SETTER(options);
	arena_push(options->arena, options->images, options->tree.image_count,
			   arena_strdup_or_null(options->arena, path));
	options->tree.images = options->images;
}

void dtcarve_options_add_include_dir(struct dtcarve_options *options, const char *path)
{
	SETTER(options);
	arena_push(options->arena, options->include_dirs, options->tree.include_dir_count,
			   arena_strdup_or_null(options->arena, path));
	options->tree.include_dirs = options->include_dirs;
}

void dtcarve_options_set_entry(struct dtcarve_options *options, const char *entry)
{
	SETTER(options);
	options->tree.entry = arena_strdup_or_null(options->arena, entry);
}

void dtcarve_options_set_overlay_entry(struct dtcarve_options *options, const char *entry)
{
	SETTER(options);
	options->tree.dtbo_entry = arena_strdup_or_null(options->arena, entry);
}

void dtcarve_options_set_fit_config(struct dtcarve_options *options, const char *name)
{
	SETTER(options);
	options->tree.fit_config = arena_strdup_or_null(options->arena, name);
}

/* --- the board ------------------------------------------------------------------------ */

void dtcarve_options_add_ddr(struct dtcarve_options *options, struct dtcarve_range bank)
{
	struct range range = { bank.base, bank.size };

	SETTER(options);
	arena_push(options->arena, options->ddr, options->ddr_count, range);
}

/* --- the kernel ----------------------------------------------------------------------- */

void dtcarve_options_set_config(struct dtcarve_options *options, const char *path)
{
	SETTER(options);
	options->kernel.config = arena_strdup_or_null(options->arena, path);
}

void dtcarve_options_set_system_map(struct dtcarve_options *options, const char *path)
{
	SETTER(options);
	options->kernel.system_map = arena_strdup_or_null(options->arena, path);
}

void dtcarve_options_set_image(struct dtcarve_options *options, const char *path)
{
	SETTER(options);
	options->kernel.image = arena_strdup_or_null(options->arena, path);
}

void dtcarve_options_set_page_size(struct dtcarve_options *options, uint64_t bytes)
{
	options->kernel.page_size = bytes;
}

void dtcarve_options_set_arch(struct dtcarve_options *options, enum dtcarve_arch arch)
{
	options->kernel.arch = (enum arch)arch;
	options->arch_given = arch != DTCARVE_ARCH_UNKNOWN;
}

/* --- the boot loader -------------------------------------------------------------------- */

void dtcarve_options_set_kernel_base(struct dtcarve_options *options, uint64_t address)
{
	options->boot.kernel_base = address;
	options->boot.has_kernel_base = address != DTCARVE_NO_BASE;
}

void dtcarve_options_set_fdt_base(struct dtcarve_options *options, uint64_t address)
{
	options->boot.fdt_base = address;
	options->boot.has_fdt_base = address != DTCARVE_NO_BASE;
}

void dtcarve_options_set_initrd(struct dtcarve_options *options, struct dtcarve_range initrd)
{
	options->boot.initrd = (struct range){ initrd.base, initrd.size };
}

void dtcarve_options_set_cmdline(struct dtcarve_options *options, const char *cmdline)
{
	SETTER(options);
	options->boot.cmdline = arena_strdup_or_null(options->arena, cmdline);
}

void dtcarve_options_set_cpus(struct dtcarve_options *options, unsigned int cpus)
{
	options->boot.cpus = cpus;
}

void dtcarve_options_set_trace(struct dtcarve_options *options, bool on)
{
	options->boot.trace = on;
}

void dtcarve_options_set_efi(struct dtcarve_options *options, bool efi)
{
	options->boot.efi = efi;
}

void dtcarve_options_set_firmware_map(struct dtcarve_options *options, const char *path)
{
	options->firmware_map = arena_strdup_or_null(options->arena, path);
}

int options_read_map(const struct dtcarve_options *options, struct arena *arena,
					 const struct firmware_map **map, struct error *error)
{
	*map = NULL;
	return options->firmware_map ? firmware_map_read(arena, options->firmware_map, map, error) : 0;
}
