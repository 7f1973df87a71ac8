/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check/judge.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "alloc/ddr.h"
#include "board/board.h"
#include "check/baseline.h"
#include "policy/board_scope.h"
#include "policy/defaults.h"
#include "policy/gate.h"
#include "policy/gate_judge.h"
#include "policy/policy_findings.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/sort.h"

struct judging {
	const struct check_options *options;
	struct kernel_cache *cache;
	const struct gate *gate; /* or NULL */
	const struct tree *tree;
	const char *path;
	struct tree_options tree_options;
	struct defaults defaults;
	struct check_board *out;
};

void kernel_cache_clear(struct kernel_cache *cache)
{
	for (size_t i = 0; i < cache->count; i++)
		kernel_free(cache->items[i].kernel);
	arena_free(cache->arena);
	*cache = (struct kernel_cache){ 0 };
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

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static int load_kernel(const struct judging *j, const struct kernel_options *options, struct kernel **kernel,
					   struct error *error)
{
	struct kernel_cache *cache = j->cache;
	struct cached_kernel item = { .arch = options->arch };
	int ret = kernel_load(options, kernel, error);

	if (ret)
		return ret;
	if (!cache->arena)
		cache->arena = arena_new();
	item.kernel = *kernel;
	item.name = arena_strdup_or_null(cache->arena, options->kernel);
	item.fallback = arena_strdup_or_null(cache->arena, options->fallback_from);
	item.config = arena_strdup_or_null(cache->arena, options->config);
	arena_push(cache->arena, cache->items, cache->count, item);
	return 0;
}

static int find_kernel(const struct judging *j, const struct variant *variant, const struct board *board,
					   struct kernel **kernel, struct error *error)
{
	struct kernel_options given = j->options->kernel, options;
	bool own = board->told.kernel.size || board->told.release || board->told.config;

	given.kernel = variant->kernel;
	options = kernel_options_for(&given, board, j->options->arch_given);
	defaults_lend_kernel(&j->defaults, &options);
	for (size_t i = 0; i < j->cache->count && !own; i++) {
		const struct cached_kernel *item = &j->cache->items[i];

		if (item->arch == options.arch && same_text(item->name, options.kernel) &&
			same_text(item->fallback, options.fallback_from) && same_text(item->config, options.config)) {
			*kernel = item->kernel;
			return 0;
		}
	}
	return load_kernel(j, &options, kernel, error);
}

static int read_board(const struct judging *j, const struct variant *variant, struct board **board,
					  struct error *error)
{
	const struct firmware_map *map = j->options->boot.firmware_map;
	bool lent = !variant->bank_count && !map && j->defaults.ddr.text;
	int ret = board_read(j->tree, board, error);

	if (ret)
		return ret;
	if (variant->bank_count)
		ret = board_set_ddr(*board, variant->banks, variant->bank_count, true, error);
	else if (lent)
		ret = board_set_ddr(*board, j->defaults.banks.items, j->defaults.banks.count, true, error);
	else
		ret = board_need_memory(*board, map, error);
	(*board)->ddr_from = lent ? j->defaults.ddr.from : NULL;
	if (ret)
		board_free(*board);
	return ret;
}

/* FNV-1a */
static uint64_t hash_text(uint64_t hash, const char *text)
{
	for (; text && *text; text++)
		hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
	return hash;
}

/* Where the finding stands in out->places, or where it would. */
static size_t *place_of(const struct check_board *out, const char *path, const char *message,
						const struct finding *f)
{
	size_t at = (size_t)hash_text(hash_text(UINT64_C(0xcbf29ce484222325), path), message);

	for (;; at++) {
		size_t *place = &out->places[at & (out->place_room - 1)];
		const struct check_finding *c = *place ? &out->findings[*place - 1] : NULL;

		if (!c || (f && c->rule == f->rule && c->severity == f->severity && strcmp(c->path, f->path) == 0 &&
				   same_text(c->other_path, f->other_path) && same_text(c->property, f->property) &&
				   strcmp(c->message, f->message) == 0))
			return place;
	}
}

/* Never more than half full. */
static void make_place(struct check_board *out)
{
	if (2 * (out->finding_count + 1) <= out->place_room)
		return;
	out->place_room = out->place_room ? 2 * out->place_room : 16;
	out->places = arena_alloc(out->arena, out->place_room * sizeof(*out->places));
	for (size_t i = 0; i < out->finding_count; i++)
		*place_of(out, out->findings[i].path, out->findings[i].message, NULL) = i + 1;
}

static void take_finding(struct check_board *out, const struct finding *f, uint64_t variant,
						 const char *reason)
{
	struct check_finding c = { .rule = f->rule, .severity = f->severity };
	size_t *place;

	make_place(out);
	place = place_of(out, f->path, f->message, f);
	if (*place) {
		out->findings[*place - 1].variants |= variant;
		return;
	}
	c.path = arena_strdup_or_null(out->arena, f->path);
	c.other_path = arena_strdup_or_null(out->arena, f->other_path);
	c.property = arena_strdup_or_null(out->arena, f->property);
	c.message = arena_strdup_or_null(out->arena, f->message);
	c.hint = arena_strdup_or_null(out->arena, f->hint);
	c.variants = variant;
	c.standing = reason ? STANDING_ACCEPTED : STANDING_NEW;
	c.reason = arena_strdup_or_null(out->arena, reason);
	arena_push(out->arena, out->findings, out->finding_count, c);
	*place = out->finding_count;
}

/* An acceptance that is over is a finding of its own, and what it accepted counts again. */
static void tell_expired(const struct judging *j, const struct gate_acceptance *a, const struct finding *f,
						 uint64_t variant)
{
	const struct rule *rule = &policy_findings[GATE_ACCEPTANCE];
	struct finding expired = { .rule = rule, .severity = rule->severity, .path = f->path };
	struct arena *arena = j->out->arena;

	expired.message = arena_printf(arena, "%s:%d accepted %s until %s: %s", j->gate->file, a->line,
								   a->rule->id, a->until_text, a->reason);
	if (gate_weigh(j->gate, rule, &expired.severity))
		take_finding(j->out, &expired, variant, NULL);
}

static void weigh_finding(const struct judging *j, const struct finding *finding, uint64_t variant)
{
	const struct gate_acceptance *a;
	struct finding f = *finding;

	if (!j->gate) {
		take_finding(j->out, &f, variant, NULL);
		return;
	}
	if (!gate_weigh(j->gate, f.rule, &f.severity))
		return;
	a = gate_accepts(j->gate, &f, j->options->today);
	if (a && gate_expired(a, j->options->today))
		tell_expired(j, a, &f, variant);
	take_finding(j->out, &f, variant, a && !gate_expired(a, j->options->today) ? a->reason : NULL);
}

static int weigh_policy(const struct judging *j, const struct boot *boot, uint64_t variant,
						struct error *error)
{
	unsigned int cpus = j->options->boot.cpus ? j->options->boot.cpus : boot->board->cpus;
	struct arena *arena = arena_new();
	struct finding *list;
	size_t count;
	int ret = gate_judge(arena, j->gate, boot, cpus, &list, &count, error);

	for (size_t i = 0; ret == 0 && i < count; i++)
		weigh_finding(j, &list[i], variant);
	arena_free(arena);
	return ret;
}

static struct check_basis basis_of(const struct judging *j, const struct kernel *k, const struct boot *boot)
{
	struct ddr ddr = ddr_of(j->out->arena, boot);
	struct check_basis basis = { .checked = true,
								 .accepted = boot->boots,
								 .given = k->given,
								 .release = arena_strdup_or_null(j->out->arena, k->release),
								 .kernel = arena_strdup_or_null(j->out->arena, kernel_words(j->out->arena, k)),
								 .config = kernel_config_extent(k),
								 .rule_count = k->known_count };

	for (size_t i = 0; i < k->known_count; i++)
		basis.rules[i] = k->known[i].name;
	basis.ram = range_set_bytes(&ddr.banks);
	basis.ddr_from = arena_strdup_or_null(j->out->arena, boot->board->ddr_from);
	basis.kernel_from = arena_strdup_or_null(j->out->arena, k->told_by);
	basis.config_from = arena_strdup_or_null(j->out->arena, k->config_told_by);
	return basis;
}

static int boot_variant(const struct judging *j, const struct board *board, const struct kernel *kernel,
						size_t index, struct error *error)
{
	uint64_t variant = (uint64_t)1 << index;
	struct boot_options options = j->options->boot;
	struct findings *findings;
	struct boot *boot;
	int ret;

	options.findings_only = !j->gate;
	ret = boot_predict(board, kernel, &options, &boot, error);
	if (ret)
		return ret;
	j->out->bases[index] = basis_of(j, kernel, boot);
	findings = findings_new(board, kernel, boot);
	for (size_t i = 0; i < findings->count; i++)
		weigh_finding(j, &findings->items[i], variant);
	findings_free(findings);
	if (j->gate)
		ret = weigh_policy(j, boot, variant, error);
	boot_free(boot);
	return ret;
}

static void judge_variant(const struct judging *j, size_t index)
{
	const struct variant *variant = &j->out->variants.items[index];
	struct kernel *kernel;
	struct board *board;
	struct error error;
	int ret = read_board(j, variant, &board, &error);

	if (ret == 0) {
		if (!j->out->model)
			j->out->model = arena_strdup_or_null(j->out->arena, board->model);
		j->out->ram_start_guessed |= board->ram_start_guessed && !board->ram_start_told;
		j->out->ram_start = board->likely_ram_start;
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

/* --- findings alike ---------------------------------------------------------------------- */

static int compare_texts(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

/* All but lines and words. */
static int compare_subjects(const struct check_finding *a, const struct check_finding *b)
{
	int order = compare_texts(a->rule->id, b->rule->id);

	order = order ? order : compare_texts(a->path, b->path);
	order = order ? order : compare_texts(a->other_path, b->other_path);
	return order ? order : compare_texts(a->property, b->property);
}

static int by_subject(const void *a, const void *b)
{
	return compare_subjects(*(struct check_finding *const *)a, *(struct check_finding *const *)b);
}

static void count_alike(struct check_board *board)
{
	struct check_finding **sorted = arena_alloc(board->arena, (board->finding_count + 1) * sizeof(*sorted));

	for (size_t i = 0; i < board->finding_count; i++)
		sorted[i] = &board->findings[i];
	sort_items(sorted, board->finding_count, sizeof(struct check_finding *), by_subject);
	for (size_t i = 1; i < board->finding_count; i++)
		if (compare_subjects(sorted[i - 1], sorted[i]) == 0)
			sorted[i]->alike = sorted[i - 1]->alike + 1;
}

/* --- the policy ------------------------------------------------------------------------ */

/* Profiles that a policy names stand beside it. */
static void find_profiles(const struct judging *j)
{
	const char *slash = strrchr(j->gate->file, '/');

	for (size_t i = 0; i < j->out->variants.count; i++) {
		struct variant *v = &j->out->variants.items[i];
		const char *beside = arena_printf(
			j->out->arena, "%.*s%s", slash ? (int)(slash - j->gate->file) + 1 : 0, j->gate->file, v->kernel);

		if (access(beside, F_OK) == 0)
			v->kernel = beside;
	}
}

static int list_variants(const struct judging *j, struct error *error)
{
	const struct check_options *o = j->options;
	const char *const *ddr = o->ddr;
	size_t ddr_count = o->ddr_count;
	const char *kernels = o->kernels;
	int ret;

	if (!ddr_count && j->gate && j->gate->ddr) {
		ddr = &j->gate->ddr;
		ddr_count = 1;
	}
	if (!kernels && j->gate)
		kernels = j->gate->kernels;
	ret = variants_read(j->out->arena, ddr, ddr_count, kernels, &j->out->variants, error);
	if (ret && ddr_count && ddr != o->ddr)
		error_prefix(error, "%s:%d", j->gate->file, j->gate->ddr_line);
	if (ret == 0 && kernels && !o->kernels)
		find_profiles(j);
	return ret;
}

static int find_policy(struct judging *j, struct error *error)
{
	const struct check_options *o = j->options;
	const char *path = o->policy ? o->policy : o->no_policy ? NULL : gate_beside(j->out->arena, j->path);
	struct gate *gate;
	int ret = 0;

	if (!path)
		return 0;
	gate = arena_new_object(j->out->arena, struct gate);
	if (!o->policy)
		ret = board_scope_check(j->out->arena, path, &j->path, 1, error);
	if (ret == 0)
		ret = gate_read(j->out->arena, path, j->path, gate, error);
	j->gate = ret == 0 && !o->policy && gate_is_empty(gate) ? NULL : gate;
	return ret;
}

static int find_defaults(struct judging *j, struct error *error)
{
	const struct check_options *o = j->options;
	const struct default_files *files;
	struct board *board;
	int ret = o->defaults ? defaults_read(j->out->arena, j->path, &o->user_defaults, &files, error) : 0;

	if (ret || !o->defaults || !files)
		return ret;
	ret = board_read(j->tree, &board, error);
	if (ret)
		return ret;
	j->defaults = defaults_of(files, j->path, board->model, board->compatible, board->compatible_count);
	board_free(board);
	return 0;
}

static int judge_variants(struct judging *j, struct error *error)
{
	struct tree *tree;
	int ret = find_policy(j, error);

	j->out->has_policy = j->gate != NULL;
	if (ret == 0)
		ret = list_variants(j, error);
	if (ret == 0)
		ret = tree_load(j->path, &j->tree_options, &tree, error);
	if (ret)
		return ret;
	j->tree = tree;
	ret = find_defaults(j, error);
	j->out->bases = arena_alloc(j->out->arena, j->out->variants.count * sizeof(*j->out->bases));
	memset(j->out->bases, 0, j->out->variants.count * sizeof(*j->out->bases));
	for (size_t i = 0; ret == 0 && i < j->out->variants.count; i++)
		judge_variant(j, i);
	if (j->options->baseline)
		baseline_apply(j->options->baseline, j->out);
	place_findings(j);
	tree_free(tree);
	return ret;
}

void judge_board(const struct check_options *options, const struct board_input *input,
				 struct kernel_cache *cache, struct check_board *board)
{
	struct judging j = {
		.options = options, .cache = cache, .path = input->path, .tree_options = options->tree, .out = board
	};
	struct error error;

	*board = (struct check_board){ .arena = arena_new() };
	board->file = arena_strdup(board->arena, strcmp(input->path, "-") == 0 ? "<stdin>" : input->path);
	if (input->entry) {
		board->file = arena_printf(board->arena, "%s#%s", board->file, input->entry);
		j.tree_options.entry = input->entry;
	}
	if (input->trouble)
		add_trouble(board, input->trouble);
	else if (judge_variants(&j, &error) != 0)
		add_trouble(board, error.text);
	if (board->finding_count)
		count_alike(board);
}
