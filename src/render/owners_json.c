/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/owners_json.h"

#include "boot/boot.h"
#include "document/owners_report.h"
#include "plan/oversized.h"
#include "plan/pool_evidence.h"
#include "render/json.h"
#include "render/pools_json.h"
#include "util/arena.h"

struct owners_json {
	const struct owners_report *r;
	struct arena *arena;
	struct json_stream stream;
};

static json_t *chain_json(const struct chain *c)
{
	return json_texts(c->frames, c->frame_count);
}

/* --- CMA areas --------------------------------------------------------------------------------- */

static json_t *area_holder_json(const struct area_holder *h)
{
	json_t *o = json_packed("{s:O, s:b, s:b, s:s, s:O, s:O, s:O}", "holder", json_text(h->holder->name), "is_module",
							(int)h->holder->is_module, "moves", (int)h->moves, "use",
							page_use_name(h->chain->use), "pages", json_uint(h->pages), "pieces",
							json_uint(h->ranges), "chain", chain_json(h->chain));

	if (!h->moves)
		json_put(o, "largest_run_without", json_uint(h->run_without));
	if (h->oldest >= 0)
		json_put(o, "oldest_s", json_number(h->oldest));
	return o;
}

static json_t *area_json(const struct owners_json *x, const struct area_answer *a)
{
	json_t *o = json_packed(
		"{s:O, s:O, s:b, s:O, s:O, s:O, s:O, s:O, s:O}", "base",
		json_address(a->place.pfn << x->r->page_shift), "pages", json_uint(a->place.pages), "told_by_tree",
		(int)x->r->answers->places.told, "stays", json_uint(a->stays), "moves", json_uint(a->moves), "free",
		json_uint(a->free), "largest_run", json_uint(a->run), "largest_run_free", json_uint(a->run_free),
		"holders", JSON_LIST(i, a->holder_count, area_holder_json(&a->holders[i])));

	json_add_text(o, "name", a->place.name);
	return o;
}

static void add_areas(struct owners_json *x)
{
	json_stream_list(&x->stream, "cma");
	for (size_t i = 0; i < x->r->answers->area_count; i++)
		json_stream_item(&x->stream, area_json(x, &x->r->answers->areas[i]));
}

/* --- pageblocks ----------------------------------------------------------------------------------- */

/* Who has most of what cannot be moved in the block; shares are in the order of blocks. */
static const struct holder *lead_of(const struct holdings *o, uint64_t number, size_t *share)
{
	const struct holder *lead = NULL;
	uint32_t most = 0;

	for (; *share < o->share_count && o->shares[*share].block <= number; ++*share) {
		const struct share_of_block *s = &o->shares[*share];

		if (s->block == number && s->pages > most) {
			most = s->pages;
			lead = &o->chains->holders[s->holder];
		}
	}
	return lead;
}

static void add_blocks(struct owners_json *x)
{
	const struct holdings *o = x->r->owners;
	size_t share = 0;

	json_stream_list(&x->stream, "blocks");
	for (size_t i = 0; o->has_blocks && i < o->mem_block_count; i++) {
		const struct mem_block *b = &o->mem_blocks[i];
		const struct holder *lead = lead_of(o, b->number, &share);
		json_t *block = json_packed(
			"{s:O, s:s, s:I, s:I, s:I, s:I}", "base",
			json_address(b->number << (o->block_order + x->r->page_shift)), "type",
			migratetype_name((enum migratetype)b->type), "movable", (json_int_t)b->used[PAGE_MOVES],
			"reclaimable", (json_int_t)b->used[PAGE_RECLAIMS], "unmovable", (json_int_t)b->used[PAGE_STAYS],
			"foreign", (json_int_t)b->foreign);

		json_add_text(block, "holder", lead ? lead->name : NULL);
		json_stream_item(&x->stream, block);
	}
}

/* By order, from 0 on: its pages themselves. */
static json_t *comes_back_json(const struct owners_json *x, const struct polluter *p)
{
	json_t *at_once = json_new_array(), *compacted = json_new_array();

	for (unsigned int order = 0; order <= x->r->owners->block_order && order < OWNER_ORDERS; order++) {
		json_append(at_once, json_uint(order ? p->at_once[order] : p->pages));
		json_append(compacted, json_uint(order ? p->compacted[order] : p->pages));
	}
	return json_packed("{s:O, s:O}", "at_once", at_once, "compacted", compacted);
}

static void add_polluters(struct owners_json *x)
{
	const struct answers *a = x->r->answers;

	json_stream_list(&x->stream, "polluters");
	for (size_t i = 0; i < a->polluter_count; i++) {
		const struct polluter *p = &a->polluters[i];

		json_t *o = json_packed("{s:O, s:b, s:O, s:O, s:O, s:O}", "holder", json_text(p->holder->name), "is_module",
								(int)p->holder->is_module, "pages", json_uint(p->pages), "pageblocks",
								json_uint(p->blocks), "alone", json_uint(p->alone), "pairs", json_uint(p->pairs));

		if (p->compacted[1]) /* else no block of any order comes back */
			json_put(o, "comes_back", comes_back_json(x, p));
		json_stream_item(&x->stream, o);
	}
}

/* --- chains ------------------------------------------------------------------------------------------ */

static json_t *orders_json(const struct owners_json *x, const struct chain *c)
{
	json_t *orders = json_new_object();

	for (unsigned int order = 0; order < OWNER_ORDERS; order++)
		if (c->by_order[order])
			json_put(orders, arena_printf(x->arena, "%u", order), json_uint(c->by_order[order]));
	return orders;
}

static json_t *holder_json(const struct owners_json *x, const struct chain *c)
{
	const struct holdings *o = x->r->owners;
	const struct holder *holder = &o->chains->holders[c->holder];
	json_t *object = json_packed("{s:O, s:O, s:s, s:O}", "chain", chain_json(c), "holder", json_text(holder->name),
								 "use", page_use_name(c->use), "blocks", json_uint(c->blocks));

	json_add_text(object, "module", holder->is_module ? holder->name : NULL);
	if (!o->has_sizes) {
		json_put(object, "bytes", json_uint(c->bytes));
		return object;
	}
	json_put(object, "pages", json_uint(c->pages));
	json_put(object, "orders", orders_json(x, c));
	if (o->has_types) {
		json_put(object, "unmovable", json_uint(c->by_type[MIGRATE_UNMOVABLE]));
		json_put(object, "reclaimable", json_uint(c->by_type[MIGRATE_RECLAIMABLE]));
		json_put(object, "movable", json_uint(c->by_type[MIGRATE_MOVABLE]));
	}
	if (o->has_blocks) {
		json_put(object, "in_cma", json_uint(c->in_cma));
		json_put(object, "foreign", json_uint(c->foreign));
	}
	json_add_text(object, "task", c->task);
	return object;
}

static void add_holders(struct owners_json *x)
{
	const struct chain **chains = holdings_ranked(x->arena, x->r->owners);

	json_stream_list(&x->stream, "holders");
	for (size_t i = 0; i < x->r->owners->chains->count; i++)
		if (chains[i]->pages || chains[i]->bytes)
			json_stream_item(&x->stream, holder_json(x, chains[i]));
}

static void add_growth(struct owners_json *x)
{
	json_stream_list(&x->stream, "growth");
	for (size_t i = 0; i < x->r->growth_count; i++) {
		const struct growth *g = &x->r->growth[i];

		json_stream_item(&x->stream,
						 json_packed("{s:O, s:O, s:O, s:O, s:b}", "holder", json_text(g->holder->name), "chain",
									 chain_json(g->chain), "before", json_uint(g->before), "after",
									 json_uint(g->after), "suspect", (int)g->suspect));
	}
}

/* Of this board: pools with what may go, and the commands that plan it. */
static json_t *remedy_json(const struct owners_report *r)
{
	const struct owners_remedy *remedy = r->remedy;
	json_t *pools = json_new_array(), *commands = json_new_array(), *o;

	for (size_t i = 0; i < remedy->pools->count; i++)
		if (remedy->pools->items[i].region->kind == REGION_CMA)
			json_append(pools, pool_row_to_json(r->boot, &remedy->pools->items[i]));
	for (size_t i = 0; i < REMEDY_POLLUTERS; i++)
		if (remedy->commands[i])
			json_append(commands,
						json_packed("{s:O, s:O}", "holder", json_text(r->answers->polluters[i].holder->name), "command",
									json_text(remedy->commands[i])));
	o = json_packed("{s:O, s:O, s:i, s:O}", "pools", pools, "unmovable_gain", json_uint(remedy->gain),
					"margin_percent", (int)remedy->evidence->margin_percent, "blocks", commands);
	json_add_text(o, "command", remedy->command);
	return o;
}

static json_t *left_out_json(const struct holdings *o)
{
	return json_packed("{s:O, s:O, s:O, s:O}", "records", json_uint(o->unread), "chains_pages",
					   json_uint(o->chains->full ? o->chains->items[0].pages : 0), "blocks_pages",
					   json_uint(o->unmapped), "places_pages", json_uint(o->held_left_out + o->shares_left_out));
}

static json_t *put_all(const struct owners_report *report, FILE *out)
{
	struct owners_json x = { .r = report, .arena = arena_new() };
	const struct holdings *owners = report->owners;
	struct json_stream *stream = &x.stream;

	json_stream_begin(stream, out, "dtcarve-owners-1");
	json_stream_value(stream, "file", json_text(owners->file));
	json_stream_value(stream, "kind", json_text(holdings_kind_name(owners->kind)));
	json_stream_value(stream, "allocations", json_uint(owners->blocks));
	json_stream_value(stream, "page_size", json_uint(UINT64_C(1) << report->page_shift));
	json_stream_value(stream, "left_out", left_out_json(owners));
	json_stream_value(stream, owners->has_sizes ? "pages" : "bytes",
					  json_uint(owners->has_sizes ? owners->pages : owners->bytes));
	if (owners->has_blocks)
		json_stream_value(stream, "pageblock_order", json_uint(owners->block_order));
	add_areas(&x);
	add_blocks(&x);
	add_polluters(&x);
	add_holders(&x);
	if (report->before)
		add_growth(&x);
	if (report->remedy)
		json_stream_value(stream, "remedy", remedy_json(report));
	arena_free(x.arena);
	return json_stream_end(stream);
}

json_t *owners_to_json(const struct owners_report *report)
{
	return put_all(report, NULL);
}

void owners_write_json(const struct owners_report *report, FILE *out)
{
	put_all(report, out);
}
