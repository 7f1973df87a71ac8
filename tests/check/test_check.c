/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <string.h>
#include <sys/stat.h>

#include "check/baseline.h"
#include "check/check.h"
#include "input/scratch.h"
#include "policy/gate.h"
#include "render/check_writers.h"

static struct scratch *s;

static void setup(void)
{
	s = scratch_new();
}

static void teardown(void)
{
	scratch_free(s);
}

TestSuite(check, .init = setup, .fini = teardown);

#define HEAD                                                                                                 \
	"/dts-v1/;\n/ {\n#address-cells = <1>; #size-cells = <1>; compatible = \"v,b\";\n"                       \
	"cpus { #address-cells = <1>; #size-cells = <0>; cpu@0 { device_type = \"cpu\"; compatible = "           \
	"\"arm,cortex-a53\";"                                                                                    \
	" reg = <0>; }; };\nmemory@80000000 { device_type = \"memory\"; reg = <0x80000000 0x20000000>; };\n"
#define POOL(size)                                                                                           \
	"reserved-memory {\n#address-cells = <1>; #size-cells = <1>; ranges;\npool@90000000 {\n"                 \
	"compatible = \"shared-dma-pool\"; reusable;\nreg = <0x90000000 " size ">;\n}; };\n"

static struct check *run(struct check_options options, const char *const *paths)
{
	struct board_list list = { 0 };

	options.no_policy = !options.policy;
	options.kernels = options.kernels ? options.kernels : "6.6";
	for (; *paths; paths++)
		board_list_add(s->arena, &list, *paths, &options.tree);
	return check_run(&options, &list);
}

static const struct check_finding *find(const struct check_board *board, const char *id)
{
	for (size_t i = 0; i < board->finding_count; i++)
		if (strcmp(board->findings[i].rule->id, id) == 0)
			return &board->findings[i];
	return NULL;
}

Test(check, findings_have_their_places)
{
	const char *path = scratch_text(s, "b.dts", HEAD POOL("0x123000") "};\n");
	struct check *c = run((struct check_options){ .jobs = 1 }, (const char *const[]){ path, NULL });
	const struct check_finding *f = find(&c->boards[0], "cma-misaligned");

	cr_assert_not_null(f);
	cr_expect_str_eq(f->place.file, path);
	cr_expect_eq(f->place.line, 10);
	cr_expect_null(f->twin_text);
	cr_expect_eq(f->variants, 1);
	cr_expect(check_reaches(c, SEVERITY_ERROR));
	check_free(c);
}

Test(check, what_cannot_be_read_stops_nothing)
{
	const char *good = scratch_text(s, "good.dts", HEAD POOL("0x400000") "};\n");
	const char *bad = scratch_text(s, "bad.dtb", "no tree");
	struct check *c =
		run((struct check_options){ .jobs = 2 }, (const char *const[]){ bad, good, "/dev/null/none", NULL });

	cr_assert_eq(c->board_count, 3);
	cr_expect_eq(c->boards[0].trouble_count, 1);
	cr_expect_eq(c->boards[1].trouble_count, 0);
	cr_expect_eq(c->boards[2].trouble_count, 1);
	cr_expect_eq(c->troubles, 2);
	check_free(c);
}

Test(check, a_finding_of_some_variants)
{
	static const char *ddr = "128M,512M";
	const char *path = scratch_text(s, "b.dts", HEAD POOL("0x400000") "};\n");
	struct check *c = run((struct check_options){ .jobs = 1, .ddr = &ddr, .ddr_count = 1 },
						  (const char *const[]){ path, NULL });
	const struct check_finding *f = find(&c->boards[0], "pool-outside-ram");

	cr_assert_not_null(f);
	cr_expect_eq(f->variants, 1);
	cr_expect_str_eq(check_variant_words(s->arena, &c->boards[0], f->variants), " [--ddr 128M --kernel 6.6]");
	cr_expect_str_eq(check_variant_words(s->arena, &c->boards[0], 3), "");
	check_free(c);
}

#define NO_MEMORY                                                                                            \
	"/dts-v1/;\n/ {\n#address-cells = <1>; #size-cells = <1>;\n"                                             \
	"cpus { #address-cells = <1>; #size-cells = <0>; cpu@0 { device_type = \"cpu\"; compatible = "           \
	"\"arm,cortex-a53\"; reg = <0>; }; };\n"

Test(check, a_bare_size_will_do_where_the_tree_has_no_memory)
{
	static const char *ddr = "1G";
	const char *path = scratch_text(s, "b.dts",
									NO_MEMORY "soc { #address-cells = <1>; #size-cells = <1>; ranges;\n"
											  "serial@1000000 { reg = <0x1000000 0x1000>; }; };\n};\n");
	const char *told = scratch_text(s, "told.dts", HEAD "};\n");
	struct check *c = run((struct check_options){ .jobs = 1, .ddr = &ddr, .ddr_count = 1 },
						  (const char *const[]){ path, told, NULL });

	cr_expect_eq(c->troubles, 0);
	cr_expect_eq(c->guessed, 1);
	cr_expect(c->boards[0].ram_start_guessed && !c->boards[1].ram_start_guessed);
	cr_expect_eq(c->boards[0].ram_start, 0x40000000, "the first GiB is full of devices");
	check_free(c);
}

Test(check, any_number_of_threads_gives_the_same)
{
	const char *paths[] = { scratch_text(s, "a.dts", HEAD POOL("0x123000") "};\n"),
							scratch_text(s, "b.dts", HEAD POOL("0x400000") "};\n"),
							scratch_text(s, "c.dts", HEAD POOL("0x100000") "};\n"), NULL };
	char *text[2] = { NULL, NULL };
	size_t size[2];

	for (unsigned int i = 0; i < 2; i++) {
		struct check *c = run((struct check_options){ .jobs = 1 + 2 * i }, paths);
		FILE *out = open_memstream(&text[i], &size[i]);

		check_write_json(c, out);
		fclose(out);
		check_free(c);
	}
	cr_expect_str_eq(text[0], text[1]);
	free(text[0]);
	free(text[1]);
}

Test(check, fingerprints_survive_line_moves)
{
	const char *path = scratch_text(s, "b.dts", HEAD POOL("0x123000") "};\n");
	struct check *c = run((struct check_options){ .jobs = 1 }, (const char *const[]){ path, NULL });
	size_t i = (size_t)(find(&c->boards[0], "cma-misaligned") - c->boards[0].findings);
	const char *before = check_fingerprint(s->arena, &c->boards[0], i);

	check_free(c);
	path = scratch_text(s, "b.dts", "\n\n\n" HEAD POOL("0x124000") "};\n");
	c = run((struct check_options){ .jobs = 1 }, (const char *const[]){ path, NULL });
	i = (size_t)(find(&c->boards[0], "cma-misaligned") - c->boards[0].findings);
	cr_expect_str_eq(check_fingerprint(s->arena, &c->boards[0], i), before);
	for (size_t j = 0; j < c->boards[0].finding_count; j++)
		cr_expect(j == i || strcmp(check_fingerprint(s->arena, &c->boards[0], j), before) != 0);
	check_free(c);
}

Test(check, a_baseline_hides_what_was_there)
{
	const char *path = scratch_text(s, "b.dts", HEAD POOL("0x123000") "};\n");
	struct check *old = run((struct check_options){ .jobs = 1 }, (const char *const[]){ path, NULL });
	struct baseline *baseline = baseline_from(s->arena, old);
	struct check *c =
		run((struct check_options){ .jobs = 1, .baseline = baseline }, (const char *const[]){ path, NULL });

	cr_expect_eq(find(&c->boards[0], "cma-misaligned")->standing, STANDING_KNOWN);
	cr_expect_not(check_reaches(c, SEVERITY_NOTE));
	cr_expect_eq(c->known, c->boards[0].finding_count);
	check_free(c);
	check_free(old);
}

Test(check, what_is_worse_than_the_baseline_counts)
{
	const char *path = scratch_text(s, "b.dts", HEAD POOL("0x123000") "};\n");
	struct baseline *baseline;
	struct error error;
	struct check *c;

	cr_assert_eq(
		baseline_read(
			s->arena,
			scratch_text(s, "old.json",
						 "{\"schema\": \"dtcarve-report-1\", \"findings\": [{\"id\": \"cma-misaligned\", "
						 "\"severity\": \"warning\", \"path\": \"/reserved-memory/pool@90000000\", "
						 "\"property\": \"reg\"}]}"),
			&baseline, &error),
		0, "%s", error.text);
	c = run((struct check_options){ .jobs = 1, .baseline = baseline }, (const char *const[]){ path, NULL });
	cr_expect_eq(find(&c->boards[0], "cma-misaligned")->standing, STANDING_NEW);
	check_free(c);
}

Test(check, bad_baselines)
{
	const char *const wrong[] = { "",
								  "{",
								  "[]",
								  "{\"schema\": \"x\"}",
								  "{\"schema\": \"dtcarve-report-1\"}",
								  "{\"schema\": \"dtcarve-check-1\", \"boards\": [{}]}",
								  "{\"schema\": \"dtcarve-report-1\", \"findings\": [{\"id\": 3}]}" };
	struct baseline *baseline;
	struct error error;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		const char *path = scratch_text(s, "old.json", wrong[i]);

		cr_expect_lt(baseline_read(s->arena, path, &baseline, &error), 0, "%s", wrong[i]);
		cr_expect_eq(strncmp(error.text, path, strlen(path)), 0, "%s", error.text);
	}
}

Test(check, a_folder_gives_its_trees_by_name)
{
	struct board_list list = { 0 };

	scratch_text(s, "boards/z/b.dts", "x");
	scratch_text(s, "boards/a.dtb", "x");
	scratch_text(s, "boards/notes.txt", "x");
	scratch_text(s, "boards/c.dtbo", "x");
	board_list_add(s->arena, &list, arena_printf(s->arena, "%s/boards/", s->folder),
				   &(struct tree_options){ 0 });
	cr_assert_eq(list.count, 2);
	cr_expect_str_eq(strrchr(list.items[0].path, '/'), "/a.dtb");
	cr_expect_str_eq(strrchr(list.items[1].path, '/'), "/b.dts");
	cr_expect_null(list.items[0].trouble);
}
