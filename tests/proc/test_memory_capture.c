/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc/fixture.h"
#include "proc/memory_capture.h"
#include "util/error.h"
#include "util/number.h"

static char folder[64];

static void make_folder(void)
{
	strcpy(folder, "/tmp/dtcarve-state-XXXXXX");
	cr_assert(mkdtemp(folder));
}

static void remove_folder(void)
{
	static const char *const names[] = { "zoneinfo",
										 "zoneinfo.txt",
										 "pagetypeinfo.txt",
										 "proc_zoneinfo.txt",
										 "proc_pagetypeinfo.txt",
										 "late.zoneinfo.txt",
										 "late.pagetypeinfo.txt" };
	char path[128];

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		unlink(path);
	}
	rmdir(folder);
}

TestSuite(proc_state, .init = make_folder, .fini = remove_folder);

static void put(const char *name, const char *text)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	cr_assert(file);
	fputs(text, file);
	fclose(file);
}

static const char zoneinfo[] = "Node 0, zone      DMA\n"
							   "  per-node stats\n"
							   "      nr_inactive_file 100\n"
							   "      nr_active_file 20\n"
							   "      nr_slab_reclaimable 3\n"
							   "  pages free     50000\n"
							   "        boost    1024\n"
							   "        min      1524\n"
							   "        low      1649\n"
							   "        high     1774\n"
							   "        spanned  65536\n"
							   "        present  65536\n"
							   "        managed  62000\n"
							   "        cma      16384\n"
							   "        protection: (0, 0, 100, 200)\n"
							   "      nr_free_pages 50000\n"
							   "      nr_free_cma  16000\n"
							   "  pagesets\n"
							   "    cpu: 0\n"
							   "              count: 52\n"
							   "              high:  222\n"
							   "              batch: 15\n"
							   "  vm stats threshold: 8\n"
							   "    cpu: 1\n"
							   "              count: 10\n"
							   "              high:  222\n"
							   "              batch: 15\n"
							   "  vm stats threshold: 8\n"
							   "  node_unreclaimable:  0\n"
							   "  start_pfn:           262144\n"
							   "Node 0, zone   Normal\n"
							   "  pages free     0\n"
							   "        min      0\n"
							   "        present  0\n"
							   "        protection: (0, 0, 0, 0)\n";

static const char pagetypeinfo[] =
	"Page block order: 9\n"
	"Pages per block:  512\n"
	"\n"
	"Free pages count per migrate type at order       0      1      2 \n"
	"Node    0, zone      DMA, type    Unmovable      1      2      3 \n"
	"Node    0, zone      DMA, type      Movable      4      5      6      0 0 0 0 0 0 0 7\n"
	"Node    0, zone      DMA, type   HighAtomic      8      0      0 \n"
	"Node    0, zone      DMA, type          CMA      0      0      9 \n"
	"\n"
	"Number of blocks type     Unmovable      Movable   HighAtomic          CMA      Isolate \n"
	"Node 0, zone      DMA            3           92            2           32            0 \n"
	"Number of mixed blocks    Unmovable \n"
	"Node 0, zone      DMA            1 \n";

static int read_it(const char *path, const char *release, struct memory_state **state, struct error *error)
{
	struct alloc_kernel kernel = fixture_kernel(release);

	return proc_state_read(path, &kernel, state, error);
}

Test(proc_state, reads_counts_marks_and_lists)
{
	struct memory_state *state;
	struct error error;
	const struct zone_state *zone;

	put("zoneinfo.txt", zoneinfo);
	put("pagetypeinfo.txt", pagetypeinfo);
	cr_assert_eq(read_it(folder, "6.1", &state, &error), 0, "%s", error.text);
	cr_assert_eq(state->zone_count, 1);
	zone = &state->zones[0];
	cr_expect_eq(zone->kind, GFP_ZONE_DMA);
	cr_expect_eq(zone->free, 50000);
	cr_expect_eq(zone->free_cma, 16000);
	cr_expect_eq(zone->managed, 62000);
	cr_expect_eq(zone->start_pfn, 262144);
	cr_expect_eq(zone->nr_free[MIGRATE_UNMOVABLE][2], 3);
	cr_expect_eq(zone->nr_free[MIGRATE_MOVABLE][10], 7);
	cr_expect_eq(zone->nr_free[MIGRATE_CMA][2], 9);
	cr_expect_eq(zone->pageblocks[MIGRATE_MOVABLE], 92);
	cr_expect_eq(zone->pageblocks[MIGRATE_CMA], 32);
	cr_expect_eq(zone->pcp.count, 62);
	cr_expect_eq(zone->pcp.cpus, 2);
	cr_expect_eq(zone->pcp.batch, 15);
	cr_expect_eq(zone->pcp.drift, 8);
	cr_expect_eq(state->reclaimable, 123);
	cr_expect_eq(state->kernel.pageblock_order, 9);
	cr_expect_eq(state->kernel.max_order, 10);
	cr_expect_eq(state->kernel.cpus, 2);
	/* four columns, DMA and Normal seen: DMA32 and Movable are the others */
	cr_expect_eq(zone->lowmem_reserve[GFP_ZONE_NORMAL], 100);
	cr_expect_eq(zone->lowmem_reserve[GFP_ZONE_MOVABLE], 200);
	/* not printed before 7.2: from the blocks and the list */
	cr_expect_eq(zone->reserved_highatomic, 1024);
	cr_expect_eq(zone->free_highatomic, 8);
	memory_state_free(state);
}

Test(proc_state, printed_marks_hold_the_boost)
{
	struct memory_state *state;
	struct error error;

	put("zoneinfo.txt", zoneinfo);
	put("pagetypeinfo.txt", pagetypeinfo);
	cr_assert_eq(read_it(folder, "6.1", &state, &error), 0, "%s", error.text);
	cr_expect_eq(state->zones[0].min, 500);
	cr_expect_eq(state->zones[0].low, 625);
	cr_expect_eq(state->zones[0].high, 750);
	cr_expect_eq(state->zones[0].boost, 1024);
	memory_state_free(state);
}

Test(proc_state, marks_without_the_boost_are_seen_by_their_distance)
{
	char text[sizeof(zoneinfo)];
	struct memory_state *state;
	struct error error;

	strcpy(text, zoneinfo);
	memcpy(strstr(text, "min      1524"), "min      4000", 13);
	memcpy(strstr(text, "low      1649"), "low      5000", 13);
	put("zoneinfo.txt", text);
	put("pagetypeinfo.txt", pagetypeinfo);
	cr_assert_eq(read_it(folder, "6.1", &state, &error), 0, "%s", error.text);
	cr_expect_eq(state->zones[0].min, 4000);
	cr_expect_eq(state->zones[0].boost, 1024);
	memory_state_free(state);
}

Test(proc_state, other_file_names)
{
	static const char *const names[][2] = { { "zoneinfo", "proc_pagetypeinfo.txt" },
											{ "proc_zoneinfo.txt", "pagetypeinfo.txt" } };
	struct memory_state *state;
	struct error error;
	char prefix[80];

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		put(names[i][0], zoneinfo);
		put(names[i][1], pagetypeinfo);
		cr_expect_eq(read_it(folder, "6.1", &state, &error), 0, "%s", error.text);
		memory_state_free(state);
	}
	put("late.zoneinfo.txt", zoneinfo);
	put("late.pagetypeinfo.txt", pagetypeinfo);
	snprintf(prefix, sizeof(prefix), "%s/late", folder);
	cr_expect_eq(read_it(prefix, "6.1", &state, &error), 0, "%s", error.text);
	memory_state_free(state);
}

Test(proc_state, clipped_counts_are_mended_from_the_total)
{
	struct memory_state *state;
	struct error error;

	put("zoneinfo.txt",
		"Node 0, zone Normal\n  pages free     350000\n        present  400000\n        managed  400000\n"
		"      nr_free_pages 350000\n");
	put("pagetypeinfo.txt", "Page block order: 2\n"
							"Node    0, zone   Normal, type    Unmovable     10      0      2 \n"
							"Node    0, zone   Normal, type      Movable      0 >100000      0 \n");
	cr_assert_eq(read_it(folder, "6.1", &state, &error), 0, "%s", error.text);
	cr_expect_eq(state->zones[0].nr_free[MIGRATE_MOVABLE][1], (350000 - 10 - 8) / 2);
	memory_state_free(state);
}

Test(proc_state, bad_captures_name_file_and_line)
{
	static const struct {
		const char *zoneinfo, *pagetypeinfo, *says;
	} rows[] = {
		{ "", pagetypeinfo, "not a /proc/zoneinfo" },
		{ "hello\n", pagetypeinfo, "not a /proc/zoneinfo" },
		{ zoneinfo, "", "not a /proc/pagetypeinfo" },
		{ zoneinfo, "Page block order: 40\n", "pagetypeinfo.txt:1:" },
		{ zoneinfo, "Page block order: 9\nNode 0, zone DMA, type Unmovable 1 2 3\n",
		  "above the largest order" },
		{ zoneinfo, "Node 0, zone DMA, type Sideways 1 2 3\n", "pagetypeinfo.txt:1: a migratetype" },
		{ zoneinfo, "Node 0, zone DMA, type Movable 1 2 x\n", "pagetypeinfo.txt:1: expected" },
		{ zoneinfo, "Node 0, zone DMA, type Movable 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1\n", "more orders" },
		{ zoneinfo, "Node 0, zone DMA, type Movable 99999999999999999999 2\n", "pagetypeinfo.txt:1:" },
		{ zoneinfo, "Node 3, zone DMA, type Movable 1 2\n", "no such zone" },
		{ "Node 0, zone DMA\n  min many\n", pagetypeinfo, "zoneinfo.txt:2: expected a number" },
		{ "Node 0, zone DMA\n  present 5\n  protection: (1,2,3,4,5,6,7,8,9)\n", pagetypeinfo,
		  "more columns" },
		{ "Node 0, zone Sofa\n", pagetypeinfo, "not known" },
		{ "Node 0, zone DMA\nNode 0, zone DMA\n", pagetypeinfo, "twice" },
		{ "Node 0, zone DMA\n  present 0\n", pagetypeinfo, "no zone has any page" },
	};
	struct memory_state *state;
	struct error error;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		put("zoneinfo.txt", rows[i].zoneinfo);
		put("pagetypeinfo.txt", rows[i].pagetypeinfo);
		cr_expect_lt(read_it(folder, "6.1", &state, &error), 0, "row %zu", i);
		cr_expect(strstr(error.text, rows[i].says), "row %zu: %s", i, error.text);
	}
}

Test(proc_state, missing_files)
{
	struct memory_state *state;
	struct error error;

	cr_expect_lt(read_it("/nonexistent/folder", "6.1", &state, &error), 0);
	cr_expect(strstr(error.text, "zoneinfo"));
	put("zoneinfo.txt", zoneinfo);
	cr_expect_lt(read_it(folder, "6.1", &state, &error), 0);
	cr_expect(strstr(error.text, "pagetypeinfo"));
}
