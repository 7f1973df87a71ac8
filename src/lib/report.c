/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/report.h"

#include <errno.h>
#include <stdlib.h>

#include <dtcarve/report.h>

#include "alloc/boot_state.h"
#include "alloc/usual.h"
#include "compare/measured.h"
#include "lib/objects.h"
#include "lib/rendering.h"
#include "findings/findings.h"
#include "util/arena.h"
#include "util/number.h"

#define MIN_WIDTH 60
#define MAX_WIDTH 200

struct dtcarve_report {
	struct dtcarve_boot *boot;
	struct memory_state *settled;
	struct usual_headroom headroom;
	struct findings *findings;
	const struct measured *expected; /* what the target is to show */
	struct text_style style;
};

static struct error *error_of(const struct dtcarve_report *report)
{
	return &report->boot->board->ctx->error;
}

static int judge(struct dtcarve_report *report)
{
	const struct dtcarve_boot *boot = report->boot;

	report->settled = memory_state_from_boot(boot->boot, boot->cpus);
	report->findings = findings_new(boot->board->board, boot->kernel->kernel, boot->boot);
	report->expected = measured_expect(report->settled->arena, boot->boot, report->settled);
	return usual_headroom(report->settled->arena, report->settled, &report->headroom, error_of(report));
}

int dtcarve_report_new(struct dtcarve_boot *boot, struct dtcarve_report **result)
{
	struct dtcarve_report *report = object_new(boot->board->ctx, sizeof(*report));
	int ret;

	*result = NULL;
	if (!report)
		return -ENOMEM;
	*report = (struct dtcarve_report){ .boot = boot_hold(boot), .style = { .unicode = true, .width = 80 } };
	ret = judge(report);
	if (ret)
		dtcarve_report_free(report);
	else
		*result = report;
	return ret;
}

void dtcarve_report_free(struct dtcarve_report *report)
{
	if (!report)
		return;
	memory_state_free(report->settled);
	findings_free(report->findings);
	dtcarve_boot_free(report->boot);
	free(report);
}

void dtcarve_report_set_width(struct dtcarve_report *report, unsigned int columns)
{
	report->style.width = columns < MIN_WIDTH ? MIN_WIDTH : columns > MAX_WIDTH ? MAX_WIDTH : columns;
}

void dtcarve_report_set_colour(struct dtcarve_report *report, bool on)
{
	report->style.colour = on;
}

void dtcarve_report_set_unicode(struct dtcarve_report *report, bool on)
{
	report->style.unicode = on;
}

int dtcarve_report_write(const struct dtcarve_report *report, enum dtcarve_format format, FILE *out)
{
	static const enum format_id ids[] = {
		[DTCARVE_FORMAT_TEXT] = FORMAT_TEXT,         [DTCARVE_FORMAT_JSON] = FORMAT_JSON,
		[DTCARVE_FORMAT_MARKDOWN] = FORMAT_MARKDOWN, [DTCARVE_FORMAT_HTML] = FORMAT_HTML,
		[DTCARVE_FORMAT_SVG] = FORMAT_SVG,
	};
	struct report model = { .board = report->boot->board->board,
							.kernel = report->boot->kernel->kernel,
							.boot = report->boot->boot,
							.settled = report->settled,
							.headroom = &report->headroom,
							.findings = report->findings,
							.measured = report->expected };

	if ((unsigned int)format >= ARRAY_SIZE(ids))
		return refuse_format((int)format, error_of(report));
	report_write(&model, ids[format], &report->style, out);
	return ferror(out) ? error_set(error_of(report), -EIO, "the report cannot be written to its stream") : 0;
}

static int write_report(const void *report, int format, FILE *out)
{
	return dtcarve_report_write(report, (enum dtcarve_format)format, out);
}

int dtcarve_report_render(const struct dtcarve_report *report, enum dtcarve_format format, char **text,
						  size_t *size)
{
	return render_in_memory(write_report, report, (int)format, text, size, error_of(report));
}
