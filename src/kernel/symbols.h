/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_KERNEL_SYMBOLS_H
#define DTCARVE_KERNEL_SYMBOLS_H

#include <stddef.h>
#include <stdint.h>

#include "util/arch.h"

struct error;
struct facts;

#define SYMBOLS_MAX 80

/* The few of a kernel's symbols that tell of its memory; filled one by one. */
struct symbols {
	enum arch arch;      /* where the container tells, else ARCH_UNKNOWN */
	unsigned int digits; /* of an address: 8 or 16; 0: not known */
	size_t total;        /* symbols seen, wanted or not */
	uint64_t highest;
	struct {
		uint64_t address, size; /* 0: not there, not known */
	} found[SYMBOLS_MAX];
};

/* `size` 0 where it is not known. */
void symbols_add(struct symbols *symbols, const char *name, size_t length, uint64_t address, uint64_t size);

/*
 * Sections, per-CPU areas and what the presence or absence of a symbol says of
 * the configuration. -EINVAL where _text, _end and the like are missing or
 * stand in an order that no kernel has.
 * Sources: linux:include/asm-generic/sections.h, mm/page_alloc.c:mem_init_print_info.
 */
int symbols_tell(struct facts *facts, const char *source, const struct symbols *symbols, struct error *error);

#endif
