/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "alloc/fixture.h"

#include <criterion/criterion.h>

#include "kernel/version.h"
#include "util/error.h"
#include "util/number.h"

struct alloc_kernel fixture_kernel(const char *release)
{
	uint32_t version = kernel_version_parse(release);

	return (struct alloc_kernel){
		.version = version,
		.rules = page_alloc_rules_for(version),
		.page_shift = 12,
		.pageblock_order = 10,
		.max_order = 10,
		.cpus = 1,
		.zones = 1u << GFP_ZONE_DMA32 | 1u << GFP_ZONE_NORMAL | 1u << GFP_ZONE_MOVABLE,
		.populated = 1u << GFP_ZONE_DMA32,
	};
}

struct zone_state fixture_ld20(void)
{
	static const int64_t all[] = { 4060, 942, 223, 47, 176, 53, 1, 5, 3, 1, 75 };
	struct zone_state zone = {
		.kind = GFP_ZONE_DMA32,
		.present = 345696,
		.managed = 326626,
		.free = 90529,
		.free_cma = 80450,
		.min = 1139,
		.low = 7295,
		.high = 7621,
	};

	for (unsigned int k = 0; k < ARRAY_SIZE(all); k++) {
		int64_t cma = k >= 6 ? all[k] : k >= 3 ? 10 : 0;

		zone.nr_free[MIGRATE_CMA][k] = cma;
		zone.nr_free[MIGRATE_UNMOVABLE][k] = all[k] - cma;
	}
	return zone;
}

struct zone_state fixture_fresh(unsigned int blocks)
{
	struct zone_state zone = { .kind = GFP_ZONE_DMA32 };

	zone.free = (int64_t)blocks << 10;
	zone.managed = zone.present = zone.spanned = (uint64_t)zone.free;
	zone.min = (int64_t)isqrt_u64(16 * (zone.managed << 2)) >> 2;
	zone.low = zone.min + zone.min / 4;
	zone.high = zone.min + zone.min / 2;
	zone.nr_free[MIGRATE_MOVABLE][10] = blocks;
	zone.pageblocks[MIGRATE_MOVABLE] = blocks;
	return zone;
}

struct gfp fixture_gfp(const struct alloc_kernel *kernel, const char *text)
{
	struct error error;
	struct gfp gfp;
	int ret = gfp_parse(gfp_layout_for(kernel->version, kernel->gfp_config), text, &gfp, &error);

	cr_assert_eq(ret, 0, "%s: %s", text, error.text);
	return gfp;
}
