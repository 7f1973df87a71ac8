/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/dtcarve_options.h"

#include <errno.h>

#include "board/firmware_map.h"
#include "lib/objects.h"
#include "util/arena.h"

OPTIONS_LIFE(dtcarve_options)

const struct dtcarve_options *options_or_none(const struct dtcarve_options *options)
{
	static const struct dtcarve_options none;

	if (options && options->out_of_memory)
		memory_out();
	return options ? options : &none;
}

/* --- the tree ------------------------------------------------------------------------ */

TEXT_ADDER(dtcarve_options_add_overlay, options, tree.overlays, tree.overlay_count)
TEXT_ADDER(dtcarve_options_add_image, options, tree.images, tree.image_count)
TEXT_ADDER(dtcarve_options_add_include_dir, options, tree.include_dirs, tree.include_dir_count)
TEXT_SETTER(dtcarve_options_set_entry, options, tree.entry)
TEXT_SETTER(dtcarve_options_set_overlay_entry, options, tree.dtbo_entry)
TEXT_SETTER(dtcarve_options_set_fit_config, options, tree.fit_config)

/* --- the board ------------------------------------------------------------------------ */

void dtcarve_options_add_ddr(struct dtcarve_options *options, struct dtcarve_range bank)
{
	struct range range = { bank.base, bank.size };

	SETTER_ENTRY(options);
	arena_push(options->arena, options->ddr, options->ddr_count, range);
}

/* --- the kernel ----------------------------------------------------------------------- */

TEXT_SETTER(dtcarve_options_set_config, options, kernel.config)
TEXT_SETTER(dtcarve_options_set_system_map, options, kernel.system_map)
TEXT_SETTER(dtcarve_options_set_image, options, kernel.image)
SETTER(uint64_t, dtcarve_options_set_page_size, options, kernel.page_size)

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

TEXT_SETTER(dtcarve_options_set_cmdline, options, boot.cmdline)
SETTER(unsigned int, dtcarve_options_set_cpus, options, boot.cpus)
SETTER(bool, dtcarve_options_set_trace, options, boot.trace)
SETTER(bool, dtcarve_options_set_efi, options, boot.efi)
TEXT_SETTER(dtcarve_options_set_firmware_map, options, firmware_map)

int options_read_map(const struct dtcarve_options *options, struct arena *arena,
					 const struct firmware_map **map, struct error *error)
{
	*map = NULL;
	return options->firmware_map ? firmware_map_read(arena, options->firmware_map, map, error) : 0;
}
