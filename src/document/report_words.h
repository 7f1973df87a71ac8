/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_DOCUMENT_REPORT_WORDS_H
#define DTCARVE_DOCUMENT_REPORT_WORDS_H

/* Sentences of a report that all formats for people share. The arena owns them. */
#include <stdbool.h>
#include <stddef.h>

#include "findings/findings.h"

struct arena;
struct assumption;
struct board;
struct boot;
struct findings;
struct region;
struct report;
struct trace_event;

/* The model, else the first compatible, else the file. */
const char *board_name(const struct board *board);

/* "Linux 6.1", "arm64", "4 KiB pages", "DDR 2 GiB" with `separator` between them. */
const char *report_facts(struct arena *arena, const struct report *report, const char *separator);

/* Did the region not become what the tree or the command line asks for? */
bool is_refused(const struct report *report, const struct region *region);
size_t count_refused(const struct report *report);

/* "cma: 48 MiB at 0xb0100000, refused, and its memory is lost all the same" */
const char *region_meaning(struct arena *arena, const struct region *region);

/* "1 error, 2 warnings", "nothing found". */
const char *severity_count_words(struct arena *arena, const size_t counts[SEVERITY_ERROR + 1]);
const char *findings_count_words(struct arena *arena, const struct findings *findings);

/* "device tree at 0x48000000 (--fdt-base tells): moves up to 76.0 MiB" */
const char *assumption_words(struct arena *arena, const struct assumption *assumption);

/* Does a line of the boot log name an address or a size that is an estimate? */
bool message_is_estimate(const struct region *region);

/* The kernel's "Memory:" line, with the figures that a prediction has. */
const char *memory_line(struct arena *arena, const struct boot *boot);

/* A line for an event of a trace: as in the boot log, and calls of memblock as memblock=debug tells them, but
 * with size and owner in the place of the caller. */
const char *trace_words(struct arena *arena, const struct boot *boot, const struct trace_event *event);

/* The options that would narrow the estimates, or NULL where all are given. */
const char *what_makes_exact(struct arena *arena, const struct report *report);

/* What to do now. */
const char *next_step(struct arena *arena, const struct report *report);

#endif
