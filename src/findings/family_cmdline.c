/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /chosen and the command line. Stands against linux:mm/cma.c and kernel/crash_reserve.c. */
#include <string.h>

#include "findings/inspect.h"

static struct finding *add_argument(struct inspection *in)
{
	struct finding *f = add_finding(in, place_chosen());

	f->property = "bootargs";
	return f;
}

void check_cma_option_rounded(struct inspection *in)
{
	uint64_t granule = in->kernel->cma_granule, size = in->cmdline.cma_size;
	struct finding *f;

	if (!in->cmdline.has_cma || !in->kernel->dma_cma || is_aligned(size, granule))
		return;
	f = add_argument(in);
	f->message = words(in, "cma= asks for %s: %s rounds up to %s, multiples of %s", size_words(in, size),
					   linux_words(in), size_words(in, round_up(size, granule)), size_words(in, granule));
	f->hint = words(in, "cma=%lluM says what you get", (unsigned long long)(round_up(size, granule) >> 20));
}

void check_cma_option_misaligned(struct inspection *in)
{
	uint64_t granule = in->kernel->cma_granule, base = in->cmdline.cma_base;
	bool fixed = base && in->cmdline.cma_limit == base + in->cmdline.cma_size;
	const char *line = "";
	struct finding *f;

	if (!in->cmdline.has_cma || !in->kernel->dma_cma || !fixed || is_aligned(base, granule))
		return;
	for (size_t i = 0; i < in->boot->region_count && !*line; i++)
		line = prints(in, &in->boot->regions[i], "must be aligned");
	f = add_argument(in);
	f->message =
		words(in, "cma= asks for a pool at 0x%llx, no multiple of %s: %s makes no default pool at all%s",
			  (unsigned long long)base, size_words(in, granule), linux_words(in), line);
	f->hint =
		words(in, "cma=%lluM@0x%llx or cma=%lluM@0x%llx", (unsigned long long)(in->cmdline.cma_size >> 20),
			  (unsigned long long)round_down(base, granule), (unsigned long long)(in->cmdline.cma_size >> 20),
			  (unsigned long long)round_up(base, granule));
}

static bool crash_reserved(const struct inspection *in)
{
	for (size_t i = 0; i < in->boot->message_count; i++)
		if (strstr(in->boot->messages[i].text, "crashkernel reserved"))
			return true;
	return false;
}

void check_crashkernel_failed(struct inspection *in)
{
	const struct crash_request *crash = &in->cmdline.crash;
	struct wish wish = { .align = MIB(2), .window = { 0, in->boot->dma_limit }, .node = SIZE_MAX };
	uint64_t base, size;
	const char *line;
	struct finding *f;
	bool fixed;

	size = crash_size_for(crash, ram_size(&in->space), &base, &fixed);
	if (!crash->present || !size || crash_reserved(in))
		return;
	line = prints_anywhere(in, "crashkernel");
	f = add_argument(in);
	if (fixed)
		f->message = words(
			in, "crashkernel= asks for %s at 0x%llx: %s reserves nothing, there will be no crash dumps%s",
			size_words(in, size), (unsigned long long)base, linux_words(in), line);
	else
		f->message =
			words(in, "crashkernel= asks for %s: %s reserves nothing, there will be no crash dumps%s%s",
				  size_words(in, size), linux_words(in), line, *line ? "" : "; it says nothing of it");
	if (crash->high && !in->kernel->rules->crash_high)
		f->hint = "drop \",high\", which this version does not know";
	else
		f->hint = words(in, "the largest free piece below 0x%llx has %s, at multiples of 2 MiB",
						(unsigned long long)in->boot->dma_limit,
						size_words(in, largest_gap(&in->space, &wish).size));
}

/* Whether the memory nodes tell RAM outside of it. */
static bool cuts_memory(const struct inspection *in, struct range usable)
{
	for (size_t i = 0; i < in->board->memory_count; i++)
		for (size_t j = 0; j < in->board->memory[i].reg.count; j++)
			if (!range_contains(usable, in->board->memory[i].reg.items[j]))
				return true;
	return false;
}

void check_usable_memory_range(struct inspection *in)
{
	const struct chosen *chosen = &in->board->chosen;

	/* beside linux,elfcorehdr it is there for a crash kernel, and right */
	if (!chosen->usable_count || chosen->elfcorehdr.size || !in->kernel->rules->usable_ranges ||
		!cuts_memory(in, chosen->usable_ranges[0]))
		return;
	found(
		in, place_chosen(), "linux,usable-memory-range",
		"drop the property, kexec adds it where it belongs; what firmware owns is better said by a no-map region",
		"linux,usable-memory-range is for crash kernels: %s uses %s of RAM only", linux_words(in),
		range_words(in, chosen->usable_ranges[0]));
}
