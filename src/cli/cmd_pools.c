/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "cli/command.h"
#include "document/pages.h"
#include "job/pools_job.h"
#include "render/pools_json.h"

struct arguments {
	struct command_line line;
	const char *policy;
	const char **evidence;
	size_t evidence_count;
};

static const struct command_option options[] = {
	{ "evidence", "FILE", "Peaks of CMA pools: log, meminfo, debugfs, tar",
	  KEEP_TEXTS(evidence, evidence_count) },
	{ "policy", "FILE", "What its users demand, and what may change", KEEP(SET_TEXT, policy) },
};

static void check(void *arguments, struct argp_state *state)
{
	struct arguments *a = arguments;

	command_board(&a->line, state);
}

static int write_rows(const struct arguments *a, const struct boot *boot, const struct pool_rows *rows,
					  const struct evidence *evidence, struct error *error)
{
	OUTPUT(&a->line.output, page_of_pools(a->line.arena, boot, rows, evidence), pools_write_json(boot, rows, out),
		   error);
}

static int tell_pools(const void *arguments, const struct prediction *p, struct error *error)
{
	const struct arguments *a = arguments;
	const struct pools_request request = { .input = a->line.input,
										   .policy = a->policy,
										   .evidence = a->evidence,
										   .evidence_count = a->evidence_count };
	struct pools_job job = { 0 };
	int ret = pools_job_run(&job, a->line.arena, p->boot, &request, error);

	return ret ? ret : write_rows(a, p->boot, &job.rows, &job.evidence, error);
}

const struct work pools_work = { TAKES(options), .check = check, .tell = tell_pools };
