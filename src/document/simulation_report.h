/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_DOCUMENT_SIMULATION_REPORT_H
#define DTCARVE_DOCUMENT_SIMULATION_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/simulate.h"

/* One variant of a simulation: what differs from the others, and what came out. */
struct simulation_variant {
	const char *label; /* "CMA as a last resort" */
	const char *name;  /* the same as the head of a column: "last resort" */
	bool own;          /* as the board and its kernel are */
	bool less_cma;     /* the kernel's own rule, on pools that are smaller */
	const struct simulation_result *result;
};

struct series_report;

struct simulation_report {
	const char *board, *kernel;
	uint64_t seed;
	unsigned int page_shift;
	const struct simulation_variant *variants; /* at least one; all of the same workload */
	size_t variant_count;
	int64_t cma_pages; /* of the board's pools */
	const struct series_report *series; /* how far it is off, held against captures; or NULL */
};

#endif
