/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <string.h>

#include "boot/boot.h"
#include "alloc/account.h"
#include "board/board.h"
#include "boot/random_board.h"
#include "kernel/kernel.h"
#include "render/sample.h"
#include "util/arena.h"
#include "util/number.h"
#include "util/size.h"

static const struct account_row *find(const struct account *account, const char *id)
{
	for (size_t i = 0; i < account->count; i++)
		if (strcmp(account->rows[i].id, id) == 0)
			return &account->rows[i];
	return NULL;
}

static int64_t bytes_of(const struct account *account, const char *id)
{
	const struct account_row *row = find(account, id);

	cr_assert_not_null(row, "no row %s", id);
	return row->bytes.value;
}

/* Every total follows from the rows above it, and the parts of a row are that row. */
static void expect_adds_up(const struct account *account, const char *board)
{
	int64_t rest = 0, parts = 0, whole = 0;

	cr_assert_gt(account->count, 3);
	for (size_t i = 0; i < account->count; i++) {
		const struct account_row *row = &account->rows[i];
		bool last_part = i + 1 == account->count || account->rows[i + 1].step != ACCOUNT_PART;

		cr_expect_geq(row->bytes.value, 0, "%s: %s is negative", board, row->label);
		if (row->step == ACCOUNT_PART) {
			parts += row->bytes.value;
			if (last_part)
				cr_expect_eq(parts, whole, "%s: parts before row %zu", board, i + 1);
			continue;
		}
		whole = row->bytes.value;
		parts = 0;
		if (row->step == ACCOUNT_TOTAL && i)
			cr_expect_eq(row->bytes.value, rest, "%s: %s is not what the rows above it leave", board,
						 row->id);
		rest = row->step == ACCOUNT_TOTAL ? whole : row->step == ACCOUNT_LESS ? rest - whole : rest + whole;
	}
}

static const struct {
	const char *board, *kernel;
} boards[] = {
	{ "uniphier-ld20.dts", "uniphier-ld20.kernel" },
	{ "clean.dts", "4.19" },
	{ "clean.dts", "6.12" },
	{ "router-128m.dts", "5.10" },
	{ "camera-512m.dts", "6.1" },
	{ "set-top-box-1g.dts", "7.2" },
	{ "two-banks-4g.dts", "4.19" },
	{ "two-banks-4g.dts", "6.1" },
	{ "mistakes.dts", "4.19" },
	{ "mistakes.dts", "6.1" },
	{ "mistakes.dts", "7.2" },
};

Test(account, adds_up_on_every_sample_board)
{
	for (size_t i = 0; i < ARRAY_SIZE(boards); i++) {
		struct sample s = sample_load(boards[i].board, boards[i].kernel);
		struct account account = account_of(s.arena, s.boot);

		expect_adds_up(&account, boards[i].board);
		sample_free(&s);
	}
}

/* Pools over each other, over the initrd and beyond RAM among them. */
Test(account, adds_up_on_random_boards)
{
	struct kernel_options options = { .kernel = "6.1", .arch = ARCH_ARM64, .page_size = 4096 };
	struct arena *arena = arena_new();
	struct kernel *kernel;
	size_t beyond_ram = 0;

	cr_assert_eq(kernel_load(&options, &kernel, NULL), 0);
	for (uint64_t seed = 1; seed <= 120; seed++) {
		struct random random = random_from(seed);
		struct board *board = random_board(&random, seed % 2);
		struct boot *boot = NULL;

		if (boot_predict(board, kernel, &(struct boot_options){ 0 }, &boot, NULL) == 0) {
			struct account account = account_of(arena, boot);

			expect_adds_up(&account, "a random board");
			beyond_ram += find(&account, "no-ram") != NULL;
		}
		boot_free(boot);
		board_free(board);
	}
	cr_assert_gt(beyond_ram, 0);
	kernel_free(kernel);
	arena_free(arena);
}

Test(account, case_study_ends_where_its_log_does)
{
	struct sample s = sample_load("uniphier-ld20.dts", "uniphier-ld20.kernel");
	struct account account = account_of(s.arena, s.boot);

	cr_assert_eq(bytes_of(&account, "ddr"), (int64_t)GIB(2));
	cr_assert_eq(bytes_of(&account, "nomap-removed"), 178592 * 4096);
	cr_assert_eq(bytes_of(&account, "present"), 345696 * 4096);
	cr_assert_eq(bytes_of(&account, "cma"), (int64_t)MIB(372));
	cr_assert_eq(find(&account, "nomap-removed")->count, 7);
	cr_assert_eq(find(&account, "cma")->count, 3);
	cr_assert_eq(find(&account, "reserved")->count, 2);
	cr_assert_null(find(&account, "nomap"), "4.19 takes no-map regions out of RAM");
	sample_free(&s);
}

Test(account, newer_kernels_mark_what_older_ones_remove)
{
	struct sample older = sample_load("set-top-box-1g.dts", "4.19"),
				  newer = sample_load("set-top-box-1g.dts", "6.12");
	struct account a = account_of(older.arena, older.boot), b = account_of(newer.arena, newer.boot);

	cr_assert_eq(bytes_of(&a, "nomap-removed"), bytes_of(&b, "nomap"));
	cr_assert_null(find(&b, "nomap-removed"));
	cr_assert_lt(bytes_of(&a, "present"), bytes_of(&b, "present"));
	sample_free(&older);
	sample_free(&newer);
}

static const char half_used[] =
	"/dts-v1/;\n"
	"/ { #address-cells = <1>; #size-cells = <1>;\n"
	"  chosen { bootargs = \"mem=256M\"; };\n"
	"  cpus { #address-cells = <1>; #size-cells = <0>;\n"
	"    cpu@0 { device_type = \"cpu\"; compatible = \"arm,cortex-a53\"; reg = <0>; }; };\n"
	"  memory@40000000 { device_type = \"memory\"; reg = <0x40000000 0x20000000>; };\n"
	"};\n";

Test(account, what_mem_cuts_off_is_told)
{
	struct sample s = sample_from_source(half_used, "6.1");
	struct account account = account_of(s.arena, s.boot);

	cr_assert_eq(bytes_of(&account, "ddr"), (int64_t)MIB(512));
	cr_assert_eq(bytes_of(&account, "unused"), (int64_t)MIB(256));
	cr_assert_eq(bytes_of(&account, "present"), (int64_t)MIB(256));
	expect_adds_up(&account, "mem=");
	sample_free(&s);
}

Test(account, a_doubtful_total_has_a_range_that_holds_its_value)
{
	struct sample s = sample_load("clean.dts", "6.1");
	struct account account = account_of(s.arena, s.boot);
	const struct account_row *managed = find(&account, "managed"), *own = find(&account, "kernel");

	cr_assert_not(managed->exact);
	cr_assert_leq(managed->bytes.low, managed->bytes.value);
	cr_assert_geq(managed->bytes.high, managed->bytes.value);
	cr_assert_eq(own->bytes.high - own->bytes.value, managed->bytes.value - managed->bytes.low);
	sample_free(&s);
}

/* The same number wherever it stands: rounded by itself, not so that a column adds up. */
static void expect_amounts(const struct sample *s)
{
	struct account account = account_of(s->arena, s->boot);
	struct account_lines lines = account_lines_of(s->arena, &account);

	for (size_t i = 0; i < lines.count; i++) {
		const struct account_line *line = &lines.lines[i];
		unsigned int decimals = (unsigned int)strlen(strchr(line->amount, '.') + 1);

		if (line->row)
			cr_expect_str_eq(line->amount, size_mebibytes(s->arena, line->row->bytes.value, decimals), "%s",
							 line->label);
	}
}

Test(account, amounts_are_rounded_each_by_itself)
{
	static const char *const samples[] = { "uniphier-ld20.dts", "router-128m.dts", "two-banks-4g.dts",
										   "mistakes.dts" };

	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		struct sample s = sample_load(samples[i], "6.1");

		expect_amounts(&s);
		sample_free(&s);
	}
}
