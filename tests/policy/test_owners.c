/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/owners.h"

#include <criterion/criterion.h>
#include <string.h>

#include "board/board.h"
#include "util/arena.h"
#include "util/error.h"

static int parse(struct arena *arena, const char *text, struct owners *owners, struct error *error)
{
	struct bytes bytes = { (unsigned char *)arena_strdup(arena, text), strlen(text) };

	return owners_parse(arena, "owners.ini", bytes, owners, error);
}

Test(owners, each_entry_that_is_shipped_has_a_source_and_gives_no_leave_without_one)
{
	struct arena *arena = arena_new();
	struct owners owners = { 0 };
	struct error error;

	cr_assert_eq(parse(arena, owners_shipped, &owners, &error), 0, "%s", error.text);
	cr_assert_geq(owners.count, 20);
	for (size_t i = 0; i < owners.count; i++)
		cr_assert(owners.list[i].source && *owners.list[i].source, "%s", owners.list[i].pattern);
	arena_free(arena);
}

/* Where a project keeps what tells an owner: a binding, a document, the tree of a board or what adds the node. */
static const struct {
	const char *project, *folder, *suffix;
} kept[] = {
	{ "linux ", "Documentation/devicetree/bindings/", ".yaml" },
	{ "linux ", "Documentation/devicetree/bindings/", ".txt" },
	{ "linux ", "arch/arm64/boot/dts/", ".dtsi" },
	{ "linux ", "arch/arm64/boot/dts/", ".dts" },
	{ "linux ", "drivers/", ".c" },
	{ "dt-schema ", "dtschema/schemas/", ".yaml" },
	{ "Android common kernel ", "arch/arm64/", ".c" },
	{ "msm kernels ", "drivers/", ".c" },
	{ "optee_os ", "core/", ".c" },
	{ "opensbi ", "lib/utils/", ".c" },
};

/* PROJECT PATH, and behind the path what of it: ": ...", or " and FILE". */
static bool can_be_looked_up(const char *source)
{
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
		size_t word = strlen(kept[i].project), suffix = strlen(kept[i].suffix), length;
		const char *path = source + word;

		if (strncmp(source, kept[i].project, word) != 0 ||
			strncmp(path, kept[i].folder, strlen(kept[i].folder)) != 0)
			continue;
		length = strcspn(path, ": ");
		if (length > suffix && strncmp(path + length - suffix, kept[i].suffix, suffix) == 0 &&
			(!path[length] || path[length] == ':' || strncmp(path + length, " and ", 5) == 0))
			return true;
	}
	return false;
}

Test(owners, each_source_that_is_shipped_can_be_looked_up)
{
	struct arena *arena = arena_new();
	struct owners owners = { 0 };

	owners_add_shipped(arena, &owners);
	for (size_t i = 0; i < owners.count; i++)
		cr_assert(can_be_looked_up(owners.list[i].source), "%s: %s", owners.list[i].pattern,
				  owners.list[i].source);
	/* a board's tree tells of that vendor's boards only, and by what it says, as a name says nothing */
	for (size_t i = 0; i < owners.count; i++)
		if (strstr(owners.list[i].source, "/dts/")) {
			cr_assert_not_null(owners.list[i].board, "%s", owners.list[i].pattern);
			cr_assert_not_null(strstr(owners.list[i].source, ": the comment"), "%s", owners.list[i].pattern);
		}
	cr_assert_not(can_be_looked_up("linux arch/arm64/boot/dts/qcom"));
	cr_assert_not(can_be_looked_up("the vendor's engineer"));
	cr_assert_not(can_be_looked_up("linux Documentation/devicetree/bindings/x.yaml, perhaps"));
	arena_free(arena);
}

Test(owners, by_name_label_compatible_and_board)
{
	const char *const qcom[] = { "lenovo,laptop", "qcom,soc" }, *const crash[] = { "ramoops" };
	struct arena *arena = arena_new();
	struct owners owners = { 0 };
	struct board board = { .compatible = qcom, .compatible_count = 2 };
	struct rmem_node node = { .name = "qseecom-mem@85700000" };

	owners_add_shipped(arena, &owners);
	cr_assert_not_null(owner_of(&owners, &board, &node));
	board.compatible_count = 1;
	cr_assert_null(owner_of(&owners, &board, &node));
	node.label = "optee_mem";
	cr_assert_str_eq(owner_of(&owners, &board, &node)->name, "OP-TEE");
	node = (struct rmem_node){ .name = "x@1", .compatible = crash, .compatible_count = 1 };
	cr_assert_not_null(owner_of(&owners, &board, &node));
	/* what stands behind the @ is an address */
	node = (struct rmem_node){ .name = "x@optee" };
	cr_assert_null(owner_of(&owners, &board, &node));
	arena_free(arena);
}

Test(owners, the_first_that_fits_counts)
{
	struct arena *arena = arena_new();
	struct owners owners = { 0 };
	struct board board = { 0 };
	struct rmem_node node = { .name = "optee_core@9e800000" };
	struct error error;

	cr_assert_eq(parse(arena, "[name optee*]\nowner = our TA\nsource = design note 12\nmay-move = yes\n",
					   &owners, &error),
				 0);
	owners_add_shipped(arena, &owners);
	cr_assert(owner_of(&owners, &board, &node)->may_move);
	cr_assert_eq(owner_of(&owners, &board, &node)->line, 1);
	arena_free(arena);
}

Test(owners, what_is_wrong_is_told_with_its_line)
{
	static const struct {
		const char *text, *told;
	} cases[] = {
		{ "[nmae x]\n", "owners.ini:1: \"nmae x\": expected [name PATTERN]" },
		{ "[name x]\n", "owners.ini:1: \"x\": expected owner = TEXT" },
		{ "[name x]\nowner = y\nmay-move = perhaps\n", "owners.ini:3: \"perhaps\": expected yes or no" },
		{ "[name x]\nowner = y\nmay-fly = yes\n", "owners.ini:3: \"may-fly\": expected owner, source" },
		{ "owner = y\n", "owners.ini:1: \"owner\": expected [name PATTERN]" },
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct owners owners = { 0 };
		struct error error;

		cr_assert_lt(parse(arena, cases[i].text, &owners, &error), 0);
		cr_assert(strstr(error.text, cases[i].told), "%s", error.text);
	}
	arena_free(arena);
}
