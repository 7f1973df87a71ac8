/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dtcarve/region.h>

#include "boot/boot.h"
#include "lib/estimates.h"
#include "lib/objects.h"

_Static_assert(SAME(REGION_NOMAP) && SAME(REGION_RESERVED) && SAME(REGION_CMA) && SAME(REGION_COHERENT) &&
			   SAME(REGION_RESTRICTED) && SAME(REGION_MEMRESERVE), "enum dtcarve_region_kind");
_Static_assert(SAME(REGION_APPLIED) && SAME(REGION_GIVEN_BACK) && SAME(REGION_RESERVED_UNUSABLE) &&
			   SAME(REGION_FAILED) && SAME(REGION_IGNORED) && SAME(REGION_DISABLED),
			   "enum dtcarve_region_outcome");

static const struct region *region_of(const struct dtcarve_region *region)
{
	return (const struct region *)(const void *)region;
}

const char *dtcarve_region_kind_name(enum dtcarve_region_kind kind)
{
	return (unsigned int)kind <= REGION_MEMRESERVE ? region_kind_name((enum region_kind)kind) : NULL;
}

const char *dtcarve_region_outcome_name(enum dtcarve_region_outcome outcome)
{
	return (unsigned int)outcome <= REGION_DISABLED ? region_outcome_name((enum region_outcome)outcome)
													: NULL;
}

GETTER(const char *, dtcarve_region_get_path, region, region_of(region)->path)
GETTER(const char *, dtcarve_region_get_name, region, region_of(region)->name)
GETTER(size_t, dtcarve_region_get_rmem_index, region, region_of(region)->node)
GETTER(struct dtcarve_range, dtcarve_region_get_range, region, public_range(region_of(region)->range))
GETTER(struct dtcarve_estimate, dtcarve_region_get_base, region,
	   public_estimate(region_base(region_of(region))))
GETTER(struct dtcarve_estimate, dtcarve_region_get_size, region,
	   public_estimate(region_size(region_of(region))))
GETTER(size_t, dtcarve_region_get_extra_range_count, region, region_of(region)->extra_count)
GETTER_AT(struct dtcarve_range, dtcarve_region_get_extra_range, region, region_of(region)->extra_count,
		  public_range(region_of(region)->extra[index]), NO_RANGE)
GETTER(bool, dtcarve_region_is_dynamic, region, region_of(region)->dynamic)
GETTER(bool, dtcarve_region_is_taken, region, region_of(region)->taken)
GETTER(enum dtcarve_region_kind, dtcarve_region_get_kind, region,
	   (enum dtcarve_region_kind)region_of(region)->kind)
GETTER(enum dtcarve_region_outcome, dtcarve_region_get_outcome, region,
	   (enum dtcarve_region_outcome)region_of(region)->outcome)
GETTER(size_t, dtcarve_region_get_message_count, region, region_of(region)->dmesg_count)
GETTER_AT(const char *, dtcarve_region_get_message, region, region_of(region)->dmesg_count,
		  region_of(region)->dmesg[index], NULL)
