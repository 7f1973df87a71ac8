/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the user says that the boot loader puts things: in the board's RAM, or it is a slip that would invent
 * RAM. */
#include <errno.h>

#include "board/board.h"
#include "boot/replay.h"
#include "util/error.h"
#include "util/size.h"

struct told_place {
	const char *option;
	bool given;
	struct range at; /* base UINT64_MAX: the size alone was told */
	uint64_t align;
};

static bool in_tuples(const struct tuples *t, uint64_t address)
{
	for (size_t i = 0; i < t->count; i++)
		if (address >= t->items[i].base && address - t->items[i].base < t->items[i].size)
			return true;
	return false;
}

/* Also what this kernel leaves out: old ones take nothing below their image, where the tree may well be. */
static bool is_ram(const struct replay *r, uint64_t address)
{
	if (memblock_is_region_memory(&r->mb, (struct range){ address, 1 }))
		return true;
	for (size_t i = 0; i < r->board->memory_count; i++)
		if (in_tuples(&r->board->memory[i].reg, address) || in_tuples(&r->board->memory[i].usable, address))
			return true;
	return false;
}

static int check_place(struct replay *r, const struct told_place *p, struct error *error)
{
	uint64_t ram = memblock_phys_mem_size(&r->mb);

	if (p->at.size > ram)
		return error_set(error, -EINVAL, "--%s: %s, more than the board has RAM, %s", p->option,
						 size_text(r->arena, p->at.size), size_text(r->arena, ram));
	if (p->at.base == UINT64_MAX && p->at.size)
		return 0;
	if (!is_aligned(p->at.base, p->align))
		return error_set(error, -EINVAL, "--%s %#llx: expected a multiple of %s", p->option,
						 (unsigned long long)p->at.base, size_text(r->arena, p->align));
	if (!is_ram(r, p->at.base))
		return error_set(error, -EINVAL, "--%s %#llx: the board has no RAM there, but from %#llx to %#llx",
						 p->option, (unsigned long long)p->at.base,
						 (unsigned long long)memblock_start_of_dram(&r->mb),
						 (unsigned long long)memblock_end_of_dram(&r->mb) - 1);
	return 0;
}

int check_told_places(struct replay *r, struct error *error)
{
	const struct boot_options *o = r->options;
	const struct told_place places[] = {
		{ "kernel-base", o->has_kernel_base, { o->kernel_base, 0 }, KIB(4) },
		{ "fdt-base", o->has_fdt_base, { o->fdt_base, 0 }, 1 }, /* not on 8 bytes is a finding */
		{ "initrd", o->initrd.size != 0, o->initrd, 1 },
	};
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < ARRAY_SIZE(places); i++)
		if (places[i].given)
			ret = check_place(r, &places[i], error);
	return ret;
}
