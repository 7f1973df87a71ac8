/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_COMPARE_MEASURED_H
#define DTCARVE_COMPARE_MEASURED_H

/*
 * What the predicted board will show to one who looks: each figure with the
 * command that tells it; and what captures of the target really have, side by
 * side, each difference with its likely reason.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/estimate.h"

struct arena;
struct boot;
struct captures;
struct error;
struct memory_state;
struct zone;

enum verdict {
	VERDICT_NONE,   /* nothing was measured */
	VERDICT_SAME,   /* as predicted, to the page */
	VERDICT_WITHIN, /* in the range of the estimate */
	VERDICT_MOVES,  /* another number, but one that moves while the system runs */
	VERDICT_DIFFERS,
};

/* Where a figure is to be seen. */
enum look { LOOK_ZONEINFO, LOOK_PAGETYPEINFO, LOOK_BUDDYINFO, LOOK_MIN_FREE, LOOK_MEMINFO, LOOK_LOG, LOOKS };

enum field {
	FIELD_START_PFN,
	FIELD_SPANNED,
	FIELD_PRESENT,
	FIELD_MANAGED,
	FIELD_MIN,
	FIELD_LOW,
	FIELD_HIGH,
	FIELD_PROTECTION,
	FIELD_FREE,
	FIELD_PAGEBLOCK_ORDER,
	FIELD_PAGEBLOCKS,
	FIELD_CMA_PAGEBLOCKS,
	FIELD_LARGEST_BLOCKS,
	FIELD_MIN_FREE_KBYTES,
	FIELD_MEM_TOTAL,
	FIELD_CMA_TOTAL,
	FIELD_LOG_TOTAL,
	FIELD_LOG_RESERVED,
	FIELD_LOG_CMA,
	FIELDS
};

struct figure {
	enum look look;
	enum field field;
	const struct zone *zone; /* or NULL */
	const char *name;        /* "DMA32 managed", "MemTotal" */
	const char *unit;        /* "pages", "kB", "blocks" or "" */
	unsigned int index;      /* of FIELD_PROTECTION: the column */
	struct estimate expected;
	bool moves; /* with the use of the system */
	bool is_measured;
	int64_t measured;
	enum verdict verdict;
	const char *why; /* of a difference: what is likely behind it, or NULL */
};

/* A line of the boot log. */
struct expected_line {
	const char *text;
	const char *key;   /* what other lines about the same region have in them, or NULL */
	const char *found; /* the line that the log has about it instead, or NULL */
	enum verdict verdict;
};

struct measured {
	const char *source; /* the folder; NULL: nothing was captured */
	struct figure *figures;
	size_t figure_count;
	struct expected_line *lines;
	size_t line_count;
	const char **notes; /* why the captures may tell of another boot than the predicted one */
	size_t note_count;
};

/* What is to be expected; all of it in `arena`, `boot` and `settled` outlive it. */
struct measured *measured_expect(struct arena *arena, const struct boot *boot,
								 const struct memory_state *settled);

/* Holds captures against it. -EINVAL with the file and line where one cannot be read. */
int measured_hold(struct arena *arena, struct measured *measured, const struct boot *boot, const char *source,
				  const struct captures *captures, struct error *error);

/* Both: what is expected, held against the captures at `source`, a folder, tar or log; NULL: there are none. */
int measured_against(struct arena *arena, const struct boot *boot, const struct memory_state *settled,
					 const char *source, const struct measured **measured, struct error *error);

/* The command that shows it: "cat /proc/zoneinfo". */
const char *look_command(enum look look);

/* "as predicted", "within the range", "moves with use", "differs", "". */
const char *verdict_name(enum verdict verdict);

size_t measured_count(const struct measured *measured, enum verdict verdict);

/* measured_why.c: fills in the reasons of differences. `sysctl` is the captured text or NULL. */
void measured_explain(struct arena *arena, struct measured *measured, const struct boot *boot,
					  const char *sysctl);

#endif
