/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include <errno.h>
#include <string.h>

#include "kernel/telling.h"

Test(facts, first_who_tells_is_believed)
{
	struct telling *t = telling_new();

	cr_expect_eq(facts_tell(&t->facts, "Image", "image_size", "1000", &t->error), 0);
	cr_expect_eq(facts_tell(&t->facts, "System.map", "image_size", "2000", &t->error), 0);
	cr_expect_str_eq(told(t, "image_size"), "1000");
	cr_expect(warned(t, "System.map says image_size=2000, but Image says 1000"));
	telling_free(t);
}

Test(facts, second_witness_is_named_and_no_warning)
{
	struct telling *t = telling_new();

	facts_tell(&t->facts, "Image", "image_size", "4096", &t->error);
	facts_tell(&t->facts, "System.map", "image_size", "4K", &t->error);
	cr_assert_eq(t->facts.config.fact_count, 1);
	cr_expect_str_eq(t->facts.config.facts[0].source, "Image, System.map");
	cr_expect_eq(t->facts.warning_count, 0);
	telling_free(t);
}

Test(facts, k_figures_agree_when_they_round_to_the_same)
{
	struct telling *t = telling_new();

	facts_tell(&t->facts, "System.map", "bss_size", "642540", &t->error);
	facts_tell(&t->facts, "dmesg", "bss_size", "642048", &t->error); /* 627K */
	cr_expect_eq(t->facts.warning_count, 0);
	facts_tell(&t->facts, "other", "bss_size", "643072", &t->error); /* 628K */
	cr_expect_eq(t->facts.warning_count, 1);
	telling_free(t);
}

Test(facts, another_kernel_is_an_error)
{
	struct telling *t = telling_new();

	cr_expect_eq(facts_tell(&t->facts, "Image", "arch", "arm64", &t->error), 0);
	cr_expect_eq(facts_tell(&t->facts, "dmesg", "arch", "arm", &t->error), -EINVAL);
	cr_expect(strstr(t->error.text, "dmesg says arch arm, but Image says arm64: these are two kernels"));
	cr_expect_eq(facts_tell(&t->facts, "Image", "release", "6.1.0-50-arm64", &t->error), 0);
	cr_expect_eq(facts_tell(&t->facts, "dmesg", "release", "6.12.95", &t->error), -EINVAL);
	telling_free(t);
}

Test(facts, longer_release_tells_more)
{
	struct telling *t = telling_new();

	facts_tell(&t->facts, "--kernel", "release", "6.1", &t->error);
	facts_tell(&t->facts, "Image", "release", "6.1.0-50-arm64", &t->error);
	cr_expect_str_eq(told(t, "release"), "6.1.0-50-arm64");
	facts_tell(&t->facts, ".config", "release", "6.1.176", &t->error);
	cr_expect_str_eq(told(t, "release"), "6.1.0-50-arm64");
	cr_expect_eq(t->facts.warning_count, 1);
	telling_free(t);
}

Test(facts, values_out_of_range_are_refused)
{
	static const struct {
		const char *key, *value;
	} rows[] = {
		{ "release", "six" },
		{ "arch", "x86" },
		{ "page_size", "8192" },
		{ "image_size", "2G" },
		{ "image_size", "-1" },
		{ "image_size", "" },
		{ "image_size", "1 K" },
		{ "percpu_unit", "17M" },
		{ "pageblock_order", "0" },
		{ "max_order", "21" },
		{ "lpa2", "2" },
		{ "config", "some" },
		{ "reserved_adjust", "--1" },
		{ "reserved_adjust", "2M" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct telling *t = telling_new();

		cr_expect_eq(facts_tell(&t->facts, "p", rows[i].key, rows[i].value, &t->error), -EINVAL,
					 "%s=%s is taken", rows[i].key, rows[i].value);
		cr_expect(strstr(t->error.text, "expected"), "%s", t->error.text);
		telling_free(t);
	}
}

Test(facts, unknown_key_is_kept_with_a_warning)
{
	struct telling *t = telling_new();

	cr_expect_eq(facts_tell(&t->facts, "p", "imagesize", "1", &t->error), 0);
	cr_expect(warned(t, "\"imagesize\" is ignored"));
	telling_free(t);
}

static struct config parsed(struct telling *t, const char *text)
{
	struct config config;

	cr_assert_eq(config_parse(t->arena, "c", text, strlen(text), &config, &t->error), 0);
	return config;
}

Test(facts, whole_config_knows_what_is_off)
{
	struct telling *t = telling_new();
	struct config config = parsed(t, "CONFIG_NUMA=y\nCONFIG_NR_CPUS=8\nCONFIG_NR_CPUS=16\n");

	facts_tell_config(&t->facts, "c", &config, true, &t->error);
	cr_expect_str_eq(told_option(t, "NR_CPUS"), "16");
	facts_tell_option(&t->facts, "dmesg", "CMA", "n");
	cr_expect_eq(t->facts.warning_count, 0);
	facts_tell_option(&t->facts, "dmesg", "CMA", "y");
	cr_expect(warned(t, "dmesg shows CONFIG_CMA=y"));
	cr_expect_str_eq(told_option(t, "CMA"), "(not told)");
	telling_free(t);
}

Test(facts, config_completes_what_was_told_before)
{
	struct telling *t = telling_new();
	struct config config = parsed(t, "CONFIG_A=y\nCONFIG_CMA=m\nCONFIG_NR_CPUS=8\nCONFIG_Z=y\n");

	facts_tell_option(&t->facts, "System.map", "CMA", "y");
	facts_tell_option(&t->facts, "System.map", "NR_CPUS", "4");
	facts_tell_config(&t->facts, "c", &config, true, &t->error);
	cr_expect_str_eq(told_option(t, "NR_CPUS"), "4");
	cr_expect_str_eq(told_option(t, "A"), "y");
	cr_expect_str_eq(told_option(t, "Z"), "y");
	cr_expect(warned(t, "CONFIG_NR_CPUS=8"));
	cr_expect(t->facts.whole);
	telling_free(t);
}
