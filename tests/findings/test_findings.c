/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <ctype.h>
#include <string.h>

#include "findings/rule_sample.h"
#include "util/error.h"

static bool is_kebab(const char *id)
{
	for (const char *c = id; *c; c++)
		if (!islower((unsigned char)*c) && !isdigit((unsigned char)*c) &&
			!(*c == '-' && c > id && c[1] && c[1] != '-'))
			return false;
	return *id != '\0';
}

static bool is_sentence(const char *text)
{
	size_t length = strlen(text);

	return length > 0 && (text[length - 1] == '.' || text[length - 1] == ')');
}

Test(findings, rules_are_sorted_and_say_all_that_a_reader_wants)
{
	size_t count = 0;

	for (const struct rule *rule = rule_after(""); rule; rule = rule_after(rule->id), count++) {
		cr_expect(is_kebab(rule->id), "%s", rule->id);
		cr_expect(rule->summary[0] && !is_sentence(rule->summary), "%s: %s", rule->id, rule->summary);
		cr_expect(is_sentence(rule->what), "%s: %s", rule->id, rule->what);
		cr_expect(is_sentence(rule->versions), "%s: %s", rule->id, rule->versions);
		cr_expect(is_sentence(rule->mend), "%s: %s", rule->id, rule->mend);
		cr_expect(rule->example[0] && rule->check, "%s", rule->id);
		cr_expect_eq(rule_find(rule->id), rule);
	}
	cr_expect_eq(count, rule_count());
	cr_expect_null(rule_find("no-such-rule"));
	cr_expect_null(rule_find(""));
}

Test(findings, the_list_is_the_same_every_time)
{
	struct rule_sample *s = rule_sample_load("bad-no-map-refused");
	struct findings *again = findings_new(s->board, s->kernel, s->boot);

	cr_assert_eq(again->count, s->findings->count);
	for (size_t i = 0; i < again->count; i++) {
		cr_expect_eq(again->items[i].rule, s->findings->items[i].rule);
		cr_expect_str_eq(again->items[i].path, s->findings->items[i].path);
		cr_expect_str_eq(again->items[i].message, s->findings->items[i].message);
	}
	findings_free(again);
	rule_sample_free(s);
}

/* The same board and mistake, kernel by kernel. */
static const struct finding *with_config(struct rule_sample *s, const char *kernel, const char *config,
										 const char *id)
{
	struct kernel_options options = { .kernel = kernel, .config = config, .arch = ARCH_ARM64 };
	struct boot_options boot = { 0 };
	struct error error;

	findings_free(s->findings);
	boot_free(s->boot);
	kernel_free(s->kernel);
	cr_assert_eq(kernel_load(&options, &s->kernel, &error), 0, "%s", error.text);
	cr_assert_eq(boot_predict(s->board, s->kernel, &boot, &s->boot, &error), 0, "%s", error.text);
	s->findings = findings_new(s->board, s->kernel, s->boot);
	return rule_sample_finding(s, id, NULL);
}

static const struct finding *with_kernel(struct rule_sample *s, const char *kernel, const char *id)
{
	return with_config(s, kernel, NULL, id);
}

static void expect_word(const struct finding *f, const char *word)
{
	cr_assert(f);
	cr_expect(strstr(f->message, word), "expected \"%s\" in \"%s\"", word, f->message);
}

Test(findings, versions_treat_a_misaligned_pool_differently)
{
	struct rule_sample *s = rule_sample_load("bad-cma-misaligned");

	expect_word(with_kernel(s, "4.19", "cma-misaligned"), "of 4 MiB");
	expect_word(with_kernel(s, "4.19", "cma-misaligned"), "16 MiB are lost to everybody");
	expect_word(with_kernel(s, "6.1", "cma-misaligned"), "of 2 MiB");
	expect_word(with_kernel(s, "6.1", "cma-misaligned"), "16 MiB are ordinary RAM again");
	rule_sample_free(s);
}

Test(findings, a_pool_of_two_mib_is_wrong_for_old_kernels_only)
{
	struct rule_sample *s = rule_sample_load("bad-cma-alignment-elsewhere");

	expect_word(with_kernel(s, "5.10", "cma-misaligned"), "base and size are no multiples of 4 MiB");
	cr_expect_null(with_kernel(s, "6.1", "cma-misaligned"));
	rule_sample_free(s);
}

Test(findings, memreserve_beside_no_map_is_an_error_where_the_kernel_refuses)
{
	struct rule_sample *s = rule_sample_load("bad-memreserve-no-map");

	cr_expect_eq(with_kernel(s, "4.19", "memreserve-no-map")->severity, SEVERITY_NOTE);
	cr_expect_eq(with_kernel(s, "5.10", "memreserve-no-map")->severity, SEVERITY_ERROR);
	cr_expect_eq(with_kernel(s, "6.12", "memreserve-no-map")->severity, SEVERITY_NOTE);
	rule_sample_free(s);
}

Test(findings, nested_regions_count_for_old_kernels)
{
	struct rule_sample *s = rule_sample_load("bad-region-nested");

	cr_expect_eq(with_kernel(s, "5.10", "region-nested")->severity, SEVERITY_NOTE);
	cr_expect_eq(with_kernel(s, "6.1", "region-nested")->severity, SEVERITY_WARNING);
	rule_sample_free(s);
}

Test(findings, several_ranges_of_firmware_are_right_up_to_6_12)
{
	struct rule_sample *s = rule_sample_load("bad-reg-several-ranges");

	cr_expect_null(with_kernel(s, "6.12", "reg-several-ranges"));
	cr_expect(with_kernel(s, "7.2", "reg-several-ranges"));
	rule_sample_free(s);
}

Test(findings, cma_on_the_command_line_wins_from_5_10_on)
{
	struct rule_sample *s = rule_sample_load("bad-cma-default-against-cma");

	expect_word(with_kernel(s, "4.19", "cma-default-against-cma"), "ignores cma=");
	expect_word(with_kernel(s, "7.2", "cma-default-against-cma"), "Skipping dt linux,cma-default node");
	rule_sample_free(s);
}

Test(findings, a_pool_across_zones_fares_by_version)
{
	struct rule_sample *s = rule_sample_load("bad-cma-crosses-zone");

	expect_word(with_kernel(s, "4.19", "cma-crosses-zone"), "all pools behind it");
	expect_word(with_kernel(s, "5.10", "cma-crosses-zone"), "the rest of its memory is lost");
	expect_word(with_kernel(s, "6.1", "cma-crosses-zone"), "makes ordinary RAM of it");
	rule_sample_free(s);
}

Test(findings, pieces_of_ram_fill_the_arrays_of_kernels_without_efi)
{
	static const char config[] = TEST_DATA "/findings/no-cma.config";
	struct rule_sample *s = rule_sample_load("bad-memblock-full");

	cr_expect(with_config(s, "6.1", config, "memblock-full"));
	cr_expect(with_config(s, "7.2", config, "memblock-full"));
	cr_expect(with_config(s, "7.2", config, "does-not-boot"));
	cr_expect_null(with_kernel(s, "7.2", "memblock-full"));
	rule_sample_free(s);
}

/* The tree's memory node is empty and stands too high; --ddr SIZE takes its base for a guess. */
Test(findings, a_guessed_start_of_ram_blames_no_region)
{
	struct rule_sample *s = rule_sample_load("bad-region-unreferenced");
	struct range bank = { UINT64_MAX, 0x40000000 };
	struct rmem_node *node = &s->board->rmem[0];
	struct error error;

	node->reg.items[0] = (struct range){ 0x7fc00000, 0x800000 };
	cr_expect(with_kernel(s, "6.1", "region-straddles-ram"));
	cr_assert_eq(board_set_ddr(s->board, &bank, 1, false, &error), 0);
	cr_expect_null(with_kernel(s, "6.1", "region-straddles-ram"));
	rule_sample_free(s);
}

/* 8 MiB, as boards without an MMU have: the kernel that is taken for granted does not go with that. */
Test(findings, a_board_that_is_too_small_for_the_usual_kernel_is_not_blamed)
{
	struct rule_sample *s = rule_sample_load("bad-region-unreferenced");
	struct range bank = { 0x80000000, 0x800000 };
	struct error error;

	cr_assert_eq(board_set_ddr(s->board, &bank, 1, false, &error), 0);
	cr_expect_null(with_kernel(s, "7.2", "default-cma-no-place"));
	cr_expect_null(with_kernel(s, "7.2", "mobility-grouping-off"));
	rule_sample_free(s);
}

Test(findings, a_usable_range_that_cuts_nothing_is_fine)
{
	struct rule_sample *s = rule_sample_load("bad-usable-memory-range");
	struct range bank = s->board->chosen.usable_ranges[0];
	struct error error;

	cr_expect(with_kernel(s, "7.2", "usable-memory-range"));
	cr_assert_eq(board_set_ddr(s->board, &bank, 1, false, &error), 0);
	cr_expect_null(with_kernel(s, "7.2", "usable-memory-range"));
	rule_sample_free(s);
}

/* 39 bits are only what kernels of that age usually have. */
Test(findings, ram_out_of_reach_of_assumed_address_bits)
{
	struct rule_sample *s = rule_sample_load("bad-region-unreferenced");
	struct range banks[] = { { 0x80000000, 0x40000000 }, { 0x8080000000, 0x40000000 } };
	const struct finding *f;
	struct error error;

	cr_assert_eq(board_set_ddr(s->board, banks, 2, false, &error), 0);
	f = with_kernel(s, "4.19", "memory-out-of-reach");
	cr_assert(f);
	cr_expect_eq(f->severity, SEVERITY_NOTE);
	expect_word(f, "if it has 39 VA_BITS");
	rule_sample_free(s);
}

Test(findings, a_refused_pool_gives_reserved_pages_away)
{
	struct rule_sample *s = rule_sample_load("bad-pool-over-memreserve");

	expect_word(with_kernel(s, "6.1", "pool-over-memreserve"), "makes the CMA pool over it");
	s->board->rmem[0].reg.items[0].size += 0x1000;
	expect_word(with_kernel(s, "6.1", "pool-over-memreserve"), "makes no pool, but gives its memory back");
	rule_sample_free(s);
}

/* Beyond 4 GiB a 32-bit kernel needs LPAE, which nothing told it has or has not. */
Test(findings, ram_out_of_reach_of_a_kernel_that_may_have_lpae)
{
	struct rule_sample *s = rule_sample_load("bad-region-unreferenced");
	struct range banks[] = { { 0x80000000, 0x40000000 }, { 0x200000000, 0x40000000 } };
	struct kernel_options options = { .kernel = "6.1", .arch = ARCH_ARM };
	struct boot_options boot = { 0 };
	const struct finding *f;
	struct error error;

	cr_assert_eq(board_set_ddr(s->board, banks, 2, false, &error), 0);
	findings_free(s->findings);
	boot_free(s->boot);
	kernel_free(s->kernel);
	cr_assert_eq(kernel_load(&options, &s->kernel, &error), 0, "%s", error.text);
	cr_assert_eq(boot_predict(s->board, s->kernel, &boot, &s->boot, &error), 0, "%s", error.text);
	s->findings = findings_new(s->board, s->kernel, s->boot);
	f = rule_sample_finding(s, "memory-out-of-reach", NULL);
	cr_assert(f);
	cr_expect_eq(f->severity, SEVERITY_NOTE);
	expect_word(f, "if it has no LPAE");
	rule_sample_free(s);
}

/* Place holders, pools without a configuration, parts of a region, restricted pools of 5.15. */
Test(findings, what_vendors_do_on_purpose_is_no_alarm)
{
	static const struct {
		const char *id, *kernel;
		bool found;
	} cases[] = {
		{ "reg-size-zero", "5.15", true },       { "too-many-cma-areas", "5.15", true },
		{ "too-many-cma-areas", "7.2", true },   { "regions-overlap", "5.10", false },
		{ "no-map-refused", "5.10", false },     { "restricted-pool-not-built", "5.15", false },
	};
	struct rule_sample *s = rule_sample_load("no-alarm");

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct finding *f = with_kernel(s, cases[i].kernel, cases[i].id);

		cr_expect_eq(f != NULL, cases[i].found, "%s, Linux %s", cases[i].id, cases[i].kernel);
		cr_expect(!f || f->severity == SEVERITY_NOTE, "%s, Linux %s: %s", cases[i].id, cases[i].kernel,
				  f ? f->message : "");
	}
	rule_sample_free(s);
}

/* Whoever has the option in the configuration knows such pools, whatever the version. */
Test(findings, a_restricted_pool_is_known_from_5_15_on_or_by_the_configuration)
{
	struct rule_sample *s = rule_sample_load("bad-restricted-pool-not-built");
	static const char id[] = "restricted-pool-not-built";

	cr_expect(with_kernel(s, "5.14", id) != NULL);
	cr_expect_null(with_kernel(s, "5.15", id));
	cr_expect_null(with_config(s, "5.10", TEST_DATA "/findings/restricted.config", id));
	rule_sample_free(s);
}

/* The RAM is the map's, whatever the memory nodes say; what runtime services keep is no-map from 4.5 on. */
Test(findings, with_a_uefi_map_the_boot_takes_its_memory)
{
	struct rule_sample *s = rule_sample_load("bad-firmware-uses-carveout");
	struct boot_options options = { .firmware_map = s->boot->firmware_map };
	static const char *const kernels[] = { "4.4", "4.9", "6.1", "7.2" };
	struct error error;

	for (size_t i = 0; i < ARRAY_SIZE(kernels); i++) {
		struct kernel_options kernel = { .kernel = kernels[i], .arch = ARCH_ARM64 };
		bool nomap = false;
		uint64_t removed;

		boot_free(s->boot);
		kernel_free(s->kernel);
		cr_assert_eq(kernel_load(&kernel, &s->kernel, &error), 0, "%s", error.text);
		cr_assert_eq(boot_predict(s->board, s->kernel, &options, &s->boot, &error), 0, "%s", error.text);
		cr_expect(s->boot->efi);
		/* the region itself leaves RAM there, not only the map */
		removed = s->kernel->rules->nomap == NOMAP_REMOVES ? KIB(4) : 0;
		cr_expect_eq(s->boot->total_kb.value, (int64_t)(KIB(1024) - removed), "%s: %lld", kernels[i],
					 (long long)s->boot->total_kb.value);
		cr_expect(is_exact(s->boot->total_kb), "%s", kernels[i]);
		for (size_t j = 0; j < s->boot->memblock.memory.count; j++)
			nomap |= s->boot->memblock.memory.regions[j].range.base == 0xbc000000 &&
					 s->boot->memblock.memory.regions[j].flags & MEMBLOCK_NOMAP;
		cr_expect_eq(nomap, i > 0, "%s", kernels[i]);
	}
	rule_sample_free(s);
}

/* The same tree makes a pool where a vendor's kernel takes the compatible for one, and none elsewhere. */
Test(findings, a_vendors_kernel_makes_pools_of_its_own)
{
	struct rule_sample *s = rule_sample_load("vendor-pools");
	const struct finding *open = rule_sample_finding(s, "region-without-place", NULL);

	cr_assert_eq(s->boot->cma_count, 2, "the vendor's and the default one: %zu", s->boot->cma_count);
	cr_expect_str_eq(s->boot->cma[0].name, "vpr-carveout");
	cr_expect_eq(s->boot->cma[0].range.size, MIB(32));
	cr_assert(open);
	cr_expect_eq(open->severity, SEVERITY_NOTE);
	open = with_kernel(s, "5.10", "region-without-place");
	cr_assert_eq(s->boot->cma_count, 1, "%zu", s->boot->cma_count);
	cr_assert(open);
	cr_expect_eq(open->severity, SEVERITY_WARNING);
	rule_sample_free(s);
}

/* By `reusable` or by a property of the vendor's own; a region without is none. */
Test(findings, each_vendors_kernel_takes_its_own_compatibles)
{
	static const struct {
		const char *kernel, *pool; /* NULL: but the default one */
	} cases[] = { { "exynos-4.14", "camera@90000000" }, { "hisi-4.9", "fastboot-cma-mem@94000000" }, { "4.14", NULL } };
	struct rule_sample *s = rule_sample_load("vendor-shipped-pools");

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		with_kernel(s, cases[i].kernel, "region-without-place");
		for (size_t j = 0; j < s->boot->region_count; j++) {
			const struct region *r = &s->boot->regions[j];
			bool wanted = cases[i].pool && strcmp(r->name, cases[i].pool) == 0;

			if (r->path && strchr(r->path, '@')) /* the fixture's own has none */
				cr_expect_eq(r->kind == REGION_CMA, wanted, "%s: %s", cases[i].kernel, r->path);
		}
		cr_expect_eq(s->boot->cma_count, cases[i].pool ? 2 : 1, "%s: %zu", cases[i].kernel, s->boot->cma_count);
	}
	rule_sample_free(s);
}

/* Likewise what a profile says of other compatibles. */
Test(findings, a_profile_says_what_a_compatible_becomes)
{
	struct rule_sample *s = rule_sample_load("vendor-pools");

	with_kernel(s, TEST_DATA "/findings/vendor.kernel", "region-without-place");
	cr_expect_eq(s->boot->cma_count, 1, "%zu", s->boot->cma_count);
	for (size_t i = 0; i < s->boot->region_count; i++) {
		const struct region *r = &s->boot->regions[i];
		bool initialized = r->dmesg_count && strstr(r->dmesg[0], "initialized node");

		if (strcmp(r->name, "generic_carveout") == 0)
			cr_expect(r->kind == REGION_COHERENT && initialized);
		if (strcmp(r->name, "vpr-carveout") == 0)
			cr_expect(r->kind == REGION_RESERVED && r->taken && initialized);
	}
	rule_sample_free(s);
}
