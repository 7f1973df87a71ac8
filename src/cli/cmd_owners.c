/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "cli/command.h"
#include "document/pages.h"
#include "job/owners_job.h"
#include "render/grid_svg.h"
#include "render/owners_json.h"
#include "util/number.h"

struct arguments {
	struct command_line line; /* the dump; or an earlier one and it */
	const char *policy;
};

static const struct command_option options[] = {
	{ "board", "TREE", "The board's tree: zones and CMA areas exactly", KEEP(SET_TEXT, line.input) },
	{ "policy", "FILE", "What may be cut of its pools, with --board", KEEP(SET_TEXT, policy) },
};

static void check(void *arguments, struct argp_state *state)
{
	const struct arguments *a = arguments;

	if (a->line.word_count > 2)
		argp_error(state, "%s: one argument too many", a->line.words[2]);
	if (a->policy && !a->line.input)
		argp_error(state, "--policy: of which board? give --board TREE");
	if (a->line.word_count == 0)
		argp_error(state, "which dump? give /sys/kernel/debug/page_owner, /proc/allocinfo or a copy");
}

static int write_report(const struct arguments *a, const struct owners_report *report, struct error *error)
{
	bool json = output_format(&a->line.output) == FORMAT_JSON;

	OUTPUT(&a->line.output, page_of_owners(a->line.arena, report),
		   (json ? owners_write_json : owners_write_svg)(report, out), error);
}

static int tell_owners(const void *arguments, const struct prediction *p, struct error *error)
{
	const struct arguments *a = arguments;
	unsigned int page_shift = a->line.board.kernel.page_size ? ilog2_u64(a->line.board.kernel.page_size) : 12;
	const struct owners_request request = { .files = a->line.words,
											.file_count = a->line.word_count,
											.page_shift = p ? p->kernel->page_shift : page_shift,
											.boot = p ? p->boot : NULL,
											.settled = p ? p->settled : NULL,
											.input = a->line.input,
											.policy = a->policy,
											.options = a->line.board.typed };
	struct owners_job job = { .arena = a->line.arena };
	int ret = owners_job_run(&job, &request, error);

	if (ret == 0)
		ret = write_report(a, &job.report, error);
	owners_job_free(&job);
	return ret;
}

const struct work owners_work = { TAKES(options), .check = check, .tell = tell_owners };
