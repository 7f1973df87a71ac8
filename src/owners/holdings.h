/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_OWNERS_HOLDINGS_H
#define DTCARVE_OWNERS_HOLDINGS_H

/*
 * Who holds the memory, as the target's own files tell it: page_owner, its sorted
 * form, page_owner_stacks, /proc/allocinfo, or the "Memory allocations:" of a log.
 * Read as a stream; what it takes grows with the memory of the target and the number
 * of different call chains, not with the file.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "owners/chain.h"
#include "util/named.h"

struct arena;
struct error;

#define HOLDINGS_KINDS(X)                                                                                    \
	X(HOLDINGS_PAGES, "page_owner") /* page_owner: each allocation with its place */                         \
	X(HOLDINGS_SORTED, "page_owner, sorted") /* page_owner_sort: sums by chain */                            \
	X(HOLDINGS_STACKS, "page_owner_stacks") /* page_owner_stacks/show_stacks (6.9): pages by chain */        \
	X(HOLDINGS_TAGS, "allocinfo") /* /proc/allocinfo (6.10): bytes by place in the sources */                \
	X(HOLDINGS_LOG, "kernel log") /* the largest of those, of a kernel log */
enum holdings_kind { HOLDINGS_KINDS(ENUM_VALUE) };

/* What is in a page frame. */
enum frame_use {
	PAGE_UNTOLD, /* free, reserved, or none */
	PAGE_MOVES,
	PAGE_RECLAIMS, /* slab that shrinks: not moved */
	PAGE_STAYS,    /* unmovable, or held where it is */
};

#define PAGE_CACHE 0x20 /* movable, and can be dropped instead */

#define PAGE_TAIL 31 /* in place of the order, behind the first page of a block */

static inline enum frame_use page_use_of(uint8_t page)
{
	return (enum frame_use)(page >> 6);
}

static inline unsigned int page_order_of(uint8_t page)
{
	return page & 31;
}

#define BLOCK_TYPE_UNKNOWN MIGRATE_TYPES

/* A pageblock. */
struct mem_block {
	uint64_t number; /* of its first page, in blocks */
	uint8_t type;    /* enum migratetype, or BLOCK_TYPE_UNKNOWN where no allocation begins in it */
	uint8_t *pages;  /* one a page frame; NULL where there was no room */
	uint32_t used[4];         /* pages by enum frame_use; those of PAGE_UNTOLD are not counted */
	uint32_t foreign;         /* pages that are not movable, in a block that is for movable ones */
};

/* So many pages of one holder in one block, none of them movable. */
struct share_of_block {
	uint64_t block;
	uint32_t holder, pages;
};

/* Pages that nothing moves, of one holder in a row, in blocks for movable ones. */
struct foreign_piece {
	uint64_t pfn;
	uint32_t pages, holder;
};

/* What a chain holds in a row within CMA blocks. */
struct held_range {
	uint64_t pfn;
	uint32_t pages;
	uint32_t chain : 31;
	uint32_t moves : 1; /* lent: given back when a driver asks for it */
};

/* Of a zone, as the page flags number it. */
struct told_zone {
	unsigned int node, zone;
	uint64_t first_pfn, last_pfn;
};

#define TOLD_ZONES 64

struct holdings {
	struct arena *arena;
	const char *file;
	enum holdings_kind kind;
	struct chains *chains;
	uint64_t records; /* allocations, or lines */
	uint64_t blocks, pages, bytes;
	uint64_t unread;         /* records that could not be made sense of, and are in no sum */
	size_t first_unread;     /* line of the first one */
	bool has_sizes;          /* pages are known, not bytes alone */
	bool has_types;          /* what was asked for as movable is known */
	unsigned int block_order;
	bool has_blocks;
	struct mem_block *mem_blocks; /* ascending */
	size_t mem_block_count;
	uint64_t unmapped; /* pages without a place in mem_blocks, for want of room */
	struct share_of_block *shares; /* by holder's name, then block */
	size_t share_count;
	uint64_t shares_left_out; /* pages */
	struct held_range *held; /* ascending */
	size_t held_count;
	uint64_t held_left_out; /* pages */
	struct foreign_piece *foreign; /* ascending */
	size_t foreign_count;
	uint64_t foreign_left_out; /* pages */
	struct told_zone zones[TOLD_ZONES];
	size_t zone_count;
	uint64_t last_ns; /* the youngest allocation; 0: not told */
};

/* What is known of the target beforehand; 0: not known. */
struct holdings_hints {
	unsigned int block_order;
	unsigned int page_shift;
};

/* `path` may be "-", or a folder or tar of captures that has one. -EINVAL for what is none of the kinds. Freed with holdings_free(). */
int holdings_read(const char *path, const struct holdings_hints *hints, struct holdings **owners,
				struct error *error);
void holdings_free(struct holdings *owners);

/* Whether a text begins as page_owner does; and a file that is neither compressed nor a bundle. */
bool holdings_begin(const char *text, size_t size);
bool holdings_at(const char *path);

/* The chains by what they hold, most first; those of the same amount by name. The arena owns the list. */
const struct chain **holdings_ranked(struct arena *arena, const struct holdings *owners);

/* The block that the page frame is in; NULL where nothing is told of it. */
const struct mem_block *holdings_block(const struct holdings *owners, uint64_t pfn);

const char *holdings_kind_name(enum holdings_kind kind);

/* "Movable", as the kernel says it. */
const char *migratetype_name(enum migratetype type);

#endif
