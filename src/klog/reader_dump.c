/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of a memory dump: each is handed to the report that it belongs to. */
#include "klog/reader.h"

#include "klog/dump.h"

static int add_zone(struct klog_event *e, const char *name, int node)
{
	struct klog_zone *zone;

	if (e->zone_count == KLOG_ZONES) {
		e->zones_left_out = true;
		return -1;
	}
	zone = &e->zones[e->zone_count];
	klog_zone_init(zone);
	memcpy(zone->name, name, sizeof(zone->name));
	zone->node = node;
	return (int)e->zone_count++;
}

static int find_or_add_zone(struct klog_event *e, const char *name, int node)
{
	int i = event_zone(e, name, node);

	return i >= 0 ? i : add_zone(e, name, node);
}

/* A "Node N" that stood alone on the line before. */
static int take_pending_node(struct klog *k, int node)
{
	if (node < 0 && k->pending_node >= 0 && k->line - k->pending_node_line <= 4)
		node = k->pending_node;
	k->pending_node = -1;
	return node;
}

/* Hands the line of a zone to the report that it belongs to; which of its zones it is, or -1. */
static int take_zone(struct klog *k, const struct klog_line *line, enum want want, const char *name, int node,
					 struct slot **owner)
{
	struct slot *s;
	int i;

	node = take_pending_node(k, node);
	*owner = s = slot_owner_or_new(k, line, want, name, node);
	i = find_or_add_zone(&s->event, name, node);
	s->event.has_meminfo = true;
	slot_accept(k, s, line);
	return i;
}

/* True where the line was a zone line; otherwise it is one of the counter lines. */
bool dump_on_free(struct klog *k, const struct klog_line *line, const char *at)
{
	char name[12];
	int node = -1, i;
	struct slot *s;

	if (!dump_zone_before(line->text, at, &node, name))
		return false;
	i = take_zone(k, line, WANT_ZONE, name, node, &s);
	s->zone = s->reserve = i;
	s->reserve_line = 0;
	if (i >= 0) {
		s->event.zones[i].time = line->time;
		dump_zone_line(&s->event.zones[i], (struct cursor){ at, line->text.end });
	}
	return true;
}

void dump_on_counters(struct klog *k, const struct klog_line *line, bool may_open)
{
	struct slot *s = may_open ? slot_owner_or_new(k, line, WANT_COUNTERS, NULL, -1)
							  : slot_owner(k, line, WANT_COUNTERS, NULL, -1);

	if (!s || !dump_counters(&s->event.counters, line->text))
		return;
	if (s->event.counters.time < 0)
		s->event.counters.time = line->time;
	slot_accept(k, s, line);
}

static void on_node_line(struct klog *k, const struct klog_line *line, struct cursor rest, int node)
{
	struct slot *s = slot_owner_or_new(k, line, WANT_COUNTERS, NULL, -1);
	struct klog_event *e = &s->event;

	slot_accept(k, s, line);
	if (e->node_count == KLOG_NODES)
		return;
	struct klog_node *n = &e->nodes[e->node_count];

	klog_node_init(n, node);
	dump_node_line(n, rest);
	e->node_count++;
}

/* "Node N active_anon:..kB": a node line; "active_anon:N ...": counters; in a zone line the words are its
 * own. */
void dump_on_active_anon(struct klog *k, const struct klog_line *line)
{
	struct cursor c = line->text;
	int64_t node;

	cursor_skip_blanks(&c);
	if (cursor_word(&c, "Node ") && cursor_number(&c, &node) && node < 1 << 16) {
		on_node_line(k, line, c, (int)node);
		return;
	}
	dump_on_counters(k, line, true);
}

void dump_on_reserve(struct klog *k, const struct klog_line *line, const char *at)
{
	struct cursor c = { at, line->text.end };
	struct slot *s = slot_owner(k, line, WANT_ANY, NULL, -1);

	/* the youngest report that waits for it, since this line does not name its zone */
	for (size_t i = 0; i < k->count; i++) {
		struct slot *other = slot_at(k, i);

		if (other->open && slot_caller_fit(other, line) && other->reserve >= 0 &&
			other->event.zones[other->reserve].reserve_count == 0) {
			s = other;
			break;
		}
	}
	if (!s || s->reserve < 0)
		return;
	cursor_word(&c, "lowmem_reserve[]");
	cursor_take(&c, ':');
	slot_accept(k, s, line);
	s->reserve_line = k->line;
	if (s->event.zones[s->reserve].reserve_count == 0)
		dump_reserve(&s->event.zones[s->reserve], c);
}

static void note_letters(struct klog_event *e, const struct klog_zone *zone)
{
	for (size_t i = 0; i < zone->orders; i++) {
		if (strlen(zone->list[i].letters) > strlen(e->letters))
			memcpy(e->letters, zone->list[i].letters, sizeof(e->letters));
	}
}

/* "[Node N ]ZONE: 1*4kB (U) ...". */
bool dump_on_list(struct klog *k, const struct klog_line *line)
{
	struct cursor c = line->text, probe;
	int64_t count;
	char name[12];
	int node = -1, i;
	struct slot *s;

	cursor_skip_blanks(&c);
	if (!dump_zone_name(&c, &node, name) || !cursor_take(&c, ':'))
		return false;
	probe = c;
	cursor_skip_blanks(&probe);
	if (cursor_left(&probe) > 0 &&
		!(cursor_number(&probe, &count) && (cursor_peek(&probe) == '*' || cursor_peek(&probe) == '_')))
		return false;
	i = take_zone(k, line, WANT_LIST, name, node, &s);
	s->list = i;
	s->zone = s->reserve = -1;
	if (i < 0)
		return true;
	s->event.zones[i].list_time = line->time;
	dump_list(&s->event.zones[i], &s->event.page_kb, c);
	note_letters(&s->event, &s->event.zones[i]);
	return true;
}

/* Free lists that start with no zone's name: kept only where a zone waits for them. */
bool dump_on_list_piece(struct klog *k, const struct klog_line *line)
{
	struct cursor c = line->text;
	char first;

	cursor_skip_blanks(&c);
	first = cursor_peek(&c);
	if (!is_digit(first) && first != '(' && first != '=')
		return false;
	for (size_t i = 0; i < k->count; i++) {
		struct slot *s = slot_at(k, i);
		struct klog_zone *zone = s->list >= 0 ? &s->event.zones[s->list] : NULL;

		if (!s->open || !zone || klog_has(zone->list_total) || !slot_caller_fit(s, line))
			continue;
		if (!dump_list(zone, &s->event.page_kb, c))
			continue;
		note_letters(&s->event, zone);
		slot_accept(k, s, line);
		return true;
	}
	return false;
}

/* " 2573 2574": what a torn lowmem_reserve[] line goes on with. */
bool dump_on_reserve_piece(struct klog *k, const struct klog_line *line)
{
	struct cursor c = line->text;

	cursor_skip_blanks(&c);
	if (!is_digit(cursor_peek(&c)) || cursor_left(&c) > 60)
		return false;
	for (size_t i = 0; i < k->count; i++) {
		struct slot *s = slot_at(k, i);

		if (!s->open || s->reserve < 0 || !slot_caller_fit(s, line) || !s->reserve_line ||
			(s->event.zones[s->reserve].reserve_count == 0 && k->line - s->reserve_line > 2))
			continue;
		if (!dump_reserve(&s->event.zones[s->reserve], c))
			continue;
		slot_accept(k, s, line);
		return true;
	}
	return false;
}

bool dump_on_total(struct klog *k, const struct klog_line *line, bool may_open)
{
	struct klog_totals totals = { KLOG_NONE, KLOG_NONE, KLOG_NONE, KLOG_NONE, KLOG_NONE,
								  KLOG_NONE, KLOG_NONE, KLOG_NONE, KLOG_NONE };
	struct cursor c = line->text;
	struct slot *s;

	cursor_skip_blanks(&c);
	if (!dump_total(&totals, c))
		return false;
	s = slot_owner(k, line, klog_has(totals.reserved) ? WANT_TOTALS : WANT_ANY, NULL, -1);
	if (!s && !may_open)
		return false;
	if (!s)
		s = slot_owner_or_new(k, line, WANT_TOTALS, NULL, -1);
	dump_total(&s->event.totals, c);
	if (klog_has(totals.ram) || klog_has(totals.reserved))
		s->has_totals = true;
	s->event.has_meminfo = true;
	s->zone = s->reserve = s->list = -1;
	slot_accept(k, s, line);
	return true;
}

/* "Node 0 " alone: the zone's name comes with the next line. */
bool dump_on_node_alone(struct klog *k, const struct klog_line *line)
{
	struct cursor c = line->text;
	int64_t node;

	cursor_skip_blanks(&c);
	if (!cursor_word(&c, "Node ") || !cursor_number(&c, &node) || node > 1 << 16)
		return false;
	cursor_skip_blanks(&c);
	if (cursor_left(&c) > 0)
		return false;
	k->pending_node = (int)node;
	k->pending_node_line = k->line;
	return true;
}
