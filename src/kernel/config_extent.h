/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KERNEL_CONFIG_EXTENT_H
#define DTCARVE_KERNEL_CONFIG_EXTENT_H

/*
 * Is a configuration the whole of a kernel's, or what `make savedefconfig` leaves
 * of it, or a fragment? Of a whole one a missing option is off; of another it is unknown.
 */
#include <stdbool.h>

#include "kernel/config.h"

struct arena;
struct facts;

/* "arm64", or NULL: shows in an option that each architecture has, and that a whole .config names. */
const char *config_arch(const struct config *config);

/*
 * NULL where it is whole, else what shows that it is not. `kconfig_wrote`: it begins with
 * the lines that kconfig puts above a whole .config alone; `profile`: one for --kernel, which
 * may have been cut down to the options that matter.
 */
const char *config_why_partial(struct arena *arena, const struct config *config, bool kconfig_wrote,
							   bool profile);

/* What the options of a partial configuration tell of others, which it leaves out as they follow. */
void config_tell_implied(struct facts *facts, const char *source, const struct config *config);

#endif
