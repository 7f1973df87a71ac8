/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc/boot_state.h"
#include "board/board.h"
#include "cli/command.h"
#include "job/plan_job.h"
#include "cli/result.h"
#include "cli/standard_error.h"
#include "document/overlay_source.h"
#include "document/pages.h"
#include "input/program.h"
#include "render/plan_writers.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/file.h"
#include "util/number.h"
#include "util/output.h"
#include "util/text.h"

#define SOURCE_LIMIT_BYTES MIB(16)
#define COMPILED_LIMIT_BYTES ((size_t)MIB(16))

struct arguments {
	struct command_line line;
	struct plan_request request;
	bool steps;
	unsigned int runs;      /* simulated so far */
	struct banks *variants; /* --ddr 512M,1G: one board each */
	const char **variant_names;
	size_t variant_count;
};

/* Everything that a plan refers to. */
struct session {
	struct arena *arena;
	struct prediction first;
	struct prediction *others; /* board, boot and settled only */
	size_t site_count;
	struct site *sites;
	struct plan_job job;
	const bool *alone; /* several sites and no plan for all: which have one of their own */
};

/* --- options -------------------------------------------------------------------- */

static void parse_banks(struct arguments *a, const char *text, struct banks *banks,
						struct argp_state *state)
{
	struct error error;

	if (banks_parse(a->line.arena, "ddr", text, banks, &error))
		argp_error(state, "%s", error.text);
}

static void read_ddr(void *arguments, char *arg, struct argp_state *state)
{
	struct arguments *a = arguments;
	size_t names = 0;
	char *rest, *part;

	if (!strchr(arg, ',')) {
		parse_banks(a, arg, &a->line.board.banks, state);
		return;
	}
	rest = arena_strdup(a->line.arena, arg);
	while ((part = strsep(&rest, ","))) {
		struct banks banks = { 0 };

		parse_banks(a, part, &banks, state);
		names = a->variant_count;
		arena_push(a->line.arena, a->variant_names, names, part);
		arena_push(a->line.arena, a->variants, a->variant_count, banks);
	}
}

static void read_margin(void *arguments, char *arg, struct argp_state *state)
{
	struct arguments *a = arguments;
	char *end;
	unsigned long percent = strtoul(arg, &end, 10);

	if (!isdigit((unsigned char)*arg) || (*end && strcmp(end, "%") != 0) || percent > 1000)
		argp_error(state, "--margin %s: expected percent, for example 25", arg);
	a->request.margin = (unsigned int)percent;
}

static void check(void *arguments, struct argp_state *state)
{
	struct arguments *a = arguments;

	command_board(&a->line, state);
	if (a->request.need_count == 0 && !a->request.policy)
		argp_error(state, "what is needed? for example --need 'order=3 gfp=GFP_ATOMIC count=256'");
	if (a->request.source.workload && a->request.source.log)
		argp_error(state, "one workload: either --workload or --from-log");
	if (a->variant_count && a->line.board.banks.count)
		argp_error(state, "--ddr: either a list of sizes, or banks one by one");
}

static const struct command_option options[] = {
	{ "need", "NEED", "'order=3 fail<0.1%', 'cma 48M', ... repeatable",
	  KEEP_TEXTS(request.needs, request.need_count) },
	{ "likely", NULL, "Needs by the likeliest value, not the low end", KEEP(SET_FLAG, request.likely) },
	{ "workload", "W", "What fail< is about: a file or a shipped name",
	  KEEP(SET_TEXT, request.source.workload) },
	{ "from-log", "LOG", "That workload from a log or captured meminfo", KEEP(SET_TEXT, request.source.log) },
	{ "vendor-cma", NULL, "CMA serves only requests with __GFP_CMA (Android)",
	  KEEP(SET_FLAG, request.vendor_cma) },
	{ "duration", "TIME", "Simulated time of a run", KEEP(SET_DURATION, request.load.duration) },
	{ "seed", "N", "Random numbers under load (default 1)",
	  KEEP_NUMBER(SET_LONG, request.load.seed, 0, UINT32_MAX) },
	{ "load-margin", "FACTOR", "Plan for so many times the load (default 1.25)",
	  KEEP(SET_FACTOR, request.load.load) },
	{ "policy", "FILE", "What may change, see dtcarve-policy(5)", KEEP(SET_TEXT, request.policy) },
	{ "evidence", "FILE", "Peaks of CMA pools: log, meminfo, debugfs, tar",
	  KEEP_TEXTS(request.evidence, request.evidence_count) },
	{ "margin", "PERCENT", "Margin above an observed peak (default 25)", .read = read_margin },
	{ "steps", NULL, "Tell what each change brings", KEEP(SET_FLAG, steps) },
	{ "ddr", "SIZE[@BASE]", "512M,1G asks for one tree for all boards", .read = read_ddr },
};

/* --- sites ------------------------------------------------------------------------ */

static unsigned int cpus_of(const struct arguments *a, const struct board *board)
{
	return a->line.board.boot.cpus ? a->line.board.boot.cpus : board->cpus;
}

static int load_other(const struct arguments *a, struct session *s, size_t i, struct error *error)
{
	struct prediction *p = &s->others[i];
	int ret = board_read(s->first.tree, &p->board, error);

	if (ret == 0)
		ret = board_set_ddr(p->board, a->variants[i].items, a->variants[i].count, false, error);
	if (ret == 0)
		ret = boot_predict(p->board, s->first.kernel, &a->line.board.boot, &p->boot, error);
	if (ret == 0)
		p->settled = memory_state_from_boot(p->boot, cpus_of(a, p->board));
	return ret;
}

static int load_sites(struct arguments *a, struct session *s, struct error *error)
{
	int ret;

	if (a->variant_count)
		a->line.board.banks = a->variants[0];
	ret = predict(&a->line.board, a->line.input, &s->first, error);
	s->site_count = a->variant_count ? a->variant_count : 1;
	s->others = arena_alloc(s->arena, s->site_count * sizeof(*s->others));
	s->sites = arena_alloc(s->arena, s->site_count * sizeof(*s->sites));
	for (size_t i = 1; ret == 0 && i < s->site_count; i++)
		ret = load_other(a, s, i, error);
	for (size_t i = 0; ret == 0 && i < s->site_count; i++)
		s->sites[i] = prediction_site(&a->line.board, i ? &s->others[i] : &s->first, s->first.kernel,
									  a->variant_count ? a->variant_names[i] : NULL);
	return ret;
}

static int load(struct arguments *a, struct session *s, struct error *error)
{
	int ret = load_sites(a, s, error);

	s->job = (struct plan_job){ .arena = s->arena,
								.tree = s->first.tree,
								.has_file = true,
								.kernel = s->first.kernel,
								.boot = s->first.boot,
								.settled = s->first.settled,
								.today = seconds_now() / 86400 };
	return ret ? ret : plan_job_read(&s->job, &a->request, error);
}

static void unload(struct session *s)
{
	for (size_t i = 1; s->others && i < s->site_count; i++) {
		memory_state_free(s->others[i].settled);
		boot_free(s->others[i].boot);
		board_free(s->others[i].board);
	}
	plan_job_close(&s->job);
	prediction_free(&s->first);
}

/* --- output ---------------------------------------------------------------------------- */

static bool is_diff(const char *path)
{
	return text_ends_with(path, ".diff") || text_ends_with(path, ".patch");
}

static int write_diff(const struct arguments *a, const struct plan *plan, FILE *out,
					  struct error *error)
{
	struct bytes source;
	int ret;

	if (strcmp(plan->tree->format, "dts") != 0 || strcmp(a->line.input, "-") == 0)
		return error_set(error, -EINVAL,
						 "%s: a diff needs the board's source: give a .dts file, or take -o FILE.dtso",
						 a->line.input);
	ret = file_read(a->line.arena, a->line.input, SOURCE_LIMIT_BYTES, &source, error);
	return ret ? ret : plan_print_diff(out, plan, a->line.input, source, error);
}

static int write_tree(const struct arguments *a, const struct plan *plan, struct error *error)
{
	const struct tree *tree = plan->changed ? plan->changed : plan->tree;

	return output_write(a->line.output.path, tree->fdt, tree->size, error);
}

static int write_source(const struct arguments *a, const struct plan *plan, struct error *error)
{
	struct output result;
	int ret = output_open(&result, a->line.output.path, error);

	if (ret)
		return ret;
	ret = is_diff(a->line.output.path) ? write_diff(a, plan, result.out, error)
								  : plan_print_overlay(result.out, plan, error);
	return output_close(&result, ret, error);
}

static int write_overlay(const struct arguments *a, const struct plan *plan, struct error *error)
{
	struct bytes overlay;
	int ret = plan_overlay(a->line.arena, plan, &overlay, error);

	return ret ? ret : output_write(a->line.output.path, overlay.data, overlay.size, error);
}

/* What dtc makes of the changed tree. */
static int write_decompiled(const struct arguments *a, const struct plan *plan, struct error *error)
{
	static const char *const argv[] = { "dtc", "-q", "-I", "dtb", "-O", "dts", NULL };
	const struct tree *tree = plan->changed ? plan->changed : plan->tree;
	const struct program dtc = { .argv = argv,
								 .input = { (unsigned char *)(uintptr_t)tree->fdt, tree->size },
								 .limit = COMPILED_LIMIT_BYTES,
								 .limited = true };
	struct program_result done;
	int ret = program_run(a->line.arena, &dtc, &done, error);

	if (ret == 0 && !done.succeeded)
		ret = error_set(error, -EINVAL, "dtc: %s", (const char *)done.messages.data);
	return ret ? ret : output_write(a->line.output.path, done.output.data, done.output.size, error);
}

/* The file that -o names by its ending; nothing is written without a plan. */
static int write_artefact(const struct arguments *a, const struct plan *plan, bool *written,
						  struct error *error)
{
	static const struct {
		const char *suffix;
		int (*write)(const struct arguments *a, const struct plan *plan, struct error *error);
	} writers[] = { { ".dtso", write_source }, { ".dtbo", write_overlay }, { ".dts", write_decompiled },
					{ ".dtb", write_tree },    { ".diff", write_source },  { ".patch", write_source } };

	*written = false;
	for (size_t i = 0; i < ARRAY_SIZE(writers); i++) {
		if (!text_ends_with(a->line.output.path, writers[i].suffix))
			continue;
		*written = true;
		return plan->met ? writers[i].write(a, plan, error) : 0;
	}
	return 0;
}

static struct page *plan_page(const struct arguments *a, const struct session *s, const struct plan *plan)
{
	struct page *page = page_of_plan(a->line.arena, plan, &s->job.evidence, a->steps);

	if (!s->alone)
		return page;
	page_section(page, "alone", "Each DDR size by itself", NULL);
	for (size_t i = 0; i < s->site_count; i++)
		page_item(page, false,
				  arena_printf(page->arena, "%s %s", s->sites[i].name,
							   s->alone[i] ? "has a plan of its own" : "has no plan"));
	return page;
}

static int print(const struct arguments *a, const struct session *s, const struct plan *plan,
				 struct error *error)
{
	struct output_options to = a->line.output;
	bool written = false;
	int ret = a->line.output.path ? write_artefact(a, plan, &written, error) : 0;

	if (ret)
		return ret;
	to.path = written ? NULL : to.path;
	OUTPUT(&to, plan_page(a, s, plan), plan_print_json(out, plan, &s->job.evidence), error);
}

/* --- waiting ------------------------------------------------------------------------------ */

/* A search under load takes many runs; on a terminal they are counted. */
static void show_runs(void *context, unsigned int runs)
{
	struct arguments *a = context;

	a->runs += runs;
	if (!isatty(STDERR_FILENO))
		return;
	progress_print("\r%u runs simulated\033[K", a->runs);
}

static void end_progress(const struct arguments *a)
{
	if (a->runs && isatty(STDERR_FILENO))
		progress_print("\r\033[K");
}

/* --- the command ------------------------------------------------------------------------- */

/* No tree serves all sizes: which could be served by one of their own? */
static int plan_alone(struct session *s, struct error *error)
{
	bool *alone = arena_alloc(s->arena, s->site_count * sizeof(*alone));

	for (size_t i = 0; i < s->site_count; i++) {
		struct plan_input input = plan_job_input(&s->job, &s->sites[i], 1);
		struct plan *plan;
		int ret = plan_make(&input, &plan, error);

		if (ret)
			return ret;
		alone[i] = plan->met;
		plan_free(plan);
	}
	s->alone = alone;
	return 0;
}

static void prepare(void *arguments)
{
	struct arguments *a = arguments;

	a->request = plan_request_defaults();
	a->request.load.progress = show_runs;
	a->request.load.context = a;
}

static int suggest(void *arguments, struct error *error)
{
	struct arguments *a = arguments;
	struct session s = { .arena = a->line.arena };
	struct plan_input input;
	struct plan *plan;
	bool met = false;
	int ret = load(a, &s, error);

	if (ret == 0) {
		input = plan_job_input(&s.job, s.sites, s.site_count);
		ret = plan_make(&input, &plan, error);
		end_progress(a);
	}
	if (ret == 0) {
		met = plan->met;
		if (!met && s.site_count > 1)
			ret = plan_alone(&s, error);
		if (ret == 0)
			ret = print(a, &s, plan, error);
		plan_free(plan);
	}
	unload(&s);
	if (ret)
		return ret;
	return met ? EXIT_OK : EXIT_FINDINGS;
}

const struct work suggest_work = { TAKES(options), .prepare = prepare, .check = check, .run = suggest };
