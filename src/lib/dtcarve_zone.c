/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dtcarve/zone.h>

#include "boot/boot.h"
#include "lib/estimates.h"
#include "lib/objects.h"

static const struct zone *zone_of(const struct dtcarve_zone *zone)
{
	return (const struct zone *)(const void *)zone;
}

GETTER(const char *, dtcarve_zone_get_name, zone, zone_of(zone)->name)
GETTER(unsigned int, dtcarve_zone_get_node, zone, zone_of(zone)->node)
GETTER(uint64_t, dtcarve_zone_get_start_pfn, zone, zone_of(zone)->start_pfn)
GETTER(uint64_t, dtcarve_zone_get_spanned, zone, zone_of(zone)->spanned)
GETTER(struct dtcarve_estimate, dtcarve_zone_get_present, zone, public_estimate(zone_of(zone)->present))
GETTER(struct dtcarve_estimate, dtcarve_zone_get_cma, zone, public_estimate(zone_of(zone)->cma))
GETTER(struct dtcarve_estimate, dtcarve_zone_get_managed, zone, public_estimate(zone_of(zone)->managed))
GETTER(struct dtcarve_estimate, dtcarve_zone_get_min, zone, public_estimate(zone_of(zone)->min))
GETTER(struct dtcarve_estimate, dtcarve_zone_get_low, zone, public_estimate(zone_of(zone)->low))
GETTER(struct dtcarve_estimate, dtcarve_zone_get_high, zone, public_estimate(zone_of(zone)->high))

struct dtcarve_estimate dtcarve_zone_get_protection(const struct dtcarve_zone *zone, size_t column)
{
	if (column >= ARRAY_SIZE(zone_of(zone)->protection))
		return (struct dtcarve_estimate){ 0, 0, 0 };
	return public_estimate(zone_of(zone)->protection[column]);
}

static bool is_migratetype(enum dtcarve_migratetype type)
{
	return (unsigned int)type < DTCARVE_MIGRATE_TYPES;
}

uint64_t dtcarve_zone_get_pageblocks(const struct dtcarve_zone *zone, enum dtcarve_migratetype type)
{
	return is_migratetype(type) ? zone_of(zone)->pageblocks[type] : 0;
}

uint64_t dtcarve_zone_get_free_at_handover(const struct dtcarve_zone *zone, enum dtcarve_migratetype type,
										   unsigned int order)
{
	return is_migratetype(type) && order < MAX_ORDERS ? zone_of(zone)->free_area[type][order] : 0;
}

GETTER(struct dtcarve_estimate, dtcarve_zone_get_settled_use, zone,
	   public_estimate(estimate_add(zone_of(zone)->settled_kernel, zone_of(zone)->settled_user)))
