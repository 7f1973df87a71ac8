/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the boot loader must do right: where initrd and tree lie. */
#include "findings/inspect.h"

/* The banks as the tree or the user tells them, before the kernel adds anything. */
static bool told_as_ram(const struct inspection *in, struct range range)
{
	for (size_t i = 0; i < in->board->memory_count; i++) {
		const struct memory_node *memory = &in->board->memory[i];

		for (size_t j = 0; j < memory->reg.count; j++)
			if (range_contains(memory->reg.items[j], range))
				return true;
	}
	return false;
}

void check_initrd_outside_ram(struct inspection *in)
{
	const struct chosen *chosen = &in->board->chosen;
	struct range initrd = range_between(chosen->initrd_start, chosen->initrd_end);
	const char *line = prints_anywhere(in, "INITRD:");

	if (!chosen->has_initrd || told_as_ram(in, initrd) ||
		is_ram(&in->space, initrd) != (in->boot->initrd.size != 0))
		return;
	if (!*line)
		line = prints_anywhere(in, "initrd not fully accessible");
	found(in, place_chosen(), "linux,initrd-start",
		  "load the initrd into RAM, and let the boot loader write its place into /chosen",
		  "the initrd %s is not in RAM: %s %s%s", range_words(in, initrd), linux_words(in),
		  in->boot->initrd.size ? "takes that range for RAM and adds it" : "does without it", line);
}

void check_fdt_too_large(struct inspection *in)
{
	bool arm64 = in->kernel->arch == ARCH_ARM64;

	if (!arm64 || in->board->fdt_size <= MIB(2))
		return;
	found(in, place_root(), NULL, "drop /__symbols__ (dtc without -@), or what makes the tree so large",
		  "the device tree has %s; %s maps at most 2 MiB of it and stops before it prints a word",
		  size_words(in, in->board->fdt_size), linux_words(in));
}

void check_fdt_misaligned(struct inspection *in)
{
	uint64_t base = in->boot->fdt.base;
	bool arm64 = in->kernel->arch == ARCH_ARM64;

	if (!arm64 || !in->boot->fdt_base_known || is_aligned(base, 8))
		return;
	found(in, place_root(), NULL, words(in, "load it at 0x%llx", (unsigned long long)round_up(base, 8)),
		  "the device tree is loaded at 0x%llx, no multiple of 8: %s stops before it prints a word",
		  (unsigned long long)base, linux_words(in));
}
