/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "sim/shipped.h"
#include "cli/board_options.h"
#include "cli/command.h"
#include "cli/asked_memory.h"
#include "cli/output_options.h"
#include "cli/result.h"
#include "cli/setting.h"
#include "cli/waiting.h"
#include "job/simulation_job.h"
#include "owners/start.h"
#include "document/pages.h"
#include "render/simulation_writers.h"
#include "util/arena.h"
#include "util/output.h"
#include "util/error.h"
#include "util/number.h"

enum {
	OPT_STATE = 0x200,
	OPT_WORKLOAD,
	OPT_COMPARE,
	OPT_SEED,
	OPT_RUNS,
	OPT_JOBS,
	OPT_DURATION,
	OPT_VENDOR_CMA,
	OPT_FROM_LOG,
	OPT_FROM_CAPTURE,
	OPT_PRINT_WORKLOAD,
	OPT_LOAD_FACTOR,
	OPT_LOAD,
};

struct simulate_options {
	struct board_options board;
	struct output_options output;
	const char *state, *input; /* both: the state is a page_owner of that board */
	struct simulation_request request;
	bool print_workload;
	struct arena *arena;
};

static const struct argp_option options[] = {
	{ "workload", OPT_WORKLOAD, "W", 0, "A file", 0 },
	{ "from-log", OPT_FROM_LOG, "LOG", 0, "Workload of a log's memory dump or a meminfo", 0 },
	{ "from-capture", OPT_FROM_CAPTURE, "TAR|DIR", 0, "Of captures and their series, repeatable", 0 },
	{ "print-workload", OPT_PRINT_WORKLOAD, NULL, 0, "Show the workload of these, to be changed", 0 },
	{ "load", OPT_LOAD, "FACTOR", 0, "So many times the load, without caches", 0 },
	{ "load-factor", OPT_LOAD_FACTOR, NULL, 0, "By how much the load may grow (slow)", 0 },
	{ "state", OPT_STATE, "DIR", 0, "Start: captures of /proc, or BOARD's page_owner", 0 },
	{ "compare", OPT_COMPARE, NULL, 0, "Each rule for CMA and smaller pools, side by side", 0 },
	{ "vendor-cma", OPT_VENDOR_CMA, NULL, 0, "CMA serves only requests with __GFP_CMA (Android)", 0 },
	{ "seed", OPT_SEED, "N", 0, "The same seed gives the same result (default 1)", 0 },
	{ "runs", OPT_RUNS, "N", 0, "Runs, each with other random numbers (default 4)", 0 },
	{ "jobs", OPT_JOBS, "N", 0, "Threads (default: one a processor)", 0 },
	{ "duration", OPT_DURATION, "TIME", 0, "Simulated time of a run (default: the workload's)", 0 },
	{ NULL, 0, NULL, 0, NULL, 0 },
};

static const struct setting settings[] = {
	{ OPT_STATE, SET_TEXT, offsetof(struct simulate_options, state), 0, 0 },
	{ OPT_WORKLOAD, SET_TEXT, offsetof(struct simulate_options, request.source.workload), 0, 0 },
	{ OPT_FROM_LOG, SET_TEXT, offsetof(struct simulate_options, request.source.log), 0, 0 },
	{ OPT_PRINT_WORKLOAD, SET_FLAG, offsetof(struct simulate_options, print_workload), 0, 0 },
	{ OPT_LOAD_FACTOR, SET_FLAG, offsetof(struct simulate_options, request.load_factor), 0, 0 },
	{ OPT_COMPARE, SET_FLAG, offsetof(struct simulate_options, request.compare), 0, 0 },
	{ OPT_VENDOR_CMA, SET_FLAG, offsetof(struct simulate_options, request.vendor_cma), 0, 0 },
	{ OPT_SEED, SET_LONG, offsetof(struct simulate_options, request.run.seed), 0, INT64_MAX },
	{ OPT_RUNS, SET_UNSIGNED, offsetof(struct simulate_options, request.run.runs), 1, 1000 },
	{ OPT_JOBS, SET_UNSIGNED, offsetof(struct simulate_options, request.run.jobs), 1, 256 },
	{ OPT_LOAD, SET_FACTOR, offsetof(struct simulate_options, request.run.load), 0, 0 },
	{ OPT_DURATION, SET_DURATION, offsetof(struct simulate_options, request.run.duration), 0, 0 },
	{ 0, SET_FLAG, 0, 0, 0 },
};

static void check_options(const struct simulate_options *o, struct argp_state *state)
{
	const struct scenario_source *s = &o->request.source;

	if (!o->input && !o->state)
		argp_error(state, "which memory? give a board's tree, or --state with a folder of /proc files");
	if (!!s->workload + !!s->log + !!s->capture_count != 1)
		argp_error(state,
				   "which workload? give one of --workload with a file or one of %s, --from-log with a log, --from-capture",
				   shipped_names(o->arena));
	if (o->print_workload && s->workload)
		argp_error(state, "--print-workload: of which log? give --from-log or --from-capture");
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct simulate_options *o = state->input;

	if (key == ARGP_KEY_END)
		check_options(o, state);
	if (key == OPT_FROM_CAPTURE) {
		arena_push(o->arena, o->request.source.captures, o->request.source.capture_count, arg);
		return 0;
	}
	if (setting_parse(settings, options, o, key, arg, state) == 0)
		return 0;
	return command_parse(&o->board, &o->output, &o->input, key, arg, state);
}

/* --- what comes out ------------------------------------------------------------------------------ */

static int print_report(const struct simulate_options *o, const struct simulation_report *report,
						struct error *error)
{
	struct output result;
	int ret;

	if (formats[output_format(&o->output)].page)
		return output_page(&o->output, page_of_simulation(o->arena, report), error);
	ret = output_open(&result, o->output.path, error);
	if (ret)
		return ret;
	if (output_format(&o->output) == FORMAT_JSON)
		simulation_print_json(result.out, report);
	else
		simulation_print_svg(result.out, report);
	return output_close(&result, 0, error);
}

static int print_workload(const struct simulate_options *o, struct memory_state *memory, struct error *error)
{
	struct scenario scenario;
	struct output result;
	int ret = scenario_open(o->arena, &o->request.source, memory->kernel.page_shift, &scenario, error);

	if (!ret)
		ret = output_open(&result, o->output.path, error);
	if (ret)
		return ret;
	fputs(scenario_text(o->arena, &scenario, memory), result.out);
	return output_close(&result, 0, error);
}

/* The board as its page_owner shows it. */
static int read_start(struct simulate_options *o, const struct prediction *p, const struct memory_state *memory,
					  struct error *error)
{
	static const struct holdings_hints hints;
	struct owners_start *start = arena_new_object(o->arena, struct owners_start);
	struct holdings *holdings;
	int ret = holdings_read(o->state, &hints, &holdings, error);

	if (ret == 0)
		ret = owners_start(o->arena, holdings, p->boot, memory, start, error);
	holdings_free(holdings);
	o->request.start = &start->boot;
	return ret;
}

static int load_memory(struct simulate_options *o, struct memory_state **memory, struct error *error)
{
	struct prediction p;
	int ret;

	if (!o->state || !o->input)
		return memory_load(&o->board, o->state, o->input, memory, error);
	ret = predict(&o->board, o->input, &p, error);
	if (ret)
		return ret;
	ret = board_memory(&p, o->input, memory, error);
	if (ret == 0)
		ret = read_start(o, &p, *memory, error);
	prediction_free(&p);
	if (ret)
		memory_state_free(*memory);
	return ret;
}

static int run_with(struct simulate_options *o, struct error *error)
{
	struct simulation_job job = { .arena = o->arena, .board = o->input ? o->input : o->state };
	struct memory_state *memory;
	int ret = load_memory(o, &memory, error);

	if (ret)
		return ret;
	if (o->print_workload) {
		ret = print_workload(o, memory, error);
		memory_state_free(memory);
		return ret;
	}
	ret = run_simulation(&job, &o->request, memory, error);
	if (!ret)
		ret = print_report(o, &job.report, error);
	simulation_job_free(&job);
	memory_state_free(memory);
	return ret;
}

/* The names of the workloads that are built in, in the help. */
static char *name_workloads(int key, const char *text, void *input)
{
	const struct simulate_options *o = input;

	if (key != OPT_WORKLOAD || !o)
		return (char *)(uintptr_t)text;
	return strdup(arena_printf(o->arena, "%s, %s", text, shipped_names(o->arena)));
}

static const struct argp argp = {
	options,
	parse_option,
	"BOARD",
	"Runs a model of the page allocator under a workload, from boot on.\vExample: dtcarve simulate --workload android-tv --compare board.dtb",
	board_and_format_argp,
	name_workloads,
	NULL,
};

static int run_simulate(int argc, char **argv)
{
	struct simulate_options o = { .arena = arena_new(), .request.run = simulation_defaults() };
	struct error error;
	int ret;

	o.board.arena = o.arena;
	o.output = (struct output_options){ .arena = o.arena,
										.formats = FORMAT_DOCUMENTS | FORMAT_BIT(JSON) | FORMAT_BIT(SVG) };
	parse_arguments(&argp, argc, argv, &o);
	ret = run_with(&o, &error);
	arena_free(o.arena);
	return ret ? trouble(&error) : EXIT_OK;
}

const struct command simulate_command = { "simulate", "run the page allocator under a workload", run_simulate, &argp };
