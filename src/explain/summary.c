/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "explain/summary.h"
#include "util/sort.h"

#include <stdlib.h>
#include <string.h>

/* Numbers behind these tell instances of one thing apart: kworker/2:1 and kworker/0:3, Binder:672_7,
 * Thread-2. */
static bool counts_instances(char before)
{
	return before == '/' || before == ':' || before == '_' || before == '-';
}

static void group_name(char *to, size_t size, const char *name)
{
	bool instance = false;
	size_t n = 0;

	for (char before = '\0'; *name && n + 1 < size; before = *name++) {
		bool digit = *name >= '0' && *name <= '9';

		instance = digit && (instance || counts_instances(before));
		if (!instance)
			to[n++] = *name;
		else if (to[n - 1] != '*')
			to[n++] = '*';
	}
	to[n] = '\0';
}

static bool same_group(const struct summary_group *a, const struct summary_group *b)
{
	return a->kind == b->kind && a->cause == b->cause && a->order == b->order && a->has_mode == b->has_mode &&
		   a->mode == b->mode && strcmp(a->process, b->process) == 0 && strcmp(a->caller, b->caller) == 0 &&
		   strcmp(a->asked, b->asked) == 0;
}

static void read_group(struct summary_group *g, const struct diagnosis *d)
{
	const struct klog_event *e = d->event;

	memset(g, 0, sizeof(*g));
	g->kind = e->kind;
	g->cause = d->cause;
	group_name(g->process, sizeof(g->process), e->process);
	memcpy(g->caller, e->caller, sizeof(g->caller));
	g->order = e->order;
	g->has_mode = e->has_mode;
	g->mode = e->has_mode ? e->mode : 0;
	if (d->has_gfp)
		gfp_describe(&d->gfp, g->asked, sizeof(g->asked));
	else
		memcpy(g->asked, e->area, sizeof(e->area));
	g->first_line = g->last_line = e->line;
	g->first_time = g->last_time = e->time;
}

void summary_add(struct summary *summary, const struct diagnosis *diagnosis)
{
	struct summary_group group, *found = NULL;

	read_group(&group, diagnosis);
	summary->events++;
	if (klog_has(diagnosis->event->suppressed))
		summary->suppressed += diagnosis->event->suppressed & INT32_MAX;
	for (size_t i = 0; i < summary->count && !found; i++) {
		if (same_group(&summary->groups[i], &group))
			found = &summary->groups[i];
	}
	if (!found && summary->count == SUMMARY_GROUPS) {
		summary->left_out++;
		return;
	}
	if (!found) {
		found = &summary->groups[summary->count++];
		*found = group;
	}
	found->count++;
	found->last_line = group.last_line;
	found->last_time = group.last_time;
}

static int by_count(const void *a, const void *b)
{
	const struct summary_group *x = a, *y = b;

	MORE_FIRST(count);
	return x->first_line < y->first_line ? -1 : x->first_line > y->first_line;
}

void summary_sort(struct summary *summary)
{
	sort_items(summary->groups, summary->count, sizeof(summary->groups[0]), by_count);
}
