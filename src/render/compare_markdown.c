/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <string.h>

#include "compare/compare.h"
#include "render/compare.h"
#include "render/markdown.h"
#include "util/arena.h"
#include "util/size.h"

struct writer {
	struct arena *arena;
	FILE *out;
};

static void put(const struct writer *w, const char *text)
{
	markdown_put(w->out, w->arena, text);
}

static const char *signed_size(const struct writer *w, int64_t bytes)
{
	return arena_printf(w->arena, "%s%s", bytes < 0 ? "-" : "",
						size_text(w->arena, bytes < 0 ? 0 - (uint64_t)bytes : (uint64_t)bytes));
}

static const char *figure_text(const struct writer *w, int64_t value, bool bytes)
{
	return bytes ? signed_size(w, value) : arena_printf(w->arena, "%" PRId64, value);
}

static void put_figure_name(const struct writer *w, const struct figure_diff *f)
{
	if (f->zone)
		put(w, arena_printf(w->arena, "%s %s", f->zone, f->label));
	else if (strcmp(f->id, "blocks") == 0)
		put(w, arena_printf(w->arena, "order %u %s", f->order, f->label));
	else
		put(w, f->label);
}

static void put_figures(const struct writer *w, const char *title, const struct figure_diffs *list,
						bool bytes)
{
	if (!list->count)
		return;
	fprintf(w->out,
			"\n<details><summary>%s</summary>\n\n| | old | new | change |\n| :-- | --: | --: | --: |\n",
			title);
	for (size_t i = 0; i < list->count; i++) {
		const struct figure_diff *f = &list->items[i];
		int64_t change = f->new.value - f->old.value;

		if (!change)
			continue; /* its range alone differs */
		fputs("| ", w->out);
		put_figure_name(w, f);
		fprintf(w->out, " | %s | %s | %s%s |\n", figure_text(w, f->old.value, bytes),
				figure_text(w, f->new.value, bytes), change > 0 ? "+" : "", figure_text(w, change, bytes));
	}
	fputs("\n</details>\n", w->out);
}

static void put_region(const struct writer *w, const struct region *region)
{
	if (region && region->range.size)
		fprintf(w->out, " | %s %s at 0x%08llx", region_kind_name(region->kind),
				size_text(w->arena, region->range.size), (unsigned long long)region->range.base);
	else
		fprintf(w->out, " | %s", region ? region_kind_name(region->kind) : "");
	if (region && region->outcome != REGION_APPLIED)
		fprintf(w->out, " (%s)", region_outcome_name(region->outcome));
}

static void put_regions(const struct writer *w, const struct comparison *c)
{
	if (c->region_count)
		fputs("\n| region | change | old | new |\n| :-- | :-- | :-- | :-- |\n", w->out);
	for (size_t i = 0; i < c->region_count; i++) {
		const struct region_diff *d = &c->regions[i];

		fputs("| ", w->out);
		put(w, (d->new ? d->new : d->old)->path);
		fprintf(w->out, " | %s", change_name(d->change));
		put_region(w, d->old);
		put_region(w, d->new);
		fputs(" |\n", w->out);
	}
}

static void put_findings(const struct writer *w, const struct comparison *c)
{
	if (c->finding_count)
		fputc('\n', w->out);
	for (size_t i = 0; i < c->finding_count; i++) {
		const struct finding_diff *d = &c->findings[i];

		fprintf(w->out, "* **%s** %s (%s) ", finding_change_name(d->change),
				severity_name(d->finding->severity), d->finding->rule->id);
		put(w, d->finding->path);
		fputs(": ", w->out);
		put(w, d->finding->message);
		fputc('\n', w->out);
	}
}

void compare_write_markdown(const struct comparison *comparison, FILE *out)
{
	const struct writer w = { arena_new(), out };

	fputs("### Memory of ", out);
	put(&w, comparison->new.name);
	fputs("\n\nagainst ", out);
	put(&w, comparison->old.name);
	fputs(comparison->differs ? "\n\n" : "\n\nNo difference in what Linux does with the memory.\n", out);
	for (size_t i = 0; i < comparison->cost_count; i++) {
		fputs("* ", out);
		put(&w, comparison->costs[i]);
		fputc('\n', out);
	}
	put_regions(&w, comparison);
	put_findings(&w, comparison);
	put_figures(&w, "Account of the DDR", &comparison->account, true);
	put_figures(&w, "Zones (pages)", &comparison->zones, false);
	put_figures(&w, "Headroom (blocks in a row once the system is up)", &comparison->headroom, false);
	arena_free(w.arena);
}
