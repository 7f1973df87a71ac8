/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dtcarve/cma.h>

#include "boot/boot.h"
#include "lib/objects.h"

static const struct cma_area *area_of(const struct dtcarve_cma *cma)
{
	return (const struct cma_area *)(const void *)cma;
}

GETTER(const char *, dtcarve_cma_get_name, cma, area_of(cma)->name)
GETTER(struct dtcarve_range, dtcarve_cma_get_range, cma, public_range(area_of(cma)->range))
GETTER(uint64_t, dtcarve_cma_get_pages, cma, area_of(cma)->pages)
GETTER(bool, dtcarve_cma_is_default, cma, area_of(cma)->is_default)
GETTER(bool, dtcarve_cma_is_activated, cma, area_of(cma)->activated)
GETTER(size_t, dtcarve_cma_get_region_index, cma, area_of(cma)->region)
