/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include "kernel/gfp.h"
#include "kernel/version.h"
#include "util/error.h"
#include "util/number.h"

static struct gfp decode(const char *release, uint32_t mask)
{
	return gfp_decode(gfp_layout_for(kernel_version_parse(release), 0), mask);
}

static void expect_text(const char *release, uint32_t mask, const char *expected)
{
	struct gfp gfp = decode(release, mask);
	char text[256];

	cr_expect_str_eq(gfp_describe(&gfp, text, sizeof(text)), expected, "%s %#x: %s", release, mask, text);
}

Test(gfp, composites_have_the_value_of_their_release)
{
	static const struct {
		const char *release;
		uint32_t atomic, nowait, kernel, highuser_movable;
	} rows[] = {
		{ "2.6.32", 0x20, 0x0, 0xd0, 0x200da },
		{ "3.18.140", 0x20, 0x0, 0xd0, 0x200da },
		{ "4.3.3", 0x20, 0x0, 0xd0, 0x200da },
		{ "4.4.155", 0x2080020, 0x2000000, 0x24000c0, 0x24200ca },
		{ "4.9.229", 0x2080020, 0x2000000, 0x24000c0, 0x24200ca },
		{ "4.14.177", 0x1080020, 0x1000000, 0x14000c0, 0x14200ca },
		{ "4.19.222", 0x480020, 0x400000, 0x6000c0, 0x6200ca },
		{ "5.0", 0x480020, 0x400000, 0x6000c0, 0x6200ca },
		{ "5.4.188", 0xa20, 0x800, 0xcc0, 0x100cca },
		{ "5.10.223", 0xa20, 0x800, 0xcc0, 0x100cca },
		{ "6.1.192", 0xa20, 0x800, 0xcc0, 0x100cca },
		{ "6.6.47", 0x820, 0x800, 0xcc0, 0x100cca },
		{ "6.12.117", 0x820, 0x2800, 0xcc0, 0x100cca },
		{ "7.2.13", 0x820, 0x2800, 0xcc0, 0x100cca },
		{ "8.1", 0x820, 0x2800, 0xcc0, 0x100cca },
	};
	struct error error;
	struct gfp gfp;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct gfp_layout *layout = gfp_layout_for(kernel_version_parse(rows[i].release), 0);

		cr_assert_eq(gfp_parse(layout, "GFP_ATOMIC", &gfp, &error), 0);
		cr_expect_eq(gfp.mask, rows[i].atomic, "%s %#x", rows[i].release, gfp.mask);
		cr_assert_eq(gfp_parse(layout, "GFP_NOWAIT", &gfp, &error), 0);
		cr_expect_eq(gfp.mask, rows[i].nowait, "%s %#x", rows[i].release, gfp.mask);
		cr_assert_eq(gfp_parse(layout, "GFP_KERNEL", &gfp, &error), 0);
		cr_expect_eq(gfp.mask, rows[i].kernel, "%s %#x", rows[i].release, gfp.mask);
		cr_assert_eq(gfp_parse(layout, "GFP_HIGHUSER_MOVABLE", &gfp, &error), 0);
		cr_expect_eq(gfp.mask, rows[i].highuser_movable, "%s %#x", rows[i].release, gfp.mask);
	}
}

Test(gfp, describes_as_the_kernel_prints)
{
	expect_text("4.19.176", 0x484020, "GFP_ATOMIC|__GFP_COMP");
	expect_text("4.19", 0x4000c0, "GFP_NOWAIT|__GFP_IO|__GFP_FS");
	expect_text("4.19", 0x60c0c0, "GFP_KERNEL|__GFP_COMP|__GFP_ZERO");
	expect_text("4.19", 0x2342ca, "GFP_TRANSHUGE");
	expect_text("3.18", 0xc0d0, "GFP_KERNEL|__GFP_COMP|__GFP_ZERO");
	expect_text("3.18", 0x0, "GFP_NOWAIT");
	expect_text("4.9", 0x4342ca, "GFP_TRANSHUGE");
	expect_text("4.9", 0x24000d0, "GFP_TEMPORARY");
	expect_text("4.14", 0x14000d0, "GFP_KERNEL|__GFP_RECLAIMABLE");
	expect_text("4.14", 0x15080c0, "GFP_KERNEL_ACCOUNT|__GFP_ZERO");
	expect_text("5.15", 0xcc4, "GFP_KERNEL|GFP_DMA32");
	expect_text("5.10", 0x0, "");
	expect_text("6.1", 0x8c0, "GFP_NOWAIT|__GFP_IO|__GFP_FS");
	expect_text("6.12", 0x8c0, "__GFP_IO|__GFP_FS|__GFP_KSWAPD_RECLAIM");
	expect_text("6.12", 0x800, "__GFP_KSWAPD_RECLAIM");
	expect_text("6.6", 0xc0000800, "GFP_NOWAIT|0xc0000000");
}

Test(gfp, describe_keeps_to_its_buffer)
{
	struct gfp gfp = decode("4.19", 0xffffff);
	char text[12];

	memset(text, 'x', sizeof(text));
	gfp_describe(&gfp, text, 8);
	cr_assert_eq(strlen(text), 7);
	cr_assert_eq(text[8], 'x');
}

/* value(names) pairs as public logs of these releases print them */
Test(gfp, printed_names_choose_the_layout_without_a_release)
{
	static const struct {
		uint32_t mask;
		const char *names, *inside;
	} rows[] = {
		{ 0x484020, "GFP_ATOMIC|__GFP_COMP", "4.19" },
		{ 0x15080c0, "GFP_KERNEL_ACCOUNT|__GFP_ZERO", "4.14" },
		{ 0x1082020, "GFP_ATOMIC|__GFP_MEMALLOC", "4.12" },
		{ 0x2080020, "GFP_ATOMIC", "4.9" },
		{ 0x40a20, "GFP_ATOMIC|__GFP_COMP", "5.10" },
		{ 0x40820, "GFP_ATOMIC|__GFP_COMP", "6.8" },
		{ 0x101c4a, "GFP_NOFS|__GFP_HIGHMEM|__GFP_HARDWALL|__GFP_MOVABLE|__GFP_WRITE", "6.8" },
		{ 0x800, "__GFP_KSWAPD_RECLAIM", "6.12" },
		{ 0x6100cca, "GFP_HIGHUSER_MOVABLE", "6.1" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uint32_t version = kernel_version_parse(rows[i].inside);
		bool agrees = false;

		gfp_layout_guess(rows[i].mask, rows[i].names, 0, &agrees);
		cr_expect(agrees, "%#x(%s)", rows[i].mask, rows[i].names);
		const struct gfp_layout *l = gfp_layout_guess(rows[i].mask, rows[i].names, version, &agrees);
		cr_expect(agrees && kernel_version_parse(gfp_layout_first(l)) <= version, "%#x: %s", rows[i].mask,
				  gfp_layout_first(l));
		/* a release that the names contradict gives way */
		gfp_layout_guess(rows[i].mask, rows[i].names, kernel_version_parse("3.10"), &agrees);
		cr_expect(agrees, "%#x(%s)", rows[i].mask, rows[i].names);
	}
	bool agrees = true;

	gfp_layout_guess(0x484020, "GFP_KERNEL", 0, &agrees);
	cr_expect_not(agrees);
}

Test(gfp, a_bare_mask_is_read_where_it_makes_sense)
{
	static const struct {
		uint32_t mask;
		const char *text;
	} rows[] = {
		{ 0x20, "GFP_ATOMIC" },
		{ 0xd0, "GFP_KERNEL" },
		{ 0x4020, "GFP_ATOMIC|__GFP_COMP" },
		{ 0xc0d0, "GFP_KERNEL|__GFP_COMP|__GFP_ZERO" },
		{ 0x10d0, "GFP_KERNEL|__GFP_NORETRY" },
		{ 0x201da, "GFP_HIGHUSER_MOVABLE|__GFP_COLD" },
		{ 0x201d2, "GFP_HIGHUSER|__GFP_COLD" },
		{ 0x1201d2, "GFP_HIGHUSER_MOVABLE|__GFP_COLD" },
		{ 0x484020, "GFP_ATOMIC|__GFP_COMP" },
		{ 0x2080020, "GFP_ATOMIC" },
		{ 0xcc0, "GFP_KERNEL" },
		{ 0x820, "GFP_ATOMIC" },
		{ 0x24040c0, "GFP_KERNEL|__GFP_COMP" },
	};
	char text[256];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct gfp gfp = gfp_decode(gfp_layout_guess(rows[i].mask, NULL, 0, NULL), rows[i].mask);

		cr_expect_str_eq(gfp_describe(&gfp, text, sizeof(text)), rows[i].text, "%#x: %s", rows[i].mask, text);
	}
}

Test(gfp, the_release_decides_where_there_are_no_names)
{
	const struct gfp_layout *l = gfp_layout_guess(0x820, NULL, kernel_version_parse("5.10"), NULL);

	cr_assert_eq(l, gfp_layout_for(kernel_version_parse("5.10"), 0));
	l = gfp_layout_guess(0x1480020, NULL, kernel_version_parse("4.19"), NULL);
	cr_assert_eq(l, gfp_layout_for(kernel_version_parse("4.19"), GFP_CONFIG_ANDROID_CMA));
}

Test(gfp, classes_and_types)
{
	struct gfp gfp = decode("4.19", 0x484020);

	cr_expect_eq(gfp_class(&gfp), GFP_CLASS_ATOMIC);
	cr_expect_eq(gfp_migratetype(&gfp), MIGRATE_UNMOVABLE);
	cr_expect_not(gfp_may_sleep(&gfp));
	cr_expect(gfp_wakes_kswapd(&gfp));
	gfp = decode("3.18", 0x200da);
	cr_expect_eq(gfp_class(&gfp), GFP_CLASS_MOVABLE);
	cr_expect_eq(gfp_migratetype(&gfp), MIGRATE_MOVABLE);
	cr_expect(gfp_may_sleep(&gfp));
	gfp = decode("3.18", 0x0);
	cr_expect_eq(gfp_class(&gfp), GFP_CLASS_NOWAIT);
	cr_expect(gfp_wakes_kswapd(&gfp));
	gfp = decode("3.18", 0x400000);
	cr_expect_not(gfp_wakes_kswapd(&gfp));
	gfp = decode("5.10", 0x4);
	cr_expect_not(gfp_wakes_kswapd(&gfp));
	gfp = decode("5.10", 0xc40);
	cr_expect_eq(gfp_class(&gfp), GFP_CLASS_NOFS);
	gfp = decode("5.10", 0xc00);
	cr_expect_eq(gfp_class(&gfp), GFP_CLASS_NOIO);
	gfp = decode("5.10", 0x100cc0);
	cr_expect_eq(gfp_class(&gfp), GFP_CLASS_USER);
}

Test(gfp, zones)
{
	unsigned int arm64 = 1u << GFP_ZONE_DMA | 1u << GFP_ZONE_DMA32, arm = 1u << GFP_ZONE_HIGHMEM;
	struct gfp gfp = decode("6.1", 0xcc0);

	cr_expect_eq(gfp_highest_zone(&gfp, arm64), GFP_ZONE_NORMAL);
	gfp = decode("6.1", 0xcc1);
	cr_expect_eq(gfp_highest_zone(&gfp, arm64), GFP_ZONE_DMA);
	cr_expect_eq(gfp_highest_zone(&gfp, arm), GFP_ZONE_NORMAL);
	gfp = decode("6.1", 0xcc4);
	cr_expect_eq(gfp_highest_zone(&gfp, arm64), GFP_ZONE_DMA32);
	gfp = decode("6.1", 0x100cc2);
	cr_expect_eq(gfp_highest_zone(&gfp, arm), GFP_ZONE_HIGHMEM);
	cr_expect_eq(gfp_highest_zone(&gfp, arm64), GFP_ZONE_NORMAL);
	gfp = decode("6.1", 0x100cca);
	cr_expect_eq(gfp_highest_zone(&gfp, arm), GFP_ZONE_MOVABLE);
	gfp = decode("6.1", 0xcc8);
	cr_expect_eq(gfp_highest_zone(&gfp, arm), GFP_ZONE_NORMAL);
	gfp = decode("6.1", 0xcc3);
	cr_expect_eq(gfp_highest_zone(&gfp, arm), GFP_ZONES);
}

Test(gfp, parse_names_what_is_wrong)
{
	const struct gfp_layout *layout = gfp_layout_for(kernel_version_parse("4.19"), 0);
	struct error error;
	struct gfp gfp;

	cr_assert_eq(gfp_parse(layout, "GFP_ATOMIC|0x4000", &gfp, &error), 0);
	cr_expect_eq(gfp.mask, 0x484020);
	cr_assert_eq(gfp_parse(layout, "GFP_KERNEL|__GFP_RECLAIM", &gfp, &error), 0);
	cr_expect_eq(gfp.mask, 0x6000c0);
	cr_expect_lt(gfp_parse(layout, "GFP_ATOMIK", &gfp, &error), 0);
	cr_expect(strstr(error.text, "GFP_ATOMIK"));
	cr_expect_lt(gfp_parse(layout, "", &gfp, &error), 0);
	cr_expect_lt(gfp_parse(layout, "GFP_KERNEL|", &gfp, &error), 0);
	cr_expect_lt(gfp_parse(layout, "0x100000000", &gfp, &error), 0);
	cr_expect_lt(gfp_parse(layout, "__GFP_WAIT", &gfp, &error), 0);
	cr_expect_lt(gfp_parse(layout, "__GFP_SKIP_ZERO", &gfp, &error), 0);
}

Test(gfp, every_bit_has_one_place_and_every_layout_its_composites)
{
	for (uint32_t version = KERNEL_VERSION(2, 6, 24); version < KERNEL_VERSION(8, 0, 0); version += 64) {
		const struct gfp_layout *layout = gfp_layout_for(version, 0);
		gfp_set seen = 0;
		struct error error;
		struct gfp gfp;

		for (unsigned int bit = 0; bit < 32; bit++) {
			enum gfp_flag flag = gfp_flag_at(layout, bit);

			if (flag == GFP_FLAG_NONE)
				continue;
			cr_assert_not(seen >> flag & 1, "%s: %s twice", gfp_layout_first(layout), gfp_flag_name(flag));
			seen |= (gfp_set)1 << flag;
		}
		cr_assert_eq(gfp_parse(layout, "GFP_TRANSHUGE", &gfp, &error),
					 version < KERNEL_VERSION(2, 6, 31) ? -22 : 0);
		cr_assert_eq(gfp_parse(layout, "GFP_HIGHUSER", &gfp, &error), 0);
	}
}
