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

static void check_initrd(struct inspection *in)
{
	const struct chosen *chosen = &in->board->chosen;
	struct range initrd = range_between(chosen->initrd_start, chosen->initrd_end);
	const char *line = prints_anywhere(in, "INITRD:");
	struct finding *f;

	if (!chosen->has_initrd || told_as_ram(in, initrd) ||
		is_ram(&in->space, initrd) != (in->boot->initrd.size != 0))
		return;
	if (!*line)
		line = prints_anywhere(in, "initrd not fully accessible");
	f = add_finding(in, place_chosen());
	f->property = "linux,initrd-start";
	f->message =
		words(in, "the initrd %s is not in RAM: %s %s%s", range_words(in, initrd), linux_words(in),
			  in->boot->initrd.size ? "takes that range for RAM and adds it" : "does without it", line);
	f->hint = "load the initrd into RAM, and let the boot loader write its place into /chosen";
}

static void check_fdt_size(struct inspection *in)
{
	bool arm64 = in->kernel->arch == ARCH_ARM64;
	struct finding *f;

	if (!arm64 || in->board->fdt_size <= MIB(2))
		return;
	f = add_finding(in, place_root());
	f->message =
		words(in, "the device tree has %s; %s maps at most 2 MiB of it and stops before it prints a word",
			  size_words(in, in->board->fdt_size), linux_words(in));
	f->hint = "drop /__symbols__ (dtc without -@), or what makes the tree so large";
}

static void check_fdt_base(struct inspection *in)
{
	uint64_t base = in->boot->fdt.base;
	bool arm64 = in->kernel->arch == ARCH_ARM64;
	struct finding *f;

	if (!arm64 || !in->boot->fdt_base_known || is_aligned(base, 8))
		return;
	f = add_finding(in, place_root());
	f->message =
		words(in, "the device tree is loaded at 0x%llx, no multiple of 8: %s stops before it prints a word",
			  (unsigned long long)base, linux_words(in));
	f->hint = words(in, "load it at 0x%llx", (unsigned long long)round_up(base, 8));
}

const struct rule boot_loader_rules[] = {
	{
		.id = "initrd-outside-ram",
		.severity = SEVERITY_ERROR,
		.check = check_initrd,
		.summary = "the initrd is not in RAM",
		.what = "/chosen tells a place for the initrd where the memory nodes tell no RAM.",
		.versions =
			"arm: \"... is not a memory region - disabling initrd\". arm64 from 4.19 on adds the range to RAM, or drops an initrd out of reach (\"initrd not fully accessible via the linear mapping\").",
		.example = "memory@80000000 { reg = <0x0 0x80000000 0x0 0x10000000>; };\n"
				   "chosen { linux,initrd-start = <0x98000000>; linux,initrd-end = <0x98800000>; };",
		.mend = "Load it into RAM.",
	},
	{
		.id = "fdt-too-large",
		.severity = SEVERITY_ERROR,
		.check = check_fdt_size,
		.summary = "arm64: a device tree of more than 2 MiB",
		.what = "arm64 maps the tree early into a window of 2 MiB.",
		.versions = "arm64, all versions. 3.18 wants it within the first 512 MiB as well.",
		.example = "/incbin/ of firmware into the tree",
		.mend = "Make it smaller.",
	},
	{
		.id = "fdt-misaligned",
		.severity = SEVERITY_ERROR,
		.check = check_fdt_base,
		.summary = "arm64: the device tree is not loaded at a multiple of 8",
		.what = "The boot protocol wants the tree at a multiple of 8 bytes.",
		.versions = "arm64, all versions.",
		.example = "--fdt-base 0x88000004",
		.mend = "Load it at a multiple of 8.",
	},
	{ .id = NULL },
};
