/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "cli/command.h"
#include "cli/result.h"
#include "document/pages.h"
#include "plan/pool_evidence.h"
#include "plan/oversized.h"
#include "policy/gate.h"
#include "policy/owners.h"
#include "policy/policy.h"
#include "render/pools_json.h"
#include "util/arena.h"
#include "util/output.h"

struct arguments {
	struct command_line line;
	const char *input, *policy;
	const char **evidence;
	size_t evidence_count;
};

static const struct command_option options[] = {
	{ "evidence", "FILE", "Peaks of CMA pools: log, meminfo, debugfs, tar",
	  KEEP_TEXTS(evidence, evidence_count) },
	{ "policy", "FILE", "What its users demand, and what may change", KEEP(SET_TEXT, policy) },
	{ 0 },
};

static void check(void *arguments, struct argp_state *state)
{
	struct arguments *a = arguments;

	a->input = command_board(&a->line, state);
}

/* What the inputs beside the tree tell. */
struct sources {
	struct evidence evidence;
	struct policy policy;
	struct gate gate;
	struct owners owners;
};

static int read_sources(const struct arguments *a, const struct boot *boot, struct sources *s,
						struct error *error)
{
	struct arena *arena = a->line.arena;
	int ret = 0;

	s->evidence.margin_percent = EVIDENCE_MARGIN_PERCENT;
	for (size_t i = 0; ret == 0 && i < a->evidence_count; i++)
		ret = evidence_read(arena, a->evidence[i], boot, boot->kernel->page_shift, &s->evidence, error);
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

	if (output_format(&a->line.output) != FORMAT_JSON)
		return output_page(&a->line.output, page_of_pools(a->line.arena, boot, rows, evidence), error);
	ret = output_open(&result, a->line.output.path, error);
	if (ret)
		return ret;
	pools_write_json(boot, rows, result.out);
	return output_close(&result, 0, error);
}

static int tell_pools(const struct arguments *a, const struct prediction *p, struct error *error)
{
	struct sources s = { 0 };
	struct pool_rows rows;
	int ret = read_sources(a, p->boot, &s, error);
	const struct limits_input input = { .boot = p->boot,
										.policy = a->policy ? &s.policy : NULL,
										.gate = a->policy ? &s.gate : NULL,
										.owners = &s.owners,
										.evidence = s.evidence.file_count ? &s.evidence : NULL };

	if (ret == 0)
		ret = pools_find(a->line.arena, &input, &rows, error);
	return ret ? ret : write_rows(a, p->boot, &rows, &s.evidence, error);
}

static int run_pools(void *arguments, struct error *error)
{
	const struct arguments *a = arguments;
	struct prediction prediction;
	int ret = predict(&a->line.board, a->input, &prediction, error);

	if (ret)
		return ret;
	ret = tell_pools(a, &prediction, error);
	prediction_free(&prediction);
	return ret;
}

const struct command pools_command = {
	.name = "pools",
	.summary = "tell which pool or carve-out is oversized",
	.words = "BOARD",
	.help = "Tells of each pool and carve-out who uses it, how much, and whether it may be cut.\vExample: dtcarve pools --kernel 6.1 --evidence dmesg.txt board.dtb",
	.formats = FORMAT_DOCUMENTS | FORMAT_BIT(JSON),
	.options = options,
	.size = sizeof(struct arguments),
	.check = check,
	.run = run_pools,
};
