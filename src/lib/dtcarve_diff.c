/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dtcarve/diff.h>

#include <errno.h>

#include "compare/compare.h"
#include "document/pages.h"
#include "input/tree.h"
#include "lib/dtcarve_finding.h"
#include "lib/rendering.h"
#include "lib/dtcarve_report.h"
#include "render/compare_json.h"
#include "util/arena.h"

struct dtcarve_diff {
	struct dtcarve_report *before, *after;
	struct comparison *comparison;
};

static struct error *error_of(const struct dtcarve_diff *diff)
{
	return &diff->before->boot->board->ctx->error;
}

static struct compare_side side_of(const struct dtcarve_report *report)
{
	const struct dtcarve_boot *boot = report->boot;

	return (struct compare_side){ .name = boot->board->tree->tree->file,
								  .board = boot->board->board,
								  .kernel = boot->kernel->kernel,
								  .boot = boot->boot,
								  .headroom = &report->headroom,
								  .findings = report->findings };
}

int dtcarve_diff_new(struct dtcarve_report *before, struct dtcarve_report *after,
					 struct dtcarve_diff **result)
{
	struct dtcarve_ctx *ctx = before->boot->board->ctx;
	struct compare_side old = side_of(before), new = side_of(after);
	struct dtcarve_diff *diff;

	*result = NULL;
	if (after->boot->board->ctx != ctx)
		return error_set(&ctx->error, -EINVAL, "the reports are of different contexts: make both in one");
	ENTRY(&ctx->error);
	diff = memory_new(sizeof(*diff));
	diff->before = report_hold(before);
	diff->after = report_hold(after);
	diff->comparison = compare(&old, &new);
	*result = diff;
	return 0;
}

void dtcarve_diff_free(struct dtcarve_diff *diff)
{
	if (!diff)
		return;
	comparison_free(diff->comparison);
	dtcarve_report_free(diff->before);
	dtcarve_report_free(diff->after);
	memory_free(diff);
}

bool dtcarve_diff_differs(const struct dtcarve_diff *diff)
{
	return diff->comparison->differs;
}

size_t dtcarve_diff_get_cost_count(const struct dtcarve_diff *diff)
{
	return diff->comparison->cost_count;
}

const char *dtcarve_diff_get_cost(const struct dtcarve_diff *diff, size_t index)
{
	return index < diff->comparison->cost_count ? diff->comparison->costs[index] : NULL;
}

size_t dtcarve_diff_get_region_count(const struct dtcarve_diff *diff)
{
	return diff->comparison->region_count;
}

static const struct region_diff *region_at(const struct dtcarve_diff *diff, size_t index)
{
	return index < diff->comparison->region_count ? &diff->comparison->regions[index] : NULL;
}

const char *dtcarve_diff_get_region_change(const struct dtcarve_diff *diff, size_t index)
{
	const struct region_diff *r = region_at(diff, index);

	return r ? change_name(r->change) : NULL;
}

const struct dtcarve_region *dtcarve_diff_get_region_before(const struct dtcarve_diff *diff, size_t index)
{
	const struct region_diff *r = region_at(diff, index);

	return r ? (const struct dtcarve_region *)(const void *)r->old : NULL;
}

const struct dtcarve_region *dtcarve_diff_get_region_after(const struct dtcarve_diff *diff, size_t index)
{
	const struct region_diff *r = region_at(diff, index);

	return r ? (const struct dtcarve_region *)(const void *)r->new : NULL;
}

size_t dtcarve_diff_get_finding_count(const struct dtcarve_diff *diff)
{
	return diff->comparison->finding_count;
}

const char *dtcarve_diff_get_finding_change(const struct dtcarve_diff *diff, size_t index)
{
	const struct comparison *c = diff->comparison;

	return index < c->finding_count ? finding_change_name(c->findings[index].change) : NULL;
}

/* Of the side that has it. */
const struct dtcarve_finding *dtcarve_diff_get_finding(const struct dtcarve_diff *diff, size_t index)
{
	const struct finding_diff *f;
	const struct dtcarve_report *side;

	if (index >= diff->comparison->finding_count)
		return NULL;
	f = &diff->comparison->findings[index];
	side = f->change == FINDING_GONE ? diff->before : diff->after;
	return &side->objects[f->finding - side->findings->items];
}

static int write_diff(const void *object, int format, FILE *out)
{
	const struct dtcarve_diff *d = object;
	struct arena *arena;
	int ret;

	if (format == DTCARVE_FORMAT_JSON) {
		compare_write_json(d->comparison, out);
		return 0;
	}
	arena = arena_new();
	ret = render_page(page_of_comparison(arena, d->comparison), format, out, error_of(d));
	arena_free(arena);
	return ret;
}

int dtcarve_diff_render(const struct dtcarve_diff *diff, enum dtcarve_format format, char **text,
						size_t *size)
{
	return render_in_memory(write_diff, diff, (int)format, text, size, error_of(diff));
}
