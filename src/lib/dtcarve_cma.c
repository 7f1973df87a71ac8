/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dtcarve/cma.h>

#include "boot/boot.h"
#include "lib/objects.h"

static const struct cma_area *area_of(const struct dtcarve_cma *cma)
{
	return (const struct cma_area *)(const void *)cma;
}

const char *dtcarve_cma_get_name(const struct dtcarve_cma *cma)
{
	return area_of(cma)->name;
}

struct dtcarve_range dtcarve_cma_get_range(const struct dtcarve_cma *cma)
{
	return public_range(area_of(cma)->range);
}

uint64_t dtcarve_cma_get_pages(const struct dtcarve_cma *cma)
{
	return area_of(cma)->pages;
}

bool dtcarve_cma_is_default(const struct dtcarve_cma *cma)
{
	return area_of(cma)->is_default;
}

bool dtcarve_cma_is_activated(const struct dtcarve_cma *cma)
{
	return area_of(cma)->activated;
}

size_t dtcarve_cma_get_region_index(const struct dtcarve_cma *cma)
{
	return area_of(cma)->region;
}
