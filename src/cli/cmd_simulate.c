/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "sim/shipped.h"
#include "cli/command.h"
#include "cli/asked_memory.h"
#include "cli/waiting.h"
#include "job/simulation_job.h"
#include "owners/start.h"
#include "document/pages.h"
#include "render/simulation_writers.h"
#include "util/arena.h"
#include "util/output.h"
#include "util/error.h"
#include "util/number.h"

struct arguments {
	struct command_line line;
	const char *state; /* with an input: a page_owner of that board */
	struct simulation_request request;
	bool print_workload;
};

static const struct command_option options[] = {
	{ "workload", "W", "A file", KEEP(SET_TEXT, request.source.workload), .more_help = shipped_names },
	{ "from-log", "LOG", "Workload of a log's memory dump or a meminfo", KEEP(SET_TEXT, request.source.log) },
	{ "from-capture", "TAR|DIR", "Of captures and their series, repeatable",
	  KEEP_TEXTS(request.source.captures, request.source.capture_count) },
	{ "print-workload", NULL, "Show the workload of these, to be changed", KEEP(SET_FLAG, print_workload) },
	{ "load", "FACTOR", "So many times the load, without caches", KEEP(SET_FACTOR, request.run.load) },
	{ "load-factor", NULL, "By how much the load may grow (slow)", KEEP(SET_FLAG, request.load_factor) },
	{ "state", "DIR", "Start: captures of /proc, or BOARD's page_owner", KEEP(SET_TEXT, state) },
	{ "compare", NULL, "Each rule for CMA and smaller pools, side by side", KEEP(SET_FLAG, request.compare) },
	{ "vendor-cma", NULL, "CMA serves only requests with __GFP_CMA (Android)",
	  KEEP(SET_FLAG, request.vendor_cma) },
	{ "seed", "N", "The same seed gives the same result (default 1)",
	  KEEP_NUMBER(SET_LONG, request.run.seed, 0, INT64_MAX) },
	{ "runs", "N", "Runs, each with other random numbers (default 4)",
	  KEEP_NUMBER(SET_UNSIGNED, request.run.runs, 1, 1000) },
	{ "jobs", "N", "Threads (default: one a processor)",
	  KEEP_NUMBER(SET_UNSIGNED, request.run.jobs, 1, 256) },
	{ "duration", "TIME", "Simulated time of a run (default: the workload's)",
	  KEEP(SET_DURATION, request.run.duration) },
};

static void prepare(void *arguments)
{
	struct arguments *a = arguments;

	a->request.run = simulation_defaults();
}

static void check(void *arguments, struct argp_state *state)
{
	struct arguments *a = arguments;
	const struct scenario_source *s = &a->request.source;

	if (!a->line.word_count && !a->state)
		argp_error(state, "which memory? give a board's tree, or --state with a folder of /proc files");
	if (!!s->workload + !!s->log + !!s->capture_count != 1)
		argp_error(state,
				   "which workload? give one of --workload with a file or one of %s, --from-log with a log, --from-capture",
				   shipped_names(a->line.arena));
	if (a->print_workload && s->workload)
		argp_error(state, "--print-workload: of which log? give --from-log or --from-capture");
	if (a->line.word_count)
		command_board(&a->line, state);
}

/* --- what comes out ------------------------------------------------------------------------------ */

static int print_report(const struct arguments *a, const struct simulation_report *report,
						struct error *error)
{
	bool json = output_format(&a->line.output) == FORMAT_JSON;

	OUTPUT(&a->line.output, page_of_simulation(a->line.arena, report),
		   (json ? simulation_print_json : simulation_print_svg)(out, report), error);
}

static int print_workload(const struct arguments *a, struct memory_state *memory, struct error *error)
{
	struct scenario scenario;
	struct output result;
	int ret = scenario_open(a->line.arena, &a->request.source, memory->kernel.page_shift, &scenario, NULL, error);

	if (!ret)
		ret = output_open(&result, a->line.output.path, error);
	if (ret)
		return ret;
	fputs(scenario_text(a->line.arena, &scenario, memory), result.out);
	return output_close(&result, 0, error);
}

/* The board as its page_owner shows it. */
static int read_start(struct arguments *a, const struct prediction *p, const struct memory_state *memory,
					  struct error *error)
{
	static const struct holdings_hints hints;
	struct owners_start *start = arena_new_object(a->line.arena, struct owners_start);
	struct holdings *holdings;
	int ret = holdings_read(a->state, &hints, &holdings, error);

	if (ret == 0)
		ret = owners_start(a->line.arena, holdings, p->boot, memory, start, error);
	holdings_free(holdings);
	a->request.start = &start->boot;
	return ret;
}

static int load_memory(struct arguments *a, struct memory_state **memory, struct error *error)
{
	struct prediction p;
	int ret;

	if (!a->state || !a->line.input)
		return memory_load(&a->line.board, a->state, a->line.input, memory, error);
	ret = predict(&a->line.board, a->line.input, &p, error);
	if (ret)
		return ret;
	ret = board_memory(&p, a->line.input, memory, error);
	if (ret == 0)
		ret = read_start(a, &p, *memory, error);
	prediction_free(&p);
	if (ret)
		memory_state_free(*memory);
	return ret;
}

static int run_simulate(void *arguments, struct error *error)
{
	struct arguments *a = arguments;
	struct simulation_job job = { .arena = a->line.arena, .board = a->line.input ? a->line.input : a->state };
	struct memory_state *memory;
	int ret = load_memory(a, &memory, error);

	if (ret)
		return ret;
	if (a->print_workload) {
		ret = print_workload(a, memory, error);
		memory_state_free(memory);
		return ret;
	}
	ret = run_simulation(&job, &a->request, memory, error);
	if (!ret)
		ret = print_report(a, &job.report, error);
	simulation_job_free(&job);
	memory_state_free(memory);
	return ret;
}

const struct work simulate_work = { TAKES(options), .prepare = prepare, .check = check, .run = run_simulate };
