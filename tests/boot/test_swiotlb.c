/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <string.h>

#include "boot/fixture.h"
#include "util/number.h"

#define BOARD "memory@40000000 { device_type = \"memory\"; reg = <0 0x40000000 0 0x40000000>; };"

/* Bytes of the buffer with what keeps its book. */
static int64_t buffer(const char *arguments)
{
	struct predicted p = boot_from(
		BOARD, kernel_from("6.12", ARCH_ARM64, "#dtcarve config=whole\nCONFIG_SWIOTLB=y\nCONFIG_DMA_BOUNCE_UNALIGNED_KMALLOC=y\n"),
		0, arguments);
	int64_t bytes = 0;

	for (size_t i = 0; i < p.boot->budget_count; i++)
		if (strcmp(p.boot->budget[i].consumer, "software IO TLB") == 0)
			bytes = p.boot->budget[i].bytes;
	predicted_free(&p);
	return bytes;
}

Test(swiotlb, a_board_without_high_memory_has_a_small_one)
{
	cr_expect_eq(buffer("") >> 20, 1);
	cr_expect_eq(buffer("swiotlb=force") >> 20, 1);
	cr_expect_eq(buffer("swiotlb=noforce"), 0);
}

Test(swiotlb, a_size_that_is_asked_for_stays)
{
	cr_expect_eq(buffer("swiotlb=65536") >> 20, 129);
	cr_expect_eq(buffer("swiotlb=4096") >> 20, 8);
	cr_expect_eq(buffer("swiotlb=32768") >> 20, 1, "as many slabs as without");
}

Test(swiotlb, of_5_5_lies_below_the_first_gib)
{
	const char *root = "memory@200000 { device_type = \"memory\"; reg = <0 0x200000 0 0x7fe00000>; };";
	struct predicted p =
		boot_from(root, kernel_from("5.5", ARCH_ARM64, "#dtcarve config=partial\nCONFIG_SWIOTLB=y\n"), 0, "");
	int64_t bytes = 0;

	for (size_t i = 0; i < p.boot->budget_count; i++)
		if (strcmp(p.boot->budget[i].consumer, "software IO TLB") == 0)
			bytes = p.boot->budget[i].bytes;
	cr_expect_eq(bytes >> 20, 64);
	cr_expect_geq(p.boot->dma_limit, GIB(2), "the default pool may lie above");
	predicted_free(&p);
}

Test(swiotlb, areas_need_a_segment_each)
{
	cr_expect_eq(buffer("swiotlb=1024,64") >> 20, 16);
}
