/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check/judge.h"

#include <errno.h>
#include <string.h>

#include "board/board.h"
#include "util/arena.h"
#include "util/error.h"

struct judging {
	const struct check_options *options;
	struct kernel_cache *cache;
	const struct tree *tree;
	const char *path;
	struct check_board *out;
};

void kernel_cache_clear(struct kernel_cache *cache)
{
	for (size_t i = 0; i < VARIANT_LIMIT; i++)
		for (size_t a = 0; a <= ARCH_RISCV64; a++)
			kernel_free(cache->kernels[i][a]);
	*cache = (struct kernel_cache){ 0 };
}

static const char *copy(struct check_board *out, const char *text)
{
	return text ? arena_strdup(out->arena, text) : NULL;
}

/* The same line for several variants is told once. */
static void add_trouble(struct check_board *out, const char *text)
{
	for (size_t i = 0; i < out->trouble_count; i++)
		if (strcmp(out->troubles[i], text) == 0)
			return;
	arena_push(out->arena, out->troubles, out->trouble_count, arena_strdup(out->arena, text));
}

/* --- one variant ------------------------------------------------------------------ */

static int find_kernel(const struct judging *j, const struct variant *variant, const struct board *board,
					   struct kernel **kernel, struct error *error)
{
	struct kernel_options options = j->options->kernel;
	struct kernel **slot;
	int ret;

	options.kernel = variant->kernel;
	if (!j->options->arch_given)
		options.arch = board->arch;
	slot = &j->cache->kernels[variant->kernel_index][options.arch];
	if (!*slot) {
		ret = kernel_load(&options, slot, error);
		if (ret) {
			*slot = NULL;
			return ret;
		}
	}
	*kernel = *slot;
	return 0;
}

static int read_board(const struct judging *j, const struct variant *variant, struct board **board,
					  struct error *error)
{
	int ret = board_read(j->tree, board, error);

	if (ret)
		return ret;
	if (variant->bank_count)
		ret = board_set_ddr(*board, variant->banks, variant->bank_count, error);
	else if (!board_memory_told(*board))
		ret = error_set(
			error, -ENODATA,
			"%s: the tree tells no memory (%s): give the board's DDR, for example --ddr 2G@0x80000000",
			(*board)->file,
			(*board)->memory_count ? "its memory node has size 0, the boot loader fills it in"
								   : "it has no memory node");
	if (ret)
		board_free(*board);
	return ret;
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static struct check_finding *find_same(const struct check_board *out, const struct finding *f)
{
	for (size_t i = 0; i < out->finding_count; i++) {
		struct check_finding *c = &out->findings[i];

		if (c->rule == f->rule && c->severity == f->severity && strcmp(c->path, f->path) == 0 &&
			same_text(c->other_path, f->other_path) && same_text(c->property, f->property) &&
			strcmp(c->message, f->message) == 0)
			return c;
	}
	return NULL;
}

static void take_finding(struct check_board *out, const struct finding *f, uint64_t variant)
{
	struct check_finding *same = find_same(out, f), c = { .rule = f->rule, .severity = f->severity };

	if (same) {
		same->variants |= variant;
		return;
	}
	c.path = copy(out, f->path);
	c.other_path = copy(out, f->other_path);
	c.property = copy(out, f->property);
	c.message = copy(out, f->message);
	c.hint = copy(out, f->hint);
	c.variants = variant;
	arena_push(out->arena, out->findings, out->finding_count, c);
}

static int boot_variant(const struct judging *j, const struct board *board, const struct kernel *kernel,
						size_t index, struct error *error)
{
	struct findings *findings;
	struct boot *boot;
	int ret = boot_predict(board, kernel, &j->options->boot, &boot, error);

	if (ret)
		return ret;
	findings = findings_new(board, kernel, boot);
	for (size_t i = 0; i < findings->count; i++)
		take_finding(j->out, &findings->items[i], (uint64_t)1 << index);
	findings_free(findings);
	boot_free(boot);
	return 0;
}

static void judge_variant(const struct judging *j, size_t index)
{
	const struct variant *variant = &j->options->variants.items[index];
	struct kernel *kernel;
	struct board *board;
	struct error error;
	int ret = read_board(j, variant, &board, &error);

	if (ret == 0) {
		if (!j->out->model)
			j->out->model = copy(j->out, board->model);
		ret = find_kernel(j, variant, board, &kernel, &error);
		if (ret == 0)
			ret = boot_variant(j, board, kernel, index, &error);
		board_free(board);
	}
	if (ret)
		add_trouble(j->out, error.text);
}

/* --- places in the source ------------------------------------------------------------ */

static bool same_line(struct source_place a, struct source_place b)
{
	return a.file && b.file && a.line == b.line && strcmp(a.file, b.file) == 0;
}

/* A property that an override sets leads to the definition; what the definition says, to the override. */
static void place_twin(struct check_finding *f, struct source_place first, struct source_place last)
{
	bool overridden =
		f->place.file && last.file && strcmp(f->place.file, last.file) == 0 && f->place.line >= last.line;

	f->twin = overridden ? first : last;
	f->twin_text = overridden ? "defined here" : "changed here";
	if (!f->twin.file || same_line(first, last) || same_line(f->twin, f->place))
		f->twin_text = NULL;
}

static void place_finding(const struct source_map *map, struct check_finding *f)
{
	struct source_place first = source_map_node(map, f->path);

	f->place = f->property ? source_map_property(map, f->path, f->property) : (struct source_place){ 0 };
	if (!f->place.file)
		f->place = first;
	place_twin(f, first, source_map_override(map, f->path));
	if (f->other_path)
		f->other_place = source_map_node(map, f->other_path);
}

/* The source is compiled a second time for this: only where there is something to tell. */
static void place_findings(const struct judging *j)
{
	struct source_map *map;
	struct error error;

	if (strcmp(j->tree->format, "dts") != 0 || strcmp(j->path, "-") == 0 || j->out->finding_count == 0)
		return;
	if (source_map_read(j->out->arena, j->path, &j->options->tree, &map, &error) != 0)
		return; /* it compiled a moment ago: the findings stand without lines */
	for (size_t i = 0; i < j->out->finding_count; i++)
		place_finding(map, &j->out->findings[i]);
}

void judge_board(const struct check_options *options, const struct board_input *input,
				 struct kernel_cache *cache, struct check_board *board)
{
	struct judging j = { .options = options, .cache = cache, .path = input->path, .out = board };
	struct tree *tree;
	struct error error;

	*board = (struct check_board){ .arena = arena_new() };
	board->file = copy(board, strcmp(input->path, "-") == 0 ? "<stdin>" : input->path);
	if (input->trouble) {
		add_trouble(board, input->trouble);
		return;
	}
	if (tree_load(input->path, &options->tree, &tree, &error) != 0) {
		add_trouble(board, error.text);
		return;
	}
	j.tree = tree;
	for (size_t i = 0; i < options->variants.count; i++)
		judge_variant(&j, i);
	place_findings(&j);
	tree_free(tree);
}
