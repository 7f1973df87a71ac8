/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_SIMULATE_H
#define DTCARVE_RENDER_SIMULATE_H

#include <stddef.h>
#include <stdio.h>

#include "alloc/headroom.h"
#include "sim/simulate.h"
#include "render/pen.h"

struct markup;

/* One variant of a simulation: what differs from the others, and what came out. */
struct simulation_variant {
	const char *label; /* "CMA as a last resort" */
	const char *name;  /* the same as the head of a column: "last resort" */
	bool own;          /* as the board and its kernel are */
	bool less_cma;     /* the kernel's own rule, on pools that are smaller */
	const struct simulation_result *result;
};

struct simulation_report {
	const char *board, *kernel;
	uint64_t seed;
	unsigned int page_shift;
	const struct simulation_variant *variants; /* at least one; all of the same workload */
	size_t variant_count;
	int64_t cma_pages; /* of the board's pools */
};

/* Each writes the whole report. */
void simulation_print_text(const struct pen *pen, const struct simulation_report *report);

/* 0, or -EIO. */
int simulation_print_json(FILE *out, const struct simulation_report *report);
int simulation_print_svg(FILE *out, const struct simulation_report *report);

/* The chart as an <svg> to stand in a page, and the rules for it. */
void simulation_write_chart(struct markup *m, const struct simulation_report *report);
void simulation_write_style(struct markup *m);

#endif
