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
#include "util/named.h"

struct arena;
struct boot;
struct captures;
struct error;
struct memory_state;
struct zone;

#define VERDICTS(X)                                                                                          \
	X(VERDICT_NONE, "") /* nothing was measured */                                                           \
	X(VERDICT_SAME, "as predicted") /* as predicted, to the page */                                          \
	X(VERDICT_WITHIN, "within the range") /* in the range of the estimate */                                 \
	X(VERDICT_MOVES, "moves with use") /* another number, but one that moves while the system runs */        \
	X(VERDICT_DIFFERS, "differs")
enum verdict { VERDICTS(ENUM_VALUE) };

/* Where a figure is to be seen. */
#define LOOKS_AT(X)                                                                                          \
	X(LOOK_ZONEINFO, "cat /proc/zoneinfo")                                                                   \
	X(LOOK_PAGETYPEINFO, "cat /proc/pagetypeinfo")                                                           \
	X(LOOK_BUDDYINFO, "cat /proc/buddyinfo")                                                                 \
	X(LOOK_MIN_FREE, "cat /proc/sys/vm/min_free_kbytes")                                                     \
	X(LOOK_MEMINFO, "grep -E 'MemTotal|Cma' /proc/meminfo")                                                  \
	X(LOOK_LOG, "dmesg | grep -iE 'memory:|reserved|cma'")
enum look { LOOKS_AT(ENUM_VALUE) LOOKS };

#define FIELDS_SHOWN(X)                                                                                      \
	X(FIELD_START_PFN, "start_pfn", "", LOOK_ZONEINFO, false)                                                \
	X(FIELD_SPANNED, "spanned", "pages", LOOK_ZONEINFO, false)                                               \
	X(FIELD_PRESENT, "present", "pages", LOOK_ZONEINFO, false)                                               \
	X(FIELD_MANAGED, "managed", "pages", LOOK_ZONEINFO, false)                                               \
	X(FIELD_MIN, "min", "pages", LOOK_ZONEINFO, false)                                                       \
	X(FIELD_LOW, "low", "pages", LOOK_ZONEINFO, false)                                                       \
	X(FIELD_HIGH, "high", "pages", LOOK_ZONEINFO, false)                                                     \
	X(FIELD_PROTECTION, "protection", "pages", LOOK_ZONEINFO, false)                                         \
	X(FIELD_FREE, "free", "pages", LOOK_ZONEINFO, true)                                                      \
	X(FIELD_PAGEBLOCK_ORDER, "Page block order", "", LOOK_PAGETYPEINFO, false)                               \
	X(FIELD_PAGEBLOCKS, "blocks of all types", "blocks", LOOK_PAGETYPEINFO, false)                           \
	X(FIELD_CMA_PAGEBLOCKS, "blocks of type CMA", "blocks", LOOK_PAGETYPEINFO, false)                        \
	X(FIELD_LARGEST_BLOCKS, "free, last column", "blocks", LOOK_BUDDYINFO, true)                             \
	X(FIELD_MIN_FREE_KBYTES, "min_free_kbytes", "kB", LOOK_MIN_FREE, false)                                  \
	X(FIELD_MEM_TOTAL, "MemTotal", "kB", LOOK_MEMINFO, false)                                                \
	X(FIELD_CMA_TOTAL, "CmaTotal", "kB", LOOK_MEMINFO, false)                                                \
	X(FIELD_LOG_TOTAL, "Memory: total", "kB", LOOK_LOG, false)                                               \
	X(FIELD_LOG_RESERVED, "Memory: reserved", "kB", LOOK_LOG, false)                                         \
	X(FIELD_LOG_CMA, "Memory: cma-reserved", "kB", LOOK_LOG, false)
enum field { FIELDS_SHOWN(ENUM_VALUE) FIELDS };

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
