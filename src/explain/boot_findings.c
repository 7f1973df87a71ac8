/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "explain/boot_findings.h"

#include <string.h>

#include "util/number.h"

/*
 * The first row whose words are in the line; the id is that of the rule which finds the mistake in the tree,
 * where one line stands for one rule. Source: the messages of the functions named.
 */
static const struct {
	const char *words, *id, *meaning;
} meanings[] = {
	{ "incorrect alignment of CMA", "cma-misaligned", /* kernel/dma/contiguous.c:rmem_cma_setup */
	  "Base or size of this reusable shared-dma-pool is no multiple of the CMA granule (a pageblock, or up to 5.18 the largest block: 4 MiB with 4 KiB pages). There is no pool; the memory stays reserved and serves nobody. Align both." },
	{ "CMA area", "cma-crosses-zone", /* mm/cma.c:cma_activate_area */
	  "The pool could not be handed to the page allocator, mostly because it crosses a zone boundary or leaves the RAM: its memory is lost or given back, and its driver finds no pool. Move it into one zone." },
	{ "ot enough slots for CMA", "too-many-cma-areas", /* mm/cma.c:cma_init_reserved_mem */
	  "More CMA areas than CONFIG_CMA_AREAS allows: this one and all later ones do not exist. Merge pools or raise the option." },
	{ "unable to setup CMA region", "cma-not-set-up", "The pool was refused; the line before tells why." },
	{ "exceeds limit", "default-cma-no-place", /* mm/cma.c:cma_declare_contiguous */
	  "The size that was asked for by cma= or CONFIG_CMA_SIZE does not fit below the address limit of the DMA zone." },
	{ "cma: Failed to reserve", "default-cma-no-place", /* mm/cma.c:cma_declare_contiguous_nid */
	  "No free range of that size and alignment below the DMA limit: carve-outs, kernel image, initrd and tree cut the low memory into pieces too small. There is no default CMA area: large DMA buffers will fail later. Make it smaller, or move the carve-outs to one end." },
	{ "not enough space", "too-many-regions", /* drivers/of/of_reserved_mem.c */
	  "More regions under /reserved-memory than this kernel has table entries for: the ones beyond are not known to drivers by their memory-region (and, on some versions, not reserved at all)." },
	{ "failed to reserve memory for node", "region-not-reserved", /* drivers/of/of_reserved_mem.c */
	  "The range overlaps what is reserved already (kernel image, initrd, tree, another region), or a no-map region lies outside of RAM or over memory in use. The kernel treats the memory as free: whoever expects it reserved may be overwritten." },
	{ "failed to allocate memory for node", "dynamic-no-place", /* drivers/of/of_reserved_mem.c */
	  "A region with a size and no address found no room within its alloc-ranges and alignment. Its driver will find no memory. Widen alloc-ranges, lower the alignment, or make room." },
	{ "OVERLAP DETECTED", "regions-overlap", /* drivers/of/of_reserved_mem.c:__rmem_check_for_overlap */
	  "Two regions claim the same memory: both owners will write it." },
	{ "matching fail", "region-no-handler", /* drivers/of/of_reserved_mem.c:__reserved_mem_init_node */
	  "The handler for the node's compatible string refused it (the line before may tell why): the memory is reserved, and there is no pool." },
	{ "unsupported node format", "reserved-memory-cells-mismatch", /* drivers/of/of_reserved_mem.c */
	  "The cells or ranges of /reserved-memory differ from the root's, or ranges is missing: all of its nodes are ignored. #address-cells and #size-cells must equal the root's, and an empty ranges property must be there." },
	{ "redefined", "cma-default-twice", "Two nodes claim to be the default pool; the later one wins." },
	{ "invalid", "region-invalid",
	  "The node's properties cannot be read (wrong length or value): it is ignored." },
	{ "nvalid", "region-invalid",
	  "The node's properties cannot be read (wrong length or value): it is ignored." },
	{ "", "region-failed", "Something about this region went wrong." },
};

static void add(struct boot_explanation *x, const struct boot_region *r)
{
	size_t row = 0;

	while (!strstr(r->text, meanings[row].words))
		row++;
	x->findings[x->count++] = (struct boot_finding){ .id = meanings[row].id,
													 .line = r->line,
													 .name = r->name,
													 .text = r->text,
													 .meaning = meanings[row].meaning };
}

void explain_boot(struct boot_explanation *x, const struct boot_log *boot)
{
	x->boot = boot;
	x->count = 0;
	for (size_t i = 0; i < boot->region_count; i++) {
		if (boot->regions[i].kind == BOOT_REGION_FAILED)
			add(x, &boot->regions[i]);
	}
}
