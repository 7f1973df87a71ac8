/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <argp.h>
#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc/boot_state.h"
#include "board/board.h"
#include "cli/board_options.h"
#include "cli/command.h"
#include "cli/output_options.h"
#include "job/plan_job.h"
#include "cli/result.h"
#include "cli/setting.h"
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

enum {
	OPT_NEED = 0x200,
	OPT_POLICY,
	OPT_EVIDENCE,
	OPT_MARGIN,
	OPT_STEPS,
	OPT_DDR,
	OPT_WORKLOAD,
	OPT_FROM_LOG,
	OPT_VENDOR_CMA,
	OPT_DURATION,
	OPT_SEED,
	OPT_LIKELY,
	OPT_LOAD_MARGIN
};

struct suggest_options {
	struct board_options board;
	struct output_options output;
	struct arena *arena;
	const char *input;
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

static const struct argp_option options[] = {
	{ "need", OPT_NEED, "NEED", 0,
	  "'order=3 fail<0.1%', 'cma 48M', ... repeatable",
	  0 },
	{ "likely", OPT_LIKELY, NULL, 0, "Needs by the likeliest value, not the low end", 0 },
	{ "workload", OPT_WORKLOAD, "W", 0, "What fail< is about: a file or a shipped name", 0 },
	{ "from-log", OPT_FROM_LOG, "LOG", 0, "That workload from a log or captured meminfo", 0 },
	{ "vendor-cma", OPT_VENDOR_CMA, NULL, 0, "CMA serves only requests with __GFP_CMA (Android)", 0 },
	{ "duration", OPT_DURATION, "TIME", 0, "Simulated time of a run", 0 },
	{ "seed", OPT_SEED, "N", 0, "Random numbers under load (default 1)", 0 },
	{ "load-margin", OPT_LOAD_MARGIN, "FACTOR", 0, "Plan for so many times the load (default 1.25)", 0 },
	{ "policy", OPT_POLICY, "FILE", 0, "What may change, see dtcarve-policy(5)", 0 },
	{ "evidence", OPT_EVIDENCE, "FILE", 0, "Peaks of CMA pools: log, meminfo, debugfs files", 0 },
	{ "margin", OPT_MARGIN, "PERCENT", 0, "Margin above an observed peak (default 25)", 0 },
	{ "steps", OPT_STEPS, NULL, 0, "Tell what each change brings", 0 },
	{ "ddr", OPT_DDR, "SIZE[@BASE]", 0, "512M,1G asks for one tree for all boards", 0 },
	{ NULL, 0, NULL, 0, NULL, 0 },
};

/* --- options -------------------------------------------------------------------- */

static void parse_banks(struct suggest_options *o, const char *text, struct banks *banks,
						struct argp_state *state)
{
	struct error error;

	if (banks_parse(o->arena, "ddr", text, banks, &error))
		argp_error(state, "%s", error.text);
}

static void add_ddr(struct suggest_options *o, char *arg, struct argp_state *state)
{
	size_t names = 0;
	char *rest, *part;

	if (!strchr(arg, ',')) {
		parse_banks(o, arg, &o->board.banks, state);
		return;
	}
	rest = arena_strdup(o->arena, arg);
	while ((part = strsep(&rest, ","))) {
		struct banks banks = { 0 };

		parse_banks(o, part, &banks, state);
		names = o->variant_count;
		arena_push(o->arena, o->variant_names, names, part);
		arena_push(o->arena, o->variants, o->variant_count, banks);
	}
}

static unsigned int parse_margin(struct argp_state *state, const char *arg)
{
	char *end;
	unsigned long percent = strtoul(arg, &end, 10);

	if (!isdigit((unsigned char)*arg) || (*end && strcmp(end, "%") != 0) || percent > 1000)
		argp_error(state, "--margin %s: expected percent, for example 25", arg);
	return (unsigned int)percent;
}

static void finish_options(struct suggest_options *o, struct argp_state *state)
{
	if (!o->input)
		argp_error(state, "which board? give a .dtb, .dts or other tree, or - for standard input");
	if (o->request.need_count == 0 && !o->request.policy)
		argp_error(state, "what is needed? for example --need 'order=3 gfp=GFP_ATOMIC count=256'");
	if (o->request.source.workload && o->request.source.log)
		argp_error(state, "one workload: either --workload or --from-log");
	if (o->variant_count && o->board.banks.count)
		argp_error(state, "--ddr: either a list of sizes, or banks one by one");
}

static const struct setting settings[] = {
	{ OPT_LIKELY, SET_FLAG, offsetof(struct suggest_options, request.likely), 0, 0 },
	{ OPT_POLICY, SET_TEXT, offsetof(struct suggest_options, request.policy), 0, 0 },
	{ OPT_WORKLOAD, SET_TEXT, offsetof(struct suggest_options, request.source.workload), 0, 0 },
	{ OPT_FROM_LOG, SET_TEXT, offsetof(struct suggest_options, request.source.log), 0, 0 },
	{ OPT_VENDOR_CMA, SET_FLAG, offsetof(struct suggest_options, request.vendor_cma), 0, 0 },
	{ OPT_DURATION, SET_DURATION, offsetof(struct suggest_options, request.load.duration), 0, 0 },
	{ OPT_SEED, SET_LONG, offsetof(struct suggest_options, request.load.seed), 0, UINT32_MAX },
	{ OPT_LOAD_MARGIN, SET_FACTOR, offsetof(struct suggest_options, request.load.load), 0, 0 },
	{ OPT_STEPS, SET_FLAG, offsetof(struct suggest_options, steps), 0, 0 },
	{ 0, SET_FLAG, 0, 0, 0 },
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct suggest_options *o = state->input;

	switch (key) {
	case OPT_NEED:
		arena_push(o->arena, o->request.needs, o->request.need_count, arg);
		return 0;
	case OPT_EVIDENCE:
		arena_push(o->arena, o->request.evidence, o->request.evidence_count, arg);
		return 0;
	case OPT_MARGIN:
		o->request.margin = parse_margin(state, arg);
		return 0;
	case OPT_DDR:
		add_ddr(o, arg, state);
		return 0;
	case ARGP_KEY_END:
		finish_options(o, state);
		return 0;
	default:
		if (setting_parse(settings, options, o, key, arg, state) == 0)
			return 0;
		return command_parse(&o->board, &o->output, &o->input, key, arg, state);
	}
}

/* --- sites ------------------------------------------------------------------------ */

static unsigned int cpus_of(const struct suggest_options *o, const struct board *board)
{
	return o->board.boot.cpus ? o->board.boot.cpus : board->cpus;
}

static int load_other(const struct suggest_options *o, struct session *s, size_t i, struct error *error)
{
	struct prediction *p = &s->others[i];
	int ret = board_read(s->first.tree, &p->board, error);

	if (ret == 0)
		ret = board_set_ddr(p->board, o->variants[i].items, o->variants[i].count, false, error);
	if (ret == 0)
		ret = boot_predict(p->board, s->first.kernel, &o->board.boot, &p->boot, error);
	if (ret == 0)
		p->settled = memory_state_from_boot(p->boot, cpus_of(o, p->board));
	return ret;
}

static int load_sites(struct suggest_options *o, struct session *s, struct error *error)
{
	int ret;

	if (o->variant_count)
		o->board.banks = o->variants[0];
	ret = predict(&o->board, o->input, &s->first, error);
	s->site_count = o->variant_count ? o->variant_count : 1;
	s->others = arena_alloc(s->arena, s->site_count * sizeof(*s->others));
	s->sites = arena_alloc(s->arena, s->site_count * sizeof(*s->sites));
	for (size_t i = 1; ret == 0 && i < s->site_count; i++)
		ret = load_other(o, s, i, error);
	for (size_t i = 0; ret == 0 && i < s->site_count; i++)
		s->sites[i] = prediction_site(&o->board, i ? &s->others[i] : &s->first, s->first.kernel,
									  o->variant_count ? o->variant_names[i] : NULL);
	return ret;
}

static int load(struct suggest_options *o, struct session *s, struct error *error)
{
	int ret = load_sites(o, s, error);

	s->job = (struct plan_job){ .arena = s->arena,
								.tree = s->first.tree,
								.has_file = true,
								.kernel = s->first.kernel,
								.settled = s->first.settled,
								.today = seconds_now() / 86400 };
	return ret ? ret : plan_job_read(&s->job, &o->request, error);
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

static const char *const artefacts[] = { ".dtso", ".dtbo", ".dts", ".dtb", ".diff", ".patch", NULL };

static bool is_diff(const char *path)
{
	return text_ends_with(path, ".diff") || text_ends_with(path, ".patch");
}

static int write_diff(const struct suggest_options *o, const struct plan *plan, FILE *out,
					  struct error *error)
{
	struct bytes source;
	int ret;

	if (strcmp(plan->tree->format, "dts") != 0 || strcmp(o->input, "-") == 0)
		return error_set(error, -EINVAL,
						 "%s: a diff needs the board's source: give a .dts file, or take -o FILE.dtso",
						 o->input);
	ret = file_read(o->arena, o->input, SOURCE_LIMIT_BYTES, &source, error);
	return ret ? ret : plan_print_diff(out, plan, o->input, source, error);
}

static int write_tree(const struct suggest_options *o, const struct plan *plan, struct error *error)
{
	const struct tree *tree = plan->changed ? plan->changed : plan->tree;

	return output_write(o->output.path, tree->fdt, tree->size, error);
}

static int write_source(const struct suggest_options *o, const struct plan *plan, struct error *error)
{
	struct output result;
	int ret = output_open(&result, o->output.path, error);

	if (ret)
		return ret;
	ret = is_diff(o->output.path) ? write_diff(o, plan, result.out, error)
								  : plan_print_overlay(result.out, plan, error);
	return output_close(&result, ret, error);
}

/* What dtc makes of the overlay's source, or of the changed tree. */
static int write_compiled(const struct suggest_options *o, const struct plan *plan, struct error *error)
{
	static const char *const overlay[] = { "dtc", "-q", "-@", "-I", "dts", "-O", "dtb", NULL };
	static const char *const source[] = { "dtc", "-q", "-I", "dtb", "-O", "dts", NULL };
	bool is_overlay = text_ends_with(o->output.path, ".dtbo");
	const struct tree *tree = plan->changed ? plan->changed : plan->tree;
	struct bytes in = { (unsigned char *)(uintptr_t)tree->fdt, tree->size };
	struct program_result done;
	char *text = NULL;
	int ret = 0;

	if (is_overlay) {
		FILE *memory = open_memstream(&text, &in.size);

		ret = memory ? plan_print_overlay(memory, plan, error) : error_set(error, -ENOMEM, "no memory");
		if (memory)
			fclose(memory);
		in.data = (unsigned char *)text;
	}
	if (ret == 0) {
		const struct program dtc = {
			.argv = is_overlay ? overlay : source, .input = in, .limit = COMPILED_LIMIT_BYTES, .limited = true
		};

		ret = program_run(o->arena, &dtc, &done, error);
	}
	if (ret == 0 && !done.succeeded)
		ret = error_set(error, -EINVAL, "dtc: %s", (const char *)done.messages.data);
	free(text);
	return ret ? ret : output_write(o->output.path, done.output.data, done.output.size, error);
}

/* The file that -o names by its ending; nothing is written without a plan. */
static int write_artefact(const struct suggest_options *o, const struct plan *plan, bool *written,
						  struct error *error)
{
	bool tree = text_ends_with(o->output.path, ".dtb");
	bool compiled = text_ends_with(o->output.path, ".dtbo") || text_ends_with(o->output.path, ".dts");

	*written = tree || compiled || is_diff(o->output.path) || text_ends_with(o->output.path, ".dtso");
	if (!*written || !plan->met)
		return 0;
	if (compiled)
		return write_compiled(o, plan, error);
	return tree ? write_tree(o, plan, error) : write_source(o, plan, error);
}

static void tell_alone(struct page *page, const struct session *s)
{
	if (!s->alone)
		return;
	page_section(page, "alone", "Each DDR size by itself", NULL);
	for (size_t i = 0; i < s->site_count; i++)
		page_item(page, false,
				  arena_printf(page->arena, "%s %s", s->sites[i].name,
							   s->alone[i] ? "has a plan of its own" : "has no plan"));
}

static int print(const struct suggest_options *o, const struct session *s, const struct plan *plan,
				 struct error *error)
{
	struct output_options to = o->output;
	struct output result;
	struct page *page;
	bool written = false;
	int ret = o->output.path ? write_artefact(o, plan, &written, error) : 0;

	if (ret)
		return ret;
	to.path = written ? NULL : to.path;
	if (output_format(&to) != FORMAT_JSON) {
		page = page_of_plan(o->arena, plan, &s->job.evidence, o->steps);
		tell_alone(page, s);
		return output_page(&to, page, error);
	}
	ret = output_open(&result, to.path, error);
	if (ret)
		return ret;
	plan_print_json(result.out, plan, &s->job.evidence);
	return output_close(&result, 0, error);
}

/* --- waiting ------------------------------------------------------------------------------ */

/* A search under load takes many runs; on a terminal they are counted. */
static void show_runs(void *context, unsigned int runs)
{
	struct suggest_options *o = context;

	o->runs += runs;
	if (!isatty(STDERR_FILENO))
		return;
	progress_print("\r%u runs simulated\033[K", o->runs);
}

static void end_progress(const struct suggest_options *o)
{
	if (o->runs && isatty(STDERR_FILENO))
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

static int suggest(struct suggest_options *o, bool *met, struct error *error)
{
	struct session s = { .arena = o->arena };
	struct plan_input input;
	struct plan *plan;
	int ret = load(o, &s, error);

	if (ret == 0) {
		input = plan_job_input(&s.job, s.sites, s.site_count);
		ret = plan_make(&input, &plan, error);
		end_progress(o);
	}
	if (ret == 0) {
		*met = plan->met;
		if (!plan->met && s.site_count > 1)
			ret = plan_alone(&s, error);
		if (ret == 0)
			ret = print(o, &s, plan, error);
		plan_free(plan);
	}
	unload(&s);
	return ret;
}

static const struct argp argp = {
	options,
	parse_option,
	"BOARD",
	"Finds the least change of reserved memory that meets the needs.\v-o FILE.dtso, .dtbo, .dts, .dtb, .diff or .patch: the plan itself.\n"
	"Exit status: 0 a plan or nothing to do, 1 no plan meets the needs, 2 trouble.\n"
	"Example: dtcarve suggest --need 'order=3 gfp=GFP_ATOMIC count=256' board.dtb",
	board_and_format_argp,
	NULL,
	NULL,
};

static int run_suggest(int argc, char **argv)
{
	struct suggest_options o = { .arena = arena_new(), .request = plan_request_defaults() };
	struct error error;
	bool met = false;
	int ret;

	o.board.arena = o.arena;
	o.output = (struct output_options){ .arena = o.arena, .formats = FORMAT_DOCUMENTS | FORMAT_BIT(JSON), .suffixes = artefacts };
	o.request.load.progress = show_runs;
	o.request.load.context = &o;
	parse_arguments(&argp, argc, argv, &o);
	ret = suggest(&o, &met, &error);
	arena_free(o.arena);
	if (ret)
		return trouble(&error);
	return met ? EXIT_OK : EXIT_FINDINGS;
}

const struct command suggest_command = { "suggest", "find resized carve-outs that meet stated needs", run_suggest, &argp };
