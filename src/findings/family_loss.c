/* SPDX-License-Identifier: GPL-2.0-or-later */
/* RAM that nobody told of, and struct pages for RAM that is not there. Stands against linux:mm/sparse.c. */
#include "findings/inspect.h"

/* A hole of more than that is more likely how the DDR is wired than what firmware has kept back. */
#define LARGEST_KEPT_BACK MIB(256)

void check_memory_between_banks(struct inspection *in)
{
	for (size_t i = 0; i + 1 < in->space.ram_count; i++) {
		const struct range *a = &in->space.ram[i], *b = a + 1;
		struct range hole = range_between(range_end(*a), b->base);

		if (hole.size > LARGEST_KEPT_BACK || hole.size * 2 > a->size + b->size || !hole.size)
			continue;
		found(
			in, place_memory(in, 0), "reg",
			"tell them as RAM and reserve what firmware owns in /reserved-memory, where its owner can be seen",
			"between the banks %s are not told as RAM: lost to %s, unless they are no DDR",
			range_words(in, hole), linux_words(in));
		return;
	}
}

/* Bytes of addresses in the sections that RAM touches. */
static uint64_t section_bytes(const struct inspection *in)
{
	const struct memblock_list *memory = &in->boot->memblock.memory;
	unsigned int bits = in->kernel->section_bits;
	uint64_t next = 0, sum = 0;

	for (size_t i = 0; i < memory->count; i++) {
		struct range r = memory->regions[i].range;
		uint64_t first = max_u64(r.base >> bits, next), last = (range_end(r) - 1) >> bits;

		if (last >= first)
			sum += (last - first + 1) << bits;
		next = max_u64(next, last + 1);
	}
	return sum;
}

void check_memory_lost_to_sections(struct inspection *in)
{
	uint64_t present = 0, covered, waste;

	if (!in->kernel->section_bits || !in->kernel->vmemmap)
		return;
	for (size_t i = 0; i < in->boot->zone_count; i++)
		present += (uint64_t)in->boot->zones[i].present.value << in->kernel->page_shift;
	covered = section_bytes(in);
	waste = ((covered - min_u64(present, covered)) >> in->kernel->page_shift) * in->kernel->struct_page;
	/* 1 % of the RAM, and more than page tables and rounding make of it */
	if (waste < MIB(2) || waste < present / 128)
		return;
	found(
		in, place_root(), NULL,
		"kernels from 5.12 on have sections of 128 MiB; put no-map carve-outs together at the edge of a bank",
		"%s of struct pages stand for addresses without RAM: %s makes them for whole sections of %s, of which RAM fills %s of %s",
		size_words(in, waste), linux_words(in), size_words(in, (uint64_t)1 << in->kernel->section_bits),
		size_words(in, present), size_words(in, covered));
}
