/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How many pages the kernel itself and a small init take from the buddy
 * allocator until the system is up: slab, stacks, page tables, DMA pools, the
 * unpacked initrd. No rule gives these numbers; they were measured on quiet
 * boots of own and of distribution kernels, a second after init started, and
 * grow with the size of the image. All of it is an estimate.
 */
#include "boot/replay.h"
#include "util/number.h"

/* One row a kernel; KiB. `spread` is how far the measured boots lay around the row, in percent. */
struct settled_use {
	uint32_t version;
	unsigned int base_kib, per_image_permille; /* of the kernel, with the image's bytes */
	unsigned int lower_zone_kib; /* DMA pools and the like in the zones below the kernel's own */
	unsigned int user_kib;       /* init and page cache, in the highest zone */
	unsigned int spread;
};

static const struct settled_use rows[] = {
	{ KERNEL_VERSION(3, 18, 0), 1400, 450, 1400, 1200, 50 },
	{ KERNEL_VERSION(4, 19, 0), 1400, 450, 1400, 1200, 40 },
	{ KERNEL_VERSION(5, 10, 0), 400, 480, 2400, 1200, 40 },
	{ KERNEL_VERSION(6, 1, 0), 0, 600, 9000, 2000, 40 },
	{ KERNEL_VERSION(6, 12, 0), 300, 420, 12000, 2400, 50 },
	{ KERNEL_VERSION(7, 2, 0), 600, 500, 5600, 2000, 40 },
};

/* Each further CPU has its own threads, stacks and slab lists. */
#define PER_CPU_KIB 500

static const struct settled_use *row_for(uint32_t version)
{
	const struct settled_use *row = &rows[0];

	for (size_t i = 1; i < ARRAY_SIZE(rows); i++)
		if (rows[i].version <= version)
			row = &rows[i];
	return row;
}

/* Larger pages leave more of each half used: measured at 16 KiB, about 1.8 times the bytes of 4 KiB. */
static uint64_t page_factor_permille(const struct replay *r)
{
	return r->k->page_shift == 12 ? 1000 : r->k->page_shift == 14 ? 1800 : 3200;
}

static uint64_t kernel_pages(const struct replay *r, const struct settled_use *row)
{
	uint64_t kib = row->base_kib + (r->k->image.image_size >> 10) * row->per_image_permille / 1000;

	kib += (uint64_t)(r->cpus - 1) * PER_CPU_KIB;
	return (kib * page_factor_permille(r) / 1000) >> (r->k->page_shift - 10);
}

/* hugepages= are set aside by an initcall. */
static uint64_t huge_pages(const struct replay *r)
{
	const struct cmdline *c = &r->cmdline;
	uint64_t usual = c->huge_default ? c->huge_default : page_size(r->k) << (r->k->page_shift - 3), pages = 0;

	for (size_t i = 0; i < c->huge_count && r->k->hugetlb; i++)
		pages += c->huge[i].count * ((c->huge[i].bytes ? c->huge[i].bytes : usual) >> r->k->page_shift);
	return pages;
}

static bool serves_kernel(const struct zone *zone)
{
	return zone->type <= ZONE_NORMAL && zone->managed.value > 0;
}

static struct estimate spread(uint64_t pages, unsigned int percent)
{
	uint64_t margin = pages * percent / 100;

	return between((int64_t)(pages - margin), (int64_t)pages, (int64_t)(pages + margin));
}

void settle(struct replay *r)
{
	const struct settled_use *row = row_for(r->k->version);
	unsigned int kb = r->k->page_shift - 10;
	struct zone *main_zone = NULL, *top_zone = NULL;
	uint64_t kernel = kernel_pages(r, row);

	for (size_t i = 0; i < r->boot->zone_count; i++) {
		struct zone *zone = &r->boot->zones[i];

		if (zone->node != node_of_cpu(r, 0) && serves_kernel(zone)) {
			zone->settled_kernel = between(0, (int64_t)kernel / 8, (int64_t)kernel);
			continue;
		}
		if (serves_kernel(zone)) {
			zone->settled_kernel = spread(row->lower_zone_kib >> kb, row->spread);
			main_zone = zone;
		}
		if (zone->managed.value > 0)
			top_zone = zone;
	}
	if (!main_zone)
		return;
	main_zone->settled_kernel = spread(kernel, row->spread);
	top_zone->settled_user = spread(row->user_kib >> kb, row->spread);
	top_zone->settled_user = estimate_add(top_zone->settled_user, exact((int64_t)huge_pages(r)));
}
