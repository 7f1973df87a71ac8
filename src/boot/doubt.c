/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How sure the numbers are: what was assumed, and how far they go apart between
 * kernels that agree with all that is told.
 */
#include <stdlib.h>
#include <string.h>

#include "boot/replay.h"
#include "util/number.h"

/* Pages by which the model was off on boots of kernels of which all was known, and more on such with many
 * ranges. */
#define MODEL_ERROR 16
#define MANY_RANGES 64

/*
 * A boot of the kernel showed the sum of its needs: what is left is how they
 * change with the board. A second boot leaves less of it. An option that is still
 * open made less than OPEN_OPTION pages on that boot, and may grow with RAM.
 */
#define OPEN_OPTION 24

static uint64_t calibrated_doubt(const struct replay *r, uint64_t present)
{
	const struct kernel *k = r->k;
	uint64_t pages = k->learned_spread + (k->calibrated > 1 ? 4 : 8);

	if (k->has_config)
		return pages;
	pages += OPEN_OPTION + min_u64((uint64_t)llabs(k->learned_reserved_pages), 512);
	if (k->calibrated == 1 && k->calibrated_pages)
		pages += OPEN_OPTION * div_round_up(distance_u64(present, k->calibrated_pages), k->calibrated_pages);
	return pages;
}

static uint64_t uncalibrated_doubt(const struct replay *r, uint64_t present)
{
	uint64_t pages = MODEL_ERROR, mib = MIB(1) >> r->k->page_shift;

	if (!r->k->has_config)
		pages += mib / 2 + present / 1024;
	if (r->k->image.from_sections)
		pages += r->k->arch == ARCH_RISCV64 ? 2 * mib : mib / 2;
	return pages;
}

/* How far the sum of the kernel's own needs may be off, by what is known of it; pages. */
void set_doubt(struct replay *r)
{
	uint64_t present = memblock_phys_mem_size(&r->mb) >> r->k->page_shift;
	uint64_t pages = r->k->calibrated ? calibrated_doubt(r, present) : uncalibrated_doubt(r, present);

	if (r->mb.memory.count > MANY_RANGES || r->boot->region_count > MANY_RANGES)
		pages += MODEL_ERROR;
	if (!r->boot->kernel_base_known || !r->boot->fdt_base_known)
		pages += 24;
	r->doubt_more = r->doubt_less = pages;
}

static void shift(struct estimate *e, int64_t pages)
{
	e->value = e->value > pages ? e->value - pages : 0;
	e->low = e->low > pages ? e->low - pages : 0;
	e->high = e->high > pages ? e->high - pages : 0;
}

/*
 * Early memory comes from the top of what the kernel can address: the highest
 * zone with lowmem pages. An image of which only the parts are known is off itself.
 */
void apply_calibration(struct replay *r)
{
	struct zone *zone =
		r->k->image.from_sections ? zone_of_pfn(r, pfn_down(r->k, r->boot->kernel_image.base)) : NULL;

	for (size_t i = 0; i < r->boot->zone_count && !r->k->image.from_sections; i++)
		if (r->boot->zones[i].type <= ZONE_NORMAL && r->boot->zones[i].managed.value > 0)
			zone = &r->boot->zones[i];
	if (!zone || !r->k->learned_reserved_pages)
		return;
	r->learned_pages = zone->managed.value;
	shift(&zone->managed, r->k->learned_reserved_pages);
	r->learned_pages -= zone->managed.value;
	shift(&zone->managed_first, r->k->learned_reserved_pages);
	shift(&zone->managed_early, r->k->learned_reserved_pages);
}

static const char *zone_list(struct replay *r)
{
	const struct kernel *k = r->k;

	if (k->arch == ARCH_ARM)
		return k->zone_dma ? "DMA, Normal and HighMem" : "Normal and HighMem, no DMA";
	return k->zone_dma && k->zone_dma32 ? "DMA, DMA32 and Normal"
		   : k->zone_dma                ? "DMA and Normal"
										: "DMA32 and Normal";
}

/* What a kernel's configuration and image would tell, and which option of the command line does. */
void state_assumptions(struct replay *r)
{
	const struct kernel *k = r->k;
	const struct config *config = &k->config;

	if (k->known_count > 1)
		assume(r, UNKNOWN_VERSION, "--kernel",
			   "Linux %s lies between %s and %s, whose rules are known: ranges reach over both", k->release,
			   k->known[0].name, k->known[1].name);
	if (k->sublevel_unknown)
		assume(r, UNKNOWN_SUBLEVEL, "--kernel", "a late release of Linux %s: the first ones had other rules",
			   k->release);
	if (k->first_zones_other)
		assume(r, UNKNOWN_SUBLEVEL_ZONES, "--kernel",
			   "zones as late releases of Linux %s have them, which every figure stands for", k->release);
	for (size_t i = 0; i < k->warning_count; i++)
		assume(r, UNKNOWN_OTHER, NULL, "%s", k->warnings[i]);
	if (!k->image.known)
		assume(r, UNKNOWN_IMAGE, "--image", "a kernel image of 2 to 64 MiB");
	else
		assume(r, UNKNOWN_IMAGE, "--system-map", "how much of the image is freed after boot");
	if (k->lpa2_unknown)
		assume(r, UNKNOWN_LPA2, "--boot-log", "a CPU without 52-bit addresses");
	if (k->pool_unknown)
		assume(r, UNKNOWN_POOL, "--kernel-config",
			   "a default CMA pool of %llu MiB, where boards have none to 512 MiB (CONFIG_CMA_SIZE_MBYTES)",
			   (unsigned long long)k->cma_mbytes);
	if (k->arch == ARCH_ARM && !config_option(config, "PAGE_OFFSET"))
		assume(r, UNKNOWN_SPLIT, "--kernel-config",
			   "lowmem of a 3G/1G split, %s HIGHMEM (CONFIG_VMSPLIT_*, CONFIG_HIGHMEM)",
			   k->highmem ? "and" : "without");
	if (k->has_config)
		return;
	assume(r, UNKNOWN_CONFIG, "--kernel-config", "the configuration of a usual kernel of that version");
	if (!k->page_size_told)
		assume(r, UNKNOWN_PAGE_SIZE, "--page-size", "pages of %llu KiB, which every figure stands for",
			   (unsigned long long)page_size(k) >> 10);
	if (!config_option(config, "ZONE_DMA32") && !config_option(config, "ZONE_DMA"))
		assume(r, UNKNOWN_OTHER, "--kernel-config", "zones %s, as usual for that version", zone_list(r));
	if (!config_fact(config, "pageblock_order") && !config_option(config, "HUGETLB_PAGE"))
		assume(r, UNKNOWN_OTHER, "--kernel-config", "pageblocks of order %u", k->pageblock_order);
}
