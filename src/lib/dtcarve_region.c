/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dtcarve/region.h>

#include "boot/boot.h"
#include "lib/estimates.h"
#include "lib/objects.h"

_Static_assert((int)DTCARVE_REGION_NOMAP == REGION_NOMAP && (int)DTCARVE_REGION_RESERVED == REGION_RESERVED &&
				   (int)DTCARVE_REGION_CMA == REGION_CMA && (int)DTCARVE_REGION_COHERENT == REGION_COHERENT &&
				   (int)DTCARVE_REGION_RESTRICTED == REGION_RESTRICTED &&
				   (int)DTCARVE_REGION_MEMRESERVE == REGION_MEMRESERVE,
			   "enum dtcarve_region_kind");
_Static_assert((int)DTCARVE_REGION_APPLIED == REGION_APPLIED &&
				   (int)DTCARVE_REGION_GIVEN_BACK == REGION_GIVEN_BACK &&
				   (int)DTCARVE_REGION_RESERVED_UNUSABLE == REGION_RESERVED_UNUSABLE &&
				   (int)DTCARVE_REGION_FAILED == REGION_FAILED &&
				   (int)DTCARVE_REGION_IGNORED == REGION_IGNORED &&
				   (int)DTCARVE_REGION_DISABLED == REGION_DISABLED,
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

const char *dtcarve_region_get_path(const struct dtcarve_region *region)
{
	return region_of(region)->path;
}

const char *dtcarve_region_get_name(const struct dtcarve_region *region)
{
	return region_of(region)->name;
}

size_t dtcarve_region_get_rmem_index(const struct dtcarve_region *region)
{
	return region_of(region)->node;
}

struct dtcarve_range dtcarve_region_get_range(const struct dtcarve_region *region)
{
	return public_range(region_of(region)->range);
}

struct dtcarve_estimate dtcarve_region_get_base(const struct dtcarve_region *region)
{
	return public_estimate(region_base(region_of(region)));
}

struct dtcarve_estimate dtcarve_region_get_size(const struct dtcarve_region *region)
{
	return public_estimate(region_size(region_of(region)));
}

size_t dtcarve_region_get_extra_range_count(const struct dtcarve_region *region)
{
	return region_of(region)->extra_count;
}

struct dtcarve_range dtcarve_region_get_extra_range(const struct dtcarve_region *region, size_t index)
{
	if (index >= region_of(region)->extra_count)
		return (struct dtcarve_range){ 0, 0 };
	return public_range(region_of(region)->extra[index]);
}

bool dtcarve_region_is_dynamic(const struct dtcarve_region *region)
{
	return region_of(region)->dynamic;
}

bool dtcarve_region_is_taken(const struct dtcarve_region *region)
{
	return region_of(region)->taken;
}

enum dtcarve_region_kind dtcarve_region_get_kind(const struct dtcarve_region *region)
{
	return (enum dtcarve_region_kind)region_of(region)->kind;
}

enum dtcarve_region_outcome dtcarve_region_get_outcome(const struct dtcarve_region *region)
{
	return (enum dtcarve_region_outcome)region_of(region)->outcome;
}

size_t dtcarve_region_get_message_count(const struct dtcarve_region *region)
{
	return region_of(region)->dmesg_count;
}

const char *dtcarve_region_get_message(const struct dtcarve_region *region, size_t index)
{
	return index < region_of(region)->dmesg_count ? region_of(region)->dmesg[index] : NULL;
}
