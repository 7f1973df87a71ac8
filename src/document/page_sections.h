/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_DOCUMENT_PAGE_SECTIONS_H
#define DTCARVE_DOCUMENT_PAGE_SECTIONS_H

/* The sections of the report as a page; each adds nothing where it has nothing to say. */
#include <stddef.h>
#include <stdint.h>

#include "document/page.h"
#include "findings/findings.h"
#include "util/estimate.h"

struct arena;
struct boot;
struct evidence;
struct map_item;
struct memory_state;
struct pool_rows;
struct report;
struct series_report;
struct usual_headroom;

/* The one drawing of the page. */
const struct map_drawing *page_drawing(struct page *page, const struct report *report);

/* Its first item that is the region at a path; NULL: none is in the map. */
const struct map_item *page_region_item(struct page *page, const struct report *report, const char *path);

/* How many findings are about a path, and the first of them. */
size_t page_findings_about(struct page *page, const struct report *report, const char *path, size_t *first);

/* Ids: of the table's row and the drawing's slot for the item with a number, and of a finding. */
const char *page_row_id(struct page *page, size_t number);
const char *page_slot_id(struct arena *arena, size_t number);
const char *page_finding_id(struct page *page, size_t index);

/* Those of the report, in its order: each void page_NAME(struct page *page, const struct report *report). */
#define PAGE_SECTIONS(X)                                                                                     \
	X(page_figures) X(page_told) X(page_outcome) X(page_findings) X(page_account) X(page_memory_map)         \
	X(page_headroom) X(page_zones) X(page_blocks) X(page_owners) X(page_plan) X(page_simulation)             \
	X(page_messages) X(page_checklist) X(page_notes)
#define DECLARE_SECTION(name) void name(struct page *page, const struct report *report);
PAGE_SECTIONS(DECLARE_SECTION)

/* A row each; of CMA pools alone, or of all. */
void page_pool_rows(struct page *page, const struct boot *boot, const struct pool_rows *rows, bool cma_alone);
void page_pool_holders(struct page *page, const struct evidence *evidence, unsigned int page_shift);
void page_series(struct page *page, const struct series_report *series, unsigned int page_shift);

/* Every order by the usual masks; free lists, and with a boot the pageblocks as it hands them over beside. */
void page_usual(struct page *page, const struct usual_headroom *usual, const char *remark);
void page_free_lists(struct page *page, const struct memory_state *memory, const struct boot *boot);

enum tone severity_tone(enum severity severity);

/* A number, with its range where it is estimated. */
struct page_cell page_number(struct page *page, int64_t value);
struct page_cell page_estimate(struct page *page, struct estimate e);

#endif
