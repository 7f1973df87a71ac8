/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Schema dtcarve-explain-1, event by event. What the log does not hold is left out. */
#include "render/explain_writers.h"

#include <math.h>
#include <stddef.h>

#include "render/json.h"
#include "util/named.h"
#include "util/number.h"

/* Each an int64_t under its name. */
static void add_numbers(json_t *o, const void *from, const struct named_member *members, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int64_t value = *(const int64_t *)((const char *)from + members[i].offset);

		if (klog_has(value))
			json_put(o, members[i].name, json_int(value));
	}
}

/* As add_numbers(); left out where the structure has none of them. */
static void add_object(json_t *o, const char *key, const void *from, const struct named_member *members,
					   size_t count)
{
	json_t *object = json_new_object();

	add_numbers(object, from, members, count);
	if (json_object_size(object))
		json_put(o, key, object);
}

static void add_number(json_t *o, const char *key, int64_t value)
{
	if (klog_has(value))
		json_put(o, key, json_int(value));
}

/* To the microsecond, as printk tells it. */
static void add_seconds(json_t *o, const char *key, double value)
{
	if (value >= 0)
		json_put(o, key, json_number(round(value * 1e6) / 1e6));
}

static void add_range(json_t *o, const char *key, int64_t low, int64_t high)
{
	json_put(o, key, estimate_to_json(between(low, low + (high - low) / 2, high)));
}

static void add_mode(json_t *o, uint32_t mode)
{
	json_put(o, "mode", json_address(mode));
}

/* --- request --- */

static void add_gfp(json_t *o, const struct diagnosis *d)
{
	json_t *flags = json_new_array();

	for (unsigned int bit = 0; bit < 32; bit++) {
		enum gfp_flag flag = gfp_flag_at(d->gfp.layout, bit);

		if (d->gfp.mask >> bit & 1 && flag != GFP_FLAG_NONE)
			json_append(flags, json_text(gfp_flag_name(flag)));
	}
	json_put(o, "gfp", flags);
	json_put(o, "request", json_text(gfp_class_name(gfp_class(&d->gfp))));
	json_put(o, "migratetype",
			 json_text(gfp_migratetype(&d->gfp) == MIGRATE_MOVABLE       ? "movable"
					   : gfp_migratetype(&d->gfp) == MIGRATE_RECLAIMABLE ? "reclaimable"
																		 : "unmovable"));
}

static void add_holders(json_t *o, const struct klog_event *e)
{
	if (e->holder_count)
		json_put(o, "holders",
				 JSON_LIST(i, e->holder_count,
						   json_packed("{s:O, s:I, s:I}", "place", json_text(e->holders[i].place), "bytes",
									   (json_int_t)e->holders[i].bytes, "count",
									   (json_int_t)e->holders[i].count)));
}

static void add_special(json_t *o, const struct klog_event *e)
{
	static const struct named_member special[] = {
		{ "bytes", offsetof(struct klog_event, bytes) },
		{ "allocated_bytes", offsetof(struct klog_event, allocated) },
		{ "pages", offsetof(struct klog_event, pages) },
		{ "ret", offsetof(struct klog_event, ret) },
		{ "busy_ranges", offsetof(struct klog_event, busy_ranges) },
		{ "area_free_pages", offsetof(struct klog_event, cma_available) },
		{ "area_pages", offsetof(struct klog_event, cma_total) },
		{ "area_largest_free_pages", offsetof(struct klog_event, cma_largest) },
		{ "victim_pid", offsetof(struct klog_event, victim_pid) },
		{ "victim_rss_kb", offsetof(struct klog_event, victim_rss_kb) },
		{ "slots", offsetof(struct klog_event, slots) },
		{ "slots_used", offsetof(struct klog_event, slots_used) },
		{ "suppressed", offsetof(struct klog_event, suppressed) },
	};

	add_numbers(o, e, special, ARRAY_SIZE(special));
	json_add_text(o, "area", e->area);
	json_add_text(o, "device", e->device);
	add_seconds(o, "stall_seconds", e->stall_seconds);
	json_add_text(o, "victim", e->victim);
	json_add_text(o, "slab_cache", e->slab_cache);
	add_holders(o, e);
}

static void add_request(json_t *o, const struct diagnosis *d)
{
	static const char *const contexts[] = { NULL, "process", "interrupt" };
	const struct klog_event *e = d->event;

	json_put(o, "kind", json_text(klog_kind_name(e->kind)));
	json_put(o, "line", json_uint(e->line));
	add_seconds(o, "time", e->time);
	json_add_text(o, "process", e->process);
	add_number(o, "pid", e->pid);
	json_add_text(o, "kernel", e->release);
	json_add_text(o, "hardware", e->hardware);
	add_number(o, "order", e->order);
	if (e->has_mode)
		add_mode(o, e->mode);
	if (e->has_mode && d->has_gfp)
		add_gfp(o, d);
	json_add_text(o, "caller", e->caller);
	json_add_text(o, "module", e->module);
	json_add_text(o, "through", e->through);
	json_add_text(o, "context", contexts[e->context]);
	add_special(o, e);
}

/* --- zones --- */

static json_t *free_blocks_json(const struct klog_zone *z, size_t k)
{
	json_t *o = json_packed("{s:I, s:I}", "order", (json_int_t)k, "count", (json_int_t)z->list[k].count);

	json_add_text(o, "types", z->list[k].letters);
	return o;
}

static void add_test(json_t *o, const struct diagnosis *d, const struct zone_finding *f)
{
	int64_t gap = (INT64_C(1) << d->attempt.order) - 1;

	if (klog_has(f->zone->free)) {
		add_range(o, "usable_kb", diagnosis_kb(d, f->usable_low + gap),
				  diagnosis_kb(d, f->usable_high + gap));
		add_range(o, "usable_pages", f->usable_low, f->usable_high);
	}
	if (klog_has(f->zone->min)) {
		add_number(o, "needed_kb", diagnosis_kb(d, f->mark + f->reserve));
		add_number(o, "mark_pages", f->mark);
		add_number(o, "lowmem_reserve_pages", f->reserve);
	}
	if (klog_has(f->zone->free) && klog_has(f->zone->min))
		json_put(o, "watermark_ok", json_boolean(f->usable_low > f->mark + f->reserve));
	if (f->zone->orders > 0 && klog_has(f->zone->list_total))
		add_range(o, "usable_block_kb", diagnosis_kb(d, f->blocks_low), diagnosis_kb(d, f->blocks_high));
	json_put(o, "verdict", json_text(refusal_name(f->refusal)));
	json_put(o, "verdict_certain", json_boolean(f->sure));
}

static json_t *zone_json(const struct diagnosis *d, const struct zone_finding *f)
{
	static const struct named_member sizes[] = {
		{ "free_kb", offsetof(struct klog_zone, free) },
		{ "boost_kb", offsetof(struct klog_zone, boost) },
		{ "min_kb", offsetof(struct klog_zone, min) },
		{ "low_kb", offsetof(struct klog_zone, low) },
		{ "high_kb", offsetof(struct klog_zone, high) },
		{ "reserved_highatomic_kb", offsetof(struct klog_zone, reserved_highatomic) },
		{ "free_highatomic_kb", offsetof(struct klog_zone, free_highatomic) },
		{ "present_kb", offsetof(struct klog_zone, present) },
		{ "managed_kb", offsetof(struct klog_zone, managed) },
		{ "free_pcp_kb", offsetof(struct klog_zone, free_pcp) },
		{ "free_cma_kb", offsetof(struct klog_zone, free_cma) },
		{ "free_list_kb", offsetof(struct klog_zone, list_total) },
	};
	const struct klog_zone *z = f->zone;
	json_t *o = json_packed("{s:O}", "name", json_text(z->name));

	if (z->node >= 0)
		json_put(o, "node", json_int(z->node));
	add_numbers(o, z, sizes, ARRAY_SIZE(sizes));
	if (z->reserve_count > 0)
		json_put(o, "lowmem_reserve", JSON_LIST(i, z->reserve_count, json_int(z->reserve[i])));
	if (f->tested)
		add_test(o, d, f);
	else if (d->has_gfp && !f->allowed)
		json_put(o, "verdict", json_text("not-allowed"));
	if (z->orders)
		json_put(o, "free_list", JSON_LIST(k, z->orders, free_blocks_json(z, k)));
	return o;
}

/* --- totals, account, verdict --- */

static void add_totals(json_t *o, const struct klog_totals *totals)
{
	static const struct named_member members[] = {
		{ "ram_pages", offsetof(struct klog_totals, ram) },
		{ "highmem_pages", offsetof(struct klog_totals, highmem) },
		{ "reserved_pages", offsetof(struct klog_totals, reserved) },
		{ "cma_pages", offsetof(struct klog_totals, cma) },
		{ "hwpoisoned_pages", offsetof(struct klog_totals, hwpoisoned) },
		{ "pagecache_pages", offsetof(struct klog_totals, pagecache) },
		{ "total_swap_kb", offsetof(struct klog_totals, total_swap) },
		{ "free_swap_kb", offsetof(struct klog_totals, free_swap) },
	};

	add_object(o, "totals", totals, members, ARRAY_SIZE(members));
}

static void add_account(json_t *o, const struct dump_account *a)
{
	static const struct named_member members[] = {
		{ "ram_pages", offsetof(struct dump_account, ram) },
		{ "managed_pages", offsetof(struct dump_account, managed) },
		{ "cma_pages", offsetof(struct dump_account, cma_total) },
		{ "cma_free_pages", offsetof(struct dump_account, cma_free) },
		{ "free_pages", offsetof(struct dump_account, free) },
		{ "free_outside_cma_pages", offsetof(struct dump_account, free_outside_cma) },
		{ "anonymous_pages", offsetof(struct dump_account, anon) },
		{ "page_cache_pages", offsetof(struct dump_account, file) },
		{ "slab_reclaimable_pages", offsetof(struct dump_account, slab_reclaimable) },
		{ "slab_unreclaimable_pages", offsetof(struct dump_account, slab_unreclaimable) },
		{ "page_table_pages", offsetof(struct dump_account, page_tables) },
		{ "stack_pages", offsetof(struct dump_account, stacks) },
		{ "unaccounted_pages", offsetof(struct dump_account, unaccounted) },
	};

	if (klog_has(a->managed) || klog_has(a->free))
		add_object(o, "account", a, members, ARRAY_SIZE(members));
}

static json_t *sentences_json(const struct sentences *s)
{
	return json_texts(s->text, s->count);
}

static json_t *verdict_json(const struct explanation *x)
{
	const struct diagnosis *d = x->diagnosis;
	json_t *o = json_packed("{s:s}", "cause", cause_name(d->cause));

	if (d->deciding && d->cause != CAUSE_STALL)
		json_put(o, "reason", json_text(refusal_name(d->deciding->refusal)));
	json_put(o, "confidence", json_text(confidence_name(d->confidence)));
	add_seconds(o, "zone_line_late_seconds", d->zone_lateness);
	add_seconds(o, "free_list_late_seconds", d->list_lateness);
	json_put(o, "text", json_text(x->verdict));
	return o;
}

/* --- the format --- */

static void begin(void *state, const struct text_style *style, FILE *out)
{
	(void)style;
	json_stream_begin(state, out, "dtcarve-explain-1");
	json_stream_list(state, "events");
}

static void event(void *state, const char *file, const struct explanation *x)
{
	json_t *o = json_new_object();

	json_add_text(o, "file", file);
	add_request(o, x->diagnosis);
	if (x->diagnosis->zone_count)
		json_put(o, "zones",
				 JSON_LIST(i, x->diagnosis->zone_count, zone_json(x->diagnosis, &x->diagnosis->zones[i])));
	add_totals(o, &x->diagnosis->event->totals);
	add_account(o, &x->account);
	json_put(o, "verdict", verdict_json(x));
	json_put(o, "evidence", sentences_json(&x->evidence));
	if (x->board.count > 0)
		json_put(o, "board", sentences_json(&x->board));
	json_put(o, "advice", sentences_json(&x->advice));
	json_stream_item(state, o);
}

/* --- boot --- */

/* What the boot lines say: "On node N totalpages", "ZONE zone: N pages reserved", "... cma-reserved". */
static void add_boot_totals(json_t *o, const struct boot_log *b)
{
	static const struct named_member members[] = {
		{ "ram_pages", offsetof(struct klog_totals, ram) },
		{ "reserved_pages", offsetof(struct klog_totals, reserved) },
	};
	struct klog_totals totals = { .ram = b->total_pages, .reserved = BOOT_NONE };

	for (size_t i = 0; i < b->zone_count; i++)
		if (b->zones[i].reserved_pages != BOOT_NONE)
			totals.reserved =
				(totals.reserved == BOOT_NONE ? 0 : totals.reserved) + b->zones[i].reserved_pages;
	add_object(o, "totals", &totals, members, ARRAY_SIZE(members));
}

static void add_boot_memory(json_t *o, const struct boot_memory *m)
{
	static const struct named_member members[] = {
		{ "available", offsetof(struct boot_memory, available) },
		{ "total", offsetof(struct boot_memory, total) },
		{ "reserved", offsetof(struct boot_memory, reserved) },
		{ "cma", offsetof(struct boot_memory, cma) },
		{ "highmem", offsetof(struct boot_memory, highmem) },
	};

	if (m->available != BOOT_NONE)
		add_object(o, "memory", m, members, ARRAY_SIZE(members));
}

static void add_boot_zones(json_t *o, const struct boot_log *b)
{
	json_t *zones = json_new_array();

	for (size_t i = 0; i < b->zone_count; i++) {
		json_t *zone = json_packed("{s:O}", "name", json_text(b->zones[i].name));

		if (b->zones[i].empty) {
			json_put(zone, "empty", json_true());
		} else if (b->zones[i].end > 0) {
			json_put(zone, "start", json_address(b->zones[i].start));
			json_put(zone, "end", json_address(b->zones[i].end));
		}
		json_append(zones, zone);
	}
	if (b->zone_count)
		json_put(o, "zone_ranges", zones);
}

static json_t *region_json(const struct boot_region *r)
{
	static const char *const kinds[] = {
		"cma", "coherent", "restricted", "reserved", "initialized", "failed"
	};
	json_t *o = json_packed("{s:s}", "kind", kinds[r->kind]);

	json_add_text(o, "name", r->name);
	if (r->has_base)
		json_put(o, "base", json_address(r->base));
	if (r->has_size && r->size <= INT64_MAX)
		json_put(o, "size", json_uint(r->size));
	json_put(o, "line", json_uint(r->line));
	return o;
}

static json_t *finding_json(const struct boot_finding *f)
{
	json_t *o = json_packed("{s:s, s:O, s:O, s:O}", "id", f->id, "line", json_uint(f->line), "message",
							json_text(f->text), "meaning", json_text(f->meaning));

	json_add_text(o, "name", f->name);
	if (f->bytes)
		json_put(o, "bytes", json_uint(f->bytes));
	return o;
}

/* What every event has. */
static json_t *boot_verdict_json(const struct boot_explanation *x)
{
	const char *cause = x->count ? x->findings[0].id : "none";
	const char *text = x->count ? x->findings[0].meaning : "No memory was asked for at boot and not had.";

	return json_packed("{s:s, s:s, s:O}", "cause", cause, "confidence", confidence_name(CONFIDENCE_CERTAIN),
					   "text", json_text(text));
}

static void boot(void *state, const char *file, const struct boot_explanation *x)
{
	const struct boot_log *b = x->boot;
	json_t *o = json_packed("{s:s, s:O}", "kind", "boot", "line", json_uint(b->first_line));

	json_add_text(o, "file", file);
	json_add_text(o, "kernel", b->release);
	json_add_text(o, "hardware", b->machine);
	json_add_text(o, "command_line", b->command_line);
	add_boot_memory(o, &b->memory);
	add_boot_zones(o, b);
	add_boot_totals(o, b);
	json_put(o, "regions", JSON_LIST(i, b->region_count, region_json(&b->regions[i])));
	json_put(o, "findings", JSON_LIST(i, x->count, finding_json(&x->findings[i])));
	json_add_text(o, "panic", b->panic);
	json_put(o, "verdict", boot_verdict_json(x));
	json_put(o, "advice", json_new_array());
	json_stream_item(state, o);
}

/* --- summary --- */

static json_t *group_json(const struct summary_group *g)
{
	json_t *o = json_packed("{s:O, s:s, s:s}", "count", json_uint(g->count), "kind", klog_kind_name(g->kind),
							"cause", cause_name(g->cause));

	json_add_text(o, "process", g->process);
	json_add_text(o, "caller", g->caller);
	add_number(o, "order", g->order);
	if (g->has_mode)
		add_mode(o, g->mode);
	json_add_text(o, g->has_mode ? "gfp" : "area", g->asked);
	json_put(o, "first_line", json_uint(g->first_line));
	json_put(o, "last_line", json_uint(g->last_line));
	add_seconds(o, "first_time", g->first_time);
	add_seconds(o, "last_time", g->last_time);
	return o;
}

static void summary(void *state, const struct summary *sum)
{
	json_stream_list(state, "summary");
	for (size_t i = 0; i < sum->count; i++)
		json_stream_item(state, group_json(&sum->groups[i]));
}

static void end(void *state, bool complete)
{
	(void)complete;
	json_stream_end(state);
}

const struct explain_format explain_json = { begin, event, boot, summary, end, sizeof(struct json_stream) };
