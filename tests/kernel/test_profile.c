/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/packing.h"
#include "input/scratch.h"
#include "kernel/gather.h"
#include "kernel/kernel.h"
#include "kernel/profile_keys.h"
#include "kernel/telling.h"
#include "render/profile_text.h"

static const char *printed(struct telling *t)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	const char *copy;

	cr_assert_eq(profile_print(out, &t->facts), 0);
	fclose(out);
	copy = arena_strdup(t->arena, text);
	free(text);
	return copy;
}

Test(profile, groups_lines_by_who_told_them)
{
	struct telling *t = telling_new();

	facts_tell(&t->facts, "boot/Image", "release", "6.1.0-50-arm64", &t->error);
	facts_tell(&t->facts, "build/System.map", "percpu_static", "87208", &t->error);
	facts_tell(&t->facts, "boot/Image", "image_size", "33619968", &t->error);
	facts_tell(&t->facts, "build/System.map", "image_size", "33619968", &t->error);
	facts_tell_option(&t->facts, "build/System.map", "CMA", "n");
	cr_expect_str_eq(printed(t),
					 "# A kernel profile for dtcarve --kernel FILE. What is missing here, no input told.\n"
					 "# The options are not all that the kernel has: others may be on or off.\n"
					 "#dtcarve config=partial\n"
					 "\n# told by Image:\n#dtcarve release=6.1.0-50-arm64\n"
					 "\n# told by Image, System.map:\n#dtcarve image_size=33619968\n"
					 "\n# told by System.map:\n#dtcarve percpu_static=87208\n# CONFIG_CMA is not set\n");
	telling_free(t);
}

Test(profile, names_the_options_that_are_off)
{
	struct telling *t = telling_new();
	struct config config;
	const char *text = "CONFIG_NUMA=y\nCONFIG_SOMETHING_ELSE=y\n";

	config_parse(t->arena, "c", text, strlen(text), &config, &t->error);
	facts_tell_config(&t->facts, "c", &config, true, &t->error);
	text = printed(t);
	cr_expect(strstr(text, "\nCONFIG_NUMA=y\n"));
	cr_expect(strstr(text, "\n# CONFIG_CMA is not set\n"));
	cr_expect_null(strstr(text, "SOMETHING_ELSE"));
	cr_expect_null(strstr(text, "partial"));
	telling_free(t);
}

static struct kernel *load_kernel(struct kernel_options options)
{
	struct kernel *kernel = NULL;
	struct error error;

	cr_assert_eq(kernel_load(&options, &kernel, &error), 0, "%s", error.text);
	return kernel;
}

Test(profile, round_trip)
{
	struct scratch *s = scratch_new();
	struct telling *t = telling_new();
	struct kernel *kernel;

	facts_tell(&t->facts, "a", "release", "6.12.95", &t->error);
	facts_tell(&t->facts, "a", "arch", "arm64", &t->error);
	facts_tell(&t->facts, "a", "percpu_static", "101464", &t->error);
	facts_tell(&t->facts, "a", "reserved_adjust", "-7", &t->error);
	facts_tell(&t->facts, "a", "calibrated_boots", "2", &t->error);
	facts_tell_option(&t->facts, "a", "CMA_SIZE_MBYTES", "96");
	kernel = load_kernel((struct kernel_options){ .kernel = scratch_text(s, "p.kernel", printed(t)) });
	cr_expect_str_eq(kernel->release, "6.12.95");
	cr_expect_eq(kernel->cma_mbytes, 96);
	cr_expect_eq(kernel->learned_reserved_pages, -7);
	cr_expect_eq(kernel->calibrated, 2);
	cr_expect_not(kernel->has_config);
	cr_expect(kernel->numa, "options that a partial profile does not name are the usual ones");
	/* linux:mm/percpu.c: 101464 + 8192 of modules + 28 KiB, in pages */
	cr_expect_eq(kernel->percpu_unit, 139264);
	kernel_free(kernel);
	telling_free(t);
	scratch_free(s);
}

Test(profile, configuration_plain_and_compressed)
{
	struct scratch *s = scratch_new();
	struct bytes text =
		bytes_of("#\n# Linux/arm64 5.10.252 Kernel Configuration\n#\nCONFIG_ARM64=y\nCONFIG_NR_CPUS=6\n");

	for (const struct packer *p = packers;; p++) {
		struct bytes in = p->name ? p->pack(s->arena, text) : text;
		struct kernel *kernel =
			load_kernel((struct kernel_options){ .config = scratch_file(s, "config", in) });

		cr_expect_str_eq(kernel->release, "5.10.252", "the configuration's own header tells it");
		cr_expect_eq(kernel->arch, ARCH_ARM64);
		cr_expect_eq(kernel->nr_cpus, 6);
		cr_expect_not(kernel->numa, "what a whole configuration does not name is off");
		kernel_free(kernel);
		if (!p->name)
			break;
	}
	scratch_free(s);
}

Test(profile, version_and_files_must_agree)
{
	struct scratch *s = scratch_new();
	const char *path =
		scratch_text(s, "config", "# Linux/arm64 5.10.252 Kernel Configuration\nCONFIG_ARM64=y\n");
	struct kernel_options options = { .kernel = "6.1", .config = path };
	struct kernel *kernel;
	struct error error;

	cr_expect_lt(kernel_load(&options, &kernel, &error), 0);
	cr_expect(strstr(error.text, "5.10.252"), "%s", error.text);
	scratch_free(s);
}

Test(profile, keys_and_options_are_each_there_once)
{
	size_t count, options;
	const struct profile_key *keys = profile_keys(&count);
	const char *const *names = profile_options(&options);

	for (size_t i = 0; i < count; i++)
		cr_expect_eq(profile_key(keys[i].name), &keys[i], "%s stands twice", keys[i].name);
	for (size_t i = 1; i < options; i++)
		cr_expect_lt(strcmp(names[i - 1], names[i]), 0, "%s is out of order", names[i]);
}

/* What `make savedefconfig` writes, and a fragment: what they leave out is unknown, not off. */
Test(profile, part_of_a_configuration_is_known_as_one)
{
	static const struct {
		const char *text;
		bool whole;
	} rows[] = {
		{ "CONFIG_NUMA=y\nCONFIG_SECCOMP=y\n", false },
		{ "CONFIG_VMSPLIT_2G=y\n", false },
		{ "CONFIG_ARM64=y\nCONFIG_NR_CPUS=8\n", false },
		{ "CONFIG_ARM64=y\nCONFIG_CMA=y\nCONFIG_CMA_SIZE_MBYTES=64\n", false },
		{ "#\n# Automatically generated file; DO NOT EDIT.\n#\nCONFIG_CMA=y\n", false },
		{ "#\n# Automatically generated file; DO NOT EDIT.\n#\nCONFIG_ARM64=y\n", true },
		{ "CONFIG_ARM=y\n# CONFIG_CMA is not set\n", true },
	};
	struct scratch *s = scratch_new();

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct kernel *kernel = load_kernel((struct kernel_options){
			.kernel = "6.1", .config = scratch_text(s, "defconfig", rows[i].text) });

		cr_expect_eq(kernel->has_config, rows[i].whole, "%s", rows[i].text);
		cr_expect_str_eq(kernel_config_extent(kernel), rows[i].whole ? "whole" : "partial");
		cr_expect(kernel->cma == (!rows[i].whole || strstr(rows[i].text, "CMA=y")), "%s", rows[i].text);
		kernel_free(kernel);
	}
	scratch_free(s);
}

Test(profile, part_of_a_configuration_tells_what_follows_from_it)
{
	struct scratch *s = scratch_new();
	struct kernel *kernel = load_kernel((struct kernel_options){
		.kernel = "6.1",
		.arch = ARCH_ARM,
		.config = scratch_text(s, "defconfig", "CONFIG_VMSPLIT_2G=y\nCONFIG_CMA_SIZE_MBYTES=96\n") });

	cr_expect_eq(kernel->page_offset, 0x80000000);
	cr_expect(kernel->dma_cma);
	cr_expect_eq(kernel->cma_mbytes, 96);
	cr_expect_not(kernel->pool_unknown);
	for (size_t i = 0; i < kernel->variant_count; i++)
		cr_expect_eq(kernel->variants[i]->page_offset, 0x80000000);
	cr_expect_eq(kernel->warning_count, 1);
	kernel_free(kernel);
	kernel = load_kernel((struct kernel_options){
		.kernel = "6.1", .config = scratch_text(s, "defconfig", "CONFIG_ARM64_VA_BITS_48=y\n") });
	cr_expect_eq(kernel->va_bits, 48);
	kernel_free(kernel);
	scratch_free(s);
}

Test(profile, variants_only_where_something_is_open)
{
	struct scratch *s = scratch_new();
	struct kernel *kernel = load_kernel((struct kernel_options){ .kernel = "6.1" });
	const char *all =
		"#dtcarve release=6.1.176\n#dtcarve arch=arm64\n#dtcarve image_size=32M\n#dtcarve init_freed=4M\n"
		"#dtcarve config=whole\n#dtcarve percpu_static=80K\nCONFIG_ARM64_VA_BITS=48\n";

	cr_expect_gt(kernel->variant_count, 2);
	kernel_free(kernel);
	kernel = load_kernel((struct kernel_options){ .kernel = scratch_text(s, "all.kernel", all) });
	cr_expect_eq(kernel->variant_count, 0);
	kernel_free(kernel);
	scratch_free(s);
}

/* linux-4.19 has no DMA_CMA for riscv */
Test(profile, riscv_has_default_pools_from_5_10_on)
{
	struct kernel_options options = { .kernel = "4.19", .arch = ARCH_RISCV64 };
	struct kernel *kernel;
	struct error error;

	cr_assert_eq(kernel_load(&options, &kernel, &error), 0, "%s", error.text);
	cr_expect_not(kernel->dma_cma);
	kernel_free(kernel);
	options.kernel = "5.10";
	cr_assert_eq(kernel_load(&options, &kernel, &error), 0, "%s", error.text);
	cr_expect(kernel->dma_cma);
	kernel_free(kernel);
}
