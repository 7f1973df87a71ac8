/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/explain.h"

#include <stdarg.h>
#include <string.h>

#include "render/paragraph.h"

#define WIDTH 80

struct state {
	unsigned int count;
};

static const char *kind_words(enum klog_kind kind)
{
	static const char *const words[] = {
		[KLOG_PAGE_ALLOC] = "page allocation failure",
		[KLOG_STALL] = "page allocation stall",
		[KLOG_OOM] = "out of memory",
		[KLOG_VMALLOC] = "vmalloc failure",
		[KLOG_VMEMMAP] = "vmemmap failure",
		[KLOG_CMA] = "CMA failure",
		[KLOG_MEMINFO] = "memory dump",
	};

	return words[kind];
}

/* Adds to a line being built; what does not fit is cut. */
__attribute__((format(printf, 3, 4))) static void append(char *line, size_t size, const char *format, ...)
{
	size_t used = strlen(line);
	va_list args;

	va_start(args, format);
	vsnprintf(line + used, size - used, format, args);
	va_end(args);
}

static void put_title(FILE *out, const char *file, const struct klog_event *e)
{
	char line[1024] = "";

	if (file)
		append(line, sizeof(line), "%s, ", file);
	append(line, sizeof(line), "line %llu", (unsigned long long)e->line);
	if (e->time >= 0)
		append(line, sizeof(line), " [%.6f]", e->time);
	append(line, sizeof(line), ": %s", kind_words(e->kind));
	if (e->process[0])
		append(line, sizeof(line), ", %s", e->process);
	if (klog_has(e->pid))
		append(line, sizeof(line), " (PID %lld)", (long long)e->pid);
	if (e->release[0])
		append(line, sizeof(line), ", Linux %s", e->release);
	paragraph(out, WIDTH, "", "       ", line);
}

static void put_section(FILE *out, const char *title, const struct sentences *s, bool numbered)
{
	char first[32];

	if (s->count == 0)
		return;
	fprintf(out, "\n%s\n", title);
	for (size_t i = 0; i < s->count; i++) {
		if (numbered)
			snprintf(first, sizeof(first), "  %2zu. ", i + 1);
		else
			snprintf(first, sizeof(first), "    - ");
		paragraph(out, WIDTH, first, "      ", s->text[i]);
	}
}

static void put_row(FILE *out, const struct diagnosis *d, const char *words, int64_t pages)
{
	if (klog_has(pages))
		fprintf(out, "  %-44s %12lld %10.1f\n", words, (long long)pages,
				(double)diagnosis_kb(d, pages) / 1024);
}

static void put_account(FILE *out, const struct diagnosis *d, const struct dump_account *a)
{
	bool has_cma = (klog_has(a->cma_total) && a->cma_total > 0) || (klog_has(a->cma_free) && a->cma_free > 0);

	if (!klog_has(a->ram) && !klog_has(a->free))
		return;
	fprintf(out, "\nWHERE THE MEMORY IS %40s %10s\n", "pages", "MiB");
	put_row(out, d, "given to the kernel (present)", a->ram);
	put_row(out, d, "- reserved by the kernel itself", a->reserved);
	put_row(out, d, "= managed by the page allocator", a->managed);
	if (has_cma) {
		put_row(out, d, "CMA pools", a->cma_total);
		put_row(out, d, "  of them free", a->cma_free);
	}
	put_row(out, d, "free in all", a->free);
	if (has_cma)
		put_row(out, d, "  of it outside CMA", a->free_outside_cma);
	put_row(out, d, "programs (anonymous)", a->anon);
	put_row(out, d, "page cache (reclaimable)", a->file);
	put_row(out, d, "slab, reclaimable", a->slab_reclaimable);
	put_row(out, d, "slab, unreclaimable", a->slab_unreclaimable);
	put_row(out, d, "page tables", a->page_tables);
	put_row(out, d, "kernel stacks", a->stacks);
	put_row(out, d, "on per-CPU lists", a->pcp);
	put_row(out, d, "in no counter (drivers, vmalloc, CMA in use)", a->unaccounted);
}

static void event(void *state, FILE *out, const char *file, const struct explanation *x)
{
	struct state *s = state;
	const struct diagnosis *d = x->diagnosis;
	char first[64];

	if (s->count++ > 0)
		fprintf(out, "\n%.*s\n\n", 72,
				"------------------------------------------------------------------------");
	put_title(out, file, d->event);
	paragraph(out, WIDTH, "asked: ", "       ", x->request);
	snprintf(first, sizeof(first), "\nVERDICT  %s (%s)\n  ", cause_name(d->cause),
			 confidence_name(d->confidence));
	fputs(first, out);
	paragraph(out, WIDTH - 2, "", "  ", x->verdict);
	put_section(out, "EVIDENCE", &x->evidence, false);
	put_account(out, d, &x->account);
	put_section(out, "HELD AGAINST THE DEVICE TREE", &x->board, false);
	put_section(out, "WHAT TO CHANGE", &x->advice, true);
}

static void put_boot_finding(FILE *out, const struct boot_finding *f)
{
	char first[32];

	snprintf(first, sizeof(first), "  line %llu: ", (unsigned long long)f->line);
	paragraph(out, WIDTH, first, "      ", f->text);
	paragraph(out, WIDTH, "      ", "      ", f->meaning);
}

static void boot(void *state, FILE *out, const char *file, const struct boot_explanation *b)
{
	struct state *s = state;
	char line[1024] = "";

	if (b->count == 0)
		return;
	if (s->count++ > 0)
		fprintf(out, "\n%.*s\n\n", 72,
				"------------------------------------------------------------------------");
	if (file)
		append(line, sizeof(line), "%s, ", file);
	append(line, sizeof(line), "line %llu: boot%s%s%s%s", (unsigned long long)b->boot->first_line,
		   b->boot->release[0] ? " of Linux " : "", b->boot->release, b->boot->machine[0] ? " on " : "",
		   b->boot->machine);
	paragraph(out, WIDTH, "", "       ", line);
	putc('\n', out);
	fprintf(out, "MEMORY THAT WAS ASKED FOR AND NOT HAD\n");
	for (size_t i = 0; i < b->count; i++)
		put_boot_finding(out, &b->findings[i]);
}

static void put_group(FILE *out, const struct summary_group *g)
{
	char mode[16] = "-", order[24] = "-";

	if (g->has_mode)
		snprintf(mode, sizeof(mode), "0x%x", g->mode);
	if (klog_has(g->order))
		snprintf(order, sizeof(order), "%lld", (long long)g->order);
	fprintf(out, "%7llu  %-15s %5s  %-14s  %s\n", (unsigned long long)g->count,
			g->process[0] ? g->process : "-", order, cause_name(g->cause), g->asked[0] ? g->asked : mode);
	fprintf(out, "%9s%s%s%s%s", "", g->caller, g->caller[0] ? "(), " : "",
			g->kind == KLOG_PAGE_ALLOC ? "" : kind_words(g->kind), g->kind == KLOG_PAGE_ALLOC ? "" : ", ");
	if (g->first_line == g->last_line)
		fprintf(out, "line %llu\n", (unsigned long long)g->first_line);
	else
		fprintf(out, "lines %llu..%llu\n", (unsigned long long)g->first_line,
				(unsigned long long)g->last_line);
}

static void summary(void *state, FILE *out, const struct summary *sum)
{
	struct state *s = state;

	s->count++;
	fprintf(out, "%llu reports in %zu groups", (unsigned long long)sum->events, sum->count);
	if (sum->suppressed > 0)
		fprintf(out, "; %lld more were held back by the kernel's rate limit", (long long)sum->suppressed);
	fprintf(out, "\n");
	if (sum->count > 0)
		fprintf(out, "\n  count  process         order  cause           asked\n");
	for (size_t i = 0; i < sum->count; i++)
		put_group(out, &sum->groups[i]);
	if (sum->left_out > 0)
		fprintf(out, "%7llu  in further groups\n", (unsigned long long)sum->left_out);
}

static void begin(void *state, FILE *out)
{
	(void)state;
	(void)out;
}

static void end(void *state, FILE *out, bool complete)
{
	const struct state *s = state;

	if (complete && s->count == 0)
		fputs(EXPLAIN_NOTHING, out);
}

const struct explain_format explain_text = { "text", begin, event, boot, summary, end, sizeof(struct state) };
