/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "explain/boot_findings.h"

#include <string.h>

#include "kernel/version.h"
#include "util/number.h"

/*
 * The first row whose words are in the line; the id is that of the rule which finds the mistake in the tree,
 * where one line stands for one rule. Source: the messages of the functions named.
 */
#define SINCE(words, id, meaning, since)                                                                     \
	{                                                                                                        \
		words, id, meaning, since                                                                            \
	}
#define ROW(words, id, meaning) SINCE(words, id, meaning, 0)
static const struct {
	const char *words, *id, *meaning;
	uint32_t since; /* release; 0: any */
} meanings[] = {
	ROW("incorrect alignment of CMA", "cma-misaligned", /* kernel/dma/contiguous.c:rmem_cma_setup */
		"Base or size of this reusable shared-dma-pool is no multiple of the CMA granule (a pageblock, or up to 5.18 the largest block: 4 MiB with 4 KiB pages). There is no pool; the memory stays reserved and serves nobody. Align both."),
	ROW("CMA area", "cma-crosses-zone", /* mm/cma.c:cma_activate_area */
		"The pool could not be handed to the page allocator, mostly because it crosses a zone boundary or leaves the RAM: its memory is lost or given back, and its driver finds no pool. Move it into one zone."),
	ROW("ot enough slots for CMA", "too-many-cma-areas", /* mm/cma.c:cma_init_reserved_mem */
		"More CMA areas than CONFIG_CMA_AREAS allows: this one and all later ones do not exist. Merge pools or raise the option."),
	ROW("unable to setup CMA region", "cma-not-set-up", "The pool was refused; the line before tells why."),
	ROW("exceeds limit", "default-cma-no-place", /* mm/cma.c:cma_declare_contiguous */
		"The size that was asked for by cma= or CONFIG_CMA_SIZE does not fit below the address limit of the DMA zone."),
	ROW("cma: Failed to reserve", "default-cma-no-place", /* mm/cma.c:cma_declare_contiguous_nid */
		"No free range of that size and alignment below the DMA limit: carve-outs, kernel image, initrd and tree cut the low memory into pieces too small. There is no default CMA area: large DMA buffers will fail later. Make it smaller, or move the carve-outs to one end."),
	ROW("not enough space", "too-many-regions", /* drivers/of/of_reserved_mem.c */
		"More regions under /reserved-memory than this kernel has table entries for: the ones beyond are not known to drivers by their memory-region (and, on some versions, not reserved at all)."),
	ROW("failed to reserve memory for node", "region-not-reserved", /* drivers/of/of_reserved_mem.c */
		"The range overlaps what is reserved already (kernel image, initrd, tree, another region), or a no-map region lies outside of RAM or over memory in use. The kernel treats the memory as free: whoever expects it reserved may be overwritten."),
	ROW("failed to allocate memory for node", "dynamic-no-place", /* drivers/of/of_reserved_mem.c */
		"A region with a size and no address found no room within its alloc-ranges and alignment. Its driver will find no memory. Widen alloc-ranges, lower the alignment, or make room."),
	ROW("(0x0000000000000000--0x0000000000000000)", "region-place-holder", /* __rmem_check_for_overlap */
		"One of the two has base 0 and size 0: a place holder that the boot loader fills where it needs it (a logo, a carve-out). Nothing overlaps."),
	ROW("(0x00000000--0x00000000)", "region-place-holder",
		"One of the two has base 0 and size 0: a place holder that the boot loader fills where it needs it (a logo, a carve-out). Nothing overlaps."),
	ROW(" overlaps with ", "regions-overlap", /* drivers/of/of_reserved_mem.c:__rmem_check_for_overlap */
		"Both regions claim the same memory: both owners will write it."),
	ROW("OVERLAP DETECTED", "regions-overlap", /* drivers/of/of_reserved_mem.c:__rmem_check_for_overlap */
		"Two regions claim the same memory: both owners will write it."),
	SINCE(
		"matching fail",
		"region-no-handler", /* drivers/of/of_reserved_mem.c:fdt_init_reserved_mem, from 5.4 on */
		"The handler for the node's compatible string refused it (the line before may tell why): there is no pool, and the memory is given back: Linux uses it as any other, whoever expects it reserved may be overwritten.",
		KERNEL_VERSION(5, 4, 0)),
	ROW("matching fail", "region-no-handler",
		"The handler for the node's compatible string refused it (the line before may tell why): there is no pool. From 5.4 on the memory is given back to Linux; before, it stays reserved and serves nobody."),
	ROW("gnoring RAM at", "memory-out-of-reach", /* arch/arm/mm/mmu.c:adjust_lowmem_bounds */
		"This RAM lies beyond what the kernel can map: it is lost. On arm CONFIG_HIGHMEM, or a split of the address space that leaves more to the kernel (VMSPLIT_2G), brings it back."),
	ROW("runcating RAM at", "memory-out-of-reach",
		"The end of this RAM lies beyond what the kernel can map: that part is lost. CONFIG_HIGHMEM, or VMSPLIT_2G, brings it back."),
	ROW("gnoring memory ", "memory-out-of-reach", /* drivers/of/fdt.c:early_init_dt_add_memory_arch */
		"This RAM lies below the kernel's own start or beyond its linear map: it is lost. Load the kernel at the start of RAM."),
	ROW("HIGHMEM enabled kernel", "memory-out-of-reach",
		"The kernel was built without CONFIG_HIGHMEM and has left out RAM, as the lines before tell."),
	ROW("memory region failed",
		"boot-loader-reservation", /* u-boot: boot/image-fdt.c:boot_fdt_reserve_region */
		"U-Boot could not set this range of the tree (/memreserve/ or /reserved-memory) aside: it overlaps what U-Boot uses itself or another range, or is no RAM. Linux will still see the reservation; what U-Boot loads there may be overwritten."),
	ROW("eserved memory: bypass ",
		"cma-from-command-line", /* kernel/dma/contiguous.c:rmem_cma_setup, from 5.10 */
		"cma= on the command line takes the place of this default pool: the node is passed over and its memory given back. The pool has the size and place that cma= says; take cma= out where the node should hold."),
	ROW("unsupported node format", "reserved-memory-cells-mismatch", /* drivers/of/of_reserved_mem.c */
		"The cells or ranges of /reserved-memory differ from the root's, or ranges is missing: all of its nodes are ignored. #address-cells and #size-cells must equal the root's, and an empty ranges property must be there."),
	ROW("redefined", "cma-default-twice", "Two nodes claim to be the default pool; the later one wins."),
	ROW("invalid", "region-invalid",
		"The node's properties cannot be read (wrong length or value): it is ignored."),
	ROW("nvalid", "region-invalid",
		"The node's properties cannot be read (wrong length or value): it is ignored."),
	ROW("", "region-failed", "Something about this region went wrong."),
};

static bool is_of(const char *release, size_t row)
{
	return !meanings[row].since || kernel_version_parse(release) >= meanings[row].since;
}

/* "bypass linux,cma node, using cmdline CMA params instead" is why the node's handler refused it. */
static bool is_bypassed(const struct boot_log *boot, const struct boot_region *r)
{
	const char *fail = strstr(r->text, " compatible matching fail");
	size_t length = strlen(r->name);

	for (size_t i = 0; i < boot->region_count && fail && length; i++) {
		static const char bypass[] = "memory: bypass ";
		const char *at = strstr(boot->regions[i].text, bypass);

		if (at && strncmp(at + strlen(bypass), r->name, length) == 0 &&
			strncmp(at + strlen(bypass) + length, " node", 5) == 0)
			return true;
	}
	return false;
}

static void add(struct boot_explanation *x, const struct boot_region *r)
{
	size_t row = 0;

	if (is_bypassed(x->boot, r))
		return;
	while (!strstr(r->text, meanings[row].words) || !is_of(x->boot->release, row))
		row++;
	x->findings[x->count++] = (struct boot_finding){
		.id = meanings[row].id,
		.line = r->line,
		.name = r->name,
		.text = r->text,
		.meaning = meanings[row].meaning,
		.bytes = strcmp(meanings[row].id, "memory-out-of-reach") == 0 && r->has_size ? r->size : 0
	};
}

/* "cma=128" is 128 bytes. linux:kernel/dma/contiguous.c:early_cma */
static void add_bare_cma(struct boot_explanation *x)
{
	const char *at = x->boot->command_line, *end;

	while ((at = strstr(at, "cma="))) {
		bool whole = at == x->boot->command_line || at[-1] == ' ';
		uint64_t bytes = memparse(at + 4, &end);

		if (whole && end != at + 4 && bytes && bytes < KIB(64) && (!*end || *end == ' ')) {
			x->findings[x->count++] = (struct boot_finding){
				.id = "cma-without-unit",
				.line = x->boot->first_line,
				.name = "",
				.text = "cma= on the command line",
				.meaning =
					"The number has no unit: it is bytes, not MiB, and makes a pool of one granule at most. Write cma=128M."
			};
			return;
		}
		at += 4;
	}
}

void explain_boot(struct boot_explanation *x, const struct boot_log *boot)
{
	x->boot = boot;
	x->count = 0;
	for (size_t i = 0; i < boot->region_count; i++) {
		if (boot->regions[i].kind == BOOT_REGION_FAILED)
			add(x, &boot->regions[i]);
	}
	add_bare_cma(x);
}
