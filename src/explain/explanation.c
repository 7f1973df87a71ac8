/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "explain/explanation.h"

#include <stdarg.h>

#include "explain/board_facts.h"
#include "util/arena.h"

void add_sentence(struct arena *arena, struct sentences *sentences, const char *format, ...)
{
	va_list args;
	const char *text;

	va_start(args, format);
	text = arena_vprintf(arena, format, args);
	va_end(args);
	arena_push(arena, sentences->text, sentences->count, text);
}

const char *word_pages(struct arena *arena, const struct diagnosis *d, int64_t pages)
{
	int64_t kb = diagnosis_kb(d, pages);

	if (kb >= 10240 || kb <= -10240)
		return arena_printf(arena, "%.1f MiB", (double)kb / 1024);
	return arena_printf(arena, "%lld KiB", (long long)kb);
}

bool word_is_early_cma(const struct klog_event *e)
{
	return klog_has(e->pages) && e->pages <= 2 && e->time >= 0 && e->time < 10;
}

void explain_diagnosis(struct arena *arena, const struct diagnosis *d, const struct board_facts *facts,
					   struct explanation *x)
{
	*x = (struct explanation){ .diagnosis = d, .account = dump_account_of(d) };
	x->request = word_request(arena, d);
	x->verdict = word_verdict(arena, d, &x->account);
	x->evidence = word_evidence(arena, d, &x->account);
	if (facts)
		x->board = word_board(arena, d, &x->account, facts);
	x->advice = word_advice(arena, d, &x->account);
}
