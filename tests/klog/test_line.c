/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include <stdio.h>

#include "klog/line.h"
#include "util/number.h"

/* A line as the first of its log. */
static struct klog_line read_line(const char *raw)
{
	struct klog_prefixes prefixes = { .count = 0 };
	struct klog_scanner scanner;
	struct klog_line line;

	klog_scanner_init(&scanner);
	klog_line_read(&line, &prefixes, &scanner, raw, strlen(raw), 1);
	return line;
}

static void expect(const char *raw, const char *text, double time)
{
	struct klog_line line = read_line(raw);

	cr_expect_eq(cursor_left(&line.text), strlen(text), "%s: '%.*s'", raw, (int)cursor_left(&line.text),
				 line.text.at);
	cr_expect_eq(memcmp(line.text.at, text, min_u64(cursor_left(&line.text), strlen(text))), 0, "%s: '%.*s'",
				 raw, (int)cursor_left(&line.text), line.text.at);
	cr_expect_float_eq(line.time, time, 1e-6, "%s: %f", raw, line.time);
}

Test(line, every_prefix_is_stripped)
{
	static const struct {
		const char *prefix;
		double time;
	} rows[] = {
		{ "", -1 },
		{ "[   12.345678] ", 12.345678 },
		{ "[0.000000] ", 0 },
		{ "<4>[   12.345678] ", 12.345678 },
		{ "[   12.345678@3] ", 12.345678 },
		{ "[   12.345678][ T1778] ", 12.345678 },
		{ "[   12.345678][    C1] ", 12.345678 },
		{ "[   12.345678] .(1)[2164:radio@1.0-servi]", 12.345678 },
		{ "[   12.345678] -(0)[77:irq/5-600c0004.]", 12.345678 },
		{ "[   12.345678] .(2)[99:runc:[2:INIT]]", 12.345678 },
		{ "[   12.345678]  [2:   Binder:711_1:  740] ", 12.345678 },
		{ "Mar 26 12:32:15 board kernel: [   12.345678] ", 12.345678 },
		{ "Mar  6 12:32:15 kernel: ", -1 },
		{ "Mar 26 12:32:15 board kernel: ", -1 },
		{ "Mon Mar 31 16:58:31 2025 kern.warn kernel: [   12.345678] ", 12.345678 },
		{ "[Wed Feb 13 04:32:04 2019] ", -1 },
		{ "[12:34:56] [   12.345678] ", 12.345678 },
		{ "[12:34:56.789] ", -1 },
		{ "2023-04-17T10:00:00.123456+02:00 board kernel: [   12.345678] ", 12.345678 },
		{ "2023-04-17 10:00:00 board kernel: ", -1 },
		{ "kern  :warn  : [   12.345678] ", 12.345678 },
		{ "board kernel: ", -1 },
		{ "kernel: ", -1 },
		{ "board kernel[851]: [   12.345678] ", 12.345678 },
		{ "[   12.345678] kernel: ", 12.345678 },
		{ "4,1234,12345678,-,caller=T12;", 12.345678 },
		{ "4,1234,12345678,c;", 12.345678 },
		{ "01-09 04:55:23.878     0     0 W : ", -1 },
		{ "> ", -1 },
		{ ">> > [   12.345678] ", 12.345678 },
		{ "    [   12.345678] ", 12.345678 },
		{ "# [   12.345678] ", 12.345678 },
		{ "   12.345678] ", 12.345678 },
	};
	char raw[256];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		snprintf(raw, sizeof(raw), "%sMem-Info:", rows[i].prefix);
		expect(raw, "Mem-Info:", rows[i].time);
	}
}

Test(line, what_only_looks_like_a_prefix_stays)
{
	expect("345696 pages RAM", "345696 pages RAM", -1);
	expect("[  123]     0   123     2308      256    49152        0             0 init",
		   "[  123]     0   123     2308      256    49152        0             0 init", -1);
	expect("[<c0013a7c>] (unwind_backtrace+0x0/0xf0) from [<c009274c>]",
		   "[<c0013a7c>] (unwind_backtrace+0x0/0xf0) from [<c009274c>]", -1);
	expect("1*128kB (U)", "1*128kB (U)", -1);
	expect("Marvell something", "Marvell something", -1);
	expect("", "", -1);
	expect("[", "[", -1);
	expect("[    1.", "[    1.", -1);
	expect("<4", "<4", -1);
}

Test(line, one_blank_ends_a_prefix_and_the_rest_is_text)
{
	expect("[    1.000000]  active_file:1", " active_file:1", 1);
	expect(" active_file:1", " active_file:1", -1);
	expect("[    1.000000] text \r", "text", 1);
}

Test(line, callers_are_told_apart)
{
	static const char *const rows[] = { "[    1.000000][    T1] a", "[    1.000000][    C1] a",
										"[    1.000000][    T2] a", "[    1.000000] .(0)[1:x]a",
										"6,1,1000000,-,caller=T3;a" };
	static const char *const nobody[] = {
		"[    1.000000] Mem-Info:", "[    1.000000@3] Mem-Info:", "[    1.000000] CPU3: Mem-Info:",
		"[    1.000000] board kernel: Mem-Info:", "4,17,1000000,-;Mem-Info:"
	};
	struct klog_line a, b;
	char raw[64];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		snprintf(raw, sizeof(raw), "%.*sMem-Info:", (int)strlen(rows[i]) - 1, rows[i]);
		a = read_line(raw);
		cr_expect_neq(a.caller, 0, "%s", rows[i]);
		for (size_t j = 0; j < i; j++) {
			snprintf(raw, sizeof(raw), "%.*sMem-Info:", (int)strlen(rows[j]) - 1, rows[j]);
			b = read_line(raw);
			cr_expect_neq(a.caller, b.caller, "%s and %s", rows[i], rows[j]);
		}
	}
	/* the CPU may change while one task prints */
	a = read_line("[    1.000000] .(0)[2164:radio@1.0-servi]Mem-Info:");
	b = read_line("[    1.000000] -(3)[2164:radio@1.0-servi]Mem-Info:");
	cr_expect_eq(a.caller, b.caller);
	a = read_line("[    1.000000s][pid:1108,cpu3,x]Mem-Info:");
	b = read_line("[    1.000000s][pid:1108,cpu0,x]Mem-Info:");
	cr_expect_eq(a.caller, b.caller);
	for (size_t i = 0; i < ARRAY_SIZE(nobody); i++)
		cr_expect_eq(read_line(nobody[i]).caller, 0, "%s", nobody[i]);
}

Test(line, clean_takes_out_what_terminals_put_in)
{
	char clean[64];
	const char raw[] = "\x1b[1;33m[ 1.0]\x1b[0m a\0b\rc";
	size_t n = klog_line_clean(clean, sizeof(clean), raw, sizeof(raw) - 1);

	cr_expect_eq(n, 10);
	cr_expect_eq(memcmp(clean, "[ 1.0] abc", 10), 0, "%.*s", (int)n, clean);
	cr_expect_eq(klog_line_clean(clean, 4, raw, sizeof(raw) - 1), 4);
	cr_expect_eq(klog_line_clean(clean, sizeof(clean), "a\x1b[", 3), 1);
	cr_expect_eq(klog_line_clean(clean, sizeof(clean), "a\x1b", 2), 1);
}
