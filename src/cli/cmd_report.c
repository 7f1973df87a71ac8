/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc/boot_state.h"
#include "board/board.h"
#include "cli/board_options.h"
#include "cli/command.h"
#include "job/plan_job.h"
#include "cli/output_options.h"
#include "cli/result.h"
#include "cli/setting.h"
#include "cli/waiting.h"
#include "cli/what_if_page.h"
#include "job/owners_job.h"
#include "job/simulation_job.h"
#include "compare/measured.h"
#include "input/source_map.h"
#include "proc/captures.h"
#include "render/report_writer.h"
#include "util/arena.h"
#include "util/output.h"
#include "util/error.h"
#include "util/number.h"

enum { WITH_PLAN, WITH_SIMULATE };

struct arguments {
	struct board_options board;
	struct output_options output;
	const char *input;
	bool with[2];
	struct plan_request plan;
	struct simulation_request simulation;
	const char *measured; /* folder of captures, or NULL */
	bool what_if;         /* the page has sliders */
	const char *owners;   /* a page_owner dump or the like, or NULL */
};

enum { KEY_MEASURED = 700, KEY_WITH, KEY_NEED, KEY_WORKLOAD, KEY_FROM_LOG, KEY_TRACE, KEY_OWNERS, KEY_WHAT_IF };

static const struct argp_option options[] = {
	{ "with", KEY_WITH, "plan,simulate", 0, "Add a plan, a simulation, or both", 0 },
	{ "need", KEY_NEED, "NEED", 0, "What the plan is to meet, repeatable, see suggest", 0 },
	{ "workload", KEY_WORKLOAD, "W", 0, "What is to be simulated, a file or a name", 0 },
	{ "from-log", KEY_FROM_LOG, "LOG", 0, "Or the workload of a log's memory dump", 0 },
	{ "trace", KEY_TRACE, NULL, 0, "What each step of early boot does, and no more", 0 },
	{ "measured", KEY_MEASURED, "DIR", 0, "Captures of the target to hold against it", 0 },
	{ "owners", KEY_OWNERS, "FILE", 0, "Who holds its memory: page_owner, see owners", 0 },
	{ "what-if", KEY_WHAT_IF, NULL, 0, "HTML with sliders for sizes and places", 0 },
	{ NULL, 0, NULL, 0, NULL, 0 },
};

static void parse_with(struct argp_state *state, struct arguments *a, const char *text)
{
	static const char *const names[] = { "plan", "simulate" };
	char *rest = arena_strdup(a->board.arena, text), *part;

	while ((part = strsep(&rest, ","))) {
		bool known = false;

		for (size_t i = 0; i < ARRAY_SIZE(names); i++)
			if (strcmp(part, names[i]) == 0)
				known = a->with[i] = true;
		if (!known)
			argp_error(state, "--with %s: expected plan, simulate or both with a comma between", text);
	}
}

/* What an extra takes, and nothing that takes an extra which is not there. */
static void check_extras(struct argp_state *state, const struct arguments *a)
{
	bool has_load = a->simulation.source.workload || a->simulation.source.log;

	if (!a->input)
		argp_error(state, "which board? give a .dtb, .dts or other tree, or - for standard input");
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
	if (a->board.boot.trace && (a->with[WITH_PLAN] || a->with[WITH_SIMULATE] || a->measured || a->owners))
		argp_error(state, "--trace: tells the boot alone, without --with, --measured and --owners");
	if (a->board.boot.trace && output_format(&a->output) == FORMAT_SVG)
		argp_error(state, "--trace: expected --format %s", format_names(a->board.arena, TRACE_FORMATS));
	if (a->what_if && output_format(&a->output) != FORMAT_HTML)
		argp_error(state, "--what-if: sliders take --format html");
	if (a->what_if && (a->with[WITH_PLAN] || a->with[WITH_SIMULATE] || a->measured || a->owners || a->board.boot.trace))
		argp_error(state, "--what-if: the page computes the board alone, without --with, --measured, --owners and --trace");
	if (a->simulation.source.workload && a->simulation.source.log)
		argp_error(state, "--workload or --from-log, not both");
}

static const struct setting settings[] = {
	{ KEY_WORKLOAD, SET_TEXT, offsetof(struct arguments, simulation.source.workload), 0, 0 },
	{ KEY_FROM_LOG, SET_TEXT, offsetof(struct arguments, simulation.source.log), 0, 0 },
	{ KEY_MEASURED, SET_TEXT, offsetof(struct arguments, measured), 0, 0 },
	{ KEY_OWNERS, SET_TEXT, offsetof(struct arguments, owners), 0, 0 },
	{ KEY_WHAT_IF, SET_FLAG, offsetof(struct arguments, what_if), 0, 0 },
	{ KEY_TRACE, SET_FLAG, offsetof(struct arguments, board.boot.trace), 0, 0 },
	{ 0, SET_FLAG, 0, 0, 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case KEY_WITH:
		parse_with(state, a, arg);
		return 0;
	case KEY_NEED:
		arena_push(a->board.arena, a->plan.needs, a->plan.need_count, arg);
		return 0;
	case ARGP_KEY_ARG:
		if (a->input && !is_tree_name(a->input) && !is_tree_name(arg))
			return board_add_image(&a->board, arg);
		break;
	case ARGP_KEY_END:
		check_extras(state, a);
		return 0;
	default:
		break;
	}
	if (setting_parse(settings, options, a, key, arg, state) == 0)
		return 0;
	return command_parse(&a->board, &a->output, &a->input, key, arg, state);
}

static const struct argp argp = {
	options,
	parse,
	"BOARD",
	"Predicts the boot-time memory layout of one board.\vExample: dtcarve report --kernel 6.1 --format html -o board.html board.dtb",
	board_and_format_argp,
	NULL,
	NULL,
};

/* What the target is to show; and does, where there are captures of it. */
static int measure(const struct arguments *a, const struct prediction *p, const struct measured **measured,
				   struct error *error)
{
	struct measured *m = measured_expect(a->board.arena, p->boot, p->settled);
	struct captures captures;
	int ret;

	*measured = m;
	if (!a->measured)
		return 0;
	ret = captures_read(a->board.arena, a->measured, &captures, error);
	return ret ? ret : measured_hold(a->board.arena, m, p->boot, a->measured, &captures, error);
}

static int make_plan(const struct arguments *a, const struct prediction *p, struct plan_job *job,
					 struct plan **plan, struct error *error)
{
	struct plan_input input;
	struct plan_request request = a->plan;
	struct site *site = arena_new_object(a->board.arena, struct site);
	int ret;

	request.source = a->simulation.source;
	ret = plan_job_read(job, &request, error);
	if (ret)
		return ret;
	*site = prediction_site(&a->board, p, p->kernel, NULL);
	input = plan_job_input(job, site, 1);
	return plan_make(&input, plan, error);
}

static int make_simulation(const struct arguments *a, const struct prediction *p, struct simulation_job *job,
						   struct error *error)
{
	struct memory_state *memory;
	int ret;

	if (!p->boot->boots)
		return error_set(error, -ENODATA, "%s: nothing to simulate, the board does not boot: %s", a->input,
						 p->boot->reason);
	memory = memory_state_from_boot(p->boot, a->board.boot.cpus ? a->board.boot.cpus : p->board->cpus);
	ret = run_simulation(job, &a->simulation, memory, error);
	memory_state_free(memory);
	return ret;
}

/* Lines of the source, where there is one; it has compiled a moment ago. */
static const struct source_map *sources_of(const struct arguments *a, const struct prediction *p)
{
	struct source_map *map;
	struct error error;

	if (strcmp(p->tree->format, "dts") != 0 || strcmp(a->input, "-") == 0)
		return NULL;
	return source_map_read(a->board.arena, a->input, &a->board.tree, &map, &error) ? NULL : map;
}

/* The text's bars follow the terminal only where it goes there. */
static int write_report(const struct arguments *a, const struct prediction *p, const struct report *report,
						struct error *error)
{
	struct text_style style = result_style(a->output.path);
	struct output result;
	int ret = output_open(&result, a->output.path, error);

	if (ret)
		return ret;
	if (a->what_if)
		ret = what_if_page_write(&a->board, p, report, result.out, error);
	else
		(a->board.boot.trace ? report_write_trace : report_write)(report, output_format(&a->output), &style,
																  result.out);
	return output_close(&result, ret, error);
}

/* The report on a prediction, with all that was asked for beside. */
static int report_on(const struct arguments *a, const struct prediction *p, struct error *error)
{
	struct plan_job plan_job = { .arena = a->board.arena,
								 .tree = p->tree,
								 .has_file = true,
								 .kernel = p->kernel,
								 .settled = p->settled,
								 .today = seconds_now() / 86400 };
	struct simulation_job simulation = { .arena = a->board.arena, .board = a->input };
	struct report report = { .origin = &a->output.origin,
							 .board = p->board,
							 .kernel = p->kernel,
							 .boot = p->boot,
							 .settled = p->settled,
							 .headroom = &p->headroom,
							 .findings = p->findings,
							 .simulation = &simulation.report };
	struct owners_job owners = { .arena = a->board.arena };
	struct plan *plan = NULL;
	int ret = measure(a, p, &report.measured, error);

	if (ret == 0 && a->owners)
		ret = owners_job_run(&owners, &a->owners, 1, p->boot, p->kernel->page_shift, error);
	report.owners = ret == 0 && a->owners ? &owners.report : NULL;
	if (ret == 0 && a->with[WITH_PLAN])
		ret = make_plan(a, p, &plan_job, &plan, error);
	if (ret == 0 && a->with[WITH_SIMULATE])
		ret = make_simulation(a, p, &simulation, error);
	report.plan = plan;
	report.evidence = &plan_job.evidence;
	if (output_format(&a->output) != FORMAT_JSON)
		report.sources = sources_of(a, p);
	if (ret == 0)
		ret = write_report(a, p, &report, error);
	owners_job_free(&owners);
	simulation_job_free(&simulation);
	plan_free(plan);
	plan_job_close(&plan_job);
	return ret;
}

static int run_report(int argc, char **argv)
{
	struct arguments a = { .board.arena = arena_new(), .output.formats = REPORT_FORMATS };
	struct prediction prediction;
	struct error error;
	int ret;

	a.plan = plan_request_defaults();
	a.simulation.run = simulation_defaults();
	a.output.arena = a.board.arena;
	parse_arguments(&argp, argc, argv, &a);
	ret = predict(&a.board, a.input, &prediction, &error);
	if (ret == 0) {
		ret = report_on(&a, &prediction, &error);
		prediction_free(&prediction);
	}
	arena_free(a.board.arena);
	return ret ? trouble(&error) : EXIT_OK;
}

const struct command report_command = { "report", "predict the boot-time memory layout of one board", run_report, &argp };
