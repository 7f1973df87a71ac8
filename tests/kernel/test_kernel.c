/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include "boot/fixture.h"

/* linux:arch/arm64/Kconfig:PGTABLE_LEVELS; 52 bits are for CPUs that have them, and 64 KiB pages need no
 * level more */
Test(kernel, levels_of_page_tables_follow_from_addresses_and_pages)
{
	static const struct {
		const char *profile;
		unsigned int levels, va_bits, phys_bits;
	} rows[] = {
		{ "#dtcarve config=partial\n", 4, 48, 48 },
		{ "#dtcarve config=partial\n#dtcarve page_size=65536\n", 3, 48, 48 },
		{ "#dtcarve config=partial\n#dtcarve page_size=65536\nCONFIG_ARM64_VA_BITS=52\nCONFIG_ARM64_PA_BITS=52\n",
		  3, 48, 52 },
		{ "#dtcarve config=partial\n#dtcarve page_size=65536\nCONFIG_ARM64_VA_BITS=42\n", 2, 42, 48 },
		{ "#dtcarve config=partial\n#dtcarve page_size=16384\nCONFIG_ARM64_VA_BITS=52\n", 3, 47, 48 },
		{ "#dtcarve config=partial\nCONFIG_ARM64_VA_BITS=52\n#dtcarve lpa2=1\n", 5, 52, 52 },
		{ "#dtcarve config=partial\nCONFIG_ARM64_VA_BITS=39\n", 3, 39, 48 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct kernel *k = kernel_from("6.12", ARCH_ARM64, rows[i].profile);

		cr_expect_eq(k->pgtable_levels, rows[i].levels, "row %zu: %u", i, k->pgtable_levels);
		cr_expect_eq(k->va_bits, rows[i].va_bits, "row %zu: %u", i, k->va_bits);
		cr_expect_eq(k->phys_bits, rows[i].phys_bits, "row %zu: %u", i, k->phys_bits);
		kernel_free(k);
	}
}
