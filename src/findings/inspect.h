/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_FINDINGS_INSPECT_H
#define DTCARVE_FINDINGS_INSPECT_H

/* What all checks share: the three models, questions asked of them by many rules, and how to report. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "board/board.h"
#include "boot/boot.h"
#include "boot/cmdline.h"
#include "kernel/kernel.h"
#include "findings/findings.h"
#include "findings/space.h"
#include "util/size.h"

/* Where a finding stands in the list: groups in the order of a usual tree, an index within each. */
enum place_group {
	PLACE_ROOT,
	PLACE_MEMRESERVE,
	PLACE_CHOSEN,
	PLACE_MEMORY,
	PLACE_RESERVED,
	PLACE_REGION,
	PLACE_OTHER
};

struct place {
	enum place_group group;
	size_t index;
	const char *path;
};

struct placed_finding {
	struct finding finding;
	struct place place;
};

struct inspection {
	struct arena *arena; /* of the findings */
	const struct board *board;
	const struct kernel *kernel;
	const struct boot *boot;
	struct cmdline cmdline;
	struct space space;             /* RAM and what stands in it */
	const struct region **outcomes; /* for each of board->rmem what became of it, or NULL */
	const struct rule *rule;        /* the one whose check runs */
	struct placed_finding *list;
	size_t count;
};

/* Adds a finding of the rule that runs; the caller fills in message, hint and the rest at once. */
struct finding *add_finding(struct inspection *in, struct place place);

/* The same with the property that it is about, a hint (NULL: none) and its message. */
struct finding *found(struct inspection *in, struct place place, const char *property, const char *hint,
					  const char *format, ...) __attribute__((format(printf, 5, 6)));

struct place place_root(void);
struct place place_chosen(void);
struct place place_memory(const struct inspection *in, size_t index);
struct place place_memreserve(struct inspection *in, size_t index);
struct place place_reserved_memory(void);
struct place place_region(const struct inspection *in, size_t node);
struct place place_other(size_t index, const char *path);

/* --- words --------------------------------------------------------------------- */

char *words(struct inspection *in, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *size_words(struct inspection *in, uint64_t bytes);
const char *range_words(struct inspection *in, struct range range); /* "0x80000000..0x80ffffff (16 MiB)" */
const char *linux_words(struct inspection *in);                     /* "Linux 6.1" */

/* `<0x0 0x80000000 0x0 0x1000000>`, with the root's cells. */
const char *reg_words(struct inspection *in, struct range range);
const char *cell_words(struct inspection *in, uint64_t value, uint32_t cells); /* "0x0 0x80000000" */

/*
 * `; it prints "..."` with the kernel's own line about the region that contains
 * `part`, or "" where it says no such thing. A region may be NULL.
 */
const char *prints(struct inspection *in, const struct region *region, const char *part);

/* Likewise of the lines that belong to no region. */
const char *prints_anywhere(struct inspection *in, const char *part);

/* --- questions --------------------------------------------------------------------- */

/* Switched on, and at a depth that this kernel looks at. */
bool is_read(const struct inspection *in, size_t node);

/* is_read() with a reg that tells at least one whole range. */
bool is_static(const struct inspection *in, size_t node);
bool is_cma_node(const struct rmem_node *node); /* shared-dma-pool, reusable, not no-map */

/* The ranges of a static node that this kernel takes: all, or the first only. */
size_t taken_tuples(const struct inspection *in, size_t node);

/* A size that is more likely meant as an end address. */
bool end_given_as_size(const struct inspection *in, size_t node);

/*
 * RAM so small that the kernel that was taken for granted does not go with it,
 * as on boards without an MMU: what that one would do says nothing of theirs.
 */
bool too_small_for_usual_kernel(const struct inspection *in);

/* A size that is one byte short of whole pages. */
bool one_byte_short(const struct inspection *in, size_t node);

/* --- the checks, each in the file of its family ---------------------------------------- */

#define RULE(check, ...) void check(struct inspection *in);
#include "findings/catalogue.h"
#undef RULE

#endif
