/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_OWNERS_RECORD_H
#define DTCARVE_OWNERS_RECORD_H

/* One record of page_owner in any of its forms, and the sums that records go into. */
#include "owners/holdings.h"

#define NO_PFN UINT64_MAX

struct owner_record {
	uint64_t pfn, block; /* NO_PFN: not told */
	uint64_t times, pages; /* of page_owner_sort */
	uint64_t nr_base_pages;
	const char *handle; /* of a stack that is not told: "handle: 7" */
	size_t handle_length;
	unsigned int order;
	bool has_order, has_times, has_pages, has_stacks;
	uint32_t mask;
	bool has_mask, fallback;
	enum migratetype type, block_type; /* MIGRATE_TYPES: not told */
	int block_number;                  /* up to 4.5 the type of the block is a number; -1: a name */
	uint64_t ns;
	const char *task, *stack; /* pieces of the text */
	size_t task_length, stack_length;
	unsigned int node, zone;
	bool has_zone;
};

/* The lines of one record; false where they are none. */
bool record_read(const char *text, size_t length, struct owner_record *record);

/* --- ledger.c ------------------------------------------------------------------------------ */

struct ledger;

struct ledger *ledger_new(struct holdings *owners);
/* Before the first record: how pfn and block go together. False where the record does not tell. */
bool ledger_learn(struct ledger *ledger, const struct owner_record *record);
/* False where it makes no sense. */
bool ledger_add(struct ledger *ledger, const struct owner_record *record);
/* Sorts what the owners then hold. */
void ledger_close(struct ledger *ledger);

#endif
