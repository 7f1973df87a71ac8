/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "job/owners_job.h"

#include <inttypes.h>

#include "alloc/zone_state.h"
#include "boot/boot.h"
#include "policy/need.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/text.h"

/* --- what suggest can do ------------------------------------------------------------------------ */

static const char *command_for(struct arena *arena, const struct owners_request *request, const char *need)
{
	const char *policy = request->policy ? arena_printf(arena, " --policy %s", text_quoted(arena, request->policy)) : "";

	return arena_printf(arena, "dtcarve suggest%s%s --evidence %s --need '%s' -o fix.dtso %s",
						request->options ? request->options : "", policy,
						text_quoted(arena, request->files[request->file_count - 1]), need,
						text_quoted(arena, request->input));
}

/* What the board has of a need for sure, by which a plan is judged; -1 where it cannot be told. */
static int64_t has_of(struct arena *arena, const struct owners_request *request, const char *text, struct need *need)
{
	struct error error;

	if (need_parse(arena, &request->settled->kernel, text, need, &error))
		return -1;
	return need_measure(arena, need, request->boot, request->settled).low;
}

static uint64_t cuts_of(const struct pool_rows *rows)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < rows->count; i++)
		if (rows->items[i].region->kind == REGION_CMA)
			bytes += rows->items[i].cut;
	return bytes;
}

static const char *plan_of_cuts(struct arena *arena, const struct owners_request *request, uint64_t gain)
{
	struct need need;
	int64_t has = gain ? has_of(arena, request, "unmovable 1M", &need) : -1;

	if (has < 0)
		return NULL;
	return command_for(arena, request,
					   arena_printf(arena, "unmovable %" PRIu64 "K", ((uint64_t)has + gain) >> 10));
}

/* As many whole blocks more as would come back. */
static const char *plan_of_blocks(const struct owners_job *job, const struct owners_request *request,
								  const struct polluter *polluter)
{
	unsigned int order = job->answers.owners->block_order;
	const char *ask = arena_printf(job->arena, "order=%u gfp=GFP_KERNEL count=", order);
	struct need need;
	int64_t has;

	if (!polluter->alone || polluter->alone << (order + request->page_shift) > job->remedy.gain)
		return NULL;
	has = has_of(job->arena, request, arena_printf(job->arena, "%s1", ask), &need);
	if (has < 0)
		return NULL;
	return command_for(job->arena, request,
					   arena_printf(job->arena, "%s%" PRIu64, ask, (uint64_t)has + polluter->alone));
}

static int find_remedy(struct owners_job *job, const struct owners_request *request, struct error *error)
{
	const struct answers *answers = &job->answers;
	const struct pools_request pools = { .input = request->input, .policy = request->policy, .dump = answers };
	struct owners_remedy *r = &job->remedy;
	int ret;

	if (!request->boot || !request->boot->boots || !answers->owners->has_blocks || answers->stray)
		return 0;
	ret = pools_job_run(&job->pools, job->arena, request->boot, &pools, error);
	if (ret)
		return ret;
	r->pools = &job->pools.rows;
	r->evidence = &job->pools.evidence;
	r->gain = cuts_of(r->pools);
	r->command = plan_of_cuts(job->arena, request, r->gain);
	for (size_t i = 0; i < answers->polluter_count && i < REMEDY_POLLUTERS; i++)
		r->commands[i] = plan_of_blocks(job, request, &answers->polluters[i]);
	job->report.remedy = r;
	return 0;
}

/* --- all of it ----------------------------------------------------------------------------------- */

static int find_growth(struct owners_job *job, struct error *error)
{
	struct growth *growth = NULL;
	int ret = growth_find(job->arena, job->report.before, job->report.owners, &growth, &job->report.growth_count, error);

	job->report.growth = growth;
	return ret;
}

int owners_job_run(struct owners_job *job, const struct owners_request *request, struct error *error)
{
	static const struct holdings_hints hints;
	size_t count = request->file_count;
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < count; i++)
		ret = holdings_read(request->files[i], &hints, &job->dumps[i], error);
	if (ret)
		return ret;
	job->report = (struct owners_report){ .owners = job->dumps[count - 1],
										  .answers = &job->answers,
										  .page_shift = request->page_shift,
										  .boot = request->boot,
										  .before = count == 2 ? job->dumps[0] : NULL };
	answers_find(job->arena, job->report.owners, request->boot, &job->answers);
	if (job->report.before)
		ret = find_growth(job, error);
	return ret ? ret : find_remedy(job, request, error);
}

void owners_job_free(struct owners_job *job)
{
	holdings_free(job->dumps[0]);
	holdings_free(job->dumps[1]);
}
