/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who uses a region: references that lead nowhere, and regions that nobody refers to. */
#include <ctype.h>
#include <string.h>

#include "findings/inspect.h"

void check_reference_to_nothing(struct inspection *in)
{
	for (size_t i = 0; i < in->board->bad_reference_count; i++) {
		const struct bad_reference *bad = &in->board->bad_references[i];
		struct finding *f;

		if (bad->target)
			continue;
		f = found(
			in, place_other(i, bad->consumer), "memory-region", NULL,
			"memory-region holds 0x%x, and no node has that phandle: the driver gets an error or other memory%s",
			bad->phandle, bad->enabled ? "" : " (the node is switched off)");
		if (!bad->enabled)
			f->severity = SEVERITY_NOTE;
		f->hint = bad->phandle == UINT32_MAX
					  ? "the tree refers to a label of another one: apply the overlay or base that defines it"
					  : "refer to a region of /reserved-memory by its label";
	}
}

void check_reference_to_other_node(struct inspection *in)
{
	for (size_t i = 0; i < in->board->bad_reference_count; i++) {
		const struct bad_reference *bad = &in->board->bad_references[i];
		struct finding *f;

		if (!bad->target || strcmp(bad->target, "/reserved-memory") == 0)
			continue;
		f = found(
			in, place_other(i, bad->consumer), "memory-region", NULL,
			"memory-region leads to %s, which is no child of /reserved-memory: the driver gets no memory of its own",
			bad->target);
		f->other_path = bad->target;
		if (!bad->enabled)
			f->severity = SEVERITY_NOTE;
		f->hint = "refer to a region of /reserved-memory";
	}
}

void check_reference_to_disabled(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct rmem_node *node = &in->board->rmem[i];
		struct finding *f;

		if (node->enabled || !node->enabled_consumer)
			continue;
		f = found(
			in, place_region(in, i), "status", "switch both on, or both off",
			"is switched off, but %s, which is on, refers to it: %s reserves nothing, and its driver gets no memory of its own",
			node->enabled_consumer, linux_words(in));
		f->other_path = node->enabled_consumer;
	}
}

/*
 * Words of names that say: firmware, a boot loader or another world owns it.
 * Collected from the trees of real boards; such memory is never referred to.
 */
static const char *const firmware_words[] = {
	"abl",    "acpi",     "adsp",     "aop",         "aoss",  "atf",      "backup",    "bl2",     "bl31",
	"bl32",   "bldr",     "boot",     "bootloader",  "cdt",   "checksum", "cmd",       "cont",    "cpucp",
	"cpusys", "crash",    "dbi",      "ddr",         "debug", "dfps",     "dump",      "ecc",     "el3",
	"ele",    "fb",       "firmware", "framebuffer", "fw",    "gunyah",   "guard",     "gsa",     "hwrom",
	"kinfo",  "llcc",     "log",      "logs",        "mcp",   "monitor",  "ncc",       "oem",     "pdp",
	"pld",    "pmu",      "psci",     "pvmfw",       "qhee",  "qseecom",  "ramdump",   "ramoops", "removed",
	"rmm",    "rom",      "rtos",     "sail",        "sbl",   "scandump", "scm",       "scmi",    "scp",
	"sdi",    "smem",     "spl",      "splash",      "spss",  "spu",      "ta",        "tags",    "tee",
	"tfa",    "tme",      "tpm",      "training",    "trust", "trusted",  "trustzone", "tui",     "uboot",
	"ucsi",   "unusable", "vm",
};

/* The same for words that begin so: secmon, secos, tzapps, reserved, ... */
static const char *const firmware_stems[] = { "hyp", "optee", "preload", "qtee", "reserve",
											  "sec", "tz",    "uefi",    "xbl" };

static bool is_firmware_word(const char *word, size_t length)
{
	for (size_t i = 0; i < ARRAY_SIZE(firmware_words); i++)
		if (strncmp(word, firmware_words[i], length) == 0 && firmware_words[i][length] == '\0')
			return true;
	for (size_t i = 0; i < ARRAY_SIZE(firmware_stems); i++)
		if (strncmp(word, firmware_stems[i], strlen(firmware_stems[i])) == 0)
			return true;
	return false;
}

/* Whether a word of a name such as "tz-apps@8dd00000" or "hyp_mem" says so; the unit address does not count.
 */
static bool has_firmware_word(const char *name)
{
	while (name && *name && *name != '@') {
		size_t length = 0;

		while (isalnum((unsigned char)name[length]))
			length++;
		if (length && is_firmware_word(name, length))
			return true;
		name += length ? length : 1;
	}
	return false;
}

/* "memory@80000000" without a label says nothing of its owner, and nothing could refer to it by name. */
static bool is_nameless(const struct rmem_node *node)
{
	return !node->compatible_count && !node->label && strncmp(node->name, "memory@", 7) == 0;
}

/* A driver finds the region by the region's own compatible, or a default makes it everybody's. */
static bool used_by_itself(const struct rmem_node *node)
{
	bool pool =
		rmem_is_compatible(node, "shared-dma-pool") || rmem_is_compatible(node, "restricted-dma-pool");

	return node->cma_default || node->dma_default || (node->compatible_count && !pool);
}

/* Less is not worth a word. */
#define LEAST_LOSS MIB(1)

void check_region_unreferenced(struct inspection *in)
{
	for (size_t i = 0; i < in->board->rmem_count; i++) {
		const struct rmem_node *node = &in->board->rmem[i];
		const struct region *outcome = in->outcomes[i];

		if (!is_read(in, i) || node->consumer_count || node->named_elsewhere || used_by_itself(node))
			continue;
		if (!outcome || outcome->range.size < LEAST_LOSS || !outcome->taken ||
			!touches_ram(&in->space, outcome->range))
			continue;
		if (is_nameless(node) ||
			(!node->reusable && (has_firmware_word(node->name) || has_firmware_word(node->label))))
			continue;
		found(
			in, place_region(in, i), NULL,
			"add memory-region to the device that uses it; where none does, find out which firmware owns it",
			"sets %s of RAM aside, but no node's memory-region refers to it%s",
			size_words(in, outcome->range.size),
			outcome->kind == REGION_CMA ? "; movable pages may use it, no device does" : "");
	}
}
