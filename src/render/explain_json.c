/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/explain.h"

#include "render/json_writer.h"

struct state {
	struct json_writer json;
};

/* --- members that the log may not hold are left out --- */

static void number(struct json_writer *w, const char *key, int64_t value)
{
	if (klog_has(value))
		jsonw_integer(w, key, value);
}

static void text(struct json_writer *w, const char *key, const char *value)
{
	if (value && value[0])
		jsonw_string(w, key, value);
}

static void seconds(struct json_writer *w, const char *key, double value)
{
	if (value >= 0)
		jsonw_seconds(w, key, value);
}

/* An exact value is a number, a range an object. */
static void range(struct json_writer *w, const char *key, int64_t low, int64_t high)
{
	if (low == high) {
		jsonw_integer(w, key, low);
		return;
	}
	jsonw_open(w, key, '{');
	jsonw_integer(w, "value", low + (high - low) / 2);
	jsonw_integer(w, "low", low);
	jsonw_integer(w, "high", high);
	jsonw_bool(w, "exact", false);
	jsonw_close(w, '}');
}

/* --- request --- */

static void put_gfp(struct json_writer *w, const struct diagnosis *d)
{
	char mode[16];

	if (!d->event->has_mode)
		return;
	snprintf(mode, sizeof(mode), "%#x", d->event->mode);
	jsonw_string(w, "mode", d->event->mode ? mode : "0x0");
	if (!d->has_gfp)
		return;
	jsonw_open(w, "gfp", '[');
	for (unsigned int bit = 0; bit < 32; bit++) {
		enum gfp_flag flag = gfp_flag_at(d->gfp.layout, bit);

		if (d->gfp.mask >> bit & 1 && flag != GFP_FLAG_NONE)
			jsonw_string(w, NULL, gfp_flag_name(flag));
	}
	jsonw_close(w, ']');
	jsonw_string(w, "request", gfp_class_name(gfp_class(&d->gfp)));
	jsonw_string(w, "migratetype",
				 gfp_migratetype(&d->gfp) == MIGRATE_MOVABLE       ? "movable"
				 : gfp_migratetype(&d->gfp) == MIGRATE_RECLAIMABLE ? "reclaimable"
																   : "unmovable");
}

static void put_special(struct json_writer *w, const struct klog_event *e)
{
	number(w, "bytes", e->bytes);
	number(w, "allocated_bytes", e->allocated);
	text(w, "area", e->area);
	number(w, "pages", e->pages);
	number(w, "ret", e->ret);
	number(w, "busy_ranges", e->busy_ranges);
	number(w, "area_free_pages", e->cma_available);
	number(w, "area_pages", e->cma_total);
	number(w, "area_largest_free_pages", e->cma_largest);
	seconds(w, "stall_seconds", e->stall_seconds);
	text(w, "victim", e->victim);
	number(w, "victim_pid", e->victim_pid);
	number(w, "victim_rss_kb", e->victim_rss_kb);
	text(w, "slab_cache", e->slab_cache);
	number(w, "suppressed", e->suppressed);
}

static void put_request(struct json_writer *w, const struct diagnosis *d)
{
	static const char *const contexts[] = { NULL, "process", "interrupt" };
	const struct klog_event *e = d->event;

	jsonw_string(w, "kind", klog_kind_name(e->kind));
	jsonw_integer(w, "line", (int64_t)e->line);
	seconds(w, "time", e->time);
	text(w, "process", e->process);
	number(w, "pid", e->pid);
	text(w, "kernel", e->release);
	text(w, "hardware", e->hardware);
	number(w, "order", e->order);
	put_gfp(w, d);
	text(w, "caller", e->caller);
	text(w, "module", e->module);
	text(w, "context", contexts[e->context]);
	put_special(w, e);
}

/* --- zones --- */

static void put_list(struct json_writer *w, const struct klog_zone *z)
{
	if (z->orders == 0)
		return;
	jsonw_open(w, "free_list", '[');
	for (size_t k = 0; k < z->orders; k++) {
		jsonw_open(w, NULL, '{');
		jsonw_integer(w, "order", (int64_t)k);
		jsonw_integer(w, "count", z->list[k].count);
		text(w, "types", z->list[k].letters);
		jsonw_close(w, '}');
	}
	jsonw_close(w, ']');
}

static void put_test(struct json_writer *w, const struct diagnosis *d, const struct zone_finding *f)
{
	int64_t gap = (INT64_C(1) << d->attempt.order) - 1;

	if (klog_has(f->zone->free)) {
		range(w, "usable_kb", diagnosis_kb(d, f->usable_low + gap), diagnosis_kb(d, f->usable_high + gap));
		range(w, "usable_pages", f->usable_low, f->usable_high);
	}
	if (klog_has(f->zone->min)) {
		jsonw_integer(w, "needed_kb", diagnosis_kb(d, f->mark + f->reserve));
		jsonw_integer(w, "mark_pages", f->mark);
		jsonw_integer(w, "lowmem_reserve_pages", f->reserve);
	}
	if (klog_has(f->zone->free) && klog_has(f->zone->min))
		jsonw_bool(w, "watermark_ok", f->usable_low > f->mark + f->reserve);
	if (f->zone->orders > 0 && klog_has(f->zone->list_total))
		range(w, "usable_block_kb", diagnosis_kb(d, f->blocks_low), diagnosis_kb(d, f->blocks_high));
	jsonw_string(w, "verdict", refusal_name(f->refusal));
	jsonw_bool(w, "verdict_certain", f->sure);
}

static void put_zone(struct json_writer *w, const struct diagnosis *d, const struct zone_finding *f)
{
	const struct klog_zone *z = f->zone;

	jsonw_open(w, NULL, '{');
	jsonw_string(w, "name", z->name);
	if (z->node >= 0)
		jsonw_integer(w, "node", z->node);
	number(w, "free_kb", z->free);
	number(w, "boost_kb", z->boost);
	number(w, "min_kb", z->min);
	number(w, "low_kb", z->low);
	number(w, "high_kb", z->high);
	number(w, "reserved_highatomic_kb", z->reserved_highatomic);
	number(w, "free_highatomic_kb", z->free_highatomic);
	number(w, "present_kb", z->present);
	number(w, "managed_kb", z->managed);
	number(w, "free_pcp_kb", z->free_pcp);
	number(w, "free_cma_kb", z->free_cma);
	if (z->reserve_count > 0) {
		jsonw_open(w, "lowmem_reserve", '[');
		for (size_t i = 0; i < z->reserve_count; i++)
			jsonw_integer(w, NULL, z->reserve[i]);
		jsonw_close(w, ']');
	}
	if (f->tested)
		put_test(w, d, f);
	else if (d->has_gfp && !f->allowed)
		jsonw_string(w, "verdict", "not-allowed");
	put_list(w, z);
	number(w, "free_list_kb", z->list_total);
	jsonw_close(w, '}');
}

static void put_zones(struct json_writer *w, const struct diagnosis *d)
{
	if (d->zone_count == 0)
		return;
	jsonw_open(w, "zones", '[');
	for (size_t i = 0; i < d->zone_count; i++)
		put_zone(w, d, &d->zones[i]);
	jsonw_close(w, ']');
}

/* --- totals, account, verdict --- */

static void put_totals(struct json_writer *w, const struct klog_event *e)
{
	const struct klog_totals *t = &e->totals;

	if (!klog_has(t->ram) && !klog_has(t->reserved) && !klog_has(t->cma) && !klog_has(t->total_swap) &&
		!klog_has(t->highmem))
		return;
	jsonw_open(w, "totals", '{');
	number(w, "ram_pages", t->ram);
	number(w, "highmem_pages", t->highmem);
	number(w, "reserved_pages", t->reserved);
	number(w, "cma_pages", t->cma);
	number(w, "hwpoisoned_pages", t->hwpoisoned);
	number(w, "pagecache_pages", t->pagecache);
	number(w, "total_swap_kb", t->total_swap);
	number(w, "free_swap_kb", t->free_swap);
	jsonw_close(w, '}');
}

static void put_account(struct json_writer *w, const struct dump_account *a)
{
	if (!klog_has(a->managed) && !klog_has(a->free))
		return;
	jsonw_open(w, "account", '{');
	number(w, "ram_pages", a->ram);
	number(w, "managed_pages", a->managed);
	number(w, "cma_pages", a->cma_total);
	number(w, "cma_free_pages", a->cma_free);
	number(w, "free_pages", a->free);
	number(w, "free_outside_cma_pages", a->free_outside_cma);
	number(w, "anonymous_pages", a->anon);
	number(w, "page_cache_pages", a->file);
	number(w, "slab_reclaimable_pages", a->slab_reclaimable);
	number(w, "slab_unreclaimable_pages", a->slab_unreclaimable);
	number(w, "page_table_pages", a->page_tables);
	number(w, "stack_pages", a->stacks);
	number(w, "unaccounted_pages", a->unaccounted);
	jsonw_close(w, '}');
}

static void put_sentences(struct json_writer *w, const char *key, const struct sentences *s)
{
	jsonw_open(w, key, '[');
	for (size_t i = 0; i < s->count; i++)
		jsonw_string(w, NULL, s->text[i]);
	jsonw_close(w, ']');
}

static void put_verdict(struct json_writer *w, const struct explanation *x)
{
	const struct diagnosis *d = x->diagnosis;

	jsonw_open(w, "verdict", '{');
	jsonw_string(w, "cause", cause_name(d->cause));
	if (d->deciding && d->cause != CAUSE_STALL)
		jsonw_string(w, "reason", refusal_name(d->deciding->refusal));
	jsonw_string(w, "confidence", confidence_name(d->confidence));
	seconds(w, "zone_line_late_seconds", d->zone_lateness);
	seconds(w, "free_list_late_seconds", d->list_lateness);
	jsonw_string(w, "text", x->verdict);
	jsonw_close(w, '}');
}

/* --- the format --- */

static void begin(void *state, FILE *out)
{
	struct state *s = state;

	jsonw_begin(&s->json, out);
	jsonw_open(&s->json, NULL, '{');
	jsonw_string(&s->json, "schema", "dtcarve-explain-1");
	jsonw_open(&s->json, "events", '[');
}

static void event(void *state, FILE *out, const char *file, const struct explanation *x)
{
	struct json_writer *w = &((struct state *)state)->json;

	(void)out;
	jsonw_open(w, NULL, '{');
	text(w, "file", file);
	put_request(w, x->diagnosis);
	put_zones(w, x->diagnosis);
	put_totals(w, x->diagnosis->event);
	put_account(w, &x->account);
	put_verdict(w, x);
	put_sentences(w, "evidence", &x->evidence);
	if (x->board.count > 0)
		put_sentences(w, "board", &x->board);
	put_sentences(w, "advice", &x->advice);
	jsonw_close(w, '}');
}

/* --- boot --- */

static void put_boot_size(struct json_writer *w, const char *key, int64_t value)
{
	if (value != BOOT_NONE)
		jsonw_integer(w, key, value);
}

static void put_address(struct json_writer *w, const char *key, uint64_t address)
{
	char hex[24];

	snprintf(hex, sizeof(hex), "0x%llx", (unsigned long long)address);
	jsonw_string(w, key, hex);
}

/* What the boot lines say: "On node N totalpages", "ZONE zone: N pages reserved", "... cma-reserved". */
static void put_boot_totals(struct json_writer *w, const struct boot_log *b)
{
	int64_t reserved = BOOT_NONE;

	for (size_t i = 0; i < b->zone_count; i++) {
		if (b->zones[i].reserved_pages != BOOT_NONE)
			reserved = (reserved == BOOT_NONE ? 0 : reserved) + b->zones[i].reserved_pages;
	}
	if (b->total_pages == BOOT_NONE && reserved == BOOT_NONE)
		return;
	jsonw_open(w, "totals", '{');
	put_boot_size(w, "ram_pages", b->total_pages);
	put_boot_size(w, "reserved_pages", reserved);
	jsonw_close(w, '}');
}

static void put_boot_memory(struct json_writer *w, const struct boot_memory *m)
{
	if (m->available == BOOT_NONE)
		return;
	jsonw_open(w, "memory", '{');
	put_boot_size(w, "available", m->available);
	put_boot_size(w, "total", m->total);
	put_boot_size(w, "reserved", m->reserved);
	put_boot_size(w, "cma", m->cma);
	put_boot_size(w, "highmem", m->highmem);
	jsonw_close(w, '}');
}

static void put_boot_zones(struct json_writer *w, const struct boot_log *b)
{
	if (b->zone_count == 0)
		return;
	jsonw_open(w, "zone_ranges", '[');
	for (size_t i = 0; i < b->zone_count; i++) {
		jsonw_open(w, NULL, '{');
		jsonw_string(w, "name", b->zones[i].name);
		if (b->zones[i].empty) {
			jsonw_bool(w, "empty", true);
		} else if (b->zones[i].end > 0) {
			put_address(w, "start", b->zones[i].start);
			put_address(w, "end", b->zones[i].end);
		}
		jsonw_close(w, '}');
	}
	jsonw_close(w, ']');
}

static void put_region(struct json_writer *w, const struct boot_region *r)
{
	static const char *const kinds[] = {
		"cma", "coherent", "restricted", "reserved", "initialized", "failed"
	};

	jsonw_open(w, NULL, '{');
	jsonw_string(w, "kind", kinds[r->kind]);
	text(w, "name", r->name);
	if (r->has_base)
		put_address(w, "base", r->base);
	if (r->has_size && r->size <= INT64_MAX)
		jsonw_integer(w, "size", (int64_t)r->size);
	jsonw_integer(w, "line", (int64_t)r->line);
	jsonw_close(w, '}');
}

static void put_findings(struct json_writer *w, const struct boot_explanation *x)
{
	jsonw_open(w, "findings", '[');
	for (size_t i = 0; i < x->count; i++) {
		jsonw_open(w, NULL, '{');
		jsonw_string(w, "id", x->findings[i].id);
		text(w, "name", x->findings[i].name);
		jsonw_integer(w, "line", (int64_t)x->findings[i].line);
		jsonw_string(w, "message", x->findings[i].text);
		jsonw_string(w, "meaning", x->findings[i].meaning);
		jsonw_close(w, '}');
	}
	jsonw_close(w, ']');
}

/* What every event has. */
static void put_boot_verdict(struct json_writer *w, const struct boot_explanation *x)
{
	jsonw_open(w, "verdict", '{');
	jsonw_string(w, "cause", x->count > 0 ? x->findings[0].id : "none");
	jsonw_string(w, "confidence", confidence_name(CONFIDENCE_CERTAIN));
	jsonw_string(w, "text",
				 x->count > 0 ? x->findings[0].meaning : "No memory was asked for at boot and not had.");
	jsonw_close(w, '}');
	jsonw_open(w, "advice", '[');
	jsonw_close(w, ']');
}

static void boot(void *state, FILE *out, const char *file, const struct boot_explanation *x)
{
	struct json_writer *w = &((struct state *)state)->json;
	const struct boot_log *b = x->boot;

	(void)out;
	jsonw_open(w, NULL, '{');
	text(w, "file", file);
	jsonw_string(w, "kind", "boot");
	jsonw_integer(w, "line", (int64_t)b->first_line);
	text(w, "kernel", b->release);
	text(w, "hardware", b->machine);
	text(w, "command_line", b->command_line);
	put_boot_memory(w, &b->memory);
	put_boot_zones(w, b);
	put_boot_totals(w, b);
	jsonw_open(w, "regions", '[');
	for (size_t i = 0; i < b->region_count; i++)
		put_region(w, &b->regions[i]);
	jsonw_close(w, ']');
	put_findings(w, x);
	text(w, "panic", b->panic);
	put_boot_verdict(w, x);
	jsonw_close(w, '}');
}

/* --- summary --- */

static void put_group(struct json_writer *w, const struct summary_group *g)
{
	char mode[16];

	jsonw_open(w, NULL, '{');
	jsonw_integer(w, "count", (int64_t)g->count);
	jsonw_string(w, "kind", klog_kind_name(g->kind));
	jsonw_string(w, "cause", cause_name(g->cause));
	text(w, "process", g->process);
	text(w, "caller", g->caller);
	number(w, "order", g->order);
	if (g->has_mode) {
		snprintf(mode, sizeof(mode), "0x%x", g->mode);
		jsonw_string(w, "mode", mode);
		text(w, "gfp", g->asked);
	} else {
		text(w, "area", g->asked);
	}
	jsonw_integer(w, "first_line", (int64_t)g->first_line);
	jsonw_integer(w, "last_line", (int64_t)g->last_line);
	seconds(w, "first_time", g->first_time);
	seconds(w, "last_time", g->last_time);
	jsonw_close(w, '}');
}

static void summary(void *state, FILE *out, const struct summary *sum)
{
	struct json_writer *w = &((struct state *)state)->json;

	(void)out;
	jsonw_close(w, ']');
	jsonw_open(w, "summary", '[');
	for (size_t i = 0; i < sum->count; i++)
		put_group(w, &sum->groups[i]);
}

static void end(void *state, FILE *out, bool complete)
{
	struct json_writer *w = &((struct state *)state)->json;

	(void)out;
	(void)complete;
	jsonw_close(w, ']');
	jsonw_close(w, '}');
}

const struct explain_format explain_json = { "json", begin, event, boot, summary, end, sizeof(struct state) };
