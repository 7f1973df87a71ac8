/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <argp.h>
#include <stdlib.h>

#include "cli/board_options.h"
#include "cli/command.h"
#include "cli/output_options.h"
#include "cli/result.h"
#include "cli/setting.h"
#include "document/pages.h"
#include "plan/pool_evidence.h"
#include "plan/oversized.h"
#include "policy/gate.h"
#include "policy/owners.h"
#include "policy/policy.h"
#include "render/pools_json.h"
#include "util/arena.h"
#include "util/output.h"

enum { OPT_EVIDENCE = 0x600, OPT_POLICY };

struct arguments {
	struct board_options board;
	struct output_options output;
	const char *input, *policy;
	const char **evidence;
	size_t evidence_count;
};

static const struct argp_option options[] = {
	{ "evidence", OPT_EVIDENCE, "FILE", 0, "Peaks of CMA pools: log, meminfo, debugfs files", 0 },
	{ "policy", OPT_POLICY, "FILE", 0, "What its users demand, and what may change", 0 },
	{ NULL, 0, NULL, 0, NULL, 0 },
};

static const struct setting settings[] = {
	{ OPT_POLICY, SET_TEXT, offsetof(struct arguments, policy), 0, 0 },
	{ 0, SET_FLAG, 0, 0, 0 },
};

static error_t parse_pools(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case OPT_EVIDENCE:
		arena_push(a->board.arena, a->evidence, a->evidence_count, arg);
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which board? give a .dtb, .dts or other tree, or - for standard input");
		return 0;
	default:
		if (setting_parse(settings, options, a, key, arg, state) == 0)
			return 0;
		return command_parse(&a->board, &a->output, &a->input, key, arg, state);
	}
}

static const struct argp argp = {
	options,
	parse_pools,
	"BOARD",
	"Tells of each pool and carve-out who uses it, how much, and whether it may be cut.\vExample: dtcarve pools --kernel 6.1 --evidence dmesg.txt board.dtb",
	board_and_format_argp,
	NULL,
	NULL,
};

/* What the inputs beside the tree tell. */
struct sources {
	struct evidence evidence;
	struct policy policy;
	struct gate gate;
	struct owners owners;
};

static int read_sources(const struct arguments *a, const struct kernel *kernel, struct sources *s,
						struct error *error)
{
	struct arena *arena = a->board.arena;
	int ret = 0;

	s->evidence.margin_percent = EVIDENCE_MARGIN_PERCENT;
	for (size_t i = 0; ret == 0 && i < a->evidence_count; i++)
		ret = evidence_read(arena, a->evidence[i], kernel->page_shift, &s->evidence, error);
	if (ret == 0 && a->policy)
		ret = policy_read(arena, a->policy, a->input, &s->policy, error);
	if (ret == 0 && a->policy)
		ret = gate_read(arena, a->policy, a->input, &s->gate, error);
	if (ret == 0 && a->policy)
		ret = owners_read_beside(arena, a->policy, &s->owners, error);
	if (ret == 0)
		ret = owners_read_beside(arena, a->input, &s->owners, error);
	owners_add_shipped(arena, &s->owners);
	return ret;
}

static int write_rows(const struct arguments *a, const struct boot *boot, const struct pool_rows *rows,
					  const struct evidence *evidence, struct error *error)
{
	struct output result;
	int ret;

	if (output_format(&a->output) != FORMAT_JSON)
		return output_page(&a->output, page_of_pools(a->board.arena, boot, rows, evidence), error);
	ret = output_open(&result, a->output.path, error);
	if (ret)
		return ret;
	pools_write_json(boot, rows, result.out);
	return output_close(&result, 0, error);
}

static int tell_pools(const struct arguments *a, const struct prediction *p, struct error *error)
{
	struct sources s = { 0 };
	struct pool_rows rows;
	int ret = read_sources(a, p->kernel, &s, error);
	const struct limits_input input = { .boot = p->boot,
										.policy = a->policy ? &s.policy : NULL,
										.gate = a->policy ? &s.gate : NULL,
										.owners = &s.owners,
										.evidence = s.evidence.file_count ? &s.evidence : NULL };

	if (ret == 0)
		ret = pools_find(a->board.arena, &input, &rows, error);
	return ret ? ret : write_rows(a, p->boot, &rows, &s.evidence, error);
}

static int run_pools(int argc, char **argv)
{
	struct arguments a = { .board.arena = arena_new(),
						   .output.formats = FORMAT_DOCUMENTS | FORMAT_BIT(JSON) };
	struct prediction prediction;
	struct error error;
	int ret;

	a.output.arena = a.board.arena;
	parse_arguments(&argp, argc, argv, &a);
	ret = predict(&a.board, a.input, &prediction, &error);
	if (ret == 0) {
		ret = tell_pools(&a, &prediction, &error);
		prediction_free(&prediction);
	}
	arena_free(a.board.arena);
	return ret ? trouble(&error) : EXIT_OK;
}

const struct command pools_command = { "pools", "tell which pool or carve-out is oversized", run_pools, &argp };
