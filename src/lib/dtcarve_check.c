/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dtcarve/check.h>

#include <errno.h>

#include "job/check_job.h"
#include "lib/dtcarve_finding.h"
#include "lib/objects.h"
#include "lib/dtcarve_options.h"
#include "lib/rendering.h"
#include "render/check_writers.h"
#include "util/arena.h"

#define SECONDS_A_DAY (24 * 60 * 60)

struct dtcarve_check_options {
	struct arena *arena;
	bool out_of_memory; /* something that was told is lost */
	struct check_request request;
};

struct dtcarve_check {
	struct dtcarve_ctx *ctx;
	struct arena *arena;
	struct check *check;
	struct dtcarve_finding **findings; /* of each board */
	int64_t when;
};

/* --- options ------------------------------------------------------------------------- */

static struct check_request request_defaults(void)
{
	return (struct check_request){ .options = { .jobs = 1, .today = INT64_MIN } };
}

OPTIONS_LIFE(dtcarve_check_options, .request = request_defaults())

TEXT_ADDER(dtcarve_check_options_add_ddr, check_options, request.options.ddr, request.options.ddr_count)
TEXT_SETTER(dtcarve_check_options_set_kernels, check_options, request.options.kernels)
TEXT_SETTER(dtcarve_check_options_set_policy, check_options, request.policy)

void dtcarve_check_options_set_policy_beside(struct dtcarve_check_options *options, bool beside)
{
	options->request.options.no_policy = !beside;
}

TEXT_SETTER(dtcarve_check_options_set_baseline, check_options, request.baseline)

void dtcarve_check_options_set_jobs(struct dtcarve_check_options *options, unsigned int jobs)
{
	options->request.options.jobs = jobs ? jobs : 1;
}

SETTER(int64_t, dtcarve_check_options_set_today, check_options, request.options.today)

/* --- the check ------------------------------------------------------------------------- */

static int run_check(struct dtcarve_check *c, const char *const *paths, size_t count,
			   const struct dtcarve_options *common, const struct check_request *given)
{
	struct check_request request = *given;
	struct board_list list = { 0 };
	int ret;

	request.options.tree = common->tree;
	request.options.kernel = common->kernel;
	request.options.arch_given = common->arch_given;
	request.options.boot = common->boot;
	ret = options_read_map(common, c->arena, &request.options.boot.firmware_map, &c->ctx->error);
	if (ret)
		return ret;
	for (size_t i = 0; i < count; i++)
		board_list_add(c->arena, &list, paths[i], &common->tree);
	ret = check_job_run(c->arena, &request, &list, &c->check, &c->ctx->error);
	if (ret)
		return ret;
	c->when = request.options.today == INT64_MIN ? 0 : request.options.today * SECONDS_A_DAY;
	c->findings = arena_alloc(c->arena, c->check->board_count * sizeof(struct dtcarve_finding *));
	for (size_t i = 0; i < c->check->board_count; i++)
		c->findings[i] = public_check_findings(c->arena, &c->check->boards[i]);
	return 0;
}

int dtcarve_check_new(struct dtcarve_ctx *ctx, const char *const *paths, size_t count,
					  const struct dtcarve_options *common, const struct dtcarve_check_options *options,
					  struct dtcarve_check **result)
{
	struct check_request request = options ? options->request : request_defaults();
	struct dtcarve_check *check;
	int ret;

	*result = NULL;
	ENTRY(&ctx->error);
	if (options && options->out_of_memory)
		memory_out();
	check = memory_new(sizeof(*check));
	check->ctx = hold(ctx);
	check->arena = arena_new();
	ret = run_check(check, paths, count, options_or_none(common), &request);
	GIVE(ret, check, dtcarve_check_free);
}

FREER(dtcarve_check_free, check, check_free(check->check), arena_free(check->arena),
	  dtcarve_ctx_free(check->ctx))

/* --- what it found ------------------------------------------------------------------------ */

size_t dtcarve_check_get_count(const struct dtcarve_check *check, enum dtcarve_severity severity)
{
	return (unsigned int)severity <= SEVERITY_ERROR ? check->check->counts[severity] : 0;
}

GETTER(size_t, dtcarve_check_get_board_count, check, check->check->board_count)

static const struct check_board *board_at(const struct dtcarve_check *check, size_t board)
{
	static const struct check_board none;

	return board < check->check->board_count ? &check->check->boards[board] : &none;
}

GETTER_BY(const char *, dtcarve_check_get_board_file, check, board_at(check, index)->file)
GETTER_BY(size_t, dtcarve_check_get_variant_count, check, board_at(check, index)->variants.count)

const char *dtcarve_check_get_variant(const struct dtcarve_check *check, size_t board, size_t index)
{
	const struct variants *variants = &board_at(check, board)->variants;

	MEMORY_GUARD(guard);
	if (setjmp(guard.back))
		return NULL;
	return index < variants->count ? variant_words(check->arena, &variants->items[index]) : NULL;
}

GETTER_BY(size_t, dtcarve_check_get_trouble_count, check, board_at(check, index)->trouble_count)

const char *dtcarve_check_get_trouble(const struct dtcarve_check *check, size_t board, size_t index)
{
	const struct check_board *b = board_at(check, board);

	return index < b->trouble_count ? b->troubles[index] : NULL;
}

GETTER_BY(size_t, dtcarve_check_get_finding_count, check, board_at(check, index)->finding_count)

const struct dtcarve_finding *dtcarve_check_get_finding(const struct dtcarve_check *check, size_t board,
														size_t index)
{
	return index < board_at(check, board)->finding_count ? &check->findings[board][index] : NULL;
}

static int write_check(const void *object, const struct writing *w)
{
	const struct dtcarve_check *c = object;
	struct check_writing writing = { usual_style, SEVERITY_ERROR, c->when };
	int id = find_format(w, CHECK_FORMATS);

	if (id < 0)
		return id;
	if (id == FORMAT_TEXT)
		writing.style.width = 0; /* lines for programs */
	check_write(c->check, (enum format_id)id, &writing, w->out);
	return 0;
}

RENDERER(dtcarve_check_render, check, write_check, &check->ctx->error)
