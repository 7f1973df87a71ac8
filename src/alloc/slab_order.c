/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "alloc/slab_order.h"

#include "alloc/request.h"
#include "util/number.h"

#define SLUB_MAX_ORDER 3 /* PAGE_ALLOC_COSTLY_ORDER */

uint64_t kmalloc_slab_limit(const struct alloc_kernel *kernel)
{
	return UINT64_C(2) << kernel->page_shift;
}

/* Powers of two, with 96 and 192 between. Source: mm/slab_common.c:kmalloc_info. */
static uint64_t size_class(uint64_t bytes)
{
	if (bytes > 64 && bytes <= 96)
		return 96;
	if (bytes > 128 && bytes <= 192)
		return 192;
	return max_u64(8, roundup_pow2(bytes));
}

/* Source: mm/slub.c:calc_slab_order. */
static unsigned int fitting_order(const struct alloc_kernel *kernel, uint64_t size, uint64_t objects,
								  unsigned int fraction)
{
	unsigned int order = size_order(objects * size, kernel->page_shift);

	for (; order <= SLUB_MAX_ORDER; order++) {
		uint64_t slab = UINT64_C(1) << (kernel->page_shift + order);

		if (slab % size <= slab / fraction)
			break;
	}
	return order;
}

static unsigned int try_fractions(const struct alloc_kernel *kernel, uint64_t size, uint64_t objects,
								  unsigned int last_fraction)
{
	for (unsigned int fraction = 16; fraction >= last_fraction; fraction /= 2) {
		unsigned int order = fitting_order(kernel, size, objects, fraction);

		if (order <= SLUB_MAX_ORDER)
			return order;
	}
	return SLUB_MAX_ORDER + 1;
}

static uint64_t min_objects(const struct alloc_kernel *kernel, uint64_t size)
{
	unsigned int cpus = kernel->cpus ? kernel->cpus : 1;
	uint64_t wanted = 4 * (ilog2_u64(cpus) + 2); /* 4 * (fls(cpus) + 1) */

	return min_u64(wanted, (UINT64_C(1) << (kernel->page_shift + SLUB_MAX_ORDER)) / size);
}

static unsigned int calculate_order(const struct alloc_kernel *kernel, uint64_t size)
{
	uint64_t objects = min_objects(kernel, size);
	unsigned int order = SLUB_MAX_ORDER + 1;

	if (kernel->rules.slub_fractions) {
		order = try_fractions(kernel, size, objects, 2);
	} else {
		for (; objects > 1 && order > SLUB_MAX_ORDER; objects--)
			order = try_fractions(kernel, size, objects, 4);
		if (order > SLUB_MAX_ORDER)
			order = fitting_order(kernel, size, 1, 1);
	}
	return order <= SLUB_MAX_ORDER ? order : size_order(size, kernel->page_shift);
}

struct slab_order kmalloc_slab_order(const struct alloc_kernel *kernel, uint64_t bytes)
{
	uint64_t size = size_class(bytes);

	return (struct slab_order){
		.object_size = size,
		.preferred = calculate_order(kernel, size),
		.minimum = size_order(size, kernel->page_shift),
	};
}
