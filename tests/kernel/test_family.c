/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

#include "kernel/family.h"
#include "kernel/facts.h"
#include "kernel/kernel.h"
#include "kernel/profile_keys.h"
#include "util/error.h"

static struct kernel *load(const char *release)
{
	struct kernel_options options = { .kernel = release, .arch = ARCH_ARM64 };
	struct kernel *k;
	struct error error;

	cr_assert_eq(kernel_load(&options, &k, &error), 0, "%s: %s", release, error.text);
	return k;
}

static bool warns_of(const struct kernel *k, const char *part)
{
	for (size_t i = 0; i < k->warning_count; i++)
		if (strstr(k->warnings[i], part))
			return true;
	return false;
}

Test(family, each_fact_is_a_key_or_option_that_is_known_and_names_its_source)
{
	size_t option_count;
	const char *const *options = profile_options(&option_count);

	for (size_t i = 0; kernel_family_at(i); i++) {
		const struct kernel_family *family = kernel_family_at(i);

		cr_expect_eq(kernel_family_named(family->name), family);
		for (const struct family_fact *fact = family->facts; fact->key; fact++) {
			const struct profile_key *key = profile_key(fact->key);
			bool known = key && profile_key_takes(key, fact->value);

			for (size_t j = 0; j < option_count; j++)
				known |= strncmp(fact->key, "CONFIG_", 7) == 0 && strcmp(fact->key + 7, options[j]) == 0;
			cr_expect(known, "%s: %s=%s", family->name, fact->key, fact->value);
			cr_expect(fact->source && *fact->source, "%s: %s", family->name, fact->key);
		}
	}
}

Test(family, a_shipped_kernel_is_taken_by_its_name)
{
	struct kernel *gki = load("android13-5.15"), *rpi = load("rpi-6.6"), *l4t = load("l4t-5.10");

	cr_expect_eq(gki->version >> 8, KERNEL_VERSION(5, 15, 0) >> 8);
	cr_expect(gki->given && gki->cma_needs_flag && gki->restricted_pool && !gki->zone_dma);
	cr_expect_eq(gki->cma_areas, 33);
	cr_expect_eq(rpi->cma_threshold, 12);
	cr_expect(names_have(&l4t->cma_compatible, "nvidia,vpr-carveout"));
	cr_expect_not(names_have(&l4t->cma_compatible, "nvidia,vpr"));
	cr_expect_eq(gki->warning_count, 0);
	kernel_free(gki);
	kernel_free(rpi);
	kernel_free(l4t);
}

Test(family, kernels_with_their_own_cma_flag_are_known_by_their_release)
{
	struct kernel *six_one = load("6.1.68-android14-11-g2a2c5c1a7d9d"), *six_six = load("android15-6.6");

	cr_expect(six_one->cma_needs_flag);
	cr_expect(warns_of(six_one, "android14-6.1"));
	cr_expect(six_six->cma_needs_flag);
	kernel_free(six_one);
	kernel_free(six_six);
}

/* The release string names the family; that it was inferred is said, and the version stays the string's own. */
Test(family, a_release_string_tells_the_family_and_a_warning_says_so)
{
	struct kernel *gki = load("5.15.78-android13-8-00001-gabcdef"), *plain = load("5.15.78"),
				  *other = load("5.10.177-android12-9"), *tegra = load("5.10.104-tegra");

	cr_expect(gki->cma_needs_flag);
	cr_expect_eq(gki->version, KERNEL_VERSION(5, 15, 78));
	cr_expect(warns_of(gki, "family android13-5.15"));
	cr_expect_not(plain->cma_needs_flag);
	cr_expect_not(other->cma_needs_flag);
	cr_expect_eq(plain->warning_count + other->warning_count, 0);
	cr_expect(warns_of(tegra, "family l4t-5.10"));
	kernel_free(gki);
	kernel_free(plain);
	kernel_free(other);
	kernel_free(tegra);
}

Test(family, what_is_neither_version_nor_file_nor_shipped_is_refused_with_their_names)
{
	struct kernel_options options = { .kernel = "android99-5.15", .arch = ARCH_ARM64 };
	struct kernel *k;
	struct error error;

	cr_assert_eq(kernel_load(&options, &k, &error), -EINVAL);
	cr_expect(strstr(error.text, "rpi-6.6"), "%s", error.text);
}
