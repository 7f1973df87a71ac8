/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KERNEL_ELF_H
#define DTCARVE_KERNEL_ELF_H

#include <stdbool.h>

#include "util/file.h"

struct error;
struct facts;

bool elf_matches(struct bytes in);

/*
 * Tells what the symbols of a vmlinux say, as its System.map would. A stripped
 * one tells its architecture only. -EBADMSG where a table lies outside of the file.
 */
int elf_tell(struct facts *facts, const char *file, struct bytes in, struct error *error);

#endif
