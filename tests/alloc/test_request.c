/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <string.h>

#include "alloc/fixture.h"
#include "alloc/slab_order.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

static struct alloc_request parse(struct arena *arena, const char *release, const char *text)
{
	struct alloc_kernel kernel = fixture_kernel(release);
	struct alloc_request request;
	struct error error;
	int ret = request_parse(arena, &kernel, text, &request, &error);

	cr_assert_eq(ret, 0, "'%s': %s", text, error.text);
	return request;
}

Test(request, orders_of_all_kinds)
{
	static const struct {
		const char *text;
		unsigned int order, preferred;
		const char *mask; /* in 6.1 */
	} rows[] = {
		{ "order=3 gfp=GFP_ATOMIC count=16", 3, 3, "0xa20" },
		{ "order:3,gfp:0xa20", 3, 3, "0xa20" },
		{ "size=24K gfp=0xcc0", 3, 3, "0xcc0" },
		{ "24K", 3, 3, "0xcc0" },
		{ "0x40a20 order=3", 3, 3, "0x40a20" },
		{ "24K GFP_ATOMIC|__GFP_COMP", 3, 3, "0x40a20" },
		{ "4096", 0, 0, "0xcc0" },
		{ "4097", 1, 1, "0xcc0" },
		{ "kmalloc=40000 gfp=GFP_KERNEL", 4, 4, "0x40cc0" },
		{ "kmalloc:8192", 1, 3, "0xcc0" },
		{ "kmalloc:8193", 2, 2, "0x40cc0" },
		{ "kmalloc:16385", 3, 3, "0x40cc0" },
		{ "kmalloc:32769", 4, 4, "0x40cc0" },
		{ "kmalloc:100 GFP_ATOMIC", 0, 0, "0xa20" },
		{ "skb:9000", 2, 2, "0xc2a20" },
		{ "skb:1500", 0, 2, "0x82a20" },
		{ "dma:1M", 8, 8, "0xcc0" },
		{ "vmalloc:1M", 0, 0, "0xcc0" },
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct alloc_request r = parse(arena, "6.1", rows[i].text);
		uint64_t mask;

		cr_assert(parse_size(rows[i].mask, &mask));
		cr_expect_eq(r.order, rows[i].order, "%s: order %u", rows[i].text, r.order);
		cr_expect_eq(r.preferred, rows[i].preferred, "%s: preferred %u", rows[i].text, r.preferred);
		cr_expect_eq(r.gfp.mask, mask, "%s: mask %#x", rows[i].text, r.gfp.mask);
	}
	cr_expect_eq(parse(arena, "6.1", "order=3 count=16").count, 16);
	cr_expect_eq(parse(arena, "6.1", "vmalloc:1M").count, 256);
	cr_expect_eq(parse(arena, "6.1", "order=3 context=realtime").context, CONTEXT_REALTIME);
	arena_free(arena);
}

Test(request, masks_are_of_the_kernel)
{
	struct arena *arena = arena_new();

	cr_expect_eq(parse(arena, "4.19", "order=3 gfp=GFP_ATOMIC").gfp.mask, 0x480020);
	cr_expect_eq(parse(arena, "3.18", "order=3 gfp=GFP_ATOMIC").gfp.mask, 0x20);
	cr_expect_eq(parse(arena, "6.12", "order=3 gfp=GFP_ATOMIC").gfp.mask, 0x820);
	arena_free(arena);
}

Test(request, wrong_ones_say_what_would_be_right)
{
	static const struct {
		const char *text, *says;
	} rows[] = {
		{ "", "give an order or a size" },
		{ "gfp=GFP_KERNEL", "give an order or a size" },
		{ "order=11", "largest order of this kernel, 10" },
		{ "order=99", "order must be" },
		{ "order=-1", "order must be" },
		{ "order=3 size=24K", "more than one" },
		{ "order=3 order=3", "more than one" },
		{ "order=3 gfp=GFP_NONSENSE", "GFP_NONSENSE" },
		{ "order=3 colour=red", "keys are" },
		{ "order=3 count=0", "count must be" },
		{ "order=3 context=dream", "context must be" },
		{ "banana", "KEY=VALUE" },
		{ "kmalloc=0", "not a size" },
		{ "size=18446744073709551615", "above the largest order" },
		{ "skb=18446744073709551615", "above the largest order" },
		{ "order=0 gfp=__GFP_DMA|__GFP_DMA32", "at most one" },
	};
	struct alloc_kernel kernel = fixture_kernel("6.1");
	struct arena *arena = arena_new();
	struct alloc_request request;
	struct error error;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		cr_expect_lt(request_parse(arena, &kernel, rows[i].text, &request, &error), 0, "'%s'", rows[i].text);
		cr_expect(strstr(error.text, rows[i].says), "'%s' says: %s", rows[i].text, error.text);
	}
	arena_free(arena);
}

/* Objects of six sizes on 1, 2, 8 and 16 CPUs; both generations of calculate_order() agree on them. */
Test(slab_order, by_cpus)
{
	static const unsigned int cpus[] = { 1, 2, 4, 8, 16 };
	static const struct {
		uint64_t size;
		unsigned int preferred[5], minimum;
	} rows[] = {
		{ 256, { 0, 0, 0, 1, 1 }, 0 },  { 512, { 0, 1, 1, 2, 2 }, 0 },  { 1024, { 1, 2, 2, 3, 3 }, 0 },
		{ 2048, { 2, 3, 3, 3, 3 }, 0 }, { 4096, { 3, 3, 3, 3, 3 }, 0 }, { 8192, { 3, 3, 3, 3, 3 }, 1 },
	};
	struct alloc_kernel old = fixture_kernel("4.19"), new = fixture_kernel("6.12");

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		for (size_t c = 0; c < ARRAY_SIZE(cpus); c++) {
			old.cpus = new.cpus = cpus[c];
			cr_expect_eq(kmalloc_slab_order(&old, rows[i].size).preferred, rows[i].preferred[c]);
			cr_expect_eq(kmalloc_slab_order(&new, rows[i].size).preferred, rows[i].preferred[c]);
		}
		cr_expect_eq(kmalloc_slab_order(&old, rows[i].size).minimum, rows[i].minimum);
	}
	cr_expect_eq(kmalloc_slab_order(&old, 100).object_size, 128);
	cr_expect_eq(kmalloc_slab_order(&old, 96).object_size, 96);
	cr_expect_eq(kmalloc_slab_order(&old, 1).object_size, 8);
}
