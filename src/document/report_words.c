/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document/report_words.h"

#include <inttypes.h>

#include "board/board.h"
#include "boot/boot.h"
#include "kernel/kernel.h"
#include "document/amount.h"
#include "alloc/ddr.h"
#include "document/report.h"
#include "findings/findings.h"
#include "util/arena.h"
#include "util/number.h"
#include "util/size.h"

const char *board_name(const struct board *board)
{
	if (board->model && *board->model)
		return board->model;
	return board->compatible_count ? board->compatible[0] : board->file;
}

const char *report_facts(struct arena *arena, const struct report *report, const char *separator)
{
	const struct kernel *k = report->kernel;
	struct ddr ddr = ddr_of(arena, report->boot);
	const char *from = report->board->ddr_from;

	return arena_printf(arena, "Linux %s%s%s%s%s pages%sDDR %s%s", kernel_words(arena, k), separator,
						arch_name(k->arch), separator, size_text(arena, page_size(k)), separator,
						size_text(arena, range_set_bytes(&ddr.banks)), from ? arena_printf(arena, " (%s)", from) : "");
}

/* --- regions ------------------------------------------------------------------------------- */

/* A row without size or node stands for /reserved-memory itself: refused only where there is such a node. */
bool is_refused(const struct report *report, const struct region *r)
{
	bool is_parent = r->node == SIZE_MAX && r->kind == REGION_RESERVED;

	if (r->outcome == REGION_APPLIED || r->outcome == REGION_DISABLED)
		return false;
	return !is_parent || report->board->rmem_root.present;
}

size_t count_refused(const struct report *report)
{
	size_t count = 0;

	for (size_t i = 0; i < report->boot->region_count; i++)
		count += is_refused(report, &report->boot->regions[i]);
	return count;
}

const char *region_meaning(struct arena *arena, const struct region *r)
{
	static const char *const meanings[] = {
		[REGION_GIVEN_BACK] = "refused, its memory is ordinary RAM again",
		[REGION_RESERVED_UNUSABLE] = "refused, and its memory is lost all the same",
		[REGION_FAILED] = "failed, nothing is reserved",
		[REGION_IGNORED] = "ignored, nothing is reserved",
	};
	const char *meaning = meanings[r->outcome];

	if (!r->range.size)
		return arena_printf(arena, "%s: %s", region_kind_name(r->kind), meaning);
	return arena_printf(arena, "%s: %s at %s, %s", region_kind_name(r->kind), size_text(arena, r->range.size),
						amount_address(arena, r->range.base), meaning);
}

const char *severity_count_words(struct arena *arena, const size_t counts[SEVERITY_ERROR + 1])
{
	const char *text = "";

	for (int s = SEVERITY_ERROR; s >= SEVERITY_NOTE; s--)
		if (counts[s])
			text = arena_printf(arena, "%s%s%zu %s%s", text, *text ? ", " : "", counts[s],
								severity_name((enum severity)s), counts[s] == 1 ? "" : "s");
	return *text ? text : "nothing found";
}

const char *findings_count_words(struct arena *arena, const struct findings *findings)
{
	size_t counts[SEVERITY_ERROR + 1] = { 0 };

	for (size_t i = 0; i < findings->count; i++)
		counts[findings->items[i].severity]++;
	return severity_count_words(arena, counts);
}

/* --- headroom, boot log -------------------------------------------------------------------- */

/* linux:mm/page_alloc.c:mem_init_print_info, the figures that a prediction has. */
const char *memory_line(struct arena *arena, const struct boot *boot)
{
	struct estimate taken = estimate_add(boot->reserved_kb, boot->cma_kb);
	struct estimate available = estimate_sub(boot->total_kb, taken);

	return arena_printf(arena,
						"Memory: %" PRId64 "K/%" PRId64 "K available (..., %" PRId64 "K reserved, %" PRId64
						"K cma-reserved)",
						available.value, boot->total_kb.value, boot->reserved_kb.value, boot->cma_kb.value);
}

bool message_is_estimate(const struct region *region)
{
	return region->outcome_open || !is_exact(region_base(region)) || !is_exact(region_size(region));
}

const char *assumption_words(struct arena *arena, const struct assumption *a)
{
	const char *tells = a->option ? arena_printf(arena, " (%s tells)", a->option) : "";

	if (!a->moves)
		return arena_printf(arena, "%s%s", a->what, tells);
	return arena_printf(arena, "%s%s: moves %s", a->what, tells,
						a->moves < (int64_t)MIB(1) / 10
							? "less than 0.1 MiB"
							: arena_printf(arena, "up to %s MiB", size_mebibytes(arena, a->moves, 1)));
}

/* --- notes ----------------------------------------------------------------------------------- */

const char *what_makes_exact(struct arena *arena, const struct report *report)
{
	const struct kernel *k = report->kernel;
	const struct {
		const char *option, *gives;
		bool missing;
	} inputs[] = {
		{ "--kernel-config FILE", "the options that decide about memory", !k->has_config },
		{ "--image FILE", "the size of the kernel", !k->image.known },
		{ "--kernel-base ADDR", "where the image is loaded", !report->boot->kernel_base_known },
		{ "--fdt-base ADDR", "where the tree is loaded", !report->boot->fdt_base_known },
	};
	const char *text = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(inputs); i++)
		if (inputs[i].missing)
			text = arena_printf(arena, "%s%s%s (%s)", text ? text : "", text ? ", " : "", inputs[i].option,
								inputs[i].gives);
	return text;
}

const char *next_step(struct arena *arena, const struct report *report)
{
	const struct boot *boot = report->boot;
	size_t refused = count_refused(report);

	if (!boot->boots && boot->reason_path)
		return arena_printf(arena, "mend %s, then report again", boot->reason_path);
	if (!boot->boots)
		return "mend what keeps the board from booting, then report again";
	if (refused)
		return arena_printf(arena, "mend the %zu region%s under NOT AS THE TREE ASKS, then report again",
							refused, refused == 1 ? "" : "s");
	return "on the board, hold this against /proc/zoneinfo, /proc/pagetypeinfo and dmesg | grep -iE 'memory:|reserved mem|cma'";
}
