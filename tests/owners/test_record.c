/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One record in the form of each version; the layouts are those of mm/page_owner.c and tools/mm/page_owner_sort.c. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#include "owners/record.h"

static struct owner_record read_text(const char *text)
{
	struct owner_record r;

	cr_assert(record_read(text, strlen(text), &r), "%s", text);
	return r;
}

static void expect_part(const char *part, size_t length, const char *text)
{
	cr_expect_eq(length, strlen(text));
	cr_expect(length == strlen(text) && memcmp(part, text, length) == 0, "%.*s", (int)length, part);
}

Test(record, linux_4_4_numbers_its_types)
{
	struct owner_record r = read_text("Page allocated via order 3, mask 0x20d0\n"
									  "PFN 524296 Block 1024 type 1 Fallback Flags   R  L     \n"
									  " [<ffffffc0001642a8>] __alloc_pages_nodemask+0x15a/0xa30\n"
									  " [<ffffffc000400000>] foo_probe+0x88/0x120 [foo]\n\n");

	cr_expect_eq(r.order, 3);
	cr_expect_eq(r.mask, 0x20d0);
	cr_expect_eq(r.pfn, 524296);
	cr_expect_eq(r.block, 1024);
	cr_expect_eq(r.block_number, 1);
	cr_expect(r.fallback);
	cr_expect_eq(r.type, MIGRATE_TYPES, "told by the mask alone");
	expect_part(r.stack, 23, " [<ffffffc0001642a8>] _");
}

Test(record, linux_4_6_names_them)
{
	struct owner_record r = read_text(
		"Page allocated via order 0, mask 0x24213ca(GFP_HIGHUSER_MOVABLE|__GFP_COLD)\n"
		"PFN 1040 type Movable Block 2 type Unmovable Flags 0xfffff8001006c(referenced|uptodate|lru|active)\n"
		" [<ffffff81164e9a>] __alloc_pages_nodemask+0x15a/0xa30\n"
		"Page has been migrated, last migrate reason: compaction\n\n");

	cr_expect_eq(r.type, MIGRATE_MOVABLE);
	cr_expect_eq(r.block_type, MIGRATE_UNMOVABLE);
	cr_expect_eq(r.block_number, -1);
	cr_expect_not(r.has_zone);
	cr_expect_eq(r.ns, 0);
}

Test(record, linux_5_11_times_them)
{
	struct owner_record r = read_text(
		"Page allocated via order 1, mask 0xdc0(GFP_KERNEL|__GFP_ZERO), pid 7, ts 12345 ns, free_ts 99 ns\n"
		"PFN 262146 type Unmovable Block 512 type CMA Flags 0x3fffc0000010000(head|node=0|zone=1|lastcpupid=0xffff)\n"
		" foo_probe+0x88/0x120 [foo]\n\n");

	cr_expect_eq(r.ns, 12345);
	cr_expect_eq(r.block_type, MIGRATE_CMA);
	cr_expect(r.has_zone);
	cr_expect_eq(r.zone, 1);
	cr_expect_eq(r.task_length, 0);
}

/* 5.18 to 6.7 have both times; the task's name may look like what follows it. */
Test(record, linux_6_1_tells_task_and_both_times)
{
	struct owner_record r = read_text(
		"Page allocated via order 2, mask 0x40cc0(GFP_KERNEL|__GFP_COMP), pid 812, tgid 811 (kworker/0:1, ts), ts 7 ns, free_ts 9 ns\n"
		"PFN 0x40004 type Unmovable Block 512 type Movable Flags 0x10000(head|zone=0)\n"
		" foo_probe+0x88/0x120 [foo]\nCharged to memcg user.slice\n\n");

	expect_part(r.task, r.task_length, "kworker/0:1, ts");
	cr_expect_eq(r.ns, 7);
	cr_expect_eq(r.order, 2);
	cr_expect_eq(r.handle_length, 0);
}

/* A mode written to the file: the number of the stack beside it, or in its place; show_handles has it, too. */
Test(record, linux_7_may_tell_a_handle)
{
	static const char head[] = "Page allocated via order 0, mask 0xcc0(GFP_KERNEL), pid 1, tgid 1 (init), ts 5 ns\n"
							   "PFN 0x40000 type Unmovable Block 512 type Unmovable Flags 0x0(node=0|zone=0)\n";
	char text[400];
	struct owner_record r;

	snprintf(text, sizeof(text), "%shandle: 4711\n\n", head);
	r = read_text(text);
	expect_part(r.handle, r.handle_length, "handle: 4711");
	cr_expect_eq(r.stack_length, 0);
	snprintf(text, sizeof(text), "%s foo+0x1/0x2\nhandle: 4711\nPage has been migrated, last migrate reason: compaction\n\n", head);
	r = read_text(text);
	expect_part(r.stack, r.stack_length, " foo+0x1/0x2");
	r = read_text("handle: 12\nnr_base_pages: 30\n\n");
	expect_part(r.handle, r.handle_length, "handle: 12");
	cr_expect_eq(r.nr_base_pages, 30);
}

Test(record, linux_6_12_tells_the_task)
{
	struct owner_record r = read_text(
		"Page allocated via order 0, mask 0x140dca(GFP_HIGHUSER_MOVABLE|__GFP_ZERO|__GFP_COMP), pid 1, tgid 1 (a (b), c), ts 5 ns\n"
		"PFN 0x40002 type Movable Block 512 type Movable Flags 0x3fffc0000020028(uptodate|lru|mappedtodisk|node=1|zone=2|lastcpupid=0xffff)\n"
		" post_alloc_hook+0xf0/0x120\n do_anonymous_page+0x1c0/0x5f8\n"
		"Charged (via objcg) to offline memcg system.slice\n\n");

	expect_part(r.task, r.task_length, "a (b), c");
	cr_expect_eq(r.pfn, 0x40002);
	cr_expect_eq(r.node, 1);
	cr_expect_eq(r.zone, 2);
	expect_part(r.stack, r.stack_length, " post_alloc_hook+0xf0/0x120\n do_anonymous_page+0x1c0/0x5f8");
}

Test(record, carriage_returns_of_a_terminal)
{
	struct owner_record r = read_text("Page allocated via order 2, mask 0xcc0(GFP_KERNEL)\r\n"
									  "PFN 4 type Unmovable Block 0 type Unmovable Flags 0x0()\r\n foo+0x1/0x2\r\n\r\n");

	cr_expect_eq(r.order, 2);
	cr_expect_eq(r.block_type, MIGRATE_UNMOVABLE);
	expect_part(r.stack, r.stack_length, " foo+0x1/0x2");
}

Test(record, sorted)
{
	struct owner_record r = read_text("120 times, 480 pages, allocated by SLAB :\n"
									  "Page allocated via order 2, mask 0xcc0(GFP_KERNEL), pid 1, tgid 1 (sh), ts 5 ns\n"
									  " allocate_slab+0x1/0x2\n foo+0x1/0x2\n\n");

	cr_expect(r.has_times && r.has_pages && r.has_order);
	cr_expect_eq(r.times, 120);
	cr_expect_eq(r.pages, 480);
	r = read_text("7 times:\nPage allocated via order 0, mask 0x20d0\n [<c0>] foo+0x1/0x2\n\n");
	cr_expect(r.has_times && !r.has_pages);
	r = read_text("5 times, 5 pages, PID 9, TGID 9, task_comm_name: my task, allocated by OTHERS :\n foo+0x1/0x2\n\n");
	expect_part(r.task, r.task_length, "my task");
	r = read_text("5 times, 5 pages, task_comm_name: sh\n");
	expect_part(r.task, r.task_length, "sh");
}

Test(record, stacks_of_6_9)
{
	struct owner_record r = read_text(" foo+0x1/0x2\n bar+0x1/0x2 [baz]\nnr_base_pages: 2048\n\n");

	cr_expect(r.has_stacks && !r.has_order);
	cr_expect_eq(r.nr_base_pages, 2048);
}

Test(record, what_is_none)
{
	static const char *const texts[] = { "", "\n", "hello\n", "Page allocated via order x, mask 0x0\n",
										 "Page allocated via order 99, mask 0x0\n", "PFN 1 Block\n", " foo+0x1/0x2\n",
										 "12 monkeys\n", "nr_base_pages: many\n" };
	struct owner_record r;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		cr_expect_not(record_read(texts[i], strlen(texts[i]), &r), "%s", texts[i]);
}
