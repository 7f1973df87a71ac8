/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_DOCUMENT_PAGES_H
#define DTCARVE_DOCUMENT_PAGES_H

/* The document of each command, for any writer. What it was made from must outlive it. */
#include <stdbool.h>
#include <stddef.h>

#include "document/page.h"

struct alloc_kernel;
struct alloc_request;
struct boot;
struct boot_explanation;
struct check;
struct comparison;
struct evidence;
struct explanation;
struct gate;
struct headroom;
struct memory_state;
struct owners_report;
struct pool_rows;
struct plan;
struct report;
struct rule;
struct simulation_report;
struct slow_path;
struct summary;
struct usual_headroom;

struct page *page_of_report(struct arena *arena, const struct report *report);
struct page *page_of_trace(struct arena *arena, const struct report *report); /* of a boot that was traced */
struct page *page_of_comparison(struct arena *arena, const struct comparison *comparison);
struct page *page_of_simulation(struct arena *arena, const struct simulation_report *report);
struct page *page_of_plan(struct arena *arena, const struct plan *plan, const struct evidence *evidence,
						  bool steps);
struct page *page_of_check(struct arena *arena, const struct check *check);
/* Who uses which pool, how much of it, and what may go. */
struct page *page_of_pools(struct arena *arena, const struct boot *boot, const struct pool_rows *rows,
						   const struct evidence *evidence);

/* Who holds the memory of a target. */
struct page *page_of_owners(struct arena *arena, const struct owners_report *report);

struct page *page_of_rules(struct arena *arena);
struct page *page_of_rule(struct arena *arena, const struct rule *rule);
struct page *page_of_demands(struct arena *arena, const struct gate *gate, const struct boot *boot);
struct page *page_of_mask(struct arena *arena, const struct alloc_kernel *kernel,
						  const struct alloc_request *request, const struct slow_path *path);

/* What a log tells, section by section to a page that may be written and left as the log goes by. */
void page_event(struct page *page, const char *file, const struct explanation *x);
void page_boot(struct page *page, const char *file, const struct boot_explanation *b);
void page_summary(struct page *page, const struct summary *sum);

/* What usual requests get of the memory called `name`, and its free lists; or what single requests get. */
struct page *page_of_memory(struct arena *arena, const char *name, const struct memory_state *memory,
							const struct usual_headroom *usual);
struct page *page_of_requests(struct arena *arena, const char *name, const struct memory_state *memory,
							  const struct headroom *rows, size_t count);

#endif
