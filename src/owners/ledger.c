/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sums that records go into: by chain, by pageblock, by page frame. None depends on the order of the records. */
#include <string.h>

#include "owners/record.h"
#include "util/arena.h"
#include "util/memory.h"
#include "util/number.h"
#include "util/sort.h"

#define FRAME_BYTES_MAX (24U << 20) /* page frames that are kept, a byte each: 96 GiB of 4 KiB pages */
#define BLOCKS_MAX (1U << 18)
#define SHARES_MAX (1U << 19)
#define HELD_MAX (1U << 19)
#define FOREIGN_MAX (1U << 19)
#define LARGEST_BLOCK_ORDER 13

#define GFP_MOVABLE 0x8U          /* all versions */
#define GFP_RECLAIMABLE_3 0x80000U /* up to 4.5, which have no types by name */

struct ledger {
	struct holdings *o;
	unsigned int block_order;
	bool has_order;
	uint32_t *block_slots; /* by hash of the number: place in mem_blocks + 1 */
	size_t block_room, frame_bytes;
	struct share_of_block *shares; /* a hash table; pages 0: empty */
	size_t share_count, share_room;
	bool movable_is_2; /* up to 4.3, where numbers stand for types */
};

static size_t scramble(uint64_t key)
{
	key *= UINT64_C(0x9e3779b97f4a7c15);
	return (size_t)(key ^ (key >> 32));
}

struct ledger *ledger_new(struct holdings *owners)
{
	struct ledger *l = arena_new_object(owners->arena, struct ledger);

	l->o = owners;
	l->block_room = 1024;
	l->block_slots = memory_new(l->block_room * sizeof(*l->block_slots));
	l->share_room = 1024;
	l->shares = memory_new(l->share_room * sizeof(*l->shares));
	return l;
}

bool ledger_learn(struct ledger *l, const struct owner_record *r)
{
	if (r->block_number == 2 && (r->mask & GFP_MOVABLE) && !r->fallback)
		l->movable_is_2 = true;
	if (l->has_order || r->pfn == NO_PFN || !r->block)
		return l->has_order;
	for (unsigned int order = 0; order <= LARGEST_BLOCK_ORDER; order++)
		if (r->pfn >> order == r->block) {
			l->block_order = order;
			l->has_order = true;
			return true;
		}
	return false;
}

/* --- pageblocks --------------------------------------------------------------------------------- */

static uint32_t *block_slot(const struct ledger *l, uint64_t number)
{
	size_t at = scramble(number) & (l->block_room - 1);

	while (l->block_slots[at] && l->o->mem_blocks[l->block_slots[at] - 1].number != number)
		at = (at + 1) & (l->block_room - 1);
	return &l->block_slots[at];
}

static void double_block_slots(struct ledger *l)
{
	memory_free(l->block_slots);
	l->block_room *= 2;
	l->block_slots = memory_new(l->block_room * sizeof(*l->block_slots));
	for (size_t i = 0; i < l->o->mem_block_count; i++)
		*block_slot(l, l->o->mem_blocks[i].number) = (uint32_t)i + 1;
}

static struct mem_block *block_of(struct ledger *l, uint64_t number)
{
	struct holdings *o = l->o;
	uint32_t *slot = block_slot(l, number);
	struct mem_block block = { .number = number, .type = BLOCK_TYPE_UNKNOWN };
	size_t frames = (size_t)1 << l->block_order;

	if (*slot)
		return &o->mem_blocks[*slot - 1];
	if (o->mem_block_count == BLOCKS_MAX || l->frame_bytes + frames > FRAME_BYTES_MAX)
		return NULL;
	if (o->mem_block_count * 2 >= l->block_room) {
		double_block_slots(l);
		slot = block_slot(l, number);
	}
	l->frame_bytes += frames;
	block.pages = arena_alloc(o->arena, frames);
	arena_push(o->arena, o->mem_blocks, o->mem_block_count, block);
	*slot = (uint32_t)o->mem_block_count;
	return &o->mem_blocks[o->mem_block_count - 1];
}

/* --- who has how much of a block ------------------------------------------------------------------ */

static struct share_of_block *share_slot(struct share_of_block *shares, size_t room, uint64_t block, uint32_t holder)
{
	size_t at = scramble(block << 20 ^ holder) & (room - 1);

	while (shares[at].pages && (shares[at].block != block || shares[at].holder != holder))
		at = (at + 1) & (room - 1);
	return &shares[at];
}

static void double_shares(struct ledger *l)
{
	size_t room = l->share_room * 2;
	struct share_of_block *larger = memory_new(room * sizeof(*larger));

	for (size_t i = 0; i < l->share_room; i++)
		if (l->shares[i].pages)
			*share_slot(larger, room, l->shares[i].block, l->shares[i].holder) = l->shares[i];
	memory_free(l->shares);
	l->shares = larger;
	l->share_room = room;
}

static void add_share(struct ledger *l, uint64_t block, uint32_t holder, uint32_t pages)
{
	struct share_of_block *share;

	if (l->share_count * 2 >= l->share_room && l->share_room < 2 * SHARES_MAX)
		double_shares(l);
	share = share_slot(l->shares, l->share_room, block, holder);
	if (share->pages == 0) {
		if (l->share_count == SHARES_MAX) {
			l->o->shares_left_out += pages;
			return;
		}
		*share = (struct share_of_block){ .block = block, .holder = holder };
		l->share_count++;
	}
	share->pages += pages;
}

/* --- a record's places ------------------------------------------------------------------------------ */

/* The kernel's numbers: Unmovable, Reclaimable, Movable, Reserve up to 4.3; Unmovable, Movable, Reclaimable,
 * HighAtomic from 4.4 on. Source: include/linux/mmzone.h:enum migratetype. */
static enum migratetype block_type_of(const struct ledger *l, const struct owner_record *r)
{
	static const enum migratetype old[] = { MIGRATE_UNMOVABLE, MIGRATE_RECLAIMABLE, MIGRATE_MOVABLE,
											MIGRATE_RESERVE, MIGRATE_CMA, MIGRATE_ISOLATE };
	static const enum migratetype since_4_4[] = { MIGRATE_UNMOVABLE, MIGRATE_MOVABLE, MIGRATE_RECLAIMABLE,
												  MIGRATE_HIGHATOMIC, MIGRATE_CMA, MIGRATE_ISOLATE };

	if (r->block_number < 0)
		return r->block_type;
	if ((size_t)r->block_number >= ARRAY_SIZE(old))
		return MIGRATE_TYPES;
	return (l->movable_is_2 ? old : since_4_4)[r->block_number];
}

static enum migratetype type_of(const struct owner_record *r)
{
	if (r->type != MIGRATE_TYPES || !r->has_mask)
		return r->type;
	return r->mask & GFP_MOVABLE ? MIGRATE_MOVABLE
		   : r->mask & (r->block_number >= 0 ? GFP_RECLAIMABLE_3 : 0x10U) ? MIGRATE_RECLAIMABLE
																		  : MIGRATE_UNMOVABLE;
}

static enum frame_use use_of(const struct chain *chain, enum migratetype type)
{
	if (type == MIGRATE_RECLAIMABLE)
		return PAGE_RECLAIMS;
	return type == MIGRATE_MOVABLE && page_use_moves(chain->use) ? PAGE_MOVES : PAGE_STAYS;
}

static bool is_cma(enum migratetype type)
{
	return type == MIGRATE_CMA || type == MIGRATE_ISOLATE;
}

struct place {
	struct chain *chain;
	uint32_t index; /* of the chain */
	enum migratetype block_type;
	enum frame_use use;
	uint64_t pages;
	unsigned int order;
};

/* Blocks for movable pages: what cannot be moved has no business there; CMA is there for drivers' buffers. */
static bool is_foreign(const struct place *p)
{
	return p->use != PAGE_MOVES && (p->block_type == MIGRATE_MOVABLE ||
									(p->block_type == MIGRATE_CMA && p->chain->use != USE_CMA_BUFFER));
}

static void fill(struct ledger *l, struct mem_block *block, uint64_t from, uint64_t to, uint64_t first,
				 uint8_t page)
{
	for (uint64_t pfn = from; pfn < to; pfn++) {
		uint64_t at = pfn & ((UINT64_C(1) << l->block_order) - 1);

		block->pages[at] = pfn == first ? page : (uint8_t)((page & 0xe0) | PAGE_TAIL);
	}
}

static void put_in_block(struct ledger *l, const struct place *p, uint64_t pfn, uint64_t to, uint64_t first)
{
	struct mem_block *block = block_of(l, pfn >> l->block_order);
	uint32_t pages = (uint32_t)(to - pfn);

	if (!block) {
		l->o->unmapped += pages;
		return;
	}
	if (block->type == BLOCK_TYPE_UNKNOWN || pfn == first)
		block->type = (uint8_t)(pfn == first ? p->block_type : block->type);
	fill(l, block, pfn, to, first, (uint8_t)((unsigned int)p->use << 6 | (p->chain->use == USE_FILE ? PAGE_CACHE : 0) | p->order));
	block->used[p->use] += pages;
	if (is_foreign(p)) {
		block->foreign += pages;
		p->chain->foreign += pages;
	}
	if (p->use != PAGE_MOVES)
		add_share(l, block->number, p->chain->holder, pages);
}

/* Drivers have CMA page by page: what lies side by side becomes one piece in ledger_close(). */
static void hold(struct ledger *l, uint64_t pfn, const struct place *p)
{
	struct held_range range = { pfn, (uint32_t)p->pages, p->index & 0x7fffffff, p->use == PAGE_MOVES };

	if (l->o->held_count == HELD_MAX)
		l->o->held_left_out += p->pages;
	else
		arena_push(l->o->arena, l->o->held, l->o->held_count, range);
}

static void note_foreign(struct holdings *o, uint64_t pfn, const struct place *p)
{
	struct foreign_piece *last = o->foreign_count ? &o->foreign[o->foreign_count - 1] : NULL;
	const struct foreign_piece piece = { pfn, (uint32_t)p->pages, p->chain->holder };

	if (last && last->holder == piece.holder && last->pfn + last->pages == pfn)
		last->pages += piece.pages;
	else if (o->foreign_count == FOREIGN_MAX)
		o->foreign_left_out += p->pages;
	else
		arena_push(o->arena, o->foreign, o->foreign_count, piece);
}

static void put_in_zone(struct holdings *o, const struct owner_record *r, uint64_t pages)
{
	size_t i;

	for (i = 0; i < o->zone_count; i++)
		if (o->zones[i].node == r->node && o->zones[i].zone == r->zone)
			break;
	if (i == TOLD_ZONES)
		return;
	if (i == o->zone_count)
		o->zones[o->zone_count++] = (struct told_zone){ r->node, r->zone, r->pfn, r->pfn };
	o->zones[i].first_pfn = min_u64(o->zones[i].first_pfn, r->pfn);
	o->zones[i].last_pfn = max_u64(o->zones[i].last_pfn, r->pfn + pages - 1);
}

static void put_in_place(struct ledger *l, const struct owner_record *r, const struct place *p)
{
	uint64_t size = UINT64_C(1) << l->block_order, end = r->pfn + p->pages;

	for (uint64_t pfn = r->pfn; pfn < end; pfn = round_down(pfn, size) + size)
		put_in_block(l, p, pfn, min_u64(end, round_down(pfn, size) + size), r->pfn);
	if (is_cma(p->block_type)) {
		p->chain->in_cma += p->pages;
		hold(l, r->pfn, p);
	}
	if (p->block_type == MIGRATE_MOVABLE && p->use != PAGE_MOVES)
		note_foreign(l->o, r->pfn, p);
	if (r->has_zone)
		put_in_zone(l->o, r, p->pages);
}

/* --- a record ----------------------------------------------------------------------------------------- */

static uint64_t blocks_of(const struct owner_record *r)
{
	return r->has_times ? r->times : 1;
}

static uint64_t pages_of(const struct owner_record *r)
{
	if (r->has_pages)
		return r->pages;
	if (r->has_stacks && !r->has_order)
		return r->nr_base_pages;
	return r->order < 64 - 32 && blocks_of(r) < UINT32_MAX ? blocks_of(r) << r->order : 0;
}

static size_t chain_of(struct holdings *o, const struct owner_record *r)
{
	if (r->stack)
		return chains_find(o->chains, r->stack, r->stack_length);
	if (r->handle_length)
		return chains_find_place(o->chains, r->handle, r->handle_length, NULL, false);
	if (r->task_length)
		return chains_find_place(o->chains, r->task, r->task_length, NULL, false);
	return chains_find_place(o->chains, "(no call chain)", 15, NULL, false);
}

static void note_task(struct chain *c, const struct owner_record *r)
{
	char task[sizeof(c->task)] = "";

	if (!r->task_length || c->several_tasks)
		return;
	memcpy(task, r->task, min_u64(r->task_length, sizeof(task) - 1));
	if (c->task[0] && strcmp(c->task, task) != 0) {
		c->several_tasks = true;
		c->task[0] = '\0';
	} else {
		memcpy(c->task, task, sizeof(task));
	}
}

static void sum_up(struct holdings *o, struct chain *c, const struct owner_record *r, uint64_t pages)
{
	c->blocks += blocks_of(r);
	c->pages += pages;
	if (r->has_order)
		c->by_order[r->order] += blocks_of(r);
	if (type_of(r) != MIGRATE_TYPES) {
		c->by_type[type_of(r)] += pages;
		o->has_types = true;
	}
	if (r->ns) {
		c->first_ns = c->first_ns ? min_u64(c->first_ns, r->ns) : r->ns;
		c->last_ns = max_u64(c->last_ns, r->ns);
		o->last_ns = max_u64(o->last_ns, r->ns);
	}
	note_task(c, r);
	o->blocks += blocks_of(r);
	o->pages += pages;
}

bool ledger_add(struct ledger *l, const struct owner_record *r)
{
	struct holdings *o = l->o;
	struct place place = { .pages = pages_of(r), .order = r->order, .block_type = block_type_of(l, r) };

	if (place.pages == 0 || place.pages > UINT64_C(1) << 48)
		return false;
	if (r->pfn != NO_PFN && (!l->has_order || r->pfn >> l->block_order != r->block || r->has_times ||
							 r->pfn > UINT64_C(1) << 52 || !is_aligned(r->pfn, place.pages)))
		return false;
	place.index = (uint32_t)chain_of(o, r);
	place.chain = &o->chains->items[place.index];
	place.use = use_of(place.chain, type_of(r));
	sum_up(o, place.chain, r, place.pages);
	if (r->pfn != NO_PFN)
		put_in_place(l, r, &place);
	return true;
}

/* --- in the end ------------------------------------------------------------------------------------------ */

static int by_number(const void *a, const void *b)
{
	const struct mem_block *x = a, *y = b;

	return x->number < y->number ? -1 : x->number > y->number;
}

static int by_pfn(const void *a, const void *b)
{
	const struct held_range *x = a, *y = b;

	return x->pfn < y->pfn ? -1 : x->pfn > y->pfn;
}

static int by_first(const void *a, const void *b)
{
	const struct foreign_piece *x = a, *y = b;

	return x->pfn < y->pfn ? -1 : x->pfn > y->pfn;
}

static int by_block(const void *a, const void *b)
{
	const struct share_of_block *x = a, *y = b;

	LESS_FIRST(block);
	return x->holder < y->holder ? -1 : x->holder > y->holder;
}

static void join_held(struct holdings *o)
{
	size_t kept = 0;

	for (size_t i = 0; i < o->held_count; i++) {
		struct held_range *last = kept ? &o->held[kept - 1] : NULL;

		if (last && last->chain == o->held[i].chain && last->moves == o->held[i].moves && last->pfn + last->pages == o->held[i].pfn)
			last->pages += o->held[i].pages;
		else
			o->held[kept++] = o->held[i];
	}
	o->held_count = kept;
}

void ledger_close(struct ledger *l)
{
	struct holdings *o = l->o;

	o->has_blocks = l->has_order && o->mem_block_count > 0;
	if (l->has_order)
		o->block_order = l->block_order;
	if (o->mem_block_count)
		sort_items(o->mem_blocks, o->mem_block_count, sizeof(*o->mem_blocks), by_number);
	if (o->held_count)
		sort_items(o->held, o->held_count, sizeof(*o->held), by_pfn);
	join_held(o);
	if (o->foreign_count)
		sort_items(o->foreign, o->foreign_count, sizeof(*o->foreign), by_first);
	o->shares = arena_alloc(o->arena, (l->share_count + 1) * sizeof(*o->shares));
	for (size_t i = 0; i < l->share_room; i++)
		if (l->shares[i].pages)
			o->shares[o->share_count++] = l->shares[i];
	if (o->share_count)
		sort_items(o->shares, o->share_count, sizeof(*o->shares), by_block);
	memory_free(l->shares);
	memory_free(l->block_slots);
}
