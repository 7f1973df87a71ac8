/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/dtcarve_report.h"

#include <errno.h>
#include <stdlib.h>

#include "alloc/boot_state.h"
#include "alloc/usual.h"
#include "board/board.h"
#include "compare/measured.h"
#include "document/pages.h"
#include "input/tree.h"
#include "kernel/kernel.h"
#include "lib/dtcarve_finding.h"
#include "lib/rendering.h"
#include "policy/gate.h"
#include "render/first_policy.h"
#include "render/report_writer.h"

#define MIN_WIDTH 60
#define MAX_WIDTH 200

static struct error *error_of(const struct dtcarve_report *report)
{
	return &report->boot->board->ctx->error;
}

static int judge(struct dtcarve_report *report)
{
	const struct dtcarve_boot *boot = report->boot;

	report->settled = memory_state_from_boot(boot->boot, boot->cpus);
	report->findings = findings_new(boot->board->board, boot->kernel->kernel, boot->boot);
	report->objects = public_findings(report->settled->arena, report->findings);
	report->expected = measured_expect(report->settled->arena, boot->boot, report->settled);
	return usual_headroom(report->settled->arena, report->settled, &report->headroom, error_of(report));
}

int dtcarve_report_new(struct dtcarve_boot *boot, struct dtcarve_report **result)
{
	struct dtcarve_report *report;
	int ret;

	*result = NULL;
	ENTRY(&boot->board->ctx->error);
	report = memory_new(sizeof(*report));
	*report = (struct dtcarve_report){ .boot = hold(boot), .style = usual_style };
	hold(report);
	ret = judge(report);
	GIVE(ret, report, dtcarve_report_free);
}

USER_FREER(dtcarve_report_free, report, memory_state_free(report->settled), findings_free(report->findings),
		   dtcarve_boot_free(report->boot))

GETTER(const struct dtcarve_boot *, dtcarve_report_get_boot, report, report->boot)
GETTER(size_t, dtcarve_report_get_finding_count, report, report->findings->count)
GETTER_AT(const struct dtcarve_finding *, dtcarve_report_get_finding, report, report->findings->count,
		  &report->objects[index], NULL)

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

typedef void (*writer)(const struct report *report, enum format_id format, const struct text_style *style,
					   FILE *out);

static int write_with(const struct dtcarve_report *report, unsigned int formats_of, writer write,
					  const struct writing *w)
{
	int id = find_format(w, formats_of);
	struct report model = { .board = report->boot->board->board,
							.kernel = report->boot->kernel->kernel,
							.boot = report->boot->boot,
							.settled = report->settled,
							.headroom = &report->headroom,
							.findings = report->findings,
							.measured = report->expected };

	if (id < 0)
		return id;
	write(&model, (enum format_id)id, &report->style, w->out);
	return 0;
}

static int write_report(const void *report, const struct writing *w)
{
	return write_with(report, REPORT_FORMATS, report_write, w);
}

static int write_trace(const void *report, const struct writing *w)
{
	return write_with(report, TRACE_FORMATS, report_write_trace, w);
}

RENDERER(dtcarve_report_render, report, write_report, error_of(report))

/* Whole or not at all, as far as memory goes. */
int dtcarve_report_write(const struct dtcarve_report *report, enum dtcarve_format format, FILE *out)
{
	char *text;
	size_t size, written;
	int ret = dtcarve_report_render(report, format, &text, &size);

	if (ret)
		return ret;
	written = fwrite(text, 1, size, out);
	free(text);
	return written < size || ferror(out)
			   ? error_set(error_of(report), -EIO, "the report cannot be written to its stream")
			   : 0;
}

int dtcarve_report_render_trace(const struct dtcarve_report *report, enum dtcarve_format format, char **text,
								size_t *size)
{
	*text = NULL;
	if (!report->boot->boot->trace)
		return error_set(error_of(report), -ENODATA,
						 "%s: the boot was not traced: it takes options with dtcarve_options_set_trace()",
						 report->boot->board->tree->tree->file);
	return render_in_memory(write_trace, report, (int)format, text, size, error_of(report));
}

/* --- policies ------------------------------------------------------------------------ */

/* What a text is made of that belongs to a report and a word of the caller's. */
struct policy_text {
	const struct dtcarve_report *report;
	const char *word; /* kernels, or the policy's file */
};

static int write_policy(const void *object, const struct writing *w)
{
	const struct policy_text *p = object;
	const struct dtcarve_report *report = p->report;

	policy_write_head(w->out);
	policy_write_first(report->boot->boot, &report->headroom, report->findings,
					   &(struct policy_variants){ .kernels = p->word }, w->out);
	return 0;
}

int dtcarve_report_render_policy(const struct dtcarve_report *report, const char *kernels, char **text,
								 size_t *size)
{
	const struct policy_text policy = { report, kernels };

	return render_in_memory(write_policy, &policy, 0, text, size, error_of(report));
}

static int write_demands(const void *object, const struct writing *w)
{
	const struct policy_text *d = object;
	struct gate gate;
	int ret = gate_read(w->arena, d->word, d->report->boot->board->board->file, &gate, w->error);

	return ret ? ret : render_page(page_of_demands(w->arena, &gate, d->report->boot->boot), w);
}

int dtcarve_report_render_demands(const struct dtcarve_report *report, const char *policy,
								  enum dtcarve_format format, char **text, size_t *size)
{
	const struct policy_text demands = { report, policy };

	return render_in_memory(write_demands, &demands, (int)format, text, size, error_of(report));
}
