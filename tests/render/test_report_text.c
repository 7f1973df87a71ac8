/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <string.h>

#include "render/sample.h"
#include "util/utf8.h"
#include "util/arena.h"
#include "util/number.h"

static const struct text_style plain = { .unicode = true, .width = 80 };

static const char *const samples[] = { "clean.dts",          "router-128m.dts", "camera-512m.dts",
									   "set-top-box-1g.dts", "mistakes.dts",    "two-banks-4g.dts",
									   "uniphier-ld20.dts" };

/* A name and a model that would clear the screen, ring, and turn the line around. */
static const char hostile[] =
	"/dts-v1/;\n"
	"/ { #address-cells = <1>; #size-cells = <1>;\n"
	"  model = \"evil\\x1b[2J\\x07\\xe2\\x80\\xae board\";\n"
	"  cpus { #address-cells = <1>; #size-cells = <0>;\n"
	"    cpu@0 { device_type = \"cpu\"; compatible = \"arm,cortex-a53\"; reg = <0>; }; };\n"
	"  memory@40000000 { device_type = \"memory\"; reg = <0x40000000 0x10000000>; };\n"
	"};\n";

static void expect_lines_fit(const char *text, size_t width, const char *board)
{
	for (const char *line = text; *line;) {
		size_t length = strcspn(line, "\n");
		char *copy = strndup(line, length);

		cr_expect_leq(text_width(copy), width, "%s: %s", board, copy);
		cr_expect(!length || line[length - 1] != ' ', "%s: a line ends in a blank: %s", board, copy);
		free(copy);
		line += length + 1;
	}
}

Test(report_text, every_line_fits_the_page)
{
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		struct sample s = sample_load(samples[i], "6.1");

		expect_lines_fit(sample_text(&s, plain), 80, samples[i]);
		expect_lines_fit(sample_text(&s, (struct text_style){ .unicode = true, .width = 120 }), 120,
						 samples[i]);
		sample_free(&s);
	}
}

Test(report_text, ascii_pages_are_ascii)
{
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		struct sample s = sample_load(samples[i], "6.1");

		for (const char *c = sample_text(&s, (struct text_style){ .width = 80 }); *c; c++)
			cr_assert((*c >= ' ' && *c < 0x7f) || *c == '\n', "%s: byte 0x%02x", samples[i],
					  (unsigned char)*c);
		sample_free(&s);
	}
}

Test(report_text, colour_only_where_asked)
{
	struct sample s = sample_load("clean.dts", "6.1");

	cr_assert_null(strchr(sample_text(&s, plain), '\033'));
	cr_assert_not_null(strstr(sample_text(&s, (struct text_style){ .colour = true, .unicode = true, .width = 80 }), "\033[1m"));
	sample_free(&s);
}

Test(report_text, hostile_names_steer_no_terminal)
{
	struct sample s = sample_from_source(hostile, "6.1");
	const char *text = sample_text(&s, plain);

	cr_assert_null(strpbrk(text, "\033\a"));
	cr_assert_null(strstr(text, "\xe2\x80\xae"));
	cr_assert_not_null(strstr(text, "evil\\x1b[2J\\x07\\xe2\\x80\\xae board"));
	sample_free(&s);
}

/* Sections that every report has, in this order. */
Test(report_text, sections_stand_in_order)
{
	static const char *const sections[] = { "\nWHERE THE RAM GOES", "\nPHYSICAL MEMORY", "\nZONES",
											"\nWATERMARKS",         "\nPAGEBLOCKS",      "\nFREE BLOCKS",
											"\nBOOT LOG TO EXPECT", "\nNEXT\n" };
	struct sample s = sample_load("clean.dts", "6.1");
	const char *at = sample_text(&s, plain);

	for (size_t i = 0; i < ARRAY_SIZE(sections); i++) {
		at = strstr(at, sections[i]);
		cr_assert_not_null(at, "no section %s", sections[i] + 1);
	}
	sample_free(&s);
}

Test(report_text, a_board_that_does_not_boot_says_so_first)
{
	struct sample s = sample_load("mistakes.dts", "6.1");
	const char *text = sample_text(&s, plain), *verdict = strstr(text, "DOES NOT BOOT");

	cr_assert_not_null(verdict);
	cr_assert_lt(verdict, strstr(text, "WHERE THE RAM GOES"));
	cr_assert_not_null(strstr(text, "NOT AS THE TREE ASKS"));
	sample_free(&s);
}

Test(report_text, a_clean_board_has_nothing_refused)
{
	struct sample s = sample_load("clean.dts", "6.12");
	const char *text = sample_text(&s, plain);

	cr_assert_null(strstr(text, "DOES NOT BOOT"));
	cr_assert_null(strstr(text, "NOT AS THE TREE ASKS"));
	sample_free(&s);
}

/* Each "=" is the one before it less the rows between, but for what rounding each by itself may come to. */
static long in_hundredths(const char *number)
{
	const char *point = strchr(number, '.');
	long whole = strtol(number, NULL, 10), digits = (long)strspn(point + 1, "0123456789");
	long fraction = strtol(point + 1, NULL, 10);

	return whole * 100 + (digits == 1 ? fraction * 10 : fraction);
}

static void expect_column_adds_up(const char *text, const char *board)
{
	const char *line = strstr(text, "\nDDR ") + 1;
	long rest = 0, slack = 1, place = 1;

	for (; *line != '\n'; line = strchr(line, '\n') + 1) {
		const char *point = strchr(line, '.');
		long amount;

		cr_assert(point && point < strchr(line, '\n'), "%s: no amount in: %.60s", board, line);
		while (point[-1] >= '0' && point[-1] <= '9')
			point--;
		amount = in_hundredths(point);
		if (strncmp(line, "    ", 4) == 0)
			continue;
		place = strcspn(strchr(point, '.') + 1, " \n") == 1 ? 10 : 1;
		slack += place;
		if (*line == '=') {
			cr_expect_leq(labs(amount - rest), slack / 2, "%s: %.60s", board, line);
			slack = place;
		}
		rest = strncmp(line, "− ", strlen("− ")) == 0 ? rest - amount : *line == '+' ? rest + amount : amount;
	}
}

Test(report_text, the_printed_account_adds_up)
{
	static const char *const kernels[] = { "4.19", "6.12" };

	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		for (size_t k = 0; k < ARRAY_SIZE(kernels); k++) {
			struct sample s = sample_load(samples[i], kernels[k]);

			expect_column_adds_up(sample_text(&s, plain), samples[i]);
			sample_free(&s);
		}
	}
}
