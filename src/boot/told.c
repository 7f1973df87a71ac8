/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the image that a tree came in tells of its kernel. */
#include "board/board.h"
#include "boot/boot.h"
#include "kernel/gather.h"
#include "kernel/kernel.h"

struct kernel_options kernel_options_for(const struct kernel_options *given, const struct board *board,
										 bool arch_given)
{
	const struct image_told *told = &board->told;
	struct kernel_options options = *given;
	bool profile = kernel_option_is_file(given->kernel);

	if (!arch_given)
		options.arch = board->arch;
	options.told_image = told->kernel;
	options.told_image_from = told->kernel_from ? told->kernel_from : board->file;
	options.told_release = told->release;
	if (!options.config && !profile)
		options.config = told->config;
	if (!options.system_map && !profile)
		options.system_map = told->system_map;
	return options;
}
