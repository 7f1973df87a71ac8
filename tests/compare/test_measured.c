/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <string.h>

#include "boot/boot.h"
#include "compare/measured.h"
#include "proc/captures.h"
#include "render/sample.h"
#include "util/arena.h"
#include "util/error.h"

static struct sample sample;
static struct measured *measured;
static struct captures captures;

static void setup(void)
{
	sample = sample_load("uniphier-ld20.dts", "uniphier-ld20.kernel");
	measured = measured_expect(sample.arena, sample.boot, sample.settled);
	captures = (struct captures){ 0 };
}

static void teardown(void)
{
	sample_free(&sample);
}

TestSuite(measured, .init = setup, .fini = teardown);

static void capture(enum capture_kind kind, const char *path, const char *text)
{
	captures.files[kind].path = path;
	captures.files[kind].text =
		(struct bytes){ (unsigned char *)arena_strdup(sample.arena, text), strlen(text) };
}

static int hold(struct error *error)
{
	return measured_hold(sample.arena, measured, sample.boot, "captures", &captures, error);
}

static const struct figure *find(enum field field)
{
	for (size_t i = 0; i < measured->figure_count; i++)
		if (measured->figures[i].field == field)
			return &measured->figures[i];
	cr_assert_fail("field %d is not expected", field);
	return NULL;
}

static const char *zoneinfo(int64_t managed, int64_t min)
{
	return arena_printf(
		sample.arena,
		"Node 0, zone    DMA32\n  pages free     300000\n        min      %ld\n        low      7295\n"
		"        high     7621\n        spanned  524288\n        present  345696\n"
		"        managed  %ld\n        protection: (0, 0, 0)\n  start_pfn:           524288\n",
		min, managed);
}

Test(measured, without_captures_there_is_no_verdict)
{
	cr_expect_null(measured->source);
	cr_expect_gt(measured->figure_count, 12);
	for (size_t i = 0; i < measured->figure_count; i++)
		cr_expect_eq(measured->figures[i].verdict, VERDICT_NONE);
}

Test(measured, what_is_as_predicted_is_told_so)
{
	struct error error;
	const struct zone *zone = find(FIELD_MANAGED)->zone;

	capture(CAPTURE_ZONEINFO, "zoneinfo", zoneinfo(zone->managed.value, 1139));
	cr_assert_eq(hold(&error), 0);
	cr_expect_eq(find(FIELD_MANAGED)->verdict, VERDICT_SAME);
	cr_expect_eq(find(FIELD_PRESENT)->verdict, VERDICT_SAME);
	cr_expect_eq(find(FIELD_MIN)->verdict, VERDICT_SAME);
	cr_expect_null(find(FIELD_MANAGED)->why);
}

Test(measured, within_the_range_is_no_difference_and_beyond_it_is)
{
	struct error error;
	struct estimate managed = find(FIELD_MANAGED)->zone->managed;

	cr_assert_neq(managed.low, managed.value);
	capture(CAPTURE_ZONEINFO, "zoneinfo", zoneinfo(managed.low, 1139));
	cr_assert_eq(hold(&error), 0);
	cr_expect_eq(find(FIELD_MANAGED)->verdict, VERDICT_WITHIN);
	capture(CAPTURE_ZONEINFO, "zoneinfo", zoneinfo(managed.low - 256, 1139));
	cr_assert_eq(hold(&error), 0);
	cr_expect_eq(find(FIELD_MANAGED)->verdict, VERDICT_DIFFERS);
	cr_expect_not_null(strstr(find(FIELD_MANAGED)->why, "1 MiB less than predicted"));
}

Test(measured, a_difference_is_explained_by_the_one_that_it_follows_from)
{
	struct error error;

	capture(CAPTURE_ZONEINFO, "zoneinfo", zoneinfo(find(FIELD_MANAGED)->zone->managed.value, 4096));
	capture(CAPTURE_SYSCTL, "sysctl", "vm.min_free_kbytes = 16384\n");
	cr_assert_eq(hold(&error), 0);
	cr_expect_eq(find(FIELD_MIN_FREE_KBYTES)->verdict, VERDICT_DIFFERS);
	cr_expect_not_null(strstr(find(FIELD_MIN_FREE_KBYTES)->why, "user space"));
	cr_expect_str_eq(find(FIELD_MIN)->why, "Follows from min_free_kbytes.");
}

Test(measured, free_pages_move_and_are_no_difference)
{
	struct error error;

	capture(CAPTURE_ZONEINFO, "zoneinfo", zoneinfo(find(FIELD_MANAGED)->zone->managed.value, 1139));
	cr_assert_eq(hold(&error), 0);
	cr_expect_eq(find(FIELD_FREE)->verdict, VERDICT_MOVES);
}

Test(measured, another_kernel_is_noted)
{
	struct error error;

	capture(CAPTURE_LOG, "dmesg",
			"[    0.000000] Linux version 6.1.0 (a@b) (gcc) #1\n[    0.000000] Memory: 1K/2K available\n");
	cr_assert_eq(hold(&error), 0);
	cr_assert_eq(measured->note_count, 1);
	cr_expect_not_null(strstr(measured->notes[0], "Linux 6.1.0"));
}

Test(measured, a_log_line_about_the_same_node_is_shown_instead)
{
	struct error error;

	capture(CAPTURE_LOG, "dmesg",
			"[    0.000000] Linux version 4.19.176 (a@b) (gcc) #1\n"
			"[    0.000000] OF: reserved mem: failed to allocate memory for node 'video@a0000000'\n");
	cr_assert_eq(hold(&error), 0);
	for (size_t i = 0; i < measured->line_count; i++) {
		const struct expected_line *line = &measured->lines[i];

		cr_expect_eq(line->verdict, VERDICT_DIFFERS);
		if (line->key && strcmp(line->key, "video@a0000000") == 0)
			cr_expect_str_eq(line->found,
							 "OF: reserved mem: failed to allocate memory for node 'video@a0000000'");
	}
}

Test(measured, a_log_that_lost_its_start_proves_nothing_by_what_it_lacks)
{
	struct error error;

	capture(CAPTURE_LOG, "dmesg", "[  100.000000] usb 1-1: new device\n");
	cr_assert_eq(hold(&error), 0);
	for (size_t i = 0; i < measured->line_count; i++)
		cr_expect_eq(measured->lines[i].verdict, VERDICT_NONE);
}

Test(measured, a_capture_that_is_none_is_an_error_with_its_name)
{
	struct error error;

	capture(CAPTURE_ZONEINFO, "here/zoneinfo", "hello\n");
	cr_assert_lt(hold(&error), 0);
	cr_expect_eq(strncmp(error.text, "here/zoneinfo: ", 15), 0, "%s", error.text);
}
