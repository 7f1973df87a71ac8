/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc/boot_state.h"
#include "board/board.h"
#include "cli/command.h"
#include "job/plan_job.h"
#include "cli/result.h"
#include "cli/waiting.h"
#include "cli/what_if_page.h"
#include "job/owners_job.h"
#include "job/simulation_job.h"
#include "compare/measured.h"
#include "input/source_map.h"
#include "render/report_writer.h"
#include "util/arena.h"
#include "util/output.h"
#include "util/error.h"
#include "util/number.h"

enum { WITH_PLAN, WITH_SIMULATE };

struct arguments {
	struct command_line line;
	bool with[2];
	struct plan_request plan;
	struct simulation_request simulation;
	const char *measured; /* folder of captures, or NULL */
	bool what_if;         /* the page has sliders */
	const char *owners;   /* a page_owner dump or the like, or NULL */
};

static void read_with(void *arguments, char *text, struct argp_state *state)
{
	struct arguments *a = arguments;
	static const char *const names[] = { "plan", "simulate" };
	char *rest = arena_strdup(a->line.arena, text), *part;

	while ((part = strsep(&rest, ","))) {
		bool known = false;

		for (size_t i = 0; i < ARRAY_SIZE(names); i++)
			if (strcmp(part, names[i]) == 0)
				known = a->with[i] = true;
		if (!known)
			argp_error(state, "--with %s: expected plan, simulate or both with a comma between", text);
	}
}

/* Images behind an image are more of the same board. */
static void find_board(struct command_line *line, struct argp_state *state)
{
	bool images = line->word_count > 0;

	for (size_t i = 0; images && i < line->word_count; i++)
		images = !is_tree_name(line->words[i]);
	if (!images) {
		command_board(line, state);
		return;
	}
	for (size_t i = 1; i < line->word_count; i++)
		board_add_image(&line->board, line->words[i]);
	line->input = line->words[0];
}

/* What an extra takes, and nothing that takes an extra which is not there. */
static void check(void *arguments, struct argp_state *state)
{
	struct arguments *a = arguments;
	bool has_load = a->simulation.source.workload || a->simulation.source.log;

	find_board(&a->line, state);
	if (a->with[WITH_PLAN] != (a->plan.need_count > 0))
		argp_error(
			state,
			a->plan.need_count
				? "--need: for a plan, add --with plan"
				: "--with plan: what is needed? for example --need 'order=3 gfp=GFP_ATOMIC count=256'");
	if (a->with[WITH_SIMULATE] && !has_load)
		argp_error(state, "--with simulate: which workload? give --workload or --from-log");
	if (has_load && !a->with[WITH_SIMULATE] && !a->with[WITH_PLAN])
		argp_error(state, "--workload, --from-log: for a simulation, add --with simulate");
	if (a->line.board.boot.trace && (a->with[WITH_PLAN] || a->with[WITH_SIMULATE] || a->measured || a->owners))
		argp_error(state, "--trace: tells the boot alone, without --with, --measured and --owners");
	if (a->line.board.boot.trace && output_format(&a->line.output) == FORMAT_SVG)
		argp_error(state, "--trace: expected --format %s", format_names(a->line.arena, TRACE_FORMATS));
	if (a->what_if && output_format(&a->line.output) != FORMAT_HTML)
		argp_error(state, "--what-if: sliders take --format html");
	if (a->what_if && (a->with[WITH_PLAN] || a->with[WITH_SIMULATE] || a->measured || a->owners || a->line.board.boot.trace))
		argp_error(state, "--what-if: the page computes the board alone, without --with, --measured, --owners and --trace");
	if (a->simulation.source.workload && a->simulation.source.log)
		argp_error(state, "--workload or --from-log, not both");
}

static const struct command_option options[] = {
	{ "with", "plan,simulate", "Add a plan, a simulation, or both", .read = read_with },
	{ "need", "NEED", "What the plan is to meet, repeatable, see suggest",
	  KEEP_TEXTS(plan.needs, plan.need_count) },
	{ "workload", "W", "What is to be simulated, a file or a name",
	  KEEP(SET_TEXT, simulation.source.workload) },
	{ "from-log", "LOG", "Or the workload of a log's memory dump", KEEP(SET_TEXT, simulation.source.log) },
	{ "trace", NULL, "What each step of early boot does, and no more",
	  KEEP(SET_FLAG, line.board.boot.trace) },
	{ "measured", "DIR", "Captures of the target to hold against it", KEEP(SET_TEXT, measured) },
	{ "owners", "FILE", "Who holds its memory: page_owner, see owners", KEEP(SET_TEXT, owners) },
	{ "what-if", NULL, "HTML with sliders for sizes and places", KEEP(SET_FLAG, what_if) },
};

static void prepare(void *arguments)
{
	struct arguments *a = arguments;

	a->plan = plan_request_defaults();
	a->simulation.run = simulation_defaults();
}

static int make_plan(const struct arguments *a, const struct prediction *p, struct plan_job *job,
					 struct plan **plan, struct error *error)
{
	struct plan_input input;
	struct plan_request request = a->plan;
	struct site *site = arena_new_object(a->line.arena, struct site);
	int ret;

	request.source = a->simulation.source;
	ret = plan_job_read(job, &request, error);
	if (ret)
		return ret;
	*site = prediction_site(&a->line.board, p, p->kernel, NULL);
	input = plan_job_input(job, site, 1);
	return plan_make(&input, plan, error);
}

static int make_simulation(const struct arguments *a, const struct prediction *p, struct simulation_job *job,
						   struct error *error)
{
	struct memory_state *memory;
	int ret;

	if (!p->boot->boots)
		return error_set(error, -ENODATA, "%s: nothing to simulate, the board does not boot: %s", a->line.input,
						 p->boot->reason);
	memory = memory_state_from_boot(p->boot, a->line.board.boot.cpus ? a->line.board.boot.cpus : p->board->cpus);
	ret = run_simulation(job, &a->simulation, memory, error);
	memory_state_free(memory);
	return ret;
}

/* Lines of the source, where there is one; it has compiled a moment ago. */
static const struct source_map *sources_of(const struct arguments *a, const struct prediction *p)
{
	struct source_map *map;
	struct error error;

	if (strcmp(p->tree->format, "dts") != 0 || strcmp(a->line.input, "-") == 0)
		return NULL;
	return source_map_read(a->line.arena, a->line.input, &a->line.board.tree, &map, &error) ? NULL : map;
}

/* The text's bars follow the terminal only where it goes there. */
static int write_report(const struct arguments *a, const struct prediction *p, const struct report *report,
						struct error *error)
{
	struct text_style style = result_style(a->line.output.path);
	struct output result;
	int ret = output_open(&result, a->line.output.path, error);

	if (ret)
		return ret;
	if (a->what_if)
		ret = what_if_page_write(&a->line.board, p, report, result.out, error);
	else
		(a->line.board.boot.trace ? report_write_trace : report_write)(report, output_format(&a->line.output), &style,
																  result.out);
	return output_close(&result, ret, error);
}

/* The report on a prediction, with all that was asked for beside. */
static int tell_report(const void *arguments, const struct prediction *p, struct error *error)
{
	const struct arguments *a = arguments;
	struct plan_job plan_job = { .arena = a->line.arena,
								 .tree = p->tree,
								 .has_file = true,
								 .kernel = p->kernel,
								 .boot = p->boot,
								 .settled = p->settled,
								 .today = seconds_now() / 86400 };
	struct simulation_job simulation = { .arena = a->line.arena, .board = a->line.input };
	struct report report = { .origin = &a->line.output.origin,
							 .board = p->board,
							 .kernel = p->kernel,
							 .boot = p->boot,
							 .settled = p->settled,
							 .headroom = &p->headroom,
							 .findings = p->findings,
							 .simulation = &simulation.report };
	const struct owners_request request = { .files = &a->owners,
											.file_count = 1,
											.page_shift = p->kernel->page_shift,
											.boot = p->boot,
											.settled = p->settled,
											.input = a->line.input,
											.options = a->line.board.typed };
	struct owners_job owners = { .arena = a->line.arena };
	struct plan *plan = NULL;
	int ret = measured_against(a->line.arena, p->boot, p->settled, a->measured, &report.measured, error);

	if (ret == 0 && a->owners)
		ret = owners_job_run(&owners, &request, error);
	report.owners = ret == 0 && a->owners ? &owners.report : NULL;
	if (ret == 0 && a->with[WITH_PLAN])
		ret = make_plan(a, p, &plan_job, &plan, error);
	if (ret == 0 && a->with[WITH_SIMULATE])
		ret = make_simulation(a, p, &simulation, error);
	report.plan = plan;
	report.evidence = &plan_job.evidence;
	if (output_format(&a->line.output) != FORMAT_JSON)
		report.sources = sources_of(a, p);
	if (ret == 0)
		ret = write_report(a, p, &report, error);
	owners_job_free(&owners);
	simulation_job_free(&simulation);
	plan_free(plan);
	plan_job_close(&plan_job);
	return ret;
}

const struct work report_work = { TAKES(options), .prepare = prepare, .check = check, .tell = tell_report };
