/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How sure the numbers are: what was assumed, and how far they go apart between
 * kernels that agree with all that is told.
 */
#include <stdlib.h>
#include <string.h>

#include "boot/replay.h"
#include "util/arena.h"
#include "util/number.h"

/* Pages by which the model was off on boots of kernels of which all was known, and more on such with many
 * ranges. */
#define MODEL_ERROR 16
#define MANY_RANGES 64

static uint64_t distance(uint64_t a, uint64_t b)
{
	return a > b ? a - b : b - a;
}

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
		pages += OPEN_OPTION * div_round_up(distance(present, k->calibrated_pages), k->calibrated_pages);
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

static void widen(struct estimate *e, const struct estimate *other)
{
	*e = estimate_widen(*e, *other);
}

static void widen_zone(struct zone *zone, const struct zone *other)
{
	zone->span_exact =
		zone->span_exact && zone->start_pfn == other->start_pfn && zone->spanned == other->spanned;
	widen(&zone->present, &other->present);
	widen(&zone->cma, &other->cma);
	widen(&zone->managed, &other->managed);
	widen(&zone->managed_first, &other->managed_first);
	widen(&zone->managed_early, &other->managed_early);
	widen(&zone->min, &other->min);
	widen(&zone->low, &other->low);
	widen(&zone->high, &other->high);
	for (size_t i = 0; i <= MAX_ZONES; i++)
		widen(&zone->protection[i], &other->protection[i]);
	widen(&zone->settled_kernel, &other->settled_kernel);
	widen(&zone->settled_user, &other->settled_user);
}

static const struct zone *same_zone(const struct boot *boot, const struct zone *zone)
{
	static const struct zone none;

	for (size_t i = 0; i < boot->zone_count; i++)
		if (boot->zones[i].type == zone->type && boot->zones[i].node == zone->node)
			return &boot->zones[i];
	return &none;
}

static const struct region *region_of_path(const struct boot *boot, size_t index, const char *path)
{
	if (index < boot->region_count && strcmp(boot->regions[index].path, path) == 0)
		return &boot->regions[index];
	for (size_t i = 0; i < boot->region_count; i++)
		if (strcmp(boot->regions[i].path, path) == 0)
			return &boot->regions[i];
	return NULL;
}

static void widen_region(struct region *region, const struct region *other)
{
	struct reach *reach = &region->reach;
	uint64_t size = other ? other->range.size : 0;

	reach->size_low = min_u64(reach->size_low, size);
	reach->size_high = max_u64(reach->size_high, size);
	if (!size || !region->range.size)
		return;
	reach->base_low = min_u64(reach->base_low, other->range.base);
	reach->base_high = max_u64(reach->base_high, other->range.base);
}

static void assume_once(struct replay *r, const char *line)
{
	for (size_t i = 0; i < r->boot->assumption_count; i++)
		if (strcmp(r->boot->assumptions[i].what, line) == 0)
			return;
	assume(r, NULL, "%s", line);
}

static void widen_totals(struct totals *t, const struct totals *other)
{
	widen(&t->present, &other->present);
	widen(&t->managed, &other->managed);
	widen(&t->cma, &other->cma);
	widen(&t->unmovable, &other->unmovable);
}

void widen_by_variant(struct replay *r, const struct boot *other)
{
	struct boot *boot = r->boot;

	if (boot->boots && !other->boots)
		assume_once(r, arena_printf(r->arena,
									"that it boots: with a kernel that is configured in another way, %s",
									other->reason));
	for (size_t i = 0; i < boot->zone_count; i++)
		widen_zone(&boot->zones[i], same_zone(other, &boot->zones[i]));
	for (size_t i = 0; i < boot->region_count; i++)
		widen_region(&boot->regions[i], region_of_path(other, i, boot->regions[i].path));
	widen_totals(&boot->totals, &other->totals);
	widen(&boot->min_free_kbytes, &other->min_free_kbytes);
	widen(&boot->total_kb, &other->total_kb);
	widen(&boot->reserved_kb, &other->reserved_kb);
	widen(&boot->cma_kb, &other->cma_kb);
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
	shift(&zone->managed, r->k->learned_reserved_pages);
	shift(&zone->managed_first, r->k->learned_reserved_pages);
	shift(&zone->managed_early, r->k->learned_reserved_pages);
}

static const char *zone_list(struct replay *r)
{
	const struct kernel *k = r->k;

	if (k->arch == ARCH_ARM)
		return k->highmem ? "DMA, Normal and HighMem" : "DMA and Normal";
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
		assume(r, "--kernel",
			   "Linux %s lies between %s and %s, whose rules are known: ranges reach over both", k->release,
			   k->known[0].name, k->known[1].name);
	for (size_t i = 0; i < k->warning_count; i++)
		assume(r, NULL, "%s", k->warnings[i]);
	if (!k->image.known)
		assume(r, "--image", "a kernel image of 3 to 64 MiB");
	if (k->has_config)
		return;
	assume(r, "--kernel-config", "the configuration of a usual kernel of that version");
	if (!config_fact(config, "page_size") && k->arch == ARCH_ARM64)
		assume(r, "--page-size", "pages of %llu KiB", (unsigned long long)page_size(k) >> 10);
	if (!config_option(config, "ZONE_DMA32") && !config_option(config, "ZONE_DMA"))
		assume(r, "--kernel-config", "zones %s, as usual for that version", zone_list(r));
	if (!config_option(config, "CMA_SIZE_MBYTES") && k->dma_cma && !r->cmdline.has_cma)
		assume(r, "--kernel-config",
			   "a default CMA pool of %llu MiB, where the tree has none (CONFIG_CMA_SIZE_MBYTES)",
			   (unsigned long long)k->cma_mbytes);
	if (!config_fact(config, "pageblock_order") && !config_option(config, "HUGETLB_PAGE"))
		assume(r, "--kernel-config", "pageblocks of order %u", k->pageblock_order);
}
