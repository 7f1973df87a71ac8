/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include <stdio.h>

#include "kernel/migratetype.h"
#include "klog/dump.h"
#include "util/number.h"

static struct cursor text(const char *s)
{
	return cursor_of(s, strlen(s));
}

static struct klog_zone zone_of(const char *line)
{
	struct klog_zone zone;
	struct cursor c = text(line);

	klog_zone_init(&zone);
	cr_assert(dump_zone_name(&c, &zone.node, zone.name), "%s", line);
	dump_zone_line(&zone, c);
	return zone;
}

Test(dump, zone_names)
{
	static const struct {
		const char *text, *name;
		int node;
	} rows[] = { { "DMA free:", "DMA", -1 },
				 { "DMA32: 1*4kB", "DMA32", -1 },
				 { "Node 3 Normal free:", "Normal", 3 },
				 { "Node 12 HighMem: ", "HighMem", 12 },
				 { "Movable free:", "Movable", -1 },
				 { "Node 0 Device free:", "Device", 0 } };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct cursor c = text(rows[i].text);
		char name[12];
		int node = -1;

		cr_expect(dump_zone_name(&c, &node, name), "%s", rows[i].text);
		cr_expect_str_eq(name, rows[i].name);
		cr_expect_eq(node, rows[i].node);
	}
	struct cursor c = text("DMA64 free:");
	char name[12];
	int node;

	cr_expect_not(dump_zone_name(&c, &node, name));
	cr_expect_eq(c.at[0], 'D');
}

/* one line of every form that show_free_areas() has had */
Test(dump, zone_lines_of_all_versions)
{
	struct klog_zone z =
		zone_of("Normal free:1032kB min:508kB low:632kB high:760kB active:2524kB inactive:16kB "
				"present:16256kB pages_scanned:89 all_unreclaimable? no");

	cr_expect_eq(z.free, 1032);
	cr_expect_eq(z.high, 760);
	cr_expect_eq(z.present, 16256);
	cr_expect_eq(z.pages_scanned, 89);
	cr_expect_not(klog_has(z.managed));
	cr_expect_not(klog_has(z.free_cma));

	z = zone_of(
		"DMA free:6400kB min:300kB low:375kB high:450kB active_anon:1kB inactive_anon:2kB active_file:3kB "
		"inactive_file:4kB unevictable:5kB isolated(anon):0kB isolated(file):0kB present:20000kB "
		"managed:18000kB "
		"mlocked:0kB dirty:0kB writeback:0kB mapped:0kB shmem:0kB slab_reclaimable:6kB "
		"slab_unreclaimable:7kB "
		"kernel_stack:8kB pagetables:9kB unstable:0kB bounce:0kB free_cma:4096kB writeback_tmp:0kB "
		"pages_scanned:0 all_unreclaimable? yes");
	cr_expect_eq(z.managed, 18000);
	cr_expect_eq(z.slab_unreclaimable, 7);
	cr_expect_eq(z.kernel_stack, 8);
	cr_expect_eq(z.free_cma, 4096);

	z = zone_of(
		"Node 0 DMA32 free:5000kB boost:2048kB min:4096kB low:4608kB high:5120kB reserved_highatomic:2048KB "
		"free_highatomic:1024KB active_anon:0kB inactive_anon:0kB active_file:0kB inactive_file:0kB "
		"unevictable:0kB writepending:0kB zspages:12kB present:262144kB managed:240000kB mlocked:0kB "
		"bounce:0kB "
		"free_pcp:512kB local_pcp:128kB free_cma:0kB");
	cr_expect_eq(z.node, 0);
	cr_expect_eq(z.boost, 2048);
	cr_expect_eq(z.reserved_highatomic, 2048);
	cr_expect_eq(z.free_highatomic, 1024);
	cr_expect_eq(z.zspages, 12);
	cr_expect_eq(z.local_pcp, 128);
	cr_expect_eq(z.free_cma, 0);
}

Test(dump, what_is_torn_is_left_out)
{
	struct klog_zone z = zone_of("Normal free:1032kB min:50");

	cr_expect_eq(z.free, 1032);
	cr_expect_not(klog_has(z.min));
	z = zone_of("Normal free:99999999999999999999999kB min:4kB");
	cr_expect_not(klog_has(z.free));
	cr_expect_eq(z.min, 4);
	z = zone_of("Normal free:-4kB min:kB low:: high:8kB");
	cr_expect_not(klog_has(z.free));
	cr_expect_not(klog_has(z.min));
	cr_expect_eq(z.high, 8);
}

Test(dump, the_first_value_of_a_key_counts)
{
	struct klog_zone z = zone_of("Normal free:1kB min:2kB free:3kB");

	cr_expect_eq(z.free, 1);
}

Test(dump, counters_in_old_and_new_words)
{
	struct klog_counters c = {
		.free = KLOG_NONE, .active_anon = KLOG_NONE, .slab_unreclaimable = KLOG_NONE, .free_cma = KLOG_NONE
	};

	cr_expect(dump_counters(&c, text("Active_anon:14778 active_file:10836 inactive_anon:22033")));
	cr_expect_eq(c.active_anon, 14778);
	cr_expect(dump_counters(&c, text(" free:90821 free_pcp:1085 free_cma:80512")));
	cr_expect_eq(c.free, 90821);
	cr_expect_eq(c.free_cma, 80512);
	cr_expect_not(dump_counters(&c, text("nothing of the kind: 12")));
}

Test(dump, node_lines_with_a_blank_behind_the_colon)
{
	struct klog_node n = {
		.active_anon = KLOG_NONE, .shmem = KLOG_NONE, .kernel_stack = KLOG_NONE, .pagetables = KLOG_NONE
	};

	dump_node_line(
		&n, text(" active_anon:94396kB shmem:7132kB shmem_thp: 0kB kernel_stack:100kB pagetables:200kB "
				 "all_unreclaimable? yes Balloon:0kB"));
	cr_expect_eq(n.active_anon, 94396);
	cr_expect_eq(n.shmem, 7132);
	cr_expect_eq(n.pagetables, 200);
}

Test(dump, lists_with_letters_and_without)
{
	struct klog_zone z;
	int64_t page_kb = KLOG_NONE;

	klog_zone_init(&z);
	cr_assert(dump_list(&z, &page_kb, text(" 4060*4kB (UMECH) 0*8kB 47*16kB (UC) = 16992kB")));
	cr_expect_eq(page_kb, 4);
	cr_expect_eq(z.orders, 3);
	cr_expect_eq(z.list[0].count, 4060);
	cr_expect_eq(z.list[0].types, 1u << MIGRATE_UNMOVABLE | 1u << MIGRATE_MOVABLE |
									  1u << MIGRATE_RECLAIMABLE | 1u << MIGRATE_CMA |
									  1u << MIGRATE_HIGHATOMIC);
	cr_expect_str_eq(z.list[0].letters, "UMECH");
	cr_expect_eq(z.list[1].types, 0);
	cr_expect_eq(z.list[2].types, 1u << MIGRATE_UNMOVABLE | 1u << MIGRATE_CMA);
	cr_expect_eq(z.list_total, 16992);

	klog_zone_init(&z);
	page_kb = KLOG_NONE;
	cr_assert(dump_list(&z, &page_kb, text("5*64kB (U) 1*128kB (R) = 448kB")));
	cr_expect_eq(page_kb, 64);
	cr_expect_eq(z.list[1].types, 1u << MIGRATE_RESERVE);
}

Test(dump, lists_torn_or_misspelt)
{
	struct klog_zone z;
	int64_t page_kb = KLOG_NONE;

	klog_zone_init(&z);
	cr_assert(dump_list(&z, &page_kb, text(" 3_4kB (UM) 1* 8kB (U)2*16kB (U) 1*3")));
	cr_expect_eq(z.orders, 3);
	cr_expect_not(klog_has(z.list_total));
	/* goes on where it stopped, and nowhere else */
	cr_expect_not(dump_list(&z, &page_kb, text("9*64kB (U)")));
	cr_expect(dump_list(&z, &page_kb, text("9*32kB")));
	cr_expect(dump_list(&z, &page_kb, text("(UX) 1*64kB")) == false);
	cr_expect(dump_list(&z, &page_kb, text("(UE) 1*64kB")));
	cr_expect_str_eq(z.list[3].letters, "UE");
	cr_expect_eq(z.orders, 5);
	cr_expect(dump_list(&z, &page_kb, text("= 500kB")));
	cr_expect_eq(z.list_total, 500);
}

Test(dump, a_list_never_grows_beyond_its_room)
{
	struct klog_zone z;
	int64_t page_kb = 4;
	char piece[64];

	klog_zone_init(&z);
	for (unsigned int i = 0; i < 64; i++) {
		snprintf(piece, sizeof(piece), "1*%llukB", i < 60 ? 4ULL << i : 4ULL);
		dump_list(&z, &page_kb, text(piece));
	}
	cr_expect_eq(z.orders, KLOG_ORDERS);
}

Test(dump, lowmem_reserve_and_its_torn_rest)
{
	struct klog_zone z;

	klog_zone_init(&z);
	cr_expect(dump_reserve(&z, text(" 0 0 3188")));
	cr_expect(dump_reserve(&z, text(" 3188")));
	cr_expect_eq(z.reserve_count, 4);
	cr_expect_eq(z.reserve[3], 3188);
	cr_expect_not(dump_reserve(&z, text(" 1 x")));
	cr_expect_not(dump_reserve(&z, text(" 1 2 3 4 5 6 7 8 9")));
	cr_expect_eq(z.reserve_count, 4);
}

Test(dump, totals)
{
	struct klog_totals t = { KLOG_NONE, KLOG_NONE, KLOG_NONE, KLOG_NONE, KLOG_NONE,
							 KLOG_NONE, KLOG_NONE, KLOG_NONE, KLOG_NONE };

	cr_expect(dump_total(&t, text("345696 pages RAM")));
	cr_expect(dump_total(&t, text("0 pages HighMem/MovableOnly")));
	cr_expect(dump_total(&t, text("19070 pages reserved")));
	cr_expect(dump_total(&t, text("95232 pages cma reserved")));
	cr_expect(dump_total(&t, text("Free swap  = 59508kB")));
	cr_expect(dump_total(&t, text("Total swap = 495612kB")));
	cr_expect(dump_total(&t, text("Node 0 hugepages_total=0 hugepages_free=0 hugepages_size=1048576kB")));
	cr_expect(dump_total(&t, text("Node 0 hugepages_total=0 hugepages_free=0 hugepages_size=2048kB")));
	cr_expect_eq(t.ram, 345696);
	cr_expect_eq(t.reserved, 19070);
	cr_expect_eq(t.cma, 95232);
	cr_expect_eq(t.free_swap, 59508);
	cr_expect_eq(t.total_swap, 495612);
	cr_expect_eq(t.hugepage_kb, 2048);
	cr_expect_not(dump_total(&t, text("0 pages, LIFO batch:0")));
	cr_expect_not(dump_total(&t, text("Total pages: 12")));
}
