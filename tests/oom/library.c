/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Each entry of the library with an allocation that fails, once for each that it
 * makes ($OOM_POINTS of them in equal steps where it makes more, or "all"): it must
 * return -ENOMEM, hand out nothing and keep nothing, and do its work when it is
 * called again. The allocator of this program stands before the C library's.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <dtcarve/dtcarve.h>

/* --- the allocator ------------------------------------------------------------------- */

static void *(*real_malloc)(size_t);
static void *(*real_calloc)(size_t, size_t);
static void *(*real_realloc)(void *, size_t);
static void (*real_free)(void *);

static atomic_long live; /* pieces that are in use */
static atomic_ulong done;
static unsigned long nth; /* allocations of this call; the one that fails, or 0 */

static unsigned char first[8192]; /* dlsym() itself wants some */
static size_t first_used;

static bool fails(void)
{
	if (++done != nth)
		return false;
	errno = ENOMEM;
	return true;
}

static void *counted(void *p)
{
	live += p != NULL;
	return p;
}

__attribute__((constructor)) static void find(void)
{
	real_malloc = (void *(*)(size_t))dlsym(RTLD_NEXT, "malloc");
	real_realloc = (void *(*)(void *, size_t))dlsym(RTLD_NEXT, "realloc");
	real_free = (void (*)(void *))dlsym(RTLD_NEXT, "free");
	real_calloc = (void *(*)(size_t, size_t))dlsym(RTLD_NEXT, "calloc");
}

void *malloc(size_t size)
{
	if (!real_malloc)
		find();
	return fails() ? NULL : counted(real_malloc(size));
}

void *calloc(size_t n, size_t size)
{
	if (!real_calloc) {
		void *p = first + first_used;

		first_used += (n * size + 15) / 16 * 16;
		return first_used <= sizeof(first) ? p : NULL;
	}
	return fails() ? NULL : counted(real_calloc(n, size));
}

void *realloc(void *old, size_t size)
{
	void *p;

	if (!real_realloc)
		find();
	if (fails())
		return NULL;
	p = real_realloc(old, size);
	live += p && !old;
	return p;
}

void free(void *p)
{
	if (!p || ((unsigned char *)p >= first && (unsigned char *)p < first + sizeof(first)))
		return;
	live--;
	real_free(p);
}

/* --- the entries ------------------------------------------------------------------------ */

/* What the entries before made, and what the one that is called makes. */
struct work {
	const char *path; /* of the board */
	void *fdt;
	size_t fdt_size;
	struct dtcarve_ctx *ctx;
	struct dtcarve_options *options;
	struct dtcarve_tree *tree;
	struct dtcarve_board *board;
	struct dtcarve_kernel *kernel;
	struct dtcarve_boot *boot;
	struct dtcarve_report *report;
	struct dtcarve_headroom *headroom;
	struct dtcarve_plan_options *plan_options;
	struct dtcarve_plan *plan;
	struct dtcarve_check_options *check_options;
	struct dtcarve_check *check;
	struct dtcarve_diff *diff;
	struct dtcarve_simulation_options *simulation_options;
	struct dtcarve_simulation *simulation;
	struct dtcarve_explanation *explanation;
	void *made;
};

#define NEW(NAME, TYPE, CALL)                                                                                \
	static int call_##NAME(struct work *w)                                                                   \
	{                                                                                                        \
		struct dtcarve_##TYPE *made = NULL;                                                                  \
		int ret = CALL;                                                                                      \
                                                                                                             \
		w->made = made;                                                                                      \
		return ret;                                                                                          \
	}                                                                                                        \
	static void undo_##NAME(struct work *w)                                                                  \
	{                                                                                                        \
		dtcarve_##TYPE##_free(w->made);                                                                      \
	}                                                                                                        \
	static void keep_##NAME(struct work *w)                                                                  \
	{                                                                                                        \
		if (w->TYPE)                                                                                         \
			undo_##NAME(w);                                                                                  \
		else                                                                                                 \
			w->TYPE = w->made;                                                                               \
	}

NEW(ctx, ctx, dtcarve_ctx_new(&made))
NEW(options, options, dtcarve_options_new(&made))
NEW(tree, tree, dtcarve_tree_load(w->ctx, w->path, w->options, &made))
NEW(bytes, tree, dtcarve_tree_from_bytes(w->ctx, w->fdt, w->fdt_size, "bytes", NULL, &made))
NEW(board, board, dtcarve_board_read(w->tree, w->options, &made))
NEW(kernel, kernel, dtcarve_kernel_load(w->ctx, "4.19", DTCARVE_ARCH_ARM64, w->options, &made))
NEW(board_kernel, kernel, dtcarve_kernel_for_board(w->board, "4.19", w->options, &made))
NEW(boot, boot, dtcarve_boot_predict(w->board, w->kernel, w->options, &made))
NEW(boot_of_file, boot, dtcarve_boot_load(w->ctx, w->path, "6.1", w->options, &made))
NEW(report, report, dtcarve_report_new(w->boot, &made))
NEW(headroom, headroom, dtcarve_headroom_new(w->boot, "order=3 gfp=GFP_ATOMIC count=16", &made))
NEW(plan_options, plan_options, dtcarve_plan_options_new(&made))
NEW(plan, plan, dtcarve_plan_new(w->boot, w->plan_options, &made))
NEW(check_options, check_options, dtcarve_check_options_new(&made))
NEW(check, check, dtcarve_check_new(w->ctx, (const char *const *)&w->path, 1, NULL, w->check_options, &made))
NEW(diff, diff, dtcarve_diff_new(w->report, w->report, &made))
NEW(simulation_options, simulation_options, dtcarve_simulation_options_new(&made))
NEW(simulation, simulation, dtcarve_simulation_new(w->boot, w->simulation_options, &made))
NEW(explanation, explanation, dtcarve_explanation_load(w->ctx, LOG, w->boot, &made))

#define RENDER(NAME, CALL)                                                                                   \
	static int call_##NAME(struct work *w)                                                                   \
	{                                                                                                        \
		char *text = NULL;                                                                                   \
		int ret = CALL;                                                                                      \
                                                                                                             \
		w->made = text;                                                                                      \
		return ret;                                                                                          \
	}

static void undo_text(struct work *w)
{
	free(w->made);
}

RENDER(report_text, dtcarve_report_render(w->report, DTCARVE_FORMAT_TEXT, &text, NULL))
RENDER(report_json, dtcarve_report_render(w->report, DTCARVE_FORMAT_JSON, &text, NULL))
RENDER(report_markdown, dtcarve_report_render(w->report, DTCARVE_FORMAT_MARKDOWN, &text, NULL))
RENDER(report_html, dtcarve_report_render(w->report, DTCARVE_FORMAT_HTML, &text, NULL))
RENDER(report_svg, dtcarve_report_render(w->report, DTCARVE_FORMAT_SVG, &text, NULL))
RENDER(headroom_text, dtcarve_headroom_render(w->headroom, DTCARVE_FORMAT_TEXT, &text, NULL))
RENDER(headroom_json, dtcarve_headroom_render(w->headroom, DTCARVE_FORMAT_JSON, &text, NULL))
RENDER(plan_text, dtcarve_plan_render(w->plan, DTCARVE_FORMAT_TEXT, &text, NULL))
RENDER(plan_json, dtcarve_plan_render(w->plan, DTCARVE_FORMAT_JSON, &text, NULL))
RENDER(check_text, dtcarve_check_render(w->check, DTCARVE_FORMAT_TEXT, &text, NULL))
RENDER(check_json, dtcarve_check_render(w->check, DTCARVE_FORMAT_JSON, &text, NULL))
RENDER(check_sarif, dtcarve_check_render(w->check, DTCARVE_FORMAT_SARIF, &text, NULL))
RENDER(check_junit, dtcarve_check_render(w->check, DTCARVE_FORMAT_JUNIT, &text, NULL))
RENDER(check_github, dtcarve_check_render(w->check, DTCARVE_FORMAT_GITHUB, &text, NULL))
RENDER(check_gitlab, dtcarve_check_render(w->check, DTCARVE_FORMAT_GITLAB, &text, NULL))
RENDER(diff_text, dtcarve_diff_render(w->diff, DTCARVE_FORMAT_TEXT, &text, NULL))
RENDER(diff_json, dtcarve_diff_render(w->diff, DTCARVE_FORMAT_JSON, &text, NULL))
RENDER(simulation_text, dtcarve_simulation_render(w->simulation, DTCARVE_FORMAT_TEXT, &text, NULL))
RENDER(simulation_json, dtcarve_simulation_render(w->simulation, DTCARVE_FORMAT_JSON, &text, NULL))
RENDER(simulation_svg, dtcarve_simulation_render(w->simulation, DTCARVE_FORMAT_SVG, &text, NULL))
RENDER(explanation_text, dtcarve_explanation_render(w->explanation, DTCARVE_FORMAT_TEXT, &text, NULL))
RENDER(explanation_json, dtcarve_explanation_render(w->explanation, DTCARVE_FORMAT_JSON, &text, NULL))
RENDER(explanation_html, dtcarve_explanation_render(w->explanation, DTCARVE_FORMAT_HTML, &text, NULL))
RENDER(report_policy, dtcarve_report_render_policy(w->report, "6.1", &text, NULL))
RENDER(report_demands, dtcarve_report_render_demands(w->report, POLICY, DTCARVE_FORMAT_TEXT, &text, NULL))
RENDER(plan_overlay, dtcarve_plan_render_overlay(w->plan, &text, NULL))

/* Setters cannot fail: who uses the options does. What is set here is no good, which is another error. */
static int use(int ret)
{
	return ret == -ENOMEM ? ret : 0;
}

static void before_set_options(struct work *w)
{
	struct dtcarve_options *options = NULL;

	dtcarve_options_new(&options);
	w->made = options;
}

static int call_set_options(struct work *w)
{
	struct dtcarve_options *options = w->made;
	struct dtcarve_tree *made = NULL;
	int ret;

	dtcarve_options_add_overlay(options, "a");
	dtcarve_options_add_image(options, "b");
	dtcarve_options_add_include_dir(options, "c");
	dtcarve_options_set_entry(options, "d");
	dtcarve_options_set_overlay_entry(options, "e");
	dtcarve_options_set_fit_config(options, "f");
	dtcarve_options_set_config(options, "g");
	dtcarve_options_set_system_map(options, "h");
	dtcarve_options_set_image(options, "i");
	dtcarve_options_set_cmdline(options, "j");
	dtcarve_options_add_ddr(options, (struct dtcarve_range){ 0x80000000, 1 << 30 });
	ret = use(dtcarve_tree_load(w->ctx, w->path, options, &made));
	dtcarve_tree_free(made);
	return ret;
}

static void before_set_plan_options(struct work *w)
{
	struct dtcarve_plan_options *options = NULL;

	dtcarve_plan_options_new(&options);
	w->made = options;
}

static int call_set_plan_options(struct work *w)
{
	struct dtcarve_plan_options *options = w->made;
	struct dtcarve_plan *made = NULL;
	int ret;

	dtcarve_plan_options_add_need(options, "a");
	dtcarve_plan_options_set_policy(options, "b");
	dtcarve_plan_options_add_evidence(options, "c");
	dtcarve_plan_options_set_workload(options, "d");
	dtcarve_plan_options_set_log(options, "e");
	ret = use(dtcarve_plan_new(w->boot, options, &made));
	dtcarve_plan_free(made);
	return ret;
}

static void before_set_check_options(struct work *w)
{
	struct dtcarve_check_options *options = NULL;

	dtcarve_check_options_new(&options);
	w->made = options;
}

static int call_set_check_options(struct work *w)
{
	struct dtcarve_check_options *options = w->made;
	struct dtcarve_check *made = NULL;
	int ret;

	dtcarve_check_options_add_ddr(options, "a");
	dtcarve_check_options_set_kernels(options, "b");
	dtcarve_check_options_set_policy(options, "c");
	dtcarve_check_options_set_baseline(options, "d");
	ret = use(dtcarve_check_new(w->ctx, (const char *const *)&w->path, 1, NULL, options, &made));
	dtcarve_check_free(made);
	return ret;
}

static void before_set_simulation_options(struct work *w)
{
	struct dtcarve_simulation_options *options = NULL;

	dtcarve_simulation_options_new(&options);
	w->made = options;
}

static int call_set_simulation_options(struct work *w)
{
	struct dtcarve_simulation_options *options = w->made;
	struct dtcarve_simulation *made = NULL;
	int ret;

	dtcarve_simulation_options_set_workload(options, "a");
	dtcarve_simulation_options_set_log(options, "b");
	ret = use(dtcarve_simulation_new(w->boot, options, &made));
	dtcarve_simulation_free(made);
	return ret;
}

static int call_set_ddr(struct work *w)
{
	static const struct dtcarve_range bank = { 0x80000000, UINT64_C(1) << 30 };

	return dtcarve_board_set_ddr(w->made, &bank, 1);
}

static void before_set_ddr(struct work *w)
{
	struct dtcarve_board *board = NULL;

	dtcarve_board_read(w->tree, NULL, &board);
	w->made = board;
}

struct entry {
	const char *name;
	void (*before)(struct work *w); /* each call; or NULL */
	int (*call)(struct work *w);
	void (*undo)(struct work *w); /* what a call that succeeded made, or what was before it */
	void (*keep)(struct work *w); /* at the end; or NULL: undone */
};

#define ENTRY_NEW(NAME)                                                                                      \
	{                                                                                                        \
#NAME, NULL, call_##NAME, undo_##NAME, keep_##NAME                                                   \
	}
#define ENTRY_RENDER(NAME)                                                                                   \
	{                                                                                                        \
#NAME, NULL, call_##NAME, undo_text, NULL                                                            \
	}
#define ENTRY_TELL(NAME, UNDO)                                                                               \
	{                                                                                                        \
#NAME, before_##NAME, call_##NAME, undo_##UNDO, NULL                                                 \
	}

static const struct entry entries[] = {
	ENTRY_NEW(ctx),
	ENTRY_NEW(options),
	ENTRY_TELL(set_options, options),
	ENTRY_NEW(tree),
	ENTRY_NEW(bytes),
	ENTRY_NEW(board),
	ENTRY_TELL(set_ddr, board),
	ENTRY_NEW(kernel),
	ENTRY_NEW(board_kernel),
	ENTRY_NEW(boot),
	ENTRY_NEW(boot_of_file),
	ENTRY_NEW(report),
	ENTRY_RENDER(report_text),
	ENTRY_RENDER(report_json),
	ENTRY_RENDER(report_markdown),
	ENTRY_RENDER(report_html),
	ENTRY_RENDER(report_svg),
	ENTRY_RENDER(report_policy),
	ENTRY_RENDER(report_demands),
	ENTRY_NEW(headroom),
	ENTRY_RENDER(headroom_text),
	ENTRY_RENDER(headroom_json),
	ENTRY_NEW(plan_options),
	ENTRY_TELL(set_plan_options, plan_options),
	ENTRY_NEW(plan),
	ENTRY_RENDER(plan_text),
	ENTRY_RENDER(plan_json),
	ENTRY_RENDER(plan_overlay),
	ENTRY_NEW(check_options),
	ENTRY_TELL(set_check_options, check_options),
	ENTRY_NEW(check),
	ENTRY_RENDER(check_text),
	ENTRY_RENDER(check_json),
	ENTRY_RENDER(check_sarif),
	ENTRY_RENDER(check_junit),
	ENTRY_RENDER(check_github),
	ENTRY_RENDER(check_gitlab),
	ENTRY_NEW(diff),
	ENTRY_RENDER(diff_text),
	ENTRY_RENDER(diff_json),
	ENTRY_NEW(simulation_options),
	ENTRY_TELL(set_simulation_options, simulation_options),
	ENTRY_NEW(simulation),
	ENTRY_RENDER(simulation_text),
	ENTRY_RENDER(simulation_json),
	ENTRY_RENDER(simulation_svg),
	ENTRY_NEW(explanation),
	ENTRY_RENDER(explanation_text),
	ENTRY_RENDER(explanation_json),
	ENTRY_RENDER(explanation_html),
};

/* Options, once they are there. */
static void set_up(const struct work *w)
{
	static bool plan, simulation;

	if (w->plan_options && !plan)
		dtcarve_plan_options_add_need(w->plan_options, "order=9 gfp=GFP_KERNEL count=200");
	plan = w->plan_options;
	if (w->simulation_options && !simulation) {
		dtcarve_simulation_options_set_workload(w->simulation_options, "idle");
		dtcarve_simulation_options_set_runs(w->simulation_options, 2);
		dtcarve_simulation_options_set_duration(w->simulation_options, 1);
	}
	simulation = w->simulation_options;
}

/* --- the test --------------------------------------------------------------------------- */

struct tally {
	unsigned int clean, same, wrong;
};

static void complain(struct tally *t, const struct entry *e, unsigned long n, const char *what)
{
	t->wrong++;
	printf("FAIL: %s, allocation %lu: %s\n", e->name, n, what);
}

static void begin(const struct entry *e, struct work *w)
{
	w->made = NULL;
	if (e->before)
		e->before(w);
}

/* Allocations of a call with all memory; what it made is undone. */
static unsigned long count(const struct entry *e, struct work *w, struct tally *t)
{
	begin(e, w);
	done = 0;
	if (e->call(w) != 0)
		complain(t, e, 0, w->ctx ? dtcarve_ctx_get_error(w->ctx) : "fails with memory");
	else
		e->undo(w);
	return done;
}

static void fail_at(const struct entry *e, struct work *w, unsigned long n, struct tally *t)
{
	long had = live;
	const void *before;
	int ret;

	begin(e, w);
	before = w->made;
	done = 0;
	nth = n;
	ret = e->call(w);
	nth = 0;
	if (ret == -ENOMEM && w->made != before)
		complain(t, e, n, "hands something out");
	if (ret == 0 || e->before)
		e->undo(w);
	if (ret != 0 && ret != -ENOMEM)
		complain(t, e, n, "another error than -ENOMEM");
	else if (live != had)
		complain(t, e, n, "keeps something");
	else if (ret == 0)
		t->same++;
	else
		t->clean++;
}

static void try_entry(const struct entry *e, struct work *w, unsigned long most, struct tally *t)
{
	unsigned long total, points;

	count(e, w, t); /* what the C library keeps of a first call */
	total = count(e, w, t);
	points = total < most ? total : most;
	for (unsigned long i = 0; i < points; i++)
		fail_at(e, w, points > 1 ? 1 + i * (total - 1) / (points - 1) : 1, t);
	begin(e, w);
	if (e->call(w) != 0)
		complain(t, e, 0, "does not work any more");
	else if (e->keep)
		e->keep(w);
	else
		e->undo(w);
}

/* The board as a tree of its own, so that no compiler runs for each allocation. */
static bool compile(struct work *w, char *path)
{
	struct dtcarve_ctx *ctx;
	struct dtcarve_tree *tree;
	const void *fdt;
	FILE *out = fdopen(mkstemp(path), "wb");
	bool good;

	if (!out || dtcarve_ctx_new(&ctx) || dtcarve_tree_load(ctx, BOARD, NULL, &tree))
		return false;
	fdt = dtcarve_tree_get_fdt(tree, &w->fdt_size);
	w->fdt = malloc(w->fdt_size);
	memcpy(w->fdt, fdt, w->fdt_size);
	good = fwrite(fdt, 1, w->fdt_size, out) == w->fdt_size;
	dtcarve_tree_free(tree);
	dtcarve_ctx_free(ctx);
	w->path = path;
	return fclose(out) == 0 && good;
}

int main(void)
{
	const char *points = getenv("OOM_POINTS");
	unsigned long most = !points ? 40 : strcmp(points, "all") == 0 ? ~0UL : strtoul(points, NULL, 10);
	char path[] = "oom-board.XXXXXX";
	struct work w = { 0 };
	struct tally sum = { 0 };

	if (!compile(&w, path)) {
		fputs("the board cannot be compiled\n", stderr);
		return 1;
	}
	for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++) {
		struct tally t = { 0 };

		set_up(&w);
		try_entry(&entries[i], &w, most, &t);
		printf("%-22s %6u -ENOMEM, %3u as with memory, %u else\n", entries[i].name, t.clean, t.same, t.wrong);
		sum.clean += t.clean;
		sum.same += t.same;
		sum.wrong += t.wrong;
	}
	remove(path);
	printf("%u passed, %u failed\n", sum.clean + sum.same, sum.wrong);
	fflush(stdout);
	_Exit(sum.wrong != 0);
}
