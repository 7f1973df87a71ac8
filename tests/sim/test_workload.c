/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/workload.h"
#include "util/error.h"
#include "util/number.h"

static struct workload *parse(const char *text)
{
	struct workload *workload;
	struct error error;
	int ret = workload_parse("w.ini", text, &workload, &error);

	cr_assert_eq(ret, 0, "%s", error.text);
	return workload;
}

Test(workload, all_that_a_file_may_say)
{
	struct workload *w = parse("[workload]\n"
							   "name = A board\n"
							   "duration = 2 min\n"
							   "tick = 20 ms\n"
							   "swap = 25%\n"
							   "[anon apps]\n"
							   "size = 24%\n"
							   "ramp = 10 s\n"
							   "lifetime = 1 h\n"
							   "vendor_cma = yes\n"
							   "[reclaimable inodes]\n"
							   "size = 2.5% of the video\n"
							   "[file the video]\n"
							   "size = all\n"
							   "rate = 120/min\n"
							   "[kernel pool]\n"
							   "size = 300 pages\n"
							   "order = 4\n"
							   "gfp = GFP_KERNEL|__GFP_NORETRY\n"
							   "thin = 16\n"
							   "thin_at = 5\n"
							   "[request wlan]\n"
							   "request = order=3 gfp=GFP_ATOMIC count=2\n"
							   "rate = 2/s\n"
							   "hold = 100 ms\n");
	const struct consumer *c = w->consumers;

	cr_expect_str_eq(w->name, "A board");
	cr_expect_eq(w->duration, 120);
	cr_expect_lt(fabs(w->tick - 0.02), 1e-12);
	cr_expect_eq(w->swap.unit, AMOUNT_SHARE);
	cr_assert_eq(w->consumer_count, 5);
	cr_expect_eq(c[0].kind, CONSUMER_ANON);
	cr_expect_str_eq(c[0].name, "apps");
	cr_expect_lt(fabs(c[0].size.value - 0.24), 1e-12);
	cr_expect_eq(c[0].lifetime, 3600);
	cr_expect(c[0].vendor_cma);
	cr_expect_eq(c[1].size.unit, AMOUNT_OF);
	cr_expect_str_eq(c[1].size.of, "the video");
	cr_expect_lt(fabs(c[1].size.value - 0.025), 1e-12);
	cr_expect_eq(c[2].size.unit, AMOUNT_ALL);
	cr_expect_eq(c[2].rate, 2);
	cr_expect_eq(c[3].size.unit, AMOUNT_PAGES);
	cr_expect_eq(c[3].size.value, 300);
	cr_expect_eq(c[3].order, 4);
	cr_expect_eq(c[3].thin, 16);
	cr_expect_str_eq(c[4].request, "order=3 gfp=GFP_ATOMIC count=2");
	workload_free(w);
}

Test(workload, mistakes_name_line_and_cure)
{
	static const struct {
		const char *text, *says;
	} rows[] = {
		{ "", "no consumer" },
		{ "[workload]\nname = x\n", "no consumer" },
		{ "[sofa x]\nsize = 1M\n", "w.ini:2: [sofa x]: expected workload" },
		{ "[anon]\nsize = 1M\n", "name of its own" },
		{ "[anon a]\nsize = 9M .. 8M\n", "size" },
		{ "[anon a]\nlives = no-such-file\n", "no-such-file" },
		{ "[anon a]\nsize = 1M\n[kernel a]\nsize = 1M\n", "name of its own" },
		{ "[anon a]\nsize = 1M\n[file b]\nsize=1M\n[file b]\nsize=1M\n", "" },
		{ "[anon a]\nsize = lots\n", "w.ini:2: size: expected an amount" },
		{ "[anon a]\nsize = 120%\n", "w.ini:2: size" },
		{ "[anon a]\nsize = -5M\n", "w.ini:2: size" },
		{ "[anon a]\nsize = 1M\ncolour = red\n", "w.ini:3: no such key: colour" },
		{ "[anon a]\nsize = 1M\norder = 16\n", "w.ini:3: order" },
		{ "[anon a]\nsize = 1M\nramp = soon\n", "w.ini:3: ramp: expected a time" },
		{ "[anon a]\nsize = 1M\nlifetime = 1e300 h\n", "lifetime" },
		{ "[anon a]\nsize = 1M\nvendor_cma = perhaps\n", "yes or no" },
		{ "[anon a]\nramp = 1 s\n", "give size" },
		{ "[anon a]\nsize = all\n", "only file" },
		{ "[anon a]\nsize = 5% of b\n", "does not exist" },
		{ "[request r]\nrate = 1/s\n", "give request" },
		{ "[request r]\nrequest = order=3\n", "give rate" },
		{ "[burst b]\ncount = 3\n", "give every" },
		{ "[cma c]\nsize = 1M\n", "give chunk" },
		{ "[workload]\ntick = 0\n[anon a]\nsize = 1M\n", "tick must be" },
		{ "[workload]\nduration = 100 h\ntick = 0.001 ms\n[anon a]\nsize = 1M\n", "100 million ticks" },
		{ "size = 1M\n", "w.ini:1:" },
		{ "[anon a]\njust words\n", "w.ini:2: expected [section]" },
	};
	struct workload *w;
	struct error error;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		int ret = workload_parse("w.ini", rows[i].text, &w, &error);

		if (!*rows[i].says) {
			/* the same section again goes on with it */
			cr_expect_eq(ret, 0);
			workload_free(w);
			continue;
		}
		cr_expect_lt(ret, 0, "row %zu", i);
		cr_expect(strstr(error.text, rows[i].says), "row %zu: %s", i, error.text);
	}
}

static double size_of(const struct workload *w, const char *name)
{
	for (size_t i = 0; i < w->consumer_count; i++)
		if (strcmp(w->consumers[i].name, name) == 0)
			return w->consumers[i].size.value;
	return -1;
}

/* A file of lives lies beside its workload, with any number of lines; ranges are what they say. */
Test(workload, lives_and_ranges)
{
	char folder[] = "/tmp/dtcarve-lives-XXXXXX", path[64];
	struct workload *w;
	struct error error;
	FILE *file;

	cr_assert_not_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/apps", folder);
	file = fopen(path, "w");
	fputs("# start stop pages\n0.5 40 1000\n", file);
	for (unsigned int i = 0; i < 5000; i++)
		fprintf(file, "%u %u.25 64\n", i, i + 20);
	fclose(file);
	snprintf(path, sizeof(path), "%s/load.ini", folder);
	file = fopen(path, "w");
	fputs("[anon apps]\nlives = apps\n[anon more]\nsize = 6M .. 22M\nlifetime = 40 s .. 200 s\n", file);
	fclose(file);
	cr_assert_eq(workload_load(path, &w, &error), 0, "%s", error.text);
	cr_expect_eq(w->consumers[0].life_count, 5001);
	cr_expect_eq(w->consumers[0].lives[0].pages, 1000);
	cr_expect_float_eq(w->consumers[0].lives[5000].stop, 5019.25, 1e-9);
	cr_expect_float_eq(w->consumers[1].size_most.value, 22 << 20, 1);
	cr_expect_float_eq(w->consumers[1].lifetime_most, 200, 1e-9);
	workload_free(w);
	unlink(path);
	snprintf(path, sizeof(path), "%s/apps", folder);
	unlink(path);
	rmdir(folder);
}

/* The case study's log, part by part. */
Test(workload, out_of_a_footprint)
{
	struct footprint f = { .managed = 326626,
						   .free = 90821,
						   .free_cma = 80512,
						   .cma = 95232,
						   .anon = 46340,
						   .file = 33952,
						   .shmem = 1783,
						   .slab_reclaimable = 10288,
						   .slab_unreclaimable = 23111,
						   .kernel_stack = 7172,
						   .page_tables = 9768,
						   .pcp = 1085,
						   .swap_total = 123903,
						   .swap_free = 14877,
						   .cma_held = -1 };
	struct workload *w = workload_from_footprint(&f, 5000, "order=3 gfp=GFP_ATOMIC|__GFP_COMP");
	double anon = 46340 + 123903 - 14877;

	cr_expect_eq(size_of(w, "cache"), 33952);
	/* processes bring page tables of their own */
	cr_expect_lt(size_of(w, "page tables"), 9768 - anon / 512);
	cr_expect_eq(size_of(w, "buffers"), 95232 - 80512);
	/* processes hold what is resident and what is swapped */
	cr_expect_lt(fabs(size_of(w, "apps") + size_of(w, "foreground") - anon), 2);
	/* what the boot has taken is part of the slab of the log */
	cr_expect_lt(size_of(w, "objects"), 23111 - 5000 + 1);
	/* what is in no counter may be less than it seems */
	cr_expect_gt(w->consumers[w->consumer_count - 5].size_most.value,
				 w->consumers[w->consumer_count - 5].size.value);
	cr_expect_eq(w->swap.value, 123903);
	cr_expect_eq(w->consumers[w->consumer_count - 1].kind, CONSUMER_REQUEST);
	workload_free(w);
}

Test(workload, footprint_out_of_meminfo)
{
	static const char text[] =
		"MemTotal:         510280 kB\nMemFree:          405236 kB\nBuffers:              40 kB\n"
		"Cached:            41824 kB\nSwapCached:            0 kB\nAnonPages:           192 kB\n"
		"Shmem:              1824 kB\nSReclaimable:        180 kB\nSUnreclaim:         1584 kB\n"
		"KernelStack:         368 kB\nPageTables:           56 kB\nSwapTotal:             0 kB\n"
		"SwapFree:              0 kB\nCmaTotal:         262144 kB\nCmaFree:          259796 kB\n";
	struct footprint f;
	struct error error;

	cr_assert_eq(footprint_from_meminfo("meminfo", text, 12, &f, &error), 0);
	cr_expect_eq(f.managed, 510280 / 4);
	cr_expect_eq(f.file, 10456 + 10 - 456);
	cr_expect_eq(f.free_cma, 259796 / 4);
	cr_expect_eq(f.slab_unreclaimable, 396);
	cr_expect_lt(footprint_from_meminfo("meminfo", "hello", 12, &f, &error), 0);
	cr_expect(strstr(error.text, "MemTotal"));
}
