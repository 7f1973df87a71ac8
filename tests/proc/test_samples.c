/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include <errno.h>
#include <string.h>

#include "input/scratch.h"
#include "proc/captures.h"
#include "proc/samples.h"

static const char series[] = "=== 10.50 meminfo\nMemTotal: 9 kB\nSwapFree: 0 kB\n=== 10.50 vmstat\npgfree 7\n"
							 "=== 10.50 zram\n=== 20.50 meminfo\nMemTotal: 8 kB\nSwapFree: 0 kB\n"
							 "=== 30.50 meminfo\nMemTotal: 7 kB\nMemF";

static struct scratch *s;
static struct sample *samples;
static struct captures captures;
static struct error error;
static size_t count;

static int read_all(const char *text)
{
	s = scratch_new();
	scratch_text(s, "series", text);
	scratch_text(s, "meminfo", "MemTotal: 5 kB\n");
	scratch_text(s, "uptime", "44.25 3.00\n");
	samples = NULL;
	count = 0;
	cr_assert_eq(captures_read(s->arena, s->folder, &captures, &error), 0, "%s", error.text);
	return samples_read(s->arena, &captures, &samples, &count, &error);
}

Test(samples, a_series_and_what_stands_beside_it)
{
	cr_assert_eq(read_all(series), 0, "%s", error.text);
	cr_assert_eq(count, 3, "half a sample does not count");
	cr_expect_float_eq(samples[0].time, 10.5, 1e-9);
	cr_expect_str_eq(samples[0].meminfo, "MemTotal: 9 kB\nSwapFree: 0 kB");
	cr_expect_str_eq(samples[0].vmstat, "pgfree 7");
	cr_expect_float_eq(samples[1].time, 20.5, 1e-9);
	cr_expect_null(samples[1].vmstat);
	cr_expect_float_eq(samples[2].time, 44.25, 1e-9);
	scratch_free(s);
}

Test(samples, what_is_no_series)
{
	static const char *const texts[] = { "MemTotal: 5 kB\n", "=== meminfo\n", "=== -3 meminfo\n", "=== 1\n", "=== 1e300 x\n" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		cr_expect_eq(read_all(texts[i]), -EINVAL, "%s", texts[i]);
		cr_expect(strstr(error.text, "series: no series: expected"), "%s", error.text);
		scratch_free(s);
	}
}
