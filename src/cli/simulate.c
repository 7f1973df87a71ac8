/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <argp.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "alloc/shipped.h"
#include "alloc/simulate.h"
#include "cli/board_options.h"
#include "cli/command.h"
#include "cli/memory.h"
#include "cli/result.h"
#include "cli/scenario.h"
#include "render/simulate.h"
#include "util/arena.h"
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
};

enum output_format { OUTPUT_TEXT, OUTPUT_JSON, OUTPUT_SVG };

#define MAX_VARIANTS 4
#define DEFAULT_RUNS 4
#define DEFAULT_SEED 1

struct simulate_options {
	struct board_options board;
	const char *state, *workload, *log, *input, *output;
	enum output_format format;
	bool compare, vendor_cma;
	struct simulation_options run;
	struct arena *arena;
};

static const struct argp_option options[] = {
	{ "workload", OPT_WORKLOAD, "W", 0, "A file", 0 },
	{ "from-log", OPT_FROM_LOG, "LOG", 0, "Workload of a log's memory dump or a meminfo", 0 },
	{ "state", OPT_STATE, "DIR", 0, "Start from captured /proc files, no board", 0 },
	{ "compare", OPT_COMPARE, NULL, 0, "Each rule for CMA and smaller pools, side by side", 0 },
	{ "vendor-cma", OPT_VENDOR_CMA, NULL, 0, "CMA serves only requests with __GFP_CMA (Android)", 0 },
	{ "seed", OPT_SEED, "N", 0, "The same seed gives the same result (default 1)", 0 },
	{ "runs", OPT_RUNS, "N", 0, "Runs, each with other random numbers (default 4)", 0 },
	{ "jobs", OPT_JOBS, "N", 0, "Threads (default: one a processor)", 0 },
	{ "duration", OPT_DURATION, "SECONDS", 0, "Simulated time of a run (default: the workload's)", 0 },
	{ "format", 'f', "FORMAT", 0, "text (default), json or svg", 0 },
	{ "output", 'o', "FILE", 0, "Write to FILE, whole or not at all", 0 },
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

static enum output_format parse_format(struct argp_state *state, const char *text)
{
	static const char *const names[] = { "text", "json", "svg" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strcmp(names[i], text) == 0)
			return (enum output_format)i;
	argp_error(state, "--format %s: expected text, json or svg", text);
	return OUTPUT_TEXT;
}

static error_t parse_run_option(int key, char *arg, struct argp_state *state, struct simulate_options *o)
{
	switch (key) {
	case OPT_SEED:
		o->run.seed = parse_number(state, "seed", arg, 0, INT64_MAX);
		return 0;
	case OPT_RUNS:
		o->run.runs = (unsigned int)parse_number(state, "runs", arg, 1, 1000);
		return 0;
	case OPT_JOBS:
		o->run.jobs = (unsigned int)parse_number(state, "jobs", arg, 1, 256);
		return 0;
	case OPT_DURATION:
		o->run.duration = (double)parse_number(state, "duration", arg, 1, 604800);
		return 0;
	case 'f':
		o->format = parse_format(state, arg);
		return 0;
	case 'o':
		o->output = arg;
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
		return 0;
	case OPT_STATE:
		o->state = arg;
		return 0;
	case OPT_WORKLOAD:
		o->workload = arg;
		return 0;
	case OPT_FROM_LOG:
		o->log = arg;
		return 0;
	case OPT_COMPARE:
		o->compare = true;
		return 0;
	case OPT_VENDOR_CMA:
		o->vendor_cma = true;
		return 0;
	case ARGP_KEY_ARG:
		if (o->input)
			argp_error(state, "one board at a time: %s and %s", o->input, arg);
		o->input = arg;
		return 0;
	case ARGP_KEY_END:
		if (!o->input == !o->state)
			argp_error(state, "which memory? give a board's tree, or --state with a folder of /proc files");
		if (!o->workload == !o->log)
			argp_error(state,
					   "which workload? give --workload with a file or one of %s, or --from-log with a log",
					   shipped_names(o->arena));
		return 0;
	default:
		return parse_run_option(key, arg, state, o);
	}
}

/* --- waiting ------------------------------------------------------------------------------ */

static void show_progress(double progress, bool terminal)
{
	char bar[31];
	unsigned int full = (unsigned int)(progress * 30);

	if (!terminal)
		return;
	memset(bar, ' ', 30);
	memset(bar, '#', full);
	bar[30] = '\0';
	fprintf(stderr, "\r[%s] %3.0f %%", bar, progress * 100);
	if (progress >= 1)
		fputs("\r\033[K", stderr);
	fflush(stderr);
}

/* Ctrl-C, blocked in all threads, is taken here: the runs end early and what is known gets printed. */
static void wait_for(struct simulation *simulation, const sigset_t *interrupts)
{
	bool terminal = isatty(STDERR_FILENO);
	struct timespec pause = { .tv_nsec = 50000000 };

	while (simulation_progress(simulation) < 1) {
		if (sigtimedwait(interrupts, NULL, &pause) > 0) {
			simulation_stop(simulation);
			break;
		}
		show_progress(simulation_progress(simulation), terminal);
	}
	show_progress(1, terminal);
}

static int simulate(const struct simulate_options *o, const struct sim_boot *boot,
					const struct workload *workload, const sigset_t *interrupts,
					struct simulation_result **result, struct error *error)
{
	struct simulation *simulation;
	int ret = simulation_start(boot, workload, &o->run, &simulation, error);

	if (ret)
		return ret;
	wait_for(simulation, interrupts);
	*result = simulation_finish(simulation);
	return 0;
}

/* --- variants ------------------------------------------------------------------------------- */

/* The rules that --compare holds side by side; the first and the last only where they are the kernel's own.
 */
static const struct cma_variant {
	const char *label, *name;
	enum cma_rule rule;
	bool vendor;
} cma_variants[] = {
	{ "CMA as the first fallback (up to 4.3)", "fallback", CMA_FIRST_FALLBACK, false },
	{ "CMA as a last resort (4.4 .. 5.7)", "last resort", CMA_LAST_RESORT, false },
	{ "CMA in balance (5.8 and later)", "in balance", CMA_BALANCED, false },
	{ "CMA for __GFP_CMA only (Android)", "__GFP_CMA", CMA_LAST_RESORT, true },
};

/* All variants of one command, in the order in which they are printed. */
struct variants {
	struct simulation_variant list[MAX_VARIANTS];
	size_t count;
	const struct simulation_result *own; /* of the board and its kernel as they are */
};

static bool is_android(const struct alloc_kernel *kernel)
{
	return kernel->gfp_config & GFP_CONFIG_ANDROID_CMA;
}

static bool is_own(const struct alloc_kernel *kernel, const struct cma_variant *v)
{
	return is_android(kernel) == v->vendor && (v->vendor || kernel->rules.cma == (uint8_t)v->rule);
}

static struct alloc_kernel kernel_with(const struct alloc_kernel *kernel, const struct cma_variant *v)
{
	struct alloc_kernel changed = *kernel;

	if (is_own(kernel, v))
		return changed;
	changed.rules.cma = (uint8_t)v->rule;
	changed.gfp_config &= ~(unsigned int)GFP_CONFIG_ANDROID_CMA;
	if (v->vendor)
		changed.gfp_config |= GFP_CONFIG_ANDROID_CMA;
	return changed;
}

static int add_variant(const struct simulate_options *o, const struct sim_boot *boot,
					   const struct workload *workload, const sigset_t *interrupts,
					   const struct simulation_variant *as, struct variants *v, struct error *error)
{
	struct simulation_result *result;
	int ret = simulate(o, boot, workload, interrupts, &result, error);

	if (ret)
		return ret;
	v->list[v->count] = *as;
	v->list[v->count++].result = result;
	if (as->own)
		v->own = result;
	return 0;
}

static bool stopped(const struct variants *v)
{
	return v->count > 0 && !v->list[v->count - 1].result->whole;
}

static int add_rules(const struct simulate_options *o, const struct sim_boot *boot,
					 const struct workload *workload, const sigset_t *interrupts, struct variants *v,
					 struct error *error)
{
	for (size_t i = 0; i < ARRAY_SIZE(cma_variants) && !stopped(v); i++) {
		const struct cma_variant *rule = &cma_variants[i];
		struct simulation_variant as = { .label = rule->label, .name = rule->name };
		struct sim_boot changed = *boot;
		int ret;

		as.own = is_own(&boot->kernel, rule);
		if ((rule->vendor || rule->rule == CMA_FIRST_FALLBACK) && !as.own)
			continue;
		changed.kernel = kernel_with(&boot->kernel, rule);
		ret = add_variant(o, &changed, workload, interrupts, &as, v, error);
		if (ret)
			return ret;
	}
	return 0;
}

/* Pools for what drivers held at most and a quarter more, under the kernel's own rule. */
static int add_less_cma(const struct simulate_options *o, const struct sim_boot *boot,
						const struct workload *workload, const sigset_t *interrupts, int64_t cma,
						struct variants *v, struct error *error)
{
	struct simulation_variant as = { .name = "smaller CMA", .less_cma = true };
	struct sim_boot smaller;
	int64_t keep;

	if (stopped(v) || !v->own || v->own->cma_buffers_most == 0)
		return 0;
	keep = (int64_t)round_up((uint64_t)v->own->cma_buffers_most * 5 / 4, UINT64_C(1)
																			 << boot->kernel.pageblock_order);
	if (keep * 10 > cma * 9)
		return 0;
	smaller = sim_boot_with_less_cma(o->arena, boot, keep);
	as.label = arena_printf(o->arena, "CMA cut to %.0f MiB, otherwise as it is",
							(double)(sim_boot_cma_pages(&smaller) << boot->kernel.page_shift) / MIB(1));
	return add_variant(o, &smaller, workload, interrupts, &as, v, error);
}

static int64_t pool_pages(const struct memory_state *memory)
{
	int64_t blocks = 0;

	for (size_t i = 0; i < memory->zone_count; i++)
		blocks += memory->zones[i].pageblocks[MIGRATE_CMA];
	return blocks << memory->kernel.pageblock_order;
}

static int run_variants(const struct simulate_options *o, const struct memory_state *memory,
						const struct workload *workload, const sigset_t *interrupts, struct variants *v,
						struct error *error)
{
	static const struct simulation_variant alone = { .label = "as this kernel does it",
													 .name = "",
													 .own = true };
	struct sim_boot boot;
	struct random random;
	int ret;

	random_seed(&random, o->run.seed);
	ret = sim_boot_from_state(o->arena, memory, &random, &boot, error);
	if (ret)
		return ret;
	if (!o->compare)
		return add_variant(o, &boot, workload, interrupts, &alone, v, error);
	ret = add_rules(o, &boot, workload, interrupts, v, error);
	return ret ? ret : add_less_cma(o, &boot, workload, interrupts, pool_pages(memory), v, error);
}

/* --- what comes out ------------------------------------------------------------------------------ */

static int print(FILE *out, const struct simulate_options *o, const struct simulation_report *report)
{
	const struct text_style style = result_style();
	const struct pen pen = { o->arena, &style, out };

	switch (o->format) {
	case OUTPUT_JSON:
		return simulation_print_json(out, report);
	case OUTPUT_SVG:
		return simulation_print_svg(out, report);
	default:
		simulation_print_text(&pen, report);
		return ferror(out) ? -EIO : 0;
	}
}

static int print_report(const struct simulate_options *o, const struct memory_state *memory,
						const struct variants *v, struct error *error)
{
	char version[32];
	struct simulation_report report = { .board = o->input ? o->input : o->state,
										.kernel = version,
										.seed = o->run.seed,
										.page_shift = memory->kernel.page_shift,
										.variants = v->list,
										.variant_count = v->count,
										.cma_pages = pool_pages(memory) };
	struct result result;
	int ret = result_open(&result, error);

	if (ret)
		return ret;
	snprintf(version, sizeof(version), "%u.%u", memory->kernel.version >> 16,
			 memory->kernel.version >> 8 & 255);
	return result_close(&result, o->output, print(result.out, o, &report), error);
}

static int run_with(const struct simulate_options *o, struct error *error)
{
	struct variants variants = { 0 };
	struct scenario_source source = { o->workload, o->log };
	struct scenario scenario;
	struct memory_state *memory;
	struct workload *workload;
	sigset_t interrupts;
	int ret = memory_load(&o->board, o->state, o->input, &memory, error);

	if (ret)
		return ret;
	ret = scenario_open(o->arena, &source, memory->kernel.page_shift, &scenario, error);
	scenario.vendor_cma |= o->vendor_cma;
	scenario_apply(&scenario, memory);
	if (!ret)
		ret = scenario_workload(&scenario, memory, NULL, 0, &workload, NULL, error);
	if (!ret) {
		sigemptyset(&interrupts);
		sigaddset(&interrupts, SIGINT);
		sigaddset(&interrupts, SIGTERM);
		sigprocmask(SIG_BLOCK, &interrupts, NULL);
		ret = run_variants(o, memory, workload, &interrupts, &variants, error);
		if (!ret)
			ret = print_report(o, memory, &variants, error);
		for (size_t i = 0; i < variants.count; i++)
			simulation_result_free((struct simulation_result *)(uintptr_t)variants.list[i].result);
		workload_free(workload);
	}
	scenario_close(&scenario);
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

static const struct argp_child children[] = { { &board_argp, 0, NULL, 0 }, { NULL, 0, NULL, 0 } };

static const struct argp argp = {
	options,
	parse_option,
	"BOARD",
	"Runs a model of the page allocator under a workload, from boot on."
	"\vExample: dtcarve simulate --workload android-tv --compare board.dtb",
	children,
	name_workloads,
	NULL,
};

static int run(int argc, char **argv)
{
	struct simulate_options o = { .arena = arena_new(),
								  .run = { .seed = DEFAULT_SEED, .runs = DEFAULT_RUNS } };
	struct error error;
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	int ret;

	o.board.arena = o.arena;
	o.run.jobs = processors > 0 ? (unsigned int)processors : 1;
	argp_err_exit_status = EXIT_TROUBLE;
	argp_parse(&argp, argc, argv, 0, NULL, &o);
	ret = run_with(&o, &error);
	arena_free(o.arena);
	return ret ? trouble(&error) : EXIT_OK;
}

const struct command simulate_command = { "simulate", "run the page allocator under a workload", run };
