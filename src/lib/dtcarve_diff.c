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
	diff->before = hold(before);
	diff->after = hold(after);
	diff->comparison = compare(&old, &new);
	*result = diff;
	return 0;
}

FREER(dtcarve_diff_free, diff, comparison_free(diff->comparison), dtcarve_report_free(diff->before),
	  dtcarve_report_free(diff->after))

GETTER(bool, dtcarve_diff_differs, diff, diff->comparison->differs)
GETTER(size_t, dtcarve_diff_get_cost_count, diff, diff->comparison->cost_count)
GETTER_AT(const char *, dtcarve_diff_get_cost, diff, diff->comparison->cost_count,
		  diff->comparison->costs[index], NULL)
GETTER(size_t, dtcarve_diff_get_region_count, diff, diff->comparison->region_count)

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

GETTER(size_t, dtcarve_diff_get_finding_count, diff, diff->comparison->finding_count)

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

static int write_diff(const void *object, const struct writing *w)
{
	const struct dtcarve_diff *d = object;

	if (w->format == DTCARVE_FORMAT_JSON) {
		compare_write_json(d->comparison, w->out);
		return 0;
	}
	return render_page(page_of_comparison(w->arena, d->comparison), w);
}

RENDERER(dtcarve_diff_render, diff, write_diff, error_of(diff))
