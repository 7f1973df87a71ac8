/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sim/shipped.h"
#include "cli/board_options.h"
#include "cli/command.h"
#include "cli/asked_memory.h"
#include "cli/output_options.h"
#include "cli/result.h"
#include "cli/waiting.h"
#include "job/simulation_job.h"
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
	OPT_PRINT_WORKLOAD,
	OPT_LOAD_FACTOR,
};

struct simulate_options {
	struct board_options board;
	struct output_options output;
	const char *state, *input;
	struct simulation_request request;
	bool print_workload;
	struct arena *arena;
};

static const struct argp_option options[] = {
	{ "workload", OPT_WORKLOAD, "W", 0, "A file", 0 },
	{ "from-log", OPT_FROM_LOG, "LOG", 0, "Workload of a log's memory dump or a meminfo", 0 },
	{ "print-workload", OPT_PRINT_WORKLOAD, NULL, 0, "Show the workload of the log, to be changed", 0 },
	{ "load-factor", OPT_LOAD_FACTOR, NULL, 0, "By how much the load may grow (slow)", 0 },
	{ "state", OPT_STATE, "DIR", 0, "Start from captured /proc files, no board", 0 },
	{ "compare", OPT_COMPARE, NULL, 0, "Each rule for CMA and smaller pools, side by side", 0 },
	{ "vendor-cma", OPT_VENDOR_CMA, NULL, 0, "CMA serves only requests with __GFP_CMA (Android)", 0 },
	{ "seed", OPT_SEED, "N", 0, "The same seed gives the same result (default 1)", 0 },
	{ "runs", OPT_RUNS, "N", 0, "Runs, each with other random numbers (default 4)", 0 },
	{ "jobs", OPT_JOBS, "N", 0, "Threads (default: one a processor)", 0 },
	{ "duration", OPT_DURATION, "TIME", 0, "Simulated time of a run (default: the workload's)", 0 },
	{ NULL, 0, NULL, 0, NULL, 0 },
};

static uint64_t parse_number(struct argp_state *state, const char *option, const char *text, uint64_t least,
							 uint64_t most)
{
	uint64_t value;

	if (!parse_size(text, &value) || value < least || value > most)
		argp_error(state, "--%s %s: expected a number from %llu to %llu", option, text,
				   (unsigned long long)least, (unsigned long long)most);
	return value;
}

static error_t parse_run_option(int key, char *arg, struct argp_state *state, struct simulate_options *o)
{
	switch (key) {
	case OPT_SEED:
		o->request.run.seed = parse_number(state, "seed", arg, 0, INT64_MAX);
		return 0;
	case OPT_RUNS:
		o->request.run.runs = (unsigned int)parse_number(state, "runs", arg, 1, 1000);
		return 0;
	case OPT_JOBS:
		o->request.run.jobs = (unsigned int)parse_number(state, "jobs", arg, 1, 256);
		return 0;
	case OPT_DURATION:
		o->request.run.duration = duration_option(state, arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct simulate_options *o = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &o->board;
		state->child_inputs[1] = &o->output;
		state->child_inputs[2] = &o->output;
		return 0;
	case OPT_STATE:
		o->state = arg;
		return 0;
	case OPT_WORKLOAD:
		o->request.source.workload = arg;
		return 0;
	case OPT_FROM_LOG:
		o->request.source.log = arg;
		return 0;
	case OPT_PRINT_WORKLOAD:
		o->print_workload = true;
		return 0;
	case OPT_LOAD_FACTOR:
		o->request.load_factor = true;
		return 0;
	case OPT_COMPARE:
		o->request.compare = true;
		return 0;
	case OPT_VENDOR_CMA:
		o->request.vendor_cma = true;
		return 0;
	case ARGP_KEY_ARG:
		if (o->input)
			argp_error(state, "one board at a time: %s and %s", o->input, arg);
		o->input = arg;
		return 0;
	case ARGP_KEY_END:
		if (!o->input == !o->state)
			argp_error(state, "which memory? give a board's tree, or --state with a folder of /proc files");
		if (!o->request.source.workload == !o->request.source.log)
			argp_error(state,
					   "which workload? give --workload with a file or one of %s, or --from-log with a log",
					   shipped_names(o->arena));
		if (o->print_workload && !o->request.source.log)
			argp_error(state, "--print-workload: of which log? give --from-log");
		return 0;
	default:
		return parse_run_option(key, arg, state, o);
	}
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

static int run_with(const struct simulate_options *o, struct error *error)
{
	struct simulation_job job = { .arena = o->arena, .board = o->input ? o->input : o->state };
	struct memory_state *memory;
	int ret = memory_load(&o->board, o->state, o->input, &memory, error);

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
