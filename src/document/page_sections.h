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

/* Ids: of the table's row and the drawing's slot for the item with a number, and of a finding. */
const char *page_row_id(struct page *page, size_t number);
const char *page_slot_id(struct arena *arena, size_t number);
const char *page_finding_id(struct page *page, size_t index);

void page_figures(struct page *page, const struct report *report);
void page_told(struct page *page, const struct report *report);
void page_outcome(struct page *page, const struct report *report);
void page_account(struct page *page, const struct report *report);
void page_memory_map(struct page *page, const struct report *report);
void page_findings(struct page *page, const struct report *report);
void page_headroom(struct page *page, const struct report *report);
void page_zones(struct page *page, const struct report *report);
void page_blocks(struct page *page, const struct report *report);
void page_owners(struct page *page, const struct report *report);
void page_plan(struct page *page, const struct report *report);
void page_simulation(struct page *page, const struct report *report);
/* A row each; of CMA pools alone, or of all. */
void page_pool_rows(struct page *page, const struct boot *boot, const struct pool_rows *rows, bool cma_alone);
void page_pool_holders(struct page *page, const struct evidence *evidence, unsigned int page_shift);
void page_series(struct page *page, const struct series_report *series, unsigned int page_shift);
void page_messages(struct page *page, const struct report *report);
void page_checklist(struct page *page, const struct report *report);
void page_notes(struct page *page, const struct report *report);

/* Every order by the usual masks; free lists, and with a boot the pageblocks as it hands them over beside. */
void page_usual(struct page *page, const struct usual_headroom *usual, const char *remark);
void page_free_lists(struct page *page, const struct memory_state *memory, const struct boot *boot);

enum tone severity_tone(enum severity severity);

/* A number, with its range where it is estimated. */
struct page_cell page_number(struct page *page, int64_t value);
struct page_cell page_estimate(struct page *page, struct estimate e);

#endif
