/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>

#include "klog/collect.h"
#include "klog/prefix.h"
#include "util/number.h"
#include "util/random.h"

static bool learn(struct klog_prefixes *p, const char *prefix, uint64_t line)
{
	return prefix_learn(p, prefix, prefix + strlen(prefix), line);
}

static int skipped(struct klog_prefixes *p, const char *raw, uint64_t line)
{
	const char *text = prefix_skip(p, cursor_of(raw, strlen(raw)), line);

	return text ? (int)(text - raw) : -1;
}

Test(prefix, numbers_and_their_padding_vary)
{
	struct klog_prefixes p = { .count = 0 };

	cr_expect(learn(&p, "<4>[    9.123456] c3   1108 ", 1));
	cr_expect_not(learn(&p, "<4>[99999.000001] c0 7 ", 2));
	cr_expect_eq(skipped(&p, "<12>[  123.4] c1    12  free:1", 3), 23);
	cr_expect_eq(skipped(&p, "<12>[  123.4] d1    12  free:1", 3), -1);
	cr_expect_eq(skipped(&p, "<12>[  123.4]", 3), -1);
	cr_expect_eq(skipped(&p, "", 3), -1);
}

Test(prefix, a_number_alone_must_count_the_lines)
{
	struct klog_prefixes p = { .count = 0 };

	cr_expect_not(learn(&p, "  7  ", 5));
	cr_expect_eq(skipped(&p, "  8  x", 6), -1);
	cr_expect_not(learn(&p, "  3  ", 6));
	cr_expect(learn(&p, "  6  ", 9));
	cr_expect_eq(skipped(&p, " 12   x", 15), 5);
	cr_expect_eq(skipped(&p, "345696 pages RAM", 16), -1);
}

Test(prefix, the_least_used_is_forgotten)
{
	struct klog_prefixes p = { .count = 0 };
	char text[8];

	for (char c = 'a'; c < 'a' + PREFIXES + 1; c++) {
		snprintf(text, sizeof(text), "%c: ", c);
		cr_expect(learn(&p, text, 1));
		cr_expect_not(learn(&p, "a: ", 1));
	}
	cr_expect_eq(p.count, PREFIXES);
	cr_expect_eq(skipped(&p, "a: x", 1), 3);
	cr_expect_eq(skipped(&p, "b: x", 1), -1);
	memset(text, ' ', sizeof(text));
	cr_expect_not(prefix_learn(&p, text, text + sizeof(text), 1));
}

Test(prefix, the_last_bracketed_time_is_the_kernels)
{
	static const struct {
		const char *prefix;
		double time;
	} rows[] = {
		{ "[12.5] [    1.25] ", 1.25 },
		{ "[2024-01-01 10:00:00.123] [    3.5] ", 3.5 },
		{ "[  +0.000004] ", -1 },
		{ "[2024-01-01 10:00:00.123] ", -1 },
		{ "10:00:00.123 -> [ 7.5s][x]", 7.5 },
		{ "  5.5] ", 5.5 },
		{ "5.5 ", -1 },
		{ "4,1,2500000,-;", 2.5 },
		{ "", -1 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		cr_expect_float_eq(prefix_facts_of(cursor_of(rows[i].prefix, strlen(rows[i].prefix))).time,
						   rows[i].time, 1e-9, "%s", rows[i].prefix);
}

/* --- every prefix that a logger could think of reads alike --- */

static const char *const bare[] = {
	"radio@1.0-servi: page allocation failure: order:3, mode:0x484020(GFP_ATOMIC|__GFP_COMP), nodemask=(null)",
	"CPU: 0 PID: 2164 Comm: radio@1.0-servi Tainted: P O 4.19.176 #2",
	"Hardware name: a set-top box (DT)",
	"Call trace:",
	" warn_alloc+0xf0/0x158",
	" kmalloc_order+0x38/0x78",
	" radio_setup+0x328/0x610 [radio_usb]",
	" el0_svc_compat_handler+0x2c/0x38",
	"Mem-Info:",
	"active_anon:23568 inactive_anon:23598 isolated_anon:0",
	" active_file:17726 inactive_file:16226 isolated_file:0",
	" free:90821 free_pcp:1085 free_cma:80512",
	"Node 0 active_anon:94396kB inactive_anon:94392kB active_file:70904kB all_unreclaimable? no",
	"DMA32 free:362116kB min:4556kB low:29180kB high:30484kB present:1382784kB managed:1306504kB free_cma:321800kB",
	"lowmem_reserve[]: 0 0 0",
	"DMA32: 4060*4kB (UMECH) 942*8kB (UMECH) 223*16kB (UMCH) 47*32kB (UC) 176*64kB (UMECH) 53*128kB (UMEC) 1*256kB (C) 5*512kB (C) 3*1024kB (C) 1*2048kB (C) 75*4096kB (C) = 362032kB",
	"Node 0 hugepages_total=0 hugepages_free=0 hugepages_surp=0 hugepages_size=2048kB",
	"36685 total pagecache pages",
	"Free swap  = 59508kB",
	"345696 pages RAM",
	"0 pages HighMem/MovableOnly",
	"19070 pages reserved",
	"95232 pages cma reserved",
};

/* One part of a prefix; %N: a number that changes from line to line, padded to N columns. */
static const char *const parts[] = {
	"[%5.%6] ",
	"<4>",
	"host kernel: ",
	"(%1)[%4:radio@1.0-servi]",
	"%2:%2:%2.%3 -> ",
	"[kernel] ",
	"boot.log:",
	"W/kernel  (%5): ",
	"\t",
	"[%1:  radio:%5] ",
	"%4-%2-%2T%2:%2:%2+0000 ",
	"| ",
	"c%1 %6 ",
	"CPU%1: ",
	"stdout F ",
	"lvl=warn msg=",
	"{%9}",
	"~ # ",
	"%8 - ",
};

static void put_number(char *to, size_t size, int width, struct random *random)
{
	uint32_t most = random_below(random, (uint32_t)width) > 3 ? 99999 : 99;

	if ((size_t)width < size)
		sprintf(to, "%*u", width, random_below(random, most));
}

static void put_prefix(char *to, size_t size, const size_t *chosen, size_t count, struct random *random)
{
	size_t used = 0;

	to[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		for (const char *at = parts[chosen[i]]; *at && used + 12 < size; at++) {
			if (*at == '%')
				put_number(to + used, size - used, *++at - '0', random);
			else
				snprintf(to + used, size - used, "%c", *at);
			used += strlen(to + used);
		}
	}
}

static char *prefixed_log(struct random *random, char *sample, size_t sample_size)
{
	size_t chosen[4], count = 1 + random_below(random, (uint32_t)ARRAY_SIZE(chosen));
	char *log = calloc(ARRAY_SIZE(bare), 512);
	size_t used = 0;

	for (size_t i = 0; i < count; i++)
		chosen[i] = random_below(random, (uint32_t)ARRAY_SIZE(parts));
	for (size_t i = 0; i < ARRAY_SIZE(bare); i++) {
		char prefix[128];

		put_prefix(prefix, sizeof(prefix), chosen, count, random);
		if (i == 0)
			snprintf(sample, sample_size, "%s", prefix);
		used += (size_t)sprintf(log + used, "%s%s\n", prefix, bare[i]);
	}
	return log;
}

static void expect_alike(const struct klog_event *e, const char *prefix)
{
	cr_expect_str_eq(e->process, "radio@1.0-servi", "'%s': %s", prefix, e->process);
	cr_expect_str_eq(e->caller, "radio_setup", "'%s': %s", prefix, e->caller);
	cr_expect_str_eq(e->release, "4.19.176", "'%s'", prefix);
	cr_expect_str_eq(e->hardware, "a set-top box (DT)", "'%s'", prefix);
	cr_expect(e->mode == 0x484020 && e->order == 3 && e->pid == 2164, "'%s'", prefix);
	cr_expect_eq(e->counters.free, 90821, "'%s'", prefix);
	cr_expect_eq(e->counters.active_file, 17726, "'%s'", prefix);
	cr_assert_eq(e->zone_count, 1, "'%s'", prefix);
	cr_expect(e->zones[0].free_cma == 321800 && e->zones[0].reserve_count == 3, "'%s'", prefix);
	cr_expect(e->zones[0].orders == 11 && e->zones[0].list_total == 362032, "'%s'", prefix);
	cr_expect_eq(e->node_count, 1, "'%s'", prefix);
	cr_expect(e->totals.ram == 345696 && e->totals.cma == 95232 && e->totals.highmem == 0, "'%s'", prefix);
	cr_expect(e->totals.pagecache == 36685 && e->totals.free_swap == 59508, "'%s'", prefix);
}

Test(prefix, all_that_a_logger_could_print_is_learned)
{
	struct random random;

	random_seed(&random, 15);
	for (int n = 0; n < 2000; n++) {
		char prefix[128];
		char *log = prefixed_log(&random, prefix, sizeof(prefix));
		struct collected *c = collect_text(log);

		cr_assert_eq(c->count, 1, "'%s': %zu reports\n%s", prefix, c->count, log);
		expect_alike(&c->events[0], prefix);
		collect_free(c);
		free(log);
	}
}
