/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The plan for a person. */
#include <inttypes.h>
#include <string.h>

#include "board/board.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "plan/evidence.h"
#include "plan/plan.h"
#include "render/paragraph.h"
#include "render/plan.h"
#include "util/number.h"

#define WIDTH 100

static double mib(int64_t bytes)
{
	return (double)bytes / (double)MIB(1);
}

static void print_amount(FILE *out, const struct need *need, int64_t value)
{
	if (need_in_blocks(need))
		fprintf(out, "%12" PRId64, value);
	else
		fprintf(out, "%8.1f MiB", mib(value));
}

/* --- needs --------------------------------------------------------------------- */

static void print_failing(FILE *out, const char *when, const struct failing *f)
{
	fprintf(out, "    %-6s %.3g %% of %" PRIu64 " attempts fail in %u runs, 95 %% interval %.3g .. %.3g %%\n",
			when, 100 * f->share.value, f->attempts, f->runs, 100 * f->share.low, 100 * f->share.high);
}

/* The share of failures; the need counts as met where the interval's upper end is under the limit. */
static void print_need_under_load(FILE *out, const struct plan *plan, size_t at)
{
	const struct need *need = &plan->needs[at % plan->need_count];
	const struct failing *before = &plan->before.failing[at], *after = &plan->after.failing[at];

	fprintf(out, "  %-36s%9.3g %% %9.3g %% %9.3g %%   %s\n", need->text, 100 * need_limit(need),
			100 * before->share.value, 100 * after->share.value,
			plan->after.values[at] >= need->target ? "met" : "not met");
	print_failing(out, "before", before);
	if (plan->change_count)
		print_failing(out, "after", after);
}

static void print_range(FILE *out, const struct need *need, const char *when, struct estimate e)
{
	if (need_in_blocks(need))
		fprintf(out, "%s %" PRId64 " .. %" PRId64, when, e.low, e.high);
	else
		fprintf(out, "%s %.1f .. %.1f MiB", when, mib(e.low), mib(e.high));
}

static void print_ranges(FILE *out, const struct plan *plan, size_t at)
{
	const struct need *need = &plan->needs[at % plan->need_count];
	struct estimate before = plan->before_ranges[at], after = plan->after_ranges[at];

	if (is_exact(before) && is_exact(after))
		return;
	print_range(out, need, "    ~ before", before);
	if (plan->change_count)
		print_range(out, need, ", after", after);
	if (after.value >= need->target && after.low < need->target)
		fputs("; not for certain", out);
	fputc('\n', out);
}

static void print_need(FILE *out, const struct plan *plan, size_t site, size_t i)
{
	const struct need *need = &plan->needs[i];
	size_t at = site * plan->need_count + i;

	if (need->kind == NEED_FAIL) {
		print_need_under_load(out, plan, at);
		return;
	}
	fprintf(out, "  %-36s", need->text);
	print_amount(out, need, need->target);
	print_amount(out, need, plan->before.values[at]);
	print_amount(out, need, plan->after.values[at]);
	fprintf(out, "  %s\n", plan->after.values[at] >= need->target ? "met" : "not met");
	print_ranges(out, plan, at);
}

static void print_needs(FILE *out, const struct plan *plan)
{
	for (size_t s = 0; s < plan->site_count; s++) {
		fprintf(out, "NEEDS %-32s%12s%12s%12s\n", plan->sites[s].name ? plan->sites[s].name : "", "wanted",
				"before", "after");
		for (size_t i = 0; i < plan->need_count; i++)
			print_need(out, plan, s, i);
	}
	fputc('\n', out);
}

/* --- the account of DDR ----------------------------------------------------------- */

struct account {
	int64_t present, managed, cma;
};

static struct account account_of(const struct boot *boot)
{
	struct account a = { 0 };
	unsigned int shift = boot->kernel->page_shift;

	for (size_t i = 0; i < boot->zone_count; i++) {
		const struct zone *z = &boot->zones[i];

		if (!z->present)
			continue;
		a.present += (int64_t)z->present << shift;
		a.managed += z->managed.value << shift;
		a.cma += (int64_t)z->cma << shift;
	}
	return a;
}

static void print_row(FILE *out, const char *what, int64_t before, int64_t after)
{
	fprintf(out, "  %-48s%8.1f MiB%8.1f MiB%+8.1f MiB\n", what, mib(before), mib(after), mib(after - before));
}

static void print_account(FILE *out, const struct plan *plan, size_t s)
{
	struct account b = account_of(plan->sites[s].boot);
	struct account a = plan->planned && plan->planned[s].boot ? account_of(plan->planned[s].boot) : b;

	fprintf(out, "RAM   %-44s%12s%12s%12s\n", plan->sites[s].name ? plan->sites[s].name : "", "before",
			"after", "gain");
	print_row(out, "present", b.present, a.present);
	print_row(out, "managed", b.managed, a.managed);
	print_row(out, "CMA pools, movable pages only", b.cma, a.cma);
	print_row(out, "what unmovable requests can use", b.managed - b.cma, a.managed - a.cma);
	fputc('\n', out);
}

/* --- changes ------------------------------------------------------------------------- */

static void print_place(FILE *out, const char *what, const struct change *c, struct range r)
{
	if (r.size == 0)
		fprintf(out, "      %-5s nothing (status = \"disabled\")\n", what);
	else if (c->dynamic)
		fprintf(out, "      %-5s %.4g MiB, placed by the kernel at 0x%" PRIx64 "\n", what,
				mib((int64_t)r.size), r.base);
	else
		fprintf(out, "      %-5s 0x%" PRIx64 " .. 0x%" PRIx64 ", %.4g MiB\n", what, r.base, range_end(r) - 1,
				mib((int64_t)r.size));
}

static void print_share_then(FILE *out, const struct plan *plan, const struct change *c, size_t at)
{
	if (c->values[at] < 0)
		fputs("not simulated on the way", out);
	else
		fprintf(out, "%.3g %%", 100 * plan->after.failing[at].share.value);
}

static void print_step(FILE *out, const struct plan *plan, const struct change *c)
{
	for (size_t s = 0; s < plan->site_count; s++)
		for (size_t i = 0; i < plan->need_count; i++) {
			const struct need *need = &plan->needs[i];

			fprintf(out, "      then  %s: ", need->text);
			if (need->kind == NEED_FAIL)
				print_share_then(out, plan, c, s * plan->need_count + i);
			else if (need_in_blocks(need))
				fprintf(out, "%" PRId64 " blocks", c->values[s * plan->need_count + i]);
			else
				fprintf(out, "%.4g MiB", mib(c->values[s * plan->need_count + i]));
			fprintf(out, "%s%s\n", plan->sites[s].name ? " with " : "",
					plan->sites[s].name ? plan->sites[s].name : "");
		}
}

static void print_change(FILE *out, const struct plan *plan, size_t i, bool steps)
{
	const struct change *c = &plan->changes[i];
	int64_t bytes = c->gain_pages * (int64_t)page_size(plan->sites[0].kernel);

	fprintf(out, "  %zu.  %s %s\n", i + 1, change_action_name(c->action), c->path);
	print_place(out, "from", c, c->from);
	print_place(out, "to", c, c->to);
	if (c->successor)
		fprintf(out, "      now   %s\n", c->successor);
	if (c->gain_pages)
		fprintf(out, "      gain  %+.4g MiB for unmovable requests\n", mib(bytes));
	paragraph(out, WIDTH, "      why   ", "            ", c->reason);
	fprintf(out, "      risk  %s", change_risk_name(c->risk));
	if (strcmp(c->risk_text, "none") == 0)
		fputc('\n', out);
	else
		paragraph(out, WIDTH, ": ", "            ", c->risk_text);
	if (steps)
		print_step(out, plan, c);
}

static void print_changes(FILE *out, const struct plan *plan, bool steps)
{
	if (plan->change_count == 0)
		return;
	fprintf(out, "CHANGES  %s\n",
			!plan->met ? "the best that can be had"
			: plan->runs && !plan->proven
				? "the least memory for unmovable requests that the load needs, by bisection"
			: plan->proven ? "no cheaper cut does"
						   : "cheaper cuts were sought, not all of them");
	for (size_t i = 0; i < plan->change_count; i++)
		print_change(out, plan, i, steps);
	fputc('\n', out);
}

/* --- what was taken for granted -------------------------------------------------------- */

static int widest_path(const struct board *board)
{
	size_t widest = 0;

	for (size_t n = 0; n < board->rmem_count; n++)
		widest = strlen(board->rmem[n].path) > widest ? strlen(board->rmem[n].path) : widest;
	return (int)(widest < 60 ? widest : 60);
}

static void print_rules(FILE *out, const struct plan *plan, const struct evidence *evidence)
{
	const struct board *board = plan->sites[0].board;
	bool any = false;

	if (evidence && evidence->file_count)
		fprintf(out, "EVIDENCE  %zu snapshot%s of %zu file%s; pools keep the observed peak and %u %%\n",
				evidence->snapshot_count, evidence->snapshot_count == 1 ? "" : "s", evidence->file_count,
				evidence->file_count == 1 ? "" : "s", evidence->margin_percent);
	if (evidence && evidence->has_total)
		fprintf(
			out,
			"  at most %.4g of %.4g MiB CMA in use, of all pools together: each may have held all of it\n",
			mib((int64_t)evidence->used_bytes), mib((int64_t)evidence->total_bytes));
	if (plan->by_default_rules)
		fputs("RULES  no policy: only CMA pools and carve-outs that nobody owns may change\n", out);
	for (size_t n = 0; n < plan->from.count; n++) {
		if (!plan->limits[n].fixed || !plan->limits[n].why)
			continue;
		if (!any && !plan->by_default_rules)
			fputs("RULES  of the policy\n", out);
		any = true;
		fprintf(out, "  fixed  %-*s  %s\n", widest_path(board), board->rmem[n].path, plan->limits[n].why);
	}
	if (any || plan->by_default_rules || (evidence && evidence->file_count))
		fputc('\n', out);
}

static void print_verdict(FILE *out, const struct plan *plan)
{
	const struct site *s = &plan->sites[0];

	fprintf(out, "%s  Linux %s\n", s->board->model ? s->board->model : s->board->file, s->kernel->release);
	if (plan->before.met)
		fputs("Nothing to do: the tree meets all needs as it is.\n\n", out);
	else if (plan->met)
		fprintf(out, "A plan: %zu change%s.\n\n", plan->change_count, plan->change_count == 1 ? "" : "s");
	else
		fputs("No plan meets the needs.\n\n", out);
}

int plan_print_text(FILE *out, const struct plan *plan, const struct evidence *evidence, bool steps)
{
	print_verdict(out, plan);
	print_needs(out, plan);
	for (size_t s = 0; s < plan->site_count; s++)
		print_account(out, plan, s);
	print_changes(out, plan, steps);
	if (plan->obstacle_count)
		fputs("IN THE WAY\n", out);
	for (size_t i = 0; i < plan->obstacle_count; i++)
		paragraph(out, WIDTH, "  ", "    ", plan->obstacles[i]);
	if (plan->obstacle_count)
		fputc('\n', out);
	print_rules(out, plan, evidence);
	if (plan->advice_count)
		fputs("BESIDE THE TREE  not part of the plan\n", out);
	for (size_t i = 0; i < plan->advice_count; i++)
		paragraph(out, WIDTH, "  * ", "    ", plan->advice[i].text);
	return ferror(out) ? -1 : 0;
}
