/* SPDX-License-Identifier: GPL-2.0-or-later */
/* To paste into a bug report. */
#include "render/explain.h"

#include <string.h>

struct state {
	unsigned int count;
};

/* Text of the log must not turn into markup; our own sentences have code between backticks. */
static void put_text(FILE *out, const char *text)
{
	bool code = false;

	for (; *text; text++) {
		if (*text == '`')
			code = !code;
		else if (*text == '<') {
			fputs("&lt;", out);
			continue;
		} else if (!code && strchr("\\*_[]|~", *text))
			putc('\\', out);
		putc(*text, out);
	}
}

/* Words of the log alone: a backtick of theirs opens no code. */
static void put_value(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '<') {
			fputs("&lt;", out);
			continue;
		}
		if (strchr("\\`*_[]|~", *text))
			putc('\\', out);
		putc(*text, out);
	}
}

static void put_code(FILE *out, const char *text)
{
	putc('`', out);
	for (; *text; text++)
		putc(*text == '`' ? '\'' : *text, out);
	putc('`', out);
}

static void put_list(FILE *out, const char *title, const struct sentences *s, const char *mark)
{
	if (s->count == 0)
		return;
	fprintf(out, "\n**%s**\n\n", title);
	for (size_t i = 0; i < s->count; i++) {
		fprintf(out, "%s ", mark);
		put_text(out, s->text[i]);
		putc('\n', out);
	}
}

static void put_zone(FILE *out, const struct diagnosis *d, const struct zone_finding *f)
{
	const struct klog_zone *z = f->zone;

	fprintf(out, "| %s | ", z->name);
	if (klog_has(z->free))
		fprintf(out, "%lld", (long long)z->free);
	fprintf(out, " | ");
	if (klog_has(z->free_cma))
		fprintf(out, "%lld", (long long)z->free_cma);
	fprintf(out, " | ");
	if (klog_has(z->min))
		fprintf(out, "%lld", (long long)z->min);
	fprintf(out, " | ");
	if (f->tested && klog_has(z->min) && klog_has(z->free))
		fprintf(out, "%lld | %lld | %s |\n", (long long)diagnosis_kb(d, f->usable_low),
				(long long)diagnosis_kb(d, f->mark + f->reserve), refusal_name(f->refusal));
	else
		fprintf(out, "| | %s |\n", f->tested ? refusal_name(f->refusal) : f->allowed ? "" : "not allowed");
}

static void put_zones(FILE *out, const struct diagnosis *d)
{
	if (d->zone_count == 0 || !d->has_gfp)
		return;
	fprintf(out, "\n| zone | free kB | CMA kB | min kB | usable kB | needed kB | result |\n");
	fprintf(out, "| --- | ---: | ---: | ---: | ---: | ---: | --- |\n");
	for (size_t i = 0; i < d->zone_count; i++)
		put_zone(out, d, &d->zones[i]);
}

static void put_heading(FILE *out, const char *file, const struct klog_event *e)
{
	fprintf(out, "### %s", klog_kind_name(e->kind));
	if (e->process[0]) {
		fprintf(out, " in ");
		put_code(out, e->process);
	}
	if (e->release[0]) {
		fprintf(out, ", Linux ");
		put_text(out, e->release);
	}
	fprintf(out, " (");
	if (file) {
		put_text(out, file);
		fprintf(out, ", ");
	}
	fprintf(out, "line %llu)\n\n", (unsigned long long)e->line);
}

static void event(void *state, FILE *out, const char *file, const struct explanation *x)
{
	struct state *s = state;
	const struct diagnosis *d = x->diagnosis;

	if (s->count++ > 0)
		putc('\n', out);
	put_heading(out, file, d->event);
	fprintf(out, "**Asked:** ");
	put_code(out, x->request);
	fprintf(out, "\n\n**Verdict: %s** (%s). ", cause_name(d->cause), confidence_name(d->confidence));
	put_text(out, x->verdict);
	putc('\n', out);
	put_zones(out, d);
	put_list(out, "Evidence", &x->evidence, "-");
	put_list(out, "Held against the device tree", &x->board, "-");
	put_list(out, "What to change", &x->advice, "1.");
}

static void boot(void *state, FILE *out, const char *file, const struct boot_explanation *b)
{
	struct state *s = state;

	if (b->count == 0)
		return;
	if (s->count++ > 0)
		putc('\n', out);
	fprintf(out, "### boot");
	if (b->boot->release[0]) {
		fprintf(out, " of Linux ");
		put_text(out, b->boot->release);
	}
	if (file) {
		fprintf(out, ", ");
		put_text(out, file);
	}
	fprintf(out, "\n\n");
	for (size_t i = 0; i < b->count; i++) {
		fprintf(out, "- ");
		put_code(out, b->findings[i].text);
		fprintf(out, " (line %llu): ", (unsigned long long)b->findings[i].line);
		put_text(out, b->findings[i].meaning);
		putc('\n', out);
	}
}

static void summary(void *state, FILE *out, const struct summary *sum)
{
	struct state *s = state;

	s->count++;
	fprintf(out, "%llu reports in %zu groups\n\n", (unsigned long long)sum->events, sum->count);
	if (sum->count == 0)
		return;
	fprintf(out, "| count | process | order | asked | caller | cause | lines |\n");
	fprintf(out, "| ---: | --- | ---: | --- | --- | --- | --- |\n");
	for (size_t i = 0; i < sum->count; i++) {
		const struct summary_group *g = &sum->groups[i];

		fprintf(out, "| %llu | ", (unsigned long long)g->count);
		put_value(out, g->process);
		if (klog_has(g->order))
			fprintf(out, " | %lld | ", (long long)g->order);
		else
			fprintf(out, " | | ");
		put_value(out, g->asked);
		fprintf(out, " | ");
		put_value(out, g->caller);
		fprintf(out, " | %s | %llu..%llu |\n", cause_name(g->cause), (unsigned long long)g->first_line,
				(unsigned long long)g->last_line);
	}
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

const struct explain_format explain_markdown = { "markdown",          begin, event, boot, summary, end,
												 sizeof(struct state) };
